// Readings of names in other scripts (match/script): what they read as, that they find the Latin name, and that names
// that only sound alike do not match.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "match/matcher.h"
#include "match/reading.h"
#include "match/script/chinese_numerals.h"
#include "match/script/han_sound.h"
#include "match/script/hangul.h"
#include "match/script/kana.h"
#include "match/script/loan_words.h"
#include "match/script/romanised.h"

namespace cordon {
namespace {

using internal::HangulScheme;
using internal::HangulSound;
using internal::HanScheme;
using internal::KanaScheme;
using internal::KanaSound;
using testing::Contains;
using testing::IsEmpty;

std::vector<std::string> RomanisedOf(const std::string& text) {
  std::vector<std::string> readings;
  for (const Reading& reading : ReadingsOf(text, ReadingSide::kQuery)) {
    if (reading.kind != ReadingKind::kRomanised) continue;
    readings.push_back(
        absl::StrJoin(reading.name.tokens, " ", [](std::string* out, const Token& token) { out->append(token.text); }));
  }
  return readings;
}

int CrossScriptScore(const std::string& query, const std::string& listed) {
  return CompareNames(query, listed, v1::ORGANIZATION).score;
}

struct ScriptReadingCase {
  const char* native;
  const char* tokens;
};

class RomanisedTest : public testing::TestWithParam<ScriptReadingCase> {};

TEST_P(RomanisedTest, IsAmongTheReadings) {
  EXPECT_THAT(RomanisedOf(GetParam().native), Contains(std::string(GetParam().tokens)));
}

INSTANTIATE_TEST_SUITE_P(
    Chinese, RomanisedTest,
    testing::Values(
        // Place, brand by name and by sound, trade, legal form.
        ScriptReadingCase{"北京市商汤科技开发有限公司", "beijing sensetime technology development co ltd"},
        ScriptReadingCase{"北京市商汤科技开发有限公司", "beijing shangtang technology development co ltd"},
        ScriptReadingCase{"科大訊飛股份有限公司", "iflytek co ltd"},  // traditional
        // Polyphones are read by the word they stand in.
        ScriptReadingCase{"重庆长安汽车股份有限公司", "chongqing changan automobile co ltd"},
        ScriptReadingCase{"厦门乐通有限公司", "xiamen letong co ltd"},
        // Numbers of institutes.
        ScriptReadingCase{"中国电子科技集团公司第十三研究所",
                          "china electronics technology group co 13 research institute"},
        ScriptReadingCase{"中国电子科技集团公司第13研究所",
                          "china electronics technology group co 13 research institute"},
        ScriptReadingCase{"中国航天科工集团第二研究院", "casic group 2 academy"},
        // No number.
        ScriptReadingCase{"三一重工股份有限公司", "sany heavy industry co ltd"},
        // A brand made of a word of the trade and one character.
        ScriptReadingCase{"上海新文化传媒集团股份有限公司", "shanghai xinwenhua media group co ltd"},
        // Spellings of Taiwan and Hong Kong.
        ScriptReadingCase{"士林紙業股份有限公司", "shihlin paper co ltd"},
        ScriptReadingCase{"永興貿易有限公司", "winghing trading co ltd"}));

INSTANTIATE_TEST_SUITE_P(Japanese, RomanisedTest,
                         testing::Values(ScriptReadingCase{"日本電設工業株式会社", "nippon densetsu kogyo co ltd"},
                                         ScriptReadingCase{"株式会社日立製作所", "co ltd hitachi seisakusho"},
                                         ScriptReadingCase{"カシオ計算機株式会社", "kashio computer co ltd"},
                                         ScriptReadingCase{"株式会社サカタのタネ", "co ltd sakata no tane"},
                                         ScriptReadingCase{"株式会社よみうりランド", "co ltd yomiuri land"},
                                         ScriptReadingCase{"サイバーテクノロジーズ株式会社", "cyber technology co ltd"},
                                         ScriptReadingCase{"（株）島津製作所", "shimadzu works"}));

INSTANTIATE_TEST_SUITE_P(Korean, RomanisedTest,
                         testing::Values(ScriptReadingCase{"주식회사 한화시스템", "co ltd hanwha system"},
                                         ScriptReadingCase{"성우전자", "sungwoo electronics"},
                                         ScriptReadingCase{"성도전자", "seongdo electronics"},
                                         ScriptReadingCase{"에스케이하이닉스", "sk hynix"},
                                         ScriptReadingCase{"글로포스트", "glo post"}));

INSTANTIATE_TEST_SUITE_P(Cyrillic, RomanisedTest,
                         testing::Values(ScriptReadingCase{"ООО «Серния Инжиниринг»", "llc serniya engineering"},
                                         ScriptReadingCase{"АО «Хабаровский машиностроительный завод»",
                                                           "jsc habarovskij machine building plant"}));

INSTANTIATE_TEST_SUITE_P(Arabic, RomanisedTest,
                         testing::Values(ScriptReadingCase{"شركة النفط الوطنية", "co oil national"},
                                         ScriptReadingCase{"مصرف الراجحي", "bank rajhi"}));

TEST(RomanisedReadingTest, PlainLatinNamesHaveNone) {
  for (const char* name : {"Huawei Technologies Co., Ltd.", "Société Générale – S.A.", "Müller & Söhne", "", "13"}) {
    EXPECT_THAT(RomanisedOf(name), IsEmpty()) << name;
  }
}

TEST(RomanisedReadingTest, AreLimitedWhateverTheText) {
  std::string text;
  for (int i = 0; i < 60; ++i) text += "北京新科技 테크 テクノ ";
  for (const ReadingSide side : {ReadingSide::kQuery, ReadingSide::kListed}) {
    const std::vector<Reading> readings = ReadingsOf(text, side);
    EXPECT_LE(readings.size(), kMaxReadings);
    EXPECT_EQ(readings.front().kind, ReadingKind::kPlain);
  }
}

struct CrossScriptCase {
  const char* native;
  const char* latin;
  bool match;
};

class CrossScriptTest : public testing::TestWithParam<CrossScriptCase> {};

TEST_P(CrossScriptTest, MatchesAcrossScripts) {
  const int score = CrossScriptScore(GetParam().native, GetParam().latin);
  EXPECT_EQ(score >= kDefaultThreshold, GetParam().match)
      << GetParam().native << " - " << GetParam().latin << ": " << score;
}

INSTANTIATE_TEST_SUITE_P(
    Table, CrossScriptTest,
    testing::Values(
        CrossScriptCase{"杭州海康威视数字技术股份有限公司", "Hangzhou Hikvision Digital Technology Co., Ltd.", true},
        CrossScriptCase{"华为技术有限公司", "Huawei Technologies Co., Ltd.", true},
        CrossScriptCase{"中国科学院上海光学精密机械研究所", "Shanghai Institute of Optics and Fine Mechanics", true},
        CrossScriptCase{"哈尔滨工业大学", "Harbin Institute of Technology", true},
        CrossScriptCase{"哈尔滨工程大学", "Harbin Institute of Technology", false},
        CrossScriptCase{"中国电子科技集团公司第十三研究所",
                        "China Electronics Technology Group Corporation 13th Research Institute", true},
        CrossScriptCase{"中国电子科技集团公司第十四研究所",
                        "China Electronics Technology Group Corporation 13th Research Institute", false},
        CrossScriptCase{"삼성전자 주식회사", "Samsung Electronics Co., Ltd.", true},
        CrossScriptCase{"トヨタ自動車株式会社", "Toyota Motor Corporation", true},
        CrossScriptCase{"ООО «Серния Инжиниринг»", "Serniya Engineering LLC", true},
        // Both ways.
        CrossScriptCase{"Huawei Technologies Co., Ltd.", "华为技术有限公司", true},
        CrossScriptCase{"Samsung Electronics", "삼성전자 주식회사", true},
        // The same name in simplified and traditional characters.
        CrossScriptCase{"華為技術有限公司", "华为技术有限公司", true}));

TEST(CrossScriptTest, NamesThatOnlySoundAlikeDoNotMatch) {
  // Both xinyuan; both are guesses.
  EXPECT_LT(CrossScriptScore("北京鑫源科技有限公司", "北京新元科技有限公司"), kDefaultThreshold);
  EXPECT_GE(CrossScriptScore("北京鑫源科技有限公司", "Beijing Xinyuan Technology Co., Ltd."), kDefaultThreshold);
}

TEST(CrossScriptTest, AnEqualNativeNameScoresInFull) {
  for (const char* name :
       {"北京鑫源科技有限公司", "성우전자", "日本電設工業株式会社", "АО Рога и копыта", "مصرف الراجحي"}) {
    EXPECT_EQ(CrossScriptScore(name, name), kFullScore) << name;
  }
}

TEST(HanSoundTest, ReadsPolyphonesByTheWord) {
  const auto read = [](const char* text, HanScheme scheme) {
    return absl::StrJoin(internal::SoundsOf(text, scheme), " ");
  };
  EXPECT_EQ(read("长城", HanScheme::kPinyin), "chang cheng");
  EXPECT_EQ(read("银行", HanScheme::kPinyin), "yin hang");
  EXPECT_EQ(read("重庆", HanScheme::kPinyin), "chong qing");
  EXPECT_EQ(read("士林", HanScheme::kWadeGiles), "shih lin");
  EXPECT_EQ(read("新光", HanScheme::kWadeGiles), "hsin kuang");
  EXPECT_EQ(read("张国荣", HanScheme::kCantonese), "cheung kwok wing");
}

TEST(ChineseNumeralsTest, OnlyWhereSomethingIsNumbered) {
  const auto cut = [](const char* text) {
    return absl::StrJoin(internal::CutNumerals(text, false), " ",
                         [](std::string* out, const internal::NumeralPart& part) {
                           out->append(part.number ? "#" + part.text : part.text);
                         });
  };
  EXPECT_EQ(cut("第十三研究所"), "#13 研究所");
  EXPECT_EQ(cut("第五十五研究所"), "#55 研究所");
  EXPECT_EQ(cut("三〇一医院"), "#301 医院");
  EXPECT_EQ(cut("航天一院"), "航天 #1 院");
  EXPECT_EQ(cut("第一百零一研究所"), "#101 研究所");
  EXPECT_EQ(cut("三一重工"), "三一重工");
  EXPECT_EQ(cut("第四范式"), "第四范式");
  EXPECT_EQ(cut("一汽"), "一汽");
  EXPECT_EQ(cut("第"), "第");
  EXPECT_EQ(cut(""), "");
}

TEST(KanaTest, Sounds) {
  EXPECT_EQ(KanaSound("トヨタ", KanaScheme::kHepburn), "toyota");
  EXPECT_EQ(KanaSound("キヤノン", KanaScheme::kHepburn), "kiyanon");
  EXPECT_EQ(KanaSound("チュウテツ", KanaScheme::kHepburn), "chutetsu");
  EXPECT_EQ(KanaSound("ニッポン", KanaScheme::kHepburn), "nippon");
  EXPECT_EQ(KanaSound("ファナック", KanaScheme::kHepburn), "fanakku");
  EXPECT_EQ(KanaSound("おおさか", KanaScheme::kHepburn), "osaka");
  EXPECT_EQ(KanaSound("エレメンツ", KanaScheme::kLoanL), "elements");
  EXPECT_EQ(KanaSound("", KanaScheme::kLoanL), "");
}

TEST(LoanWordsTest, TheKeyIsTheSameInKanaAndHangul) {
  struct Case {
    const char* kana;
    const char* hangul;
    const char* word;
  };
  for (const Case& c : {Case{"テクノロジー", "테크놀로지", "technology"}, Case{"コンピューター", "컴퓨터", "computer"},
                        Case{"マックス", "맥스", "max"}, Case{"ネットワーク", "네트워크", "network"},
                        Case{"ソフトウェア", "소프트웨어", "software"}, Case{"サービス", "서비스", "service"}}) {
    EXPECT_EQ(internal::SoundKey(c.kana), internal::SoundKey(c.hangul)) << c.word;
    const internal::Term* const term = internal::FindLoanWord(c.kana);
    ASSERT_NE(term, nullptr) << c.word;
    EXPECT_THAT(term->options, Contains(absl::string_view(c.word)));
  }
  EXPECT_EQ(internal::SoundKey("abc"), "");
  EXPECT_EQ(internal::SoundKey(""), "");
  EXPECT_EQ(internal::FindLoanWord("イ"), nullptr);
}

TEST(HangulTest, Sounds) {
  EXPECT_EQ(HangulSound("성우", HangulScheme::kCustomary), "sungwoo");
  EXPECT_EQ(HangulSound("성우", HangulScheme::kRevised), "seongu");
  EXPECT_EQ(HangulSound("신라", HangulScheme::kRevised), "silla");
  EXPECT_EQ(HangulSound("부산", HangulScheme::kMcCune), "pusan");
  EXPECT_EQ(HangulSound("글로포스트", HangulScheme::kLoan), "glopost");
  EXPECT_EQ(HangulSound("한솔", HangulScheme::kRevised, " "), "han sol");
}

}  // namespace
}  // namespace cordon
