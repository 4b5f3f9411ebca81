// What the shell is told. A published table (docs/cli.md); scripts depend on it.
#ifndef CORDON_CLI_EXIT_CODE_H_
#define CORDON_CLI_EXIT_CODE_H_

namespace cordon::cli {

enum ExitCode : int {
  kExitDone = 0,  // and nothing at or above --fail-on
  kExitRuntimeError = 1,
  kExitUsage = 2,      // or configuration
  kExitHoldFound = 3,  // HOLD or ESCALATE, at or above --fail-on
  kExitBlockFound = 4,
  kExitIncomplete = 5,  // a list is missing, over its age or unverified
  kExitRowsFailed = 6,
  kExitVerificationFailed = 8,  // audit verify, replay: the record is not what was signed or decided
  kExitUpdateAvailable = 100,   // lists update --check
};

}  // namespace cordon::cli

#endif  // CORDON_CLI_EXIT_CODE_H_
