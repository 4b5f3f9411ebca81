// Small repairs around the option parser, so that any text can be a name: arguments behind `--`, in brackets or empty
// reach the command as they were typed, and so does the empty value of `--option=`. Pure functions.
#ifndef CORDON_CLI_ARGUMENTS_H_
#define CORDON_CLI_ARGUMENTS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace cordon::cli {

// Marks what the parser would take apart or take for an option. Everything behind `--` is marked, and `--` is dropped.
std::vector<std::string> ShieldArguments(const std::vector<std::string>& arguments);
// The argument as typed.
std::string Unshield(const std::string& argument);

// The candidate that is a slip of the finger away from `word`, or "".
std::string DidYouMean(absl::string_view word, const std::vector<std::string>& candidates);

}  // namespace cordon::cli

#endif  // CORDON_CLI_ARGUMENTS_H_
