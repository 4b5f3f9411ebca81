// What a replayed answer says otherwise.
#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "google/protobuf/util/message_differencer.h"
#include "service/screening/replay.h"

namespace cordon {
namespace {

void AddMatchLabels(const std::string& party, const google::protobuf::RepeatedPtrField<v1::Match>& matches,
                    std::vector<std::string>* labels) {
  for (const v1::Match& match : matches) {
    labels->push_back(absl::StrCat("match of ", party, " with ", match.list(), ":", match.entry_id(), " ",
                                   match.entry_name(), " at ", match.score(), ", ",
                                   v1::Disposition_Name(match.disposition())));
  }
}

// Everything that was found, in words that are equal where it is.
std::vector<std::string> Labels(const v1::Screening& screening) {
  std::vector<std::string> labels;
  AddMatchLabels("the party", screening.matches(), &labels);
  for (const v1::PartyResult& party : screening.parties()) {
    const std::string who = absl::StrCat("party ", party.party_index());
    AddMatchLabels(who, party.matches(), &labels);
    for (const auto& officer : party.officers()) {
      AddMatchLabels(absl::StrCat("officer ", officer.officer_index(), " of ", who), officer.matches(), &labels);
    }
    for (const auto& owner : party.owners()) {
      AddMatchLabels(absl::StrCat("owner ", owner.owner_index(), " of ", who), owner.matches(), &labels);
    }
  }
  for (const v1::RedFlag& flag : screening.decision().red_flags()) {
    labels.push_back(absl::StrCat("red flag ", flag.rule(), ", ", v1::Disposition_Name(flag.disposition()), ": ",
                                  flag.explanation()));
  }
  for (const v1::Incompleteness& incomplete : screening.incomplete()) {
    labels.push_back(absl::StrCat("incomplete: ", incomplete.reason(), " ", incomplete.subject()));
  }
  std::sort(labels.begin(), labels.end());
  return labels;
}

void AddMissing(const std::vector<std::string>& from, const std::vector<std::string>& in, const char* what,
                std::vector<std::string>* out) {
  std::vector<std::string> missing;
  std::set_difference(from.begin(), from.end(), in.begin(), in.end(), std::back_inserter(missing));
  for (const std::string& label : missing) out->push_back(absl::StrCat(what, label));
}

}  // namespace

std::vector<std::string> FieldDifferences(const Replayed& replayed) {
  google::protobuf::util::MessageDifferencer differencer;
  std::string report;
  differencer.ReportDifferencesToString(&report);
  differencer.Compare(replayed.recorded, replayed.again);
  std::vector<std::string> lines = absl::StrSplit(report, '\n', absl::SkipEmpty());
  if (lines.size() > kMaxDifferences) {
    const size_t more = lines.size() - kMaxDifferences;
    lines.resize(kMaxDifferences);
    lines.push_back(absl::StrCat("and ", more, " more"));
  }
  if (lines.empty() && !replayed.identical) lines.emplace_back("the same answer in other bytes");
  return lines;
}

std::vector<std::string> DecisionDifferences(const Replayed& replayed) {
  std::vector<std::string> lines;
  if (replayed.recorded.disposition() != replayed.again.disposition()) {
    lines.push_back(absl::StrCat("disposition: ", v1::Disposition_Name(replayed.recorded.disposition()), " then, ",
                                 v1::Disposition_Name(replayed.again.disposition()), " now"));
  }
  const std::vector<std::string> then = Labels(replayed.recorded);
  const std::vector<std::string> now = Labels(replayed.again);
  AddMissing(now, then, "new: ", &lines);
  AddMissing(then, now, "gone: ", &lines);
  return lines;
}

}  // namespace cordon
