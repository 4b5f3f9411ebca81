#include "base/utf8.h"

#include <gtest/gtest.h>

#include <string>

namespace cordon {
namespace {

TEST(Utf8, AcceptsTheEndsOfEveryRange) {
  const struct {
    std::string bytes;
    char32_t code_point;
  } kCases[] = {
      {std::string("\0", 1), 0},
      {"\x7f", 0x7F},
      {"\xc2\x80", 0x80},
      {"\xdf\xbf", 0x7FF},
      {"\xe0\xa0\x80", 0x800},
      {"\xed\x9f\xbf", 0xD7FF},
      {"\xee\x80\x80", 0xE000},
      {"\xef\xbf\xbd", 0xFFFD},
      {"\xef\xbf\xbf", 0xFFFF},
      {"\xf0\x90\x80\x80", 0x10000},
      {"\xf4\x8f\xbf\xbf", 0x10FFFF},
      {"\xe5\x8c\x97", 0x5317},
  };
  for (const auto& c : kCases) {
    size_t pos = 0;
    EXPECT_EQ(DecodeUtf8(c.bytes, &pos), c.code_point);
    EXPECT_EQ(pos, c.bytes.size());
    EXPECT_TRUE(IsValidUtf8(c.bytes));
    std::string out;
    AppendUtf8(c.code_point, &out);
    EXPECT_EQ(out, c.bytes);
  }
}

TEST(Utf8, RefusesEverythingElse) {
  const std::string kCases[] = {
      "\x80",  // continuation alone
      "\xbf",
      "\xc0\x80",  // overlong NUL
      "\xc1\xbf",  // overlong
      "\xe0\x80\x80",
      "\xe0\x9f\xbf",  // overlong, last
      "\xf0\x80\x80\x80",
      "\xf0\x8f\xbf\xbf",  // overlong, last
      "\xed\xa0\x80",      // first surrogate
      "\xed\xbf\xbf",      // last surrogate
      "\xf4\x90\x80\x80",  // above U+10FFFF
      "\xf5\x80\x80\x80",
      "\xf8\x88\x80\x80\x80",
      "\xfe",
      "\xff",
      "\xc2",
      "\xe5",
      "\xe5\x8c",
      "\xf0\x9f",
      "\xf0\x9f\x98",  // cut off
      "\xc2"
      "A",  // continuation missing
      "\xe5"
      "A\x97",
      "\xe5\x8c"
      "A",
      "\xf0\x9f\x98"
      "A",
  };
  for (const std::string& bytes : kCases) {
    EXPECT_EQ(FindInvalidUtf8(bytes), 0u) << testing::PrintToString(bytes);
    EXPECT_EQ(FindInvalidUtf8("ab" + bytes), 2u) << testing::PrintToString(bytes);
    size_t pos = 0;
    EXPECT_EQ(DecodeUtf8(bytes, &pos), kInvalidCodePoint);
    EXPECT_EQ(pos, 1u) << "one byte is skipped, so that the rest is looked at again";
  }
}

TEST(Utf8, EveryCodePointSurvivesARoundTrip) {
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    std::string bytes;
    AppendUtf8(c, &bytes);
    size_t pos = 0;
    ASSERT_EQ(DecodeUtf8(bytes, &pos), c);
    ASSERT_EQ(pos, bytes.size());
  }
}

TEST(Utf8, CountsCodePoints) {
  EXPECT_EQ(CountCodePoints(""), 0u);
  EXPECT_EQ(CountCodePoints("a\xe5\x8c\x97\xf0\x9f\x98\x80"), 3u);
  EXPECT_EQ(CountCodePoints("a\xff\xe5"), 3u);
}

}  // namespace
}  // namespace cordon
