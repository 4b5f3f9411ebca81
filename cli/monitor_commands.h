// `cordon monitor`: registered parties, which are screened again whenever what is in force changes.
#ifndef CORDON_CLI_MONITOR_COMMANDS_H_
#define CORDON_CLI_MONITOR_COMMANDS_H_

#include <string>
#include <vector>

#include "cli/command.h"

namespace cordon::cli {

struct MonitorOptions {
  std::string file;               // parties.csv
  std::vector<std::string> refs;  // remove
  bool all = false;               // list: also those without a match
  bool everybody = false;         // run
  int limit = 50;
};
absl::StatusOr<int> RunMonitorAdd(const MonitorOptions& options, const Context& context);
absl::StatusOr<int> RunMonitorRemove(const MonitorOptions& options, const Context& context);
absl::StatusOr<int> RunMonitorList(const MonitorOptions& options, const Context& context);
absl::StatusOr<int> RunMonitorCompare(const MonitorOptions& options, const Context& context);
absl::StatusOr<int> RunMonitorStatus(const Context& context);

}  // namespace cordon::cli

#endif  // CORDON_CLI_MONITOR_COMMANDS_H_
