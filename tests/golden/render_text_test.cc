// Widths, shortening and what may reach a terminal.
#include <gtest/gtest.h>

#include "service/render/json.h"
#include "service/render/table.h"
#include "service/render/text.h"

namespace cordon {
namespace {

using namespace render;  // NOLINT(google-build-using-namespace): every line below uses it

TEST(RenderText, ScoresAreExactDecimals) {
  EXPECT_EQ(ScoreText(0), "0.0000");
  EXPECT_EQ(ScoreText(1), "0.0001");
  EXPECT_EQ(ScoreText(8500), "0.8500");
  EXPECT_EQ(ScoreText(9999), "0.9999");
  EXPECT_EQ(ScoreText(10000), "1.0000");
  EXPECT_EQ(ScoreText(-5), "0.0000");
}

TEST(RenderText, WidthsCountCells) {
  EXPECT_EQ(DisplayWidth("abc"), 3U);
  EXPECT_EQ(DisplayWidth("商汤科技"), 8U);
  EXPECT_EQ(DisplayWidth("한국"), 4U);
  EXPECT_EQ(DisplayWidth("カタカナ"), 8U);
  EXPECT_EQ(DisplayWidth("Завод"), 5U);
  EXPECT_EQ(DisplayWidth("e\xCC\x81"), 1U);  // e + combining acute
  EXPECT_EQ(DisplayWidth(""), 0U);
}

TEST(RenderText, EllipsisNeverOverflows) {
  EXPECT_EQ(Ellipsize("abcdef", 6), "abcdef");
  EXPECT_EQ(Ellipsize("abcdefg", 6), "abcde…");
  EXPECT_EQ(Ellipsize("商汤科技", 7), "商汤科…");
  EXPECT_EQ(Ellipsize("商汤科技", 6), "商汤…");  // half of a wide character does not fit
  EXPECT_EQ(Ellipsize("abc", 0), "");
}

TEST(RenderText, NothingInvisibleReachesATerminal) {
  EXPECT_EQ(Printable("a\x1B[31mb"), "a<U+001B>[31mb");
  EXPECT_EQ(Printable("a\xE2\x80\xAE"
                      "b"),
            "a<U+202E>b");                                       // right-to-left override
  EXPECT_EQ(Printable("Hua\xE2\x80\x8Bwei"), "Hua<U+200B>wei");  // zero-width space
  EXPECT_EQ(Printable("a\nb\tc"), "a b c");
  EXPECT_EQ(Printable("a\xC2\x9B"
                      "b"),
            "a<U+009B>b");  // C1 control sequence introducer
  EXPECT_EQ(Printable("a\xFF"), "a\xEF\xBF\xBD");
  EXPECT_EQ(Printable("商汤"), "商汤");
}

TEST(RenderText, Thousands) {
  EXPECT_EQ(WithThousands(0), "0");
  EXPECT_EQ(WithThousands(999), "999");
  EXPECT_EQ(WithThousands(1000), "1,000");
  EXPECT_EQ(WithThousands(1234567), "1,234,567");
  EXPECT_EQ(WithThousands(-1000), "-1,000");
}

TEST(RenderTable, AlignsWideCharactersAndLeavesNoBlanksAtTheEnd) {
  Table table({{"NAME", 8}, {"N", 0, Align::kRight}, {"X"}});
  table.Add({{"商汤科技公司"}, {"1"}, {"a"}});
  table.Add({{"b"}, {"1000"}});
  EXPECT_EQ(table.Draw(false),
            "NAME        N  X\n"
            "商汤科…     1  a\n"
            "b        1000\n");
  // The next portion repeats no titles and never shrinks.
  table.Add({{"c"}, {"2"}, {"d"}});
  EXPECT_EQ(table.Draw(false), "c           2  d\n");
}

TEST(RenderTable, SpillingTextIsWholeAndWidensNothing) {
  Table table({{"A", 4}, {"B"}});
  table.Add({{"a long remark stays whole", Shade::kPlain, true}});
  table.Add({{"x"}, {"y"}});
  EXPECT_EQ(table.Draw(false), "A  B\na long remark stays whole\nx  y\n");
}

TEST(RenderJson, BadUtf8AndControlCharactersStayValid) {
  std::string out;
  JsonWriter(&out)
      .BeginObject()
      .Key("a")
      .String("\xFF\x01\"\\")
      .Key("b")
      .BeginArray()
      .Decimal(5)
      .Integer(-1)
      .EndArray()
      .EndObject();
  EXPECT_EQ(out, "{\"a\":\"\xEF\xBF\xBD\\u0001\\\"\\\\\",\"b\":[0.0005,-1]}");
}

TEST(RenderJson, IndentationKeepsStrings) {
  EXPECT_EQ(IndentJson(R"({"a":"{,:}\"","b":[],"c":{"d":[1,2]}})"),
            "{\n  \"a\": \"{,:}\\\"\",\n  \"b\": [],\n  \"c\": {\n    \"d\": [\n      1,\n      2\n    ]\n  }\n}\n");
}

TEST(RenderJson, ArrayOfLines) {
  JsonArrayLines none;
  EXPECT_EQ(none.End(), "[]\n");
  JsonArrayLines two;
  std::string out = two.Row("1");
  out += two.Row("2");
  EXPECT_EQ(out + two.End(), "[\n1,\n2\n]\n");
}

}  // namespace
}  // namespace cordon
