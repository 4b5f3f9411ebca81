#include "db/lists/import.h"

#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/sha256.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/db/lists/list_test_util.h"

namespace cordon {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(ImportTest, SaysWhatItRead) {
  const std::string text = kCslHeader + CslRow().Csv();
  const auto list = ImportText(text, {.file_name = "/some/where/consolidated-2026-07-31.csv"});
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_EQ(list->format, "csl-csv");
  EXPECT_EQ(list->source, "csl");
  EXPECT_EQ(list->published, "2026-07-31");
  EXPECT_EQ(list->sha256, Sha256Hex(text));
  EXPECT_EQ(list->bytes, static_cast<int64_t>(text.size()));
  EXPECT_EQ(list->rows, 1);
}

TEST(ImportTest, PublishedComesFromTheFileNameOnly) {
  const struct {
    std::string name;
    std::string published;
  } cases[] = {{"", ""},
               {"consolidated.csv", ""},
               {"2026-07-31.csv.xz", "2026-07-31"},
               {"csl_2026-07-31/consolidated.csv", ""},
               {"csl-2026-02-30.csv", ""},
               {"csl-12026-07-31.csv", ""},
               {"own-2026-07-311.csv", ""}};
  for (const auto& test : cases) {
    const auto list = ImportText("id,name\n1,A\n", {.file_name = test.name});
    ASSERT_TRUE(list.ok()) << list.status();
    EXPECT_EQ(list->published, test.published) << test.name;
  }
}

TEST(ImportTest, WhatIsNoListIsNamed) {
  const struct {
    std::string text;
    std::string error;
  } cases[] = {
      {"", "the file is empty"},
      {" \r\n\t\n", "the file is empty"},
      {"\xEF\xBB\xBF", "the file is empty"},
      {"<!DOCTYPE html><html><body>502 Bad Gateway</body></html>",
       "is a web page or XML (an error page of the publisher?)"},
      {"\n <html>", "is a web page"},
      {"{\"total\": 1}", "is JSON in no known layout; fetch the publisher's own file"},
      {"[]", "is JSON"},
      {"PK\x03\x04xx", "is a ZIP archive; unpack it first"},
      {"%PDF-1.7", "is a PDF"},
      {std::string("i\0d\0", 4), "is not text"},
      {"a,b,c\n1,2,3\n", "is in none of the known list formats"},
      {"just some text", "is in none of the known list formats"},
      {"\"unclosed", "is in none of the known list formats"},
  };
  for (const auto& test : cases) {
    const std::string error = ImportError(test.text, {.file_name = "list.csv"});
    EXPECT_THAT(error, HasSubstr("list.csv: " + test.error)) << test.text;
  }
  EXPECT_THAT(ImportError("a,b\n"),
              AllOf(HasSubstr("csl-csv (US Consolidated Screening List"), HasSubstr("operator-csv (")));
}

TEST(ImportTest, TruncatedFilesAreRefused) {
  CslRow row;
  row.remarks = "remark";
  row.list_url = "https://example.org/a,b";  // a quoted cell
  const std::string text = kCslHeader + row.Csv();
  // Cut anywhere inside the row: either too few fields or an open quote. Only a cut in the last cell cannot be seen.
  int refused = 0;
  const size_t header = std::string(kCslHeader).size();
  for (size_t cut = header + 1; cut + 1 < text.size(); ++cut) {
    const std::string error = ImportError(text.substr(0, cut));
    EXPECT_NE(error, "OK") << cut;
    if (error.find("truncated") != std::string::npos) ++refused;
  }
  EXPECT_EQ(refused, static_cast<int>(text.size() - header - 2));
  EXPECT_THAT(ImportError(kCslHeader), HasSubstr("holds a header and no rows; an empty list is not imported"));
  EXPECT_THAT(ImportError("id,name\n"), HasSubstr("no rows"));
}

TEST(ImportTest, RowLimitHoldsAtTheLimit) {
  ImportOptions options;
  options.limits.max_rows = 2;
  EXPECT_EQ(ImportError("id,name\n1,A\n2,B\n", options), "OK");
  EXPECT_THAT(ImportError("id,name\n1,A\n2,B\n3,C\n", options), HasSubstr("row 4: more than the limit of 2 rows"));
}

TEST(ImportTest, RowBytesLimitHoldsAtTheLimit) {
  ImportOptions options;
  options.limits.max_row_bytes = 10;
  EXPECT_EQ(ImportError("id,name\n1,34567890\n", options), "OK");
  EXPECT_THAT(ImportError("id,name\n1,345678901\n", options), HasSubstr("row 2: longer than the limit of 10 bytes"));
  const std::string at_default = "1," + std::string(400, 'n') + ",";
  const auto text = [&](size_t size) {
    return "id,name,remarks\n" + at_default + std::string(size - at_default.size(), 'r') + "\n";
  };
  EXPECT_EQ(ImportError(text(65'536)), "OK");
  EXPECT_THAT(ImportError(text(65'537)), HasSubstr("row 2: longer than the limit of 65536 bytes"));
}

TEST(ImportTest, NameLimitsHoldAtTheLimit) {
  const auto with_name = [](const std::string& name) { return "id,name,aliases\n1," + name + ",\n"; };
  const auto with_alias = [](const std::string& alias) { return "id,name,aliases\n1,A,B;" + alias + "\n"; };
  std::string han;
  for (int i = 0; i < 512; ++i) han += "\xE4\xB8\xAD";
  for (const std::string& name : {std::string(512, 'n'), han}) {
    EXPECT_EQ(ImportError(with_name(name)), "OK");
    EXPECT_EQ(ImportError(with_alias(name)), "OK");
    EXPECT_THAT(ImportError(with_name(name + "n")),
                HasSubstr("row 2, column name: a name longer than the limit of 512"));
    EXPECT_THAT(ImportError(with_alias(name + "n")), HasSubstr("row 2, column aliases: a name longer than the limit"));
  }
  std::string aliases = "a0";
  for (int i = 1; i < 999; ++i) aliases += ";a" + std::to_string(i);
  EXPECT_EQ(ImportError("id,name,aliases\n1,A," + aliases + "\n"), "OK");  // 1 + 999
  EXPECT_THAT(ImportError("id,name,aliases\n1,A," + aliases + ";one more\n"),
              HasSubstr("row 2, column aliases: more names than the limit of 1000 per entry"));
}

TEST(ImportTest, ProgressRisesToTheEnd) {
  std::string text = "id,name,remarks\n";
  for (int i = 0; i < 300; ++i) text += std::to_string(i) + ",A," + std::string(10'000, 'r') + "\n";
  std::vector<int64_t> seen;
  ImportOptions options;
  options.progress = [&](int64_t bytes) { seen.push_back(bytes); };
  ASSERT_EQ(ImportError(text, options), "OK");
  EXPECT_GE(seen.size(), 3U);
  EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end()));
  EXPECT_EQ(seen.back(), static_cast<int64_t>(text.size()));
}

TEST(ImportTest, ErrorsOfTheSourceKeepTheirCode) {
  class Broken : public ByteSource {
   public:
    absl::StatusOr<size_t> Read(char*, size_t) override { return absl::DeadlineExceededError("too slow"); }
  } broken;
  const auto list = ImportListFile(broken, {.file_name = "a.csv"});
  EXPECT_EQ(list.status().code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(list.status().message(), "a.csv: too slow");
}

TEST(ImportTest, CellsInErrorsAreShortAndOnOneLine) {
  CslRow row;
  row.source = "(" + std::string(500, 'X') + "\n)";
  const std::string error = ImportError(kCslHeader + row.Csv());
  EXPECT_LT(error.size(), 300U);
  EXPECT_THAT(error, Not(HasSubstr("\n")));
}

TEST(StarterListTest, HoldsTheListedPartiesUnderTheirLists) {
  const auto list = LoadStarterList();
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_EQ(list->source, "starter");
  EXPECT_EQ(list->format, "operator-csv");
  EXPECT_EQ(list->published, "");
  EXPECT_EQ(list->sha256.size(), 64U);
  EXPECT_GE(list->entries.size(), 200U);
  EXPECT_EQ(list->rows, static_cast<int64_t>(list->entries.size()));
  std::map<std::string, int> per_list;
  std::set<std::string> names;
  bool address_only = false;
  for (const v1::ListEntry& entry : list->entries) {
    ++per_list[entry.list()];
    for (const v1::ListName& name : entry.names()) names.insert(name.text());
    address_only = address_only || entry.type() == v1::ENTRY_ADDRESS;
    if (entry.list() == "EL") {
      EXPECT_NE(entry.scope(), v1::LICENSE_SCOPE_UNSPECIFIED) << entry.entry_id();
    }
  }
  for (const char* code : {"EL", "MEU", "DPL", "SDN"}) EXPECT_GT(per_list[code], 0) << code;
  EXPECT_TRUE(names.contains("IFLYTEK"));
  EXPECT_TRUE(names.contains("科大讯飞"));
  EXPECT_TRUE(address_only);
}

}  // namespace
}  // namespace cordon
