// cordon audit list, show, prove, rotate-key from outside, in process and through a server; what they write is what
// cordon audit verify, which shares no code with them, finds sound.
#include <gmock/gmock.h>
#include <signal.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "tests/cli/cli_run.h"
#include "tests/integration/cordond_process.h"

namespace cordon {
namespace {

using testing::HasSubstr;

class AuditLogCli : public CliTest {
 protected:
  AuditLogCli() {
    ImportDenyList();
    EXPECT_EQ(Cordon({"screen", "Northgate Freight", "Harmless Bakery", "--external-ref", "PO-1"}).code, 3);
  }
  std::string VerifierKey() const { return data_dir() + "/keys/audit.vkey"; }
  std::string ReadAll(const std::string& path) const {
    std::ifstream file(path);
    return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
};

TEST_F(AuditLogCli, ListsWhatWasRecorded) {
  const CliResult all = Cordon({"audit", "list", "-o", "csv"});
  EXPECT_EQ(all.code, 0) << all.err;
  const std::vector<std::string> lines = Lines(all.out);
  ASSERT_EQ(lines.size(), 6u) << all.out;
  EXPECT_THAT(lines[1], HasSubstr("4,"));
  EXPECT_THAT(lines[3], HasSubstr("list_activated"));
  EXPECT_THAT(lines[4], HasSubstr("policy_changed"));
  EXPECT_THAT(lines[5], HasSubstr("log_created"));
  EXPECT_EQ(Lines(Cordon({"audit", "list", "--party", "bakery"}).out).size(), 1u);
  EXPECT_EQ(Lines(Cordon({"audit", "list", "--list", "deny"}).out).size(), 1u);
  EXPECT_EQ(Lines(Cordon({"audit", "list", "--disposition", "hold", "--external-ref", "PO-1"}).out).size(), 1u);
  EXPECT_EQ(Lines(Cordon({"audit", "list", "--kind", "screening", "--since", "2000-01-01"}).out).size(), 2u);
  EXPECT_EQ(Cordon({"audit", "list", "--until", "2000-01-01"}).out, "");
  EXPECT_EQ(Cordon({"audit", "list", "--actor", "no \"body\\"}).out, "");
  const CliResult short_list = Cordon({"audit", "list", "--limit", "2"});
  EXPECT_EQ(Lines(short_list.out).size(), 2u);
  EXPECT_THAT(short_list.err, HasSubstr("--limit shows more"));
  const CliResult sample = Cordon({"audit", "list", "--sample", "3", "--seed", "x"});
  EXPECT_EQ(Lines(sample.out).size(), 3u);
  EXPECT_EQ(Cordon({"audit", "list", "--sample", "3", "--seed", "x"}).out, sample.out);
  EXPECT_EQ(Cordon({"audit", "list", "--seed", "x"}).code, 2);
  EXPECT_EQ(Cordon({"audit", "list", "--since", "yesterday"}).code, 1);
  EXPECT_EQ(Cordon({"audit", "list", "--sample", "1001"}).code, 2);
}

TEST_F(AuditLogCli, ShowsAndProves) {
  const CliResult shown = Cordon({"audit", "show", "3", "-o", "table"});
  EXPECT_EQ(shown.code, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("result      HOLD"));
  EXPECT_THAT(shown.out, HasSubstr("\"record_version\":1"));
  EXPECT_THAT(Cordon({"audit", "show", "0"}).out, HasSubstr("\"kind\":\"log_created\""));
  EXPECT_EQ(Cordon({"audit", "show", "5"}).code, 1);
  EXPECT_EQ(Cordon({"audit", "show", "-1"}).code, 2);
  EXPECT_EQ(Cordon({"audit", "show", "x"}).code, 2);
  EXPECT_EQ(Cordon({"audit", "show", "3", "-o", "csv"}).code, 2);
  for (const char* const entry : {"0", "1", "2", "3", "latest"}) {
    const std::string receipt = Write("r.tlog-proof", Cordon({"audit", "prove", entry}).out);
    const CliResult verified =
        Cordon({"--data-dir", Path("nowhere"), "audit", "verify", "--receipt", receipt, "--key", VerifierKey()});
    EXPECT_EQ(verified.code, 0) << entry << ": " << verified.out << verified.err;
  }
  EXPECT_THAT(Cordon({"audit", "prove", "2", "-o", "json"}).out, HasSubstr("\"hashes\": ["));
}

TEST_F(AuditLogCli, VerifierAndWriterAgree) {
  EXPECT_EQ(Cordon({"audit", "verify"}).code, 0);
  const std::string old_key = ReadAll(VerifierKey());
  const CliResult rotated = Cordon({"audit", "rotate-key"});
  EXPECT_EQ(rotated.code, 0) << rotated.err;
  EXPECT_EQ(rotated.out, ReadAll(VerifierKey()));
  EXPECT_NE(rotated.out, old_key);
  EXPECT_THAT(rotated.err, HasSubstr("entry 5 hands over"));
  EXPECT_EQ(Cordon({"screen", "Another Bakery"}).code, 0);
  const CliResult verified = Cordon({"audit", "verify", "-o", "table"});
  EXPECT_EQ(verified.code, 0) << verified.out << verified.err;
  const std::string receipt = Write("r.tlog-proof", Cordon({"audit", "prove", "latest"}).out);
  EXPECT_EQ(Cordon({"audit", "verify", "--receipt", receipt, "--key", VerifierKey()}).code, 0);
}

TEST_F(AuditLogCli, TheSameThroughAServer) {
  CordondProcess server(dir_.path());
  ASSERT_TRUE(server.Start());
  const std::string address = server.address();
  for (const std::vector<std::string>& command :
       std::vector<std::vector<std::string>>{{"audit", "list", "-o", "table"},
                                             {"audit", "list", "--party", "bakery"},
                                             {"audit", "show", "3"},
                                             {"audit", "list", "--sample", "2"},
                                             {"audit", "show", "0", "-o", "json"}}) {
    std::vector<std::string> remote = command;
    remote.insert(remote.begin(), {"--server", address});
    const CliResult here = Cordon(command);
    const CliResult there = Cordon(remote);
    EXPECT_EQ(here.out, there.out) << testing::PrintToString(command);
    EXPECT_EQ(there.code, 0) << there.err;
  }
  EXPECT_EQ(Cordon({"--server", address, "screen", "Northgate Freight"}).code, 3);
  // The newest checkpoint is the server's, not yet in the file.
  const std::string receipt = Write("r.tlog-proof", Cordon({"--server", address, "audit", "prove", "5"}).out);
  EXPECT_EQ(Cordon({"audit", "verify", "--receipt", receipt, "--key", VerifierKey()}).code, 0);
  const CliResult rotated = Cordon({"audit", "rotate-key"});
  EXPECT_EQ(rotated.code, 1);
  EXPECT_THAT(rotated.err, HasSubstr("stop the server"));
  // Refused over the network, and told.
  EXPECT_NE(Cordon({"--server", address, "screen", "--no-record", "Northgate Freight"}).code, 0);
  server.Signal(SIGTERM);
  EXPECT_EQ(server.WaitForExit(), 0);
  EXPECT_THAT(Cordon({"audit", "list", "--kind", "access_refused"}).out, HasSubstr("NO_RECORD_REFUSED"));
  EXPECT_EQ(Cordon({"audit", "verify"}).code, 0);
}

TEST_F(AuditLogCli, WhatNothingNamesIsRemovedAndAllElseCanStillBeReplayed) {
  const std::string list = Write("own.csv", "id,name\nQ1,Qorvandel Gyroscope Bureau\n");
  ASSERT_EQ(Cordon({"lists", "import", list, "--as", "WATCH"}).code, 0);
  ASSERT_EQ(Cordon({"screen", "Qorvandel Gyroscope Bureau"}).code, 3);
  CliResult result = Cordon({"audit", "gc", "-o", "jsonl"});
  EXPECT_EQ(result.out, "{\"removed\":false,\"bytes\":0,\"files\":[]}\n") << "all is named by something";

  const std::string spare = absl::StrCat(data_dir(), "/blobs/00/", std::string(64, '0'), ".zst");
  std::filesystem::create_directories(absl::StrCat(data_dir(), "/blobs/00"));
  std::ofstream(spare) << "left by an import";
  result = Cordon({"audit", "gc", "-o", "table"});
  EXPECT_EQ(result.code, 0);
  EXPECT_THAT(result.out, HasSubstr("1 files, 17 bytes that nothing names; --remove removes them"));
  EXPECT_TRUE(std::filesystem::exists(spare));
  EXPECT_THAT(Cordon({"audit", "verify", "-o", "jsonl"}).out, HasSubstr("\"unneeded\":1"));

  result = Cordon({"audit", "gc", "--remove", "-o", "table"});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr("1 files, 17 bytes that nothing names: removed"));
  EXPECT_FALSE(std::filesystem::exists(spare));
  EXPECT_THAT(Cordon({"audit", "list", "--kind", "blobs_removed", "-o", "jsonl"}).out, HasSubstr("blobs_removed"));
  EXPECT_EQ(Cordon({"audit", "verify"}).code, 0);
  EXPECT_EQ(Cordon({"audit", "replay", "all"}).code, 0);
}

TEST_F(AuditLogCli, NothingIsRemovedFromALogThatIsNotSound) {
  const std::string spare = absl::StrCat(data_dir(), "/blobs/00/", std::string(64, '0'), ".zst");
  std::filesystem::create_directories(absl::StrCat(data_dir(), "/blobs/00"));
  std::ofstream(spare) << "left by an import";
  for (const auto& file : std::filesystem::recursive_directory_iterator(data_dir() + "/blobs")) {
    if (file.is_regular_file() && file.path().string() != spare) std::filesystem::resize_file(file.path(), 10);
  }
  // As it is only read, the engine need not open what is damaged.
  EXPECT_EQ(Cordon({"audit", "gc"}).code, 8);
  EXPECT_NE(Cordon({"audit", "gc", "--remove"}).code, 0);
  EXPECT_TRUE(std::filesystem::exists(spare));
}

}  // namespace
}  // namespace cordon
