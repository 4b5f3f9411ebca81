// `cordon events`: what became of screenings, as it is decided.
#ifndef CORDON_CLI_EVENT_COMMAND_H_
#define CORDON_CLI_EVENT_COMMAND_H_

#include <cstdint>
#include <string>
#include <vector>

#include "cli/command.h"

namespace cordon::cli {

struct EventOptions {
  int64_t after = 0;
  bool only_new = false;
  bool follow = false;
  std::vector<std::string> types;  // as typed: "released"
  std::string external_ref;
  std::string screening;
  int limit = 0;  // 0: 1,000, and none with `follow`
};
absl::StatusOr<int> RunEvents(const EventOptions& options, const Context& context);

}  // namespace cordon::cli

#endif  // CORDON_CLI_EVENT_COMMAND_H_
