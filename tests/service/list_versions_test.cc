// Stored versions: what is there, switching to one of them, and what a switch must not do.
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/screening/errors.h"
#include "service/screening/list_history.h"
#include "service/screening/list_manager.h"
#include "tests/service/engine_fixture.h"

namespace cordon {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ListVersionsTest : public EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    Open();
  }
  // "id1 active", newest first.
  std::vector<std::string> Stored(const std::string& list = "") {
    v1::ListVersionsRequest request;
    request.set_all(true);
    request.set_list(list);
    const auto found = engine_->lists().ListVersions(request);
    EXPECT_TRUE(found.ok()) << found.status();
    std::vector<std::string> shown;
    for (const auto& version : found->versions()) {
      shown.push_back(absl::StrCat(version.name().substr(13), version.active()   ? " active"
                                                              : version.staged() ? " staged"
                                                                                 : " earlier"));
    }
    return shown;
  }
  absl::StatusOr<v1::ActivateListVersionResponse> Activate(const std::string& id, bool accept_change = false,
                                                           const std::string& replaces = "") {
    v1::ActivateListVersionRequest request;
    request.set_name("listVersions/" + id);
    request.set_accept_change(accept_change);
    request.set_replaces(replaces);
    return engine_->lists().ActivateVersion(request, Context());
  }
  std::string Digest() { return engine_->state().Get()->info.digest(); }
  // The id of the version that an import made.
  std::string Put(const std::string& csv, const std::string& code = "EL", bool stage = false) {
    const auto imported = Import(csv, code, stage, /*accept_change=*/true);
    EXPECT_TRUE(imported.ok()) << imported.status();
    return imported.ok() ? imported->version().name().substr(13) : "";
  }
  static std::string Rows(int count, const std::string& word = "Meridian") {
    std::string csv = "id,name\n";
    for (int i = 0; i < count; ++i) absl::StrAppend(&csv, "r", i, ",", word, " Listed Party Number ", i, "\n");
    return csv;
  }
};

TEST_F(ListVersionsTest, AnEarlierVersionAnswersAgainWithItsDigest) {
  const std::string first = Put("id,name\ne1,Aldgate Forgings\n");
  const std::string digest = Digest();
  clock_.Set(clock_.Now() + absl::Hours(1));
  const std::string second = Put("id,name\ne1,Borrowdale Castings\n");
  EXPECT_THAT(Stored(), ElementsAre(second + " active", first + " earlier"));
  clock_.Set(clock_.Now() + absl::Hours(1));
  const auto back = Activate(first);
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(back->engine_state(), digest);
  EXPECT_EQ(Screen("Aldgate Forgings")->match_count(), 1);
  EXPECT_EQ(Screen("Borrowdale Castings")->match_count(), 0);
  EXPECT_THAT(Stored(), ElementsAre(second + " earlier", first + " active"));
  // Who, when, in place of which.
  ASSERT_EQ(back->version().activations_size(), 2);
  EXPECT_EQ(back->version().activations(0).replaced(), "");
  EXPECT_EQ(back->version().activations(1).replaced(), "listVersions/" + second);
  EXPECT_EQ(back->version().activations(1).caller(), "uid:1(test)");
  EXPECT_EQ(back->version().activations(1).time(), "2026-11-22T14:00:00.000000Z");
  // A restart finds the same.
  Open();
  EXPECT_EQ(Digest(), digest);
  EXPECT_EQ(Screen("Aldgate Forgings")->match_count(), 1);
}

TEST_F(ListVersionsTest, ARollbackMakesNoOldListFresh) {
  const std::string first = Put("id,name\ne1,Aldgate Forgings\n");
  clock_.Set(clock_.Now() + absl::Hours(24 * 6));
  Put("id,name\ne1,Borrowdale Castings\n");
  EXPECT_EQ(Screen("Nobody Of Note")->disposition(), v1::CLEAR);
  ASSERT_TRUE(Activate(first).ok());
  const auto answer = Screen("Nobody Of Note");
  EXPECT_EQ(answer->disposition(), v1::HOLD);
  ASSERT_EQ(answer->incomplete_size(), 1);
  EXPECT_EQ(answer->incomplete(0).reason(), "LIST_OVER_AGE");
}

TEST_F(ListVersionsTest, WhatARollbackLosesMustBeMeantWhatItRestoresNot) {
  const std::string whole = Put(Rows(100));
  const std::string broken = Put(Rows(60));
  const std::string more = Put(Rows(200));
  const std::string digest = Digest();
  const auto refused = Activate(broken);
  EXPECT_EQ(GetErrorReason(refused.status()), "LIST_CHANGE_UNCONFIRMED") << refused.status();
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("activate again with --accept-change"));
  EXPECT_EQ(Digest(), digest);
  EXPECT_TRUE(Activate(broken, /*accept_change=*/true).ok());
  EXPECT_TRUE(Activate(whole).ok()) << "60 -> 100 were listed before";
  EXPECT_TRUE(Activate(more).ok());
  // A staged version was never accepted: growth counts too.
  const std::string staged = Put(Rows(300), "EL", /*stage=*/true);
  EXPECT_EQ(GetErrorReason(Activate(staged).status()), "LIST_CHANGE_UNCONFIRMED");
  EXPECT_THAT(Stored("EL"), ElementsAre(staged + " staged", more + " active", broken + " earlier", whole + " earlier"));
  EXPECT_TRUE(Activate(staged, /*accept_change=*/true).ok());
  EXPECT_THAT(Stored("operator/EL"),
              ElementsAre(staged + " active", more + " earlier", broken + " earlier", whole + " earlier"));
}

TEST_F(ListVersionsTest, OtherSourcesStayAndConflictsAreRefused) {
  const std::string own = Put("id,name\no1,Own Blocked Supplier\n", "OWN");
  const std::string first = Put("id,name\ne1,Aldgate Forgings\n");
  Put("id,name\ne2,Borrowdale Castings\n");
  ASSERT_TRUE(Activate(first).ok());
  EXPECT_EQ(Screen("Own Blocked Supplier")->match_count(), 1);
  EXPECT_THAT(Stored("OWN"), ElementsAre(own + " active"));
  EXPECT_THAT(Stored("NOSUCH"), ElementsAre());
}

TEST_F(ListVersionsTest, TheFirstActivationEndsTheStarterList) {
  const std::string staged = Put("id,name\ne1,Aldgate Forgings\n", "EL", /*stage=*/true);
  EXPECT_TRUE(engine_->state().Get()->starter);
  ASSERT_TRUE(Activate(staged).ok());
  EXPECT_FALSE(engine_->state().Get()->starter);
  EXPECT_EQ(engine_->state().Get()->snapshot->entry_count(), 1U);
}

TEST_F(ListVersionsTest, OwnershipDataGoBackToo) {
  Put("id,name\ne1,Aldgate Forgings\n");
  const std::string first = Put("owner,asset,percent\nAldgate Forgings,Baltic Hulls OY,75\n", "");
  const std::string digest = Digest();
  Put("owner,asset,percent\nAldgate Forgings,Baltic Hulls OY,10\n", "");
  ASSERT_NE(Digest(), digest);
  ASSERT_TRUE(Activate(first).ok());
  EXPECT_EQ(Digest(), digest);
  Open();
  EXPECT_EQ(Digest(), digest);
}

TEST_F(ListVersionsTest, RefusalsNameTheirReason) {
  const std::string first = Put("id,name\ne1,Aldgate Forgings\n");
  const std::string second = Put("id,name\ne1,Borrowdale Castings\n");
  EXPECT_EQ(GetErrorReason(Activate("absent").status()), "LIST_VERSION_NOT_FOUND");
  EXPECT_EQ(GetErrorReason(Activate(first, false, "listVersions/" + first).status()), "LIST_VERSION_CHANGED");
  EXPECT_TRUE(Activate(first, false, "listVersions/" + second).ok());
  EXPECT_TRUE(Activate(first, false, "listVersions/" + second).ok()) << "a retry after a lost answer";
}

TEST_F(ListVersionsTest, ConfirmedVersionsAreAsOldAsTheirConfirmation) {
  const std::string first = Put("id,name\ne1,Aldgate Forgings\n");
  const std::string digest = Digest();
  clock_.Set(clock_.Now() + absl::Hours(24 * 6));
  EXPECT_EQ(Screen("Nobody Of Note")->disposition(), v1::HOLD);
  v1::ConfirmListVersionRequest request;
  request.set_name("listVersions/" + first);
  request.mutable_origin()->set_etag("\"abc\"");
  const auto confirmed = engine_->lists().ConfirmVersion(request, Context());
  ASSERT_TRUE(confirmed.ok()) << confirmed.status();
  EXPECT_EQ(Screen("Nobody Of Note")->disposition(), v1::CLEAR);
  EXPECT_EQ(Digest(), digest) << "the same lists";
  Open();
  EXPECT_EQ(Screen("Nobody Of Note")->disposition(), v1::CLEAR);
  EXPECT_EQ(engine_->state().Get()->info.versions(0).origin().etag(), "\"abc\"");
  Put("id,name\ne1,Borrowdale Castings\n");
  EXPECT_EQ(GetErrorReason(engine_->lists().ConfirmVersion(request, Context()).status()), "LIST_VERSION_CHANGED");
}

TEST_F(ListVersionsTest, Pages) {
  for (int i = 0; i < 7; ++i) Put(absl::StrCat("id,name\ne1,Aldgate Forgings ", i, "\n"));
  v1::ListVersionsRequest request;
  request.set_all(true);
  request.set_page_size(3);
  std::vector<std::string> names;
  do {
    const auto page = engine_->lists().ListVersions(request);
    ASSERT_TRUE(page.ok()) << page.status();
    EXPECT_EQ(page->total_size(), 7);
    for (const auto& version : page->versions()) names.push_back(version.name());
    request.set_page_token(page->next_page_token());
    ASSERT_LE(names.size(), 7U);
  } while (!request.page_token().empty());
  EXPECT_EQ(names.size(), 7U);
  EXPECT_EQ(names.front(), engine_->state().Get()->info.versions(0).name());
  request.set_page_token("nonsense");
  EXPECT_EQ(GetErrorReason(engine_->lists().ListVersions(request).status()), "INVALID_PAGE_TOKEN");
}

TEST_F(ListVersionsTest, AnOlderFileIsRefused) {
  const auto import = [&](const std::string& name, bool accept) {
    v1::ImportHeader header;
    header.set_file_name(name);
    header.set_accept_change(accept);
    return engine_->lists().Import(MemorySource("id,name\ne1,Aldgate Forgings\n"), header, Context());
  };
  ASSERT_TRUE(import("own-2026-07-31.csv", false).ok());
  const auto refused = import("own-2026-07-30.csv", false);
  EXPECT_EQ(GetErrorReason(refused.status()), "LIST_OLDER") << refused.status();
  EXPECT_THAT(std::string(refused.status().message()), HasSubstr("2026-07-30"));
  EXPECT_TRUE(import("own-2026-07-31.csv", false).ok());
  EXPECT_TRUE(import("own-2026-07-30.csv", true).ok());
  EXPECT_TRUE(import("own.csv", false).ok()) << "no date, no judgement";
}

TEST(ListHistory, KeepsTheFirstAndTheLatest) {
  v1::ListVersion version;
  for (int i = 0; i < kMaxActivationEvents + 5; ++i)
    NoteActivation(absl::FromUnixSeconds(i), "c", absl::StrCat(i), &version);
  ASSERT_EQ(version.activations_size(), kMaxActivationEvents);
  EXPECT_EQ(version.activations(0).replaced(), "0");
  EXPECT_EQ(version.activations(1).replaced(), "6");
  EXPECT_EQ(version.activations(kMaxActivationEvents - 1).replaced(), absl::StrCat(kMaxActivationEvents + 4));
}

}  // namespace
}  // namespace cordon
