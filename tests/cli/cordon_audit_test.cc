// cordon audit verify from outside: what it prints and its exit codes. The logs are written by the tests' own writer.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "audit/verify/receipt.h"
#include "tests/cli/cli_run.h"
#include "tests/support/reference_store.h"

namespace cordon {
namespace {

using testing::HasSubstr;

class AuditVerify : public CliTest {
 protected:
  AuditVerify() : store_(data_dir()) {
    store_.Commit();
    for (int i = 0; i < 20; ++i) {
      store_.Screen();
      store_.Commit();
    }
    store_.Close();
  }
  std::string Receipt(size_t index, bool with_entry) const {
    const auto& [size, note] = store_.checkpoints().back();
    return verify::FormatReceipt({with_entry ? store_.entries()[index] : "", index,
                                  reference::InclusionPath(store_.leaves(), index, size), note});
  }
  reference::Store store_;
};

TEST_F(AuditVerify, SoundAndTampered) {
  CliResult result = Cordon({"audit", "verify", "-o", "table"});
  EXPECT_EQ(result.code, 0) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr("OK: entries, tree, checkpoints"));
  EXPECT_THAT(result.out, HasSubstr(store_.keys()[0]));
  EXPECT_THAT(Cordon({"audit", "verify", "-o", "jsonl"}).out, HasSubstr("{\"ok\":true,\"complete\":true"));

  reference::Tamper(data_dir() + "/cordon.db", "UPDATE screening SET body = ?1 WHERE sequence = 7", {"{}"});
  result = Cordon({"audit", "verify", "-o", "table"});
  EXPECT_EQ(result.code, 8);
  EXPECT_THAT(result.out, HasSubstr("VERIFICATION FAILED, first at entry 7"));
  result = Cordon({"audit", "verify"});
  EXPECT_EQ(result.code, 8);
  EXPECT_THAT(result.out, HasSubstr("\"first_bad\":{\"first\":7,\"last\":7}"));
}

TEST_F(AuditVerify, AnchorsAndKeysFromElsewhere) {
  std::filesystem::create_directories(Path("anchors"));
  for (const auto& [size, note] : store_.checkpoints()) Write(absl::StrCat("anchors/", size), note);
  EXPECT_EQ(Cordon({"audit", "verify", "--anchors", Path("anchors")}).code, 0);
  const std::string key = Write("log.vkey", store_.keys()[0] + "\n");
  EXPECT_EQ(Cordon({"audit", "verify", "--key", key}).code, 0);
  EXPECT_EQ(Cordon({"audit", "verify", "--key", store_.keys()[0]}).code, 0);
  const auto other = reference::Signer::Make(reference::Store::kOrigin, "other");
  EXPECT_EQ(Cordon({"audit", "verify", "--key", other.VerifierLine()}).code, 8);
  EXPECT_EQ(Cordon({"audit", "verify", "--from", Path("anchors/9")}).code, 0);
  // Set back by a day: everything in it agrees, but it once was longer.
  reference::Tamper(data_dir() + "/cordon.db",
                    "DELETE FROM screening WHERE sequence >= 15; DELETE FROM audit_entry WHERE idx >= 15;"
                    "DELETE FROM audit_checkpoint WHERE size > 15");
  EXPECT_EQ(Cordon({"audit", "verify"}).code, 0);
  const CliResult result = Cordon({"audit", "verify", "--anchors", Path("anchors"), "-o", "table"});
  EXPECT_EQ(result.code, 8);
  EXPECT_THAT(result.out, HasSubstr("first at entry 15"));
}

TEST_F(AuditVerify, ReceiptsNeedNoLog) {
  const std::string key = Write("log.vkey", store_.keys()[0] + "\n");
  const std::string elsewhere = Path("nowhere");
  const auto verify = [&](std::vector<std::string> more) {
    more.insert(more.begin(), {"--data-dir", elsewhere, "audit", "verify", "-o", "table", "--receipt"});
    return Cordon(more);
  };
  CliResult result = verify({Write("a.tlog-proof", Receipt(5, true)), "--key", key});
  EXPECT_EQ(result.code, 0) << result.out << result.err;
  EXPECT_THAT(result.out, HasSubstr("OK: entry 5 of log cordon/0123456789abcdef"));
  const std::string bare = Write("b.tlog-proof", Receipt(6, false));
  EXPECT_EQ(verify({bare, "--key", key, "--record", Write("record.json", store_.entries()[6])}).code, 0);
  EXPECT_EQ(verify({bare, "--key", key, "--record", Write("record.json", store_.entries()[7])}).code, 8);
  EXPECT_EQ(verify({bare, "--key", key}).code, 2);
  EXPECT_EQ(verify({bare}).code, 2);
  EXPECT_EQ(verify({Write("c.tlog-proof", "no receipt"), "--key", key}).code, 8);
  // With the data directory at hand its key is taken.
  EXPECT_EQ(Cordon({"audit", "verify", "--receipt", Path("a.tlog-proof")}).code, 0);
}

TEST_F(AuditVerify, NothingToCompareWithIsIncomplete) {
  reference::Tamper(data_dir() + "/cordon.db", "DELETE FROM audit_checkpoint");
  EXPECT_EQ(Cordon({"audit", "verify"}).code, 5);
}

TEST_F(AuditVerify, WrongUsage) {
  EXPECT_EQ(Cordon({"audit"}).code, 2);
  EXPECT_EQ(Cordon({"audit", "verify", "-o", "csv"}).code, 2);
  EXPECT_EQ(Cordon({"audit", "verify", "--key", "nonsense"}).code, 2);
  EXPECT_EQ(Cordon({"audit", "verify", "--record", Path("x")}).code, 2);
  EXPECT_EQ(Cordon({"--server", "127.0.0.1:1", "audit", "verify"}).code, 2);
  EXPECT_EQ(Cordon({"--data-dir", Path("none"), "audit", "verify"}).code, 1);
  EXPECT_EQ(Cordon({"audit", "verify", "--anchors", Path("none")}).code, 1);
}

// What the product's own writer leaves behind, read by the verifier, and taken out in every format.
class AuditReal : public CliTest {
 protected:
  void SetUp() override {
    ImportDenyList();
    for (const char* const name : {"Northgate Freight", "Lindgren Bakery", "=cmd|' /C calc'!A0"}) {
      ASSERT_LT(Cordon({"screen", name, "--external-ref", "PO-1"}).code, 6);
    }
  }
};

TEST_F(AuditReal, ItsLogIsSoundAndEveryExportVerifies) {
  CliResult result = Cordon({"audit", "verify", "-o", "table"});
  EXPECT_EQ(result.code, 0) << result.out << result.err;
  const std::string key = data_dir() + "/keys/audit.vkey";

  result = Cordon({"audit", "export", "--out", Path("tiles"), "--with-blobs"});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(Cordon({"audit", "verify", Path("tiles"), "--key", key}).code, 0);
  result = Cordon({"audit", "export", "--format", "jsonl", "--out", Path("log.jsonl")});
  EXPECT_EQ(result.code, 0) << result.err;
  result = Cordon({"audit", "verify", Path("log.jsonl"), "--key", key, "-o", "table"});
  EXPECT_EQ(result.code, 0) << result.out << result.err;
  result = Cordon({"audit", "export", "--format", "csv"});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_THAT(result.out, HasSubstr(",PO-1,"));
  EXPECT_THAT(result.out, HasSubstr(",screening,"));
  EXPECT_THAT(result.out, HasSubstr(",list_activated,"));
  result = Cordon({"audit", "export", "--format", "receipt", "--screening", "latest", "--out", Path("one.tlog-proof")});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_EQ(
      Cordon({"--data-dir", Path("none"), "audit", "verify", "--receipt", Path("one.tlog-proof"), "--key", key}).code,
      0);
  // An export is never written over something.
  EXPECT_EQ(Cordon({"audit", "export", "--out", Path("tiles")}).code, 1);
  EXPECT_EQ(Cordon({"audit", "export"}).code, 2);
  EXPECT_EQ(Cordon({"audit", "export", "--format", "jsonl", "--entries", "5-2"}).code, 2);
  EXPECT_EQ(Cordon({"audit", "export", "--format", "receipt"}).code, 2);
}

TEST_F(AuditReal, ATamperedRecordIsNeitherSoundNorExported) {
  reference::Tamper(data_dir() + "/cordon.db", "DROP TRIGGER screening_is_never_updated");
  reference::Tamper(data_dir() + "/cordon.db",
                    "UPDATE screening SET body = CAST(replace(CAST(body AS TEXT), 'Lindgren', 'Lindgrem') AS BLOB)");
  EXPECT_EQ(Cordon({"audit", "verify"}).code, 8);
  EXPECT_EQ(Cordon({"audit", "export", "--out", Path("tiles")}).code, 1);
}

}  // namespace
}  // namespace cordon
