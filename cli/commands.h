// The commands besides `screen`, one function each. They return the exit code, or a status that becomes one.
#ifndef CORDON_CLI_COMMANDS_H_
#define CORDON_CLI_COMMANDS_H_

#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/party_input.h"
#include "cordon/v1/list.pb.h"

namespace CLI {
class App;
}  // namespace CLI

namespace cordon::cli {

struct CompareOptions {
  std::vector<std::string> names;  // two, or none with a file
  std::string file;
  std::string type = "any";
  std::string threshold;
};
absl::StatusOr<int> RunCompare(const CompareOptions& options, const Context& context);

struct CheckOptions {
  std::vector<std::string> files;  // proto3 JSON of cordon.v1.Transaction; - is standard input
  std::string threshold;
  std::string as_of;
  std::string external_ref;
  bool no_record = false;
};
// One answer per file, in the order given.
absl::StatusOr<int> RunCheck(const CheckOptions& options, const Context& context);

absl::StatusOr<int> RunReport(const Context& context);

// `screening`: screenings/ID, ID or latest.
absl::StatusOr<int> RunExplain(const std::string& screening, const Context& context);

struct WhyNotOptions {
  std::string name;
  std::string entry;  // LIST:ID, or an id that only one list has
  std::string type = "any";
};
absl::StatusOr<int> RunWhyNot(const WhyNotOptions& options, const Context& context);

struct ImportOptions {
  std::string file;
  std::string as_code;
  bool accept_change = false;
  bool stage = false;
};
absl::StatusOr<int> RunListsImport(const ImportOptions& options, const Context& context);
absl::StatusOr<int> RunListsStatus(const Context& context);
struct SearchOptions {
  std::string query;
  std::string list;
  int limit = 50;
};
absl::StatusOr<int> RunListsSearch(const SearchOptions& options, const Context& context);
absl::StatusOr<int> RunListsShow(const std::string& entry, const Context& context);
absl::StatusOr<int> RunListsExport(const std::string& list, const std::string& out_path, const Context& context);

// What was imported or switched to.
void WriteVersion(const v1::ListVersion& version, const Context& context);

// What is stored; `list`: only this source or code, may be empty.
absl::StatusOr<int> RunListsVersions(const std::string& list, int limit, const Context& context);
struct SwitchOptions {
  std::string list;     // rollback: source or list code
  std::string version;  // rollback: where to, empty = the one imported before; activate: which
  bool accept_change = false;
};
absl::StatusOr<int> RunListsRollback(const SwitchOptions& options, const Context& context);
absl::StatusOr<int> RunListsActivate(const SwitchOptions& options, const Context& context);
struct DiffOptions {
  std::string from;
  std::string to;  // empty: the active version of the same source
  std::string list;
  int limit = 50;
};
absl::StatusOr<int> RunListsDiff(const DiffOptions& options, const Context& context);

struct UpdateOptions {
  std::vector<std::string> lists;  // sources or list codes; empty: every download of the policy
  bool check = false;              // only look
  bool accept_change = false;
};
// Downloads the lists of the policy and imports what is new.
absl::StatusOr<int> RunListsUpdate(const UpdateOptions& options, const Context& context);

struct OwnOptions {
  PartyFlags party;
  std::vector<std::string> name;  // one, or none with --id
  std::string as_of;
  std::string regime;
  int max_nodes = 0;
};
// The owners of one party: tree, or with -o dot, svg, json.
absl::StatusOr<int> RunOwn(const OwnOptions& options, const Context& context);

absl::StatusOr<int> RunConfigShow(bool origin, const Context& context);
absl::StatusOr<int> RunConfigCheck(const std::string& path, const Context& context);

// The rules that judge transactions.
absl::StatusOr<int> RunRulesList(const Context& context);
absl::StatusOr<int> RunRulesShow(const std::string& id, const Context& context);
struct RulesTestOptions {
  std::string directory;           // of scenario files, or one of them
  std::vector<std::string> packs;  // packs and tables on top of those in use
  bool coverage = false;
};
absl::StatusOr<int> RunRulesTest(const RulesTestOptions& options, const Context& context);
absl::StatusOr<int> RunRulesCheck(const std::vector<std::string>& files, const Context& context);

struct DoctorOptions {
  std::string certificate;  // of the server, whose end is looked at
  std::string callers;      // file of who may call
};
absl::StatusOr<int> RunDoctor(const DoctorOptions& options, const Context& context);
absl::StatusOr<int> RunVersion(const Context& context);

// A completion script made from the commands and options of `app`. UsageError for an unknown shell.
absl::StatusOr<std::string> CompletionScript(const CLI::App& app, const std::string& shell);

}  // namespace cordon::cli

#endif  // CORDON_CLI_COMMANDS_H_
