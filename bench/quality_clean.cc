// The price: which share of companies that are not listed alert all the same.
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "bench/corpora.h"
#include "bench/quality_sections.h"

namespace cordon::bench {

absl::StatusOr<Scores> CleanSection(const QualityWorld& world, const QualityOptions& options, Details* details,
                                    QualityReport* report) {
  CORDON_ASSIGN_OR_RETURN(const std::vector<BenignCorpus> corpora, LoadBenignNames(options.data_dir));
  report->Begin("clean companies", "company names that equal no list name; alert = a match that gives HOLD or more");
  Scores scores;
  scores.groups.emplace_back();
  std::vector<int>& all = scores.groups.front();
  int64_t all_any = 0;
  int64_t equal = 0;
  for (const BenignCorpus& corpus : corpora) {
    report->Progress(absl::StrCat("clean companies: ", corpus.source));
    const std::vector<std::string> names = world.WithoutListNames(corpus.names);
    equal += static_cast<int64_t>(corpus.names.size() - names.size());
    int64_t organization = 0;
    for (const std::string& name : names) {
      Hit best;
      const int score =
          world.BestScore(PartyOf(name, v1::ORGANIZATION), std::min(kCurveFloor, options.threshold), &best);
      all.push_back(score);
      if (score >= options.threshold) {
        ++organization;
        const v1::ListEntry& entry = world.entries()[best.entry];
        details->Line(absl::StrCat("alert: ", corpus.source), score, name,
                      best.name >= 0 ? entry.names(best.name).text() : entry.entry_name());
      }
      if (world.BestScore(PartyOf(name, v1::ANY), options.threshold) > 0) ++all_any;
    }
    report->Share(corpus.source, organization, static_cast<int64_t>(names.size()), 200, Better::kLower);
  }
  const int64_t total = static_cast<int64_t>(all.size());
  int64_t organization = 0;
  for (const int score : all) organization += score >= options.threshold ? 1 : 0;
  report->Share("all, type organization", organization, total, 200, Better::kLower);
  report->Share("all, type any", all_any, total, 200, Better::kLower);
  report->Text(absl::StrCat(equal, " names that equal a list name are left out"));
  return scores;
}

}  // namespace cordon::bench
