#include "match/scorer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "match/matcher.h"
#include "match/similarity.h"

namespace cordon {
namespace {

int Score(const std::string& a, const std::string& b) { return ScorePair(PrepareName(a), PrepareName(b)); }

struct PairCase {
  const char* query;
  const char* listed;
};

TEST(ScorerTest, EqualAfterFoldingScoresInFull) {
  const std::vector<PairCase> cases = {
      {"DJI", "dji"},
      {"BGI", "BGI"},
      {"Sense Time", "SenseTime"},
      {"SenseTime", "Sense Time"},
      {"Huawei Technologies Co., Ltd.", "HUAWEI TECHNOLOGY"},
      {"Star Group of China", "China of Group Star"},
      {"Huawei Tech Ltd", "Huawei Technologies GmbH"},
      {"SISdoo", "SIS d.o.o."},
      {"SE", "SE"},
      {"China Trading Company", "CHINA TRADING"},  // generic words only, but equal
  };
  for (const PairCase& c : cases) EXPECT_EQ(Score(c.query, c.listed), kFullScore) << c.query << " ~ " << c.listed;
}

TEST(ScorerTest, LegalFormsAloneNeverMatch) {
  for (const PairCase& c :
       std::vector<PairCase>{{"CORP", "CORP"}, {"Co., Ltd.", "Co., Ltd."}, {"", ""}, {"...", "..."}}) {
    EXPECT_EQ(Score(c.query, c.listed), 0) << c.query;
  }
}

TEST(ScorerTest, MatchesAtTheDefaultThreshold) {
  const std::vector<PairCase> cases = {
      {"Hua Wei Technology", "Huawei Technology"},
      {"IFLITEK", "IFLYTEK"},
      {"iFlytek Co., Ltd.", "IFLYTEK"},
      {"Beijing SenseTime Technology Development", "Beijing Sensetime Technology Development Co., Ltd."},
      {"HUAWEI TECHNOLOGIES", "Huawei Technologies Co., Ltd."},
      {"Hangzhou Hikvision Digital", "Hangzhou Hikvision Digital Technology Co., Ltd."},
      {"Hangzhou Hikvison Digital Technology", "Hangzhou Hikvision Digital Technology Co., Ltd."},
      {"Huawei Technologeis Limzited", "Huawei Technologies Limited"},
      {"Joint Stock Company Mikron", "Mikron OOO"},
      {"Gold Technolgy Limited", "Gold Technology Limited"},  // generic, but so long and one letter
      {"Stock Joint Tekhkrim Closed Company", "Closed Joint Stock Company Tekhkrim"},
      {"JOINTSTOCKCOMPANYPUBLICTRUSTBANK", "JOINT STOCK COMPANY PUBLIC TRUST BANK"},
      {"Zarkonit Holdings Hong Kong Limited", "ZARKONIT JSC"},  // goes on with known words
      {"Kami Group Limited Liab", "Kami Group Limited Liability Company"},
      {"Kerman Av", "Kerman Aviation"},
      {"AKQ", "Atlas Kian Qeshm"},
      {"JSC Xoltsvud", "Kholtsvud OOO"},
      {"URUF S. LOPEZ S.A.", "RUF S. LOPEZ S.A."},
  };
  for (const PairCase& c : cases)
    EXPECT_GE(Score(c.query, c.listed), kDefaultThreshold) << c.query << " ~ " << c.listed;
}

TEST(ScorerTest, StaysBelowTheDefaultThreshold) {
  const std::vector<PairCase> cases = {
      {"13th Research Institute", "14th Research Institute"},
      {"Technology Co., Ltd.", "Global Technology Co Ltd"},
      {"Shenzhen Trading Co., Ltd.", "Shenzhen Import Export Trading Co., Ltd."},
      {"Acme Star", "Acme"},
      {"Bank of China", "Bank of Russia"},
      {"Huawei Technologies", "Acme Technologies"},
      {"HXY", "HXZ"},
      {"Business Machines", "Business Services"},  // generic, and more than one letter
      {"Cherry Trading", "Cherry Ltd"},            // a word of the language, then known ones
      {"Zarkonit Velmar", "Zarkonit"},             // goes on with another name
      {"Holding Zarkonit", "Zarkonit"},            // does not begin with it
      {"AST", "Alfa Star Trading"},                // three letters that begin many words
      {"Sepc Limited", "Safety Equipment Procurement Company"},
      {"A.N. Solutions GmbH", "Analytical Solutions"},  // initials are no beginning of a word
      {"Qatar Cement Company (Q.P.S.C.)", "KPSK, OOO"},
  };
  for (const PairCase& c : cases)
    EXPECT_LT(Score(c.query, c.listed), kDefaultThreshold) << c.query << " ~ " << c.listed;
}

TEST(ScorerTest, NumbersAreOneHoweverWritten) {
  const std::vector<PairCase> same = {
      {"Thirteenth Research Institute of Radio", "13th Research Institute of Radio"},
      {"No. 13 Research Institute of Radio", "13th Research Institute of Radio"},
      {"Research Institute XIII of Radio", "13th Research Institute of Radio"},
      {"Twenty-Ninth Institute Chengdu", "29th Institute Chengdu"},
      {"Plant Number Seven Kaluga", "Plant No. 7 Kaluga"},
  };
  for (const PairCase& c : same) EXPECT_EQ(Score(c.query, c.listed), kFullScore) << c.query << " ~ " << c.listed;
  // "First" is a name where nothing is numbered.
  EXPECT_LT(Score("First Trading House", "1 Trading House"), kFullScore);
  EXPECT_LT(Score("Thirteenth Research Institute", "Fourteenth Research Institute"), kDefaultThreshold);
}

TEST(ScorerTest, SpellingsOfOneSoundCostLittle) {
  const std::vector<PairCase> cases = {{"Huavei", "Huawei"},
                                       {"Finkor", "Fincor"},
                                       {"Mikhailov", "Mihailov"},
                                       {"Juravlev", "Zhuravlev"},
                                       {"Dzhoint Stock Kompany Laserservice", "Joint Stock Company Laserservice"}};
  for (const PairCase& c : cases)
    EXPECT_GE(Score(c.query, c.listed), kDefaultThreshold) << c.query << " ~ " << c.listed;
}

TEST(ScorerTest, WordsTheTablesKnowAreSeldomMisspeltOnes) {
  EXPECT_LT(Score("Karim Carpets", "Marim Carpets"), Score("Kzrim Carpets", "Karim Carpets"));
}

TEST(ScorerTest, TitlesAndPatronymicsOfAQueryWeighLittle) {
  const std::vector<PairCase> cases = {{"Haji Juma Khan", "Juma Khan"},
                                       {"ROTENBERG, Arkady Romanovich", "Arkady Rotenberg"}};
  for (const PairCase& c : cases)
    EXPECT_GE(CompareNames(c.query, c.listed, v1::PERSON).score, kDefaultThreshold) << c.query << " ~ " << c.listed;
}

TEST(ScorerTest, WhatIsSetBeforeAndBehindNamesWeighsLittle) {
  const std::vector<PairCase> cases = {
      {"The Kinoatis", "Kinoatis"},    {"Messrs Qorvandel LLC", "Qorvandel"}, {"MV Kinoatis", "Kinoatis"},
      {"M.V. Kinoatis", "Kinoatis"},   {"VLCC Kinoatis", "Kinoatis"},         {"Firma Kinoatis", "Kinoatis"},
      {"100234 Kinoatis", "Kinoatis"}, {"Kinoatis V443721", "Kinoatis"},      {"The Kinoatis", "Kinoatis LLC"}};
  for (const PairCase& c : cases)
    EXPECT_GE(CompareNames(c.query, c.listed, v1::PARTY_TYPE_UNSPECIFIED).score, kDefaultThreshold)
        << c.query << " ~ " << c.listed;
  // Numbers that tell institutes and ships apart still do.
  for (const PairCase& c : std::vector<PairCase>{
           {"Kinoatis 1", "Kinoatis"}, {"Kinoatis 5719", "Kinoatis"}, {"Kinoatis 10234", "Kinoatis 10235"}})
    EXPECT_LT(CompareNames(c.query, c.listed, v1::PARTY_TYPE_UNSPECIFIED).score, kDefaultThreshold)
        << c.query << " ~ " << c.listed;
}

TEST(ScorerTest, AWordClassMisspeltBesideItselfIsSaidTwice) {
  EXPECT_GE(CompareNames("PARS SAZOEH ENGINEERING AND CONSTRUCTION", "PARS SAZEH ENGINEERING AND CONSTRUCTION",
                         v1::ORGANIZATION)
                .score,
            kDefaultThreshold);
}

TEST(ScorerTest, CaseAndDiacriticsDoNotMatter) {
  const std::vector<PairCase> cases = {{"Huawei Technology Dusseldorf", "HUAWEI TECHNOLOGY D\xC3\x9CSSELDORF"},
                                       {"citroen parts", "Citro\xC3\xABn PARTS"}};
  for (const char* listed : {"Huawei Dusseldorf", "Citroen Auto Parts", "Hua Wei"}) {
    for (const PairCase& c : cases) EXPECT_EQ(Score(c.query, listed), Score(c.listed, listed)) << c.query;
  }
}

TEST(ScorerTest, ExtraWordsOfTheQueryCostMoreThanThoseOfTheList) {
  EXPECT_LT(Score("Hikvision Zyxwvut", "Hikvision"), Score("Hikvision", "Hikvision Zyxwvut"));
}

TEST(ScorerTest, EditDistance) {
  struct Case {
    const char32_t* a;
    const char32_t* b;
    int bound;
    int distance;
  };
  const std::vector<Case> cases = {{U"huawei", U"huawei", 2, 0},
                                   {U"huawei", U"hauwei", 2, 1},
                                   {U"huawei", U"huawie", 1, 1},
                                   {U"huawei", U"huwei", 2, 1},
                                   {U"huawei", U"huaawei", 2, 1},
                                   {U"abcd", U"badc", 2, 2},
                                   {U"abcdef", U"uvwxyz", 2, 3},
                                   {U"ca", U"abc", 3, 3},
                                   {U"", U"ab", 2, 2},
                                   {U"ab", U"", 1, 2}};
  for (const Case& c : cases) {
    EXPECT_EQ(internal::BoundedEditDistance(std::u32string(c.a), std::u32string(c.b), c.bound), c.distance);
    EXPECT_EQ(internal::BoundedEditDistance(std::u32string(c.b), std::u32string(c.a), c.bound), c.distance);
  }
}

// The definition: the table of the optimal string alignment, whole.
int AlignmentDistance(const std::u32string& a, const std::u32string& b) {
  std::vector<std::vector<int>> cell(a.size() + 1, std::vector<int>(b.size() + 1));
  for (size_t i = 0; i <= a.size(); ++i) {
    for (size_t j = 0; j <= b.size(); ++j) {
      if (i == 0 || j == 0) {
        cell[i][j] = static_cast<int>(i + j);
        continue;
      }
      int least = std::min(cell[i - 1][j], cell[i][j - 1]) + 1;
      least = std::min(least, cell[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
      const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
      if (swapped) least = std::min(least, cell[i - 2][j - 2] + 1);
      cell[i][j] = least;
    }
  }
  return cell[a.size()][b.size()];
}

TEST(ScorerTest, EditDistanceIsThatOfTheWholeTable) {
  // All words of up to five of three letters.
  std::vector<std::u32string> words = {U""};
  for (size_t at = 0; at < words.size() && words[at].size() < 5; ++at) {
    for (const char32_t c : {U'a', U'b', U'c'}) words.push_back(words[at] + c);
  }
  ASSERT_EQ(words.size(), 364u);
  for (const std::u32string& a : words) {
    for (const std::u32string& b : words) {
      const int whole = AlignmentDistance(a, b);
      for (const int bound : {0, 1, 2, 3}) {
        ASSERT_EQ(internal::BoundedEditDistance(a, b, bound), std::min(whole, bound + 1))
            << std::string(a.begin(), a.end()) << " " << std::string(b.begin(), b.end()) << " " << bound;
      }
    }
  }
}

TEST(ScorerTest, NumbersAreEqualOrUnrelated) {
  const Token a = PrepareName("61398").tokens[0];
  const Token b = PrepareName("61399").tokens[0];
  EXPECT_EQ(TokenSimilarity(a, a), kFullScore);
  EXPECT_EQ(TokenSimilarity(a, b), 0);
}

TEST(ScorerTest, AlignmentShowsEveryToken) {
  const PairScore pair = CompareNames("Hua Wei Tehnology Shop", "Huawei Technologies Co., Ltd.", v1::ANY);
  std::string shown;
  for (const v1::TokenAlignment& step : pair.alignment) {
    shown += step.query() + "|" + step.listed() + "|" + v1::TokenRelation_Name(step.relation()) + "\n";
  }
  EXPECT_EQ(shown,
            "hua wei|huawei|JOINED\n"
            "tehnology|technologies|EDIT\n"
            "shop||QUERY_EXTRA\n"
            "|co|LIST_EXTRA\n"
            "|ltd|LIST_EXTRA\n");
}

TEST(ScorerTest, SynonymAndSplitAreNamed) {
  const PairScore pair = CompareNames("SenseTime Tech", "Sense Time Technologies", v1::ORGANIZATION);
  ASSERT_EQ(pair.alignment.size(), 2u);
  EXPECT_EQ(pair.alignment[0].relation(), v1::SPLIT);
  EXPECT_EQ(pair.alignment[0].listed(), "sense time");
  EXPECT_EQ(pair.alignment[1].relation(), v1::SYNONYM);
}

}  // namespace
}  // namespace cordon
