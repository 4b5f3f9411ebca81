// Denied Persons List, OpenSanctions, EU and UK lists.
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/db/lists/list_test_util.h"

namespace cordon {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kDplHeader[] =
    "\"Name\"\t\"Street_Address\"\t\"City\"\t\"State\"\t\"Country\"\t\"Postal_Code\"\t\"Effective_Date\"\t"
    "\"Expiration_Date\"\t\"Standard_Order\"\t\"Last_Update\"\t\"Action\"\t\"FR_Citation\"\n";

std::string DplRow(absl::string_view name, absl::string_view effective, absl::string_view expiration,
                   absl::string_view standard = "Y") {
  return absl::StrCat("\"", name, "\"\t\"1 ROAD, SUITE 2\"\t\"EL PASO\"\t\"TX\"\t\"US\"\t\"79905\"\t\"", effective,
                      "\"\t\"", expiration, "\"\t\"", standard,
                      "\"\t\"2022-08-29\"\t\"F.R. NOTICE ADDED\"\t\"87 F.R. 52741\"\n");
}

TEST(BisDpl, EntriesKeepTheirEnd) {
  const auto list =
      ImportText(kDplHeader + DplRow(" DAVID L. EXAMPLE", "08/24/2002", "01/14/2006") +
                 DplRow("EXAMPLE PARTS CO., LTD.", "8/4/2022", "") + DplRow("EXAMPLE PARTS CO., LTD.", "8/4/2022", ""));
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_EQ(list->format, "bis-dpl");
  ASSERT_EQ(list->entries.size(), 3U);
  const v1::ListEntry& person = list->entries[0];
  EXPECT_EQ(person.list(), "DPL");
  EXPECT_EQ(person.entry_name(), "DAVID L. EXAMPLE");
  EXPECT_EQ(person.type(), v1::ENTRY_PERSON);
  EXPECT_EQ(person.start_date(), "2002-08-24");
  EXPECT_EQ(person.end_date(), "2006-01-14");
  EXPECT_EQ(person.citation(), "87 F.R. 52741");
  EXPECT_THAT(AddressesOf(person), ElementsAre("1 ROAD, SUITE 2, EL PASO, TX, 79905, US|US"));
  EXPECT_EQ(list->entries[1].type(), v1::ENTRY_ORGANIZATION);
  EXPECT_EQ(list->entries[1].end_date(), "");
  // The same row twice: two entries, as printed.
  EXPECT_EQ(list->entries[2].entry_id(), list->entries[1].entry_id() + "-2");
}

TEST(BisDpl, Refuses) {
  EXPECT_THAT(ImportError(kDplHeader + DplRow("X", "24/08/2022", "")),
              HasSubstr("row 2, column Effective_Date: not a date of the form MM/DD/YYYY: \"24/08/2022\""));
  EXPECT_THAT(ImportError(kDplHeader + DplRow("X", "08/24/2022", "never")), HasSubstr("column Expiration_Date"));
  EXPECT_THAT(ImportError(kDplHeader + DplRow(" ", "08/24/2022", "")), HasSubstr("row 2, column Name: is empty"));
  EXPECT_THAT(ImportError(kDplHeader + DplRow("X", "08/24/2022", "", "maybe")), HasSubstr("is neither Y nor N"));
  EXPECT_THAT(ImportError(kDplHeader), HasSubstr("holds a header and no rows"));
}

constexpr char kTargetsHeader[] =
    "\"id\",\"schema\",\"name\",\"aliases\",\"birth_date\",\"countries\",\"addresses\",\"identifiers\",\"sanctions\","
    "\"phones\",\"emails\",\"dataset\",\"first_seen\",\"last_seen\",\"last_change\"\n";

TEST(OpenSanctionsCsv, Entries) {
  const auto list = ImportText(
      absl::StrCat(kTargetsHeader,
                   "\"NK-1\",\"Company\",\"Example LLC\",\"Beispiel GmbH;\"\"Semi; Colon\"\"\",\"\",\"cn;gb-sct;suhh\","
                   "\"1 Road, Beijing\",\"5299007NTWCC3U23WM81;IMO9187629;77\",\"US "
                   "sanctions\",\"\",\"a@example.test\",\"us_ofac\",\"\","
                   "\"\",\"\"\n"));
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_EQ(list->source, "opensanctions");
  const v1::ListEntry& entry = list->entries.at(0);
  EXPECT_EQ(entry.list(), "OS");
  EXPECT_EQ(entry.type(), v1::ENTRY_ORGANIZATION);
  EXPECT_THAT(NamesOf(entry), ElementsAre("Example LLC", "a:Beispiel GmbH", "a:Semi; Colon", "d~:Semi", "d~:Colon"));
  EXPECT_THAT(CountriesOf(entry), ElementsAre("CN", "GB"));
  EXPECT_THAT(TypedIds(entry), ElementsAre("LEI:5299007NTWCC3U23WM81", "IMO:9187629", "ID:77", "EMAIL:a@example.test"));
  EXPECT_THAT(ImportError(absl::StrCat(kTargetsHeader, "\"1\",\"Ufo\",\"X\",,,,,,,,,,,,\n")),
              HasSubstr("row 2, column schema: unknown schema"));
}

TEST(OpenSanctionsFtm, JoinsWhatHangsOnAParty) {
  const auto list = ImportText(
      R"({"id":"s","schema":"Sanction","properties":{"entity":["p"],"programId":["US-RUSHAR"],"listingDate":["2024-02-23"]}})"
      "\n"
      R"({"id":"p","caption":"Jane Doe","schema":"Person","properties":{"name":["Jane Doe","DOE, Jane"],"alias":["JD"],)"
      R"("weakAlias":["Owl"],"previousName":["Jane Roe"],"country":["ru"],"innCode":["183116181362"],)"
      R"("addressEntity":["a"]},"datasets":["us_ofac_sdn"],"target":true})"
      "\n"
      R"({"id":"a","schema":"Address","properties":{"full":["1 Road, Minsk"],"country":["by"]}})"
      "\n"
      R"({"id":"w","schema":"CryptoWallet","properties":{"holder":["p"],"publicKey":["12Qab"]},"target":false})"
      "\n"
      R"({"id":"o","caption":"Owner","schema":"Company","properties":{"name":["Owner"]},"target":false})");
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_EQ(list->rows, 5);
  ASSERT_EQ(list->entries.size(), 1U);
  const v1::ListEntry& entry = list->entries[0];
  EXPECT_THAT(NamesOf(entry), ElementsAre("Jane Doe", "a:DOE, Jane", "a:JD", "f:Jane Roe", "a~:Owl"));
  EXPECT_THAT(CountriesOf(entry), ElementsAre("BY", "RU"));
  EXPECT_THAT(TypedIds(entry), ElementsAre("TAX_ID:183116181362"));
  EXPECT_THAT(entry.wallets(), ElementsAre("12Qab"));
  EXPECT_THAT(entry.programs(), ElementsAre("US-RUSHAR"));
  EXPECT_EQ(entry.start_date(), "2024-02-23");
  EXPECT_EQ(entry.citation(), "us_ofac_sdn");
}

TEST(OpenSanctionsFtm, Refuses) {
  const char kParty[] = R"({"id":"p","schema":"Person","properties":{"name":["A B"]}})";
  EXPECT_EQ(ImportError(kParty), "OK");
  struct Case {
    std::string text;
    const char* error;
  };
  const Case kCases[] = {
      {absl::StrCat(kParty, "\n", kParty), "records 1 and 2: both are entry \"p\""},
      {R"({"id":"p","schema":"Ufo","properties":{"name":["A"]},"target":true})",
       "a target of the unknown kind \"Ufo\""},
      {R"({"schema":"Person","properties":{"name":["A"]}})", "record 1, property id: is missing"},
      {R"({"id":"p","schema":"Person","properties":{"name":"A"}})", "record 1, property name: is not a list"},
      {R"({"id":"p","schema":"Person","properties":{"name":[1]}})",
       "property name: holds something that is not a string"},
      {R"({"id":"p","schema":"Person","properties":{}})", "property name: is empty"},
      {R"({"id":"p","schema":"Person","properties":[]})", "property properties: is missing or not an object"},
      {R"({"id":"p","schema":"Person","properties":{"name":["A)", "the file ends inside the record"},
      {"{\"id\":\"p\",\"schema\":\"Person\",\"properties\":{\"name\":[\"\xFF\"]}}", "not valid JSON"},
      {R"({"id":"p","id":"q","schema":"Person","properties":{"name":["A"]}})", "the key \"id\" stands twice"},
      {R"({"id":"s","schema":"Sanction","properties":{"entity":["p"]}})", "holds no entry"},
  };
  for (const Case& test : kCases) EXPECT_THAT(ImportError(test.text), HasSubstr(test.error)) << test.text;
  ImportOptions options;
  options.limits.max_record_bytes = static_cast<int64_t>(sizeof(kParty)) - 1;
  EXPECT_EQ(ImportError(kParty, options), "OK");
  --options.limits.max_record_bytes;
  EXPECT_THAT(ImportError(kParty, options), HasSubstr("longer than the limit"));
}

constexpr char kEuHeader[] =
    "\xEF\xBB\xBF"
    "fileGenerationDate;Entity_LogicalId;Entity_EU_ReferenceNumber;Entity_DesignationDate;Entity_SubjectType;"
    "Entity_SubjectType_ClassificationCode;Entity_Regulation_Programme;Entity_Regulation_Type;NameAlias_WholeName;"
    "NameAlias_Strong;Address_Street;Address_City;Address_CountryIso2Code;Identification_Number;"
    "Identification_TypeCode;Citizenship_CountryIso2Code\n";

TEST(EuCsv, RowsOfAnEntityAreOneEntry) {
  const auto list = ImportText(
      absl::StrCat(kEuHeader,
                   "30/01/2026;13;EU.27.28;2014-03-17;person;P;UKR;regulation;Jane Example;true;;;;A12;passport;RU\n"
                   "30/01/2026;14;EU.1.2;;enterprise;E;UKR;regulation;Example OAO;true;1 Road;Minsk;BY;;;\n"
                   "30/01/2026;13;EU.27.28;2014-03-17;person;P;UKR;regulation;Джейн;true;;;;;;\n"
                   "30/01/2026;13;EU.27.28;2014-03-17;person;P;UKR;regulation;Owl;false;;;;;;\n"));
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_TRUE(list->format_unverified);
  EXPECT_EQ(list->published, "2026-01-30");
  EXPECT_EQ(list->rows, 4);
  ASSERT_EQ(list->entries.size(), 2U);
  const v1::ListEntry& person = list->entries[0];
  EXPECT_EQ(person.list(), "EU");
  EXPECT_EQ(person.entry_id(), "13");
  EXPECT_EQ(person.citation(), "EU.27.28");
  EXPECT_EQ(person.start_date(), "2014-03-17");
  EXPECT_THAT(NamesOf(person), ElementsAre("Jane Example", "a:Джейн", "a~:Owl"));
  EXPECT_THAT(TypedIds(person), ElementsAre("PASSPORT:A12"));
  EXPECT_THAT(CountriesOf(person), ElementsAre("RU"));
  EXPECT_THAT(AddressesOf(list->entries[1]), ElementsAre("1 Road, Minsk, BY|BY"));
  std::string header = kEuHeader;
  header.insert(3, "Surprise;");
  EXPECT_THAT(ImportError(header), HasSubstr("row 1, column \"Surprise\": unknown column"));
}

constexpr char kUkHeader[] =
    "Last Updated,Unique ID,OFSI Group ID,UN Reference Number,Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Name type,"
    "Alias strength,Name non-latin script,Regime Name,Designation Type,Address Line 1,Address Country,Date Designated,"
    "IMO number,Nationality(/ies)\n";

TEST(UkCsv, RowsOfAPartyAreOneEntry) {
  const auto list = ImportText(absl::StrCat(
      "Report Date: 30-Jan-2026\n", kUkHeader,
      ",RUS0001,1,,DOE,Jane,,,,,Alias,Low quality,,Russia,Individual,,,31/12/2020,,Russia\n"
      ",RUS0001,1,,DOE,Jane,Ann,,,,Primary Name,,Джейн,Russia,Individual,1 Road,Russia,31/12/2020,,Russia\n"
      ",RUS0002,2,,Vessel One,,,,,,Primary Name,,,Russia,Ship,,,,9187629,\n"));
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_TRUE(list->format_unverified);
  EXPECT_EQ(list->published, "2026-01-30");
  ASSERT_EQ(list->entries.size(), 2U);
  const v1::ListEntry& person = list->entries[0];
  EXPECT_EQ(person.list(), "UK");
  EXPECT_EQ(person.start_date(), "2020-12-31");
  EXPECT_THAT(NamesOf(person), ElementsAre("Jane Ann DOE", "a~:Jane DOE", "a:Джейн"));
  EXPECT_EQ(list->entries[1].type(), v1::ENTRY_VESSEL);
  EXPECT_THAT(TypedIds(list->entries[1]), ElementsAre("IMO:9187629", "OFSI_GROUP:2"));
  EXPECT_THAT(ImportError(absl::StrCat(kUkHeader, ",X1,,,DOE,,,,,,Nickname,,,Russia,Individual,,,,,\n")),
              HasSubstr("row 2, column Name type: unknown type"));
  EXPECT_THAT(ImportError(absl::StrCat(kUkHeader, ",X1,,,DOE,,,,,,Alias,,,Russia,Robot,,,,,\n")),
              HasSubstr("row 2, column Designation Type: unknown type"));
}

TEST(CslJson, RecordsAreRows) {
  const std::string record =
      R"({"id":"abc","source":"Entity List (EL) - Bureau of Industry and Security","entity_number":null,"type":null,)"
      R"("programs":[],"name":"Sino Example Co., Ltd.","alt_names":["Example {Sino}","A \"quoted\" name"],)"
      R"("addresses":[{"address":"1 Road","city":"Beijing","state":null,"postal_code":"100000","country":"CN"}],)"
      R"("federal_register_notice":"89 FR 1","start_date":"2024-01-02","standard_order":null,)"
      R"("license_requirement":"For all items subject to the EAR","license_policy":"Presumption of denial",)"
      R"("ids":[{"type":"Passport","number":"836238033","country":"KP"}],"source_list_url":"http://example.test"})";
  const auto list = ImportText(absl::StrCat(
      "{\"total\":1,\"sources_used\":[{\"source\":\"Entity List\",\"import_rate\":\"Hourly\"}],\"results\":[", record,
      "]}"));
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_TRUE(list->format_unverified);
  EXPECT_EQ(list->source, "csl");
  const v1::ListEntry& entry = list->entries.at(0);
  EXPECT_EQ(entry.list(), "EL");
  EXPECT_EQ(entry.entry_id(), "abc");
  EXPECT_THAT(NamesOf(entry), ElementsAre("Sino Example Co., Ltd.", "a:Example {Sino}", "a:A \"quoted\" name"));
  EXPECT_THAT(AddressesOf(entry), ElementsAre("1 Road, Beijing, 100000, CN|CN"));
  EXPECT_THAT(TypedIds(entry), ElementsAre("PASSPORT:836238033"));
  EXPECT_EQ(entry.scope(), v1::ALL_EAR);
  EXPECT_THAT(ImportError(absl::StrCat("{\"total\":2,\"results\":[", record, "]}")),
              HasSubstr("states 2 records and holds 1"));
  EXPECT_THAT(ImportError(absl::StrCat("{\"total\":2,\"results\":[", record, ",", record, "]}")),
              HasSubstr("records 1 and 2: both are entry"));
  EXPECT_THAT(ImportError(absl::StrCat("{\"total\":1,\"results\":[", record)), HasSubstr("it is truncated"));
  EXPECT_THAT(ImportError("{\"total\":1,\"results\":[{\"nmae\":\"x\"}]}"),
              HasSubstr("record 1, field \"nmae\": is not known in this format"));
  EXPECT_THAT(ImportError(absl::StrCat("{\"total\":1,\"results\":[", record, "] x}")), HasSubstr("not valid JSON"));
}

}  // namespace
}  // namespace cordon
