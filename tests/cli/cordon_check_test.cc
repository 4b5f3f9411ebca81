// cordon check: one answer per transaction, in order, whatever the layout of the file, with every exit code.
#include "tests/cli/cli_run.h"

namespace cordon {
namespace {

constexpr char kBuyFrom[] =
    R"({"id":"%","activity":"PURCHASE","our_role":"BUYER","as_of":"2026-06-15","parties":[{"party":{"name":"@"},)"
    R"("roles":["SUPPLIER"],"hq_country":"SE"}],"items":[{"description":"ovens","eccn":"EAR99","quantity":1}]})";

std::string Deal(const std::string& id, const std::string& supplier) {
  std::string deal = kBuyFrom;
  deal.replace(deal.find('%'), 1, id);
  return deal.replace(deal.find('@'), 1, supplier);
}

class Check : public CliTest {
 protected:
  void SetUp() override { ImportDenyList(); }
};

TEST_F(Check, OneRowPerTransactionInOrder) {
  const std::string file = Write("orders.jsonl", Deal("A", "Lindgren Bakery Equipment AB") + "\n" + "{\"id\":\"B\"\n" +
                                                     Deal("C", "Northgate Freight") + "\n{\"activity\":\"IAAS\"}\n");
  const CliResult result = Cordon({"check", file, "-o", "jsonl"});
  EXPECT_EQ(result.code, 6) << result.err;
  const std::vector<std::string> lines = Lines(result.out);
  ASSERT_EQ(lines.size(), 4U) << result.out;
  EXPECT_NE(lines[0].find("\"row\":1,\"id\":\"A\""), std::string::npos) << lines[0];
  EXPECT_NE(lines[1].find("\"row\":2,\"disposition\":\"HOLD\",\"error\":\"not a transaction"), std::string::npos)
      << lines[1];
  EXPECT_NE(lines[2].find("\"id\":\"C\",\"as_of\":\"2026-06-15\",\"disposition\":\"HOLD\""), std::string::npos)
      << lines[2];
  EXPECT_NE(lines[3].find("transaction.parties"), std::string::npos) << "the error names the field: " << lines[3];
  EXPECT_EQ(lines[3].find("requests["), std::string::npos) << lines[3];
  const CliResult csv =
      Cordon({"check", "-", "-o", "csv"},
             {.input = Deal("A", "Lindgren Bakery") + "\n" + Deal("B", "Northgate Freight"), .environment = {}});
  EXPECT_EQ(csv.code, 3) << csv.err;
  EXPECT_EQ(Lines(csv.out).size(), 3U) << csv.out;
}

TEST_F(Check, ManyTransactionsInSeveralBatches) {
  std::string text = "[";
  for (int i = 0; i < 150; ++i) text += (i == 0 ? "" : ",\n") + Deal(std::to_string(i), "Lindgren Bakery Equipment AB");
  const CliResult result = Cordon({"check", Write("orders.json", text + "]"), "-o", "jsonl"});
  EXPECT_EQ(result.code, 0) << result.err << result.out.substr(0, 500);
  const std::vector<std::string> lines = Lines(result.out);
  ASSERT_EQ(lines.size(), 150U);
  for (size_t i = 0; i < lines.size(); ++i) {
    EXPECT_NE(lines[i].find("\"id\":\"" + std::to_string(i) + "\""), std::string::npos) << lines[i];
  }
}

TEST_F(Check, ExitCodes) {
  const std::string clean = Write("clean.json", Deal("A", "Lindgren Bakery Equipment AB"));
  const std::string listed = Write("listed.json", Deal("B", "Northgate Freight"));
  std::string known = Deal("C", "Lindgren Bakery Equipment AB");
  known.insert(known.size() - 1, ",\"end_use\":{\"knowledge\":[\"MILITARY_INTELLIGENCE\"]}");
  const std::string blocked = Write("blocked.json", known);
  EXPECT_EQ(Cordon({"check", clean}).code, 0);
  EXPECT_EQ(Cordon({"check", clean, listed}).code, 3);
  EXPECT_EQ(Cordon({"check", listed, "--fail-on", "block"}).code, 0);
  EXPECT_EQ(Cordon({"check", listed, blocked, Path("absent.json")}).code, 4);
  EXPECT_EQ(Cordon({"check", clean, Path("absent.json")}).code, 6);
  EXPECT_EQ(Cordon({"check"}).code, 2);
  EXPECT_EQ(Cordon({"check", clean, "--as-of", "tomorrow"}).code, 2);
  Write("data/policy.textproto", "required_lists: \"SDN\"");
  EXPECT_EQ(Cordon({"check", clean}).code, 5);
  EXPECT_EQ(Cordon({"check", Write("none.json", "[]"), "-o", "json"}).out, "[]\n");
}

}  // namespace
}  // namespace cordon
