#include "base/json_keys.h"

#include <string>

#include "gtest/gtest.h"

namespace cordon {
namespace {

TEST(CheckJsonKeys, OneFieldNamedTwice) {
  for (const char* json : {
           R"({"as_of":"2026-01-01","as_of":"2027-01-01"})",
           R"({"as_of":"2026-01-01","asOf":"2027-01-01"})",
           R"({"parties":[{"hq_country":"CN","roles":["PURCHASER"],"hqCountry":"SG"}]})",
           R"({"name" : "a" , "n\u0061me":"b"})",
           R"({"a":{"b":[{}]},"c":1,"a":{}})",
       }) {
    EXPECT_TRUE(absl::IsInvalidArgument(CheckJsonKeys(json))) << json;
  }
  EXPECT_EQ(CheckJsonKeys("{\n\"as_of\":1,\n\"asOf\":2}").message(),
            "line 3: 'asOf' is given twice in one object; keep one");
}

TEST(CheckJsonKeys, DifferentFieldsAndTextsThatLookLikeKeys) {
  for (const char* json : {
           R"({"a":1,"b":{"a":2},"c":[{"a":3},{"a":4}]})",
           R"({"a":"b","b":"a"})",
           R"({"a":"x\":1,\"a","b":2})",
           R"(["a","a"])",
           R"({"exact_bp":1,"exactly_bp":2})",
           "",
           "{\"a\":1,\"a",
           "]]]]",
       }) {
    EXPECT_TRUE(CheckJsonKeys(json).ok()) << json;
  }
  EXPECT_TRUE(CheckJsonKeys(std::string(100'000, '[')).ok());
}

}  // namespace
}  // namespace cordon
