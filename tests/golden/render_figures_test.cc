// Management figures: counted by hand, against the obvious twin, and as a page with hostile text in every field.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/clock.h"
#include "service/render/charts.h"
#include "service/render/report.h"
#include "tests/golden/golden_file.h"
#include "tests/golden/hostile_text.h"
#include "tests/support/reference_report.h"

namespace cordon::render {
namespace {

using testing::HasSubstr;
using testing::Not;
using ReportSources = ReferenceReportSources;

ReportFigures Counted(const ReportSources& sources, bool cut = false) {
  ReportCounter counter(sources.now, sources.screenings);
  for (const v1::ReviewCase& review : sources.cases) counter.Add(review);
  for (const v1::Screening& record : sources.records) counter.Add(record);
  for (const v1::Suppression& suppression : sources.suppressions) counter.Add(suppression);
  for (const v1::ListVersion& list : sources.lists) counter.Add(list);
  if (cut) counter.Cut();
  return counter.Figures();
}

std::map<std::string, std::string> Values(const ReportSources& sources, bool cut = false) {
  std::map<std::string, std::string> values;
  for (const ReportFigure& figure : Counted(sources, cut).rows) values[figure.name] = figure.value;
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

ReportSources ByHand() {
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
  list.add_lists()->set_list("EL");
  list.set_retrieved_time("2026-11-21T21:30:00.000000Z");
  sources.lists.push_back(list);
  list.set_starter(true);
  list.set_retrieved_time("2020-01-01T00:00:00.000000Z");
  sources.lists.push_back(list);

  // Three companies in a deal: one in the data, one as the order says, one unknown; and a person.
  v1::Screening deal;
  for (int i = 0; i < 4; ++i) {
    deal.mutable_transaction()->add_parties();
    deal.add_parties()->set_party_index(i);
  }
  deal.mutable_parties(0)->mutable_ownership()->add_ultimate_parents()->set_id("lei:1");
  deal.mutable_transaction()->mutable_parties(1)->mutable_ultimate_parent()->set_name("Holding");
  deal.mutable_parties(2)->mutable_ownership()->add_ultimate_parents()->set_id("lei:1");
  deal.mutable_parties(2)->mutable_ownership()->add_ultimate_parents()->set_id("lei:2");
  deal.mutable_transaction()->mutable_parties(3)->mutable_party()->set_type(v1::PERSON);
  sources.records = {deal, v1::Screening()};
  return sources;
}

TEST(Figures, AreCounted) {
  const auto values = Values(ByHand());
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
  EXPECT_EQ(values.at("suppressions_to_30_days"), "1");
  EXPECT_EQ(values.at("list_lag"), "2.5");
  EXPECT_EQ(values.at("ultimate_parent_known"), "66.7");
  EXPECT_EQ(values.at("ultimate_parent_in_data"), "33.3");
}

// Nothing that was not counted to its end is told as if it were.
TEST(Figures, OfMoreThanIsCountedAreEmpty) {
  const auto values = Values(ByHand(), true);
  for (const char* const name : {"cases_per_1000", "alerts_per_1000", "backlog", "backlog_age_max"}) {
    EXPECT_EQ(values.at(name), "") << name;
  }
  EXPECT_EQ(values.at("true_match_share"), "25.0");
  EXPECT_THAT(ReportHtml(Counted(ByHand(), true)), HasSubstr("more cases than a report counts"));
}

TEST(Figures, AsAPage) { EXPECT_TRUE(MatchesGolden("figures.html", ReportHtml(Counted(ByHand())))); }

class RandomDay {
 public:
  explicit RandomDay(unsigned seed) : random_(seed) {}
  int Below(int limit) { return static_cast<int>(random_() % static_cast<unsigned>(limit)); }
  std::string Time(absl::Time now, int days) {
    if (Below(40) == 0) return "no time";
    return FormatTimestamp(now - absl::Minutes(Below(days * 24 * 60)) - absl::Microseconds(Below(2) * 500));
  }

  ReportSources Sources() {
    ReportSources sources;
    sources.now = *ParseTimestamp("2026-11-22T10:11:12.000013Z");
    sources.screenings = Below(4) == 0 ? 0 : Below(5'000);
    for (int i = Below(60); i > 0; --i) sources.cases.push_back(Review(sources.now));
    for (int i = Below(20); i > 0; --i) sources.records.push_back(Record());
    for (int i = Below(30); i > 0; --i) {
      v1::Suppression& pair = sources.suppressions.emplace_back();
      pair.set_status(static_cast<v1::Suppression::Status>(1 + Below(6)));
      pair.set_approve_time(Below(5) == 0 ? FormatTimestamp(sources.now - absl::Hours(24 * 30 * (1 + Below(6))))
                                          : Time(sources.now, 370));
    }
    for (int i = Below(6); i > 0; --i) {
      v1::ListVersion& list = sources.lists.emplace_back();
      for (int j = Below(3); j > 0; --j) list.add_lists()->set_list(absl::StrCat("L", Below(9)));
      list.set_retrieved_time(Time(sources.now, 9));
      list.set_starter(Below(6) == 0);
      if (Below(6) == 0) list.mutable_ownership();
    }
    return sources;
  }

 private:
  v1::ReviewCase Review(absl::Time now) {
    v1::ReviewCase review;
    review.set_status(static_cast<v1::ReviewCase::Status>(1 + Below(6)));
    if (Below(2) == 0) review.set_status(v1::ReviewCase::CLOSED);
    review.set_disposition(static_cast<v1::Disposition>(3 + Below(3)));
    review.set_create_time(Time(now, 400));
    if (review.status() == v1::ReviewCase::CLOSED) {
      review.mutable_resolution()->set_outcome(static_cast<v1::Resolution::Outcome>(1 + Below(5)));
      review.mutable_resolution()->set_resolve_time(Time(now, 100));  // may lie before its begin
      if (Below(2) == 0) review.mutable_resolution()->set_approved_by("ben");
    }
    for (int i = Below(5); i > 0; --i) {
      v1::Alert* const alert = review.add_alerts();
      alert->set_kind(static_cast<v1::Alert::Kind>(1 + Below(3)));
      alert->set_outcome(static_cast<v1::Alert::Outcome>(Below(8)));
    }
    return review;
  }
  v1::Screening Record() {
    v1::Screening record;
    for (int i = 0; i < 3; ++i) {
      v1::TransactionParty* const stated = record.mutable_transaction()->add_parties();
      if (Below(5) == 0) stated->set_kind(v1::TransactionParty::NATURAL_PERSON);
      stated->mutable_party()->set_type(static_cast<v1::PartyType>(Below(6)));
      if (Below(4) == 0) stated->mutable_ultimate_parent()->set_name(Below(2) == 0 ? " " : "Top");
      if (Below(9) == 0) stated->mutable_ultimate_parent()->set_self(true);
      v1::PartyResult* const found = record.add_parties();
      found->set_party_index(i);
      found->mutable_ownership()->set_by_name(Below(8) == 0);
      for (int j = Below(3); j > 0; --j) {
        v1::UltimateParent* const top = found->mutable_ownership()->add_ultimate_parents();
        top->set_id(absl::StrCat("lei:", Below(3)));
        top->set_by_name(Below(4) == 0);
        top->set_self(Below(6) == 0);
      }
    }
    return record;
  }
  std::mt19937 random_;
};

TEST(Figures, EveryOneIsItsTwins) {
  for (unsigned seed = 0; seed < 2'000; ++seed) {
    const ReportSources sources = RandomDay(seed).Sources();
    ASSERT_EQ(Values(sources), ReferenceReport(sources).Figures()) << "seed " << seed;
  }
}

// What is drawn adds up to what is written.
TEST(Figures, ChartsCountWhatTheRowsCount) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    const ReportSources sources = RandomDay(seed).Sources();
    const ReportFigures figures = Counted(sources);
    const auto values = Values(sources);
    int64_t closed = 0;
    for (const auto& [outcome, count] : figures.resolutions) closed += count;
    EXPECT_EQ(std::to_string(static_cast<int64_t>(sources.cases.size()) - closed), values.at("backlog"));
    int64_t dated = 0;
    for (const v1::ReviewCase& review : sources.cases) {
      dated += review.status() != v1::ReviewCase::CLOSED && ParseTimestamp(review.create_time()).ok() ? 1 : 0;
    }
    for (const int64_t count : figures.waiting) dated -= count;
    EXPECT_EQ(dated, 0);
    ASSERT_EQ(figures.months.size(), static_cast<size_t>(kReportMonths));
    EXPECT_EQ(figures.months.front().label, "2025-12");
    EXPECT_EQ(figures.months.back().label, "2026-11");
  }
}

TEST(Figures, NothingFromOutsideBecomesMarkup) {
  ReportSources sources = ByHand();
  FillHostile(&sources.cases[0]);
  FillHostile(&sources.suppressions[0]);
  v1::ListVersion list = sources.lists.front();
  FillHostile(&list);
  list.clear_ownership();
  list.set_retrieved_time("2026-11-20T00:00:00Z");
  sources.lists.push_back(list);
  const std::string html = ReportHtml(Counted(sources));
  EXPECT_THAT(html, HasSubstr("&lt;script&gt;alert(&#39;x"));
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, Not(HasSubstr("\xE2\x80\xAE")));
  EXPECT_THAT(html, Not(HasSubstr("src=")));
  EXPECT_THAT(html, Not(HasSubstr("href=")));
  const std::string chart = ColumnChart(kHostile, kHostile, kHostile, {{kHostile, 1, 2}});
  EXPECT_THAT(chart, Not(HasSubstr("<script")));
}

TEST(Charts, HaveAMostOfBarsAndTakeAnyNumber) {
  std::vector<ChartBar> bars(kMaxChartBars + 2, ChartBar{"x", INT64_MAX, "y"});
  bars[1].value = INT64_MIN;
  const std::string chart = BarChart("title", bars);
  EXPECT_THAT(chart, HasSubstr("... and 2 more"));
  EXPECT_THAT(chart, Not(HasSubstr("width=\"-")));
  EXPECT_THAT(BarChart("title", std::vector<ChartBar>(kMaxChartBars)), Not(HasSubstr("more")));
  EXPECT_THAT(ColumnChart("t", "a", "b", {}), HasSubstr("</svg>"));
}

}  // namespace
}  // namespace cordon::render
