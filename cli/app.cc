#include "cli/app.h"

#include <csignal>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "cli/arguments.h"
#include "cli/options.h"

namespace cordon::cli {
namespace {

// The deepest command that was recognised: where what follows was not understood.
const CLI::App* DeepestCommand(const CLI::App& app) {
  const CLI::App* deepest = &app;
  while (true) {
    const std::vector<CLI::App*> parsed = deepest->get_subcommands();
    if (parsed.empty()) return deepest;
    deepest = parsed.front();
  }
}

std::string CommandPath(const CLI::App& app) {
  std::string path = app.get_name();
  for (const CLI::App* parent = app.get_parent(); parent != nullptr; parent = parent->get_parent()) {
    path = absl::StrCat(parent->get_name(), " ", path);
  }
  return path;
}

// One line: what was wrong, and where help is.
std::string ExplainParseError(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App* const where = DeepestCommand(app);
  const std::string help = absl::StrCat("; see: ", CommandPath(*where), " --help");
  const std::vector<const CLI::App*> choices = where->get_subcommands([](const CLI::App*) { return true; });
  const std::vector<std::string> rest = app.remaining(true);
  if (!choices.empty()) {
    std::vector<std::string> names;
    names.reserve(choices.size());
    for (const CLI::App* choice : choices) names.push_back(choice->get_name());
    for (const std::string& word : rest) {
      const std::string plain = Unshield(word);
      if (plain.empty() || plain[0] == '-') continue;
      const std::string meant = DidYouMean(plain, names);
      return absl::StrCat("unknown command \"", plain, "\" (",
                          meant.empty() ? absl::StrCat("the commands are ", absl::StrJoin(names, ", "))
                                        : absl::StrCat("did you mean ", meant, "?"),
                          ")", help);
    }
    if (rest.empty()) return absl::StrCat("give a command: ", absl::StrJoin(names, ", "), help);
  }
  if (!rest.empty()) {
    const std::string plain = Unshield(rest.front());
    if (plain[0] != '-') return absl::StrCat("unexpected argument \"", plain, "\"", help);
    return absl::StrCat("unknown option ", plain, help, " (a name that begins with - goes behind --)");
  }
  return absl::StrCat(error.what(), help);
}

std::string ErrorLine(const absl::Status& status) {
  if (status.message().empty()) return absl::StatusCodeToString(status.code());
  return std::string(status.message());
}

int Fail(Terminal& terminal, const absl::Status& status) {
  terminal.Say(ErrorLine(status));
  return IsUsageError(status) ? kExitUsage : kExitRuntimeError;
}

}  // namespace

int RunCordon(int argc, char** argv) {
  std::signal(SIGXFSZ, SIG_IGN);  // a file-size limit is then an error like a full disk, not the end
  const auto line = std::make_unique<CommandLine>();
  try {
    line->Parse(std::vector<std::string>(argv + 1, argv + argc));
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return line->app().exit(error);  // --help, --version
    Terminal terminal(false, true);
    terminal.Say(ExplainParseError(line->app(), error));
    return kExitUsage;
  }
  Terminal terminal(line->no_color(), line->no_progress());
  const absl::StatusOr<int> code = line->Run(terminal);
  // What was answered before an error is printed all the same; the exit code says that it is not whole.
  const absl::Status written = terminal.Flush();
  if (!code.ok()) return Fail(terminal, code.status());
  if (!written.ok()) return Fail(terminal, written);
  return *code;
}

}  // namespace cordon::cli
