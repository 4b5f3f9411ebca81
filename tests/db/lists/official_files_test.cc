// Every stored file of the publishers, imported and counted. The table in docs/lists.md is what this test finds; where
// it differs, the test prints the table as it should be.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "absl/strings/match.h"
#include "db/lists/list_set.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/db/lists/list_test_util.h"
#include "tests/support/shared_data.h"

namespace cordon {
namespace {

using ::testing::HasSubstr;

absl::StatusOr<ImportedList> ImportShared(const std::string& name) {
  const std::string path = SharedDataPath(name);
  if (path.empty()) return absl::NotFoundError("no such file");
  int64_t total = 0;
  auto bytes = OpenListSet(path, &total);
  if (!bytes.ok()) return bytes.status();
  if (*bytes == nullptr) bytes = OpenFileSource(path);
  if (!bytes.ok()) return bytes.status();
  return ImportListFile(**bytes, {.file_name = path});
}

struct OfficialFile {
  const char* file;
  const char* stated;  // by the README beside the file
  const char* difference;
};

constexpr OfficialFile kOfficialFiles[] = {
    {"lists/us_ofac_sdn_2021-07",
     "8,976 + 11,910 + 13,837 + 5 rows; 4,620 persons, 3,673 entities, 406 vessels, 277 aircraft", "none"},
    {"lists/us_ofac_sdn_2019-01", "7,379 + 9,682 + 11,696 + 2 rows; 3,845 / 2,994 / 323 / 217",
     "one row more: sdn_comments.csv has 3 rows, the last without a line end"},
    {"lists/us_ofac_nonsdn_2025-12", "442 + 1,073 + 574 + 10 rows; 363 entities, 79 persons; SSI 286, PLC 78, CMIC 68",
     "none; the 93 of EO14024 are 87 on SSI and 6 on MBS"},
    {"lists/un_sc_2026-02/UN_consolidated.xml", "730 individuals, 273 entities", "none"},
    {"lists/us_bis_dpl_2022-09/dpl.txt", "581 rows", "none; 2 rows print an order a second time, and are entries too"},
    {"lists/us_csl_2026-07-31/consolidated.csv.xz", "25,921 parties", "none"},
    {"lists/us_csl_samples/csl_2019-12_sample.csv", "115 rows", "none"},
    {"lists/us_csl_samples/consolidated_2025-06_sample.csv", "13 rows", "none"},
    {"lists_2025_2026/us_ofac_nonsdn_consolidated_2025-03-28.xml", "443 rows", "none"},
    {"lists_2025_2026/un_consolidated_2025-04-19.xml", "877 rows", "none"},
    {"lists_2025_2026/ca_sema.xml", "4,759 rows", "none"},
    {"ftm/opensanctions-export/targets.simple.csv", "5 persons", "none"},
    {"ftm/zala/entities.ftm.json", "91 entities, 17 of them parties",
     "3 companies are no targets; sanctions, addresses and other records hang on parties"},
    {"ftm/opensanctions-delta/t1/entities.ftm.json", "7 entities", "one is an address"},
};

std::string Thousands(size_t number) {
  std::string digits = absl::StrCat(number);
  for (size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string CountsOf(const ImportedList& list) {
  std::map<std::string, size_t> lists;
  std::map<v1::EntryType, size_t> types;
  for (const v1::ListEntry& entry : list.entries) {
    ++lists[entry.list()];
    ++types[entry.type()];
  }
  std::string out =
      absl::StrCat(Thousands(static_cast<size_t>(list.rows)), " rows, ", Thousands(list.entries.size()), " entries: ");
  std::string pieces;
  const std::pair<v1::EntryType, const char*> kTypes[] = {
      {v1::ENTRY_PERSON, " persons"},    {v1::ENTRY_ORGANIZATION, " organisations"},
      {v1::ENTRY_VESSEL, " vessels"},    {v1::ENTRY_AIRCRAFT, " aircraft"},
      {v1::ENTRY_ADDRESS, " addresses"}, {v1::ENTRY_TYPE_UNSPECIFIED, " open"}};
  for (const auto& [type, name] : kTypes) {
    if (types[type] > 0) absl::StrAppend(&pieces, pieces.empty() ? "" : ", ", Thousands(types[type]), name);
  }
  absl::StrAppend(&out, pieces);
  pieces.clear();
  for (const auto& [code, count] : lists)
    absl::StrAppend(&pieces, pieces.empty() ? "" : ", ", code, " ", Thousands(count));
  return absl::StrCat(out, "; ", pieces);
}

TEST(OfficialFiles, TheTableInTheDocumentIsTrue) {
  if (SharedDataPath("lists").empty()) GTEST_SKIP() << "skipped: no shared data";
  std::string table = "| File | Format | Its README states | Imported | Difference |\n|---|---|---|---|---|\n";
  for (const OfficialFile& official : kOfficialFiles) {
    const auto list = ImportShared(official.file);
    ASSERT_TRUE(list.ok()) << official.file << ": " << list.status();
    EXPECT_FALSE(list->format_unverified) << official.file;
    absl::StrAppend(&table, "| `", official.file, "` | `", list->format, "` | ", official.stated, " | ",
                    CountsOf(*list), " | ", official.difference, " |\n");
  }
  const char* const root = std::getenv("CORDON_SOURCE_DIR");
  std::ifstream file(absl::StrCat(root == nullptr ? "." : root, "/docs/lists.md"));
  const std::string document{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  EXPECT_THAT(document, HasSubstr(table)) << "docs/lists.md should hold this table:\n" << table;
}

// Files that are no list: mates without their main file, and what other people made of official lists.
struct RefusedFile {
  const char* file;
  const char* error;
};
constexpr RefusedFile kOutOfScope[] = {
    {"lists/us_ofac_aux_2025/2025-12_alt.csv", "no list without the others"},
    {"lists/us_ofac_aux_2025/2025-12_add.csv", "no list without the others"},
    {"lists/us_ofac_aux_2025/2025-12_sdn_comments.csv", "no list without the others"},
    {"lists/us_ofac_aux_2025/2025-02_alt.csv", "no list without the others"},
    {"lists/us_ofac_aux_2025/2025-02_add.csv", "no list without the others"},
    {"lists/us_ofac_aux_2025/2025-02_sdn_comments.csv", "no list without the others"},
    {"lists_2025_2026/us_ofac_2026-06_alt.csv", "no list without the others"},
    {"lists_2025_2026/us_ofac_2026-06_add.csv", "no list without the others"},
    {"lists/us_ofac_aux_2025", "is a folder without sdn.csv"},
    // A choice of 17 entries whose mates speak of others too.
    {"lists/us_ofac_tiny", "alt.csv: row 1, column ent_num: entry 10416 is not in sdn.csv"},
    {"lists_2025_2026/us_csl_2026-07-31.json", "is JSON in no known layout"},
    {"lists_2025_2026/us_bis_entity_list_2025-11-08.json", "is JSON in no known layout"},
    {"lists_2025_2026/jp_export_control_lists_2026-07.json", "is JSON in no known layout"},
    {"lists_2025_2026/cn_export_control_lists_2026-07.json", "is JSON in no known layout"},
};

TEST(OfficialFiles, WhatIsOutOfScopeIsRefused) {
  if (SharedDataPath("lists").empty()) GTEST_SKIP() << "skipped: no shared data";
  for (const RefusedFile& test : kOutOfScope) {
    const auto list = ImportShared(test.file);
    EXPECT_THAT(list.ok() ? "OK" : std::string(list.status().message()), HasSubstr(test.error)) << test.file;
  }
}

// Each file of the two folders is imported above or refused above; a new one has to be looked at.
TEST(OfficialFiles, NoFileIsForgotten) {
  if (SharedDataPath("lists").empty()) GTEST_SKIP() << "skipped: no shared data";
  const std::string root = SharedDataPath("lists").substr(0, SharedDataPath("lists").size() - 5);
  std::vector<std::string> known;
  for (const OfficialFile& file : kOfficialFiles) known.emplace_back(file.file);
  for (const RefusedFile& file : kOutOfScope) known.emplace_back(file.file);
  int files = 0;
  for (const char* const folder : {"lists", "lists_2025_2026"}) {
    for (const auto& file : std::filesystem::recursive_directory_iterator(root + folder)) {
      if (!file.is_regular_file() || file.path().filename() == "README.md") continue;
      ++files;
      const std::string name = file.path().string().substr(root.size());
      const bool there = std::any_of(known.begin(), known.end(), [&](const std::string& one) {
        return name == one || absl::StartsWith(name, one + "/");
      });
      EXPECT_TRUE(there) << name << " is neither imported nor named as out of scope";
    }
  }
  EXPECT_GE(files, 30);
}

// The sample of 17 without the rows that belong to other entries.
TEST(OfficialFiles, TheSampleOfSeventeenWithoutStrangersRows) {
  if (SharedDataPath("lists").empty()) GTEST_SKIP() << "skipped: no shared data";
  std::vector<std::pair<std::string, std::string>> files;
  std::map<std::string, bool> known;
  for (const char* name : {"sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv"}) {
    std::ifstream file(SharedDataPath(absl::StrCat("lists/us_ofac_tiny/", name)));
    std::string kept;
    for (std::string line; std::getline(file, line);) {
      const std::string number = line.substr(0, line.find(','));
      if (files.empty()) known[number] = true;
      if (known.contains(number)) kept += line + "\n";
    }
    files.emplace_back(name, kept);
  }
  const auto list = ImportText(PackFiles(files));
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_EQ(list->entries.size(), 17U);
  std::map<std::string, const v1::ListEntry*> entries;
  for (const v1::ListEntry& entry : list->entries) entries[entry.entry_id()] = &entry;
  // 17 wallets and more, one of them cut in two by the end of the remarks column.
  EXPECT_THAT(entries.at("33151")->wallets(), ::testing::Contains("1B64QRxfaa35MVkf7sDjuGUYAP5izQt7Qi"));
  EXPECT_THAT(TypedIds(*entries.at("33151")), ::testing::Contains("LEI:5299007NTWCC3U23WM81"));
  EXPECT_THAT(NamesOf(*entries.at("33151")), ::testing::Contains("a~:SUCCESSFUL EXCHANGE"));
  EXPECT_THAT(TypedIds(*entries.at("47371")),
              ::testing::IsSupersetOf({"IMO:9339301", "MMSI:636013272", "CALL_SIGN:A8LU7"}));
  EXPECT_THAT(entries.at("12685")->ids_size(), 3);
}

// How much of the text becomes structure: wallets, identifiers and links are counted against the words in the files.
TEST(OfficialFiles, RemarksOfTheSdnListAreRead) {
  if (SharedDataPath("lists").empty()) GTEST_SKIP() << "skipped: no shared data";
  const auto list = ImportShared("lists/us_ofac_sdn_2021-07");
  ASSERT_TRUE(list.ok()) << list.status();
  size_t linked = 0;
  size_t linked_words = 0;
  size_t weak = 0;
  size_t weak_words = 0;
  size_t without_country = 0;
  size_t addresses = 0;
  const auto count = [](const std::string& text, absl::string_view word) {
    size_t found = 0;
    for (size_t at = text.find(word.data(), 0, word.size()); at != std::string::npos;
         at = text.find(word.data(), at + 1, word.size())) {
      ++found;
    }
    return found;
  };
  for (const v1::ListEntry& entry : list->entries) {
    linked += static_cast<size_t>(entry.linked_to_size());
    linked_words += count(entry.remarks(), "Linked To: ");
    for (const v1::ListName& name : entry.names()) {
      if (name.quality() == v1::WEAK && name.kind() != v1::DERIVED) ++weak;
    }
    weak_words += count(entry.remarks(), ".k.a. '");
    for (const std::string& wallet : entry.wallets())
      EXPECT_EQ(wallet.find(' '), std::string::npos) << entry.entry_id();
    for (const v1::ListAddress& address : entry.addresses()) {
      ++addresses;
      if (address.country().empty()) ++without_country;
    }
  }
  EXPECT_EQ(linked, linked_words);
  EXPECT_GT(linked, 3'000U);
  EXPECT_NEAR(static_cast<double>(weak), static_cast<double>(weak_words), 30.0);  // a few stand twice, or in alt.csv
  EXPECT_LT(without_country * 100, addresses);
}

}  // namespace
}  // namespace cordon
