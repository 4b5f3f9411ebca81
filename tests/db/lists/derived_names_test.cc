#include "db/lists/derived_names.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "db/lists/brackets.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cordon {
namespace {

using ::testing::ElementsAreArray;
using ::testing::IsEmpty;
using Names = std::vector<std::string>;

// "X", or "~X" for a weak one.
Names Derived(const std::string& printed) {
  Names names;
  for (const DerivedName& name : DeriveNames(printed).names)
    names.push_back(absl::StrCat(name.weak ? "~" : "", name.text));
  return names;
}

TEST(DerivedNamesTest, OneTestPerShape) {
  const struct {
    std::string printed;
    Names derived;
  } cases[] = {
      // The party of the entry stands behind its parent.
      {"Huawei Technologies Co., Ltd. (Huawei). Affiliated Entity: Beijing Huawei Longshine Information Technology "
       "Co., "
       "Ltd.",
       {"Beijing Huawei Longshine Information Technology Co., Ltd."}},
      {"China Electronics Technology Group Corporation 13th Research Institute (CETC 13). Subordinate Institution - "
       "Envoltek",
       {"Envoltek"}},
      {"China Aerospace Science and Industry Corporation Second Academy. Subordinate Institution - 201 Research "
       "Institute",
       {"China Aerospace Science and Industry Corporation Second Academy 201 Research Institute"}},
      {"Pakistan Atomic Energy Commission (PAEC), and subordinate entity National Development Complex (NDC)",
       {"National Development Complex (NDC)", "National Development Complex", "~NDC"}},
      // a.k.a. in the shapes of the real list.
      {"KOLOKOL (AKA: ALDRICH AMES)", {"~KOLOKOL", "ALDRICH AMES"}},
      {"Cory (a.k.a Jason Cory Wilson) Wilson", {"Cory Wilson", "Jason Cory Wilson"}},
      {"PEARL (A.K.A. NEI-CHIEN CHU) LI", {"PEARL LI", "NEI-CHIEN CHU", "NEI-CHIEN CHU LI"}},
      {"KOW SENG LIM -AKA- ERIC LIM", {"KOW SENG LIM", "ERIC LIM"}},
      {"KOW SENG LIM- AKA- ERIC LIM", {"KOW SENG LIM", "ERIC LIM"}},
      {"JIE LUO -AKA-IVY LUO", {"JIE LUO", "IVY LUO"}},
      {"ZHENYONG ZHOU -AKA- BENNY  ZHOU", {"ZHENYONG ZHOU", "BENNY ZHOU"}},
      {"FUYI SUN A/K/A FRANK SUN", {"FUYI SUN", "FRANK SUN"}},
      {"Mike Igor\ta/k/a Maru Panchernikov", {"Mike Igor", "Maru Panchernikov"}},
      {"Anye Collins) Anye (a/k/a Niba Ngomanji", {"Anye Collins Anye", "Niba Ngomanji"}},
      {"Cho Yan Nathan; a.k.a Nathan Man Man; a.k.a. Nat Man", {"Cho Yan Nathan", "Nathan Man Man", "Nat Man"}},
      {"Alpha Company Ltd., a.k.a. Beta Company Ltd. (Gamma-Shenzhen)",
       {"Alpha Company Ltd.", "Beta Company Ltd. (Gamma-Shenzhen)", "Beta Company Ltd.", "Gamma-Shenzhen"}},
      {"Thermal Research Institute, a.k.a., Hot Working Research Institute.",
       {"Thermal Research Institute", "Hot Working Research Institute."}},
      {"Universal Enterprise Limited [aka General Technology Limited, aka Tiger Force Electronics] (Hong Kong Entity)",
       {"Universal Enterprise Limited", "General Technology Limited", "Tiger Force Electronics"}},
      {"AVIATION SERVICES INTERNATIONAL, B.V. ALSO KNOWN AS DELTA LOGISTICS, B.V.",
       {"AVIATION SERVICES INTERNATIONAL, B.V.", "DELTA LOGISTICS, B.V."}},
      {"COREZING INTERNATIONAL -AKAS- COREZING TECH PTE LTD, CORE ZING, COREZING ELECTRONICS, LTD",
       {"COREZING INTERNATIONAL", "COREZING TECH PTE LTD", "CORE ZING", "COREZING ELECTRONICS, LTD"}},
      {"COREZING INTERNATIONAL, AKAS, CORE ZING", {"COREZING INTERNATIONAL", "CORE ZING"}},
      {"SIBERIAN AIRLINES D/B/A S7 AIRLINES", {"SIBERIAN AIRLINES", "S7 AIRLINES"}},
      {"DBA Behover Information Technologies", {"Behover Information Technologies"}},
      {"SGM Most OOO (f.k.a., Obshchestvo SGM Most)", {"SGM Most OOO", "Obshchestvo SGM Most"}},
      {"JSC NIIP, f.k.a., Otkrytoe Obshchestvo NIIP", {"JSC NIIP", "Otkrytoe Obshchestvo NIIP"}},
      {"F.K.A. Presidency Office of Studies (POSIS)",
       {"Presidency Office of Studies (POSIS)", "Presidency Office of Studies", "POSIS"}},
      {"ACTION GLOBAL CO., LIMITED C/O WIN SINO", {"ACTION GLOBAL CO., LIMITED"}},
      // Acronyms and brands in parentheses.
      {"Hanif Computer Zone (HCZ)", {"Hanif Computer Zone", "~HCZ"}},
      {"Huawei Technologies Co., Ltd. (Huawei)", {"Huawei Technologies Co., Ltd.", "Huawei"}},
      {"Almo Aero (Dart Aviation Technics) (IEAS)", {"Almo Aero", "Dart Aviation Technics", "~IEAS"}},
      {"ASMAT (APPLIED SYSTEMS METHODS AND TECHNOLOGY)", {"ASMAT", "APPLIED SYSTEMS METHODS AND TECHNOLOGY"}},
      {"China State Shipbuilding Corporation, Limited (CSSC) 12th Research Institute",
       {"China State Shipbuilding Corporation, Limited 12th Research Institute", "CSSC 12th Research Institute"}},
      {"ISLAMIC REVOLUTIONARY GUARD CORPS (IRGC)-QODS FORCE",
       {"ISLAMIC REVOLUTIONARY GUARD CORPS-QODS FORCE", "IRGC-QODS FORCE"}},
      {"20th Research Institute of China Electronic Technology Group Corp (CETC)",
       {"20th Research Institute of China Electronic Technology Group Corp", "20th Research Institute of CETC"}},
      {"Petersburg Electronic Company (PEC), LLC", {"Petersburg Electronic Company, LLC", "PEC, LLC"}},
      {"AFSHIN (SEAN) NAGHIBI", {"AFSHIN NAGHIBI", "SEAN NAGHIBI"}},
      {"Kim Sang-ch'o'l (Kim Sang Chang Chol) (DPRK national)", {"Kim Sang-ch'o'l", "Kim Sang Chang Chol"}},
      // Remarks, places and legal forms in parentheses are no names.
      {"Broad Engineering (Pakistan)", {"Broad Engineering"}},
      {"Han Dejian (PRC individual)", {"Han Dejian"}},
      {"Bearings on Lipetsk LLC (Russian entity)", {"Bearings on Lipetsk LLC"}},
      {"CNOOC Limited (a subsidiary of China National Offshore Oil Corporation)", {"CNOOC Limited"}},
      {"TAK (PRESIDENT OF TAK COMPONENTS)", {"~TAK"}},
      {"GRAND STORES (THE GAMBIA LOCATION ONLY)", {"GRAND STORES"}},
      {"STARS GROUP SAL (OFF-SHORE)", {"STARS GROUP SAL"}},
      {"Comsum Technologies (Group) Ltd.", {}},
      {"Huawei Device (Shenzhen) Co., Ltd.", {}},
      {"KTK Engineering (PVT) LTD,", {}},
      {"China Unicom (Hong Kong) Limited", {}},
      {"INDONESIA (MMI)", {"~MMI"}},
      {"GE SONG TAO (GE)", {"GE SONG TAO"}},  // two letters name nobody
      {"(all of preceding located in or near Mianyang, Sichuan Province)", {}},
      // Successors and sub-units.
      {"PMC Wagner; and any successor, sub-unit, or subsidiary thereof", {"PMC Wagner"}},
      {"EuroAsia and any successor, sub-unit, or subsidiary thereof", {"EuroAsia"}},
      {"Innovative Equipment, and its sub-units and successors", {"Innovative Equipment"}},
      {"Russian Aerospace Forces (aka VKS); and any successor, sub-unit, or subsidiary thereof",
       {"Russian Aerospace Forces (aka VKS)", "Russian Aerospace Forces", "~VKS"}},
      // Lists inside a name.
      {"NPO Izhmash OAO;OJSC Concern Kalashnikov", {"NPO Izhmash OAO", "OJSC Concern Kalashnikov"}},
      {"and SKB DNIKhTI", {"SKB DNIKhTI"}},
      {"Ministry of Defence of the Russian Federation, including the Armed Forces of Russia and all operating units "
       "wherever located.",
       {"Ministry of Defence of the Russian Federation"}},
      // Names without any of these.
      {"IFLYTEK", {}},
      {"Beijing Sensetime Technology Development Co., Ltd.", {}},
      {"AKA INTEGRAL SERVICES, S. DE R.L. DE C.V.", {}},
      {"HAZIM KAKA", {}},
      {"AK. A. KARPINSKIY", {}},
      {"NOROUZI, Aliasghar", {}},
      {"AO GOSMKB RADUGA IM. A.YA.BEREZNYAKA", {}},
      {"Subsidiary Sevastopol Naval Plant of Zvezdochka Shipyard", {}},
      {"科大讯飞股份有限公司", {}},
  };
  for (const auto& test : cases) EXPECT_THAT(Derived(test.printed), ElementsAreArray(test.derived)) << test.printed;
}

TEST(DerivedNamesTest, SubunitsAreAField) {
  for (const char* ending :
       {"; and any successor, sub-unit, or subsidiary thereof", " and any successor, sub-unit, or subsidiary thereof",
        ", and its sub-units and successors", "; and any successors, subunits, or subsidiaries thereof.",
        " any successor or subsidiary thereof"}) {
    const DerivedNames derived = DeriveNames(absl::StrCat("Alpha Company", ending));
    EXPECT_TRUE(derived.covers_subunits) << ending;
    ASSERT_EQ(derived.names.size(), 1U) << ending;
    EXPECT_EQ(derived.names[0].text, "Alpha Company");
  }
  EXPECT_FALSE(DeriveNames("SUBSIDIARY BANK SBERBANK OF RUSSIA").covers_subunits);
  EXPECT_FALSE(DeriveNames("Alpha (a subsidiary of Beta)").covers_subunits);
}

TEST(DerivedNamesTest, NumberOfNamesIsLimited) {
  std::string printed = "Alpha";
  for (int i = 0; i < 100; ++i) absl::StrAppend(&printed, "; a.k.a. Name Number ", i);
  EXPECT_EQ(DeriveNames(printed).names.size(), 32U);
}

TEST(DerivedNamesTest, OddInputEnds) {
  for (const char* odd :
       {"(", ")", "()", "(())", "((((", "a.k.a.", "(a.k.a.)", "; ; ;", "aka aka aka", "[(])", "(a", "and ",
        "x (a.k.a. (a.k.a. (a.k.a. y)))", ", including ", "Affiliated Entity:", "any thereof"}) {
    EXPECT_LE(DeriveNames(odd).names.size(), 3U) << odd;
  }
}

TEST(BracketsTest, Initialisms) {
  EXPECT_EQ(FindInitialism("CSSC", "China State Shipbuilding Corporation, Limited "), 0U);
  EXPECT_EQ(FindInitialism("PEDCO", "National Petroiran Development Company"), 9U);
  EXPECT_EQ(FindInitialism("M.S.P.", "MANUFACTURING SUPPORT AND PROCUREMENT"), 0U);
  EXPECT_EQ(FindInitialism("CETC-30", "China Electronics Technology Group Corporation, 30th Research Institute"), 0U);
  for (const char* other : {"LIMA", "DALIAN", "Sergi", "HK", "MALAYSIA"}) {
    EXPECT_EQ(FindInitialism(other, "Sergei ELIT LIMASSOL LIMMT"), absl::string_view::npos) << other;
  }
  EXPECT_EQ(FindInitialism("ABC", ""), absl::string_view::npos);
}

TEST(BracketsTest, GroupsAreTheOutermostPairs) {
  const std::string text = "a (b (c) d) e [f] (g";
  const std::vector<BracketGroup> groups = FindBracketGroups(text);
  ASSERT_EQ(groups.size(), 2U);
  EXPECT_EQ(text.substr(groups[0].open, groups[0].close - groups[0].open + 1), "(b (c) d)");
  EXPECT_EQ(text.substr(groups[1].open, groups[1].close - groups[1].open + 1), "[f]");
  EXPECT_EQ(WithoutLooseBrackets("a) (b) (c"), "a (b) c");
  EXPECT_THAT(FindBracketGroups("([)]"), testing::SizeIs(1));
}

}  // namespace
}  // namespace cordon
