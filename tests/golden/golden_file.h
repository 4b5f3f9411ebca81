// Expected output kept in files beside the tests. With CORDON_UPDATE_GOLDEN=1 the files are rewritten instead.
//
//   EXPECT_TRUE(MatchesGolden("screening.json", text));
#ifndef CORDON_TESTS_GOLDEN_GOLDEN_FILE_H_
#define CORDON_TESTS_GOLDEN_GOLDEN_FILE_H_

#include <gtest/gtest.h>

#include <string>

namespace cordon {

testing::AssertionResult MatchesGolden(const std::string& name, const std::string& actual);

}  // namespace cordon

#endif  // CORDON_TESTS_GOLDEN_GOLDEN_FILE_H_
