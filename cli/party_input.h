// The parties to screen, from arguments or from parties.csv: one InputRow per row of input, whether it can be screened
// or not, so that output rows and input rows always correspond. Not thread-safe.
//
//   CORDON_ASSIGN_OR_RETURN(std::unique_ptr<PartySource> source, OpenPartyFile(path, defaults));
//   while (true) { CORDON_ASSIGN_OR_RETURN(bool more, source->Next(&row)); if (!more) break; ... }
#ifndef CORDON_CLI_PARTY_INPUT_H_
#define CORDON_CLI_PARTY_INPUT_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "cordon/v1/party.pb.h"
#include "db/lists/byte_source.h"

namespace cordon::cli {

struct InputRow {
  int64_t row = 0;  // 1-based
  v1::Party party;
  std::string error;  // not empty: cannot be screened, and why
};

class PartySource {
 public:
  virtual ~PartySource() = default;
  // False at the end. An error ends the run: what follows could not be read at all.
  virtual absl::StatusOr<bool> Next(InputRow* row) = 0;
  // For the progress bar: bytes of input taken so far and in all (0 = unknown).
  virtual int64_t bytes_done() const { return 0; }
  virtual int64_t bytes_total() const { return 0; }
};

// What the flags say of a party. Values are checked here: a wrong flag is a UsageError.
struct PartyFlags {
  std::string type = "any";
  std::vector<std::string> countries;
  std::vector<std::string> addresses;
  std::vector<std::string> ids;  // SCHEME:VALUE
  std::vector<std::string> wallets;
  std::string ref;
};
absl::StatusOr<v1::Party> PartyFromFlags(const PartyFlags& flags);

// "organization" (any case) -> ORGANIZATION; empty -> ANY.
absl::StatusOr<v1::PartyType> ParsePartyType(absl::string_view text);

// One row per name; without names one row from the flags alone.
std::unique_ptr<PartySource> PartiesFromNames(const std::vector<std::string>& names, const v1::Party& flags);

// parties.csv at `path` ("-" = standard input), plain or compressed (.gz, .xz). `defaults.type` holds where a row names
// none. A missing or wrong header is a UsageError that names the column.
absl::StatusOr<std::unique_ptr<PartySource>> OpenPartyFile(const std::string& path, const v1::Party& defaults);
// The same from any bytes. `total` as in bytes_total.
absl::StatusOr<std::unique_ptr<PartySource>> ReadParties(std::unique_ptr<ByteSource> bytes,
                                                         const std::string& shown_path, int64_t total,
                                                         const v1::Party& defaults);

}  // namespace cordon::cli

#endif  // CORDON_CLI_PARTY_INPUT_H_
