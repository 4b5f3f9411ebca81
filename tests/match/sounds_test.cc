#include "match/sounds.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "match/key_table.h"
#include "match/prepared_name.h"
#include "match/scorer.h"
#include "match/similarity.h"

namespace cordon {
namespace {

std::u32string Letters(const std::string& text) {
  std::u32string word;
  internal::DecodeWord(text, &word);
  return word;
}

struct WordPair {
  const char* query;
  const char* listed;
};

TEST(SoundsTest, OneSoundHoweverWritten) {
  const std::vector<WordPair> alike = {
      {"dzhinan", "jinan"},               // beyond any bound of edits
      {"feniks", "phoenix"},              // not: oe is two vowels
      {"tehmas", "tekhmash"},             // diacritics lost
      {"schtschuka", "shchuka"},          // German
      {"akzionernoje", "aktsionernoie"},  // German z for ts
      {"xoltsvud", "kholtsvud"},          // x for kh
      {"uprawljajuschtschaja", "upravlyayushchaya"},
      {"sowfratscht", "sovfracht"},
      {"incornp", "incomp"},  // a scanner's m
      {"ayr", "air"},
  };
  for (const WordPair& c : alike) {
    const bool expected = std::string(c.query) != "feniks";
    EXPECT_EQ(internal::SoundsAlike(Letters(c.query), Letters(c.listed)), expected) << c.query << " ~ " << c.listed;
  }
}

TEST(SoundsTest, OtherWordsAreOthers) {
  const std::vector<WordPair> others = {
      {"siemens", "simons"}, {"hikvision", "hisilicon"}, {"ab", "ap"}, {"", "a"},
      {"kovrov", "korolev"}, {"sugon", "huawei"},
  };
  for (const WordPair& c : others) {
    EXPECT_FALSE(internal::SoundsAlike(Letters(c.query), Letters(c.listed))) << c.query << " ~ " << c.listed;
  }
}

// In pinyin every letter is a sound of its own.
TEST(SoundsTest, PinyinIsSpelling) {
  for (const char* const word : {"zhongxin", "shenghua", "xian", "qinghua"}) {
    EXPECT_TRUE(internal::IsPinyin(Letters(word))) << word;
  }
  for (const char* const word : {"tekhmash", "huavei", "dzhinan", "", "x"}) {
    EXPECT_FALSE(internal::IsPinyin(Letters(word))) << word;
  }
  const auto similarity = [](const char* a, const char* b) {
    const std::u32string query = Letters(a);
    const std::u32string listed = Letters(b);
    return internal::SoundSimilarity({query, kMaxTokenWeight}, {listed, kMaxTokenWeight});
  };
  EXPECT_EQ(similarity("zhenghua", "shenghua"), 0);
  EXPECT_GT(similarity("dzhinan", "jinan"), 0);
}

// The definition: some initial, some final, and the rest again.
bool IsSyllables(const std::string& letters) {
  static const std::vector<std::string> initials = {"",  "b", "p", "m", "f", "d", "t", "n", "l", "g",  "k",  "h",
                                                    "j", "q", "x", "r", "z", "c", "s", "y", "w", "zh", "ch", "sh"};
  static const std::vector<std::string> finals = {
      "a",  "ai",  "an",   "ang", "ao", "e",   "ei", "en", "eng", "er",  "i",   "ia",   "ian", "iang", "iao", "ie",
      "in", "ing", "iong", "iu",  "o",  "ong", "ou", "u",  "ua",  "uai", "uan", "uang", "ue",  "ui",   "un",  "uo"};
  if (letters.empty()) return true;
  for (const std::string& initial : initials) {
    if (letters.compare(0, initial.size(), initial) != 0) continue;
    for (const std::string& final : finals) {
      const size_t size = initial.size() + final.size();
      if (size <= letters.size() && letters.compare(initial.size(), final.size(), final) == 0 &&
          IsSyllables(letters.substr(size))) {
        return true;
      }
    }
  }
  return false;
}

TEST(SoundsTest, PinyinIsWhatSyllablesMake) {
  const std::string letters = "aeiounghzsrbyx";  // all that decide, and others
  uint64_t state = 20261122;
  int pinyin = 0;
  for (uint64_t round = 0; round < 200'000; ++round) {
    std::string word;
    for (uint64_t size = 1 + round % 9; size > 0; --size) {
      state = state * 6364136223846793005ULL + 1442695040888963407ULL;
      word.push_back(letters[(state >> 33U) % letters.size()]);
    }
    const bool expected = IsSyllables(word);
    pinyin += expected ? 1 : 0;
    ASSERT_EQ(internal::IsPinyin(Letters(word)), expected) << word;
  }
  EXPECT_GT(pinyin, 5'000);
  EXPECT_TRUE(internal::IsPinyin(Letters("zhuangzhuangzhuangzhuang")));
  EXPECT_FALSE(internal::IsPinyin(Letters("zhuangzhuangzhuangzhuanga"))) << "longer than is looked at";
}

TEST(SoundsTest, LegalFormsByOtherSchemes) {
  for (const char* const form :
       {"obscestvo s ogranicennoi otvectvennostju", "obschtschestwo s ogranitschennoi otweztwennostju",
        "jyoint tsock company", "dzhoint stok company"}) {
    const PreparedName name = PrepareName(std::string(form) + " Zarkonit");
    ASSERT_EQ(name.tokens.size(), 2U) << form;
    EXPECT_EQ(name.tokens[0].token_class, TokenClass::kLegalForm) << form;
    EXPECT_EQ(name.squashed, "zarkonit") << form;
  }
}

TEST(KeyTableTest, FindsAllIdsOfAKeyInOrder) {
  internal::KeyTable table;
  EXPECT_TRUE(table.Find(7).empty());
  // Keys that differ in the bits of the bucket, of the tag, or of its last part.
  const auto key = [](uint64_t high, uint64_t low) { return high << 60U | low << (low == 2 ? 24U : 40U); };
  for (uint32_t id = 0; id < 1000; ++id) table.Add(key(id % 10, id % 3), id);
  table.Finish();
  size_t found = 0;
  for (uint64_t high = 0; high < 10; ++high) {
    for (uint64_t low = 0; low < 3; ++low) {
      uint32_t last = 0;
      for (const uint32_t id : table.Find(key(high, low))) {
        EXPECT_EQ(id % 10, high);
        EXPECT_EQ(id % 3, low);
        EXPECT_TRUE(last == 0 || id > last);
        last = id;
        ++found;
      }
    }
  }
  EXPECT_EQ(found, 1000U);
  EXPECT_TRUE(table.Find(uint64_t{5} << 40U).empty());
  EXPECT_TRUE(table.Adopt(1000));
  EXPECT_FALSE(table.Adopt(999));
}

}  // namespace
}  // namespace cordon
