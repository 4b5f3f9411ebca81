// What was given and could be compared with nothing is said, so that its silence is not taken for an answer.
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/service/engine_fixture.h"

namespace cordon {
namespace {

using ::testing::Contains;
using ::testing::Not;
using ::testing::Property;

class CoverageWarningsTest : public EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    Open();
    ASSERT_TRUE(Import("id,name\na1,Meridian Listed Party\n").ok());
  }
  v1::Screening Answer(const v1::Party& party) {
    v1::ScreenPartyRequest request;
    *request.mutable_party() = party;
    const auto answer = engine_->screener().ScreenPartyAndWait(request, Context());
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *answer : v1::Screening();
  }
};

TEST_F(CoverageWarningsTest, IdentifiersAndWalletsNoListHolds) {
  v1::Party party;
  party.set_name("Harmless Bakery");
  EXPECT_THAT(Answer(party).warnings(), Not(Contains(Property(&v1::Warning::reason, "NO_LISTED_IDENTIFIERS"))));
  v1::Identifier* id = party.add_ids();
  id->set_scheme("LEI");
  id->set_value("529900T8BM49AURSDO55");
  party.add_wallets("0xabc0000000000000000000000000000000000001");
  const v1::Screening answer = Answer(party);
  EXPECT_THAT(answer.warnings(), Contains(Property(&v1::Warning::reason, "NO_LISTED_IDENTIFIERS")));
  EXPECT_THAT(answer.warnings(), Contains(Property(&v1::Warning::reason, "NO_LISTED_WALLETS")));
}

}  // namespace
}  // namespace cordon
