#include "db/lists/csv.h"

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cordon {
namespace {

using ::testing::HasSubstr;

// Gives `step` bytes at a time, so that every record crosses the reader's chunks.
class SlowBytes : public ByteSource {
 public:
  SlowBytes(std::string bytes, size_t step) : bytes_(std::move(bytes)), step_(step) {}
  absl::StatusOr<size_t> Read(char* buffer, size_t size) override {
    const size_t count = std::min({size, step_, bytes_.size() - at_});
    bytes_.copy(buffer, count, at_);
    at_ += count;
    return count;
  }

 private:
  const std::string bytes_;
  const size_t step_;
  size_t at_ = 0;
};

// Records as "a|b", an error as "row N: ...".
std::vector<std::string> Records(const std::string& text, const CsvLimits& limits = {}, size_t step = 1 << 20) {
  SlowBytes bytes(text, step);
  CsvReader csv(bytes, limits);
  std::vector<std::string> out;
  while (true) {
    const absl::StatusOr<bool> more = csv.Next();
    if (!more.ok()) {
      out.emplace_back(more.status().message());
      return out;
    }
    if (!*more) return out;
    out.push_back(absl::StrJoin(csv.fields(), "|"));
  }
}

using Lines = std::vector<std::string>;

TEST(CsvReaderTest, ReadsRecords) {
  const struct {
    std::string text;
    Lines records;
  } cases[] = {
      {"", {}},
      {"a", {"a"}},
      {"a,b\n", {"a|b"}},
      {"a,b\r\nc,d\r\n", {"a|b", "c|d"}},
      {"a,b\nc,d", {"a|b", "c|d"}},
      {"\xEF\xBB\xBF"
       "a,b\n",
       {"a|b"}},
      {"\"a,1\",\"b \"\"x\"\" c\"\n", {"a,1|b \"x\" c"}},
      {"\"a\nb\",c\r\nd,e\n", {"a\nb|c", "d|e"}},
      {"\"\",x\n", {"|x"}},
      {",\n", {"|"}},
      {"a,\n", {"a|"}},
      {"\"\"\n", {""}},
      {" a , b \n", {" a | b "}},
      {"\n\na\n\n", {"a"}},
      {"\r\na\r\n", {"a"}},
      {"中文,Ελλ\n", {"中文|Ελλ"}},
      {"\"\"\"\"\n", {"\""}},
  };
  for (const auto& test : cases) {
    for (const size_t step : {1U, 2U, 3U, 1000U}) EXPECT_EQ(Records(test.text, {}, step), test.records) << test.text;
  }
}

TEST(CsvReaderTest, RefusesWhatIsNotCsvAndNamesTheRow) {
  const struct {
    std::string text;
    std::string error;
  } cases[] = {
      {"a\nb\"c\n", "row 2: a quote inside an unquoted field"},
      {"\"a\"b\n", "row 1: text behind a closing quote"},
      {"a\n\n\"b\n", "row 3: the file ends inside a quoted field"},
      {"a\rb\n", "row 1: a carriage return"},
      {"a\r", "row 1: a carriage return"},
      {std::string("a\0b\n", 4), "row 1: a NUL byte"},
      {"ab\xFF"
       "c\n",
       "row 1: byte 3 of the row is not valid UTF-8"},
      {"\xC0\x80\n", "row 1: byte 1 of the row is not valid UTF-8"},
      {"x,\"\xED\xA0\x80\"\n", "row 1: byte 4 of the row is not valid UTF-8"},
  };
  for (const auto& test : cases) {
    for (const size_t step : {1U, 1000U}) {
      EXPECT_THAT(Records(test.text, {}, step).back(), HasSubstr(test.error)) << test.text;
    }
  }
}

TEST(CsvReaderTest, RecordLimitHoldsAtTheLimit) {
  for (const std::string end : {"\n", "\r\n", ""}) {
    EXPECT_EQ(Records("12345678" + end, {.max_record_bytes = 8}), Lines{"12345678"});
    EXPECT_EQ(Records("\"123456\"" + end, {.max_record_bytes = 8}), Lines{"123456"});
    EXPECT_THAT(Records("123456789" + end, {.max_record_bytes = 8}).back(), HasSubstr("row 1: longer than the limit"));
    EXPECT_THAT(Records("\"1234567\"" + end, {.max_record_bytes = 8}).back(),
                HasSubstr("row 1: longer than the limit"));
  }
}

TEST(CsvReaderTest, EndlessQuotedFieldStopsAtTheLimit) {
  const std::string text = "a\n\"" + std::string(1 << 20, 'x');
  EXPECT_THAT(Records(text, {.max_record_bytes = 1000}).back(),
              HasSubstr("row 2: longer than the limit of 1000 bytes"));
}

TEST(CsvReaderTest, FieldLimitHoldsAtTheLimit) {
  EXPECT_EQ(Records("a,b,c\n", {.max_fields = 3}), Lines{"a|b|c"});
  EXPECT_THAT(Records("a,b,c,d\n", {.max_fields = 3}).back(), HasSubstr("row 1: more than 3 fields"));
}

TEST(CsvReaderTest, CountsRowsAndBytes) {
  const auto bytes = MemorySource("a\n\nb,c\nd");
  CsvReader csv(*bytes, {});
  ASSERT_TRUE(*csv.Next());
  EXPECT_EQ(csv.row(), 1);
  EXPECT_EQ(csv.bytes_consumed(), 2);
  ASSERT_TRUE(*csv.Next());
  EXPECT_EQ(csv.row(), 3);  // the blank line counts
  EXPECT_EQ(csv.bytes_consumed(), 7);
  ASSERT_TRUE(*csv.Next());
  EXPECT_EQ(csv.row(), 4);
  EXPECT_EQ(csv.bytes_consumed(), 8);
  EXPECT_FALSE(*csv.Next());
  EXPECT_FALSE(*csv.Next());
}

// All records and errors of a caller that goes on after a bad row.
Lines WithResync(const std::string& text, const CsvLimits& limits = {}) {
  Lines out;
  for (const size_t step : {1U, 5U, 100'000U}) {
    SlowBytes bytes(text, step);
    CsvReader csv(bytes, limits);
    Lines lines;
    while (true) {
      const absl::StatusOr<bool> more = csv.Next();
      if (more.ok() && !*more) break;
      if (more.ok()) {
        lines.push_back(absl::StrJoin(csv.fields(), "|"));
        continue;
      }
      lines.push_back("error");
      EXPECT_FALSE(csv.Next().ok());  // until Resync
      const absl::StatusOr<bool> again = csv.Resync();
      EXPECT_TRUE(again.ok());
      if (!again.ok() || !*again) break;
    }
    if (step != 1) {
      EXPECT_EQ(lines, out);
    }
    out = lines;
  }
  return out;
}

TEST(CsvReaderTest, ResyncGoesOnBehindTheBadRow) {
  EXPECT_EQ(WithResync("a\nb\"x\nc\n"), (Lines{"a", "error", "c"}));
  EXPECT_EQ(WithResync("a\n\"b\"x\nc\n"), (Lines{"a", "error", "c"}));
  EXPECT_EQ(WithResync("a\nb\xFF\nc\n"), (Lines{"a", "error", "c"}));
  EXPECT_EQ(WithResync("a\n\"b\n\xFF\"\nc\n"), (Lines{"a", "error", "c"}));  // the record's end is known
  EXPECT_EQ(WithResync("a\nb\"\n"), (Lines{"a", "error"}));
  EXPECT_EQ(WithResync("b\""), (Lines{"error"}));
}

TEST(CsvReaderTest, ResyncDoesNotLetAQuoteSwallowTheFile) {
  EXPECT_EQ(WithResync("a\n\"b\nc\nd\n"), (Lines{"a", "error", "c", "d"}));
  const std::string many = "a\n\"b\n" + std::string(3000, 'x') + "\nd\n";
  EXPECT_EQ(WithResync(many, {.max_record_bytes = 100}), (Lines{"a", "error", "error", "d"}));
}

TEST(CsvReaderTest, SourceErrorsPassThrough) {
  class Broken : public ByteSource {
   public:
    absl::StatusOr<size_t> Read(char*, size_t) override { return absl::DataLossError("broken"); }
  } broken;
  CsvReader csv(broken, {});
  EXPECT_EQ(csv.Next().status().code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(csv.Resync().status().code(), absl::StatusCode::kDataLoss);
}

TEST(CsvWriterTest, QuotesWhereNeeded) {
  const struct {
    std::string field;
    std::string plain;
    std::string safe;
  } cases[] = {
      {"", "", ""},
      {"abc", "abc", "abc"},
      {"a,b", "\"a,b\"", "\"a,b\""},
      {"a\"b", "\"a\"\"b\"", "\"a\"\"b\""},
      {"a\nb", "\"a\nb\"", "\"a\nb\""},
      {" a", "\" a\"", "\" a\""},
      {"=1+1", "=1+1", "'=1+1"},
      {"+7, Moscow", "\"+7, Moscow\"", "\"'+7, Moscow\""},
      {"-x", "-x", "'-x"},
      {"@x", "@x", "'@x"},
      {"\tx", "\"\tx\"", "'\tx"},
      {"a=b", "a=b", "a=b"},
  };
  for (const auto& test : cases) {
    std::string plain;
    AppendCsvField(test.field, &plain);
    EXPECT_EQ(plain, test.plain);
    std::string safe;
    AppendCsvFieldFormulaSafe(test.field, &safe);
    EXPECT_EQ(safe, test.safe);
  }
}

TEST(CsvWriterTest, WhatIsWrittenReadsBack) {
  const Lines fields = {"", "a", " a ", "\"", "a\"\"b", "x,y", "l1\nl2", "l1\r\nl2", "\t", "中文", "\"quoted\""};
  std::string line;
  for (const std::string& field : fields) {
    if (&field != &fields.front()) line.push_back(',');
    AppendCsvField(field, &line);
  }
  line.push_back('\n');
  const auto bytes = MemorySource(line);
  CsvReader csv(*bytes, {});
  ASSERT_TRUE(*csv.Next());
  EXPECT_EQ(csv.fields(), fields);
}

}  // namespace
}  // namespace cordon
