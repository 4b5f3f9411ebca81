// What every command has in common: the global options, the terminal, and the way to the data. One function per
// command; each returns its exit code or a status that becomes exit code 1 (2 for UsageError).
#ifndef CORDON_CLI_COMMAND_H_
#define CORDON_CLI_COMMAND_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/exit_code.h"
#include "cli/terminal.h"
#include "cordon/v1/match.pb.h"
#include "service/render/format.h"

namespace cordon::cli {

struct GlobalOptions {
  std::string data_dir;     // never empty
  std::string server;       // host:port or unix:/path; empty: in process
  std::string policy_path;  // --config
  std::string server_ca;    // PEM files for a server with TLS; all empty: none
  std::string client_certificate;
  std::string token_file;  // bearer token shown to the server
  std::string client_key;
  std::string output;  // as given; empty: by terminal
  v1::Disposition fail_on = v1::HOLD;
};

// Everything a command gets besides its own options.
struct Context {
  const GlobalOptions& options;
  Terminal& terminal;

  // -o, else a table on a terminal and JSON lines elsewhere.
  render::Format format() const;
  bool color() const { return terminal.color(); }
};

// A mistake in how the command was called or configured: exit code 2.
absl::Status UsageError(absl::string_view message);
bool IsUsageError(const absl::Status& status);

// `latest`, `screenings/ID` or `ID` -> name for GetScreening; "" for `latest`.
std::string ScreeningName(const std::string& argument);

}  // namespace cordon::cli

#endif  // CORDON_CLI_COMMAND_H_
