#include "match/script/draft.h"

#include <algorithm>

#include "absl/strings/str_split.h"

namespace cordon::internal {
namespace {

DraftText Choose(const Draft& draft, size_t scheme, size_t choice) {
  DraftText result;
  for (const DraftWord& word : draft.words) {
    const size_t wanted = word.kind == DraftWord::kName ? scheme : choice;
    const std::string& text = word.options[std::min(wanted, word.options.size() - 1)];
    if (text.empty()) continue;
    if (!result.text.empty()) result.text.push_back(' ');
    result.text += text;
    if (word.kind != DraftWord::kPlace && word.kind != DraftWord::kTrade) continue;
    std::vector<std::string>* out = word.kind == DraftWord::kPlace ? &result.places : &result.trades;
    for (const absl::string_view part : absl::StrSplit(text, ' ', absl::SkipEmpty())) out->emplace_back(part);
  }
  return result;
}

}  // namespace

std::vector<DraftText> Combine(const Draft& draft, size_t limit) {
  size_t schemes = 1;
  size_t choices = 1;
  for (const DraftWord& word : draft.words) {
    size_t& most = word.kind == DraftWord::kName ? schemes : choices;
    most = std::max(most, word.options.size());
  }
  std::vector<DraftText> texts;
  const auto add = [&](size_t scheme, size_t choice) {
    if (texts.size() >= limit || scheme >= schemes || choice >= choices) return;
    DraftText text = Choose(draft, scheme, choice);
    const auto same = [&text](const DraftText& other) { return other.text == text.text; };
    if (!text.text.empty() && std::none_of(texts.begin(), texts.end(), same)) texts.push_back(std::move(text));
  };
  add(0, 0);
  add(1, 0);
  add(0, 1);
  for (size_t scheme = 2; scheme < schemes; ++scheme) add(scheme, 0);
  add(1, 1);
  for (size_t choice = 2; choice < choices; ++choice) add(0, choice);
  return texts;
}

}  // namespace cordon::internal
