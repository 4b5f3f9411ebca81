// `cordon screen`: names, a file or standard input through the backend, one output row per input row.
#ifndef CORDON_CLI_SCREEN_COMMAND_H_
#define CORDON_CLI_SCREEN_COMMAND_H_

#include <string>
#include <vector>

#include "cli/backend.h"
#include "cli/command.h"
#include "cli/party_input.h"
#include "service/render/screening.h"

namespace cordon::cli {

struct ScreenOptions {
  std::vector<std::string> names;  // or the single name "-"
  std::string file;                // -f
  PartyFlags party;
  std::string external_ref;
  std::string batch;  // name of a run that may be run again; empty: every run records anew
  std::string threshold;
  std::string as_of;
  int limit = 0;
  bool near_misses = false;
  bool no_record = false;
};

absl::StatusOr<int> RunScreen(const ScreenOptions& options, const Context& context);

// What a run answers to the shell. `refused`: rows that got no answer because the lists are missing or too old.
int ScreenExitCode(const render::ScreeningSummary& summary, int64_t refused, v1::Disposition fail_on);

}  // namespace cordon::cli

#endif  // CORDON_CLI_SCREEN_COMMAND_H_
