// `cordon report`, in process and against a server: the figures of a small data directory, counted by hand.
#include "tests/cli/cli_run.h"
#include "tests/integration/cordond_process.h"

namespace cordon {
namespace {

class ReportCommand : public CliTest {
 protected:
  void SetUp() override {
    ImportDenyList();
    // Of two companies in a deal one has a parent, as the order says.
    const std::string deal =
        Write("deal.json", R"({"id":"A","activity":"PURCHASE","our_role":"BUYER","as_of":"2026-06-15","parties":[)"
                           R"({"party":{"name":"Ekeby Ovens AB"},"roles":["SUPPLIER"],"hq_country":"SE",)"
                           R"("ultimate_parent":{"name":"Ekeby Group","hq_country":"SE"}},)"
                           R"({"party":{"name":"Sala Freight AB"},"roles":["FREIGHT_FORWARDER"],"hq_country":"SE"}],)"
                           R"("items":[{"description":"ovens","eccn":"EAR99","quantity":1}]})");
    Cordon({"check", deal});
    ASSERT_EQ(Cordon({"screen", "Orlov Marine Supply"}).code, 3);
    ASSERT_EQ(Cordon({"screen", "Norhgate Fraight Brokers Ltd"}).code, 3);
    ASSERT_EQ(Cordon({"screen", "Bonner Blumenladen"}).code, 0);
  }
  std::string CaseOf(const std::string& subject) {
    for (const std::string& row : Lines(Cordon({"cases", "list", "-o", "csv"}).out)) {
      if (row.find(subject) != std::string::npos) return row.substr(0, row.find(','));
    }
    return "";
  }
};

TEST_F(ReportCommand, CountsWhatHappened) {
  const std::string weak = CaseOf("Norhgate");
  ASSERT_EQ(Cordon({"cases", "decide", weak, "1", "false-positive", "--because", "lei"}).code, 0);
  ASSERT_EQ(Cordon({"cases", "resolve", weak, "released", "another company"}).code, 0);
  const std::string equal = CaseOf("Orlov");
  ASSERT_EQ(Cordon({"cases", "decide", equal, "1", "true-match-prohibited", "--comment", "it is"}).code, 0);
  ASSERT_EQ(Cordon({"cases", "resolve", equal, "rejected", "listed"}).code, 0);

  const CliResult local = Cordon({"report", "-o", "csv"});
  ASSERT_EQ(local.code, 0) << local.err;
  for (const char* const row :
       {"\nscreenings,4,", "\ncases_per_1000,500.0,", "\ntrue_match_share,50.0,", "\nbacklog,0,",
        "\nrelease_rate,50.0,", "\nrejection_rate,50.0,", "\noverride_rate,0.0,", "\nlist_lag,0.0,",
        "\nultimate_parent_known,50.0,%,of 2 companies in the deals among the newest 4 records",
        "\nultimate_parent_in_data,0.0,"}) {
    EXPECT_NE(local.out.find(row), std::string::npos) << row << local.out;
  }
  const CliResult page = Cordon({"report", "-o", "html"});
  EXPECT_EQ(page.code, 0) << page.err;
  EXPECT_EQ(page.out.rfind("<!DOCTYPE html>", 0), 0U);
  EXPECT_NE(page.out.find("</html>"), std::string::npos);
  EXPECT_GE(Count(page.out, "<svg"), 4);
  EXPECT_EQ(Count(page.out, "<script"), 0);

  CordondProcess server(dir_.path());
  ASSERT_TRUE(server.Start());
  EXPECT_EQ(Cordon({"--server", server.address(), "report", "-o", "csv"}).out, local.out);
  EXPECT_EQ(WithoutIds(Cordon({"--server", server.address(), "report", "-o", "html"}).out), WithoutIds(page.out));
}

TEST_F(ReportCommand, DocumentsAreOfReportsAndCasesOnly) {
  const CliResult lists = Cordon({"lists", "status", "-o", "html"});
  EXPECT_EQ(lists.code, 2);
  EXPECT_NE(lists.err.find("cordon report -o html"), std::string::npos) << lists.err;
  EXPECT_EQ(Cordon({"report", "-o", "svg"}).code, 2);
}

}  // namespace
}  // namespace cordon
