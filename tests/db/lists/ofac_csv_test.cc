// OFAC's CSV sets: four files without headers that make one list.
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/db/lists/list_test_util.h"

namespace cordon {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

using Files = std::vector<std::pair<std::string, std::string>>;

constexpr char kNull[] = "-0- ";

// A row of sdn.csv; what is empty is null.
std::string PrimaryRow(absl::string_view number, absl::string_view name, absl::string_view type,
                       absl::string_view programs, absl::string_view remarks) {
  std::string row = absl::StrCat(number, ",\"", name, "\",", type.empty() ? kNull : absl::StrCat("\"", type, "\""),
                                 ",\"", programs, "\"");
  for (int i = 0; i < 7; ++i) absl::StrAppend(&row, ",", kNull);
  absl::StrAppend(&row, ",", remarks.empty() ? kNull : absl::StrCat("\"", remarks, "\""), "\r\n");
  return row;
}

Files SampleSet() {
  return {{"sdn.csv",
           PrimaryRow("17", "EXAMPLE TRADING COMPANY", "", "SDGT] [IFSR", "Website www.example.test; Lin") +
               PrimaryRow("18", "DOE, John", "individual", "CYBER2", "DOB 01 Jan 1970; a.k.a. 'NIGHT OWL'.") + "\x1A"},
          {"alt.csv", "17,171,\"aka\",\"EXAMPLE CO.\",-0- \r\n17,172,\"fka\",\"OLD EXAMPLE\",-0- \r\n\x1A"},
          {"add.csv", "17,1,\"1 Example Road\",\"Tehran 15946\",\"Iran\",-0- \r\n18,2,-0- ,-0- ,-0- ,-0- \r\n\x1A"},
          {"sdn_comments.csv", "17,\"ked To: EXAMPLE HOLDING; Digital Currency Address - XBT 12QabC.\"\r\n"}};
}

std::string SetError(const Files& files) { return ImportError(PackFiles(files)); }

TEST(OfacCsv, ASetIsOneList) {
  const auto list = ImportText(PackFiles(SampleSet()), {.file_name = "ofac-2026-02-27"});
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_EQ(list->format, "ofac-csv");
  EXPECT_EQ(list->source, "ofac/sdn");
  EXPECT_EQ(list->published, "2026-02-27");
  EXPECT_EQ(list->rows, 7);  // of all four files
  EXPECT_FALSE(list->format_unverified);
  ASSERT_EQ(list->entries.size(), 2U);
  const v1::ListEntry& company = list->entries[0];
  EXPECT_EQ(company.list(), "SDN");
  EXPECT_EQ(company.entry_id(), "17");
  EXPECT_EQ(company.type(), v1::ENTRY_ORGANIZATION);
  EXPECT_THAT(company.programs(), ElementsAre("SDGT", "IFSR"));
  EXPECT_THAT(NamesOf(company), ElementsAre("EXAMPLE TRADING COMPANY", "a:EXAMPLE CO.", "f:OLD EXAMPLE"));
  EXPECT_THAT(AddressesOf(company), ElementsAre("1 Example Road, Tehran 15946, Iran|IR"));
  EXPECT_THAT(CountriesOf(company), ElementsAre("IR"));
  // The overflow goes on in the middle of a word.
  EXPECT_THAT(company.linked_to(), ElementsAre("EXAMPLE HOLDING"));
  EXPECT_THAT(company.wallets(), ElementsAre("12QabC"));
  EXPECT_THAT(TypedIds(company), ElementsAre("WEBSITE:www.example.test"));
  const v1::ListEntry& person = list->entries[1];
  EXPECT_EQ(person.type(), v1::ENTRY_PERSON);
  EXPECT_THAT(NamesOf(person), ElementsAre("DOE, John", "a~:NIGHT OWL"));
  EXPECT_THAT(AddressesOf(person), IsEmpty());
}

TEST(OfacCsv, TheOrderOfTheFilesDoesNotMatter) {
  Files files = SampleSet();
  std::swap(files[0], files[3]);
  std::swap(files[1], files[2]);
  const auto list = ImportText(PackFiles(files));
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_EQ(list->entries.size(), 2U);
  EXPECT_EQ(list->entries[0].names_size(), 3);
}

TEST(OfacCsv, RemarksBecomeIdentifiers) {
  struct Case {
    const char* remarks;
    std::vector<std::string> ids;
  };
  const Case kCases[] = {
      {"Passport 1084010 (Egypt) issued 26 May 1999 expires 25 May 2004", {"PASSPORT:1084010"}},
      {"alt. Passport 2006801524 (Russia)", {"PASSPORT:2006801524"}},
      {"National ID No. 660000 73767 (Belgium)", {"NATIONAL_ID:660000 73767"}},
      {"Identification Number IMO 5342883", {"IMO:5342883"}},
      {"Vessel Registration Identification IMO 9187629", {"IMO:9187629"}},
      {"Company Number IMO 5055293", {"IMO_COMPANY:5055293"}},
      {"Legal Entity Number 5299007NTWCC3U23WM81 (Czech Republic)", {"LEI:5299007NTWCC3U23WM81"}},
      {"Legal Entity Number 851683897 (Netherlands)", {"REGISTRATION:851683897"}},
      {"Business Registration Number 0582030 (Connecticut) (United States)", {"REGISTRATION:0582030"}},
      {"Unified Social Credit Code (USCC) 91222401MA0Y31E659 (China)", {"USCC:91222401MA0Y31E659"}},
      {"Aircraft Manufacturer's Serial Number (MSN) 1023409321", {"AIRCRAFT_SERIAL:1023409321"}},
      {"SWIFT/BIC HAVIGB2L; Website suex.io", {"BIC:HAVIGB2L", "WEBSITE:suex.io"}},
      {"MMSI 572469210; Gender Male", {"MMSI:572469210"}},
      {"Tax ID No. 100036386 (Serbia); Tax ID No. 100036386 (Serbia)", {"TAX_ID:100036386"}},
      {"all offices worldwide", {}},
  };
  for (const Case& test : kCases) {
    Files files = SampleSet();
    files[0].second = PrimaryRow("17", "EXAMPLE", "", "SDGT", absl::StrCat(test.remarks, "."));
    files[1].second = "17,171,\"aka\",\"EXAMPLE CO.\",-0- \r\n";
    files[2].second = files[3].second = "";
    const auto list = ImportText(PackFiles(files));
    ASSERT_TRUE(list.ok()) << list.status();
    EXPECT_EQ(TypedIds(list->entries[0]), test.ids) << test.remarks;
    EXPECT_THAT(list->entries[0].remarks(), HasSubstr(test.remarks));
  }
}

TEST(OfacCsv, NonSdnEntriesAreOnTheListOfTheirProgramme) {
  Files files = {{"cons_prim.csv", PrimaryRow("1", "A BANK", "", "UKRAINE-EO13662] [RUSSIA-EO14024", "") +
                                       PrimaryRow("2", "B CO", "", "CMIC-EO13959", "") +
                                       PrimaryRow("3", "DOE, Jane", "individual", "SDGT] [NS-PLC", "") +
                                       PrimaryRow("4", "C BANK", "", "561-Related", "") +
                                       PrimaryRow("5", "D BANK", "", "RUSSIA-EO14024", "")},
                 {"cons_alt.csv", "\x1A"},
                 {"cons_add.csv", ""},
                 {"cons_comments.csv", ""}};
  const auto list = ImportText(PackFiles(files));
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_EQ(list->source, "ofac/nonsdn");
  std::vector<std::string> codes;
  for (const v1::ListEntry& entry : list->entries) codes.push_back(entry.list());
  EXPECT_THAT(codes, ElementsAre("SSI", "CMIC", "PLC", "CAP", "MBS"));
  files[0].first = "sdn.csv";
  EXPECT_THAT(SetError(files), HasSubstr("sdn.csv: is called so, but by its programmes it is the non-SDN list"));
}

TEST(OfacCsv, RefusesWhatItCannotUnderstand) {
  struct Case {
    const char* what;
    size_t file;
    std::string content;
    const char* error;
  };
  const Case kCases[] = {
      {"an alias of no entry", 1, "19,1,\"aka\",\"X\",-0- \r\n",
       "alt.csv: row 1, column ent_num: entry 19 is not in sdn.csv; the files are of different dates"},
      {"an unknown kind of alias", 1, "17,1,\"xka\",\"X\",-0- \r\n",
       "alt.csv: row 1, column type: unknown kind of alias"},
      {"an alias without a name", 1, "17,1,\"aka\",-0- ,-0- \r\n", "alt.csv: row 1, column name: is empty"},
      {"an unknown type", 0, PrimaryRow("17", "X", "spaceship", "SDGT", ""),
       "sdn.csv: row 1, column type: unknown type"},
      {"no name", 0, PrimaryRow("17", "", "", "SDGT", ""), "sdn.csv: row 1, column name: is empty"},
      {"a number twice", 0, PrimaryRow("17", "X", "", "SDGT", "") + PrimaryRow("17", "Y", "", "SDGT", ""),
       "sdn.csv: rows 1 and 2: both are entry \"17\""},
      {"a row too short", 2, "17,1,\"Road\"\r\n", "add.csv: row 1: has 3 fields"},
      {"half a row", 3, "17,\"cut off", "sdn_comments.csv: row 1: the file ends inside a quoted field"},
      {"no number", 0, "x,y,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n", "column ent_num: not a number"},
      {"rows behind the end", 1, "\x1A\r\n17,1,\"aka\",\"X\",-0- \r\n", "alt.csv: row 2: stands behind the end mark"},
      {"no entry", 0, "\x1A", "alt.csv: row 1, column ent_num: entry 17 is not in sdn.csv"},
  };
  for (const Case& test : kCases) {
    Files files = SampleSet();
    files[test.file].second = test.content;
    EXPECT_THAT(SetError(files), HasSubstr(test.error)) << test.what;
  }
}

TEST(OfacCsv, RefusesAFileWithoutItsMates) {
  const Files set = SampleSet();
  for (const auto& [name, content] : set) {
    EXPECT_THAT(ImportError(content, {.file_name = name}), HasSubstr("no list without the others; import the folder"))
        << name;
  }
  for (size_t missing = 0; missing < set.size(); ++missing) {
    Files files = set;
    files.erase(files.begin() + static_cast<std::ptrdiff_t>(missing));
    EXPECT_THAT(SetError(files), HasSubstr("the set lacks the ")) << set[missing].first;
  }
  Files doubled = set;
  doubled.push_back(set[1]);
  EXPECT_THAT(SetError(doubled), HasSubstr("the set holds the aliases"));
}

TEST(OfacCsv, RefusesABrokenArchive) {
  const std::string whole = PackFiles(SampleSet());
  for (size_t size = 512; size + 1024 < whole.size(); size += 200) {
    EXPECT_NE(ImportError(absl::string_view(whole).substr(0, size)), "OK") << size;
  }
  std::string damaged = whole;
  damaged[10] = 'x';
  EXPECT_THAT(ImportError(damaged), HasSubstr("broken archive"));
}

TEST(OfacCsv, EqualFilesHaveEqualDigests) {
  const auto first = ImportText(PackFiles(SampleSet()));
  const auto second = ImportText(PackFiles(SampleSet()));
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_EQ(first->sha256, second->sha256);
}

}  // namespace
}  // namespace cordon
