// The files that must never become a list: each is refused with a reason a person can use, and the last good version
// goes on answering. The parsers' own tests (tests/db/lists) have each of them for each format.
#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "tests/cli/cli_run.h"
#include "tests/integration/cordond_process.h"
#include "tests/support/list_server.h"

namespace cordon {
namespace {

class BadLists : public CliTest {
 protected:
  static std::string Rows(int count) {
    std::string csv = "id,name\n";
    for (int i = 0; i < count; ++i) absl::StrAppend(&csv, "r", i, ",Meridian Listed Party Number ", i, "\n");
    return csv;
  }
  static std::string Persons(int count, const std::string& date = "2026-11-01") {
    std::string xml = "<?xml version=\"1.0\"?><CONSOLIDATED_LIST dateGenerated=\"" + date +
                      "T10:00:00Z\"><INDIVIDUALS></INDIVIDUALS><ENTITIES>";
    for (int i = 0; i < count; ++i) {
      absl::StrAppend(&xml, "<ENTITY><DATAID>", i, "</DATAID><FIRST_NAME>Halcyon Freight Number ", i,
                      "</FIRST_NAME><UN_LIST_TYPE>DPRK</UN_LIST_TYPE><REFERENCE_NUMBER>KPe.", i,
                      "</REFERENCE_NUMBER><LISTED_ON>2020-01-01</LISTED_ON></ENTITY>");
    }
    return xml + "</ENTITIES></CONSOLIDATED_LIST>";
  }
};

TEST_F(BadLists, AreRefusedAndTheLastGoodOneAnswers) {
  const std::string policy = Write("policy.textproto",
                                   "version: \"b\"\ncanaries { source: \"un\" list: \"UN\" }\n"
                                   "download_limits { max_bytes: 1000000 }\n");
  const auto import = [&](const std::string& name, const std::string& content, std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"--config", policy, "lists", "import", Write(name, content)});
    return Cordon(more);
  };
  const std::vector<std::string> own = {"--as", "WATCH"};
  CliResult good = import("list-2026-11-02.csv", Rows(100), own);
  ASSERT_EQ(good.code, 0) << good.err;
  good = import("un.xml", Persons(100));
  ASSERT_EQ(good.code, 0) << good.err;
  const std::string before = Cordon({"lists", "versions", "-o", "csv"}).out;
  const std::string whole = Persons(100);
  std::string nul = Rows(100);
  nul[50] = '\0';
  const struct {
    const char* what;
    const char* name;
    std::string content;
    std::vector<std::string> more;
    const char* says;
  } kCases[] = {
      {"empty", "a.csv", "", own, "empty"},
      {"a tenth is gone", "b.csv", Rows(90), own, "list WATCH would go from 100 to 90 entries"},
      {"half a file", "c.xml", whole.substr(0, whole.size() / 2), {}, "line 1"},
      {"older date", "list-2026-11-01.csv", Rows(101), own, "is of 2026-11-01, the active version of 2026-11-02"},
      {"wrong schema", "d.csv", "id,name,flavour\n1,A,sweet\n", own, "flavour"},
      {"entity bomb",
       "e.xml",
       "<?xml version=\"1.0\"?><!DOCTYPE CONSOLIDATED_LIST [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]>" +
           whole.substr(21),
       {},
       "document type"},
      {"external entity",
       "f.xml",
       "<?xml version=\"1.0\"?><!DOCTYPE CONSOLIDATED_LIST SYSTEM \"file:///etc/passwd\">" + whole.substr(21),
       {},
       "document type"},
      {"bad UTF-8", "g.csv", Rows(100) + "x,Caf\xe9 Trading\n", own, "UTF-8"},
      {"duplicate ids", "h.csv", Rows(100) + "r7,Somebody Else\n", own, "r7"},
      {"web page", "i.csv", "<!DOCTYPE html>\n<html><body>503</body></html>", own, "is a web page"},
      {"NUL bytes", "j.csv", nul, own, "NUL"},
  };
  for (const auto& c : kCases) {
    const CliResult refused = import(c.name, c.content, c.more);
    EXPECT_EQ(refused.code, 1) << c.what;
    EXPECT_NE(refused.err.find(c.says), std::string::npos) << c.what << ": " << refused.err;
    EXPECT_NE(refused.err.find(c.name), std::string::npos) << c.what << " names its file: " << refused.err;
    EXPECT_EQ(Cordon({"lists", "versions", "-o", "csv"}).out, before) << c.what;
  }
  // More bytes than a list may have: sparse, so that the disk does not mind.
  const std::string huge = Write("huge.csv", Rows(1));
  std::filesystem::resize_file(huge, (200LL << 20) + 1);
  const CliResult capped = Cordon({"lists", "import", huge, "--as", "WATCH"});
  EXPECT_EQ(capped.code, 1);
  EXPECT_NE(capped.err.find("huge.csv"), std::string::npos) << capped.err;
  // What a policy pins has to be what comes.
  ListServer server;
  server.Put("pinned.csv", Rows(101));
  const std::string pinned =
      Write("pinned.textproto",
            absl::StrCat("version: \"p\"\ndownloads { source: \"csl\" }\ndownloads { source: \"operator/WATCH\" "
                         "url: \"",
                         server.Url("plain/pinned.csv"), "\" sha256: \"", std::string(64, 'a'), "\" }\n"));
  const CliResult mismatch = Cordon({"--config", pinned, "lists", "update"});
  EXPECT_EQ(mismatch.code, 1);
  EXPECT_NE(mismatch.err.find("the policy pins"), std::string::npos) << mismatch.err;
  EXPECT_EQ(Cordon({"lists", "versions", "-o", "csv"}).out, before);
  EXPECT_EQ(Cordon({"screen", "--no-record", "Meridian Listed Party Number 95"}).code, 3);
  EXPECT_EQ(Cordon({"screen", "--no-record", "Halcyon Freight Number 95"}).code, 3);
}

}  // namespace
}  // namespace cordon
