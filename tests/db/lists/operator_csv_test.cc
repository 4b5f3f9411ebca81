#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "tests/db/lists/list_test_util.h"

namespace cordon {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kOperatorHeader[] =
    "id,name,aliases,type,countries,addresses,programs,remarks,pattern,start_date,end_date,license_requirement,"
    "license_policy,citation\n";

TEST(OperatorCsvTest, MapsEveryField) {
  const auto list = ImportText(
      std::string(kOperatorHeader) +
          "S-1,\"Bad Parts Ltd (BadParts)\",Bad;Parts Bad (weak),organization,cn;RU,\"1 Road, Minsk, BY;Dubai, AE\","
          "P1;P2,our remark,(?i)bad\\s+parts,2024-01-31,2030-12-31,For all items subject to the EAR,denial,90 FR 1\n",
      {.as_code = "WATCH"});
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_EQ(list->format, "operator-csv");
  EXPECT_EQ(list->source, "operator/WATCH");
  const v1::ListEntry& entry = list->entries.at(0);
  EXPECT_EQ(entry.list(), "WATCH");
  EXPECT_EQ(entry.entry_id(), "S-1");
  EXPECT_EQ(entry.type(), v1::ENTRY_ORGANIZATION);
  EXPECT_THAT(NamesOf(entry),
              ElementsAre("Bad Parts Ltd (BadParts)", "a:Bad", "a~:Parts Bad", "d:Bad Parts Ltd", "d:BadParts"));
  EXPECT_THAT(CountriesOf(entry), ElementsAre("AE", "BY", "CN", "RU"));
  EXPECT_THAT(AddressesOf(entry), ElementsAre("1 Road, Minsk, BY|BY", "Dubai, AE|AE"));
  EXPECT_THAT(entry.programs(), ElementsAre("P1", "P2"));
  EXPECT_EQ(entry.remarks(), "our remark");
  EXPECT_EQ(entry.pattern(), "(?i)bad\\s+parts");
  EXPECT_EQ(entry.start_date(), "2024-01-31");
  EXPECT_EQ(entry.end_date(), "2030-12-31");
  EXPECT_EQ(entry.license_requirement(), "For all items subject to the EAR");
  EXPECT_EQ(entry.scope(), v1::ALL_EAR);
  EXPECT_EQ(entry.license_policy(), "denial");
  EXPECT_EQ(entry.citation(), "90 FR 1");
}

TEST(OperatorCsvTest, TwoColumnsAreEnough) {
  const auto list = ImportText("id,name\n1,Alpha\n2,Beta Corp\n");
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_EQ(list->source, "operator/OWN");
  EXPECT_EQ(list->rows, 2);
  EXPECT_EQ(list->entries[0].list(), "OWN");
  EXPECT_EQ(list->entries[0].type(), v1::ENTRY_TYPE_UNSPECIFIED);
  EXPECT_EQ(list->entries[1].type(), v1::ENTRY_ORGANIZATION);
}

TEST(OperatorCsvTest, Types) {
  const struct {
    std::string text;
    v1::EntryType type;
  } cases[] = {{"organization", v1::ENTRY_ORGANIZATION},
               {"person", v1::ENTRY_PERSON},
               {"Vessel", v1::ENTRY_VESSEL},
               {"aircraft", v1::ENTRY_AIRCRAFT},
               {"any", v1::ENTRY_TYPE_UNSPECIFIED}};
  for (const auto& test : cases) {
    const auto list = ImportText("id,name,type\n1,Alpha Corp," + test.text + "\n");
    ASSERT_TRUE(list.ok()) << list.status();
    EXPECT_EQ(list->entries[0].type(), test.type);
  }
  EXPECT_THAT(ImportError("id,name,type\n1,Alpha,company\n"),
              HasSubstr("row 2, column type: unknown type \"company\"; use organization, person,"));
}

TEST(OperatorCsvTest, AddressEntries) {
  const auto list = ImportText("id,name,type,addresses\n1,Address 01,address,\"7/F MW Tower, Hong Kong, CN\"\n");
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_EQ(list->entries[0].type(), v1::ENTRY_ADDRESS);
  EXPECT_THAT(list->entries[0].names(), IsEmpty());
  EXPECT_EQ(list->entries[0].entry_name(), "Address 01");
  EXPECT_THAT(ImportError("id,name,type,addresses\n1,Address 01,address,\n"), HasSubstr("column addresses: is empty"));
  EXPECT_THAT(ImportError("id,name,type,addresses\n1,Address 01,address,CN\n"),
              HasSubstr("column addresses: is empty"));
  EXPECT_THAT(ImportError("id,name,type,addresses,aliases\n1,A,address,\"1 Road, CN\",B\n"),
              HasSubstr("column aliases: must be empty"));
}

TEST(OperatorCsvTest, RefusesWithPlaceAndRemedy) {
  const struct {
    std::string text;
    std::string error;
  } cases[] = {
      {"id,name,nickname\n1,A,B\n", "row 1, column \"nickname\": unknown column; known are id,name,aliases,"},
      {"id,aliases\n1,A\n", "row 1, column name: is missing in the header"},
      {"name,country\nA,CN\n", "row 1, column \"country\": unknown column"},
      {"name\nA\n", "row 1, column id: is missing in the header"},
      {"id,name,id\n1,A,1\n", "row 1, column id: stands twice"},
      {"id,name\n,A\n", "row 2, column id: is empty"},
      {"id,name\n1,\n", "row 2, column name: is empty"},
      {"id,name\n1,A\n2\n", "row 3: has 1 fields, the header has 2"},
      {"id,name\n1,A,x\n", "row 2: has 3 fields, the header has 2"},
      {"id,name\n1,A\n\n1,B\n", "rows 2 and 4: both are entry \"1\" of list OWN"},
      {"id,name,countries\n1,A,CN;Chine\n", "row 2, column countries: unknown country \"Chine\"; use two-letter"},
      {"id,name,start_date\n1,A,31.01.2024\n", "row 2, column start_date: not a date: \"31.01.2024\"; use YYYY-MM-DD"},
      {"id,name,start_date\n1,A,2024-02-30\n", "row 2, column start_date: not a date"},
      {"id,name,end_date\n1,A,never\n", "row 2, column end_date: not a date: \"never\""},
      {"id,name,start_date,end_date\n1,A,2024-02-02,2024-02-01\n", "row 2, column end_date: lies before start_date"},
      {"id,name,pattern\n1,A,(\n", "row 2, column pattern: is not a regular expression RE2 accepts: missing"},
      {"id,name,pattern\n1,A,a*\n", "row 2, column pattern: matches the empty text"},
      {"id,name,pattern\n1,A,(?=x)\n", "row 2, column pattern: is not a regular expression"},
      {"id,name,pattern\n1,A,((a{1000}){1000})\n", "row 2, column pattern: is not a regular expression"},
      {"id,name\n\"a\x01\",A\n", "row 2, column id: holds a control character"},
  };
  for (const auto& test : cases)
    EXPECT_THAT(ImportError(test.text, {.file_name = "own.csv"}), HasSubstr("own.csv: " + test.error)) << test.text;
}

TEST(OperatorCsvTest, LimitsHoldAtTheLimit) {
  EXPECT_EQ(ImportError("id,name,pattern\n1,A," + std::string(1024, 'x') + "\n"), "OK");
  EXPECT_THAT(ImportError("id,name,pattern\n1,A," + std::string(1025, 'x') + "\n"),
              HasSubstr("column pattern: longer than the limit of 1024 bytes"));
  EXPECT_EQ(ImportError("id,name\n" + std::string(128, 'i') + ",A\n"), "OK");
  EXPECT_THAT(ImportError("id,name\n" + std::string(129, 'i') + ",A\n"), HasSubstr("column id: longer than the limit"));
  // 1 MiB of program memory: a pattern within 1 KiB that would need more is refused.
  EXPECT_EQ(ImportError("id,name,pattern\n1,A,\\pL{20}\n"), "OK");
  EXPECT_THAT(ImportError("id,name,pattern\n1,A,(\\pL{100}){9}\n"), HasSubstr("column pattern"));
}

TEST(OperatorCsvTest, ExpiredAndUndatedEntriesAreKept) {
  const auto list = ImportText("id,name,start_date,end_date\n1,A,1999-01-01,2000-01-01\n2,B,Various,\n");
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_EQ(list->entries[0].end_date(), "2000-01-01");
  EXPECT_EQ(list->entries[1].start_date(), "");
  EXPECT_EQ(list->entries[1].start_date_text(), "Various");
}

TEST(OperatorCsvTest, ListCodes) {
  for (const char* code : {"A", "OWN", "EL", "MY-LIST_2", "ABCDEFGHIJKLMNOP"}) {
    EXPECT_EQ(ImportError("id,name\n1,A\n", {.as_code = code}), "OK") << code;
  }
  for (const char* code : {"a", "1A", "A B", "ABCDEFGHIJKLMNOPQ", "Ä", "-A"}) {
    EXPECT_THAT(ImportError("id,name\n1,A\n", {.as_code = code}), HasSubstr("is not one; use 1 to 16 of A-Z")) << code;
  }
}

// A pseudo-random source that gives the same sequence everywhere.
class Dice {
 public:
  explicit Dice(uint64_t seed) : state_(seed * 2862933555777941757ULL + 3037000493ULL) {}
  uint32_t Below(uint32_t n) {
    state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<uint32_t>(state_ >> 33U) % n;
  }
  template <typename T, size_t N>
  const T& Pick(const T (&items)[N]) {
    return items[Below(static_cast<uint32_t>(N))];
  }

 private:
  uint64_t state_;
};

std::string RandomCell(Dice& dice, uint32_t max_pieces, const char* separator) {
  static constexpr const char* kPieces[] = {"Alpha",
                                            "Co., Ltd.",
                                            "\"Zavod\"",
                                            "(HCZ)",
                                            "a.k.a.",
                                            "中文公司",
                                            "Х.О.О.",
                                            "  two  blanks",
                                            "l1\nl2",
                                            "'x'",
                                            "=SUM(1)",
                                            "[aka B",
                                            "aka C]",
                                            "and",
                                            "(weak)",
                                            "any successor thereof",
                                            "-",
                                            "; x",
                                            "c/o",
                                            "CN",
                                            "Hong Kong, CN",
                                            "Straße 1, DE",
                                            "\xC2\xA0",
                                            ", including "};
  std::string cell;
  const uint32_t pieces = dice.Below(max_pieces + 1);
  for (uint32_t i = 0; i < pieces; ++i) {
    if (i > 0) cell += dice.Below(4) == 0 ? separator : " ";
    cell += dice.Pick(kPieces);
  }
  return cell;
}

TEST(OperatorCsvTest, ExportReadsBackAsTheSameEntries) {
  static constexpr const char* kTypes[] = {"organization", "person", "vessel", "aircraft", "any", ""};
  static constexpr const char* kDates[] = {"", "2024-01-31", "Various", "1999-12-31"};
  static constexpr const char* kEnds[] = {"", "2199-01-31"};
  static constexpr const char* kRequirements[] = {
      "", "For all items subject to the EAR, see §§ 734.9(e)1 and 744.11 of the EAR2", "Something else"};
  static constexpr const char* kRemarks[] = {"", "plain", "a.k.a. 'OWL'; x", "a.k.a. 'Alpha'"};
  int imported = 0;
  for (uint64_t seed = 0; seed < 300; ++seed) {
    Dice dice(seed);
    std::string text = kOperatorHeader;
    for (int row = 0; row < 5; ++row) {
      const bool address = dice.Below(8) == 0;
      const std::string cells[] = {std::to_string(row),
                                   "N" + RandomCell(dice, 5, ";"),
                                   address ? "" : RandomCell(dice, 6, ";"),
                                   address ? "address" : dice.Pick(kTypes),
                                   dice.Below(2) == 0 ? "CN;hk" : "",
                                   address ? "1 Road, Hong Kong, CN" : RandomCell(dice, 4, ";"),
                                   RandomCell(dice, 3, ";"),
                                   dice.Pick(kRemarks),
                                   dice.Below(4) == 0 ? "a+b" : "",
                                   dice.Pick(kDates),
                                   dice.Pick(kEnds),
                                   dice.Pick(kRequirements),
                                   RandomCell(dice, 2, ","),
                                   RandomCell(dice, 2, ",")};
      for (const std::string& cell : cells) {
        if (&cell != &cells[0]) text.push_back(',');
        AppendCsvField(cell, &text);
      }
      text.push_back('\n');
    }
    const auto first = ImportText(text);
    ASSERT_TRUE(first.ok()) << first.status() << "\n" << text;
    std::string exported = ExportOperatorCsvHeader();
    for (const v1::ListEntry& entry : first->entries) exported += ExportOperatorCsvRow(entry);
    const auto second = ImportText(exported);
    ASSERT_TRUE(second.ok()) << second.status() << "\n" << exported;
    ASSERT_EQ(second->entries.size(), first->entries.size());
    for (size_t i = 0; i < first->entries.size(); ++i) {
      EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(first->entries[i], second->entries[i]))
          << first->entries[i].DebugString() << second->entries[i].DebugString();
      ++imported;
    }
    std::string again = ExportOperatorCsvHeader();
    for (const v1::ListEntry& entry : second->entries) again += ExportOperatorCsvRow(entry);
    EXPECT_EQ(again, exported);
  }
  EXPECT_EQ(imported, 1500);
}

}  // namespace
}  // namespace cordon
