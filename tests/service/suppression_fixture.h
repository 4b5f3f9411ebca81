// An engine with a list of three parties, a supplier that two of them resemble, and people who release and suppress it.
// With worked transaction T11.
#ifndef CORDON_TESTS_SERVICE_SUPPRESSION_FIXTURE_H_
#define CORDON_TESTS_SERVICE_SUPPRESSION_FIXTURE_H_

#include <set>
#include <string>

#include "base/canonical_json.h"
#include "service/screening/case_alerts.h"
#include "service/screening/errors.h"
#include "tests/service/engine_fixture.h"

namespace cordon {

inline constexpr char kPairList[] =
    "id,name,aliases,countries,remarks\n"
    "SENSETIME,SenseTime Group Limited,Sensetek Optics,CN,group\n"
    "OTHER,Sensetek Optik Werke,,CN,\n"
    "e3,Orbital Gyroscope Works,,RU,\n";
// SenseTime's aliases changed.
inline constexpr char kChangedList[] =
    "id,name,aliases,countries,remarks\n"
    "SENSETIME,SenseTime Group Limited,Sensetek Optics;Shangtang,CN,group\n"
    "OTHER,Sensetek Optik Werke,,CN,\n"
    "e3,Orbital Gyroscope Works,,RU,\n";

inline constexpr char kT11[] = R"({"as_of":"2026-06-15","activity":"EXPORT","our_role":"SELLER","destination":"DE",
  "parties":[{"roles":["PURCHASER"],"hq_country":"DE","ultimate_parent":{"hq_country":"DE"},
    "party":{"name":"SenseTek Optik GmbH","ids":[{"scheme":"LEI","value":"529900SENSETEKOPTIK1"}]}}],
  "items":[{"description":"optical bench","eccn":"EAR99","quantity":"1"}]})";

class SuppressionTest : public EngineTest {
 protected:
  using Suppression = v1::Suppression;

  void SetUp() override {
    EngineTest::SetUp();
    Open();
    ASSERT_TRUE(Import(kPairList).ok());
  }
  static CallContext By(const std::string& caller) {
    CallContext context;
    context.caller = caller;
    return context;
  }
  static v1::Party Optik() {
    v1::Party party;
    party.set_name("SenseTek Optik GmbH");
    party.set_ref("S-17");
    auto* const id = party.add_ids();
    id->set_scheme("LEI");
    id->set_value("529900SENSETEKOPTIK1");
    return party;
  }
  v1::Screening ScreenParty(const v1::Party& party, int threshold = 0) {
    v1::ScreenPartyRequest request;
    *request.mutable_party() = party;
    request.set_threshold(threshold);
    return Taken(engine_->screener().ScreenPartyAndWait(request, By("cert:orders")));
  }
  v1::Screening ScreenDeal(const std::string& json) {
    v1::ScreenTransactionRequest request;
    EXPECT_TRUE(FromJson(json, request.mutable_transaction()).ok());
    return Taken(engine_->screener().ScreenTransactionAndWait(request, By("cert:orders")));
  }
  template <typename T>
  static T Taken(const absl::StatusOr<T>& answer) {
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *answer : T();
  }
  // Every match is a false positive, every flag and gap explained; ann decides, ben agrees.
  v1::ReviewCase Released(const v1::Screening& held) {
    v1::GetCaseRequest get;
    get.set_name(absl::StrCat(kCasePrefix, held.name().substr(sizeof("screenings/") - 1)));
    v1::ReviewCase review = Taken(engine_->cases().GetCase(get));
    for (int i = 0; i < review.alerts_size(); ++i) {
      v1::DecideAlertRequest decide;
      decide.set_name(review.name());
      decide.set_etag(review.etag());
      decide.set_alert(i + 1);
      const bool match = review.alerts(i).kind() == v1::Alert::MATCH;
      decide.set_outcome(match ? v1::Alert::FALSE_POSITIVE : v1::Alert::RED_FLAG_RESOLVED);
      if (match) decide.add_discriminators(v1::Alert::LEI);
      decide.set_comment("register of Bonn");
      review = Taken(engine_->cases().Decide(decide, By("cert:ann")));
    }
    v1::ResolveCaseRequest resolve;
    resolve.set_name(review.name());
    resolve.set_etag(review.etag());
    resolve.set_outcome(v1::Resolution::RELEASED);
    resolve.set_reason("another company");
    resolve.set_authorisation("A-1");
    review = Taken(engine_->cases().Resolve(resolve, By("cert:ann")));
    if (review.status() == v1::ReviewCase::CLOSED) return review;
    v1::ApproveCaseRequest approve;
    approve.set_name(review.name());
    approve.set_etag(review.etag());
    return Taken(engine_->cases().Approve(approve, By("cert:ben")));
  }
  static v1::ProposeSuppressionRequest Pair(const v1::ReviewCase& review, const std::string& entry,
                                            const std::string& last_day = "") {
    v1::ProposeSuppressionRequest request;
    request.set_review_case(review.name());
    for (const v1::Alert& alert : review.alerts()) {
      if (alert.kind() == v1::Alert::MATCH && alert.entry_id() == entry) request.set_alert(alert.number());
    }
    request.set_reason("another company, HRB 12345");
    request.set_last_day(last_day);
    return request;
  }
  absl::StatusOr<Suppression> Approve(const std::string& name, const std::string& who) {
    v1::ApproveSuppressionRequest request;
    request.set_name(name);
    return engine_->suppressions().Approve(request, By(who));
  }
  // Agreed to by two.
  Suppression Suppressed(const v1::ReviewCase& review, const std::string& entry, const std::string& last_day = "") {
    const Suppression proposed = Taken(engine_->suppressions().Propose(Pair(review, entry, last_day), By("cert:ann")));
    return Taken(Approve(proposed.name(), "cert:ben"));
  }
  Suppression Get(const std::string& name) {
    v1::GetSuppressionRequest request;
    request.set_name(name);
    return Taken(engine_->suppressions().Get(request));
  }
  static std::set<std::string> Counting(const google::protobuf::RepeatedPtrField<v1::Match>& matches) {
    std::set<std::string> ids;
    for (const v1::Match& match : matches) {
      if (match.suppressed_by().empty()) ids.insert(match.entry_id());
    }
    return ids;
  }
  // Both matches of the party are silenced.
  void SuppressBoth(const v1::Party& party) {
    const v1::ReviewCase review = Released(ScreenParty(party));
    Suppressed(review, "SENSETIME");
    Suppressed(review, "OTHER");
  }
};

}  // namespace cordon

#endif  // CORDON_TESTS_SERVICE_SUPPRESSION_FIXTURE_H_
