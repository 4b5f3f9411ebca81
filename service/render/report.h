// Management figures: how many answers were held, how they ended, how long that took, and what waits. Pure functions.
//
//   ReportFigures figures = CountFigures(cases, suppressions, versions, screenings, now);
//   out << ReportRows(figures).Render(format, color);
#ifndef CORDON_SERVICE_RENDER_REPORT_H_
#define CORDON_SERVICE_RENDER_REPORT_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/time.h"
#include "cordon/v1/cases.pb.h"
#include "cordon/v1/lists.pb.h"
#include "cordon/v1/suppressions.pb.h"
#include "service/render/records.h"

namespace cordon::render {

// What is counted from; `cases` are all there are, closed ones too.
struct ReportSources {
  std::vector<v1::ReviewCase> cases;
  std::vector<v1::Suppression> suppressions;
  std::vector<v1::ListVersion> active_lists;
  int64_t screenings = 0;
  absl::Time now;
};

// Name, value and unit of each figure, in the order of the page. A figure that nothing was there for is empty.
struct ReportFigure {
  std::string name;
  std::string value;
  std::string unit;
  std::string meaning;
};
std::vector<ReportFigure> CountFigures(const ReportSources& sources);

Records ReportRows(const std::vector<ReportFigure>& figures);

}  // namespace cordon::render

#endif  // CORDON_SERVICE_RENDER_REPORT_H_
