// The command line as a whole: parses, dispatches, turns errors into one line on stderr and an exit code.
#ifndef CORDON_CLI_APP_H_
#define CORDON_CLI_APP_H_

namespace cordon::cli {

// Returns the exit code.
int RunCordon(int argc, char** argv);

}  // namespace cordon::cli

#endif  // CORDON_CLI_APP_H_
