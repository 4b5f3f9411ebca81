#include "base/ids.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

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

TEST(Ids, ChildAfterForkDoesNotRepeatItsParent) {
  RandomIdSource()->NewId(0);  // so that there is something left over to inherit
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const std::string id = RandomIdSource()->NewId(0);
    _exit(write(ends[1], id.data(), id.size()) == 26 ? 0 : 1);
  }
  char theirs[26];
  ASSERT_EQ(read(ends[0], theirs, sizeof(theirs)), 26);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_NE(RandomIdSource()->NewId(0), std::string(theirs, sizeof(theirs)));
  close(ends[0]);
  close(ends[1]);
}

}  // namespace
}  // namespace cordon
