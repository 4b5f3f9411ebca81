// Twelve kinds of tampering at random places of a log, of its export and of a receipt: each must be found, and the
// first bad entry named. CORDON_TAMPER_PLACES sets how many places of each kind (default 3; ./dev soak runs 100).
//
// The attacker has the disk and all hashes, and recomputes whatever he can; he does not have the signing key, nor the
// checkpoints that were copied elsewhere (anchors).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <random>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "audit/export/log_source.h"
#include "audit/export/rows.h"
#include "audit/export/tiles.h"
#include "audit/verify/export_directory.h"
#include "audit/verify/live_store.h"
#include "audit/verify/receipt.h"
#include "tests/support/blob_path.h"
#include "tests/support/reference_store.h"
#include "tests/support/temp_dir.h"

namespace cordon::verify {
namespace {

namespace fs = std::filesystem;
using reference::Tamper;

int Places() {
  const char* const text = std::getenv("CORDON_TAMPER_PLACES");
  int places = 3;
  if (text != nullptr && !absl::SimpleAtoi(text, &places)) return 3;
  return places;
}

// Of a place: fixed, or new each time.
uint64_t Seed(int place) {
  static const uint64_t base = std::getenv("CORDON_TAMPER_PLACES") == nullptr ? 0 : std::random_device()();
  return base + static_cast<uint64_t>(place) + 1;
}

std::string Bytes(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

class TamperTest : public testing::Test {
 protected:
  TamperTest() : store_(dir_ / "sound") {
    store_.Commit();
    for (int group = 0; group < 130; ++group) {
      for (int i = 0; i < 5; ++i) store_.Screen();
      if (group % 40 == 7) store_.ActivateList(absl::StrCat("list ", group, "\n"));
      if (group == 50) store_.Screen(70'000);
      if (group == 90) store_.Rotate("second key");
      store_.Commit();
    }
    store_.Close();
    for (const auto& [size, note] : store_.checkpoints()) anchors_.push_back({absl::StrCat(size), note, size});
    size_ = store_.entries().size();
  }

  // Runs `change` on fresh copies; it answers the index of the first entry that is no longer what it was.
  using Change = std::function<uint64_t(const std::string& directory)>;
  void EachPlace(const char* what, const Change& change, bool anchors = true) {
    for (int place = 0; place < Places(); ++place) {
      random_.seed(Seed(place));
      const std::string copy = dir_ / "copy";
      fs::remove_all(copy);
      fs::copy(dir_ / "sound", copy, fs::copy_options::recursive);
      const uint64_t expected = change(copy);
      VerifyOptions options;
      options.directory = copy;
      if (anchors) options.anchors = anchors_;
      const absl::StatusOr<Report> report = VerifyStore(options);
      ASSERT_TRUE(report.ok()) << what << ": " << report.status();
      Expect(absl::StrCat(what, ", seed ", Seed(place)), *report, expected);
    }
  }
  static void Expect(const std::string& what, const Report& report, uint64_t expected) {
    ASSERT_FALSE(report.ok()) << what << " was not found";
    const Finding& first = *report.first();
    EXPECT_TRUE(first.first <= expected && expected <= first.last)
        << what << ": expected entry " << expected << ", was told " << first.first << " to " << first.last << ": "
        << first.what;
    // Between two checkpoints, or in one tile: that is where somebody has to look.
    EXPECT_LT(first.last - first.first, 256U) << what << ": " << first.what;
  }

  // A screening's entry. Number 0 is an event.
  uint64_t AnyScreening() {
    while (true) {
      const uint64_t index = 1 + random_() % (size_ - 1);
      if (store_.entries()[index].find("\"record_version\"") != std::string::npos) return index;
    }
  }
  static std::string Database(const std::string& directory) { return directory + "/cordon.db"; }
  static std::string Sequence(uint64_t index) {
    return absl::StrCat("(SELECT screening FROM audit_entry WHERE idx = ", index, ")");
  }
  // The record with one letter of its party's name changed.
  std::string Edited(uint64_t index) {
    std::string body = store_.entries()[index];
    body[body.find("Company ") + random_() % 7] = '#';
    return body;
  }
  // What a careful attacker recomputes: sha256, leaf hash, and the tiles over them.
  void Replace(const std::string& directory, uint64_t index, const std::string& body, bool tiles) {
    const std::string database = Database(directory);
    const Hash leaf = LeafHash(body);
    Tamper(database,
           absl::StrCat("UPDATE screening SET body = ?1, sha256 = '", HexOf(Sha256Of(body)),
                        "' WHERE sequence = ", Sequence(index)),
           {body});
    Tamper(database, absl::StrCat("UPDATE audit_entry SET leaf_hash = ?1 WHERE idx = ", index),
           {std::string(BytesOf(leaf))});
    if (!tiles || index / 256 >= size_ / 256) return;
    std::string hashes;
    for (uint64_t i = index / 256 * 256; i < index / 256 * 256 + 256; ++i) {
      absl::StrAppend(&hashes, BytesOf(i == index ? leaf : store_.leaves()[i]));
    }
    Tamper(database, absl::StrCat("UPDATE audit_tile SET hashes = ?1 WHERE level = 0 AND n = ", index / 256), {hashes});
  }

  const TempDir dir_ = TempDir::InMemory();
  reference::Store store_;
  std::vector<Anchor> anchors_;
  uint64_t size_ = 0;
  std::mt19937_64 random_;
};

TEST_F(TamperTest, TheUntouchedLogIsSound) {
  VerifyOptions options;
  options.directory = dir_ / "sound";
  options.anchors = anchors_;
  const absl::StatusOr<Report> report = VerifyStore(options);
  ASSERT_TRUE(report.ok());
  EXPECT_TRUE(report->ok()) << report->first()->what;
  EXPECT_TRUE(report->complete());
}

TEST_F(TamperTest, Kind01EditARecord) {
  for (const int care : {0, 1, 2, 3}) {
    EachPlace("edit", [&](const std::string& directory) {
      const uint64_t index = AnyScreening();
      const std::string body = Edited(index);
      if (care == 0) {
        Tamper(Database(directory), absl::StrCat("UPDATE screening SET body = ?1 WHERE sequence = ", Sequence(index)),
               {body});
      } else if (care == 1) {
        Tamper(Database(directory),
               absl::StrCat("UPDATE screening SET body = ?1, sha256 = '", HexOf(Sha256Of(body)),
                            "' WHERE sequence = ", Sequence(index)),
               {body});
      } else {
        Replace(directory, index, body, care == 3);
      }
      return index;
    });
  }
}

TEST_F(TamperTest, Kind02DeleteAnEntry) {
  for (const bool renumber : {false, true}) {
    EachPlace("delete", [&](const std::string& directory) {
      const uint64_t index = AnyScreening();
      Tamper(Database(directory), absl::StrCat("DELETE FROM screening WHERE sequence = ", Sequence(index)));
      if (!renumber) return index;
      Tamper(Database(directory), absl::StrCat("DELETE FROM audit_entry WHERE idx = ", index));
      Tamper(Database(directory), absl::StrCat("UPDATE audit_entry SET idx = -idx WHERE idx > ", index,
                                               "; UPDATE audit_entry SET idx = -idx - 1 WHERE idx < 0"));
      return index;
    });
  }
}

TEST_F(TamperTest, Kind03InsertAnEntry) {
  EachPlace("insert", [&](const std::string& directory) {
    const uint64_t index = AnyScreening();
    const std::string event =
        R"({"actor":"x","format":"cordon.audit.event.v1","kind":"heartbeat","time":"2026-11-22T05:04:03.000123Z"})";
    Tamper(Database(directory), absl::StrCat("UPDATE audit_entry SET idx = -idx WHERE idx >= ", index,
                                             "; UPDATE audit_entry SET idx = -idx + 1 WHERE idx < 0"));
    Tamper(Database(directory),
           absl::StrCat("INSERT INTO audit_entry VALUES (", index, ", ?1, NULL, ?2, '2036-11-22', 'heartbeat')"),
           {std::string(BytesOf(LeafHash(event))), event});
    return index;
  });
  // A screening that is in no entry.
  EachPlace("insert a row", [&](const std::string& directory) {
    Tamper(Database(directory),
           "INSERT INTO screening SELECT sequence + 100000, id || 'x', sha256, caller, request_id,"
           " request_sha256, external_ref, create_time, disposition, body FROM screening"
           " WHERE sequence = 3");
    return size_;
  });
}

TEST_F(TamperTest, Kind04SwapTwoEntries) {
  EachPlace("swap", [&](const std::string& directory) {
    uint64_t a = AnyScreening();
    uint64_t b = AnyScreening();
    while (b == a) b = AnyScreening();
    if (b < a) std::swap(a, b);
    Tamper(Database(directory),
           absl::StrCat("UPDATE audit_entry SET idx = -1 WHERE idx = ", a, "; UPDATE audit_entry SET idx = ", a,
                        " WHERE idx = ", b, "; UPDATE audit_entry SET idx = ", b, " WHERE idx = -1"));
    return a;
  });
}

TEST_F(TamperTest, Kind05CutTheTail) {
  for (const bool with_checkpoints : {false, true}) {
    EachPlace("cut", [&](const std::string& directory) {
      const uint64_t index = 300 + random_() % (size_ - 300);
      Tamper(Database(directory), absl::StrCat("DELETE FROM screening WHERE sequence >= (SELECT min(screening) FROM"
                                               " audit_entry WHERE screening IS NOT NULL AND idx >= ",
                                               index, ")"));
      Tamper(Database(directory), absl::StrCat("DELETE FROM audit_entry WHERE idx >= ", index,
                                               "; DELETE FROM audit_tile WHERE (n + 1) * 256 > ", index));
      if (with_checkpoints) {
        Tamper(Database(directory), absl::StrCat("DELETE FROM audit_checkpoint WHERE size > ", index));
      }
      return index;
    });
  }
}

TEST_F(TamperTest, Kind06ChangeATile) {
  EachPlace("tile", [&](const std::string& directory) {
    const uint64_t index = random_() % (size_ / 256 * 256);
    std::string hashes;
    for (uint64_t i = index / 256 * 256; i < index / 256 * 256 + 256; ++i) {
      absl::StrAppend(&hashes, BytesOf(store_.leaves()[i]));
    }
    char& byte = hashes[index % 256 * 32 + random_() % 32];
    byte = static_cast<char>(byte ^ static_cast<char>(1U << random_() % 8));
    Tamper(Database(directory), absl::StrCat("UPDATE audit_tile SET hashes = ?1 WHERE level = 0 AND n = ", index / 256),
           {hashes});
    return index;
  });
  EachPlace("remove a tile", [&](const std::string& directory) {
    const uint64_t n = random_() % (size_ / 256);
    Tamper(Database(directory), absl::StrCat("DELETE FROM audit_tile WHERE n = ", n));
    return n * 256;
  });
}

TEST_F(TamperTest, Kind07ForgeACheckpoint) {
  const auto forger = reference::Signer::Make(reference::Store::kOrigin, "forger");
  for (const int how : {0, 1, 2}) {
    EachPlace("forge", [&](const std::string& directory) {
      const auto& [size, note] = store_.checkpoints()[1 + random_() % (store_.checkpoints().size() - 1)];
      const Hash root = how == 2 ? Sha256Of("another") : reference::TreeHash(store_.leaves(), 0, size);
      std::string forged = forger.CheckpointNote(size, root);
      if (how == 1) {  // the true text under a signature with one bit changed
        forged = note;
        forged[forged.size() - 20] = forged[forged.size() - 20] == 'A' ? 'B' : 'A';
      }
      Tamper(Database(directory),
             absl::StrCat("UPDATE audit_checkpoint SET note = '", forged, "' WHERE size = ", size));
      return size - 1;
    });
  }
}

TEST_F(TamperTest, Kind08DropACheckpoint) {
  EachPlace("drop", [&](const std::string& directory) {
    // The newest may be missing: it is stored with the next entries.
    const uint64_t size = store_.checkpoints()[random_() % (store_.checkpoints().size() - 1)].first;
    Tamper(Database(directory), absl::StrCat("DELETE FROM audit_checkpoint WHERE size = ", size));
    return size - 1;
  });
}

TEST_F(TamperTest, Kind09SwapKeys) {
  const auto forger = reference::Signer::Make(reference::Store::kOrigin, "forger");
  // Everything from one place on is signed again with another key, announced in keys/audit.vkey.
  EachPlace("sign again", [&](const std::string& directory) {
    const size_t from = 1 + random_() % (store_.checkpoints().size() - 1);
    for (size_t i = from; i < store_.checkpoints().size(); ++i) {
      const uint64_t size = store_.checkpoints()[i].first;
      Tamper(Database(directory),
             absl::StrCat("UPDATE audit_checkpoint SET note = '",
                          forger.CheckpointNote(size, reference::TreeHash(store_.leaves(), 0, size)),
                          "' WHERE size = ", size));
    }
    std::ofstream(directory + "/keys/audit.vkey") << forger.VerifierLine() << "\n";
    return store_.checkpoints()[from].first - 1;
  });
  // The whole log made anew with another key, everything in it in agreement: only what was kept elsewhere shows it.
  EachPlace("make anew", [&](const std::string& directory) {
    fs::remove_all(directory);
    reference::Store forged(directory, "forger");
    forged.Commit();
    for (uint64_t i = 1; i < size_; ++i) forged.Screen();
    forged.Commit();
    forged.Close();
    EXPECT_TRUE(VerifyStore({directory, {}, {}, {}, {}})->ok());
    EXPECT_FALSE(VerifyStore({directory, {*VerifierKey::Parse(store_.keys()[0])}, {}, {}, {}})->ok());
    return uint64_t{0};
  });
}

TEST_F(TamperTest, Kind10RollBackToYesterday) {
  EachPlace("roll back", [&](const std::string& directory) {
    // As the database was at some checkpoint: nothing in it is wrong.
    const auto& [size, note] = store_.checkpoints()[100 + random_() % (store_.checkpoints().size() - 101)];
    Tamper(Database(directory), absl::StrCat("DELETE FROM screening WHERE sequence >= (SELECT min(screening) FROM"
                                             " audit_entry WHERE screening IS NOT NULL AND idx >= ",
                                             size, ")"));
    Tamper(Database(directory), absl::StrCat("DELETE FROM audit_entry WHERE idx >= ", size,
                                             "; DELETE FROM audit_tile WHERE (n + 1) * 256 > ", size,
                                             "; DELETE FROM audit_checkpoint WHERE size > ", size));
    std::error_code ignored;
    fs::remove(directory + "/keys/audit.vkey", ignored);
    EXPECT_TRUE(VerifyStore({directory, {}, {}, {}, {}})->ok());
    return size;
  });
}

TEST_F(TamperTest, Kind11AlterABlob) {
  for (const bool remove : {false, true}) {
    EachPlace("blob", [&](const std::string& directory) {
      std::map<std::string, uint64_t> events;
      for (uint64_t i = 0; i < size_; ++i) {
        const size_t at = store_.entries()[i].find("\"entries_sha256\":\"");
        if (at != std::string::npos) events[store_.entries()[i].substr(at + 18, 64)] = i;
      }
      auto event = events.begin();
      std::advance(event, static_cast<std::ptrdiff_t>(random_() % events.size()));
      const std::string path = BlobPath(directory, event->first);
      if (remove) {
        fs::remove(path);
      } else {
        std::string bytes = Bytes(path);
        bytes[random_() % bytes.size()] ^= 1;
        std::ofstream(path, std::ios::binary) << bytes;
      }
      return event->second;
    });
  }
  // The version's row says other entries than the event.
  EachPlace("version", [&](const std::string& directory) {
    Tamper(Database(directory),
           "UPDATE list_version SET version = replace(version, 'entries_sha256\":\"',"
           " 'entries_sha256\":\"00') WHERE sequence = 2");
    uint64_t index = 0;
    while (store_.entries()[index].find("listVersions/v2") == std::string::npos) ++index;
    return index;
  });
}

class TamperExportTest : public TamperTest {
 protected:
  void SetUp() override {
    auto log = LogSource::Open(dir_ / "sound");
    ASSERT_TRUE(log.ok()) << log.status();
    ASSERT_TRUE(ExportTiles(**log, {dir_ / "export", true, "t"}).ok());
    receipt_source_ = *std::move(log);
    for (const auto& file : fs::recursive_directory_iterator(dir_ / "export")) {
      if (file.is_regular_file()) files_.push_back(fs::relative(file.path(), dir_ / "export").generic_string());
    }
    std::sort(files_.begin(), files_.end());
  }
  std::unique_ptr<LogSource> receipt_source_;
  std::vector<std::string> files_;
};

// One bit of any file, a file removed, or one added; without and with the manifest made to agree.
TEST_F(TamperExportTest, Kind12AlterAnExport) {
  ASSERT_GT(files_.size(), 10U);
  for (const char* const what : {"bit", "entry", "remove", "cut", "add"}) {
    for (int place = 0; place < Places(); ++place) {
      random_.seed(Seed(place));
      const std::string copy = dir_ / "copy";
      fs::remove_all(copy);
      fs::copy(dir_ / "export", copy, fs::copy_options::recursive);
      const std::string name = files_[random_() % files_.size()];
      std::string bytes = Bytes(copy + "/" + name);
      uint64_t expected = size_;  // not named further
      if (std::string(what) == "bit") {
        bytes[random_() % bytes.size()] ^= static_cast<char>(1U << random_() % 7);
        std::ofstream(copy + "/" + name, std::ios::binary) << bytes;
      } else if (std::string(what) == "entry") {  // and nothing but tree and checkpoint to find it by
        fs::remove(copy + "/MANIFEST.json");
        expected = AnyScreening();
        const uint64_t n = expected / 256;
        const std::string bundle =
            absl::StrCat(copy, "/tile/entries/00", n, n == size_ / 256 ? absl::StrCat(".p/", size_ % 256) : "");
        bytes = Bytes(bundle);
        const size_t at = bytes.find(store_.entries()[expected]);
        ASSERT_NE(at, std::string::npos);
        bytes.replace(at, store_.entries()[expected].size(), Edited(expected));
        std::ofstream(bundle, std::ios::binary) << bytes;
      } else if (std::string(what) == "remove") {
        fs::remove(copy + "/" + name);
      } else if (std::string(what) == "cut") {
        std::ofstream(copy + "/" + name, std::ios::binary) << bytes.substr(0, random_() % bytes.size());
      } else {
        std::ofstream(copy + "/tile/0/more") << "more";
      }
      VerifyOptions options;
      options.directory = copy;
      options.pinned.push_back(*VerifierKey::Parse(store_.keys()[0]));
      const absl::StatusOr<Report> report = VerifyExport(options);
      if (std::string(what) == "remove" && name == "MANIFEST.json" && report.ok()) continue;  // says so, proves as much
      if (std::string(what) == "remove" && name == "checkpoint") {
        EXPECT_FALSE(report.ok());
        continue;
      }
      ASSERT_TRUE(report.ok()) << what << " " << name << ": " << report.status();
      EXPECT_FALSE(report->ok()) << what << " in " << name << " was not found";
      if (expected < size_) Expect(absl::StrCat(what, " ", expected), *report, expected);
    }
  }
}

TEST_F(TamperExportTest, Kind12AlterAReceipt) {
  const std::vector<VerifierKey> keys = {*VerifierKey::Parse(store_.keys().back())};
  for (int place = 0; place < Places(); ++place) {
    random_.seed(Seed(place));
    const auto text = ExportReceipt(*receipt_source_, static_cast<int64_t>(random_() % size_));
    ASSERT_TRUE(text.ok()) << text.status();
    const auto good = ParseReceipt(*text);
    ASSERT_TRUE(good.ok() && CheckReceipt(*good, good->extra, keys).ok());
    for (int change = 0; change < 20; ++change) {
      std::string bad = *text;
      const size_t at = random_() % bad.size();
      bad[at] = static_cast<char>(bad[at] ^ static_cast<char>(1U << random_() % 7));
      const auto receipt = ParseReceipt(bad);
      EXPECT_FALSE(receipt.ok() && CheckReceipt(*receipt, receipt->extra, keys).ok()) << "byte " << at;
    }
  }
}

}  // namespace
}  // namespace cordon::verify
