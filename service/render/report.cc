#include "service/render/report.h"

#include <algorithm>
#include <optional>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/clock.h"

namespace cordon::render {
namespace {

using Alert = v1::Alert;
using Case = v1::ReviewCase;
using v1::Resolution;
using v1::Suppression;

constexpr std::array<int64_t, kDurationSteps.size() - 1> kStepHours = {1, 4, 24, 72, 168, 720};
constexpr std::array<int64_t, kSuppressionAges.size() - 1> kAgeDays = {30, 90, 180};

// "12.3" of 123 tenths.
std::string Tenths(int64_t tenths) { return absl::StrCat(tenths / 10, ".", tenths % 10); }

// Per `scale`, with one digit; empty of nothing.
std::string Share(int64_t part, int64_t whole, int64_t scale) {
  return whole == 0 ? "" : Tenths((part * scale * 10 + whole / 2) / whole);
}

std::string Hours(absl::Duration duration) {
  return Tenths(std::max<int64_t>(0, absl::ToInt64Minutes(duration) * 10 / 60));
}

// The least value that `percent` of them do not exceed; empty of nothing.
std::string Percentile(std::vector<absl::Duration> values, size_t percent) {
  if (values.empty()) return "";
  std::sort(values.begin(), values.end());
  const size_t rank = (values.size() * percent + 99) / 100;
  return Hours(values[std::max<size_t>(rank, 1) - 1]);
}

std::optional<absl::Duration> Since(const std::string& from, absl::Time end) {
  const auto begin = ParseTimestamp(from);
  if (!begin.ok()) return std::nullopt;
  return end - *begin;
}

template <size_t N>
size_t Step(absl::Duration duration, const std::array<int64_t, N>& ends, absl::Duration unit) {
  size_t step = 0;
  while (step < N && duration > unit * ends[step]) ++step;
  return step;
}

bool IsTrueMatch(Alert::Outcome outcome) {
  return outcome == Alert::TRUE_MATCH_PROHIBITED || outcome == Alert::TRUE_MATCH_LICENSE_REQUIRED ||
         outcome == Alert::TRUE_MATCH_NO_RESTRICTION;
}

// People, ships and aircraft have no group.
bool CanHaveParent(const v1::TransactionParty& stated) {
  const v1::PartyType type = stated.party().type();
  return stated.kind() != v1::TransactionParty::NATURAL_PERSON && type != v1::PERSON && type != v1::VESSEL &&
         type != v1::AIRCRAFT;
}

}  // namespace

ParentKnown UltimateParentKnown(const v1::TransactionParty& stated, const v1::PartyResult& found) {
  std::set<std::string> tops;
  for (const v1::UltimateParent& parent : found.ownership().ultimate_parents()) {
    if (!parent.by_name()) tops.insert(parent.self() ? "" : parent.id());
  }
  // Sources that disagree know nothing.
  if (tops.size() == 1 && !found.ownership().by_name()) return ParentKnown::kInData;
  const v1::StatedParent& said = stated.ultimate_parent();
  return said.self() || !absl::StripAsciiWhitespace(said.name()).empty() ? ParentKnown::kStated : ParentKnown::kNo;
}

void ReportCounter::Add(const Case& review) {
  ++cases_;
  for (const Alert& alert : review.alerts()) {
    ++alerts_;
    if (alert.kind() != Alert::MATCH || alert.outcome() == Alert::OUTCOME_UNSPECIFIED) continue;
    ++decided_matches_;
    if (IsTrueMatch(alert.outcome())) ++true_matches_;
    ++match_outcomes_[Alert::Outcome_Name(alert.outcome())];
  }
  const auto begun = ParseTimestamp(review.create_time());
  if (begun.ok()) ++months_[absl::CivilMonth(absl::ToCivilDay(*begun, absl::UTCTimeZone()))].first;
  if (review.status() != Case::CLOSED) {
    if (begun.ok()) waiting_.push_back(now_ - *begun);
    return;
  }
  ++closed_;
  const Resolution& resolution = review.resolution();
  ++resolutions_[Resolution::Outcome_Name(resolution.outcome())];
  if (!resolution.approved_by().empty()) ++by_two_;
  if (resolution.outcome() == Resolution::RELEASED || resolution.outcome() == Resolution::RELEASED_UNDER_LICENSE) {
    ++released_;
    if (review.disposition() != v1::HOLD) ++overridden_;
  }
  const auto ended = ParseTimestamp(resolution.resolve_time());
  if (!ended.ok()) return;
  ++months_[absl::CivilMonth(absl::ToCivilDay(*ended, absl::UTCTimeZone()))].second;
  if (begun.ok()) taken_.push_back(*ended - *begun);
}

void ReportCounter::Add(const v1::Screening& record) {
  ++records_;
  for (const v1::PartyResult& found : record.parties()) {
    const int at = found.party_index();
    if (at < 0 || at >= record.transaction().parties_size()) continue;
    const v1::TransactionParty& stated = record.transaction().parties(at);
    if (!CanHaveParent(stated)) continue;
    ++deal_parties_;
    const ParentKnown known = UltimateParentKnown(stated, found);
    if (known != ParentKnown::kNo) ++parents_known_;
    if (known == ParentKnown::kInData) ++parents_in_data_;
  }
}

void ReportCounter::Add(const Suppression& suppression) {
  ++suppressions_[suppression.status()];
  if (suppression.status() != Suppression::ACTIVE) return;
  if (const auto age = Since(suppression.approve_time(), now_); age.has_value()) suppression_ages_.push_back(*age);
}

void ReportCounter::Add(const v1::ListVersion& version) {
  if (version.starter() || version.has_ownership()) return;
  const auto lag = Since(version.retrieved_time(), now_);
  if (!lag.has_value()) return;
  for (const v1::ListSummary& list : version.lists()) {
    const auto [place, fresh] = lag_.insert({list.list(), *lag});
    if (!fresh) place->second = std::max(place->second, *lag);
  }
}

ReportFigures ReportCounter::Figures() const {
  ReportFigures figures;
  figures.time = FormatTimestamp(now_);
  figures.resolutions = resolutions_;
  figures.match_outcomes = match_outcomes_;
  for (const absl::Duration taken : taken_) ++figures.taken[Step(taken, kStepHours, absl::Hours(1))];
  for (const absl::Duration age : waiting_) ++figures.waiting[Step(age, kStepHours, absl::Hours(1))];
  for (const absl::Duration age : suppression_ages_) {
    ++figures.suppression_ages[Step(age, kAgeDays, absl::Hours(24))];
  }
  const absl::CivilMonth last(absl::ToCivilDay(now_, absl::UTCTimeZone()));
  for (absl::CivilMonth month = last - (kReportMonths - 1); month <= last; ++month) {
    const auto counted = months_.find(month);
    const auto [begun, closed] = counted == months_.end() ? std::pair<int64_t, int64_t>() : counted->second;
    figures.months.push_back({absl::FormatCivilTime(month), begun, closed});
  }
  for (const auto& [list, lag] : lag_) {
    figures.list_lag.emplace_back(list, std::max<int64_t>(0, absl::ToInt64Minutes(lag)));
  }
  std::stable_sort(figures.list_lag.begin(), figures.list_lag.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  figures.deal_parties = deal_parties_;
  figures.parents_known = parents_known_;
  figures.cut = cut_;
  figures.rows = Rows(figures);
  return figures;
}

std::vector<ReportFigure> ReportCounter::Rows(const ReportFigures& counted) const {
  const auto number = [](int64_t value) { return absl::StrCat(value); };
  // Of the whole, which was not counted to its end.
  const auto whole = [this](std::string value) { return cut_ ? std::string() : std::move(value); };
  const auto resolved = [this](Resolution::Outcome outcome) {
    const auto found = resolutions_.find(Resolution::Outcome_Name(outcome));
    return found == resolutions_.end() ? int64_t{0} : found->second;
  };
  const auto status = [&](Suppression::Status wanted) {
    const auto found = suppressions_.find(wanted);
    return number(found == suppressions_.end() ? 0 : found->second);
  };
  const auto oldest = std::max_element(suppression_ages_.begin(), suppression_ages_.end());
  std::vector<ReportFigure> rows = {
      {"screenings", number(screenings_), "", "recorded answers"},
      {"cases", number(cases_), "",
       cut_ ? "the first of the queue; there are more, which were not counted" : "answers that people have to decide"},
      {"cases_per_1000", whole(Share(cases_, screenings_, 1000)), "per 1,000 screenings", ""},
      {"alerts_per_1000", whole(Share(alerts_, screenings_, 1000)), "per 1,000 screenings", ""},
      {"true_match_share", Share(true_matches_, decided_matches_, 100), "%", "of decided matches"},
      {"time_to_disposition_p50", Percentile(taken_, 50), "hours", "from the answer to the end of its case"},
      {"time_to_disposition_p95", Percentile(taken_, 95), "hours", ""},
      {"backlog", whole(number(cases_ - closed_)), "", "cases that are not closed"},
      {"backlog_age_p50", Percentile(waiting_, 50), "hours", ""},
      {"backlog_age_max", whole(Percentile(waiting_, 100)), "hours", ""},
      {"release_rate", Share(released_, closed_, 100), "%", "of closed cases"},
      {"rejection_rate", Share(resolved(Resolution::REJECTED), closed_, 100), "%", "of closed cases"},
      {"override_rate", Share(overridden_, closed_, 100), "%", "of closed cases: released although ESCALATE or BLOCK"},
      {"two_person_share", Share(by_two_, closed_, 100), "%", "of closed cases"},
      {"suppressions_active", status(Suppression::ACTIVE), "", ""},
      {"suppressions_proposed", status(Suppression::PROPOSED), "", "wait for approval"},
      {"suppressions_void", status(Suppression::VOID), "", "a side of the pair changed"},
      {"suppressions_expired", status(Suppression::EXPIRED), "", ""},
      {"suppression_age_max",
       oldest == suppression_ages_.end() ? "" : number(std::max<int64_t>(0, absl::ToInt64Hours(*oldest) / 24)), "days",
       "of those that hold"},
  };
  constexpr std::array<const char*, kSuppressionAges.size()> kAgeNames = {
      "suppressions_to_30_days", "suppressions_to_90_days", "suppressions_to_180_days", "suppressions_older"};
  for (size_t i = 0; i < kAgeNames.size(); ++i) {
    rows.push_back({kAgeNames[i], number(counted.suppression_ages[i]), "",
                    absl::StrCat("that hold, by age: ", kSuppressionAges[i])});
  }
  rows.push_back({"list_lag", counted.list_lag.empty() ? "" : Tenths(counted.list_lag.front().second * 10 / 60),
                  "hours", "since the longest unconfirmed list was confirmed"});
  rows.push_back(
      {"ultimate_parent_known", Share(parents_known_, deal_parties_, 100), "%",
       absl::StrCat("of ", deal_parties_, " companies in the deals among the newest ", records_, " records")});
  rows.push_back({"ultimate_parent_in_data", Share(parents_in_data_, deal_parties_, 100), "%",
                  "of them: from ownership data, not only stated by who ordered"});
  return rows;
}

Records ReportRows(const ReportFigures& figures) {
  Records records({{"figure", "FIGURE"}, {"value", "VALUE"}, {"unit", "UNIT"}, {"meaning", "MEANING"}});
  for (const ReportFigure& figure : figures.rows) records.Add({figure.name, figure.value, figure.unit, figure.meaning});
  return records;
}

}  // namespace cordon::render
