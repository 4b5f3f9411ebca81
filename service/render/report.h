// Management figures: how many answers were held, how they ended, how long that took, what waits, and how much was
// known. Counted one message after the other, so that what is read need not be kept. Pure but for what was added.
// Thread contract: none (one owner).
//
//   ReportCounter counter(clock.Now(), screenings);
//   counter.Add(review);
//   const ReportFigures figures = counter.Figures();
//   out << ReportRows(figures).Render(format, color);
#ifndef CORDON_SERVICE_RENDER_REPORT_H_
#define CORDON_SERVICE_RENDER_REPORT_H_

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "cordon/v1/cases.pb.h"
#include "cordon/v1/list.pb.h"
#include "cordon/v1/screening.pb.h"
#include "cordon/v1/suppressions.pb.h"
#include "service/render/records.h"

namespace cordon::render {

// What a report reads at most. Beyond it figures of the whole are left empty, and the report says so.
inline constexpr int64_t kMaxReportCases = 50'000;
inline constexpr int64_t kMaxReportRecords = 10'000;  // of the newest, for what was known of the parties of deals
inline constexpr int kReportMonths = 12;

// Name, value and unit of each figure, in the order of the page. A figure that nothing was there for is empty.
struct ReportFigure {
  std::string name;
  std::string value;
  std::string unit;
  std::string meaning;
};

// Durations counted by size: up to an hour, four hours, a day, three, seven, thirty, and longer.
inline constexpr std::array<const char*, 7> kDurationSteps = {"up to 1 hour", "to 4 hours", "to 1 day", "to 3 days",
                                                              "to 7 days",    "to 30 days", "longer"};
// Ages of suppressions that hold: days since the second person agreed.
inline constexpr std::array<const char*, 4> kSuppressionAges = {"up to 30 days", "to 90 days", "to 180 days", "longer"};

struct ReportFigures {
  std::string time;  // of the report
  std::vector<ReportFigure> rows;
  // What is drawn. Outcomes by the name of their enum value.
  std::map<std::string, int64_t> resolutions;
  std::map<std::string, int64_t> match_outcomes;
  std::array<int64_t, kDurationSteps.size()> taken = {};
  std::array<int64_t, kDurationSteps.size()> waiting = {};
  std::array<int64_t, kSuppressionAges.size()> suppression_ages = {};
  struct Month {
    std::string label;  // "2026-11"
    int64_t begun = 0;
    int64_t closed = 0;
  };
  std::vector<Month> months;                              // the last kReportMonths, oldest first
  std::vector<std::pair<std::string, int64_t>> list_lag;  // minutes since each list was confirmed, the longest first
  int64_t deal_parties = 0;
  int64_t parents_known = 0;
  // More cases than were counted.
  bool cut = false;
};

class ReportCounter {
 public:
  // `screenings`: how many answers are recorded.
  ReportCounter(absl::Time now, int64_t screenings) : now_(now), screenings_(screenings) {}

  // Every case there is, closed ones too; when that is more than kMaxReportCases, Cut() says so.
  void Add(const v1::ReviewCase& review);
  void Cut() { cut_ = true; }
  // The newest records, of parties too.
  void Add(const v1::Screening& record);
  void Add(const v1::Suppression& suppression);
  // Active versions.
  void Add(const v1::ListVersion& version);

  ReportFigures Figures() const;

 private:
  std::vector<ReportFigure> Rows(const ReportFigures& counted) const;

  const absl::Time now_;
  const int64_t screenings_;
  bool cut_ = false;
  int64_t cases_ = 0;
  int64_t alerts_ = 0;
  int64_t decided_matches_ = 0;
  int64_t true_matches_ = 0;
  int64_t closed_ = 0;
  int64_t released_ = 0;
  int64_t overridden_ = 0;  // released although ESCALATE or BLOCK
  int64_t by_two_ = 0;
  std::vector<absl::Duration> taken_;
  std::vector<absl::Duration> waiting_;
  std::map<absl::CivilMonth, std::pair<int64_t, int64_t>> months_;  // begun, closed
  std::map<std::string, int64_t> resolutions_;
  std::map<std::string, int64_t> match_outcomes_;
  std::map<v1::Suppression::Status, int64_t> suppressions_;
  std::vector<absl::Duration> suppression_ages_;
  std::map<std::string, absl::Duration> lag_;  // by list
  int64_t records_ = 0;
  int64_t deal_parties_ = 0;
  int64_t parents_in_data_ = 0;
  int64_t parents_known_ = 0;
};

// Whether the record of a deal says who is at the top of the party's group: ownership data that recognised it by more
// than its name and name one company (or say that it has none), or else who ordered said so.
enum class ParentKnown { kNo, kStated, kInData };
ParentKnown UltimateParentKnown(const v1::TransactionParty& stated, const v1::PartyResult& found);

Records ReportRows(const ReportFigures& figures);

// The same with charts, as one page.
std::string ReportHtml(const ReportFigures& figures);

}  // namespace cordon::render

#endif  // CORDON_SERVICE_RENDER_REPORT_H_
