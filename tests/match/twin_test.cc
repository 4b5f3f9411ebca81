// The recall theorem, tested: the index finds exactly what scoring every list name finds, with the same scores.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "db/lists/byte_source.h"
#include "db/lists/import.h"
#include "match/index.h"
#include "match/reading.h"
#include "tests/support/memo_scan.h"
#include "tests/support/reference_matcher.h"

namespace cordon {
namespace {

class TwinRandom {
 public:
  explicit TwinRandom(uint64_t seed) : state_(seed) {}
  uint64_t Next() {
    state_ += 0x9E3779B97F4A7C15ULL;
    uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31U);
  }
  size_t Below(size_t bound) { return static_cast<size_t>(Next() % bound); }
  template <typename T>
  const T& Pick(const std::vector<T>& values) {
    return values[Below(values.size())];
  }

 private:
  uint64_t state_;
};

// CORDON_TEST_SEED repeats a failed run.
uint64_t Seed() {
  const char* given = std::getenv("CORDON_TEST_SEED");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : 20261122;
}

// Words that meet often: few roots, generic words, legal forms, numbers, initials, slips, other scripts.
std::string RandomWord(TwinRandom* random) {
  static const std::vector<std::string> kWords = {"technology",
                                                  "technologies",
                                                  "tech",
                                                  "technolgy",
                                                  "trading",
                                                  "group",
                                                  "limited",
                                                  "limzited",
                                                  "ltd",
                                                  "co",
                                                  "company",
                                                  "corporation",
                                                  "gmbh",
                                                  "se",
                                                  "asc",
                                                  "international",
                                                  "shenzhen",
                                                  "beijing",
                                                  "china",
                                                  "huawei",
                                                  "hua",
                                                  "wei",
                                                  "hikvision",
                                                  "hikvison",
                                                  "sense",
                                                  "time",
                                                  "sensetime",
                                                  "star",
                                                  "starr",
                                                  "stars",
                                                  "golden",
                                                  "goldan",
                                                  "pacific",
                                                  "pacifica",
                                                  "13",
                                                  "13th",
                                                  "14",
                                                  "h3c",
                                                  "a",
                                                  "b",
                                                  "al",
                                                  "of",
                                                  "and",
                                                  "bank",
                                                  "banc",
                                                  "electronics",
                                                  "electronic",
                                                  "microelectronics",
                                                  "micro",
                                                  "joint",
                                                  "stock",
                                                  "liability",
                                                  "zhongke",
                                                  "zhonke",
                                                  "sugon",
                                                  "sugonn",
                                                  "institute",
                                                  "research",
                                                  "abcdefgh",
                                                  "abcdefhg",
                                                  "bacdefgh",
                                                  "abcdfg",
                                                  "first",
                                                  "dzhinan",
                                                  "jinan",
                                                  "tekhmash",
                                                  "tehmas",
                                                  "cornel",
                                                  "comel",
                                                  "ayr",
                                                  "air",
                                                  "oko",
                                                  "icn",
                                                  "hong kong",
                                                  "limited liab",
                                                  "petrovich",
                                                  "huavei",
                                                  "no.",
                                                  "llc",
                                                  "ooo",
                                                  "services",
                                                  "serivces",
                                                  "tech.",
                                                  "hik.",
                                                  "ind.",
                                                  "ltmd",
                                                  "payment",
                                                  "for the account of",
                                                  "to",
                                                  "attn",
                                                  "d/b/a",
                                                  "(",
                                                  "/",
                                                  "industries",
                                                  "\xE5\x95\x86\xE6\xB1\xA4",
                                                  "\xE7\xA7\x91\xE6\x8A\x80",
                                                  "\xD0\xA0\xD0\xBE\xD1\x81\xD1\x82\xD0\xB5\xD1\x85"};
  if (random->Below(4) != 0) return random->Pick(kWords);
  static const std::string kLetters = "abcde";
  std::string word;
  for (size_t n = 1 + random->Below(10); n > 0; --n) word.push_back(kLetters[random->Below(kLetters.size())]);
  return word;
}

std::string RandomName(TwinRandom* random) {
  std::string name;
  for (size_t n = 1 + random->Below(6); n > 0; --n) name += (name.empty() ? "" : " ") + RandomWord(random);
  return name;
}

// Edits, joins, splits, drops and adds; what a query does to a name.
std::string Perturb(std::string name, TwinRandom* random) {
  for (size_t n = random->Below(4); n > 0; --n) {
    const size_t at = name.empty() ? 0 : random->Below(name.size());
    switch (random->Below(10)) {
      case 0:
        name.insert(at, 1, static_cast<char>('a' + random->Below(26)));
        break;
      case 1:
        if (!name.empty()) name.erase(at, 1);
        break;
      case 2:
        name.insert(at, 1, ' ');
        break;
      case 3:
        name = name + " " + RandomWord(random);
        break;
      case 4:
        name = RandomWord(random) + " " + name;
        break;
      case 5:
        name = name.substr(0, std::max<size_t>(1, name.size() * 2 / 3));
        break;
      case 6:
        name.erase(std::remove(name.begin(), name.end(), ' '), name.end());
        break;
      case 7:
        name = "payment to the account of " + name + " under invoice 22";
        break;
      case 8: {  // initials
        std::string initials;
        for (size_t i = 0; i < name.size(); ++i) {
          if (i == 0 || name[i - 1] == ' ') initials.push_back(name[i]);
        }
        if (initials.size() >= 4) name = initials;
        break;
      }
      default:
        if (at + 1 < name.size()) std::swap(name[at], name[at + 1]);
    }
  }
  return name;
}

class Twins {
 public:
  explicit Twins(const std::vector<std::string>& names) {
    for (const std::string& name : names) {
      reference_.Add(name);
      scan_.Add(name);
      index_.AddName(PrepareName(name));
    }
    index_.Finish();
  }

  // Every reading of the query.
  size_t CheckReadings(const std::string& query, int threshold, uint64_t seed) {
    size_t hits = 0;
    for (const Reading& reading : ReadingsOf(query, ReadingSide::kQuery)) {
      hits += CheckPrepared(reading.name, threshold, seed);
    }
    return hits;
  }

  // Compares both for one query; returns the number of hits.
  size_t Check(const std::string& query, int threshold, uint64_t seed) {
    return CheckPrepared(PrepareName(query), threshold, seed);
  }

  size_t CheckPrepared(const PreparedName& prepared, int threshold, uint64_t seed) {
    internal::SearchResult result;
    index_.Search(prepared, threshold, INT64_MAX, &result);
    std::vector<std::pair<uint32_t, int>> found;
    for (const internal::NameHit& hit : result.hits) found.emplace_back(hit.name, hit.score);
    std::sort(found.begin(), found.end());
    const std::vector<std::pair<uint32_t, int>> expected = reference_.Search(prepared, threshold);
    EXPECT_EQ(found, expected) << "query '" << prepared.original << "', threshold " << threshold << ", seed " << seed;
    EXPECT_EQ(scan_.Search(prepared, threshold), expected)
        << "scan, query '" << prepared.original << "', threshold " << threshold << ", seed " << seed;
    return expected.size();
  }

  const internal::NameIndex& index() const { return index_; }

 private:
  ReferenceMatcher reference_;
  MemoScan scan_;
  internal::NameIndex index_;
};

TEST(TwinTest, RandomListsAndQueries) {
  const uint64_t seed = Seed();
  SCOPED_TRACE("CORDON_TEST_SEED=" + std::to_string(seed));
  TwinRandom random(seed);
  size_t hits = 0;
  for (int list = 0; list < 8 && !testing::Test::HasFailure(); ++list) {
    std::vector<std::string> names;
    for (size_t n = 1 + random.Below(300); n > 0; --n) names.push_back(RandomName(&random));
    Twins twins(names);
    for (int query = 0; query < 100 && !testing::Test::HasFailure(); ++query) {
      const std::string text = Perturb(random.Below(3) != 0 ? random.Pick(names) : RandomName(&random), &random);
      for (const int threshold : {5000, 7000, 8500, 9500}) hits += twins.CheckReadings(text, threshold, seed);
    }
  }
  EXPECT_GT(hits, 1500u);  // the test must not pass by finding nothing
}

// More query tokens than the exhaustive cover search takes.
TEST(TwinTest, LongQueries) {
  const uint64_t seed = Seed() + 1;
  TwinRandom random(seed);
  std::vector<std::string> names;
  for (int n = 0; n < 300; ++n)
    names.push_back(RandomName(&random) + " " + RandomName(&random) + " " + RandomName(&random));
  Twins twins(names);
  for (int query = 0; query < 200 && !testing::Test::HasFailure(); ++query) {
    const std::string text =
        Perturb(random.Pick(names), &random) + (random.Below(2) == 0 ? " " + RandomName(&random) : "");
    for (const int threshold : {6000, 7000, 8500}) twins.Check(text, threshold, seed);
  }
}

TEST(TwinTest, EmptyListAndEmptyQuery) {
  Twins none(std::vector<std::string>{});
  EXPECT_EQ(none.Check("Huawei", 8500, 0), 0u);
  Twins some({"Huawei", "...", ""});
  EXPECT_EQ(some.Check("", 8500, 0), 0u);
  EXPECT_EQ(some.Check("Huawei", 8500, 0), 1u);
}

// What is found must not depend on what else is listed.
TEST(TwinTest, AddingNamesNeverRemovesAHit) {
  TwinRandom random(Seed() + 2);
  std::vector<std::string> names;
  for (int n = 0; n < 120; ++n) names.push_back(RandomName(&random));
  std::vector<std::string> more = names;
  for (int n = 0; n < 300; ++n) more.push_back(RandomName(&random));
  Twins small(names);
  Twins large(more);
  internal::SearchResult before;
  internal::SearchResult after;
  for (int query = 0; query < 200; ++query) {
    const PreparedName prepared = PrepareName(Perturb(random.Pick(names), &random));
    small.index().Search(prepared, 8500, INT64_MAX, &before);
    large.index().Search(prepared, 8500, INT64_MAX, &after);
    for (const internal::NameHit& hit : before.hits) {
      const bool kept = std::any_of(after.hits.begin(), after.hits.end(), [&](const internal::NameHit& other) {
        return other.name == hit.name && other.score == hit.score;
      });
      EXPECT_TRUE(kept) << prepared.original << " ~ " << names[hit.name];
    }
  }
}

TEST(TwinTest, CandidateLimitIsReported) {
  std::vector<std::string> names;
  for (int n = 0; n < 50; ++n)
    names.push_back("Hikvision " + std::string(1, static_cast<char>('a' + n % 26)) + "x" + std::to_string(n));
  internal::NameIndex index;
  for (const std::string& name : names) index.AddName(PrepareName(name));
  index.Finish();
  internal::SearchResult result;
  index.Search(PrepareName("Hikvision"), 5000, 50, &result);
  EXPECT_FALSE(result.exhausted);
  EXPECT_EQ(result.candidates, 50);
  index.Search(PrepareName("Hikvision"), 5000, 49, &result);
  EXPECT_TRUE(result.exhausted);
  EXPECT_EQ(result.candidates, 49);
}

std::string TwinSharedData() {
  const char* dir = std::getenv("CORDON_SHARED_DATA");
  if (dir != nullptr && *dir != '\0') return dir;
  const char* source = std::getenv("CORDON_SOURCE_DIR");
  return std::string(source != nullptr ? source : ".") + "/../shared/data";
}

TEST(TwinTest, RealScreeningList) {
  auto file = OpenFileSource(TwinSharedData() + "/lists/us_csl_2026-07-31/consolidated.csv.xz");
  if (!file.ok()) GTEST_SKIP() << "skipped: no shared data";
  const std::unique_ptr<ByteSource> source = Decompress(*std::move(file), DecompressLimits());
  ImportOptions options;
  options.file_name = "consolidated.csv";
  const absl::StatusOr<ImportedList> list = ImportListFile(*source, options);
  ASSERT_TRUE(list.ok()) << list.status();
  std::vector<std::string> names;
  for (const v1::ListEntry& entry : list->entries) {
    for (const v1::ListName& name : entry.names()) names.push_back(name.text());
  }
  ASSERT_GT(names.size(), 50000u);
  Twins twins(names);
  const uint64_t seed = Seed() + 3;
  TwinRandom random(seed);
  size_t hits = 0;
  const int queries = 60;  // each scores the whole list
  for (int query = 0; query < queries && !testing::Test::HasFailure(); ++query) {
    hits += twins.CheckReadings(Perturb(random.Pick(names), &random), query % 3 == 0 ? 7000 : 8500, seed);
  }
  EXPECT_GT(hits, static_cast<size_t>(queries));

  // Companies that are not listed. CORDON_TWIN_COMPANIES sets how many; each scores the whole list.
  std::ifstream file_of_companies(TwinSharedData() + "/benign_names/ieee_oui.csv");
  std::vector<std::string> companies;
  for (std::string line; std::getline(file_of_companies, line);) companies.push_back(line);
  if (companies.empty()) return;
  const char* const wanted = std::getenv("CORDON_TWIN_COMPANIES");
  const size_t count = wanted != nullptr ? std::strtoull(wanted, nullptr, 10) : 20;
  for (size_t n = 0; n < count && !testing::Test::HasFailure(); ++n) {
    std::string name = random.Pick(companies);  // registry, assignment, organisation, address
    for (int column = 0; column < 2; ++column) name.erase(0, name.find(',') + 1);
    name = name[0] == '"' ? name.substr(1, name.find('"', 1) - 1) : name.substr(0, name.find(','));
    twins.CheckReadings(name, 8500, seed);
  }
}

}  // namespace
}  // namespace cordon
