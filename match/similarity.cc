#include "match/similarity.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/bits.h"
#include "base/utf8.h"
#include "match/sounds.h"
#include "match/weights.h"

namespace cordon::internal {

namespace {

// Whether one edit or none makes the words equal.
bool WithinOneEdit(absl::Span<const char32_t> a, absl::Span<const char32_t> b) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > 1) return false;
  size_t same = 0;
  while (same < a.size() && a[same] == b[same]) ++same;
  a.remove_prefix(same);
  b.remove_prefix(same);
  if (a.size() < b.size()) return a == b.subspan(1);
  if (a.empty() || a.subspan(1) == b.subspan(1)) return true;
  return a.size() > 1 && a[0] == b[1] && a[1] == b[0] && a.subspan(2) == b.subspan(2);
}

// The distance of two words that differ in their first letters, or 3: one of four edits comes first.
int FewEdits(absl::Span<const char32_t> a, absl::Span<const char32_t> b, int bound) {
  if (WithinOneEdit(a, b)) return 1;
  if (bound < 2) return 2;
  const bool swapped = a.size() > 1 && b.size() > 1 && a[0] == b[1] && a[1] == b[0];
  const bool two = WithinOneEdit(a.subspan(1), b.subspan(1)) || WithinOneEdit(a, b.subspan(1)) ||
                   WithinOneEdit(a.subspan(1), b) || (swapped && WithinOneEdit(a.subspan(2), b.subspan(2)));
  return two ? 2 : 3;
}

}  // namespace

int BoundedEditDistance(absl::Span<const char32_t> a, absl::Span<const char32_t> b, int bound) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > static_cast<size_t>(bound)) return bound + 1;
  // A common beginning and end take part in some optimal alignment.
  while (!a.empty() && a.back() == b.back()) {
    a.remove_suffix(1);
    b.remove_suffix(1);
  }
  while (!a.empty() && a.front() == b.front()) {
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  if (a.empty()) return static_cast<int>(b.size());
  if (bound <= 2) return std::min(FewEdits(a, b, bound), bound + 1);
  // Three rows of the usual table; the rest of two names within the bound is short.
  constexpr size_t kOnStack = 64;
  std::array<int, 3 * (kOnStack + 1)> on_stack;
  std::vector<int> on_heap;
  const size_t width = b.size() + 1;
  int* cells = on_stack.data();
  if (b.size() > kOnStack) {
    on_heap.resize(3 * width);
    cells = on_heap.data();
  }
  int* before = cells;
  int* previous = cells + width;
  int* current = cells + 2 * width;
  for (size_t j = 0; j < width; ++j) previous[j] = static_cast<int>(j);
  for (size_t i = 1; i <= a.size(); ++i) {
    current[0] = static_cast<int>(i);
    int least = current[0];
    for (size_t j = 1; j < width; ++j) {
      int cost = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      cost = std::min(cost, std::min(previous[j], current[j - 1]) + 1);
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) cost = std::min(cost, before[j - 2] + 1);
      current[j] = cost;
      least = std::min(least, cost);
    }
    // A swap may still reach back over this row, at the price of one edit from the row before it.
    if (least > bound && *std::min_element(previous, previous + width) + 1 > bound) return bound + 1;
    std::swap(before, previous);
    std::swap(previous, current);
  }
  return std::min(previous[width - 1], bound + 1);
}

int EditSimilarity(size_t length_a, size_t length_b, int distance) {
  const int longer = static_cast<int>(std::max(length_a, length_b));
  return (10000 * longer - kEditCost * distance) / longer;
}

namespace {

// The parts of two words that differ, with the letters around them that may sound together with them.
void KeepDifference(absl::Span<const char32_t>* a, absl::Span<const char32_t>* b) {
  constexpr size_t kAround = 3;
  const size_t shorter = std::min(a->size(), b->size());
  size_t front = 0;
  while (front < shorter && (*a)[front] == (*b)[front]) ++front;
  size_t back = 0;
  while (back < shorter - front && (*a)[a->size() - 1 - back] == (*b)[b->size() - 1 - back]) ++back;
  front -= std::min(front, kAround);
  back -= std::min(back, kAround);
  for (absl::Span<const char32_t>* const word : {a, b}) *word = word->subspan(front, word->size() - front - back);
}

// False only if more letters stand in one word alone than `bound` edits can explain: each changes two at most. Cheap,
// and most of what a deletion neighbourhood brings in ends here.
bool LettersAllow(absl::Span<const char32_t> a, absl::Span<const char32_t> b, int bound) {
  uint64_t in_a = 0;
  uint64_t in_b = 0;
  for (const char32_t c : a) in_a |= uint64_t{1} << (c % 64);
  for (const char32_t c : b) in_b |= uint64_t{1} << (c % 64);
  return CountBits(in_a ^ in_b) <= 2 * bound;
}

// Edits that can be heard, at most `distance`.
int HeardEdits(absl::Span<const char32_t> a, absl::Span<const char32_t> b, int distance) {
  KeepDifference(&a, &b);
  Sound sound_a;
  Sound sound_b;
  HearWord(a, Tongue::kEnglish, &sound_a);
  HearWord(b, Tongue::kEnglish, &sound_b);
  const int english = std::min(distance, BoundedEditDistance(sound_a.span(), sound_b.span(), distance));
  const auto differs = [](char32_t c) { return c == U'c' || c == U'j'; };
  if (english == 0 || (std::none_of(a.begin(), a.end(), differs) && std::none_of(b.begin(), b.end(), differs))) {
    return english;
  }
  HearWord(a, Tongue::kContinental, &sound_a);
  HearWord(b, Tongue::kContinental, &sound_b);
  return std::min(english, BoundedEditDistance(sound_a.span(), sound_b.span(), distance));
}

// The same letters in another order: fingers that were too fast, not another name.
bool IsSwap(absl::Span<const char32_t> a, absl::Span<const char32_t> b) {
  if (a.size() != b.size()) return false;
  size_t i = 0;
  while (i < a.size() && a[i] == b[i]) ++i;
  return i + 1 < a.size() && a[i] == b[i + 1] && a[i + 1] == b[i];
}

// What one edit costs between these words, times the length of the longer.
int CostOfEdit(const WeightedWord& a, const WeightedWord& b, int distance) {
  if (a.weight < kMaxTokenWeight && b.weight < kMaxTokenWeight) return kKnownEditCost;
  return distance == 1 && IsSwap(a.letters, b.letters) ? kSwapEditCost : kEditCost;
}

}  // namespace

int WordSimilarity(const WeightedWord& query, const WeightedWord& listed) {
  const absl::Span<const char32_t> a = query.letters;
  const absl::Span<const char32_t> b = listed.letters;
  if (a == b) return 10000;
  const int longer = static_cast<int>(std::max(a.size(), b.size()));
  if (longer > kMaxFuzzyLength) return 0;
  const int bound = std::min(EditBound(std::min(a.size(), b.size())), QueryEditBound(a.size(), query.weight));
  if (bound == 0 || !LettersAllow(a, b, bound)) return 0;
  const int distance = BoundedEditDistance(a, b, bound);
  if (distance > bound) return 0;
  const int heard = HeardEdits(a, b, distance);
  const int cost = heard * CostOfEdit(query, listed, distance) + (distance - heard) * kSoundEditCost;
  return std::max(0, (10000 * longer - cost) / longer);
}

int SoundSimilarity(const WeightedWord& query, const WeightedWord& listed) {
  if (query.weight < kMaxTokenWeight && listed.weight < kMaxTokenWeight) return 0;
  if (!SoundsAlike(query.letters, listed.letters)) return 0;
  return AlikeSimilarity(query, IsPinyin(query.letters), listed);
}

int AlikeSimilarity(const WeightedWord& query, bool query_is_pinyin, const WeightedWord& listed) {
  if (query.weight < kMaxTokenWeight && listed.weight < kMaxTokenWeight) return 0;
  const size_t shorter = std::min(query.letters.size(), listed.letters.size());
  const size_t longer = std::max(query.letters.size(), listed.letters.size());
  if (longer > static_cast<size_t>(kMaxFuzzyLength)) return 0;
  if (query_is_pinyin && IsPinyin(listed.letters)) return 0;
  return shorter <= kShortWord ? kShortSoundSimilarity : kSoundSimilarity;
}

void DecodeWord(absl::string_view text, std::u32string* out) {
  // Nearly every word is ASCII: a letter for a letter.
  out->resize(text.size());
  size_t pos = 0;
  for (; pos < text.size() && static_cast<unsigned char>(text[pos]) < 0x80; ++pos) {
    (*out)[pos] = static_cast<char32_t>(text[pos]);
  }
  out->resize(pos);
  while (pos < text.size()) out->push_back(DecodeUtf8(text, &pos));
}

}  // namespace cordon::internal
