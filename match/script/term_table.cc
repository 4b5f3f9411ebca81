#include "match/script/term_table.h"

#include <algorithm>

#include "absl/strings/str_split.h"

namespace cordon::internal {
namespace {

// What pieces cost. A known word is cheaper than two characters nobody knows; a sound is worth less than a meaning.
constexpr int32_t kUnknownCharacter = 20;
constexpr int32_t kUnknownPiece = 14;
// Longer words are not looked for elsewhere.
constexpr size_t kMaxFallback = 10;  // characters

int32_t CostOfTerm(TermKind kind, size_t characters) {
  switch (kind) {
    case TermKind::kForm:
      return 4;
    case TermKind::kBrand:
    case TermKind::kPlace:
    case TermKind::kTrade:
      return characters == 1 ? 24 : 12;
    case TermKind::kLetter:
      return characters == 1 ? 22 : 16;
    case TermKind::kLoan:
      return static_cast<int32_t>(40 + 2 * characters);
    case TermKind::kSound:
      return characters == 1 ? 22 : 18;
  }
  return 24;
}

bool ContinuesCharacter(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

// The best way to reach a position of the run with a known word last, or an unknown character.
struct Way {
  int32_t cost = INT32_MAX / 2;
  uint32_t from = 0;
  bool from_known = true;
  const Term* term = nullptr;
};
struct Step {
  Way known;
  Way unknown;
  const Way& Best() const { return known.cost <= unknown.cost ? known : unknown; }
};

}  // namespace

void TermTable::Add(absl::string_view word, absl::string_view options, TermKind kind) {
  terms_[word] = Term{kind, absl::StrSplit(options, '|')};
  longest_ = std::max(longest_, word.size());
}

void TermTable::Cut(absl::string_view run, std::vector<Segment>* out) const {
  out->clear();
  thread_local std::vector<uint32_t> starts;  // of characters, and the end
  thread_local std::vector<Step> best;        // by character
  starts.clear();
  for (uint32_t at = 0; at < run.size(); ++at) {
    if (!ContinuesCharacter(run[at])) starts.push_back(at);
  }
  starts.push_back(static_cast<uint32_t>(run.size()));
  const size_t characters = starts.size() - 1;
  best.assign(characters + 1, Step{});
  best[0].known.cost = 0;
  for (size_t from = 0; from < characters; ++from) {
    const Step& here = best[from];
    // One more unknown character, of a new piece if the last one was known.
    const int32_t new_piece = here.known.cost + kUnknownPiece;
    const bool from_known = new_piece <= here.unknown.cost;
    best[from + 1].unknown = {std::min(new_piece, here.unknown.cost) + kUnknownCharacter, static_cast<uint32_t>(from),
                              from_known, nullptr};
    const int32_t cost = here.Best().cost;
    for (size_t to = from + 1; to <= characters; ++to) {
      const absl::string_view word = run.substr(starts[from], starts[to] - starts[from]);
      const bool fall_back = fallback_ != nullptr && to - from >= 2 && to - from <= kMaxFallback;
      if (word.size() > longest_ && !fall_back) break;
      const Term* term = word.size() > longest_ ? nullptr : Find(word);
      if (term == nullptr && fall_back) term = fallback_(word);
      if (term == nullptr) continue;
      const int32_t known = cost + CostOfTerm(term->kind, to - from);
      if (known < best[to].known.cost) {
        best[to].known = {known, static_cast<uint32_t>(from), here.known.cost <= here.unknown.cost, term};
      }
    }
  }
  const Way* way = &best[characters].Best();
  for (size_t to = characters; to > 0;) {
    size_t from = way->from;
    bool from_known = way->from_known;
    while (way->term == nullptr && !from_known) {  // unknown neighbours are one piece
      const Way& before = best[from].unknown;
      from = before.from;
      from_known = before.from_known;
    }
    out->push_back({run.substr(starts[from], starts[to] - starts[from]), way->term});
    way = from_known ? &best[from].known : &best[from].unknown;
    to = from;
  }
  std::reverse(out->begin(), out->end());
}

}  // namespace cordon::internal
