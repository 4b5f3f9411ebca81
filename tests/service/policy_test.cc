// Defaults, overlay, validation and places of errors in the policy file.
#include "service/screening/policy.h"

#include <cstdlib>
#include <filesystem>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace cordon {
namespace {

using ::testing::HasSubstr;

std::string PolicyFile(const std::string& text) {
  const std::string path =
      (std::filesystem::temp_directory_path() / absl::StrCat("cordon_policy_", ::getpid(), ".textproto")).string();
  EXPECT_TRUE(WriteFileAtomically(path, text).ok());
  return path;
}

std::string ErrorOf(const std::string& text) {
  const auto loaded = LoadPolicy(PolicyFile(text), {});
  return loaded.ok() ? "" : std::string(loaded.status().message());
}

TEST(Policy, DefaultsAreValid) {
  EXPECT_TRUE(ValidatePolicy(DefaultPolicy()).ok());
  EXPECT_EQ(DefaultPolicy().threshold(), 8500);
  EXPECT_EQ(ListDisposition(DefaultPolicy(), "EL"), v1::HOLD);
  EXPECT_EQ(ListDisposition(DefaultPolicy(), "CMIC"), v1::NOTE);
  EXPECT_EQ(ListDisposition(DefaultPolicy(), "NEVER-SEEN"), v1::HOLD);
}

TEST(Policy, FileOverlaysByListCodeAndLimitField) {
  const auto loaded = LoadPolicy(PolicyFile("lists { list: \"CMIC\" disposition: BLOCK } lists { list: \"OWN\" "
                                            "disposition: ESCALATE } limits { max_batch: 7 }"),
                                 {});
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_EQ(ListDisposition(loaded->policy, "CMIC"), v1::BLOCK);
  EXPECT_EQ(ListDisposition(loaded->policy, "SSI"), v1::NOTE);
  EXPECT_EQ(ListDisposition(loaded->policy, "OWN"), v1::ESCALATE);
  EXPECT_EQ(loaded->policy.limits().max_batch(), 7);
  EXPECT_EQ(loaded->policy.limits().max_in_flight(), DefaultPolicy().limits().max_in_flight());
  EXPECT_THAT(loaded->origin.at("lists"), HasSubstr("file "));
  EXPECT_EQ(loaded->origin.at("threshold"), "default");
}

TEST(Policy, PrecedenceFlagEnvironmentFile) {
  const std::string path = PolicyFile("threshold: 9000");
  EXPECT_EQ(LoadPolicy(path, {})->policy.threshold(), 9000);
  ::setenv("CORDON_THRESHOLD", "0.91", 1);
  EXPECT_EQ(LoadPolicy(path, {})->policy.threshold(), 9100);
  const auto flagged = LoadPolicy(path, {{"threshold", "0.92"}});
  ::unsetenv("CORDON_THRESHOLD");
  EXPECT_EQ(flagged->policy.threshold(), 9200);
  EXPECT_EQ(flagged->origin.at("threshold"), "flag --threshold");
}

TEST(Policy, ErrorsNameFilePlaceAndField) {
  EXPECT_THAT(ErrorOf("threshold: 8500\nthreshhold: 1\n"), HasSubstr(":2:"));
  EXPECT_THAT(ErrorOf("threshold: 4999"), HasSubstr("threshold"));
  EXPECT_THAT(ErrorOf("lists { list: \"el\" disposition: HOLD }"), HasSubstr("lists.list"));
  EXPECT_THAT(ErrorOf("lists { list: \"EL\" disposition: CLEAR }"), HasSubstr("lists.disposition of EL"));
  EXPECT_THAT(ErrorOf("max_age_hours: 12"), HasSubstr("max_age_hours"));
  EXPECT_THAT(ErrorOf("limits { max_batch: 1001 }"), HasSubstr("limits.max_batch"));
  EXPECT_FALSE(LoadPolicy("/nonexistent/policy", {}).ok());
}

TEST(Policy, DigestIgnoresOrderNotContent) {
  v1::Policy a = DefaultPolicy();
  v1::Policy b = DefaultPolicy();
  a.add_required_lists("EL");
  a.add_required_lists("DPL");
  b.add_required_lists("DPL");
  b.add_required_lists("EL");
  EXPECT_EQ(PolicyDigest(a), PolicyDigest(b));
  b.set_threshold(8600);
  EXPECT_NE(PolicyDigest(a), PolicyDigest(b));
}

TEST(Policy, ScoresAreExactDecimals) {
  EXPECT_EQ(*ParseScore("0.85"), 8500);
  EXPECT_EQ(*ParseScore("1"), 10000);
  EXPECT_EQ(*ParseScore("1.0"), 10000);
  EXPECT_EQ(*ParseScore("0.0001"), 1);
  for (const char* const bad : {"", "1.1", "85", ".85", "0.", "0.85000", "-0.5", "0,85", "1e0", "nan"}) {
    EXPECT_FALSE(ParseScore(bad).ok()) << bad;
  }
}

}  // namespace
}  // namespace cordon
