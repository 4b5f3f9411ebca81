// Management figures, counted by hand.
#include <map>
#include <string>

#include "base/clock.h"
#include "gtest/gtest.h"
#include "service/render/report.h"

namespace cordon::render {
namespace {

std::map<std::string, std::string> Values(const ReportSources& sources) {
  std::map<std::string, std::string> values;
  for (const ReportFigure& figure : CountFigures(sources)) values[figure.name] = figure.value;
  return values;
}

v1::ReviewCase ClosedCase(const std::string& resolve_time, v1::Resolution::Outcome outcome, v1::Disposition disposition,
                          v1::Alert::Outcome alert) {
  v1::ReviewCase review;
  review.set_status(v1::ReviewCase::CLOSED);
  review.set_disposition(disposition);
  review.set_create_time("2026-11-20T00:00:00.000000Z");
  review.mutable_resolution()->set_outcome(outcome);
  review.mutable_resolution()->set_resolve_time(resolve_time);
  if (disposition != v1::HOLD) review.mutable_resolution()->set_approved_by("ben");
  v1::Alert* const match = review.add_alerts();
  match->set_kind(v1::Alert::MATCH);
  match->set_outcome(alert);
  review.add_alerts()->set_kind(v1::Alert::GAP);
  return review;
}

TEST(Figures, OfNothingAreEmptyAndNeverZeroShares) {
  const auto values = Values({});
  EXPECT_EQ(values.at("screenings"), "0");
  EXPECT_EQ(values.at("cases"), "0");
  for (const char* const name : {"cases_per_1000", "true_match_share", "time_to_disposition_p95", "backlog_age_max",
                                 "rejection_rate", "list_lag", "suppression_age_max"}) {
    EXPECT_EQ(values.at(name), "") << name;
  }
}

TEST(Figures, AreCounted) {
  ReportSources sources;
  sources.now = *ParseTimestamp("2026-11-22T00:00:00Z");
  sources.screenings = 3'000;
  for (int hour = 1; hour <= 20; ++hour) {
    const std::string end = "2026-11-20T" + std::string(hour < 10 ? "0" : "") + std::to_string(hour) + ":30:00.000000Z";
    sources.cases.push_back(ClosedCase(end, hour % 4 == 0 ? v1::Resolution::REJECTED : v1::Resolution::RELEASED,
                                       hour % 5 == 1 ? v1::ESCALATE : v1::HOLD,
                                       hour % 4 == 0 ? v1::Alert::TRUE_MATCH_PROHIBITED : v1::Alert::FALSE_POSITIVE));
  }
  v1::ReviewCase open;
  open.set_status(v1::ReviewCase::NEW);
  open.set_create_time("2026-11-21T12:00:00.000000Z");
  sources.cases.push_back(open);
  open.set_create_time("unreadable");
  sources.cases.push_back(open);
  v1::Suppression pair;
  pair.set_status(v1::Suppression::ACTIVE);
  pair.set_approve_time("2026-11-01T00:00:00.000000Z");
  sources.suppressions.push_back(pair);
  pair.set_status(v1::Suppression::VOID);
  sources.suppressions.push_back(pair);
  v1::ListVersion list;
  list.set_retrieved_time("2026-11-21T21:30:00.000000Z");
  sources.active_lists.push_back(list);
  list.set_starter(true);
  list.set_retrieved_time("2020-01-01T00:00:00.000000Z");
  sources.active_lists.push_back(list);

  const auto values = Values(sources);
  EXPECT_EQ(values.at("cases"), "22");
  EXPECT_EQ(values.at("cases_per_1000"), "7.3");
  EXPECT_EQ(values.at("alerts_per_1000"), "13.3");
  EXPECT_EQ(values.at("true_match_share"), "25.0");
  EXPECT_EQ(values.at("time_to_disposition_p50"), "10.5");
  EXPECT_EQ(values.at("time_to_disposition_p95"), "19.5");
  EXPECT_EQ(values.at("backlog"), "2");
  EXPECT_EQ(values.at("backlog_age_max"), "12.0");
  EXPECT_EQ(values.at("release_rate"), "75.0");
  EXPECT_EQ(values.at("rejection_rate"), "25.0");
  EXPECT_EQ(values.at("override_rate"), "15.0");  // 1, 6, 11; the 16th was rejected
  EXPECT_EQ(values.at("two_person_share"), "20.0");
  EXPECT_EQ(values.at("suppressions_active"), "1");
  EXPECT_EQ(values.at("suppressions_void"), "1");
  EXPECT_EQ(values.at("suppression_age_max"), "21");
  EXPECT_EQ(values.at("list_lag"), "2.5");
}

}  // namespace
}  // namespace cordon::render
