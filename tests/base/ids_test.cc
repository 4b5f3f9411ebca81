#include "base/ids.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace cordon {
namespace {

TEST(Ids, AreTwentySixCharactersAndDiffer) {
  std::set<std::string> seen;
  for (int i = 0; i < 10'000; ++i) {
    const std::string id = RandomIdSource()->NewId(1'700'000'000'000);
    ASSERT_EQ(id.size(), 26u);
    ASSERT_EQ(id.find_first_not_of("0123456789abcdefghijklmnopqrstuvwxyz"), std::string::npos);
    ASSERT_TRUE(seen.insert(id).second);
  }
}

TEST(Ids, SortByTime) {
  std::string before;
  for (const long long ms : {0LL, 1LL, 31LL, 32LL, 1'700'000'000'000LL, 1'700'000'000'001LL, (1LL << 48) - 1}) {
    const std::string id = RandomIdSource()->NewId(ms);
    EXPECT_LT(before, id);
    before = id;
  }
}

}  // namespace
}  // namespace cordon
