// A folder of files as one list.
#include "db/lists/list_set.h"

#include <filesystem>
#include <fstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/db/lists/list_test_util.h"

namespace cordon {
namespace {

using ::testing::HasSubstr;

class ListSetTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ =
        std::filesystem::path(::testing::TempDir()) / ::testing::UnitTest::GetInstance()->current_test_info()->name();
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void Write(const std::string& name, const std::string& text) const { std::ofstream(folder_ / name) << text; }
  void WriteSet() const {
    Write("SDN.CSV", "1,\"A CO\",-0- ,\"SDGT\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n");
    Write("ALT.CSV", "1,1,\"aka\",\"A2\",-0- \r\n");
    Write("ADD.CSV", "");
    Write("SDN_COMMENTS.CSV", "");
  }
  // The import of what `name` below the folder gives, or why there is none.
  std::string Import(const std::string& name) const {
    int64_t total = 0;
    const auto bytes = OpenListSet((folder_ / name).string(), &total);
    if (!bytes.ok()) return std::string(bytes.status().message());
    if (*bytes == nullptr) return "one file";
    const auto list = ImportListFile(**bytes, {});
    return list.ok() ? absl::StrCat(list->source, " ", list->entries.size()) : std::string(list.status().message());
  }

  std::filesystem::path folder_;
};

TEST_F(ListSetTest, FolderOrMainFile) {
  WriteSet();
  EXPECT_EQ(Import(""), "ofac/sdn 1");
  EXPECT_EQ(Import("SDN.CSV"), "ofac/sdn 1");
  EXPECT_EQ(Import("ALT.CSV"), "one file");
  EXPECT_EQ(Import("own.csv"), "one file");
}

TEST_F(ListSetTest, WithoutItsMatesItIsRefused) {
  WriteSet();
  std::filesystem::remove(folder_ / "ALT.CSV");
  EXPECT_THAT(Import("SDN.CSV"), HasSubstr("alt.csv is missing; the list is the four files sdn.csv, alt.csv, add.csv, "
                                           "sdn_comments.csv together, fetch them all"));
  EXPECT_THAT(Import(""), HasSubstr("alt.csv is missing"));
}

TEST_F(ListSetTest, WhatIsNoSet) {
  EXPECT_THAT(Import(""), HasSubstr("is a folder without sdn.csv or cons_prim.csv"));
  WriteSet();
  Write("alt.csv", "");
  EXPECT_THAT(Import(""), HasSubstr("holds alt.csv twice"));
  std::filesystem::remove(folder_ / "alt.csv");
  Write("cons_prim.csv", "");
  EXPECT_THAT(Import(""), HasSubstr("holds two lists"));
}

}  // namespace
}  // namespace cordon
