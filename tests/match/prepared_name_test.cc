#include "match/prepared_name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_join.h"

namespace cordon {
namespace {

std::string TokensOf(const std::string& text) {
  const PreparedName name = PrepareName(text);
  return absl::StrJoin(name.tokens, " ", [](std::string* out, const Token& token) { out->append(token.text); });
}

std::string LegalFormsOf(const std::string& text) {
  std::string forms;
  for (const Token& token : PrepareName(text).tokens) {
    if (token.token_class == TokenClass::kLegalForm) forms += (forms.empty() ? "" : " ") + token.text;
  }
  return forms;
}

struct FoldCase {
  const char* text;
  const char* tokens;
};

class FoldingTest : public testing::TestWithParam<FoldCase> {};

TEST_P(FoldingTest, GivesTokens) { EXPECT_EQ(TokensOf(GetParam().text), GetParam().tokens) << GetParam().text; }

INSTANTIATE_TEST_SUITE_P(
    Table, FoldingTest,
    testing::Values(
        // Case, punctuation, apostrophes, dots, ampersand.
        FoldCase{"HUAWEI", "huawei"}, FoldCase{"Xi'an", "xian"},
        FoldCase{"Xi\xE2\x80\x99"
                 "an",
                 "xian"},
        FoldCase{"Hua-Wei/Tech", "hua wei technology"}, FoldCase{"AT&T", "at and t"}, FoldCase{"Sis d.o.o.", "sis doo"},
        FoldCase{"Acme L.L.C.", "acme llc"}, FoldCase{"Acme S. A.", "acme sa"},
        FoldCase{"Zhongke Co.,Ltd.", "zhongke co ltd"}, FoldCase{"Zhongke Co.Ltd", "zhongke co ltd"},
        FoldCase{"J.R. Smith", "jr smith"}, FoldCase{"Amazon.com", "amazon com"},
        FoldCase{"13th Institute", "13 institute"}, FoldCase{"35th", "35"}, FoldCase{"3.5 GHz", "3 5 ghz"},
        FoldCase{"H3C", "h3c"},
        // Letters of other alphabets.
        FoldCase{"Stra\xC3\x9F"
                 "e \xC3\x86r\xC3\xB8",
                 "strasse aero"},
        FoldCase{"Citro\xC3\xABn", "citroen"},
        FoldCase{"e\xCC\x81"
                 "clair",
                 "eclair"},
        FoldCase{"\xD0\xA0\xD0\xBE\xD1\x81\xD1\x82\xD0\xB5\xD1\x85", "rostekh"},
        FoldCase{"\xD0\x9E\xD0\x9E\xD0\x9E \xD0\xA9\xD1\x83\xD0\xBA\xD0\xB0", "llc shchuka"},
        // Short i in one code point and in two.
        FoldCase{"\xD0\xBC\xD0\xB0\xD0\xB9", "may"}, FoldCase{"\xD0\xBC\xD0\xB0\xD0\xB8\xCC\x86", "may"},
        FoldCase{"\xCE\x91\xCE\xB8\xCE\xAE\xCE\xBD\xCE\xB1", "athena"},
        // Full-width, mathematical, circled; digits of other scripts.
        FoldCase{"\xEF\xBC\xA8\xEF\xBD\x95\xEF\xBD\x81", "hua"}, FoldCase{"\xF0\x9D\x90\x87\xF0\x9D\x90\xAE", "hu"},
        FoldCase{"\xD9\xA1\xD9\xA3", "13"}, FoldCase{"Acme\xE2\x84\xA2 Ltd", "acme ltd"},
        // Chinese, Japanese, Korean.
        FoldCase{"\xE5\x8C\x97\xE4\xBA\xAC\xE5\xB8\x82\xE5\x95\x86\xE6\xB1\xA4\xE7\xA7\x91\xE6\x8A\x80\xE5\xBC\x80\xE5"
                 "\x8F\x91\xE6\x9C\x89\xE9\x99\x90\xE5\x85\xAC\xE5\x8F\xB8",
                 "beijing \xE5\x95\x86\xE6\xB1\xA4 technology development co ltd"},
        FoldCase{"\xE5\x8D\x8E\xE4\xB8\xBA\xE6\x8A\x80\xE6\x9C\xAF\xE6\x9C\x89\xE9\x99\x90\xE5\x85\xAC\xE5\x8F\xB8",
                 "\xE5\x8D\x8E\xE4\xB8\xBA technology co ltd"},
        FoldCase{"TCL\xE9\x9B\x86\xE5\x9B\xA2", "tcl group"}, FoldCase{"TCL\xE9\x9B\x86\xE5\x9C\x98", "tcl group"},
        FoldCase{"\xE6\xA0\xAA\xE5\xBC\x8F\xE4\xBC\x9A\xE7\xA4\xBE\xE6\x97\xA5\xE7\xAB\x8B",
                 "kk \xE6\x97\xA5\xE7\xAB\x8B"},
        FoldCase{"\xE3\x88\xB1\xE6\x97\xA5\xE7\xAB\x8B", "kk \xE6\x97\xA5\xE7\xAB\x8B"},
        FoldCase{"\xEC\x82\xBC\xEC\x84\xB1\xEC\xA0\x84\xEC\x9E\x90\xEC\xA3\xBC\xEC\x8B\x9D\xED\x9A\x8C\xEC\x82\xAC",
                 "\xEC\x82\xBC\xEC\x84\xB1\xEC\xA0\x84\xEC\x9E\x90 co ltd"},
        FoldCase{"\xEF\xBD\xB6\xEF\xBE\x9E\xEF\xBD\xBD", "\xE3\x82\xAC\xE3\x82\xB9"},  // half-width ga, su
        // Nothing to match, and bytes that are not UTF-8.
        FoldCase{"", ""}, FoldCase{"--- ... !!!", ""},
        FoldCase{"ab\xFF"
                 "cd",
                 "ab cd"}));

TEST(PreparedNameTest, DigitsDoNotSplitWords) {
  const PreparedName name = PrepareName("13th Unit61398");
  ASSERT_EQ(name.tokens.size(), 2u);
  EXPECT_EQ(name.tokens[0].token_class, TokenClass::kNumber);
  EXPECT_EQ(name.tokens[1].token_class, TokenClass::kNumber);
  EXPECT_EQ(name.tokens[1].text, "unit61398");
}

TEST(PreparedNameTest, InvisibleCharactersGoAndAreReported) {
  const PreparedName plain = PrepareName("Huawei");
  EXPECT_FALSE(plain.obfuscated);
  for (const char* text :
       {"Hua\xE2\x80\x8Bwei", "Hua\xC2\xADwei", "\xE2\x80\xAEHuawei\xE2\x80\xAC", "Hua\xE2\x81\xA0wei"}) {
    const PreparedName name = PrepareName(text);
    EXPECT_TRUE(name.obfuscated) << text;
    EXPECT_EQ(name.squashed, "huawei") << text;
  }
}

struct LegalFormCase {
  const char* text;
  const char* forms;
};

TEST(PreparedNameTest, LegalFormsAreCanonical) {
  const std::vector<LegalFormCase> cases = {{"Acme Limited", "ltd"},
                                            {"Acme Ltda.", "ltd"},
                                            {"Acme Company", "co"},
                                            {"Acme Corporation", "corp"},
                                            {"Acme Incorporated", "inc"},
                                            {"OOO Acme", "llc"},
                                            {"Acme Limited Liability Company", "llc"},
                                            {"Acme Joint Stock Company", "jsc"},
                                            {"Open Joint-Stock Company Acme", "ojsc"},
                                            {"PAO Acme", "pjsc"},
                                            {"Acme Ges.m.b.H.", "gmbh"},
                                            {"Acme G.m.b.H.", "gmbh"},
                                            {"Acme Sp. z o.o.", "spzoo"},
                                            {"Acme S.p.A.", "spa"},
                                            {"Acme S.A. de C.V.", "sadecv"},
                                            {"Acme A/S", "as"},
                                            {"Acme Sdn. Bhd.", "sdn bhd"},
                                            {"Acme Pte. Ltd.", "pte ltd"},
                                            {"Acme (Private) Limited", "pvt ltd"},
                                            {"Acme Kabushiki Kaisha", "kk"},
                                            {"Acme Anonim Sirketi", "as"},
                                            {"Obshchestvo s Ogranichennoy Otvetstvennostyu Acme", "llc"},
                                            {"Acme Soci\xC3\xA9t\xC3\xA9 Anonyme", "sa"},
                                            {"PT Acme Tbk", "pt tbk"},
                                            {"Acme d.d.", "dd"},
                                            {"Acme Kft", "kft"},
                                            {"Acme Oy", "oy"},
                                            {"Acme", ""}};
  for (const LegalFormCase& c : cases) EXPECT_EQ(LegalFormsOf(c.text), c.forms) << c.text;
}

TEST(PreparedNameTest, NamesSpeltLikeLegalFormsAreWords) {
  const PreparedName name = PrepareName("SE");
  ASSERT_EQ(name.tokens.size(), 1u);
  EXPECT_EQ(name.tokens[0].token_class, TokenClass::kWord);
  EXPECT_EQ(name.squashed, "se");
  EXPECT_TRUE(PrepareName("CORP").only_generic);
  EXPECT_TRUE(PrepareName("CORP").squashed.empty());
}

TEST(PreparedNameTest, WordClassesAreCanonical) {
  EXPECT_EQ(TokensOf("Intl Tech Mfg Industries"), "international technology manufacturing industry");
  EXPECT_EQ(TokensOf("Int'l Telecommunications Services"), "international telecom service");
  EXPECT_EQ(TokensOf("Research & Development Centre"), "research development center");
}

TEST(PreparedNameTest, RepetitionAddsNothing) {
  const PreparedName once = PrepareName("Acme Star");
  const PreparedName twice = PrepareName("Acme Star Acme");
  EXPECT_EQ(once.total_weight, twice.total_weight);
  EXPECT_EQ(twice.tokens.size(), 2u);
}

TEST(PreparedNameTest, SquashedFormsKeepWhatWasPrinted) {
  const PreparedName name = PrepareName("Hua Wei Technologies Co., Ltd.");
  EXPECT_EQ(name.squashed, "huaweitechnologies");
  EXPECT_EQ(name.squashed_full, "huaweitechnologiescoltd");
}

TEST(PreparedNameTest, WeightsAreOrderedByRarity) {
  const PreparedName name = PrepareName("Xqzvw Hikvision Shenzhen Technology Ltd 13");
  ASSERT_EQ(name.tokens.size(), 6u);
  EXPECT_EQ(name.tokens[0].weight, kMaxTokenWeight);
  EXPECT_GT(name.tokens[1].weight, name.tokens[2].weight);
  EXPECT_GT(name.tokens[2].weight, name.tokens[3].weight);
  EXPECT_GT(name.tokens[3].weight, name.tokens[4].weight);
  EXPECT_LT(name.tokens[4].weight, 50);
  EXPECT_GT(name.tokens[5].weight, name.tokens[2].weight);
}

TEST(PreparedNameTest, ReportsOneSlipInALongLegalForm) {
  const PreparedName name = PrepareName("Acme Limzited");
  ASSERT_EQ(name.tokens.size(), 2u);
  EXPECT_EQ(name.tokens[1].token_class, TokenClass::kWord);
  EXPECT_EQ(name.tokens[1].slip_of, "ltd");
  EXPECT_EQ(PrepareName("Acme Lid").tokens[1].slip_similarity, 0);
}

TEST(PreparedNameTest, LongInputIsProcessedWhole) {
  std::string text;
  for (int i = 0; i < 2000; ++i) text += "word" + std::to_string(i) + " ";
  EXPECT_EQ(PrepareName(text).tokens.size(), 2000u);
}

TEST(TablesDigestTest, IsStableWithinAProcess) {
  EXPECT_EQ(TablesDigest().size(), 7u + 64u);
  EXPECT_EQ(TablesDigest().substr(0, 7), "sha256:");
  EXPECT_EQ(&TablesDigest(), &TablesDigest());
}

}  // namespace
}  // namespace cordon
