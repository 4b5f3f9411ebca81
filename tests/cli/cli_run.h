// Runs the real `cordon` as a shell would and keeps what it printed. Each fixture has a data directory of its own; the
// environment holds nothing of Cordon's but what a test sets.
#ifndef CORDON_TESTS_CLI_CLI_RUN_H_
#define CORDON_TESTS_CLI_CLI_RUN_H_

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "tests/support/temp_dir.h"

namespace cordon {

struct CliResult {
  int code = -1;  // -1: killed, or still running after two minutes
  std::string out;
  std::string err;
};

struct CliOptions {
  std::string input;                               // standard input
  std::map<std::string, std::string> environment;  // added to PATH and CORDON_DATA_DIR
  bool terminal = false;                           // stdout and stderr are one terminal; both land in `out`
};

// Runs any program; argv[0] is looked up in PATH, in which the built programs come first.
CliResult RunProgramWith(const std::vector<std::string>& argv, const std::string& data_dir, const CliOptions& options);

std::vector<std::string> Lines(const std::string& text);
// Number of times `what` stands in `text`.
int Count(const std::string& text, const std::string& what);
// The text with what is time, id or follows from them (record digests) replaced by a letter.
std::string WithoutIds(std::string text);

class CliTest : public testing::Test {
 protected:
  CliResult Cordon(std::vector<std::string> arguments, const CliOptions& options = {}) {
    arguments.insert(arguments.begin(), "cordon");
    return RunProgramWith(arguments, data_dir(), options);
  }
  std::string data_dir() const { return dir_ / "data"; }
  std::string Path(const std::string& name) const { return dir_ / name; }
  // Writes a file of the test's directory and returns its path.
  std::string Write(const std::string& name, const std::string& content) const;
  // Three entries of an operator's list DENY, so that nothing depends on the starter list or on fuzzy scores.
  void ImportDenyList();

  TempDir dir_;
};

inline constexpr char kDenyCsv[] =
    "id,name,aliases,countries,programs,remarks\n"
    "D-1,Northgate Freight Brokers Ltd,Northgate Freight;NGFB Trading,GB,,unpaid\n"
    "D-2,Orlov Marine Supply,ООО Орлов Марин,RU,,\n"
    "D-3,北京示例动力有限公司,,CN,,\n";

}  // namespace cordon

#endif  // CORDON_TESTS_CLI_CLI_RUN_H_
