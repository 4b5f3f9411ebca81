// `cordon lists update` of a list in several files, over TLS: OFAC's four as one, and whom a download trusts.
#include "absl/strings/str_cat.h"
#include "tests/cli/cli_run.h"
#include "tests/integration/cordond_process.h"
#include "tests/support/list_server.h"

namespace cordon {
namespace {

constexpr char kEnd[] = "\x1a";  // as OFAC's files end

class UpdateSet : public CliTest {
 protected:
  void SetUp() override {
    CliTest::SetUp();
    PutSet("17,\"VERMILLION TRADING\"", "Quillfeather Instruments", 1'000'000'000);
  }
  void PutSet(const std::string& entry, const std::string& alias, int modified) {
    const auto primary = [](const std::string& begin) {
      return absl::StrCat(begin, ",-0- ,\"SDGT\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n");
    };
    server_.Put("SDN.CSV", absl::StrCat(primary(entry), primary("18,\"QUORVANDEL SHIPPING\""), kEnd), modified);
    server_.Put("ALT.CSV", absl::StrCat("17,1,\"aka\",\"", alias, "\",-0- \r\n", kEnd), modified);
    server_.Put("ADD.CSV", absl::StrCat("17,1,\"1 Harbour Way\",\"Oslo\",\"Norway\",-0- \r\n", kEnd), modified);
    server_.Put("SDN_COMMENTS.CSV", absl::StrCat("18,\"Registration Number 4711.\"\r\n", kEnd), modified);
  }
  // `how` of each file; the last files stay away if it is shorter.
  std::string Policy(const std::vector<std::string>& how, const std::string& ca_file) const {
    const std::string names[] = {"SDN.CSV", "ALT.CSV", "ADD.CSV", "SDN_COMMENTS.CSV"};
    std::string text =
        "version: \"u\"\ncanaries { source: \"ofac/sdn\" list: \"SDN\" }\n"
        "downloads { source: \"csl\" }\ndownloads { source: \"ofac/sdn\"";
    for (size_t i = 0; i < how.size(); ++i) {
      absl::StrAppend(&text, i == 0 ? " url: \"" : " also: \"", server_.Url(how[i] + "/" + names[i]), "\"");
    }
    return absl::StrCat(text, " }\ndownload_limits { attempts: 1 timeout_seconds: 8",
                        ca_file.empty() ? "" : absl::StrCat(" ca_file: \"", ca_file, "\""), " }\n");
  }
  CliResult Run(const std::vector<std::string>& how, const std::string& ca_file, const char* check = nullptr) {
    std::vector<std::string> arguments = {
        "--config", Write("policy.textproto", Policy(how, ca_file)), "lists", "update", "-o", "jsonl"};
    if (check != nullptr) arguments.emplace_back(check);
    return Cordon(arguments);
  }
  CliResult Run(const std::vector<std::string>& how) { return Run(how, server_.ca_file()); }
  static bool Is(const CliResult& result, const std::string& outcome) {
    return result.out.find("\"outcome\":\"" + outcome + "\"") != std::string::npos;
  }
  int Listed(const std::string& name) { return Cordon({"screen", "--no-record", name}).code; }

  const std::vector<std::string> kGood = {"plain", "plain", "plain", "plain"};
  ListServer server_{ListServer::Scheme::kHttps};
};

TEST_F(UpdateSet, FourFilesAreOneList) {
  EXPECT_EQ(Run(kGood, server_.ca_file(), "--check").code, 100);
  CliResult result = Run(kGood);
  EXPECT_TRUE(Is(result, "updated")) << result.out << result.err;
  EXPECT_EQ(Listed("Quillfeather Instruments"), 3);
  EXPECT_EQ(Lines(Cordon({"lists", "versions", "ofac/sdn"}).out).size(), 1U);
  server_.ForgetRequests();
  result = Run(kGood);
  EXPECT_TRUE(Is(result, "up_to_date")) << result.out << result.err;
  EXPECT_EQ(Count(server_.Requests(), "none-match=\""), 4) << server_.Requests();
  // The same bytes without a word of their date: known by their digest.
  EXPECT_TRUE(Is(Run({"bare", "bare", "bare", "bare"}), "up_to_date"));
}

TEST_F(UpdateSet, OneChangedFileBringsANewVersion) {
  ASSERT_TRUE(Is(Run(kGood), "updated"));
  server_.Put("ALT.CSV", absl::StrCat("17,1,\"aka\",\"Zephyrtronic Lattice Works\",-0- \r\n", kEnd), 1'000'000'060);
  const CliResult result = Run(kGood);
  EXPECT_TRUE(Is(result, "updated")) << result.out << result.err;
  EXPECT_EQ(Listed("Zephyrtronic Lattice Works"), 3);
  EXPECT_EQ(Listed("Quillfeather Instruments"), 0);
  EXPECT_TRUE(Is(Run(kGood), "up_to_date"));
}

TEST_F(UpdateSet, HalfASetIsNoList) {
  ASSERT_TRUE(Is(Run(kGood), "updated"));
  const std::string before = Cordon({"lists", "versions", "-o", "csv"}).out;
  PutSet("19,\"NEXT TRADING\"", "Next Alias House", 1'000'000'060);
  const struct {
    std::vector<std::string> how;
    const char* says;
  } kCases[] = {
      {{"plain", "404", "plain", "plain"}, "ALT.CSV: answered with status 404"},
      {{"plain", "plain", "cut", "plain"}, "ADD.CSV: broke off"},
      {{"plain", "says-less", "plain", "plain"}, "ALT.CSV: ends inside its last line"},
      {{"plain", "plain", "restless", "plain"}, "ADD.CSV: was exchanged while the other files"},
      {{"plain", "plain", "plain", "html"}, "sdn_comments.csv: row 1, column ent_num"},
      {{"plain", "plain", "plain"}, "are not the files of a list"},
      // What belongs to entries of another date.
      {kGood, "entry 17 is not in sdn.csv; the files are of different dates"},
  };
  for (const auto& c : kCases) {
    const CliResult result = Run(c.how);
    EXPECT_TRUE(Is(result, "could_not_check")) << c.says << ": " << result.out;
    EXPECT_EQ(result.code, 1) << c.says;
    EXPECT_NE(result.err.find(c.says), std::string::npos) << c.says << ": " << result.err;
    EXPECT_EQ(Cordon({"lists", "versions", "-o", "csv"}).out, before) << c.says;
  }
}

TEST_F(UpdateSet, OnlyTrustedServersAreBelieved) {
  CliResult result = Run(kGood, "");
  EXPECT_TRUE(Is(result, "could_not_check")) << result.out;
  EXPECT_NE(result.err.find("is not who it should be"), std::string::npos) << result.err;
  result = Run(kGood, "/absent/ca.pem");
  EXPECT_TRUE(Is(result, "could_not_check")) << result.out;
  EXPECT_NE(result.err.find("/absent/ca.pem (download_limits.ca_file of the policy)"), std::string::npos) << result.err;
  EXPECT_EQ(Run(kGood, "ca.pem").code, 2) << "a relative path";
  EXPECT_EQ(Listed("Quillfeather Instruments"), 0);
  EXPECT_TRUE(Is(Run(kGood), "updated"));
}

TEST_F(UpdateSet, WhatThePolicyMayNotSay) {
  const struct {
    const char* text;
    const char* says;
  } kCases[] = {
      {"also: \"https://a.example/x.csv\"", "also: there is no url beside it"},
      {"url: \"https://a.example/x.csv\" also: \"https://a.example/x.csv\"", "also: names an address twice"},
      {"url: \"https://a.example/x.csv\" also: \"ftp://a.example/y.csv\"", "also: use an https address"},
  };
  for (const auto& c : kCases) {
    const std::string policy = absl::StrCat("version: \"u\"\ndownloads { source: \"ofac/sdn\" ", c.text, " }\n");
    const CliResult result = Cordon({"--config", Write("policy.textproto", policy), "lists", "update"});
    EXPECT_EQ(result.code, 2) << c.says;
    EXPECT_NE(result.err.find(c.says), std::string::npos) << result.err;
  }
  std::string eight = "url: \"https://a.example/0\"";
  for (int i = 1; i <= 7; ++i) absl::StrAppend(&eight, " also: \"https://a.example/", i, "\"");
  const auto check = [&](const std::string& text) {
    return Cordon(
               {"config", "check",
                Write("p.textproto", absl::StrCat("version: \"u\"\ndownloads { source: \"ofac/sdn\" ", text, " }\n"))})
        .code;
  };
  EXPECT_EQ(check(eight), 0);
  EXPECT_EQ(check(eight + " also: \"https://a.example/8\""), 2);
  EXPECT_EQ(check(eight + " sha256: \"" + std::string(64, 'a') + "\""), 2);
}

}  // namespace
}  // namespace cordon
