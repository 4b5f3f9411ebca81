// `cordon suppress`: pairs of a party and a list entry that two people found to be different.
#ifndef CORDON_CLI_SUPPRESS_COMMANDS_H_
#define CORDON_CLI_SUPPRESS_COMMANDS_H_

#include <string>
#include <vector>

#include "cli/command.h"

namespace cordon::cli {

struct SuppressOptions {
  std::string name;  // suppressions/ID or ID; of `add` the case
  int alert = 0;
  std::string request_id;
  std::string reason;
  std::string last_day;
  std::vector<std::string> statuses;  // as typed; empty: proposed and active
  std::string entry;                  // LIST:ID
  std::string party_ref;
  int limit = 50;
};
enum class SuppressAction { kAdd, kApprove, kReject, kExpire, kShow };
absl::StatusOr<int> RunSuppress(SuppressAction action, const SuppressOptions& options, const Context& context);
absl::StatusOr<int> RunSuppressList(const SuppressOptions& options, const Context& context);

}  // namespace cordon::cli

#endif  // CORDON_CLI_SUPPRESS_COMMANDS_H_
