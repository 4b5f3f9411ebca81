// The prebuilt snapshot of a data directory: used when it is sound, never trusted when it is not.
#include "service/screening/snapshot_cache.h"

#include <filesystem>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "gtest/gtest.h"
#include "tests/service/engine_fixture.h"

namespace cordon {
namespace {

class SnapshotCacheTest : public EngineTest {
 protected:
  static std::string LargeList() {
    std::string csv = "id,name,pattern\n";
    for (size_t i = 0; i < SnapshotCache::kLeastNames; ++i) {
      absl::StrAppend(&csv, "n", i, ",Quimbolt Zorbatek Number ", i, " Ltd,\n");
    }
    return csv + "w1,Watch,gpu (rent|lease)\n";
  }

  std::vector<std::string> Files() const {
    std::vector<std::string> files;
    std::error_code error;
    for (const auto& file : std::filesystem::directory_iterator(directory_ + "/snapshots", error)) {
      files.push_back(file.path().string());
    }
    return files;
  }

  // Opens again and checks that the list answers.
  void ExpectAnswers() {
    Open();
    EXPECT_EQ(engine_->state().Get()->snapshot->entry_count(), SnapshotCache::kLeastNames + 1);
    EXPECT_EQ(Screen("Quimbolt Zorbatek Number 77")->disposition(), v1::HOLD);
    EXPECT_EQ(Screen("Flimsy GPU lease")->disposition(), v1::HOLD);
    EXPECT_EQ(Screen("Flimsy Bakery")->disposition(), v1::CLEAR);
  }
};

TEST_F(SnapshotCacheTest, AnImportKeepsOneAndAStartUsesIt) {
  Open();
  ASSERT_TRUE(Import(LargeList(), "OWN").ok());
  ASSERT_EQ(Files().size(), 1U);
  const std::string path = Files()[0];
  const std::string digest = engine_->state().Get()->info.digest();
  EXPECT_EQ(SnapshotCache(directory_ + "/snapshots").Load({engine_->state().Get()->info.versions(0)})->entry_count(),
            SnapshotCache::kLeastNames + 1);
  ExpectAnswers();
  EXPECT_EQ(engine_->state().Get()->info.digest(), digest);
  // The next list replaces it.
  ASSERT_TRUE(Import("id,name\no1,Own Blocked Supplier\n", "OTHER").ok());
  ASSERT_EQ(Files().size(), 1U);
  EXPECT_NE(Files()[0], path);
}

TEST_F(SnapshotCacheTest, WhatIsNotSoundIsBuiltAgain) {
  Open();
  ASSERT_TRUE(Import(LargeList(), "OWN").ok());
  const std::string path = Files().at(0);
  const std::string sound = *ReadFile(path, int64_t{1} << 30);
  std::string damaged = sound;
  damaged[sound.size() / 2] = static_cast<char>(damaged[sound.size() / 2] ^ 1);
  for (const std::string& bytes :
       {damaged, sound.substr(0, sound.size() / 2), std::string(), sound + "more", std::string("another file")}) {
    engine_.reset();
    ASSERT_TRUE(WriteFileAtomically(path, bytes).ok());
    ExpectAnswers();
    EXPECT_EQ(*ReadFile(path, int64_t{1} << 30), sound);  // and kept again
  }
  engine_.reset();
  std::filesystem::remove_all(directory_ + "/snapshots");
  ExpectAnswers();
  EXPECT_EQ(Files().size(), 1U);
}

TEST_F(SnapshotCacheTest, SmallListsNeedNone) {
  Open();
  ASSERT_TRUE(Import("id,name\no1,Own Blocked Supplier\n", "OWN").ok());
  EXPECT_TRUE(Files().empty());
}

}  // namespace
}  // namespace cordon
