// Import -> validate -> activate: the starter list until the first import, last good on failure, one digest per state.
#include "service/screening/list_manager.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/screening/errors.h"
#include "tests/service/engine_fixture.h"

namespace cordon {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Property;

class ListManagerTest : public EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    Open();
  }
};

TEST_F(ListManagerTest, FreshDirectoryAnswersFromTheStarterListAndSaysSo) {
  EXPECT_GE(engine_->state().Get()->snapshot->entry_count(), 200U);
  const auto answer = Screen("科大讯飞");
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->disposition(), v1::HOLD);
  EXPECT_THAT(answer->warnings(), Contains(Property(&v1::Warning::reason, "STARTER_LIST")));
}

TEST_F(ListManagerTest, FirstImportDropsTheStarter) {
  const auto imported = Import(kSmallList);
  ASSERT_TRUE(imported.ok()) << imported.status();
  EXPECT_EQ(imported->version().source(), "operator/EL");
  EXPECT_EQ(imported->version().lists(0).entries(), 4);
  EXPECT_EQ(engine_->state().Get()->snapshot->entry_count(), 4U);
  EXPECT_EQ(imported->engine_state(), engine_->state().Get()->info.digest());
  EXPECT_EQ(Screen("IFLYTEK")->warnings_size(), 0);
}

TEST_F(ListManagerTest, StateSurvivesRestartWithTheSameDigest) {
  ASSERT_TRUE(Import(kSmallList).ok());
  ASSERT_TRUE(Import("id,name\no1,Own Blocked Supplier\n", "OWN").ok());
  const std::string digest = engine_->state().Get()->info.digest();
  Open();
  EXPECT_EQ(engine_->state().Get()->info.digest(), digest);
  EXPECT_EQ(Screen("Own Blocked Supplier")->disposition(), v1::HOLD);
  EXPECT_EQ(Screen("IFLYTEK")->disposition(), v1::HOLD);
}

TEST_F(ListManagerTest, DigestInARecordResolvesToTheState) {
  ASSERT_TRUE(Import(kSmallList).ok());
  const std::string digest = Screen("IFLYTEK")->engine_state();
  ASSERT_TRUE(Import("id,name\no1,Own Blocked Supplier\n", "OWN").ok());
  const auto content = engine_->store()->GetBlob(digest.substr(std::string("sha256:").size()));
  ASSERT_TRUE(content.ok()) << content.status();
  EXPECT_THAT(*content, HasSubstr("operator/EL"));
}

TEST_F(ListManagerTest, ImportReplacesOnlyItsOwnSource) {
  ASSERT_TRUE(Import(kSmallList).ok());
  ASSERT_TRUE(Import("id,name\no1,Own Blocked Supplier\n", "OWN").ok());
  ASSERT_TRUE(Import("id,name\no2,Other Blocked Supplier\n", "OWN").ok());
  EXPECT_EQ(Screen("Own Blocked Supplier")->match_count(), 0);
  EXPECT_EQ(Screen("IFLYTEK")->match_count(), 1);
}

TEST_F(ListManagerTest, RefusedImportChangesNothingAndNamesThePlace) {
  ASSERT_TRUE(Import(kSmallList).ok());
  const std::string digest = engine_->state().Get()->info.digest();
  const auto refused = Import("id,name,type\nx,Good,organization\ny,Bad,submarine\n");
  EXPECT_EQ(GetErrorReason(refused.status()), "IMPORT_REFUSED");
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("row 3"));
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("type"));
  EXPECT_EQ(engine_->state().Get()->info.digest(), digest);
  EXPECT_EQ(Screen("IFLYTEK")->match_count(), 1);
}

TEST_F(ListManagerTest, StagedImportDoesNotAnswer) {
  ASSERT_TRUE(Import(kSmallList).ok());
  const std::string digest = engine_->state().Get()->info.digest();
  const auto staged = Import("id,name\no1,Staged Supplier Name\n", "OWN", /*stage=*/true);
  ASSERT_TRUE(staged.ok()) << staged.status();
  EXPECT_FALSE(staged->version().active());
  EXPECT_EQ(engine_->state().Get()->info.digest(), digest);
  EXPECT_EQ(Screen("Staged Supplier Name")->match_count(), 0);
  Open();
  EXPECT_EQ(Screen("Staged Supplier Name")->match_count(), 0);
}

TEST_F(ListManagerTest, SearchShowExport) {
  ASSERT_TRUE(Import(kSmallList).ok());
  v1::SearchListEntriesRequest search;
  search.set_query("gyroscope");
  const auto found = engine_->lists().Search(search);
  ASSERT_TRUE(found.ok()) << found.status();
  ASSERT_EQ(found->entries_size(), 1);
  EXPECT_EQ(found->entries(0).entry_id(), "e4");
  v1::GetListEntryRequest get;
  get.set_entry_id("e1");
  EXPECT_EQ(engine_->lists().GetEntry(get)->entry_name(), "IFLYTEK");
  std::string exported;
  ASSERT_TRUE(engine_->lists()
                  .Export({},
                          [&](absl::string_view piece) {
                            exported.append(piece.data(), piece.size());
                            return absl::OkStatus();
                          })
                  .ok());
  // What is exported imports as the same entries.
  const std::string before = engine_->state().Get()->snapshot->Entry(0).SerializeAsString();
  ASSERT_TRUE(Import(exported).ok());
  EXPECT_EQ(engine_->state().Get()->snapshot->Entry(0).SerializeAsString(), before);
}

TEST_F(ListManagerTest, SearchPages) {
  std::string csv = "id,name\n";
  for (int i = 0; i < 7; ++i) csv += absl::StrCat("n", i, ",Paged Name ", i, "\n");
  ASSERT_TRUE(Import(csv).ok());
  v1::SearchListEntriesRequest search;
  search.set_query("paged");
  search.set_page_size(3);
  int pages = 0;
  int entries = 0;
  do {
    const auto page = engine_->lists().Search(search);
    ASSERT_TRUE(page.ok()) << page.status();
    EXPECT_EQ(page->total_size(), 7);
    entries += page->entries_size();
    search.set_page_token(page->next_page_token());
    ASSERT_LT(++pages, 10);
  } while (!search.page_token().empty());
  EXPECT_EQ(entries, 7);
  EXPECT_EQ(pages, 3);
}

}  // namespace
}  // namespace cordon
