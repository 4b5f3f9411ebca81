#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "audit/export/log_source.h"
#include "audit/export/rows.h"
#include "audit/export/tiles.h"
#include "audit/verify/export_directory.h"
#include "audit/verify/receipt.h"
#include "tests/support/reference_store.h"
#include "tests/support/temp_dir.h"

namespace cordon {
namespace {

using testing::HasSubstr;

std::string FileText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string Told(const absl::StatusOr<verify::Report>& report) {
  if (!report.ok()) return std::string(report.status().message());
  std::string text;
  for (const verify::Finding& finding : report->findings()) {
    absl::StrAppend(&text, finding.first, "-", finding.last, ": ", finding.what, "\n");
  }
  return text;
}

class Export : public testing::Test {
 protected:
  // `count` screenings, a long one, lists and a rotation.
  void Fill(int count) {
    store_ = std::make_unique<reference::Store>(dir_ / "data");
    store_->ActivateList("list one\n");
    for (int i = 0; i < count; ++i) store_->Screen();
    store_->Screen(80'000);
    store_->Commit();
    store_->Rotate("second key");
    store_->ActivateList("list two\n");
    store_->Commit();
    store_->Screen();  // not covered
    store_->Close();
    absl::StatusOr<std::unique_ptr<LogSource>> log = LogSource::Open(dir_ / "data");
    ASSERT_TRUE(log.ok()) << log.status();
    log_ = *std::move(log);
  }
  absl::StatusOr<verify::Report> Verify(const std::string& path) {
    return verify::VerifyExport({path, {}, {}, {}, {}});
  }
  absl::Status Tiles(const std::string& path, bool with_blobs) {
    return ExportTiles(*log_, {path, with_blobs, "2026-11-22T05:04:03.000123Z"});
  }
  std::string Rows(RowFormat format, int64_t first, int64_t end) {
    std::string out;
    const absl::Status status = ExportRows(*log_, format, first, end, [&out](absl::string_view text) {
      absl::StrAppend(&out, text);
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    return out;
  }

  const TempDir dir_ = TempDir::InMemory();
  std::unique_ptr<reference::Store> store_;
  std::unique_ptr<LogSource> log_;
};

TEST_F(Export, TilesAreThoseOfTheDefinition) {
  Fill(600);
  ASSERT_TRUE(Tiles(dir_ / "out", true).ok());
  const size_t size = store_->entries().size() - 1;
  EXPECT_EQ(size, 605U);
  EXPECT_EQ(FileText(dir_ / "out/checkpoint"), store_->checkpoints().back().second);
  EXPECT_EQ(FileText(dir_ / "out/log.vkey"), store_->keys().back() + "\n");
  std::string bundle;
  for (size_t i = 512; i < size; ++i) {
    const std::string& entry = store_->entries()[i];
    absl::StrAppend(&bundle, std::string(1, static_cast<char>(entry.size() / 256)),
                    std::string(1, static_cast<char>(entry.size() % 256)), entry);
  }
  EXPECT_TRUE(FileText(dir_ / "out/tile/entries/002.p/93") == bundle);
  EXPECT_EQ(FileText(dir_ / "out/tile/1/000.p/2").substr(32),
            verify::BytesOf(reference::TreeHash(store_->leaves(), 256, 512)));
  EXPECT_EQ(FileText(dir_ / "out/tile/0/001").size(), 8192U);
  EXPECT_FALSE(std::filesystem::exists(dir_ / "out/tile/2"));
  const auto report = Verify(dir_ / "out");
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(report->ok()) << Told(report);
  EXPECT_EQ(report->entries, size);
  EXPECT_EQ(report->blobs, 3U) << "two of events, and the engine state of the records";
  EXPECT_EQ(report->keys, store_->keys());
  // The manifest is not signed: without it what a record was decided by is missed all the same.
  std::filesystem::remove(dir_ / "out/MANIFEST.json");
  const std::string state = verify::HexOf(verify::Sha256Of("{\"engine_version\":\"test\"}"));
  ASSERT_TRUE(std::filesystem::remove(dir_ / ("out/blobs/" + state)));
  EXPECT_THAT(Told(Verify(dir_ / "out")), HasSubstr(absl::StrCat("blob ", state)));
}

// Sizes at the edges of tiles.
TEST_F(Export, EverySizeVerifies) {
  for (const int count : {0, 1, 250, 251, 252, 253, 507, 508, 509}) {
    const TempDir dir = TempDir::InMemory();
    reference::Store store(dir / "data");
    for (int i = 0; i < count; ++i) store.Screen();
    store.Commit();
    store.Close();
    const auto log = LogSource::Open(dir / "data");
    ASSERT_TRUE(log.ok()) << log.status();
    const absl::Status status = ExportTiles(**log, {dir / "out", false, "t"});
    EXPECT_TRUE(status.ok()) << count << ": " << status;
    EXPECT_EQ(verify::VerifyExport({dir / "out", {}, {}, {}, {}})->entries, static_cast<uint64_t>(count + 1));
  }
}

TEST_F(Export, NothingIsOverwrittenAndNothingUnsoundIsWritten) {
  Fill(10);
  std::filesystem::create_directories(dir_ / "out");
  std::ofstream(dir_ / "out/mine") << "mine";
  EXPECT_TRUE(absl::IsAlreadyExists(Tiles(dir_ / "out", false)));
  log_.reset();
  reference::Tamper(dir_ / "data/cordon.db", "UPDATE screening SET body = ?1 WHERE sequence = 4", {"{}"});
  log_ = *LogSource::Open(dir_ / "data");
  const absl::Status status = Tiles(dir_ / "other", false);
  EXPECT_TRUE(absl::IsDataLoss(status));
  EXPECT_THAT(std::string(status.message()), HasSubstr("entry 5"));
}

TEST_F(Export, LinesCarryTheirProofs) {
  Fill(300);
  const std::string lines = Rows(RowFormat::kJsonl, 0, log_->size());
  std::ofstream(dir_ / "log.jsonl") << lines;
  auto report = Verify(dir_ / "log.jsonl");
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(report->ok()) << Told(report);
  EXPECT_EQ(report->entries, static_cast<uint64_t>(log_->size()));
  EXPECT_THAT(lines, HasSubstr(absl::StrCat("{\"entry\":", store_->entries()[7], ",\"index\":7,\"proof\":[")));
  // A part of it, and one with a changed letter.
  std::string part = Rows(RowFormat::kJsonl, 40, 50);
  std::ofstream(dir_ / "part.jsonl") << part;
  EXPECT_EQ(Verify(dir_ / "part.jsonl")->entries, 10U);
  part[part.find("Company 45") + 8] = '9';
  std::ofstream(dir_ / "bad.jsonl") << part;
  report = Verify(dir_ / "bad.jsonl");
  ASSERT_FALSE(report->ok());
  EXPECT_EQ(report->first()->last, 46U);
  EXPECT_TRUE(absl::IsOutOfRange(ExportRows(*log_, RowFormat::kCsv, 0, log_->size() + 1, nullptr)));
}

TEST_F(Export, CsvIsSafeAndLossless) {
  Fill(20);
  const std::string csv = Rows(RowFormat::kCsv, 0, log_->size());
  EXPECT_TRUE(absl::StartsWith(csv, "index,kind,time,actor,name,disposition,external_ref,entry_base64,"));
  EXPECT_THAT(csv, HasSubstr("\n2,screening,2026-11-22T05:04:03.000123Z,uid:1000(anna),screenings/id1,NOTE,\"PO "
                             "\"\"1\"\"\","));
  EXPECT_THAT(csv, HasSubstr(absl::StrCat(",", absl::Base64Escape(store_->entries()[9]), ",",
                                          verify::HexOf(store_->leaves()[9]), ",")));
  for (const absl::string_view line : absl::StrSplit(csv, '\n')) {
    for (const absl::string_view cell : absl::StrSplit(line, ',')) {
      EXPECT_FALSE(!cell.empty() && absl::StrContains("=+-@", cell.substr(0, 1))) << cell;
    }
  }
}

TEST_F(Export, ReceiptsVerify) {
  Fill(300);
  const std::vector<verify::VerifierKey> keys = {*verify::VerifierKey::Parse(log_->key())};
  for (const int64_t index : {int64_t{0}, int64_t{1}, int64_t{255}, int64_t{256}, int64_t{302}, log_->size() - 1}) {
    const auto text = ExportReceipt(*log_, index);
    ASSERT_TRUE(text.ok()) << text.status();
    const auto receipt = verify::ParseReceipt(*text);
    ASSERT_TRUE(receipt.ok()) << receipt.status();
    EXPECT_EQ(receipt->extra, store_->entries()[static_cast<size_t>(index)]);
    EXPECT_TRUE(verify::CheckReceipt(*receipt, receipt->extra, keys).ok()) << index;
  }
  EXPECT_TRUE(absl::IsOutOfRange(ExportReceipt(*log_, log_->size()).status()));
}

TEST_F(Export, ScreeningsAreFoundById) {
  Fill(5);
  EXPECT_EQ(*log_->FindScreening("id3"), 4);
  EXPECT_TRUE(absl::IsNotFound(log_->FindScreening("nothing").status()));
  EXPECT_EQ(*log_->NewestScreening(), 7);
}

TEST(ExportWithoutLog, SaysWhy) {
  const TempDir dir = TempDir::InMemory();
  EXPECT_TRUE(absl::IsNotFound(LogSource::Open(dir / "none").status()));
  reference::Store store(dir / "data");
  store.Close();
  EXPECT_THAT(std::string(LogSource::Open(dir / "data").status().message()), HasSubstr("no checkpoint is stored"));
}

}  // namespace
}  // namespace cordon
