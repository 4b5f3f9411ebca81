// Names that must be found: a file without them is refused, the first import included; what may be switched off.
#include "service/screening/canaries.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/screening/errors.h"
#include "tests/service/engine_fixture.h"

namespace cordon {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kDplHeader[] =
    "Name\tStreet_Address\tCity\tState\tCountry\tPostal_Code\tEffective_Date\tExpiration_Date\tStandard_Order\t"
    "Last_Update\tAction\tFR_Citation\n";
std::string DplRow(const std::string& name) {
  return name + "\t1 Example Road\tDublin\t\tIE\t\t05/13/2022\t11/09/2032\tY\t2022-05-18\tORDER ADDED\t87 F.R. 30173\n";
}

class CanariesTest : public EngineTest {
 protected:
  absl::StatusOr<v1::ImportListResponse> ImportDpl(const std::string& rows, bool stage = false) {
    v1::ImportHeader header;
    header.set_file_name("dpl.txt");
    header.set_stage(stage);
    header.set_accept_change(true);
    const std::string file = kDplHeader + rows;
    return engine_->lists().Import(MemorySource(file), header, Context());
  }
};

TEST_F(CanariesTest, AFirstImportWithoutThemIsRefused) {
  Open();
  const std::string before = engine_->state().Get()->info.digest();
  for (const bool stage : {false, true}) {
    // accept_change speaks of counts; this is not the list.
    const auto refused = ImportDpl(DplRow("ALDGATE FORGINGS LTD"), stage);
    EXPECT_EQ(GetErrorReason(refused.status()), "CANARY_NOT_FOUND") << refused.status();
    EXPECT_THAT(std::string(refused.status().message()), HasSubstr("dpl.txt: names that must stand on the list"));
    EXPECT_THAT(std::string(refused.status().message()), HasSubstr("DPL: \"MAHAN AIRWAYS\""));
  }
  EXPECT_EQ(engine_->state().Get()->info.digest(), before);
  EXPECT_TRUE(engine_->store()->ListVersions(true)->empty()) << "nothing was stored";
  EXPECT_TRUE(ImportDpl(DplRow("ALDGATE FORGINGS LTD") + DplRow("Mahan Airways")).ok()) << "folding does not matter";
}

TEST_F(CanariesTest, ANearNameIsNotTheName) {
  Open();
  EXPECT_EQ(GetErrorReason(ImportDpl(DplRow("MAHAN AIRWAYZ")).status()), "CANARY_NOT_FOUND");
  EXPECT_EQ(GetErrorReason(ImportDpl(DplRow("MAHAN AIRWAYS LOGISTICS")).status()), "CANARY_NOT_FOUND");
}

TEST_F(CanariesTest, OwnListsHaveNone) {
  Open();
  EXPECT_TRUE(Import("id,name\no1,Aldgate Forgings\n", "DPL").ok()) << "the code alone makes no official list";
}

TEST_F(CanariesTest, OtherSourcesDoNotStandIn) {
  Open();
  ASSERT_TRUE(Import("id,name\no1,MAHAN AIRWAYS\n", "OWN").ok());
  EXPECT_EQ(GetErrorReason(ImportDpl(DplRow("ALDGATE FORGINGS LTD")).status()), "CANARY_NOT_FOUND");
}

TEST_F(CanariesTest, ThePolicyReplacesThemByList) {
  SetPolicy("version: 'p' canaries { source: 'bis/dpl' list: 'DPL' names: 'ALDGATE FORGINGS LTD' }");
  Open();
  EXPECT_TRUE(ImportDpl(DplRow("ALDGATE FORGINGS LTD")).ok());
  const auto refused = ImportDpl(DplRow("MAHAN AIRWAYS"));
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("ALDGATE"));
  SetPolicy("version: 'p' canaries { source: 'bis/dpl' list: 'DPL' }");
  Open();
  EXPECT_TRUE(ImportDpl(DplRow("BORROWDALE CASTINGS")).ok()) << "none";
}

TEST_F(CanariesTest, AStoredVersionIsAskedAgainWhenItIsActivated) {
  SetPolicy("version: 'p' canaries { source: 'bis/dpl' list: 'DPL' }");
  Open();
  const auto first = ImportDpl(DplRow("ALDGATE FORGINGS LTD"));
  ASSERT_TRUE(first.ok());
  ASSERT_TRUE(ImportDpl(DplRow("MAHAN AIRWAYS")).ok());
  SetPolicy("version: 'p2'");
  Open();
  v1::ActivateListVersionRequest request;
  request.set_name(first->version().name());
  EXPECT_EQ(GetErrorReason(engine_->lists().ActivateVersion(request, Context()).status()), "CANARY_NOT_FOUND");
  EXPECT_EQ(Screen("MAHAN AIRWAYS")->match_count(), 1);
}

TEST_F(CanariesTest, APolicyWithBadCanariesIsRefused) {
  const std::string one = "canaries { source: 'csl' list: 'EL' names: 'x' } ";
  const struct {
    std::string text;
    const char* says;
  } kCases[] = {
      {"canaries { list: 'EL' names: 'x' }", "give a source"},
      {"canaries { source: 'csl' list: 'el' names: 'x' }", "code of a list"},
      {"canaries { source: 'csl' list: 'EL' names: '' }", "1 to 512 bytes"},
      {"canaries { source: 'operator/X' list: 'X' names: 'x' }", "only official lists"},
      {one + one, "is named twice"},
  };
  for (const auto& c : kCases) {
    SetPolicy("version: 'p' " + c.text);
    const auto loaded = LoadPolicy(policy_path_, {});
    EXPECT_THAT(std::string(loaded.status().message()), HasSubstr(c.says)) << c.text;
  }
  std::string names;
  for (int i = 0; i < 64; ++i) names += " names: 'x'";
  SetPolicy("version: 'p' canaries { source: 'csl' list: 'EL'" + names + "}");
  EXPECT_TRUE(LoadPolicy(policy_path_, {}).ok());
  SetPolicy("version: 'p' canaries { source: 'csl' list: 'EL' names: 'y'" + names + "}");
  EXPECT_FALSE(LoadPolicy(policy_path_, {}).ok());
}

}  // namespace
}  // namespace cordon
