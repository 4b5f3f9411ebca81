// Addresses, countries, entry types, licence texts, identifiers: one table per rule.
#include <string>
#include <vector>

#include "base/country_codes.h"
#include "db/lists/addresses.h"
#include "db/lists/countries.h"
#include "db/lists/entry_type.h"
#include "db/lists/identifiers.h"
#include "db/lists/license.h"
#include "db/lists/text.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/db/lists/list_test_util.h"

namespace cordon {
namespace {

using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::IsEmpty;
using Strings = std::vector<std::string>;

TEST(AddressesTest, SplitsDeduplicatesAndFindsCountries) {
  const struct {
    std::string cell;
    Strings addresses;
    Strings countries;
  } cases[] = {
      {"", {}, {}},
      {"CN", {}, {"CN"}},
      {"Russia", {}, {"RU"}},
      {"PRC; CN; China", {}, {"CN"}},
      {"P.O. Box 1, Dubai, AE; and P.O. Box 42340, Deira, Dubai, AE",
       {"P.O. Box 1, Dubai, AE|AE", "P.O. Box 42340, Deira, Dubai, AE|AE"},
       {"AE"}},
      {"1 Way, London, GB; 1 Way, London, GB; ", {"1 Way, London, GB|GB"}, {"GB"}},
      {"10 Wang Road, Wan Chai, Hong Kong, CN; 10 Wang Road, Wan Chai, Hong Kong, HK",
       {"10 Wang Road, Wan Chai, Hong Kong, CN|CN", "10 Wang Road, Wan Chai, Hong Kong, HK|HK"},
       {"CN", "HK"}},
      {"10 Wang Road, Wan Chai, Hong Kong, China", {"10 Wang Road, Wan Chai, Hong Kong, China|CN"}, {"CN", "HK"}},
      {"Avenida 1, Macau, CN", {"Avenida 1, Macau, CN|CN"}, {"CN", "MO"}},
      {"Flat 5F, Chaiwan, Hong Kong", {"Flat 5F, Chaiwan, Hong Kong|HK"}, {"HK"}},
      {"Pyongyang, Korea, North", {"Pyongyang, Korea, North|KP"}, {"KP"}},
      {"Goma, Congo, Democratic Republic of the", {"Goma, Congo, Democratic Republic of the|CD"}, {"CD"}},
      {"Khan Younis, Region: Gaza", {"Khan Younis, Region: Gaza|PS"}, {"PS"}},
      {"5903 Harper Road, Solon", {"5903 Harper Road, Solon|"}, {}},
      {"605 TRAIL LAKE DRIVE, RICHARDSON, TX, 75081, US",
       {"605 TRAIL LAKE DRIVE, RICHARDSON, TX, 75081, US|US"},
       {"US"}},
      {"Istanbul, TURKIYE; Kiev, UKRAINE.", {"Istanbul, TURKIYE|TR", "Kiev, UKRAINE.|UA"}, {"TR", "UA"}},
      {"Main St, XX", {"Main St, XX|"}, {}},
      {"US; RU; CN", {}, {"CN", "RU", "US"}},
  };
  for (const auto& test : cases) {
    v1::ListEntry entry;
    AddAddresses(test.cell, "; ", &entry);
    EXPECT_THAT(AddressesOf(entry), ElementsAreArray(test.addresses)) << test.cell;
    EXPECT_THAT(CountriesOf(entry), ElementsAreArray(test.countries)) << test.cell;
  }
}

TEST(CountriesTest, CodesAndNames) {
  for (const char* code : {"AD", "CN", "HK", "MO", "TW", "US", "XK", "ZW"}) EXPECT_TRUE(IsCountryCode(code)) << code;
  for (const char* code : {"", "C", "cn", "XX", "UK", "CHN", "A ", " A", "ZZ", "AA"})
    EXPECT_FALSE(IsCountryCode(code)) << code;
  EXPECT_EQ(CountryCodeOfName("hong kong"), "HK");
  EXPECT_EQ(CountryCodeOfName("Macao"), "MO");
  EXPECT_EQ(CountryCodeOfName("P.R.C."), "CN");
  EXPECT_EQ(CountryCodeOfName("Zimbabwe"), "ZW");
  EXPECT_EQ(CountryCodeOfName("afghanistan"), "AF");
  EXPECT_EQ(CountryCodeOfName("Türkiye"), "TR");
  EXPECT_EQ(CountryCodeOfName("Atlantis"), "");
  EXPECT_EQ(CountryCodeOfName(""), "");
}

TEST(EntryTypeTest, DecidedFromEvidence) {
  const v1::EntryType kOrg = v1::ENTRY_ORGANIZATION;
  const v1::EntryType kPerson = v1::ENTRY_PERSON;
  const v1::EntryType kOpen = v1::ENTRY_TYPE_UNSPECIFIED;
  const struct {
    std::string list;
    std::string name;
    v1::EntryType type;
  } cases[] = {
      // A company on the Entity List is never a person.
      {"EL", "IFLYTEK", kOrg},
      {"EL", "Huawei Cuba", kOrg},
      {"EL", "Sugon", kOrg},
      {"EL", "Alexander Trading Company", kOrg},
      {"EL", "SenseNets", kOrg},
      {"EL", "Sergei Ivanovich Works LLC", kOrg},
      {"EL", "Shenzhen Avanlane", kOrg},
      {"EL", "54th Research Institute of China", kOrg},
      {"EL", "AO Chip I Dip", kOrg},
      {"EL", "Doncoaltrade SP Z O O", kOrg},
      {"EL", "The Parts L.L.C.", kOrg},
      // Shape of a personal name without proof: open, which is treated as any type.
      {"EL", "Wang Wei", kOpen},
      {"EL", "Nexus Empire", kOpen},
      {"EL", "Kosol Surinanda", kOpen},
      // Proof: patronymic, given name, bin.
      {"EL", "Andrey Vladimirovich Saponchik", kPerson},
      {"EL", "Sergei (Sergi) Ivanovich Tomchani", kPerson},
      {"EL", "Mohd Zamri bin Mazleh", kPerson},
      {"EL", "Hamid Reza Ansarian", kPerson},
      {"MEU", "Hafei", kOrg},
      {"UVL", "Sun Yat-Sen University", kOrg},
      {"UVL", "Vera Yordanova", kPerson},
      {"UVL", "Atlas Sanatgaran", kOpen},
      {"DPL", "ADRIAN MANUEL HERNANDEZ", kPerson},
      {"DPL", "DAVID L. MARICOLA", kPerson},
      {"DPL", "ALURU J. PRASAD", kPerson},
      {"DPL", "DALI BAGROU", kOpen},
      {"DPL", "MAHAN AIRWAYS", kOrg},
      {"DPL", "SYNAPTIX.NET", kOpen},
      {"DPL", "CIENTEC, S.A. DE C.V.", kOrg},
      {"DPL", "CHARLES J. MCVEY JR.", kPerson},
      {"DTC", "Gustavo Gonzalez, Jr.", kPerson},
      {"DTC", "Ltd. Taipan Enterprises", kOrg},
      {"DTC", "Siripong Klongsirithaworn", kOpen},
      {"ISN", "Han Dejian (PRC individual)", kPerson},
      {"ISN", "Luo Dongmei (PRC national)", kPerson},
      {"ISN", "Faratech (Iranian entity)", kOrg},
      {"ISN", "Aluminat", kOpen},
      {"ISN", "Tarh O Palayesh", kOpen},
      {"OWN", "科大讯飞股份有限公司", kOpen},
      {"OWN", "", kOpen},
  };
  for (const auto& test : cases)
    EXPECT_EQ(DecideEntryType(test.list, test.name), test.type) << test.list << " " << test.name;
}

TEST(LicenseTest, Scopes) {
  const struct {
    std::string text;
    v1::LicenseScope scope;
  } cases[] = {
      {"", v1::LICENSE_SCOPE_UNSPECIFIED},
      {"For all items subject to the EAR. (See §744.11 of the EAR).", v1::ALL_EAR},
      {"All Items Subject to the EAR", v1::ALL_EAR},
      {"For all items subject to the EAR, see §§ 734.9(e)1 and 744.11 of the EAR2", v1::ALL_EAR},
      {"For all items subject to the EAR, with case-by-case basis for items listed on the CCL", v1::ALL_EAR},
      {"For all items subject to the EAR. (See § 746.8(a)(4) of the EAR)", v1::ALL_EAR},
      {"All items subject to the EAR. (See § 744.11 of the EAR). This license requirement may be overcome by License "
       "Exception GOV under § 740.11(b)(2) and (e).",
       v1::ALL_EAR},
      {"For All Items Subject to the EAR (See §744.11 of the EAR). This license requirement may be overcome by License "
       "Exception GOV under §740.11(b) when used by the U.S Geological Survey.",
       v1::ALL_EAR},
      {"For all items subject to the EAR when used in projects specified in § 746.8(a)(4) of the EAR",
       v1::PROJECTS_746_8},
      {"For All Items Subject to the EAR when used in projects specified in §746.8(a)(4) of the EAR.",
       v1::PROJECTS_746_8},
      {"For items on the CCL and listed in supplement no. 7 to part 746 of the EAR", v1::CCL_AND_SUPP7_746},
      {"For items on the CCL and EAR99 items listed in supplement no. 7 to part 746 of the EAR.",
       v1::CCL_AND_SUPP7_746},
      {"For any item subject to the EAR listed in supplement no. 2 to part 744.", v1::SUPP2_744},
      {"All items subject to the EAR except for: crude oil, condensates", v1::OTHER_SCOPE},
      {"All items subject to the EAR, apart from items that are related to transactions", v1::OTHER_SCOPE},
      {"For all items on the CCL", v1::OTHER_SCOPE},
      {"Not for all items subject to the EAR", v1::OTHER_SCOPE},
      {"EAR99 only", v1::OTHER_SCOPE},
  };
  for (const auto& test : cases) EXPECT_EQ(LicenseScopeOf(test.text), test.scope) << test.text;
}

TEST(LicenseTest, Footnotes) {
  const struct {
    std::string text;
    std::vector<int32_t> footnotes;
  } cases[] = {
      {"For all items subject to the EAR. (See §744.11 of the EAR).", {}},
      {"For all items subject to the EAR, see §§ 734.9(e)1 and 744.11 of the EAR2", {1}},
      {"For all items subject to the EAR, see §§ 734.9(e) 1 and 744.11 of the EAR 2", {1}},
      {"For All Items Subject to the EAR (See §734.9(e)1, and §744.11 of the EAR)2.", {1}},
      {"(See §§ 734.9(e)(1) and 744.11 of the EAR)", {1}},
      {"(See §§ 734.9(g),3 746.8(a)(3), and 744.21(b) of the EAR)", {3}},
      {"(See §734.9(g), 3 §746.8(a)(3), and §744.21(b) of the EAR).", {3}},
      {"(See §§734.9(g)3, 746.8(a)(3), and 744.2l(b) of the EAR", {3}},
      {"(See §§ 734.9(g), 746.8(a)(3), and 744.21(b) of the EAR)", {3}},  // the number left out
      {"(See §§ 734.9(e)(2) and 744.11 of the EAR)4", {4}},
      {"(See §§ 734.9(e)(2) and 744.11 of the EAR) 4", {4}},
      {"(See §734.9(e)(2), and §744.11 of the EAR)4.", {4}},
      {"(See §§ 734.9(e) and 744.11 of the EAR)4", {4}},
      {"(See §734.9(e), and 744.11 of the EAR)4.", {4}},
      {"(See §§ 734.9(e)(2) and 744.11 of the EAR)", {4}},
      {"(See §§734.4(a)(9), 734.9(e)(3), and 744.11 of the EAR)5", {5}},
      {"(See §734.9(e) and §744.11 of the EAR)", {}},
      {"(See §§ 734.9(e)(2), 734.9(g),3 and 744.11 of the EAR)4", {3, 4}},
      {"(See §§ 734.9(e) and 744.11 of the EAR)44", {}},
  };
  for (const auto& test : cases) EXPECT_EQ(FootnotesOf(test.text), test.footnotes) << test.text;
}

Strings IdsOf(const v1::ListEntry& entry) {
  Strings ids;
  for (const auto& id : entry.ids()) ids.push_back(absl::StrCat(id.scheme(), "=", id.value()));
  return ids;
}

TEST(IdentifiersTest, TypesAndRemarks) {
  v1::ListEntry entry;
  const Strings others = AddIdentifiers(
      "Passport, 836238033, KP; Secondary sanctions risk:, North Korea Sanctions Regulations, sections 510.201; "
      "Gender, "
      "Male; V.A.T. Number, CHE-267.936.404, CH; SWIFT/BIC, RUDVRUMM; Website, mspbank.ru; Vessel Registration "
      "Identification, IMO 9187629; US, 80-0890696, Tax ID No.; CO, 805026824-5, NIT #; Digital Currency Address - "
      "XBT, "
      "12QtD5BFwRsdNsAZY76UVE1xyCGNTojH9h; Legal Entity Number, 253400XXFFRWBRJNMP74; Unified Social Credit Code "
      "(USCC), 91110108740053589U, CN; Phone Number, 123; Passport, none",
      &entry);
  EXPECT_THAT(IdsOf(entry), ElementsAre("PASSPORT=836238033", "VAT=CHE-267.936.404", "BIC=RUDVRUMM",
                                        "WEBSITE=mspbank.ru", "IMO=9187629", "TAX_ID=80-0890696", "NIT=805026824-5",
                                        "LEI=253400XXFFRWBRJNMP74", "USCC=91110108740053589U"));
  EXPECT_THAT(Strings(entry.wallets().begin(), entry.wallets().end()),
              ElementsAre("12QtD5BFwRsdNsAZY76UVE1xyCGNTojH9h"));
  EXPECT_THAT(others, ElementsAre("Secondary sanctions risk:, North Korea Sanctions Regulations, sections 510.201",
                                  "Gender, Male", "Phone Number, 123", "Passport, none"));
}

TEST(IdentifiersTest, ValueLimitHoldsAtTheLimit) {
  v1::ListEntry entry;
  EXPECT_THAT(AddIdentifiers("Passport, " + std::string(128, 'A'), &entry), IsEmpty());
  EXPECT_EQ(entry.ids_size(), 1);
  EXPECT_EQ(AddIdentifiers("Passport, " + std::string(129, 'A'), &entry).size(), 1U);
  EXPECT_EQ(entry.ids_size(), 1);
}

TEST(TextTest, TrimsAndSplits) {
  EXPECT_EQ(TrimBlanks(" \t\xC2\xA0 a b\xC2\xA0\n"), "a b");
  EXPECT_EQ(TrimBlanks("\xC2\xA0"), "");
  EXPECT_THAT(SplitCell("a; b;c; ; d; ", "; "), ElementsAre("a", "b;c", "d"));
  EXPECT_THAT(SplitCell("", ";"), IsEmpty());
  EXPECT_THAT(SplitCell(";;", ";"), IsEmpty());
  EXPECT_THAT(LookupWords("Xi'an L.L.C. (A-B)\xC2\xA0\xE4\xB8\xAD"),
              ElementsAre("xian", "llc", "a", "b", "\xE4\xB8\xAD"));
  EXPECT_EQ(QuoteCell("a\nb"), "\"a\\nb\"");
  EXPECT_EQ(QuoteCell(std::string(61, 'x')), "\"" + std::string(60, 'x') + "...\"");
  EXPECT_EQ(QuoteCell(std::string(59, 'x') + "\xE4\xB8\xAD"), "\"" + std::string(59, 'x') + "...\"");
}

}  // namespace
}  // namespace cordon
