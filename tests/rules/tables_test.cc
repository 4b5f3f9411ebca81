// The shipped tables: groups, policies and chips at their dates, and the groups against the published ones.
#include "rules/facts/tables.h"

#include <cstdlib>
#include <set>

#include "base/files.h"
#include "gmock/gmock.h"
#include "rules/facts/control.h"
#include "tests/rules/rules_fixture.h"

namespace cordon {
namespace {

const Tables& Law() { return ShippedRules().tables(); }

TEST(Tables, CountryGroupsFlipOnTheDay) {
  const struct {
    const char *country, *group, *date;
    bool in;
  } cases[] = {
      {"KH", "D:5", "2025-11-06", true},      {"KH", "D:5", "2025-11-07", false},
      {"KH", "D:1", "2026-06-15", true},      {"KH", "D5_PLUS", "2025-11-06", true},
      {"KH", "D5_PLUS", "2025-11-07", false}, {"MO", "D:5", "2026-06-15", false},
      {"MO", "D5_PLUS", "2026-06-15", true},  {"HK", "D5_PLUS", "2026-06-15", true},
      {"HK", "D5_PLUS", "2020-12-22", false}, {"HK", "D5_PLUS", "2020-12-23", true},
      {"TW", "D5_PLUS", "2026-06-15", false}, {"SG", "A:6", "2026-06-15", true},
      {"SG", "D5_PLUS", "2026-06-15", false}, {"AE", "A:5", "2026-07-23", true},
      {"AE", "A:5", "2026-07-22", false},     {"AE", "D:4", "2026-07-22", true},
      {"AE", "D:4", "2026-07-23", false},     {"", "D:5", "2026-06-15", false},
      {"NI", "D:5", "2024-03-14", false},     {"NI", "D:5", "2024-03-15", true},
      {"KR", "A:5", "2026-06-15", true},      {"MT", "A:5", "2026-06-15", false},
      {"IN", "A:5", "2026-06-15", true},      {"IL", "A:6", "2026-06-15", true},
  };
  for (const auto& one : cases) {
    EXPECT_EQ(Law().InGroup(one.country, one.group, one.date), one.in)
        << one.country << " " << one.group << " " << one.date;
  }
}

TEST(Tables, PoliciesFlipOnTheDay) {
  const struct {
    const char *policy, *date, *state;
    bool in_force;
  } cases[] = {
      {"AFFILIATES_RULE", "2025-09-28", "PRE_RULE", false},
      {"AFFILIATES_RULE", "2025-09-29", "IN_FORCE", true},
      {"AFFILIATES_RULE", "2025-11-09", "IN_FORCE", true},
      {"AFFILIATES_RULE", "2025-11-10", "SUSPENDED", false},
      {"AFFILIATES_RULE", "2026-11-09", "SUSPENDED", false},
      {"AFFILIATES_RULE", "2026-11-10", "IN_FORCE_BY_DEFAULT", true},
      {"HQ_D5_CTRL", "2023-11-16", "NOT_YET", false},
      {"HQ_D5_CTRL", "2023-11-17", "IN_FORCE", true},
      {"CTRL_CN", "2022-10-20", "NOT_YET", false},
      {"CTRL_CN", "2022-10-21", "IN_FORCE_CHINA", true},
      {"CTRL_CN", "2023-11-17", "IN_FORCE", true},
      {"CN_CASE_BY_CASE", "2026-01-14", "NOT_YET", false},
      {"CN_CASE_BY_CASE", "2026-01-15", "REVIEW_POLICY_ONLY", true},
      {"IAAS_CIP", "2026-06-15", "PROPOSED", false},
      {"REMOTE_ACCESS_ACT", "2026-11-22", "PENDING", false},
  };
  for (const auto& one : cases) {
    const v1::PolicyPeriod* period = Law().PolicyAt(one.policy, one.date);
    ASSERT_NE(period, nullptr) << one.policy;
    EXPECT_EQ(period->state(), one.state) << one.policy << " " << one.date;
    EXPECT_EQ(Law().InForce(one.policy, one.date), one.in_force) << one.policy << " " << one.date;
  }
  EXPECT_TRUE(Law().PolicyAt("AFFILIATES_RULE", "2026-11-10")->unconfirmed());
  EXPECT_FALSE(Law().PolicyAt("AFFILIATES_RULE", "2026-11-09")->unconfirmed());
}

TEST(Tables, ChipsInFreeText) {
  const struct {
    const char *text, *chip;
  } cases[] = {
      {"NVIDIA A100 80GB PCIe", "A100"},
      {"8xH100 SXM5 server", "H100"},
      {"8 × H100", "H100"},
      {"DGX H100", "H100"},
      {"DGXH100", "H100"},
      {"HGX-H200", "H200"},
      {"H100SXM5", "H100"},
      {"h-100", "H100"},
      {"H100s", "H100"},
      {"Ｈ１００", "H100"},
      {"H\u200B100", "H100"},
      {"英伟达A100芯片", "A100"},
      {"A800", "A800"},
      {"H800", "H800"},
      {"H20", "H20"},
      {"H20 141GB", "H20"},
      {"GB200 NVL72", "GB200"},
      {"B200", "B200"},
      {"NVIDIA B100", "B100"},
      {"MI250X", "MI250"},
      {"AMD Instinct MI300X", "MI300X"},
      {"MI300A", "MI300A"},
      {"Gaudi 2", "Gaudi 2"},
      {"Gaudi3", "Gaudi 3"},
      {"Ascend 910B", "Ascend 910B"},
      {"昇腾 910C", "Ascend 910C"},
      {"Ascend 910", "Ascend 910"},
      {"L40S", "L40S"},
      {"L40", "L40"},
      {"GeForce RTX 4090", "RTX 4090"},
      {"RTX 4090 D", "RTX 4090 D"},
      {"RTX 3090 Ti", "RTX 3090"},
      {"A100 and H100", "H100"},  // the stronger one counts
      {"H1000 cable", ""},
      {"MH100", ""},
      {"A1000", ""},
      {"Model BH100X9", ""},
      {"keyboard", ""},
      {"", ""},
      {"AH20", ""},
      {"CA100", ""},
      {"H200mm", ""},
  };
  for (const auto& one : cases) {
    const v1::Chip* chip = Law().RecognizeChip(one.text);
    EXPECT_EQ(chip == nullptr ? "" : chip->name(), one.chip) << one.text;
  }
}

TEST(Tables, ControlAtItsDates) {
  const struct {
    const char *chip, *eccn, *date;
    v1::Tri ctrl;
  } cases[] = {
      {"A100", "", "2022-10-20", v1::NO},
      {"A100", "", "2022-10-21", v1::YES},
      {"H100", "EAR99", "2024-01-01", v1::YES},
      {"A800", "", "2023-11-16", v1::NO},
      {"A800", "", "2023-11-17", v1::YES},
      {"H800", "", "2023-11-17", v1::YES},
      {"L40S", "", "2023-11-16", v1::NO},
      {"L40S", "", "2023-11-17", v1::YES},
      {"H20", "", "2026-06-15", v1::NO},
      {"L40", "", "2023-11-17", v1::YES},
      {"RTX 4090", "", "2023-11-16", v1::NO},
      {"RTX 4090", "", "2023-11-17", v1::YES},
      {"RTX 4090 D", "", "2026-06-15", v1::NO},
      {"RTX 3090", "", "2026-06-15", v1::NO},
      {"V100", "", "2026-06-15", v1::NO},
      {"MI210", "", "2023-11-17", v1::YES},
      {"Ascend 910B", "", "2026-06-15", v1::YES},
      {"B200", "", "2024-08-26", v1::YES},
      {"", "3A090.A", "2022-10-20", v1::NO},
      {"", "3A090.A", "2022-10-21", v1::YES},
      {"", "4A090.B", "2024-01-01", v1::YES},
      {"", "5A992.Z", "2023-11-16", v1::NO},
      {"", "5A992.Z", "2023-11-17", v1::YES},
      {"", "5A992.C", "2024-01-01", v1::NO},
      {"", "EAR99", "2024-01-01", v1::NO},
      {"", "", "2024-01-01", v1::UNKNOWN},
      {"", "", "2022-10-20", v1::NO},
      {"MI308", "", "2026-06-15", v1::NO},
      {"L20", "", "2026-06-15", v1::NO},
      {"L4", "", "2023-11-17", v1::YES},
  };
  for (const auto& one : cases) {
    ControlQuery query;
    query.chip = Law().FindChip(one.chip);
    EXPECT_TRUE(query.chip != nullptr || std::string(one.chip).empty()) << one.chip;
    query.eccn = one.eccn;
    const ControlAnswer answer = JudgeControl(Law(), query, one.date);
    EXPECT_EQ(answer.ctrl, one.ctrl) << one.chip << one.eccn << " " << one.date << ": " << answer.basis;
    EXPECT_FALSE(answer.basis.empty());
  }
  EXPECT_EQ(ControlledSince(Law(), {.chip = Law().FindChip("A100"), .eccn = {}, .tpp = {}, .density_centi = {}}),
            "2022-10-21");
  EXPECT_EQ(ControlledSince(Law(), {.chip = Law().FindChip("A800"), .eccn = {}, .tpp = {}, .density_centi = {}}),
            "2023-11-17");
  EXPECT_EQ(ControlledSince(Law(), {.chip = Law().FindChip("H20"), .eccn = {}, .tpp = {}, .density_centi = {}}), "");
}

TEST(Tables, StatedFiguresAtTheThresholds) {
  const struct {
    int64_t tpp, density;
    v1::Tri ctrl;
  } cases[] = {{4800, 100, v1::YES}, {4799, 100, v1::NO},  {1600, 592, v1::YES}, {1599, 592, v1::NO},
               {1600, 591, v1::YES}, {1600, 320, v1::YES}, {1600, 319, v1::NO},  {2400, 160, v1::YES},
               {2400, 159, v1::NO},  {2399, 160, v1::NO}};
  for (const auto& one : cases) {
    ControlQuery query;
    query.tpp = one.tpp;
    query.density_centi = one.density;
    EXPECT_EQ(JudgeControl(Law(), query, "2024-01-01").ctrl, one.ctrl) << one.tpp << " " << one.density;
  }
}

// Against the published supplement where the file is at hand: same members in every group we ship.
TEST(Tables, GroupsEqualThePublishedOnes) {
  const char* shared = std::getenv("CORDON_SHARED_DATA");
  const std::string path =
      (shared == nullptr ? SourceFile("../shared/data") : std::string(shared)) + "/reference/country_groups.json";
  if (!FileExists(path)) GTEST_SKIP() << "skipped: no shared data";
  const auto json = ReadFile(path, 1 << 20);
  ASSERT_TRUE(json.ok());
  const std::pair<const char*, const char*> names[] = {
      {"CN", "China (PRC)"}, {"KH", "Cambodia"},     {"RU", "Russia"},       {"AE", "United Arab Emirates"},
      {"SG", "Singapore"},   {"TW", "Taiwan"},       {"IL", "Israel"},       {"VN", "Vietnam"},
      {"KZ", "Kazakhstan"},  {"NI", "Nicaragua"},    {"MO", "Macau"},        {"SA", "Saudi Arabia"},
      {"IN", "India"},       {"KR", "Korea, South"}, {"KP", "Korea, North"}, {"MT", "Malta"},
      {"MX", "Mexico"},      {"CU", "Cuba"},         {"IR", "Iran"},         {"SY", "Syria"}};
  const size_t groups = json->find("\"groups\"");
  for (const char* group : {"A:5", "A:6", "D:1", "D:4", "D:5", "E:1", "E:2"}) {
    const size_t from = json->find(std::string("\"") + group + "\": [", groups);
    ASSERT_NE(from, std::string::npos) << group;
    const std::string members = json->substr(from, json->find(']', from) - from);
    for (const auto& [code, name] : names) {
      const bool published = members.find(std::string("\"") + name + "\"") != std::string::npos;
      EXPECT_EQ(Law().InGroup(code, group, "2026-07-23"), published) << code << " " << group;
    }
  }
}

}  // namespace
}  // namespace cordon
