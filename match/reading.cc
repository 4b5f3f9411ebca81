#include "match/reading.h"

#include <algorithm>
#include <utility>

#include "match/accessories.h"
#include "match/deobfuscate.h"
#include "match/form_slips.h"
#include "match/name_parts.h"
#include "match/script/romanised.h"

namespace cordon {
namespace {

bool SameTokens(const PreparedName& a, const PreparedName& b) {
  return a.squashed_full == b.squashed_full &&
         std::equal(a.tokens.begin(), a.tokens.end(), b.tokens.begin(), b.tokens.end(),
                    [](const Token& x, const Token& y) { return x.text == y.text && x.token_class == y.token_class; });
}

class ReadingList {
 public:
  explicit ReadingList(PreparedName plain) { readings_.push_back({ReadingKind::kPlain, std::move(plain)}); }

  void Add(ReadingKind kind, PreparedName name) {
    if (readings_.size() == kMaxReadings || name.tokens.empty()) return;
    for (const Reading& reading : readings_) {
      if (SameTokens(reading.name, name)) return;
    }
    readings_.push_back({kind, std::move(name)});
  }

  // A reading of a query.
  void AddQuery(ReadingKind kind, PreparedName name) {
    internal::CorrectFormSlips(internal::FindFormSlips(name), &name);
    internal::MarkAccessories(&name);
    Add(kind, std::move(name));
  }

  // The plain reading of a query with its legal forms corrected: "LTS Holduing" is no "Ltd. Holduing", but may be.
  void AddCorrected() {
    const internal::FormSlips slips = internal::FindFormSlips(readings_.front().name);
    internal::MarkAccessories(&readings_.front().name);
    if (!slips.any()) return;
    PreparedName name = readings_.front().name;
    internal::CorrectFormSlips(slips, &name);
    Add(ReadingKind::kDeobfuscated, std::move(name));
  }

  void AddParts(absl::string_view text) {
    bool marked = false;
    for (const std::string& part : internal::NameParts(text, &marked)) {
      PreparedName name = PrepareName(part);
      if (internal::IsNamePart(name, marked)) AddQuery(ReadingKind::kPart, std::move(name));
    }
    const absl::string_view behind = internal::BehindBusinessWords(text);
    if (behind.empty()) return;
    PreparedName name = PrepareName(behind);
    if (internal::IsNamePart(name, true)) AddQuery(ReadingKind::kPart, std::move(name));
  }

  void AddRomanised(absl::string_view text, ReadingSide side) { internal::AppendRomanised(text, side, &readings_); }

  // The plain reading is deceptive if another one shows so.
  void SetObfuscated() { readings_.front().name.obfuscated = true; }

  std::vector<Reading> Take() && { return std::move(readings_); }

 private:
  std::vector<Reading> readings_;
};

// Two romanised readings: different native names sound alike, so alone this is no match.
constexpr int kGuessAgainstGuessPercent = 80;

}  // namespace

std::vector<Reading> ReadingsOf(absl::string_view text, ReadingSide side) {
  ReadingList readings(PrepareName(text));
  if (side == ReadingSide::kListed) {  // lists are printed with care
    readings.AddRomanised(text, side);
    return std::move(readings).Take();
  }
  readings.AddCorrected();
  internal::Deobfuscated undone;
  if (internal::Deobfuscate(text, &undone)) {
    if (undone.deliberate) readings.SetObfuscated();
    if (undone.visible != text) readings.AddQuery(ReadingKind::kDeobfuscated, PrepareName(undone.visible));
    for (const std::string& guess : undone.guesses) readings.AddQuery(ReadingKind::kDeobfuscated, PrepareName(guess));
    readings.AddParts(undone.visible);
    readings.AddRomanised(undone.visible, side);
  } else {
    readings.AddParts(text);
    readings.AddRomanised(text, side);
  }
  return std::move(readings).Take();
}

int AdjustForReadings(int score, ReadingKind query, ReadingKind listed) {
  if (query == ReadingKind::kRomanised && listed == ReadingKind::kRomanised) {
    return score * kGuessAgainstGuessPercent / 100;
  }
  return score;
}

ReadingPair ScoreReadings(absl::Span<const Reading> query, absl::Span<const Reading> listed) {
  ReadingPair best;
  for (size_t q = 0; q < query.size(); ++q) {
    for (size_t n = 0; n < listed.size(); ++n) {
      const int score = AdjustForReadings(ScorePair(query[q].name, listed[n].name), query[q].kind, listed[n].kind);
      if (score > best.score) best = {score, q, n};
    }
  }
  return best;
}

PairScore ScoreReadingsWithAlignment(absl::Span<const Reading> query, absl::Span<const Reading> listed) {
  if (query.empty() || listed.empty()) return {};
  const ReadingPair best = ScoreReadings(query, listed);
  PairScore pair = ScorePairWithAlignment(query[best.query].name, listed[best.listed].name);
  pair.score = best.score;
  return pair;
}

}  // namespace cordon
