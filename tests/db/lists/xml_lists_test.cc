// The XML formats: OFAC, UN, Canada, and what every one of them refuses.
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/db/lists/list_test_util.h"

namespace cordon {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string OfacXml(absl::string_view entries, int stated = 1) {
  return absl::StrCat(
      "<?xml version=\"1.0\" standalone=\"yes\"?>\n<sdnList xmlns=\"http://example.test/XML\">"
      "<publshInformation><Publish_Date>03/28/2025</Publish_Date><Record_Count>",
      stated, "</Record_Count></publshInformation>", entries, "</sdnList>\n");
}

constexpr char kOfacEntry[] =
    "<sdnEntry><uid>9639</uid><firstName>Jane</firstName><lastName>DOE</lastName><title>Deputy</title>"
    "<sdnType>Individual</sdnType><remarks>(Linked To: EXAMPLE HOLDING)</remarks>"
    "<programList><program>NS-PLC</program></programList>"
    "<idList><id><uid>1</uid><idType>Passport</idType><idNumber>A12</idNumber><idCountry>Iran</idCountry></id>"
    "<id><uid>2</uid><idType>Digital Currency Address - XBT</idType><idNumber>12Qab</idNumber></id>"
    "<id><uid>3</uid><idType>Gender</idType><idNumber>Female</idNumber></id></idList>"
    "<akaList><aka><uid>4</uid><type>a.k.a.</type><category>weak</category><lastName>NIGHT OWL</lastName></aka>"
    "<aka><uid>5</uid><type>f.k.a.</type><category>strong</category><lastName>ROE</lastName><firstName>Jane</firstName>"
    "</aka></akaList>"
    "<addressList><address><uid>6</uid><address1>1 Road</address1><city>Gaza</city><country>Region: Gaza</country>"
    "</address></addressList></sdnEntry>";

TEST(OfacXml, Entry) {
  const auto list = ImportText(OfacXml(kOfacEntry));
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_EQ(list->format, "ofac-xml");
  EXPECT_EQ(list->source, "ofac/nonsdn");
  EXPECT_EQ(list->published, "2025-03-28");
  const v1::ListEntry& entry = list->entries.at(0);
  EXPECT_EQ(entry.list(), "PLC");
  EXPECT_EQ(entry.entry_id(), "9639");
  EXPECT_EQ(entry.type(), v1::ENTRY_PERSON);
  EXPECT_THAT(NamesOf(entry), ElementsAre("DOE, Jane", "a~:NIGHT OWL", "f:ROE, Jane"));
  EXPECT_THAT(AddressesOf(entry), ElementsAre("1 Road, Gaza, Region: Gaza|PS"));
  EXPECT_THAT(TypedIds(entry), ElementsAre("PASSPORT:A12"));
  EXPECT_THAT(entry.wallets(), ElementsAre("12Qab"));
  EXPECT_THAT(entry.linked_to(), ElementsAre("EXAMPLE HOLDING"));
  EXPECT_EQ(entry.remarks(), "(Linked To: EXAMPLE HOLDING); Title: Deputy; Gender Female");
}

TEST(OfacXml, RefusesACountThatDiffers) {
  EXPECT_THAT(ImportError(OfacXml(kOfacEntry, 2)), HasSubstr("states 2 records and holds 1; it is incomplete"));
}

std::string Un(absl::string_view individuals, absl::string_view entities) {
  return absl::StrCat(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?><CONSOLIDATED_LIST dateGenerated=\"2026-02-27T00:00:09.554Z\">"
      "<INDIVIDUALS>",
      individuals, "</INDIVIDUALS><ENTITIES>", entities, "</ENTITIES></CONSOLIDATED_LIST>");
}

TEST(UnXml, Entries) {
  const auto list = ImportText(
      Un("<INDIVIDUAL><DATAID>1</DATAID><FIRST_NAME>ERIC</FIRST_NAME><SECOND_NAME>EXAMPLE</SECOND_NAME>"
         "<UN_LIST_TYPE>DRC</UN_LIST_TYPE><REFERENCE_NUMBER>CDi.001</REFERENCE_NUMBER>"
         "<LISTED_ON>2012-12-31-05:00</LISTED_ON><NAME_ORIGINAL_SCRIPT>صدام</NAME_ORIGINAL_SCRIPT>"
         "<NATIONALITY><VALUE>Iran (Islamic Republic of)</VALUE></NATIONALITY>"
         "<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>ERIC\n  SAMPLE</ALIAS_NAME></INDIVIDUAL_ALIAS>"
         "<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>The Owl</ALIAS_NAME></INDIVIDUAL_ALIAS>"
         "<INDIVIDUAL_ALIAS><QUALITY/><ALIAS_NAME/></INDIVIDUAL_ALIAS>"
         "<INDIVIDUAL_ADDRESS><CITY>Goma</CITY><COUNTRY>Rwanda</COUNTRY></INDIVIDUAL_ADDRESS>"
         "<INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>X1</NUMBER></INDIVIDUAL_DOCUMENT>"
         "</INDIVIDUAL>",
         "<ENTITY><DATAID>2</DATAID><FIRST_NAME>EXAMPLE SHIPPING</FIRST_NAME>"
         "<REFERENCE_NUMBER>KPe.050</REFERENCE_NUMBER><COMMENTS1>Registered owner. IMO number: 5571322.</COMMENTS1>"
         "<ENTITY_ALIAS><QUALITY>f.k.a.</QUALITY><ALIAS_NAME>OLD SHIPPING</ALIAS_NAME></ENTITY_ALIAS></ENTITY>"));
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_EQ(list->source, "un");
  EXPECT_EQ(list->published, "2026-02-27");
  const v1::ListEntry& person = list->entries.at(0);
  EXPECT_EQ(person.list(), "UN");
  EXPECT_EQ(person.entry_id(), "CDi.001");
  EXPECT_EQ(person.start_date(), "2012-12-31");
  EXPECT_EQ(person.type(), v1::ENTRY_PERSON);
  EXPECT_THAT(NamesOf(person), ElementsAre("ERIC EXAMPLE", "a:صدام", "a:ERIC SAMPLE", "a~:The Owl"));
  EXPECT_THAT(CountriesOf(person), ElementsAre("IR", "RW"));
  EXPECT_THAT(TypedIds(person), ElementsAre("PASSPORT:X1"));
  EXPECT_THAT(person.programs(), ElementsAre("DRC"));
  const v1::ListEntry& entity = list->entries.at(1);
  EXPECT_EQ(entity.type(), v1::ENTRY_ORGANIZATION);
  EXPECT_THAT(NamesOf(entity), ElementsAre("EXAMPLE SHIPPING", "f:OLD SHIPPING"));
  EXPECT_THAT(TypedIds(entity), ElementsAre("IMO_COMPANY:5571322"));
}

std::string Canada(absl::string_view records) {
  return absl::StrCat("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<data-set>", records,
                      "</data-set>");
}

TEST(CanadaXml, Entries) {
  const auto list = ImportText(Canada(
      "<record><Country>Belarus / B\xC3\xA9larus</Country><LastName>PRADUN</LastName><GivenName>Iryna</GivenName>"
      "<Aliases>Irina Pradun, Belarussian: Ірына Прадун; Irina P</Aliases><Schedule>1, Part "
      "1</Schedule><Item>123</Item>"
      "<DateOfListing>2024-08-08</DateOfListing></record>"
      "<record><Country>Russia / Russie</Country><EntityOrShip>Skif V</EntityOrShip><TitleOrShip>Oil "
      "Tanker</TitleOrShip>"
      "<ShipIMONumber>8858087</ShipIMONumber><Item>3</Item><DateOfListing>2025-02-21</DateOfListing></record>"));
  ASSERT_TRUE(list.ok()) << list.status();
  const v1::ListEntry& person = list->entries.at(0);
  EXPECT_EQ(person.list(), "CA");
  EXPECT_EQ(person.entry_id(), "Belarus/1-Part-1/123");
  EXPECT_EQ(person.citation(), "Schedule 1, Part 1, item 123");
  EXPECT_EQ(person.start_date(), "2024-08-08");
  EXPECT_THAT(NamesOf(person), ElementsAre("Iryna PRADUN", "a:Irina Pradun, Belarussian: Ірына Прадун",
                                           "d:Irina Pradun", "d:Ірына Прадун", "a:Irina P"));
  EXPECT_THAT(person.countries(), IsEmpty());  // the regulation says nothing of where a party is
  const v1::ListEntry& ship = list->entries.at(1);
  EXPECT_EQ(ship.entry_id(), "Russia/3");
  EXPECT_EQ(ship.type(), v1::ENTRY_VESSEL);
  EXPECT_THAT(TypedIds(ship), ElementsAre("IMO:8858087"));
}

TEST(XmlLists, RefusesWithLineAndElement) {
  struct Case {
    const char* what;
    std::string text;
    const char* error;
  };
  const std::string entity = "<ENTITY><FIRST_NAME>A</FIRST_NAME><REFERENCE_NUMBER>1</REFERENCE_NUMBER></ENTITY>";
  const Case kCases[] = {
      {"entity bomb",
       "<?xml version=\"1.0\"?><!DOCTYPE sdnList [<!ENTITY a \"aaaa\"><!ENTITY b "
       "\"&a;&a;&a;\">]><sdnList>&b;</sdnList>",
       "DOCTYPE) with its entities is refused"},
      {"external entity",
       "<!DOCTYPE data-set SYSTEM \"file:///etc/passwd\"><data-set><record><Item>1</Item></record></data-set>",
       "DOCTYPE) with its entities is refused"},
      {"unknown element", Un("", "<ENTITY><NEW_THING>1</NEW_THING></ENTITY>"),
       "line 1, element \"ENTITIES/ENTITY/NEW_THING\": is not known in this format"},
      {"text beside elements", Un("loose", entity), "element INDIVIDUALS: holds text beside elements"},
      {"text in a record", Un("", "<ENTITY>x<FIRST_NAME>A</FIRST_NAME></ENTITY>"), "holds text beside elements"},
      {"half a file", Un("", entity).substr(0, 160), "is truncated, fetch it again"},
      {"empty list", Un("", ""), "holds no entry"},
      {"no reference", Un("", "<ENTITY><FIRST_NAME>A</FIRST_NAME></ENTITY>"),
       "element ENTITY/REFERENCE_NUMBER: is empty"},
      {"no name", Un("", "<ENTITY><REFERENCE_NUMBER>1</REFERENCE_NUMBER></ENTITY>"),
       "element ENTITY/FIRST_NAME: is empty"},
      {"duplicate", Un("", entity + "\n" + entity), "lines 1 and 2: both are entry \"1\" of list UN"},
      {"unknown quality",
       Un("",
          "<ENTITY><FIRST_NAME>A</FIRST_NAME><REFERENCE_NUMBER>1</REFERENCE_NUMBER><ENTITY_ALIAS><QUALITY>Best"
          "</QUALITY><ALIAS_NAME>B</ALIAS_NAME></ENTITY_ALIAS></ENTITY>"),
       "element ENTITY/ENTITY_ALIAS/QUALITY: unknown quality"},
      {"bad UTF-8", Un("", "<ENTITY><FIRST_NAME>\xFF\xFE</FIRST_NAME></ENTITY>"), "not well-formed XML"},
      {"NUL", Un("", absl::StrCat("<ENTITY><FIRST_NAME>A", absl::string_view("\0", 1), "</FIRST_NAME></ENTITY>")),
       "not well-formed XML"},
      {"not a date", OfacXml(kOfacEntry).replace(OfacXml(kOfacEntry).find("03/28/2025"), 10, "13/28/2025"),
       "not a date"},
  };
  for (const Case& test : kCases) EXPECT_THAT(ImportError(test.text), HasSubstr(test.error)) << test.what;
  EXPECT_EQ(ImportError(Un("", entity)), "OK");
}

TEST(XmlLists, Limits) {
  const auto entity = [](absl::string_view comment) {
    return Un("", absl::StrCat("<ENTITY><FIRST_NAME>A</FIRST_NAME><REFERENCE_NUMBER>1</REFERENCE_NUMBER><COMMENTS1>",
                               comment, "</COMMENTS1></ENTITY>"));
  };
  ImportOptions options;
  options.limits.max_record_bytes = 100;
  EXPECT_EQ(ImportError(entity(std::string(98, 'x')), options), "OK");
  EXPECT_THAT(ImportError(entity(std::string(99, 'x')), options),
              HasSubstr("more than the limit of 100 bytes of text"));
  options = {};
  options.limits.max_rows = 1;
  EXPECT_EQ(ImportError(entity("x"), options), "OK");
  EXPECT_THAT(
      ImportError(
          Un("<INDIVIDUAL><FIRST_NAME>A</FIRST_NAME><REFERENCE_NUMBER>1</REFERENCE_NUMBER></INDIVIDUAL>", "<ENTITY/>"),
          options),
      HasSubstr("more than the limit of 1 rows"));
  // One tag that never ends.
  EXPECT_THAT(ImportError(absl::StrCat("<sdnList x=\"", std::string(3U << 20U, 'x'))),
              HasSubstr("one piece of markup"));
  const std::string many = "<aka/>";
  std::string akas;
  for (int i = 0; i < 50'001; ++i) akas += many;
  EXPECT_THAT(ImportError(OfacXml(absl::StrCat("<sdnEntry><akaList>", akas, "</akaList></sdnEntry>"))),
              HasSubstr("more than the limit of 50000 elements"));
}

}  // namespace
}  // namespace cordon
