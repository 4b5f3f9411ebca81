// Several writers at once on one data directory: all succeed, as `xargs -P` expects.
#include "tests/cli/cli_run.h"

namespace cordon {
namespace {

class Parallel : public CliTest {};

TEST_F(Parallel, FourWritersAllSucceed) {
  ImportDenyList();
  const CliResult result =
      RunProgramWith({"bash", "-c", "seq 40 | xargs -P 4 -I{} cordon screen 'Lindgren Bakery {}'"}, data_dir(), {});
  EXPECT_EQ(result.code, 0) << result.err;
  const std::vector<std::string> lines = Lines(result.out);
  EXPECT_EQ(lines.size(), 40U);
  for (const std::string& line : lines) {
    EXPECT_NE(line.find("\"disposition\":\"CLEAR\""), std::string::npos) << line;
    EXPECT_NE(line.find("\"record_sha256\""), std::string::npos) << line;
  }
  EXPECT_NE(Cordon({"doctor"}).out.find("40 screenings recorded"), std::string::npos);
}

TEST_F(Parallel, FourWritersOnAFreshDirectory) {
  const CliResult result =
      RunProgramWith({"bash", "-c", "seq 8 | xargs -P 4 -I{} cordon screen 'Lindgren Bakery {}'"}, data_dir(), {});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(Lines(result.out).size(), 8U);
}

}  // namespace
}  // namespace cordon
