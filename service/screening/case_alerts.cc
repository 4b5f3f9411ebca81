#include "service/screening/case_alerts.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "service/screening/record.h"

namespace cordon {
namespace {

// Names of a transaction's parties in the subject; more of them are counted.
constexpr int kSubjectParties = 3;

std::string NameOf(const v1::Party& party) {
  if (!party.name().empty()) return party.name();
  if (party.aliases_size() > 0) return party.aliases(0);
  if (party.ids_size() > 0) return absl::StrCat(party.ids(0).scheme(), ":", party.ids(0).value());
  if (party.wallets_size() > 0) return party.wallets(0);
  return party.addresses_size() > 0 ? party.addresses(0) : "";
}

std::string SubjectOf(const v1::Screening& screening) {
  if (!screening.has_transaction()) return NameOf(screening.party());
  std::string subject;
  const auto& parties = screening.transaction().parties();
  for (int i = 0; i < parties.size() && i < kSubjectParties; ++i) {
    absl::StrAppend(&subject, i == 0 ? "" : "; ", NameOf(parties[i].party()));
  }
  if (parties.size() > kSubjectParties) {
    absl::StrAppend(&subject, "; and ", parties.size() - kSubjectParties, " more");
  }
  return subject;
}

v1::Alert* AddAlert(v1::Alert::Kind kind, v1::Disposition disposition, v1::ReviewCase* review) {
  v1::Alert* const alert = review->add_alerts();
  alert->set_number(review->alerts_size());
  alert->set_kind(kind);
  alert->set_disposition(disposition);
  return alert;
}

void AddMatches(const google::protobuf::RepeatedPtrField<v1::Match>& matches, int party_index, const std::string& party,
                v1::ReviewCase* review) {
  for (const v1::Match& match : matches) {
    if (!IsCase(match.disposition()) || !match.suppressed_by().empty()) continue;
    v1::Alert* const alert = AddAlert(v1::Alert::MATCH, match.disposition(), review);
    alert->set_party_index(party_index);
    alert->set_party(match.query_name().empty() ? party : match.query_name());
    alert->set_list(match.list());
    alert->set_entry_id(match.entry_id());
    alert->set_entry_name(match.entry_name());
    alert->set_score(match.score());
    alert->set_matched_on(match.matched_on());
  }
}

void AddGap(absl::string_view reason, absl::string_view subject, absl::string_view detail, v1::ReviewCase* review) {
  v1::Alert* const alert = AddAlert(v1::Alert::GAP, v1::HOLD, review);
  alert->set_reason(absl::StrCat(reason, subject.empty() ? "" : " ", subject, detail.empty() ? "" : ": ", detail));
}

}  // namespace

v1::ReviewCase NewCase(const v1::Screening& screening) {
  v1::ReviewCase review;
  const absl::string_view id = absl::string_view(screening.name()).substr(sizeof(kScreeningPrefix) - 1);
  review.set_name(absl::StrCat(kCasePrefix, id));
  review.set_screening(screening.name());
  review.set_status(v1::ReviewCase::NEW);
  review.set_disposition(screening.disposition());
  review.set_subject(SubjectOf(screening));
  review.set_external_ref(screening.external_ref());
  review.set_screened_by(screening.caller());
  review.set_create_time(screening.create_time());

  AddMatches(screening.matches(), 0, NameOf(screening.party()), &review);
  // What was judged and is not described has to be looked at too. (Of a transaction the answer itself is incomplete.)
  if (!screening.has_transaction() && screening.match_count() > screening.matches_size()) {
    AddGap("MATCHES_NOT_STORED", "",
           absl::StrCat(screening.match_count() - screening.matches_size(), " of ", screening.match_count(),
                        " matches are not described; screen a more specific name"),
           &review);
  }
  for (const v1::PartyResult& result : screening.parties()) {
    const bool known = result.party_index() >= 0 && result.party_index() < screening.transaction().parties_size();
    AddMatches(result.matches(), result.party_index(),
               known ? NameOf(screening.transaction().parties(result.party_index()).party()) : "", &review);
  }
  for (const v1::RedFlag& flag : screening.decision().red_flags()) {
    if (!IsCase(flag.disposition())) continue;
    v1::Alert* const alert = AddAlert(v1::Alert::RED_FLAG, flag.disposition(), &review);
    alert->set_rule(flag.rule());
    alert->set_party(flag.subject());
    alert->set_reason(flag.explanation());
  }
  for (const v1::Incompleteness& gap : screening.incomplete()) {
    AddGap(gap.reason(), gap.subject(), gap.detail(), &review);
  }
  if (review.alerts().empty())
    AddGap("SUM", "", "no single match or red flag asks for review, their sum does", &review);
  review.set_etag(CaseEtag(review));
  return review;
}

std::string CaseEtag(const v1::ReviewCase& review) { return absl::StrCat("v", review.actions_size()); }

}  // namespace cordon
