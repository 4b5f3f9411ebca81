#include "service/render/report.h"

#include <algorithm>
#include <optional>

#include "absl/strings/str_cat.h"
#include "base/clock.h"

namespace cordon::render {
namespace {

using Alert = v1::Alert;
using Case = v1::ReviewCase;
using v1::Suppression;

// "12.3" of 123 tenths.
std::string Tenths(int64_t tenths) { return absl::StrCat(tenths / 10, ".", tenths % 10); }

// Per `scale`, with one digit; empty of nothing.
std::string Share(int64_t part, int64_t whole, int64_t scale) {
  return whole == 0 ? "" : Tenths((part * scale * 10 + whole / 2) / whole);
}

std::string Hours(absl::Duration duration) {
  return Tenths(std::max<int64_t>(0, absl::ToInt64Minutes(duration) * 10 / 60));
}

// The value that `percent` of them do not exceed; empty of nothing.
std::string Percentile(std::vector<absl::Duration> values, size_t percent) {
  if (values.empty()) return "";
  std::sort(values.begin(), values.end());
  const size_t rank = (values.size() * percent + 99) / 100;
  return Hours(values[std::max<size_t>(rank, 1) - 1]);
}

std::optional<absl::Duration> Between(const std::string& from, const std::string& to) {
  const auto begin = ParseTimestamp(from);
  const auto end = ParseTimestamp(to);
  if (!begin.ok() || !end.ok()) return std::nullopt;
  return *end - *begin;
}

struct CaseCounts {
  int64_t alerts = 0;
  int64_t decided_matches = 0;
  int64_t true_matches = 0;
  int64_t released = 0;
  int64_t rejected = 0;
  int64_t overridden = 0;  // released although it was ESCALATE or BLOCK
  int64_t by_two = 0;
  int64_t closed = 0;
  std::vector<absl::Duration> taken;
  std::vector<absl::Duration> waiting;
};

bool IsTrueMatch(Alert::Outcome outcome) {
  return outcome == Alert::TRUE_MATCH_PROHIBITED || outcome == Alert::TRUE_MATCH_LICENSE_REQUIRED ||
         outcome == Alert::TRUE_MATCH_NO_RESTRICTION;
}

void CountCase(const Case& review, absl::Time now, CaseCounts* counts) {
  for (const Alert& alert : review.alerts()) {
    ++counts->alerts;
    if (alert.kind() != Alert::MATCH || alert.outcome() == Alert::OUTCOME_UNSPECIFIED) continue;
    ++counts->decided_matches;
    if (IsTrueMatch(alert.outcome())) ++counts->true_matches;
  }
  if (review.status() != Case::CLOSED) {
    if (const auto age = Between(review.create_time(), FormatTimestamp(now)); age.has_value()) {
      counts->waiting.push_back(*age);
    }
    return;
  }
  ++counts->closed;
  const v1::Resolution& resolution = review.resolution();
  if (!resolution.approved_by().empty()) ++counts->by_two;
  if (resolution.outcome() == v1::Resolution::REJECTED) ++counts->rejected;
  if (resolution.outcome() == v1::Resolution::RELEASED ||
      resolution.outcome() == v1::Resolution::RELEASED_UNDER_LICENSE) {
    ++counts->released;
    if (review.disposition() != v1::HOLD) ++counts->overridden;
  }
  if (const auto taken = Between(review.create_time(), resolution.resolve_time()); taken.has_value()) {
    counts->taken.push_back(*taken);
  }
}

int64_t CountStatus(const std::vector<Suppression>& suppressions, Suppression::Status status) {
  return std::count_if(suppressions.begin(), suppressions.end(),
                       [status](const Suppression& one) { return one.status() == status; });
}

std::string OldestSuppression(const ReportSources& sources) {
  std::optional<absl::Duration> oldest;
  for (const Suppression& one : sources.suppressions) {
    if (one.status() != Suppression::ACTIVE) continue;
    const auto age = Between(one.approve_time(), FormatTimestamp(sources.now));
    if (age.has_value() && (!oldest.has_value() || *age > *oldest)) oldest = age;
  }
  return oldest.has_value() ? absl::StrCat(absl::ToInt64Hours(*oldest) / 24) : "";
}

// Of the list that was confirmed longest ago.
std::string ListLag(const ReportSources& sources) {
  std::optional<absl::Duration> lag;
  for (const v1::ListVersion& version : sources.active_lists) {
    if (version.starter() || version.has_ownership()) continue;
    const auto age = Between(version.retrieved_time(), FormatTimestamp(sources.now));
    if (age.has_value() && (!lag.has_value() || *age > *lag)) lag = age;
  }
  return lag.has_value() ? Hours(*lag) : "";
}

}  // namespace

std::vector<ReportFigure> CountFigures(const ReportSources& sources) {
  CaseCounts counts;
  for (const Case& review : sources.cases) CountCase(review, sources.now, &counts);
  const int64_t cases = static_cast<int64_t>(sources.cases.size());
  const auto number = [](int64_t value) { return absl::StrCat(value); };
  return {
      {"screenings", number(sources.screenings), "", "recorded answers"},
      {"cases", number(cases), "", "answers that people have to decide"},
      {"cases_per_1000", Share(cases, sources.screenings, 1000), "per 1,000 screenings", ""},
      {"alerts_per_1000", Share(counts.alerts, sources.screenings, 1000), "per 1,000 screenings", ""},
      {"true_match_share", Share(counts.true_matches, counts.decided_matches, 100), "%", "of decided matches"},
      {"time_to_disposition_p50", Percentile(counts.taken, 50), "hours", "from the answer to the end of its case"},
      {"time_to_disposition_p95", Percentile(counts.taken, 95), "hours", ""},
      {"backlog", number(cases - counts.closed), "", "cases that are not closed"},
      {"backlog_age_p50", Percentile(counts.waiting, 50), "hours", ""},
      {"backlog_age_max", Percentile(counts.waiting, 100), "hours", ""},
      {"release_rate", Share(counts.released, counts.closed, 100), "%", "of closed cases"},
      {"rejection_rate", Share(counts.rejected, counts.closed, 100), "%", "of closed cases"},
      {"override_rate", Share(counts.overridden, counts.closed, 100), "%",
       "of closed cases: released although ESCALATE or BLOCK"},
      {"two_person_share", Share(counts.by_two, counts.closed, 100), "%", "of closed cases"},
      {"suppressions_active", number(CountStatus(sources.suppressions, Suppression::ACTIVE)), "", ""},
      {"suppressions_proposed", number(CountStatus(sources.suppressions, Suppression::PROPOSED)), "",
       "wait for approval"},
      {"suppressions_void", number(CountStatus(sources.suppressions, Suppression::VOID)), "",
       "a side of the pair changed"},
      {"suppressions_expired", number(CountStatus(sources.suppressions, Suppression::EXPIRED)), "", ""},
      {"suppression_age_max", OldestSuppression(sources), "days", "of those that hold"},
      {"list_lag", ListLag(sources), "hours", "since the longest unconfirmed list was confirmed"},
  };
}

Records ReportRows(const std::vector<ReportFigure>& figures) {
  Records records({{"figure", "FIGURE"}, {"value", "VALUE"}, {"unit", "UNIT"}, {"meaning", "MEANING"}});
  for (const ReportFigure& figure : figures) records.Add({figure.name, figure.value, figure.unit, figure.meaning});
  return records;
}

}  // namespace cordon::render
