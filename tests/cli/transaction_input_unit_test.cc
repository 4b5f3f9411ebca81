// Transactions out of text: every layout, one row per transaction, and what is damaged says so.
#include "cli/transaction_input.h"

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"

namespace cordon::cli {
namespace {

// "1:A 2:! " = row 1 with id A, row 2 with an error.
std::string Read(const std::string& text, bool lines = false, std::vector<std::string>* errors = nullptr) {
  TransactionInput input(MemorySource(text), lines);
  TransactionRow row;
  std::string seen;
  while (input.Next(&row)) {
    absl::StrAppend(&seen, row.row, ":", row.error.empty() ? row.transaction.id() : "!", " ");
    if (errors != nullptr && !row.error.empty()) errors->push_back(row.error);
  }
  return seen;
}

TEST(TransactionInput, Layouts) {
  const struct {
    const char* what;
    std::string text;
    bool lines;
    std::string want;
  } cases[] = {
      {"one", R"({"id":"A"})", false, "0:A "},
      {"one, written over lines", "{\n  \"id\": \"A\",\n  \"activity\": \"IAAS\"\n}\n", false, "0:A "},
      {"byte order mark", "\xEF\xBB\xBF{\"id\":\"A\"}", false, "0:A "},
      {"lines", "{\"id\":\"A\"}\n{\"id\":\"B\"}\n", false, "1:A 2:B "},
      {"lines, Windows ends, blank ones between", "{\"id\":\"A\"}\r\n\r\n  {\"id\":\"B\"}", false, "1:A 2:B "},
      {"one line of a file of lines", "{\"id\":\"A\"}\n", true, "1:A "},
      {"a broken line", "{\"id\":\"A\"}\n{\"id\":\n{\"id\":\"C\"}\n", false, "1:A 2:! 3:C "},
      {"a broken first line", "{\"id\":\n{\"id\":\"B\"}\n", false, "1:! 2:B "},
      {"array", "[{\"id\":\"A\"}, {\"id\":\"B\"}]", false, "1:A 2:B "},
      {"array over lines with brackets in texts", "[\n {\"id\":\"A]}\\\"\"},\n {\"id\":\"B\"}\n]\n", false,
       "1:A]}\" 2:B "},
      {"empty array", "[]", false, ""},
      {"array with something else", "[{\"id\":\"A\"}, 7, {\"id\":\"C\"}]", false, "1:A 2:! 3:C "},
      {"array that ends early", "[{\"id\":\"A\"}, {\"id\":", false, "1:A 2:! "},
      {"array without closing bracket", "[{\"id\":\"A\"}", false, "1:A 2:! "},
      {"array without comma", "[{\"id\":\"A\"} {\"id\":\"B\"}]", false, "1:A 2:! "},
      {"text behind the array", "[{\"id\":\"A\"}] x", false, "1:A 2:! "},
      {"nothing", "", false, "0:! "},
      {"nothing in a file of lines", "\n\n", true, ""},
      {"unknown field", R"({"idd":"A"})", false, "0:! "},
      {"no JSON", "id: A", false, "0:! "},
  };
  for (const auto& one : cases) EXPECT_EQ(Read(one.text, one.lines), one.want) << one.what;
}

TEST(TransactionInput, LongFilesAreReadInPieces) {
  std::string lines, array = "[";
  std::string want;
  for (int i = 1; i <= 5000; ++i) {
    const std::string one =
        absl::StrCat("{\"id\":\"", i, "\",\"end_use\":{\"statement\":\"", std::string(60, 'x'), "\"}}");
    absl::StrAppend(&lines, one, "\n");
    absl::StrAppend(&array, i > 1 ? ",\n" : "", one);
    absl::StrAppend(&want, i, ":", i, " ");
  }
  EXPECT_EQ(Read(lines), want);
  EXPECT_EQ(Read(array + "]"), want);
}

TEST(TransactionInput, ATransactionHasALimit) {
  const std::string fits = absl::StrCat("{\"id\":\"", std::string(kMaxTransactionBytes - 9, 'x'), "\"}");
  ASSERT_EQ(fits.size(), kMaxTransactionBytes);
  EXPECT_FALSE(absl::StrContains(Read(fits), "!"));
  EXPECT_FALSE(absl::StrContains(Read(fits, true), "!"));
  EXPECT_FALSE(absl::StrContains(Read("[" + fits + "]"), "!"));
  std::vector<std::string> errors;
  const std::string over = absl::StrCat("{\"id\":\"", std::string(kMaxTransactionBytes - 8, 'x'), "\"}");
  EXPECT_TRUE(Read(over, false, &errors) == "0:! ");
  EXPECT_TRUE(Read(over, true, &errors) == "1:! ");
  EXPECT_TRUE(Read("[" + over + "]", false, &errors) == "1:! ");
  ASSERT_EQ(errors.size(), 3U);
  for (const std::string& error : errors) EXPECT_TRUE(absl::StrContains(error, "longer than 1048576 bytes")) << error;
}

}  // namespace
}  // namespace cordon::cli
