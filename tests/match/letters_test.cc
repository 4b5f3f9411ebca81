#include "match/letters.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "match/letter_index.h"
#include "match/prepared_name.h"
#include "match/scorer.h"

namespace cordon {
namespace {

// The textbook table.
int SlowDistance(const std::string& a, const std::string& b) {
  std::vector<std::vector<int>> d(a.size() + 1, std::vector<int>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i) {
    for (size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        d[i][j] = static_cast<int>(i + j);
        continue;
      }
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
    }
  }
  return d[a.size()][b.size()];
}

uint64_t NextRandom(uint64_t* state) {
  *state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
  return *state >> 33U;
}

std::string RandomLetters(uint64_t* state, size_t least, size_t most) {
  std::string text;
  for (size_t n = least + NextRandom(state) % (most - least + 1); n > 0; --n) {
    text.push_back(static_cast<char>('a' + NextRandom(state) % 3));
  }
  return text;
}

std::string WithEdits(std::string text, int edits, uint64_t* state) {
  for (int n = 0; n < edits; ++n) {
    if (text.size() < 2) return text;
    const size_t at = NextRandom(state) % text.size();
    switch (NextRandom(state) % 4) {
      case 0:
        text.insert(at, 1, static_cast<char>('a' + NextRandom(state) % 3));
        break;
      case 1:
        text.erase(at, 1);
        break;
      case 2:
        text[at] = static_cast<char>('a' + NextRandom(state) % 3);
        break;
      default:
        if (at + 1 < text.size()) std::swap(text[at], text[at + 1]);
    }
  }
  return text;
}

TEST(LettersTest, NearIsWhatTheTextbookSays) {
  uint64_t state = 7;
  size_t near = 0;
  for (int n = 0; n < 4000; ++n) {
    const std::string a = RandomLetters(&state, internal::kMinLetters, internal::kMaxLetters);
    std::string b = WithEdits(a, static_cast<int>(NextRandom(&state) % 7), &state);
    if (b.size() > internal::kMaxLetters) b.resize(internal::kMaxLetters);
    const bool expected = SlowDistance(a, b) <= internal::LetterBound(std::min(a.size(), b.size()));
    ASSERT_EQ(internal::NearLetters(a, b), expected && std::min(a.size(), b.size()) >= internal::kMinLetters)
        << a << " " << b;
    near += expected ? 1U : 0U;
  }
  EXPECT_GT(near, 1000u);
}

TEST(LettersTest, DigitsAreEqualOrUnrelated) {
  EXPECT_TRUE(internal::NearLetters("research13institute", "reserach13institut"));
  EXPECT_FALSE(internal::NearLetters("research13institute", "research14institute"));
  EXPECT_FALSE(internal::NearLetters("research13institute", "research1institute"));
}

// The index finds all that is near or cut short, whatever its letters: compared with a loop over all names.
TEST(LettersTest, TheIndexMissesNothing) {
  uint64_t state = 11;
  std::vector<std::string> texts;
  for (int n = 0; n < 400; ++n) texts.push_back(RandomLetters(&state, 1, internal::kMaxLetters));
  internal::LetterIndex index;
  for (const std::string& text : texts) {
    internal::NameLetters letters;
    if (text.size() >= internal::kMinLetters) letters.text = text;
    index.Add(letters);
  }
  index.Finish();
  size_t expected = 0;
  std::vector<uint32_t> found;
  for (int n = 0; n < 3000; ++n) {
    std::string query = texts[NextRandom(&state) % texts.size()];
    if (NextRandom(&state) % 3 == 0) query.resize(1 + NextRandom(&state) % query.size());
    query = WithEdits(query, static_cast<int>(NextRandom(&state) % 5), &state);
    index.Lookup(query, &found);
    const std::set<uint32_t> ids(found.begin(), found.end());
    for (uint32_t id = 0; id < texts.size(); ++id) {
      if (texts[id].size() < internal::kMinLetters || query.size() < internal::kMinLetters) continue;
      if (query.size() > internal::kMaxLetters) continue;
      if (!internal::NearLetters(query, texts[id]) && !internal::IsBeginningOf(query, texts[id])) continue;
      ++expected;
      ASSERT_TRUE(ids.count(id) == 1) << query << " " << texts[id];
    }
  }
  EXPECT_GT(expected, 1000u);
}

struct LetterCase {
  const char* query;
  const char* listed;
  bool match;
};

TEST(LettersTest, Names) {
  const std::vector<LetterCase> cases = {
      {"Hngzhou Hikvsion Digtal Technology", "Hangzhou Hikvision Digital Technology Co., Ltd.", true},
      {"HangzhouHikvsionDigital Technology", "Hangzhou Hikvision Digital Technology Co., Ltd.", true},
      {"Hang zhou Hik vison Digital", "Hangzhou Hikvision Digital", true},
      {"Hangzhou Hikvision Digital Te", "Hangzhou Hikvision Digital Technology Co., Ltd.", true},
      {"HIKVISION DIGI", "HIKVISION DIGITAL WORKS", true},
      // what both say of their trade tells nothing
      {"Xinda International Trading", "Xinhua International Trading", false},
      {"UEI Electronics", "BVI Electronics", false},
      {"13th Research Institute of China", "14th Research Institute of China", false},
      // a place is no name cut short
      {"Shanghai", "Shanghai Huada", false},
  };
  for (const LetterCase& c : cases) {
    const int score = ScorePair(PrepareName(c.query), PrepareName(c.listed));
    EXPECT_EQ(score >= kDefaultThreshold, c.match) << c.query << " ~ " << c.listed << ": " << score;
  }
}

}  // namespace
}  // namespace cordon
