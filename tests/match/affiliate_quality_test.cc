// Possible affiliates on the real list: how many of the labelled ones are found, how many of the found ones are meant,
// and what it costs in alerts on clean company names.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "db/lists/byte_source.h"
#include "db/lists/import.h"
#include "match/matcher.h"
#include "tests/support/shared_data.h"

namespace cordon {
namespace {

std::unique_ptr<Matcher> RealMatcher() {
  const std::string path = SharedDataPath("lists/us_csl_2026-07-31/consolidated.csv.xz");
  if (path.empty()) return nullptr;
  auto file = OpenFileSource(path);
  if (!file.ok()) return nullptr;
  const std::unique_ptr<ByteSource> source = Decompress(*std::move(file), DecompressLimits());
  ImportOptions options;
  options.file_name = "consolidated.csv";
  const absl::StatusOr<ImportedList> list = ImportListFile(*source, options);
  if (!list.ok()) return nullptr;
  ListSnapshot::Builder builder;
  for (const v1::ListEntry& entry : list->entries) {
    if (!builder.Add(entry).ok()) return nullptr;
  }
  return std::make_unique<Matcher>(std::move(builder).Build());
}

// The cells of one line; quoted cells hold commas but no line feeds.
std::vector<std::string> CellsOf(const std::string& line) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      cells.emplace_back();
    } else if (c != '\r') {
      cells.back().push_back(c);
    }
  }
  return cells;
}

std::vector<std::vector<std::string>> RowsOf(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::vector<std::string>> rows;
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) rows.push_back(CellsOf(line));
  return rows;
}

struct Kinds {
  bool affiliate = false;
  bool name = false;
};

Kinds KindsOf(const Matcher& matcher, const std::string& name) {
  v1::Party party;
  party.set_name(name);
  Kinds kinds;
  for (const Hit& hit : matcher.Match(party, MatchOptions()).hits) {
    (hit.on == v1::POSSIBLE_AFFILIATE ? kinds.affiliate : kinds.name) = true;
  }
  return kinds;
}

TEST(AffiliateQualityTest, OnTheRealList) {
  const std::unique_ptr<Matcher> matcher = RealMatcher();
  if (matcher == nullptr) GTEST_SKIP() << "skipped: no shared data";
  const char* const root = std::getenv("CORDON_SOURCE_DIR");
  const auto pairs = RowsOf(std::string(root != nullptr ? root : ".") + "/tests/data/pairs/affiliates.csv");
  ASSERT_GE(pairs.size(), 150U);
  int meant = 0;
  int found = 0;
  int wrong = 0;
  std::string missed;
  for (const auto& row : pairs) {
    ASSERT_GE(row.size(), 4U);
    const Kinds kinds = KindsOf(*matcher, row[0]);
    const bool is_meant = row[3] == "match";
    meant += is_meant ? 1 : 0;
    found += is_meant && (kinds.affiliate || kinds.name) ? 1 : 0;
    wrong += !is_meant && kinds.affiliate ? 1 : 0;
    if (is_meant && !kinds.affiliate && !kinds.name) missed += "\n  missed: " + row[0];
    if (!is_meant && kinds.affiliate) missed += "\n  not meant: " + row[0];
  }
  std::printf("affiliates: %d of %d found, %d found that are not meant%s\n", found, meant, wrong, missed.c_str());
  EXPECT_GE(found * 10, meant * 9);
  EXPECT_GE(found * 10, (found + wrong) * 6);
}

TEST(AffiliateQualityTest, CleanNames) {
  const std::unique_ptr<Matcher> matcher = RealMatcher();
  if (matcher == nullptr) GTEST_SKIP() << "skipped: no shared data";
  struct Corpus {
    const char* file;
    size_t column;
    size_t step;
  };
  for (const Corpus& corpus :
       {Corpus{"benign_names/asn_organisations.csv", 1, 3}, Corpus{"benign_names/sec_exhibit21_parents.csv", 1, 1}}) {
    const auto rows = RowsOf(SharedDataPath(corpus.file));
    std::set<std::string> seen;
    size_t names = 0;
    size_t added = 0;
    std::string shown;
    for (size_t i = 0; i < rows.size(); i += corpus.step) {
      if (rows[i].size() <= corpus.column || rows[i][corpus.column].empty()) continue;
      if (!seen.insert(rows[i][corpus.column]).second) continue;
      ++names;
      const Kinds kinds = KindsOf(*matcher, rows[i][corpus.column]);
      if (!kinds.affiliate || kinds.name) continue;
      ++added;
      if (added <= 40) shown += "\n  " + rows[i][corpus.column];
    }
    std::printf("%s: %zu of %zu names alert only as possible affiliates%s\n", corpus.file, added, names, shown.c_str());
    // Two in a thousand; some of them are what they look like.
    EXPECT_LE(added * 1000, names * 2) << corpus.file;
  }
}

}  // namespace
}  // namespace cordon
