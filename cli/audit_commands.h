// The commands of `cordon audit`, one function each.
#ifndef CORDON_CLI_AUDIT_COMMANDS_H_
#define CORDON_CLI_AUDIT_COMMANDS_H_

#include <string>
#include <vector>

#include "cli/command.h"

namespace cordon::cli {

struct AuditVerifyOptions {
  std::string directory;          // an export; empty: the data directory
  std::string anchors;            // directory of checkpoints, or one
  std::string from;               // file with a checkpoint
  std::string receipt;            // file; then nothing else is looked at
  std::string record;             // the record or entry a receipt is for
  std::vector<std::string> keys;  // verifier keys, or files with them
};
// Reads with code of its own, and only reads. kExitVerificationFailed names the first bad entry.
absl::StatusOr<int> RunAuditVerify(const AuditVerifyOptions& options, const Context& context);

struct AuditExportOptions {
  std::string format = "tiles";  // tiles, jsonl, csv, html, receipt, checkpoint
  std::string out;               // directory of tiles; file of the others, empty: standard output
  std::string entries;           // jsonl, csv: "17" or "17-40"; empty: all
  std::string screening;         // html, receipt: which; also for jsonl and csv
  bool with_blobs = false;
};
absl::StatusOr<int> RunAuditExport(const AuditExportOptions& options, const Context& context);

struct AuditListOptions {
  std::string kind;
  std::string actor;
  std::string party;
  std::string list;
  std::string disposition;
  std::string external_ref;
  std::string since;
  std::string until;
  int limit = 50;
  int sample = 0;  // 0: the newest, in order
  std::string seed;
};
absl::StatusOr<int> RunAuditList(const AuditListOptions& options, const Context& context);
// `entry`: its number, or latest.
absl::StatusOr<int> RunAuditShow(const std::string& entry, const Context& context);
absl::StatusOr<int> RunAuditProve(const std::string& entry, const Context& context);
struct AuditReplayOptions {
  std::string entries;   // "17", "17-40", "latest", "all"
  bool current = false;  // by today's lists, rules and policy
  int sample = 0;        // instead of entries: so many, drawn
  std::string seed;
};
// Reads only. kExitVerificationFailed when an answer comes out otherwise.
absl::StatusOr<int> RunAuditReplay(const AuditReplayOptions& options, const Context& context);
absl::StatusOr<int> RunAuditRotateKey(const Context& context);
// What is stored and named by nothing; `remove`: removes it, after an entry that says so. kExitVerificationFailed, and
// nothing is removed, when the log is not what was signed.
absl::StatusOr<int> RunAuditGc(bool remove, const Context& context);

}  // namespace cordon::cli

#endif  // CORDON_CLI_AUDIT_COMMANDS_H_
