#include "match/similarity.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/utf8.h"
#include "match/weights.h"

namespace cordon::internal {

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

// How letters are read that sound differently in different languages: "c" before "e" as k or as s, "j" as in Jack or as
// in Jakob, "ch" as in church or as in Bach.
enum class Tongue : uint8_t { kEnglish, kContinental };

// Sounds that Latin letters have no single sign for.
constexpr char32_t kSoundCh = U'4';
constexpr char32_t kSoundSh = U'6';

// What a word sounds like, roughly and whatever the romanisation: "phlex" and "fleks" are the same.
struct Sound {
  std::array<char32_t, 2 * static_cast<size_t>(kMaxFuzzyLength)> letters;
  size_t size = 0;

  void Put(char32_t c) {
    if (size == 0 || letters[size - 1] != c) letters[size++] = c;  // doubled letters are one
  }
  absl::Span<const char32_t> span() const { return absl::MakeConstSpan(letters.data(), size); }
};

void HearWord(absl::Span<const char32_t> word, Tongue tongue, Sound* out) {
  const bool continental = tongue == Tongue::kContinental;
  out->size = 0;
  for (size_t at = 0; at < word.size();) {
    const auto next = [&](size_t n) { return at + n < word.size() ? word[at + n] : U'\0'; };
    char32_t sound = word[at];
    size_t taken = 1;
    switch (word[at]) {
      case U't':
        if (next(1) == U's' && next(2) == U'c' && next(3) == U'h')
          sound = kSoundCh, taken = 4;
        else if (next(1) == U'c' && next(2) == U'h')
          sound = kSoundCh, taken = 3;
        else if (next(1) == U'h')
          taken = 2;
        break;
      case U'd':
        if (next(1) == U's' && next(2) == U'c' && next(3) == U'h')
          sound = U'j', taken = 4;
        else if (next(1) == U'z' && next(2) == U'h')
          sound = U'j', taken = 3;
        else if (next(1) == U'j')
          sound = U'j', taken = 2;
        break;
      case U's':
        if (next(1) == U'c' && next(2) == U'h')
          sound = kSoundSh, taken = 3;
        else if (next(1) == U'h')
          sound = kSoundSh, taken = 2;
        break;
      case U'z':
        sound = U's';
        if (next(1) == U'h') sound = U'j', taken = 2;
        break;
      case U'c':
        sound = U'k';
        if (next(1) == U'h')
          sound = continental ? U'h' : kSoundCh, taken = 2;
        else if (next(1) == U'k')
          taken = 2;
        else if (continental && (next(1) == U'e' || next(1) == U'i' || next(1) == U'y'))
          sound = U's';
        break;
      case U'k':
        if (next(1) == U'h') sound = U'h', taken = 2;
        break;
      case U'g':
        if (next(1) == U'h') taken = 2;
        break;
      case U'p':
        if (next(1) == U'h') sound = U'f', taken = 2;
        break;
      case U'o':
        if (next(1) == U'u' || next(1) == U'o') sound = U'u', taken = 2;
        break;
      case U'e':
        if (next(1) == U'e') sound = U'i', taken = 2;
        break;
      case U'x':
        out->Put(U'k');
        sound = U's';
        break;
      case U'j':
        if (continental) sound = U'i';
        break;
      case U'q':
        sound = U'k';
        break;
      case U'w':
        sound = U'v';
        break;
      case U'y':
        sound = U'i';
        break;
      default:
        break;
    }
    out->Put(sound);
    at += taken;
  }
}

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
  return __builtin_popcountll(in_a ^ in_b) <= 2 * bound;
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
  if (std::min(a.letters.size(), b.letters.size()) <= kShortWord) return kShortEditCost;
  if (a.weight < kMaxTokenWeight && b.weight < kMaxTokenWeight) return kKnownEditCost;
  return distance == 1 && IsSwap(a.letters, b.letters) ? kSwapEditCost : kEditCost;
}

}  // namespace

bool SoundsAlike(absl::Span<const char32_t> a, absl::Span<const char32_t> b) {
  constexpr size_t kMost = static_cast<size_t>(kMaxFuzzyLength);
  return a.size() <= kMost && b.size() <= kMost && HeardEdits(a, b, 1) == 0;
}

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

void DecodeWord(absl::string_view text, std::u32string* out) {
  out->clear();
  size_t pos = 0;
  while (pos < text.size()) out->push_back(DecodeUtf8(text, &pos));
}

}  // namespace cordon::internal
