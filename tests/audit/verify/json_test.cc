#include "audit/verify/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace cordon::verify {
namespace {

using testing::ElementsAre;
using testing::Pair;

TEST(CanonicalJson, ReadsWhatRecordsHold) {
  const std::string text = R"({"a":[1,-2,true],"b":{"c":"x\n\"\u0001é"},"d":false})";
  const auto value = ParseCanonicalJson(text);
  ASSERT_TRUE(value.ok()) << value.status();
  EXPECT_EQ(value->Find("a")->items[1].integer, -2);
  EXPECT_EQ(value->Find("b")->Text("c"), "x\n\"\x01\xC3\xA9");
  EXPECT_EQ(value->Find("b")->raw, R"({"c":"x\n\"\u0001é"})");
  EXPECT_EQ(value->Find("e"), nullptr);
  EXPECT_EQ(value->Text("d"), "");
  int64_t number = 0;
  EXPECT_FALSE(value->Integer("d", &number));
}

TEST(CanonicalJson, RefusesEveryOtherSpelling) {
  for (const char* text : {"",
                           "{",
                           "{}x",
                           "{ }",
                           R"({"b":1,"a":1})",
                           R"({"a":1,"a":1})",
                           R"({"a":01})",
                           R"({"a":1.0})",
                           R"({"a":-0})",
                           R"({"a":null})",
                           R"({"a":"\/"})",
                           R"({"a":"\u0041"})",
                           R"({"a":"\u000A"})",
                           R"({"a":"\u001F"})",
                           "{\"a\":\"\n\"}",
                           "{\"a\":\"\xff\"}",
                           R"({"a":"x})",
                           R"({"a":[1,]})",
                           R"({"a":1,})",
                           R"({a:1})",
                           R"({"a":"\)",
                           R"({"a":"\u00)",
                           R"({"a":9223372036854775808})",
                           R"(["a" ])"}) {
    EXPECT_FALSE(ParseCanonicalJson(text).ok()) << text;
  }
  const std::string deep = std::string(kMaxJsonDepth, '[') + std::string(kMaxJsonDepth, ']');
  EXPECT_TRUE(ParseCanonicalJson(deep).ok());
  EXPECT_FALSE(ParseCanonicalJson("[[" + deep + "]]").ok());
}

TEST(CanonicalJson, LeavesMembersOut) {
  const std::string text = R"({"a":1,"b":{"x":[]},"c":"\""})";
  const auto value = ParseCanonicalJson(text);
  ASSERT_TRUE(value.ok());
  EXPECT_EQ(WithoutMembers(*value, {}), text);
  EXPECT_EQ(WithoutMembers(*value, {"a", "c"}), R"({"b":{"x":[]}})");
  EXPECT_EQ(WithoutMembers(*value, {"a", "b", "c"}), "{}");
}

TEST(CanonicalJson, ScansTheOutermostStrings) {
  std::vector<std::pair<std::string, std::string>> found;
  const auto keep = [&](absl::string_view key, absl::string_view raw) { found.emplace_back(key, raw); };
  EXPECT_TRUE(
      ScanTopStrings(R"({"a":"x\\\"y","b":{"name":"no","l":["no"]},"c":["no"],"d":3,"name":"yes","z":""})", keep));
  EXPECT_THAT(found, ElementsAre(Pair("a", R"(x\\\"y)"), Pair("name", "yes"), Pair("z", "")));
  for (const char* text : {"", "{", "[]", "{}x", R"({"a":"x)", R"({"a":{})"}) EXPECT_FALSE(ScanTopStrings(text, keep));
}

}  // namespace
}  // namespace cordon::verify
