// What is said once per run about the lists an answer comes from.
#ifndef CORDON_CLI_WARNINGS_H_
#define CORDON_CLI_WARNINGS_H_

#include "cli/terminal.h"
#include "cordon/v1/engine.pb.h"

namespace cordon::cli {

// Starter list, list ages, missing required lists: one line each on stderr.
void SayListConditions(const v1::GetEngineStateResponse& state, Terminal& terminal);

}  // namespace cordon::cli

#endif  // CORDON_CLI_WARNINGS_H_
