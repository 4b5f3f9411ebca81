// The arithmetic as people would check it by hand. A is the company asked about; E1, E2 are on the Entity List, S on
// the SDN list, K on the UK list.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "tests/ownership/ownership_fixture.h"

namespace cordon {
namespace {

struct ArithmeticCase {
  std::string name;
  std::function<void(SmallWorld&)> world;
  v1::OwnershipRegime regime;
  int min_bp;
  int max_bp;
  bool restricted;
  bool unknown;
  bool single = false;
  OwnershipDay as_of = 20260615;
};

void WithE(SmallWorld& w) { w.List("E1", "EL").List("E2", "EL"); }

TEST(OwnershipArithmetic, Table) {
  const v1::OwnershipRegime bis = v1::REGIME_BIS;
  const std::vector<ArithmeticCase> cases = {
      {"T02: wholly owned",
       [](SmallWorld& w) {
         w.Own("E1", "A", 10'000);
         w.List("E1", "EL");
       },
       bis, 10'000, 10'000, true, false, true},
      {"T02c: 20 + 30 by two listed parties",
       [](SmallWorld& w) {
         w.Own("E1", "A", 2'000).Own("E2", "A", 3'000);
         WithE(w);
       },
       bis, 5'000, 5'000, true, false, false},
      {"T02c: 20 + 29.99 is not half",
       [](SmallWorld& w) {
         w.Own("E1", "A", 2'000).Own("E2", "A", 2'999);
         WithE(w);
       },
       bis, 4'999, 4'999, false, false},
      {"T02 chain: 25 % of an owner of all is nothing",
       [](SmallWorld& w) { w.Own("E1", "B", 2'500).Own("B", "A", 10'000).List("E1", "EL"); }, bis, 0, 0, false, false},
      {"cascade, not multiplication: 50 % of 50 % counts",
       [](SmallWorld& w) { w.Own("E1", "B", 5'000).Own("B", "A", 5'000).List("E1", "EL"); }, bis, 5'000, 5'000, true,
       false, true},
      {"a restricted owner and a listed one add up",
       [](SmallWorld& w) {
         w.Own("E1", "B", 6'000).Own("B", "A", 3'000).Own("E2", "A", 2'000);
         WithE(w);
       },
       bis, 5'000, 5'000, true, false},
      {"owners on different lists add up for BIS",
       [](SmallWorld& w) {
         w.Own("E1", "A", 3'000).Own("S", "A", 2'500).List("E1", "EL").List("S", "SDN");
         w.last_entry().add_programs("RUSSIA-EO14024");
       },
       bis, 5'500, 5'500, true, false},
      {"an SDN outside 744.8 does not count for BIS",
       [](SmallWorld& w) {
         w.Own("E1", "A", 3'000).Own("S", "A", 2'500).List("E1", "EL").List("S", "SDN");
         w.last_entry().add_programs("VENEZUELA");
       },
       bis, 3'000, 3'000, false, false},
      {"an SDN without programmes counts", [](SmallWorld& w) { w.Own("S", "A", 6'000).List("S", "SDN"); }, bis, 6'000,
       6'000, true, false, true},
      {"the Entity List is nothing to OFAC", [](SmallWorld& w) { w.Own("E1", "A", 9'000).List("E1", "EL"); },
       v1::REGIME_OFAC, 0, 0, false, false},
      {"NS-CMIC is not blocked", [](SmallWorld& w) { w.Own("E1", "A", 9'000).List("E1", "CMIC"); }, v1::REGIME_OFAC, 0,
       0, false, false},
      {"OFAC at half", [](SmallWorld& w) { w.Own("S", "A", 5'000).List("S", "SDN"); }, v1::REGIME_OFAC, 5'000, 5'000,
       true, false, true},
      {"UK needs more than half", [](SmallWorld& w) { w.Own("K", "A", 5'000).List("K", "UK"); }, v1::REGIME_UK, 5'000,
       5'000, false, false},
      {"UK just over half", [](SmallWorld& w) { w.Own("K", "A", 5'001).List("K", "UK"); }, v1::REGIME_UK, 5'001, 5'001,
       true, false, true},
      {"UK control is enough",
       [](SmallWorld& w) {
         w.Own("K", "A", 1'000).Edge(UnknownInterest("K", "A", v1::INTEREST_CONTROL)).List("K", "UK");
       },
       v1::REGIME_UK, 1'000, 1'000, true, false},
      {"control without shares is an owner of unknown size for BIS",
       [](SmallWorld& w) { w.Edge(UnknownInterest("E1", "A", v1::INTEREST_CONTROL)).List("E1", "EL"); }, bis, 0, 10'000,
       false, true},
      {"UK votes count",
       [](SmallWorld& w) {
         w.Own("K", "A", 1'000).Own("K", "A", 6'000).List("K", "UK");
         w.last().set_kind(v1::INTEREST_VOTING_RIGHTS);
       },
       v1::REGIME_UK, 6'000, 6'000, true, false, true},
      {"votes do not add to shares for BIS",
       [](SmallWorld& w) {
         w.Own("E1", "A", 1'000).Own("E1", "A", 6'000).List("E1", "EL");
         w.last().set_kind(v1::INTEREST_VOTING_RIGHTS);
       },
       bis, 1'000, 1'000, false, false},
      {"EU at half (house default)", [](SmallWorld& w) { w.Own("U", "A", 5'000).List("U", "EU"); }, v1::REGIME_EU,
       5'000, 5'000, true, false, true},
      {"a range above half", [](SmallWorld& w) { w.Own("E1", "A", 5'000, 7'500).List("E1", "EL"); }, bis, 5'000,
       5'000 + 2'500, true, false, true},
      {"a range across half", [](SmallWorld& w) { w.Own("E1", "A", 2'500, 5'000).List("E1", "EL"); }, bis, 2'500, 5'000,
       false, true},
      {"a range below half", [](SmallWorld& w) { w.Own("E1", "A", 2'500, 4'999).List("E1", "EL"); }, bis, 2'500, 4'999,
       false, false},
      {"two ranges that may reach half",
       [](SmallWorld& w) {
         w.Own("E1", "A", 2'000, 3'000).Own("E2", "A", 1'000, 2'000);
         WithE(w);
       },
       bis, 3'000, 5'000, false, true},
      {"a listed owner of unknown size", [](SmallWorld& w) { w.Edge(UnknownInterest("E1", "A")).List("E1", "EL"); },
       bis, 0, 10'000, false, true},
      {"an unknown share below a restricted company",
       [](SmallWorld& w) { w.Own("E1", "B", 7'000).Edge(UnknownInterest("B", "A")).List("E1", "EL"); }, bis, 0, 10'000,
       false, true},
      {"an unknown share above: the whole chain is open",
       [](SmallWorld& w) { w.Edge(UnknownInterest("E1", "B")).Own("B", "A", 6'000).List("E1", "EL"); }, bis, 0, 6'000,
       false, true},
      {"an unknown share above a minority is no question",
       [](SmallWorld& w) { w.Edge(UnknownInterest("E1", "B")).Own("B", "A", 4'000).List("E1", "EL"); }, bis, 0, 4'000,
       false, false},
      {"accounting consolidation is never half",
       [](SmallWorld& w) { w.Edge(UnknownInterest("E1", "A", v1::INTEREST_CONSOLIDATION_ULTIMATE)).List("E1", "EL"); },
       bis, 0, 10'000, false, true},
      {"a known share answers what consolidation leaves open",
       [](SmallWorld& w) {
         w.Own("E1", "A", 3'000).Edge(UnknownInterest("E1", "A", v1::INTEREST_CONSOLIDATION_DIRECT)).List("E1", "EL");
       },
       bis, 3'000, 3'000, false, false},
      {"a branch is its head office",
       [](SmallWorld& w) { w.Edge(UnknownInterest("E1", "A", v1::INTEREST_BRANCH)).List("E1", "EL"); }, bis, 10'000,
       10'000, true, false, true},
      {"a director is no owner",
       [](SmallWorld& w) { w.Edge(UnknownInterest("E1", "A", v1::INTEREST_DIRECTORSHIP)).List("E1", "EL"); }, bis, 0, 0,
       false, false},
      {"a fund manager is no owner",
       [](SmallWorld& w) { w.Edge(UnknownInterest("E1", "A", v1::INTEREST_FUND)).List("E1", "EL"); }, bis, 0, 0, false,
       false},
      {"a circle with nobody listed", [](SmallWorld& w) { w.Own("A", "B", 10'000).Own("B", "A", 10'000); }, bis, 0, 0,
       false, false},
      {"a circle below a minority stays out",
       [](SmallWorld& w) { w.Own("E1", "A", 4'000).Own("A", "B", 10'000).Own("B", "A", 2'000).List("E1", "EL"); }, bis,
       4'000, 4'000, false, false},
      {"a circle above a listed owner",
       [](SmallWorld& w) {
         w.Own("E1", "B", 5'000).Own("B", "C", 6'000).Own("C", "B", 3'000).Own("C", "A", 5'100).List("E1", "EL");
       },
       bis, 5'100, 5'100, true, false, true},
      {"a company's own shares are nobody's",
       [](SmallWorld& w) { w.Own("E1", "A", 4'000).Own("A", "A", 2'000).List("E1", "EL").List("A", "EL"); }, bis, 4'000,
       4'000, false, false},
      {"one stake said by two sources counts once",
       [](SmallWorld& w) {
         w.Own("E1", "A", 3'000).Own("E1", "A", 3'000).List("E1", "EL");
         w.last().set_source("other");
       },
       bis, 3'000, 3'000, false, false},
      {"sources that disagree: the larger",
       [](SmallWorld& w) {
         w.Own("E1", "A", 3'000).Own("E1", "A", 6'000).List("E1", "EL");
         w.last().set_source("other");
       },
       bis, 6'000, 6'000, true, false, true},
      {"two stakes in one source: perhaps two share classes",
       [](SmallWorld& w) {
         w.Own("E1", "A", 3'000).Own("E1", "A", 2'500).List("E1", "EL");
         w.last().set_statement_id("2");
       },
       bis, 3'000, 5'500, false, true},
      {"an indirect stake and what it is held through are one",
       [](SmallWorld& w) {
         w.Own("E1", "B", 6'000).Own("B", "A", 3'000).Own("E1", "A", 3'000).List("E1", "EL");
         w.last().set_directness(v1::INDIRECT);
       },
       bis, 3'000, 6'000, false, true},
      {"indirect stakes of strangers add up",
       [](SmallWorld& w) {
         w.Own("E1", "A", 3'000);
         w.last().set_directness(v1::INDIRECT);
         w.Own("E2", "A", 2'500);
         w.last().set_directness(v1::INDIRECT);
         WithE(w);
       },
       bis, 5'500, 5'500, true, false},
      {"shares beyond all are capped",
       [](SmallWorld& w) {
         w.Own("E1", "A", 9'000).Own("E2", "A", 9'000);
         WithE(w);
       },
       bis, 10'000, 10'000, true, false, true},
      {"the company's own listing is another question",
       [](SmallWorld& w) { w.Own("A", "B", 10'000).Own("B", "A", 6'000).List("A", "EL"); }, bis, 0, 0, false, false},
      {"listed after the day", [](SmallWorld& w) { w.Own("E1", "A", 10'000).List("E1", "EL", "2026-06-16"); }, bis, 0,
       0, false, false},
      {"listed on the day", [](SmallWorld& w) { w.Own("E1", "A", 10'000).List("E1", "EL", "2026-06-15"); }, bis, 10'000,
       10'000, true, false, true},
      {"delisted the day before", [](SmallWorld& w) { w.Own("E1", "A", 10'000).List("E1", "EL", "", "2026-06-14"); },
       bis, 0, 0, false, false},
      {"the last day of a listing", [](SmallWorld& w) { w.Own("E1", "A", 10'000).List("E1", "EL", "", "2026-06-15"); },
       bis, 10'000, 10'000, true, false, true},
      {"a stake sold the day before",
       [](SmallWorld& w) {
         w.Own("E1", "A", 10'000).List("E1", "EL");
         w.last().set_end_date("2026-06-14");
       },
       bis, 0, 0, false, false},
      {"the last day of a stake",
       [](SmallWorld& w) {
         w.Own("E1", "A", 10'000).List("E1", "EL");
         w.last().set_end_date("2026-06-15");
       },
       bis, 10'000, 10'000, true, false, true},
      {"a stake bought the day after",
       [](SmallWorld& w) {
         w.Own("E1", "A", 10'000).List("E1", "EL");
         w.last().set_start_date("2026-06-16");
       },
       bis, 0, 0, false, false},
  };
  for (const ArithmeticCase& c : cases) {
    SCOPED_TRACE(c.name);
    SmallWorld world;
    world.Own("X", "A", 1);  // A is always known
    c.world(world);
    const v1::OwnershipFindings findings = world.Ask("A", c.as_of);
    const v1::OwnershipSum& sum = SumOf(findings, c.regime);
    EXPECT_EQ(sum.restricted_min_bp(), c.min_bp) << sum.ShortDebugString();
    EXPECT_EQ(sum.restricted_max_bp(), c.max_bp) << sum.ShortDebugString();
    EXPECT_EQ(sum.restricted(), c.restricted) << sum.explanation();
    EXPECT_EQ(sum.unknown_share(), c.unknown) << sum.explanation();
    EXPECT_EQ(sum.single_owner(), c.single) << sum.explanation();
    EXPECT_TRUE(findings.incomplete().empty());
  }
}

TEST(OwnershipArithmetic, StateBodiesAreARegimeOfTheirOwn) {
  SmallWorld world;
  v1::OwnershipNode state;
  state.set_id("SASAC");
  state.add_names("State Assets Commission");
  state.set_kind(v1::NODE_STATE_BODY);
  state.set_hq_country("CN");
  world.Node(state).Own("SASAC", "Holding", 10'000).Own("Holding", "A", 5'100);
  const v1::OwnershipFindings findings = world.Ask("A");
  const v1::OwnershipSum& sum = SumOf(findings, v1::REGIME_STATE);
  EXPECT_TRUE(sum.restricted());
  ASSERT_EQ(sum.owners_size(), 1);
  EXPECT_EQ(sum.owners(0).country(), "CN");
  EXPECT_EQ(sum.owners(0).entry_name(), "State Assets Commission");
  EXPECT_FALSE(SumOf(findings, v1::REGIME_BIS).restricted());
}

TEST(OwnershipArithmetic, ThresholdsAreData) {
  v1::OwnershipConfig config = DefaultOwnershipConfig();
  for (v1::OwnershipRegimeConfig& regime : *config.mutable_regimes()) {
    if (regime.regime() == v1::REGIME_EU) {
      regime.set_must_exceed(true);
      regime.set_count_control(false);
    }
  }
  ASSERT_TRUE(CheckOwnershipConfig(config).ok());
  SmallWorld world;
  world.Own("U", "A", 5'000).List("U", "EU");
  EXPECT_FALSE(SumOf(world.Ask("A", 20260615, config), v1::REGIME_EU).restricted());
  EXPECT_TRUE(SumOf(world.Ask("A"), v1::REGIME_EU).restricted());
}

TEST(OwnershipArithmetic, ConfigIsChecked) {
  const auto broken = [](const std::function<void(v1::OwnershipConfig&)>& change) {
    v1::OwnershipConfig config = DefaultOwnershipConfig();
    change(config);
    return std::string(CheckOwnershipConfig(config).message());
  };
  EXPECT_EQ(broken([](v1::OwnershipConfig&) {}), "");
  EXPECT_THAT(broken([](v1::OwnershipConfig& c) { c.mutable_regimes(0)->set_threshold_bp(0); }),
              testing::HasSubstr("regime BIS: threshold_bp"));
  EXPECT_THAT(broken([](v1::OwnershipConfig& c) { c.mutable_regimes(0)->set_threshold_bp(10'001); }),
              testing::HasSubstr("threshold_bp"));
  EXPECT_THAT(broken([](v1::OwnershipConfig& c) { *c.add_regimes() = c.regimes(1); }), testing::HasSubstr("twice"));
  EXPECT_THAT(broken([](v1::OwnershipConfig& c) { c.mutable_regimes(1)->clear_lists(); }),
              testing::HasSubstr("no list"));
  EXPECT_THAT(broken([](v1::OwnershipConfig& c) { c.add_regimes()->set_threshold_bp(1); }),
              testing::HasSubstr("known"));
  EXPECT_THAT(broken([](v1::OwnershipConfig& c) { c.mutable_limits()->set_max_depth(-1); }),
              testing::HasSubstr("limits"));
  EXPECT_THAT(broken([](v1::OwnershipConfig& c) { c.mutable_limits()->set_max_paths(1'001); }),
              testing::HasSubstr("max_paths"));
}

}  // namespace
}  // namespace cordon
