// The slow, obvious twin of the management figures: each one counted by itself over everything, as its description in
// docs/cli.md reads, and in other arithmetic than the product's.
#ifndef CORDON_TESTS_SUPPORT_REFERENCE_REPORT_H_
#define CORDON_TESTS_SUPPORT_REFERENCE_REPORT_H_

#include <cmath>
#include <cstdio>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "cordon/v1/cases.pb.h"
#include "cordon/v1/list.pb.h"
#include "cordon/v1/screening.pb.h"
#include "cordon/v1/suppressions.pb.h"

namespace cordon {

struct ReferenceReportSources {
  std::vector<v1::ReviewCase> cases;
  std::vector<v1::Screening> records;
  std::vector<v1::Suppression> suppressions;
  std::vector<v1::ListVersion> lists;
  int64_t screenings = 0;
  absl::Time now;
};

class ReferenceReport {
 public:
  explicit ReferenceReport(const ReferenceReportSources& sources) : in_(sources) {}

  std::map<std::string, std::string> Figures() const {
    using Case = v1::ReviewCase;
    using R = v1::Resolution;
    using A = v1::Alert;
    using S = v1::Suppression;
    const auto closed = [](const Case& c) { return c.status() == Case::CLOSED; };
    const auto open = [](const Case& c) { return c.status() != Case::CLOSED; };
    const auto released = [](const Case& c) {
      return c.status() == Case::CLOSED &&
             (c.resolution().outcome() == R::RELEASED || c.resolution().outcome() == R::RELEASED_UNDER_LICENSE);
    };
    const auto decided = [](const A& a) { return a.kind() == A::MATCH && a.outcome() != A::OUTCOME_UNSPECIFIED; };
    const long alerts = Alerts([](const A&) { return true; });
    const long all_closed = Cases(closed);
    std::map<std::string, std::string> f;
    f["screenings"] = std::to_string(in_.screenings);
    f["cases"] = std::to_string(in_.cases.size());
    f["cases_per_1000"] = Rate(static_cast<long>(in_.cases.size()), in_.screenings, 1000);
    f["alerts_per_1000"] = Rate(alerts, in_.screenings, 1000);
    f["true_match_share"] = Rate(Alerts([](const A& a) {
                                   return a.kind() == A::MATCH && (a.outcome() == A::TRUE_MATCH_PROHIBITED ||
                                                                   a.outcome() == A::TRUE_MATCH_LICENSE_REQUIRED ||
                                                                   a.outcome() == A::TRUE_MATCH_NO_RESTRICTION);
                                 }),
                                 Alerts(decided), 100);
    std::vector<long> taken;
    std::vector<long> waited;
    for (const Case& c : in_.cases) {
      if (closed(c)) Minutes(c.create_time(), c.resolution().resolve_time(), &taken);
      if (open(c)) Minutes(c.create_time(), FormatTimestamp(in_.now), &waited);
    }
    f["time_to_disposition_p50"] = HoursAt(taken, 50);
    f["time_to_disposition_p95"] = HoursAt(taken, 95);
    f["backlog"] = std::to_string(Cases(open));
    f["backlog_age_p50"] = HoursAt(waited, 50);
    f["backlog_age_max"] = HoursAt(waited, 100);
    f["release_rate"] = Rate(Cases(released), all_closed, 100);
    f["rejection_rate"] = Rate(
        Cases([&](const Case& c) { return closed(c) && c.resolution().outcome() == R::REJECTED; }), all_closed, 100);
    f["override_rate"] =
        Rate(Cases([&](const Case& c) { return released(c) && c.disposition() != v1::HOLD; }), all_closed, 100);
    f["two_person_share"] =
        Rate(Cases([&](const Case& c) { return closed(c) && !c.resolution().approved_by().empty(); }), all_closed, 100);
    f["suppressions_active"] = std::to_string(Pairs(S::ACTIVE));
    f["suppressions_proposed"] = std::to_string(Pairs(S::PROPOSED));
    f["suppressions_void"] = std::to_string(Pairs(S::VOID));
    f["suppressions_expired"] = std::to_string(Pairs(S::EXPIRED));
    std::vector<long> ages;
    for (const S& one : in_.suppressions) {
      if (one.status() == S::ACTIVE) Minutes(one.approve_time(), FormatTimestamp(in_.now), &ages);
    }
    long oldest = -1;
    std::map<std::string, long> steps;
    for (const long age : ages) {
      const long days = age / (24 * 60);
      oldest = std::max(oldest, days);
      const bool more = age % (24 * 60) > 0;
      const auto up_to = [&](long limit) { return days < limit || (days == limit && !more); };
      ++steps[up_to(30)    ? "suppressions_to_30_days"
              : up_to(90)  ? "suppressions_to_90_days"
              : up_to(180) ? "suppressions_to_180_days"
                           : "suppressions_older"];
    }
    f["suppression_age_max"] = oldest < 0 ? "" : std::to_string(oldest);
    for (const char* const name :
         {"suppressions_to_30_days", "suppressions_to_90_days", "suppressions_to_180_days", "suppressions_older"}) {
      f[name] = std::to_string(steps[name]);
    }
    std::vector<long> lags;
    for (const v1::ListVersion& list : in_.lists) {
      if (list.starter() || list.has_ownership()) continue;
      for (int i = 0; i < list.lists_size(); ++i) {
        Minutes(list.retrieved_time(), FormatTimestamp(in_.now), &lags);
      }
    }
    f["list_lag"] = HoursAt(lags, 100);
    AddParents(&f);
    return f;
  }

 private:
  long Cases(const std::function<bool(const v1::ReviewCase&)>& wanted) const {
    long count = 0;
    for (const v1::ReviewCase& one : in_.cases) count += wanted(one) ? 1 : 0;
    return count;
  }
  long Alerts(const std::function<bool(const v1::Alert&)>& wanted) const {
    long count = 0;
    for (const v1::ReviewCase& one : in_.cases) {
      for (const v1::Alert& alert : one.alerts()) count += wanted(alert) ? 1 : 0;
    }
    return count;
  }
  long Pairs(v1::Suppression::Status status) const {
    long count = 0;
    for (const v1::Suppression& one : in_.suppressions) count += one.status() == status ? 1 : 0;
    return count;
  }
  // Of the companies in deals: one top, by more than a name; or else the order named one.
  void AddParents(std::map<std::string, std::string>* f) const {
    long companies = 0;
    long known = 0;
    long in_data = 0;
    for (const v1::Screening& record : in_.records) {
      for (int i = 0; i < record.parties_size(); ++i) {
        const v1::TransactionParty& said = record.transaction().parties(i);
        if (said.kind() == v1::TransactionParty::NATURAL_PERSON) continue;
        if (said.party().type() == v1::PERSON || said.party().type() == v1::VESSEL ||
            said.party().type() == v1::AIRCRAFT) {
          continue;
        }
        ++companies;
        std::set<std::string> tops;
        for (const v1::UltimateParent& top : record.parties(i).ownership().ultimate_parents()) {
          if (!top.by_name()) tops.insert(top.self() ? "itself" : "id " + top.id());
        }
        if (tops.size() == 1 && !record.parties(i).ownership().by_name()) {
          ++in_data;
          ++known;
        } else if (said.ultimate_parent().self() ||
                   said.ultimate_parent().name().find_first_not_of(" \t") != std::string::npos) {
          ++known;
        }
      }
    }
    (*f)["ultimate_parent_known"] = Rate(known, companies, 100);
    (*f)["ultimate_parent_in_data"] = Rate(in_data, companies, 100);
  }

  static void Minutes(const std::string& from, const std::string& to, std::vector<long>* all) {
    const auto begin = ParseTimestamp(from);
    const auto end = ParseTimestamp(to);
    if (begin.ok() && end.ok()) {
      all->push_back(static_cast<long>(std::trunc(absl::ToDoubleMinutes(*end - *begin))));
    }
  }
  static std::string OneDigit(long tenths) {
    char text[32];
    std::snprintf(text, sizeof(text), "%ld.%ld", tenths / 10, tenths % 10);
    return text;
  }
  static std::string Rate(long part, int64_t whole, long scale) {
    if (whole == 0) return "";
    const long double exact = static_cast<long double>(part) * scale * 10 / static_cast<long double>(whole);
    return OneDigit(static_cast<long>(std::floor(exact + 0.5L)));
  }
  // The least value that at least `percent` of a hundred do not exceed.
  static std::string HoursAt(const std::vector<long>& minutes, long percent) {
    if (minutes.empty()) return "";
    const std::set<long> values(minutes.begin(), minutes.end());
    for (const long value : values) {
      long below = 0;
      for (const long other : minutes) below += other <= value ? 1 : 0;
      if (below * 100 >= percent * static_cast<long>(minutes.size())) {
        return OneDigit(std::max(0L, value) * 10 / 60);
      }
    }
    return "unreached";
  }

  const ReferenceReportSources& in_;
};

}  // namespace cordon

#endif  // CORDON_TESTS_SUPPORT_REFERENCE_REPORT_H_
