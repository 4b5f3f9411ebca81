// Detection of what was done to names: every list name as it is, then every category of bench/manipulate.h.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "bench/manipulate.h"
#include "bench/quality_sections.h"

namespace cordon::bench {
namespace {

std::vector<EntryIndex> SubjectsOf(const QualityWorld& world, Subject subject) {
  std::vector<EntryIndex> subjects;
  for (EntryIndex i = 0; i < world.entries().size(); ++i) {
    const v1::ListEntry& entry = world.entries()[i];
    if (!world.Holds(i)) continue;
    switch (subject) {
      case Subject::kOrganization:
        if (entry.type() != v1::ENTRY_ORGANIZATION || entry.names().empty()) continue;
        break;
      case Subject::kAddressOnly:
        if (entry.type() != v1::ENTRY_ADDRESS) continue;
        break;
      case Subject::kWithIdentifier:
        if (entry.ids().empty()) continue;
        break;
    }
    subjects.push_back(i);
  }
  return subjects;
}

std::string Shown(const v1::Party& party) {
  std::string text = party.name();
  for (const std::string& alias : party.aliases()) absl::StrAppend(&text, " | ", alias);
  for (const std::string& address : party.addresses()) absl::StrAppend(&text, " | ", address);
  for (const v1::Identifier& id : party.ids()) absl::StrAppend(&text, " | ", id.scheme(), " ", id.value());
  return text;
}

}  // namespace

void ListNamesSection(const QualityWorld& world, const QualityOptions& options, QualityReport* report) {
  report->Begin("list names", "every name and alias of the list, screened as it is, type any");
  report->Progress("list names as they are");
  int64_t names = 0;
  int64_t found = 0;
  MatchOptions match_options;
  match_options.threshold = options.threshold;
  for (EntryIndex i = 0; i < world.entries().size(); ++i) {
    for (const v1::ListName& name : world.entries()[i].names()) {
      ++names;
      const MatchResult result = world.matcher().Match(PartyOf(name.text(), v1::ANY), match_options);
      const bool hit = std::any_of(result.hits.begin(), result.hits.end(), [&](const Hit& h) { return h.entry == i; });
      if (hit && !result.work_exhausted) ++found;
    }
  }
  report->Share("exact", found, names, 10000);
}

Scores EvasionSection(const QualityWorld& world, const QualityOptions& options, Details* details,
                      QualityReport* report) {
  report->Begin("evasion", absl::StrCat("primary names of listed organisations, ", options.sample,
                                        " per category where it applies (seed 7), type organization"));
  Scores scores;
  double sum = 0;
  int categories = 0;
  for (const Manipulation& manipulation : Manipulations()) {
    report->Progress(absl::StrCat("evasion: ", manipulation.name));
    const std::vector<EntryIndex> subjects = SubjectsOf(world, manipulation.subject);
    Random random(7);
    std::vector<int> group;
    int64_t found = 0;
    // Categories that rarely apply still get their sample.
    const size_t most_tries = subjects.empty() ? 0 : options.sample * 10;
    for (size_t k = 0; k < most_tries && group.size() < options.sample; ++k) {
      const EntryIndex entry = random.Pick(subjects);
      v1::Party party;
      if (!manipulation.apply(world.entries()[entry], &random, &party)) continue;
      const int score = world.ScoreOf(party, entry, std::min(kCurveFloor, options.threshold));
      group.push_back(score);
      if (score >= options.threshold) {
        ++found;
      } else {
        details->Line(absl::StrCat("missed: ", manipulation.name), score, Shown(party),
                      world.entries()[entry].entry_name());
      }
    }
    report->Share(manipulation.name, found, static_cast<int64_t>(group.size()), manipulation.target);
    if (manipulation.target == 0 || group.empty()) continue;
    sum += static_cast<double>(found) / static_cast<double>(group.size());
    ++categories;
    scores.groups.push_back(std::move(group));
  }
  report->Figure("mean over categories with a target", 10000 * sum / std::max(1, categories), 9700);
  return scores;
}

}  // namespace cordon::bench
