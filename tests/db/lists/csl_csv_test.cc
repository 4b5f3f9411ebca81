#include <string>
#include <vector>

#include "absl/strings/str_replace.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/db/lists/list_test_util.h"

namespace cordon {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(CslCsvTest, MapsEveryField) {
  CslRow row;
  row.id = "abc123";
  row.type = "Entity";
  row.programs = "RUSSIA-EO14024; UKRAINE-EO13662";
  row.name = " Example Technologies Co., Ltd. (ExTech) ";
  row.addresses = "1 Example Road, Shenzhen, CN; HK";
  row.citation = "84 FR 22961; 85 FR 29852";
  row.start_date = "2019-05-21";
  row.end_date = "2030-01-01";
  row.standard_order = "Y";
  row.requirement = "For all items subject to the EAR, see §§ 734.9(e)1 and 744.11 of the EAR2";
  row.policy = "Presumption of denial";
  row.remarks = "printed remark";
  row.list_url = "https://example.org/list";
  row.information_url = "https://example.org/info";
  row.alt_names = "ExTech; Example Tech";
  row.ids = "Registration ID, C122790; Gender, Male";
  const v1::ListEntry entry = ImportCslRow(row);
  EXPECT_EQ(entry.list(), "EL");
  EXPECT_EQ(entry.entry_id(), "abc123");
  EXPECT_EQ(entry.type(), v1::ENTRY_ORGANIZATION);
  EXPECT_EQ(entry.entry_name(), "Example Technologies Co., Ltd. (ExTech)");
  EXPECT_THAT(NamesOf(entry), ElementsAre("Example Technologies Co., Ltd. (ExTech)", "a:ExTech", "a:Example Tech",
                                          "d:Example Technologies Co., Ltd."));
  EXPECT_THAT(AddressesOf(entry), ElementsAre("1 Example Road, Shenzhen, CN|CN"));
  EXPECT_THAT(CountriesOf(entry), ElementsAre("CN", "HK"));
  EXPECT_THAT(entry.programs(), ElementsAre("RUSSIA-EO14024", "UKRAINE-EO13662"));
  EXPECT_EQ(entry.citation(), "84 FR 22961; 85 FR 29852");
  EXPECT_EQ(entry.license_requirement(), row.requirement);
  EXPECT_EQ(entry.license_policy(), "Presumption of denial");
  EXPECT_EQ(entry.scope(), v1::ALL_EAR);
  EXPECT_THAT(entry.footnotes(), ElementsAre(1));
  EXPECT_EQ(entry.start_date(), "2019-05-21");
  EXPECT_EQ(entry.end_date(), "2030-01-01");
  EXPECT_EQ(entry.remarks(), "printed remark; Standard order; Gender, Male");
  EXPECT_EQ(entry.source_url(), "https://example.org/list");
  ASSERT_EQ(entry.ids_size(), 1);
  EXPECT_EQ(entry.ids(0).scheme(), "REGISTRATION");
  EXPECT_FALSE(entry.covers_subunits());
}

TEST(CslCsvTest, PersonsAndVesselsKeepWhatHasNoFieldInTheRemarks) {
  CslRow row;
  row.source = "Specially Designated Nationals (SDN) - Treasury Department";
  row.type = "Individual";
  row.name = "RIM, Ryong Nam";
  row.title = "Manager";
  row.citizenships = "KP";
  row.nationalities = "North Korea";
  row.birth_dates = "1978-12-05; 1979";
  row.birth_places = "Izna, Hebron";
  const v1::ListEntry person = ImportCslRow(row);
  EXPECT_EQ(person.type(), v1::ENTRY_PERSON);
  EXPECT_THAT(CountriesOf(person), ElementsAre("KP"));
  EXPECT_EQ(person.remarks(),
            "Title: Manager; DOB 1978-12-05; DOB 1979; POB Izna, Hebron; nationality North Korea; citizen KP");
  CslRow ship;
  ship.source = row.source;
  ship.type = "Vessel";
  ship.name = "ADRIAN DARYA 1";
  ship.call_sign = "3EBG9";
  ship.vessel_type = "Crude Oil Tanker";
  ship.vessel_flag = "Iran";
  ship.vessel_owner = "Owner Co";
  ship.gross_tonnage = "100";
  ship.gross_registered_tonnage = "90";
  const v1::ListEntry vessel = ImportCslRow(ship);
  EXPECT_EQ(vessel.type(), v1::ENTRY_VESSEL);
  EXPECT_THAT(CountriesOf(vessel), ElementsAre("IR"));
  EXPECT_EQ(vessel.ids(0).scheme(), "CALL_SIGN");
  EXPECT_EQ(vessel.ids(0).value(), "3EBG9");
  EXPECT_EQ(
      vessel.remarks(),
      "Vessel flag Iran; Vessel type Crude Oil Tanker; Gross tonnage 100; Gross registered tonnage 90; Vessel owner "
      "Owner Co");
}

TEST(CslCsvTest, SourceNamesBecomeCodes) {
  const struct {
    std::string source;
    std::string code;
  } cases[] = {
      {"Entity List (EL) - Bureau of Industry and Security", "EL"},
      {"Denied Persons List (DPL) - Bureau of Industry and Security", "DPL"},
      {"Unverified List (UVL) - Bureau of Industry and Security", "UVL"},
      {"Military End User (MEU) List - Bureau of Industry and Security", "MEU"},
      {"Nonproliferation Sanctions (ISN) - State Department", "ISN"},
      {"AECA Nonproliferation (ACN) - State Department", "ISN"},
      {"ITAR Debarred (DTC) - State Department", "DTC"},
      {"Specially Designated Nationals (SDN) - Treasury Department", "SDN"},
      {"Sectoral Sanctions Identifications List (SSI) - Treasury Department", "SSI"},
      {"Foreign Sanctions Evaders (FSE) - Treasury Department", "FSE"},
      {"Palestinian Legislative Council List (PLC) - Treasury Department", "PLC"},
      {"Capta List (CAP) - Treasury Department", "CAP"},
      {"Non-SDN Menu-Based Sanctions List (NS-MBS List) - Treasury Department", "MBS"},
      {"Non-SDN Chinese Military-Industrial Complex Companies List (CMIC) - Treasury Department", "CMIC"},
      {"Some (other) List (EL)", "EL"},
  };
  for (const auto& test : cases) {
    CslRow row;
    row.source = test.source;
    EXPECT_EQ(ImportCslRow(row).list(), test.code) << test.source;
  }
  for (const char* unknown : {"", "Entity List", "New List (XYZ) - Some Agency", "(EL", "EL)"}) {
    CslRow row;
    row.source = unknown;
    EXPECT_THAT(ImportCslRow(row).entry_name(), HasSubstr("row 2, column source: unknown list")) << unknown;
  }
}

TEST(CslCsvTest, AddressOnlyEntriesHaveNoNames) {
  CslRow row;
  row.name = "Address 07";
  row.addresses =
      "Room 1318-19, 13F, Hollywood Plaza, Hong Kong, CN; Room 1318-19, 13F, Hollywood Plaza, Hong Kong, HK";
  row.requirement = "For items on the CCL and listed in supplement no. 7 to part 746 of the EAR";
  const v1::ListEntry entry = ImportCslRow(row);
  EXPECT_EQ(entry.type(), v1::ENTRY_ADDRESS);
  EXPECT_EQ(entry.entry_name(), "Address 07");
  EXPECT_THAT(entry.names(), IsEmpty());
  EXPECT_EQ(entry.addresses_size(), 2);
  EXPECT_EQ(entry.scope(), v1::CCL_AND_SUPP7_746);

  row.addresses = "";
  EXPECT_THAT(ImportCslRow(row).entry_name(), HasSubstr("row 2, column addresses: is empty"));
  for (const char* name : {"Address Company", "Addressing 1", "Address 07 Ltd", "Address"}) {
    row.name = name;
    row.addresses = "X Road, CN";
    EXPECT_NE(ImportCslRow(row).type(), v1::ENTRY_ADDRESS) << name;
  }
  row.name = "Address 07";
  row.source = "Unverified List (UVL) - Bureau of Industry and Security";
  EXPECT_NE(ImportCslRow(row).type(), v1::ENTRY_ADDRESS);  // only the Entity List has them
}

TEST(CslCsvTest, AliasSeparatorsAndWeakAliases) {
  CslRow row;
  row.name = "Alpha Group";
  row.alt_names =
      "HPSTAR;; Beijing Research Center; \"FOOPIE\"; Night Owl (weak); weak a.k.a. Owl; 'Bank of X, OAO'; ; last;";
  row.remarks = "DOB 1970; a.k.a. 'THE OWL'; a.k.a. 'HPSTAR'; more";
  EXPECT_THAT(NamesOf(ImportCslRow(row)),
              ElementsAre("Alpha Group", "a~:HPSTAR", "a:Beijing Research Center", "a~:\"FOOPIE\"", "a~:Night Owl",
                          "a~:Owl", "a:'Bank of X, OAO'", "a:last", "a~:THE OWL"));
}

TEST(CslCsvTest, AliasWithAnInnerSeparatorStaysAndIsSplitAsDerived) {
  CslRow row;
  row.alt_names = "NPO Izhmash OAO;OJSC Concern Kalashnikov";
  EXPECT_THAT(NamesOf(ImportCslRow(row)),
              ElementsAre("Sino Example Co., Ltd.", "a:NPO Izhmash OAO;OJSC Concern Kalashnikov", "d:NPO Izhmash OAO",
                          "d:OJSC Concern Kalashnikov"));
}

TEST(CslCsvTest, SuccessorsBecomeAField) {
  CslRow row;
  row.name = "Sinobright Import and Export Company; and any successor, sub-unit, or subsidiary thereof";
  const v1::ListEntry entry = ImportCslRow(row);
  EXPECT_TRUE(entry.covers_subunits());
  EXPECT_EQ(entry.entry_name(), row.name);
  EXPECT_THAT(NamesOf(entry), ElementsAre(row.name, "d:Sinobright Import and Export Company"));
}

TEST(CslCsvTest, DatesThatAreNone) {
  CslRow row;
  for (const char* text : {"Various", "2019", "2019-13-01", "05/21/2019", "2019-05-21T00:00:00"}) {
    row.start_date = text;
    const v1::ListEntry entry = ImportCslRow(row);
    EXPECT_EQ(entry.start_date(), "");
    EXPECT_EQ(entry.start_date_text(), text);
  }
  row.start_date = "";
  row.end_date = "Indefinite";
  const v1::ListEntry entry = ImportCslRow(row);
  EXPECT_EQ(entry.end_date(), "");  // still listed
  EXPECT_EQ(entry.start_date_text(), "");
  EXPECT_EQ(entry.remarks(), "End date: Indefinite");
}

TEST(CslCsvTest, TypesTheSourceStates) {
  CslRow row;
  row.source = "Specially Designated Nationals (SDN) - Treasury Department";
  row.type = "Aircraft";
  EXPECT_EQ(ImportCslRow(row).type(), v1::ENTRY_AIRCRAFT);
  row.type = "Spaceship";
  EXPECT_THAT(ImportCslRow(row).entry_name(), HasSubstr("row 2, column type: unknown type \"spaceship\""));
}

TEST(CslCsvTest, FootnotesBelongToTheEntityList) {
  CslRow row;
  row.requirement = "For all items subject to the EAR. (See §§ 734.9(e)(2) and 744.11 of the EAR)4";
  EXPECT_THAT(ImportCslRow(row).footnotes(), ElementsAre(4));
  row.source = "Military End User (MEU) List - Bureau of Industry and Security";
  EXPECT_THAT(ImportCslRow(row).footnotes(), IsEmpty());
}

std::string OldLayout(const std::vector<CslRow>& rows) {
  std::string text(kCslHeader + 4);  // without "_id,"
  for (const CslRow& row : rows) text += row.Csv(false);
  return text;
}

TEST(CslCsvTest, OldLayoutWithoutIds) {
  CslRow el;
  el.addresses = "A Road, CN";
  CslRow same_name = el;
  same_name.addresses = "B Road, CN";
  CslRow sdn;
  sdn.source = "Specially Designated Nationals (SDN) - Treasury Department";
  sdn.entity_number = "20264";
  const absl::StatusOr<ImportedList> list = ImportText(OldLayout({el, same_name, sdn}));
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_EQ(list->entries[0].entry_id().size(), 28U);
  EXPECT_NE(list->entries[0].entry_id(), list->entries[1].entry_id());
  EXPECT_EQ(list->entries[2].entry_id(), "20264");
  // The id follows from the row alone.
  EXPECT_EQ(ImportText(OldLayout({same_name}))->entries[0].entry_id(), list->entries[1].entry_id());
  EXPECT_EQ(list->entries[0].entry_id(), "6c6c760de253bf28915e91654c22");
}

TEST(CslCsvTest, DuplicatesNameBothRows) {
  CslRow a;
  a.id = "7";
  CslRow b;
  b.id = "8";
  CslRow other_list = a;
  other_list.source = "Denied Persons List (DPL) - Bureau of Industry and Security";
  EXPECT_EQ(ImportError(kCslHeader + a.Csv() + b.Csv() + other_list.Csv()), "OK");  // unique is (list, id)
  EXPECT_THAT(ImportError(kCslHeader + a.Csv() + b.Csv() + a.Csv()),
              HasSubstr("rows 2 and 4: both are entry \"7\" of list EL"));
}

TEST(CslCsvTest, RefusesRowsItCannotUnderstand) {
  CslRow row;
  row.id = "";
  EXPECT_THAT(ImportCslRow(row).entry_name(), HasSubstr("row 2, column _id: is empty"));
  row.id = std::string(129, 'x');
  EXPECT_THAT(ImportCslRow(row).entry_name(), HasSubstr("row 2, column _id: longer than the limit of 128 bytes"));
  row.id = std::string(128, 'x');
  EXPECT_EQ(ImportCslRow(row).entry_id(), row.id);
  row.id = "a\tb";
  EXPECT_THAT(ImportCslRow(row).entry_name(), HasSubstr("control character"));
  row.id = "1";
  row.name = "  ";
  EXPECT_THAT(ImportCslRow(row).entry_name(), HasSubstr("row 2, column name: is empty"));
}

TEST(CslCsvTest, HeaderMustBeTheKnownOne) {
  const std::string row = CslRow().Csv();
  const std::string header = kCslHeader;
  EXPECT_THAT(ImportError(absl::StrReplaceAll(header, {{"alt_names", "aliases"}}) + row),
              HasSubstr("row 1, column \"aliases\": unknown column; known are _id,source,"));
  EXPECT_THAT(ImportError(absl::StrReplaceAll(header, {{"programs,", ""}}) + row),
              HasSubstr("row 1, column programs: is missing in the header"));
  EXPECT_THAT(ImportError(absl::StrReplaceAll(header, {{"title,", "name,"}}) + row),
              HasSubstr("row 1, column name: stands twice in the header"));
  // The order of columns does not matter, nor do blanks, case or quotes in the header.
  const std::string moved = "\"ids\"," + absl::StrReplaceAll(header, {{",ids\n", "\n"}, {"_id,", "\" _ID\","}});
  EXPECT_EQ(ImportError(moved + "," + row.substr(0, row.size() - 2) + "\n"), "OK");
}

TEST(CslCsvTest, IsNoOperatorsList) {
  EXPECT_THAT(ImportError(kCslHeader + CslRow().Csv(), {.file_name = "consolidated.csv", .as_code = "EL"}),
              HasSubstr("consolidated.csv: is an official list (csl-csv), which names its lists itself"));
}

}  // namespace
}  // namespace cordon
