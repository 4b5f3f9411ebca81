// Pairs labelled by hand (tests/data/pairs). Half of them, by a hash of the pair, are never looked at while tuning;
// both halves are reported.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/status_macros.h"
#include "bench/corpora.h"
#include "bench/quality_sections.h"
#include "match/vocabulary.h"

namespace cordon::bench {
namespace {

struct Counts {
  int64_t true_match = 0, false_match = 0, missed = 0, true_clear = 0;

  void Add(bool label, bool found) { ++(label ? (found ? true_match : missed) : (found ? false_match : true_clear)); }
  int64_t positives() const { return true_match + missed; }
  int64_t found() const { return true_match + false_match; }
  double F1() const {
    const int64_t denominator = 2 * true_match + false_match + missed;
    return denominator == 0 ? 0 : 2.0 * static_cast<double>(true_match) / static_cast<double>(denominator);
  }
};

bool HeldOut(const LabelledPair& pair) {
  return internal::StableHash(absl::StrCat(pair.name_a, "|", pair.name_b)) % 2 == 1;
}

v1::PartyType TypeOf(const std::string& type) {
  if (type == "person") return v1::PERSON;
  if (type == "vessel") return v1::VESSEL;
  return v1::ORGANIZATION;
}

void Report(const std::string& name, const Counts& counts, int f1_target, QualityReport* report) {
  report->Figure(absl::StrCat(name, ": F1"), 10000 * counts.F1(), f1_target);
  report->Share(absl::StrCat(name, ": recall"), counts.true_match, counts.positives(), 0);
  report->Share(absl::StrCat(name, ": precision"), counts.true_match, counts.found(), 0);
}

}  // namespace

absl::Status PairsSection(const QualityWorld& world, const QualityOptions& options, Details* details,
                          QualityReport* report) {
  struct File {
    const char* name;
    int target;
    bool against_list;
  };
  // An affiliate is found by screening it against the whole list: a brand is a matter of the list, not of a pair.
  constexpr File kFiles[] = {{"organizations", 9300, false}, {"persons", 8500, false}, {"affiliates", 0, true}};
  for (const File& file : kFiles) {
    CORDON_ASSIGN_OR_RETURN(const std::vector<LabelledPair> pairs,
                            LoadLabelledPairs(absl::StrCat(options.pairs_dir, "/", file.name, ".csv")));
    report->Begin(absl::StrCat("labelled pairs: ", file.name), absl::StrCat(pairs.size(), " pairs"));
    Counts halves[2];
    for (const LabelledPair& pair : pairs) {
      const int score = file.against_list ? world.BestScore(PartyOf(pair.name_a, v1::ORGANIZATION), options.threshold)
                                          : CompareNames(pair.name_a, pair.name_b, TypeOf(pair.type)).score;
      const bool found = score >= options.threshold;
      const bool held_out = HeldOut(pair);
      halves[held_out ? 1 : 0].Add(pair.match, found);
      // What is set aside stays unread.
      if (found == pair.match || held_out) continue;
      details->Line(absl::StrCat(pair.match ? "missed: " : "wrong: ", file.name), score, pair.name_a,
                    absl::StrCat(pair.name_b, "\t", pair.reason));
    }
    if (file.against_list) {
      for (const int half : {0, 1}) {
        const std::string name = half == 0 ? "tuning half" : "half set aside";
        report->Share(absl::StrCat(name, ": recall"), halves[half].true_match, halves[half].positives(), 9000);
        report->Share(absl::StrCat(name, ": precision"), halves[half].true_match, halves[half].found(), 6000);
      }
      continue;
    }
    Report("tuning half", halves[0], 0, report);
    Report("half set aside", halves[1], file.target, report);
  }
  return absl::OkStatus();
}

}  // namespace cordon::bench
