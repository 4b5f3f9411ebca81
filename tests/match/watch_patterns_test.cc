// Watch patterns: what is found is what running each pattern alone finds, and nothing that breaks a limit is taken.
#include "match/watch_patterns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/utf8.h"
#include "base/watch_pattern.h"
#include "match/matcher.h"
#include "re2/filtered_re2.h"
#include "re2/re2.h"

namespace cordon::internal {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<uint32_t> Found(const WatchPatterns& patterns, absl::string_view view) {
  std::vector<uint32_t> entries;
  patterns.Search(view, &entries);
  return entries;
}

TEST(WatchPatternsTest, FindsAnywhereWhateverTheCase) {
  WatchPatterns patterns;
  ASSERT_TRUE(patterns.Add(1, "hua.?wei").ok());
  ASSERT_TRUE(patterns.Add(2, "^SENSE ?TIME\\b").ok());
  ASSERT_TRUE(patterns.Add(3, "\\d{3}th institute").ok());
  ASSERT_TRUE(patterns.Add(4, "x.z").ok());  // no literal to wait for
  ASSERT_TRUE(patterns.Add(5, "\xE5\x95\x86\xE6\xB1\xA4").ok());
  patterns.Compile();
  EXPECT_THAT(Found(patterns, "Shenzhen HUA-WEI Co"), ElementsAre(1));
  EXPECT_THAT(Found(patterns, "sensetime group"), ElementsAre(2));
  EXPECT_THAT(Found(patterns, "a sensetime group"), IsEmpty());
  EXPECT_THAT(Found(patterns, "113th institute of xyz"), ElementsAre(3, 4));
  EXPECT_THAT(Found(patterns, "\xE5\x8C\x97\xE4\xBA\xAC\xE5\x95\x86\xE6\xB1\xA4"), ElementsAre(5));
  EXPECT_THAT(Found(patterns, ""), IsEmpty());
}

TEST(WatchPatternsTest, RefusesWhatBreaksALimit) {
  WatchPatterns patterns;
  EXPECT_THAT(std::string(patterns.Add(0, "(").message()), HasSubstr("RE2 accepts"));
  EXPECT_THAT(std::string(patterns.Add(0, "(\\pL{100}){9}").message()), HasSubstr("RE2 accepts"));
  EXPECT_THAT(std::string(patterns.Add(0, ".*").message()), HasSubstr("every name"));
  EXPECT_THAT(std::string(patterns.Add(0, std::string(kMaxWatchPatternBytes + 1, 'x')).message()),
              HasSubstr("longer than the limit"));
  EXPECT_TRUE(patterns.Add(7, std::string(kMaxWatchPatternBytes, 'x')).ok());
  // A refused pattern leaves the others as they were.
  patterns.Compile();
  EXPECT_THAT(Found(patterns, "anything at all"), IsEmpty());
  EXPECT_THAT(Found(patterns, std::string(kMaxWatchPatternBytes, 'x')), ElementsAre(7));
}

TEST(WatchPatternsTest, TakesAsManyAsTheLimitAndNoMore) {
  WatchPatterns patterns;
  for (size_t i = 0; i < kMaxWatchPatterns; ++i) ASSERT_TRUE(patterns.Add(0, "abc").ok());
  EXPECT_THAT(std::string(patterns.Add(0, "abc").message()), HasSubstr("more than the limit of 20000"));
}

// The lower case that literals are compared in is RE2's own: of every code point that LowerForLiterals claims to know.
TEST(WatchPatternsTest, LowersAsRe2Does) {
  RE2::Options options;
  options.set_case_sensitive(false);
  options.set_log_errors(false);
  std::string lowered;
  int known = 0;
  for (char32_t c = 0x21; c < 0xE000; ++c) {
    std::string text;
    AppendUtf8(c, &text);
    if (c < 0x80 || !LowerForLiterals(text, &lowered)) continue;
    ++known;
    if (c % 16 != 0 && c >= 0x3100) continue;  // ideographs and syllables are all alike
    re2::FilteredRE2 filtered(1);
    int id = 0;
    ASSERT_EQ(filtered.Add(RE2::QuoteMeta(text), options, &id), RE2::NoError);
    std::vector<std::string> atoms;
    filtered.Compile(&atoms);
    ASSERT_EQ(atoms.size(), 1U) << std::hex << static_cast<uint32_t>(c);
    EXPECT_EQ(atoms[0], lowered) << std::hex << static_cast<uint32_t>(c);
  }
  EXPECT_GT(known, 30000);
}

class PatternRandom {
 public:
  size_t Below(size_t bound) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<size_t>(state_ >> 33U) % bound;
  }
  const char* Pick(const std::vector<const char*>& values) { return values[Below(values.size())]; }

 private:
  uint64_t state_ = 20261122;
};

std::string RandomPattern(PatternRandom* random) {
  static const std::vector<const char*> kPieces = {"hua",
                                                   "wei",
                                                   "sense",
                                                   "time",
                                                   "tech",
                                                   ".",
                                                   ".?",
                                                   "\\b",
                                                   "(?:co|ltd)",
                                                   "[a-c]",
                                                   "\\d",
                                                   "x+",
                                                   "(?:ab|cde)?",
                                                   " ",
                                                   "^",
                                                   "$",
                                                   "K",
                                                   "s",
                                                   "\xD0\x96\xD1\x83",
                                                   "\xD0\x9E\xD0\x9E\xD0\x9E",
                                                   "\xE5\x95\x86",
                                                   "\xC3\x89t",
                                                   "\\pL",
                                                   "i{2}"};
  std::string pattern;
  for (size_t n = 1 + random->Below(5); n > 0; --n) pattern += random->Pick(kPieces);
  return pattern;
}

std::string RandomView(PatternRandom* random) {
  static const std::vector<const char*> kPieces = {"hua",
                                                   "WEI",
                                                   "sense",
                                                   "Time",
                                                   "tech",
                                                   " ",
                                                   "co",
                                                   "ltd",
                                                   "abc",
                                                   "7",
                                                   "xx",
                                                   "\xE2\x84\xAA",
                                                   "\xC5\xBF",
                                                   "k",
                                                   "ii",
                                                   "\xD0\xB6\xD1\x83",
                                                   "\xD0\x96\xD0\xA3",
                                                   "\xD0\x9E\xD0\x9E\xD0\x9E",
                                                   "\xE5\x95\x86",
                                                   "\xC3\x89T",
                                                   "\xC3\xA9t",
                                                   "I\xCC\x87",
                                                   "\xC4\xB0i",
                                                   "\xFF"};
  std::string view;
  for (size_t n = random->Below(8); n > 0; --n) view += random->Pick(kPieces);
  return view;
}

TEST(WatchPatternsTest, EqualToEachPatternAlone) {
  PatternRandom random;
  for (int round = 0; round < 40; ++round) {
    WatchPatterns patterns;
    std::vector<std::string> texts;
    for (uint32_t i = 0; texts.size() < 60; ++i) {
      std::string text = RandomPattern(&random);
      if (!patterns.Add(static_cast<uint32_t>(texts.size()), text).ok()) {
        patterns = WatchPatterns();
        for (uint32_t k = 0; k < texts.size(); ++k) ASSERT_TRUE(patterns.Add(k, texts[k]).ok());
        continue;
      }
      texts.push_back(std::move(text));
    }
    patterns.Compile();
    RE2::Options options;
    options.set_case_sensitive(false);
    std::vector<std::unique_ptr<RE2>> alone;
    for (const std::string& text : texts) alone.push_back(std::make_unique<RE2>(text, options));
    for (int i = 0; i < 100; ++i) {
      const std::string view = RandomView(&random);
      std::vector<uint32_t> expected;
      for (uint32_t k = 0; k < alone.size(); ++k) {
        if (RE2::PartialMatch(view, *alone[k])) expected.push_back(k);
      }
      ASSERT_EQ(Found(patterns, view), expected) << view;
    }
  }
}

v1::ListEntry PatternEntry(const std::string& id, const std::string& pattern) {
  v1::ListEntry entry;
  entry.set_list("OWN");
  entry.set_entry_id(id);
  entry.set_entry_name("watch " + id);
  entry.add_names()->set_text("watch " + id);
  entry.set_pattern(pattern);
  return entry;
}

TEST(WatchPatternsTest, TheMatcherReportsThePattern) {
  ListSnapshot::Builder builder;
  ASSERT_TRUE(builder.Add(PatternEntry("W1", "gpu .*(rent|lease)")).ok());
  ASSERT_TRUE(builder.Add(PatternEntry("W2", "\xD0\xA0\xD0\xBE\xD0\xBC\xD0\xB0\xD1\x88\xD0\xBA\xD0\xB0")).ok());
  EXPECT_FALSE(builder.Add(PatternEntry("W3", "[")).ok());
  const Matcher matcher(std::move(builder).Build());
  v1::Party party;
  party.set_name("Acme Bakery");
  party.add_aliases(
      "ACME G\xC2\xB7"
      "P\xC2\xB7U and GPU Cloud Rentals");
  const MatchResult result = matcher.Match(party, MatchOptions());
  ASSERT_EQ(result.hits.size(), 1U);
  EXPECT_EQ(result.hits[0].on, v1::PATTERN);
  EXPECT_EQ(result.hits[0].score, kFullScore);
  const v1::Match match = matcher.Describe(party, result.hits[0]);
  EXPECT_EQ(match.entry_id(), "W1");
  EXPECT_EQ(match.matched_on(), v1::PATTERN);
  EXPECT_EQ(match.matched_value(), "gpu .*(rent|lease)");
  EXPECT_EQ(match.query_name(), party.aliases(0));
  // A pattern in Cyrillic meets the name as it was given: folding writes it in Latin letters.
  party.Clear();
  party.set_name("\xD0\x9E\xD0\x9E\xD0\x9E \xC2\xAB\xD0\xA0\xD0\x9E\xD0\x9C\xD0\x90\xD0\xA8\xD0\x9A\xD0\x90\xC2\xBB");
  ASSERT_EQ(matcher.Match(party, MatchOptions()).hits.size(), 1U);
}

}  // namespace
}  // namespace cordon::internal
