// Suppressions over a real engine: what silences a match, what does not, who may, and what makes it count again. With
// the pair and void steps of worked transaction T11.
#include <set>
#include <string>
#include <vector>

#include "service/screening/replay.h"
#include "service/screening/suppression_facts.h"
#include "service/screening/suppressor.h"
#include "tests/service/suppression_fixture.h"

namespace cordon {
namespace {

TEST_F(SuppressionTest, OfSeveralMatchesOnlyTheOneThatWasAgreedOnIsSilenced) {
  const v1::Screening held = ScreenParty(Optik());
  EXPECT_EQ(held.disposition(), v1::HOLD);
  ASSERT_EQ(Counting(held.matches()), (std::set<std::string>{"SENSETIME", "OTHER"}));
  const v1::ReviewCase review = Released(held);
  const Suppression one = Suppressed(review, "SENSETIME");
  EXPECT_EQ(one.status(), Suppression::ACTIVE);
  EXPECT_EQ(one.last_day(), "2027-11-22");
  EXPECT_GT(one.audit_index(), 0);

  const v1::Screening again = ScreenParty(Optik());
  EXPECT_EQ(again.disposition(), v1::HOLD);
  EXPECT_EQ(again.match_count(), 2);
  EXPECT_EQ(Counting(again.matches()), (std::set<std::string>{"OTHER"}));
  ASSERT_EQ(again.suppressions_size(), 1);
  EXPECT_EQ(again.suppressions(0).suppression(), one.name());
  EXPECT_EQ(again.suppressions(0).audit_index(), one.audit_index());
  v1::GetCaseRequest get;
  get.set_name(absl::StrCat(kCasePrefix, again.name().substr(sizeof("screenings/") - 1)));
  EXPECT_EQ(Taken(engine_->cases().GetCase(get)).alerts_size(), 1);

  Suppressed(review, "OTHER");
  const v1::Screening clear = ScreenParty(Optik());
  EXPECT_EQ(clear.disposition(), v1::CLEAR);
  EXPECT_EQ(clear.matches_size(), 2);  // shown all the same
  EXPECT_TRUE(Counting(clear.matches()).empty());
  bool told = false;
  for (const v1::Warning& warning : clear.warnings()) told = told || warning.reason() == "SUPPRESSED";
  EXPECT_TRUE(told);
  // The record says it, so that a replay needs nothing else.
  v1::GetScreeningRequest stored;
  stored.set_name(clear.name());
  const v1::Screening record = Taken(engine_->screener().GetScreening(stored));
  EXPECT_EQ(record.suppressions_size(), 2);
  Replayer replayer(engine_->store(), engine_->state().Get(), nullptr, directory_);
  for (const v1::Screening* const answer : {&again, &record}) {
    const auto replayed = replayer.Replay(Taken(engine_->store()->GetLogEntry(answer->audit_index())).body);
    ASSERT_TRUE(replayed.ok()) << replayed.status();
    EXPECT_TRUE(replayed->identical);
    EXPECT_EQ(replayed->again.suppressions_size(), answer->suppressions_size());
  }
  // Without those of today it counts again.
  const auto now = replayer.Current(Taken(engine_->store()->GetLogEntry(record.audit_index())).body, clock_.Now());
  ASSERT_TRUE(now.ok()) << now.status();
  EXPECT_EQ(now->again.disposition(), v1::HOLD);
}

TEST_F(SuppressionTest, AnyOtherFactOfThePartyMakesItCountAgain) {
  SuppressBoth(Optik());
  EXPECT_EQ(ScreenParty(Optik()).disposition(), v1::CLEAR);
  const std::vector<std::pair<const char*, void (*)(v1::Party*)>> kChanges = {
      {"name", [](v1::Party* party) { party->set_name("SenseTek Optik AG"); }},
      {"alias", [](v1::Party* party) { party->add_aliases("Optik Bonn"); }},
      {"type", [](v1::Party* party) { party->set_type(v1::PERSON); }},
      {"country", [](v1::Party* party) { party->add_countries("CN"); }},
      {"address", [](v1::Party* party) { party->add_addresses("1900 Hongmei Road, Shanghai"); }},
      {"id", [](v1::Party* party) { party->mutable_ids(0)->set_value("529900SENSETEKOPTIK2"); }},
      {"another id", [](v1::Party* party) { *party->add_ids() = party->ids(0); }},
      {"no id", [](v1::Party* party) { party->clear_ids(); }},
      {"wallet", [](v1::Party* party) { party->add_wallets("bc1qxy2kgdygjrsqtzq2n0yrf2493p83kkfjhx0wlh"); }},
      {"customer", [](v1::Party* party) { party->set_ref("S-18"); }},
      {"no customer", [](v1::Party* party) { party->clear_ref(); }},
  };
  for (const auto& [what, change] : kChanges) {
    v1::Party party = Optik();
    change(&party);
    const v1::Screening answer = ScreenParty(party);
    EXPECT_GE(answer.disposition(), v1::HOLD) << what;
    EXPECT_EQ(answer.suppressions_size(), 0) << what;
  }
  // ANY is what an unsaid type means.
  v1::Party any = Optik();
  any.set_type(v1::ANY);
  EXPECT_EQ(ScreenParty(any).disposition(), v1::CLEAR);
}

TEST_F(SuppressionTest, T11ThePairIsClearAndAChangedAliasListAlertsAgain) {
  const v1::Screening held = ScreenDeal(kT11);
  EXPECT_EQ(held.disposition(), v1::HOLD);
  const v1::ReviewCase review = Released(held);
  const Suppression one = Suppressed(review, "SENSETIME");
  const Suppression two = Suppressed(review, "OTHER");
  const v1::Screening clear = ScreenDeal(kT11);
  EXPECT_EQ(clear.disposition(), v1::CLEAR) << clear.DebugString();
  ASSERT_EQ(clear.parties_size(), 1);
  EXPECT_EQ(clear.parties(0).matches_size(), 2);
  EXPECT_TRUE(Counting(clear.parties(0).matches()).empty());
  EXPECT_EQ(clear.match_count(), 2);
  EXPECT_EQ(clear.suppressions_size(), 2);
  // Other facts of the deal that do not tell who it is.
  std::string other = kT11;
  other.replace(other.find("\"roles\":[\"PURCHASER\"]"), 21, "\"roles\":[\"END_USER\"],\"kind\":\"KIND_UNSPECIFIED\"");
  EXPECT_EQ(ScreenDeal(other).suppressions_size(), 2);
  // Its seat does.
  std::string moved = kT11;
  moved.replace(moved.find("\"hq_country\":\"DE\""), 17, "\"hq_country\":\"CN\"");
  EXPECT_EQ(ScreenDeal(moved).suppressions_size(), 0);

  ASSERT_TRUE(Import(kChangedList).ok());
  const v1::Screening again = ScreenDeal(kT11);
  EXPECT_EQ(again.disposition(), v1::HOLD);
  EXPECT_EQ(Counting(again.parties(0).matches()), (std::set<std::string>{"SENSETIME"}));
  EXPECT_EQ(Get(one.name()).status(), Suppression::VOID);
  EXPECT_EQ(Get(one.name()).ended_by(), "uid:1(test)");
  EXPECT_EQ(Get(two.name()).status(), Suppression::ACTIVE);
  // The list as it was does not bring it back: somebody has to look again.
  ASSERT_TRUE(Import(kPairList).ok());
  EXPECT_EQ(ScreenDeal(kT11).disposition(), v1::HOLD);
  EXPECT_EQ(engine_->store()->NewestEvents("suppression_voided", 10)->size(), 1U);
}

TEST_F(SuppressionTest, ADelistedEntryIsVoidAndSurvivesARestart) {
  SuppressBoth(Optik());
  Open();
  EXPECT_EQ(ScreenParty(Optik()).disposition(), v1::CLEAR);
  ASSERT_TRUE(Import("id,name\ne3,Orbital Gyroscope Works\n", "EL", false, true).ok());
  ASSERT_TRUE(Import(kPairList, "EL", false, true).ok());
  EXPECT_EQ(ScreenParty(Optik()).disposition(), v1::HOLD);
  Open();
  EXPECT_EQ(ScreenParty(Optik()).disposition(), v1::HOLD);
}

TEST_F(SuppressionTest, NeverOnePerson) {
  const v1::ReviewCase review = Released(ScreenParty(Optik()));
  const Suppression proposed = Taken(engine_->suppressions().Propose(Pair(review, "OTHER"), By("cert:cem")));
  EXPECT_EQ(GetErrorReason(Approve(proposed.name(), "cert:cem").status()), "SECOND_PERSON_REQUIRED");
  EXPECT_EQ(GetErrorReason(Approve(proposed.name(), "cert:ann").status()), "SECOND_PERSON_REQUIRED");  // decided it
  EXPECT_EQ(GetErrorReason(Approve(proposed.name(), "").status()), "CALLER_UNNAMED");
  EXPECT_EQ(ScreenParty(Optik()).suppressions_size(), 0);  // a proposal silences nothing
  EXPECT_TRUE(Approve(proposed.name(), "cert:ben").ok());
  EXPECT_EQ(ScreenParty(Optik()).suppressions_size(), 1);
  EXPECT_EQ(GetErrorReason(Approve(proposed.name(), "cert:dan").status()), "SUPPRESSION_STATE");
  EXPECT_EQ(GetErrorReason(engine_->suppressions().Propose(Pair(review, "OTHER"), By("cert:ann")).status()),
            "SUPPRESSION_REFUSED");
  // Rejected ones are gone.
  const Suppression second = Taken(engine_->suppressions().Propose(Pair(review, "SENSETIME"), By("cert:ann")));
  v1::ApproveSuppressionRequest reject;
  reject.set_name(second.name());
  reject.set_reject(true);
  EXPECT_EQ(GetErrorReason(engine_->suppressions().Approve(reject, By("cert:ben")).status()), "INVALID_FIELD");
  reject.set_reason("not convinced");
  EXPECT_EQ(Taken(engine_->suppressions().Approve(reject, By("cert:ben"))).status(), Suppression::REJECTED);
  EXPECT_EQ(GetErrorReason(Approve(second.name(), "cert:ben").status()), "SUPPRESSION_STATE");
}

TEST_F(SuppressionTest, OnlyWhatWasDecidedInAReleasedCaseAndHasFactsCanBeProposed) {
  const v1::Screening held = ScreenParty(Optik());
  v1::GetCaseRequest get;
  get.set_name(absl::StrCat(kCasePrefix, held.name().substr(sizeof("screenings/") - 1)));
  const v1::ReviewCase open = Taken(engine_->cases().GetCase(get));
  const auto reason = [&](const v1::ProposeSuppressionRequest& request) {
    return GetErrorReason(engine_->suppressions().Propose(request, By("cert:ann")).status());
  };
  EXPECT_EQ(reason(Pair(open, "OTHER")), "SUPPRESSION_REFUSED");
  // A name alone would silence every stranger of that name.
  v1::Party bare;
  bare.set_name("SenseTek Optik GmbH");
  bare.set_ref("S-17");
  EXPECT_EQ(reason(Pair(Released(ScreenParty(bare)), "OTHER")), "SUPPRESSION_REFUSED");
  const v1::ReviewCase review = Released(held);
  v1::ProposeSuppressionRequest request = Pair(review, "OTHER");
  request.set_reason(" ");
  EXPECT_EQ(reason(request), "INVALID_FIELD");
  for (const char* const day : {"2026-11-21", "2027-11-23", "soon", "2027-02-30"}) {
    EXPECT_EQ(reason(Pair(review, "OTHER", day)), "INVALID_FIELD") << day;
  }
  request = Pair(review, "OTHER");
  request.set_alert(99);
  EXPECT_EQ(reason(request), "SUPPRESSION_REFUSED");
  request.set_review_case("cases/none");
  EXPECT_EQ(reason(request), "CASE_NOT_FOUND");
}

TEST_F(SuppressionTest, AnIdentifierIsNeverSilenced) {
  for (const v1::MatchedOn on : {v1::IDENTIFIER, v1::WALLET, v1::ADDRESS, v1::PATTERN, v1::MATCHED_ON_UNSPECIFIED}) {
    EXPECT_FALSE(CanBeSuppressed(on));
  }
  SuppressBoth(Optik());
  // The same pair, were it found by identifier.
  const auto book = engine_->suppressions().book()->Get();
  const auto suppressor = SuppressorFor(book, Optik(), *engine_->state().Get()->snapshot, "2026-11-22");
  ASSERT_NE(suppressor, nullptr);
  const v1::Screening plain = ScreenParty(Optik());
  ASSERT_EQ(plain.matches_size(), 2);
  v1::Match match = plain.matches(0);
  EXPECT_NE(suppressor->Of(0, match), nullptr);
  match.set_matched_on(v1::IDENTIFIER);
  EXPECT_EQ(suppressor->Of(0, match), nullptr);
  RecordedSuppressor recorded(plain);
  EXPECT_EQ(recorded.Of(0, match), nullptr);
  // Another score, another name, another party of the same deal.
  match = plain.matches(0);
  match.set_score(match.score() + 1);
  EXPECT_EQ(suppressor->Of(0, match), nullptr);
  match = plain.matches(0);
  match.set_matched_name("x");
  EXPECT_EQ(suppressor->Of(0, match), nullptr);
  EXPECT_EQ(suppressor->Of(1, plain.matches(0)), nullptr);
  EXPECT_EQ(suppressor->Of(-1, plain.matches(0)), nullptr);
}

TEST_F(SuppressionTest, ItEndsByItsDayByAWordAndWhenItsCaseIsOpenedAgain) {
  const v1::ReviewCase review = Released(ScreenParty(Optik()));
  const Suppression one = Suppressed(review, "SENSETIME", "2026-11-23");
  const Suppression two = Suppressed(review, "OTHER");
  EXPECT_EQ(ScreenParty(Optik()).disposition(), v1::CLEAR);
  clock_.Set(clock_.Now() + absl::Hours(24));
  EXPECT_EQ(ScreenParty(Optik()).suppressions_size(), 2);
  clock_.Set(clock_.Now() + absl::Hours(24));
  EXPECT_EQ(ScreenParty(Optik()).suppressions_size(), 1);
  ASSERT_TRUE(engine_->suppressions().Sweep("uid:1(test)").ok());
  EXPECT_EQ(Get(one.name()).status(), Suppression::EXPIRED);

  v1::ReopenCaseRequest reopen;
  reopen.set_name(review.name());
  reopen.set_etag(review.etag());
  reopen.set_reason("the LEI was of somebody else");
  EXPECT_TRUE(engine_->cases().Reopen(reopen, By("cert:cem")).ok());
  EXPECT_EQ(Get(two.name()).status(), Suppression::VOID);
  EXPECT_EQ(ScreenParty(Optik()).disposition(), v1::HOLD);

  const v1::ReviewCase later = Released(ScreenParty(Optik()));
  const Suppression three = Suppressed(later, "OTHER");
  v1::EndSuppressionRequest end;
  end.set_name(three.name());
  end.set_reason("customer left");
  EXPECT_EQ(Taken(engine_->suppressions().End(end, By("cert:dan"))).status(), Suppression::ENDED);
  EXPECT_EQ(GetErrorReason(engine_->suppressions().End(end, By("cert:dan")).status()), "SUPPRESSION_STATE");
  EXPECT_EQ(ScreenParty(Optik()).suppressions_size(), 0);
}

TEST_F(SuppressionTest, OwnersAndOtherPartiesOfADealAreNotSilenced) {
  const v1::ReviewCase review = Released(ScreenDeal(kT11));
  Suppressed(review, "SENSETIME");
  Suppressed(review, "OTHER");
  // The same company as the owner of another, and beside itself under another number.
  std::string owned = kT11;
  owned.replace(owned.find("\"roles\":[\"PURCHASER\"]"), 21,
                "\"roles\":[\"PURCHASER\"],\"owners\":[{\"party\":{\"name\":\"Sensetek Optics\"},\"exact_bp\":6000}]");
  EXPECT_GE(ScreenDeal(owned).disposition(), v1::HOLD);
  std::string twice = kT11;
  twice.replace(
      twice.find("\"parties\":["), 11,
      "\"parties\":[{\"roles\":[\"END_USER\"],\"hq_country\":\"DE\",\"ultimate_parent\":{\"hq_country\":\"DE\"},"
      "\"party\":{\"name\":\"SenseTek Optik GmbH\"}},");
  const v1::Screening two = ScreenDeal(twice);
  EXPECT_GE(two.disposition(), v1::HOLD);
  EXPECT_EQ(Counting(two.parties(0).matches()).size(), 2U);
  EXPECT_TRUE(Counting(two.parties(1).matches()).empty());
}

TEST_F(SuppressionTest, ABatchAndAThresholdChangeNothing) {
  SuppressBoth(Optik());
  v1::BatchScreenPartiesRequest batch;
  *batch.add_requests()->mutable_party() = Optik();
  batch.add_requests()->mutable_party()->set_name("SenseTek Optik GmbH");
  const auto answers = Taken(engine_->screener().BatchScreenPartiesAndWait(batch, By("cert:orders")));
  ASSERT_EQ(answers.results_size(), 2);
  EXPECT_EQ(answers.results(0).screening().disposition(), v1::CLEAR);
  EXPECT_EQ(answers.results(1).screening().disposition(), v1::HOLD);
  EXPECT_EQ(ScreenParty(Optik(), 7'000).suppressions_size(), 2);
}

TEST_F(SuppressionTest, TheListHasPagesAndFilters) {
  const v1::ReviewCase review = Released(ScreenParty(Optik()));
  Suppressed(review, "SENSETIME");
  Suppressed(review, "OTHER");
  v1::ListSuppressionsRequest request;
  request.set_page_size(1);
  std::vector<std::string> names;
  do {
    const auto page = Taken(engine_->suppressions().List(request));
    ASSERT_LE(page.suppressions_size(), 1);
    for (const Suppression& one : page.suppressions()) names.push_back(one.name());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(names.size(), 2U);
  v1::ListSuppressionsRequest filter;
  filter.set_entry_id("OTHER");
  EXPECT_EQ(Taken(engine_->suppressions().List(filter)).suppressions_size(), 1);
  filter.set_party_ref("S-99");
  EXPECT_EQ(Taken(engine_->suppressions().List(filter)).suppressions_size(), 0);
  filter.Clear();
  filter.add_statuses(Suppression::VOID);
  EXPECT_EQ(Taken(engine_->suppressions().List(filter)).suppressions_size(), 0);
}

}  // namespace
}  // namespace cordon
