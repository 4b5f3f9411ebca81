#include "match/letters.h"

#include <algorithm>
#include <array>
#include <utility>

#include "match/weights.h"

namespace cordon::internal {
namespace {

constexpr size_t kRunBytes = 2;  // of one word in NameLetters::runs

bool IsDigitAt(absl::string_view text, size_t i) { return text[i] >= '0' && text[i] <= '9'; }

bool IsLettersOnly(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
}

// Numbers tell institutes apart: all digits in order must be the same.
bool SameDigits(absl::string_view a, absl::string_view b) {
  size_t i = 0;
  size_t j = 0;
  while (true) {
    while (i < a.size() && !IsDigitAt(a, i)) ++i;
    while (j < b.size() && !IsDigitAt(b, j)) ++j;
    if (i == a.size() || j == b.size()) return i == a.size() && j == b.size();
    if (a[i++] != b[j++]) return false;
  }
}

// What each letter tells, and the sum.
struct LetterValues {
  std::array<int32_t, kMaxLetters> of{};  // to change; a letter of a short word changes the word
  int32_t sum = 0;
};
LetterValues ValuesOf(const NameLetters& name) {
  LetterValues values;
  size_t at = 0;
  for (size_t i = 0; i + 1 < name.runs.size(); i += 2) {
    const int32_t length = static_cast<unsigned char>(name.runs[i]);
    const int32_t value = static_cast<unsigned char>(name.runs[i + 1]);
    const int32_t price = length <= static_cast<int32_t>(kShortWord) ? value * kShortLetterPercent / 100 : value;
    for (int32_t count = length; count > 0 && at < kMaxLetters; --count, ++at) {
      values.of[at] = price;
      values.sum += value;
    }
  }
  return values;
}

// The least price of edits (insert, delete, substitute, swap neighbours) that make `listed` the query; an edit costs
// what the listed letter tells, an insertion what the letter before it does.
int32_t LeastPrice(absl::string_view query, absl::string_view listed, const LetterValues& values) {
  std::array<std::array<int32_t, kMaxLetters + 1>, 3> rows;
  auto* before = &rows[0];
  auto* previous = &rows[1];
  auto* current = &rows[2];
  for (size_t q = 0; q <= query.size(); ++q) (*previous)[q] = static_cast<int32_t>(q) * values.of[0];
  for (size_t n = 1; n <= listed.size(); ++n) {
    const int32_t cost = values.of[n - 1];
    (*current)[0] = (*previous)[0] + cost;
    for (size_t q = 1; q <= query.size(); ++q) {
      int32_t least = (*previous)[q - 1] + (listed[n - 1] == query[q - 1] ? 0 : cost);
      least = std::min(least, std::min((*previous)[q], (*current)[q - 1]) + cost);
      if (n > 1 && q > 1 && listed[n - 1] == query[q - 2] && listed[n - 2] == query[q - 1]) {
        least = std::min(least, (*before)[q - 2] + std::max(cost, values.of[n - 2]));
      }
      (*current)[q] = least;
    }
    std::swap(before, previous);
    std::swap(previous, current);
  }
  return (*previous)[query.size()];
}

}  // namespace

bool IsComparable(const NameLetters& name) {
  return !name.text.empty() && (name.rare_weight >= kMinRareEvidence || name.text.size() >= kMinPlainLetters);
}

void FillLetters(PreparedName* name) {
  name->letters.clear();
  name->letter_runs.clear();
  for (const Token& token : name->tokens) {
    const bool form = token.token_class == TokenClass::kLegalForm ||
                      (token.slip_similarity > 0 && token.slip_class == TokenClass::kLegalForm);
    if (form) continue;
    const size_t begin = name->letters.size();
    for (const char c : token.printed) {
      if (c != ' ') name->letters.push_back(c);
    }
    const size_t length = std::min(name->letters.size() - begin, kMaxLetters + 1);
    const int32_t value = std::clamp((token.weight - kTellingFloor) / kTellingStep, kLeastTelling, 100);
    name->letter_runs.push_back(static_cast<char>(length));
    name->letter_runs.push_back(static_cast<char>(value));
  }
}

NameLetters LettersOf(const PreparedName& name) {
  NameLetters letters;
  if (name.letters.size() < kMinBeginning || name.letters.size() > kMaxBegunLetters || !IsLettersOnly(name.letters)) {
    return letters;
  }
  letters.text = name.letters;
  letters.runs = name.letter_runs;
  letters.rare_weight = name.rare_weight;
  return letters;
}

LetterSign::LetterSign(absl::string_view text) {
  for (const char c : text) {
    // A digit may share its bit with a letter, which only makes two signs more alike.
    const uint64_t once = uint64_t{1} << (static_cast<unsigned char>(c) % 32);
    bits_ |= (bits_ & once) != 0 ? once << 32U : once;
  }
}

LetterPattern::LetterPattern(absl::string_view text) : text_(text) {
  for (size_t i = 0; i < text.size(); ++i) {
    const auto letter = static_cast<unsigned char>(text[i]);
    places_[letter] |= uint64_t{1} << i;
    ++counts_[letter % 32];
  }
}

// False only if more letters stand in one text alone, in whatever order, than edits can explain: each edit explains one
// on either side. Most texts that share a part with the query end here.
bool LetterPattern::LettersAllow(absl::string_view other, int bound) const {
  std::array<int8_t, 32> left = counts_;
  int surplus = 0;
  for (const char c : other) surplus += --left[static_cast<unsigned char>(c) % 32] < 0 ? 1 : 0;
  const int missing = surplus + static_cast<int>(text_.size()) - static_cast<int>(other.size());
  return surplus <= bound && missing <= bound;
}

// Levenshtein distance of texts of at most 64 letters, one bit per letter (Myers 1999, Hyyro 2003).
bool LetterPattern::IsNear(absl::string_view other, int most) const {
  const int bound = std::min(most, LetterBound(std::min(text_.size(), other.size())));
  const size_t difference = std::max(text_.size(), other.size()) - std::min(text_.size(), other.size());
  if (bound == 0 || difference > static_cast<size_t>(bound) || !LettersAllow(other, bound)) return false;
  uint64_t up = ~uint64_t{0};
  uint64_t down = 0;
  int distance = static_cast<int>(text_.size());
  const uint64_t last = uint64_t{1} << (text_.size() - 1);
  for (const char c : other) {
    const uint64_t equal = places_[static_cast<unsigned char>(c)];
    const uint64_t diagonal = (((equal & up) + up) ^ up) | equal | down;
    uint64_t right_up = down | ~(diagonal | up);
    uint64_t right_down = up & diagonal;
    distance += (right_up & last) != 0 ? 1 : 0;
    distance -= (right_down & last) != 0 ? 1 : 0;
    right_up = (right_up << 1U) | 1U;
    right_down <<= 1U;
    up = right_down | ~(diagonal | right_up);
    down = right_up & diagonal;
  }
  return distance <= bound && SameDigits(text_, other);
}

bool NearLetters(absl::string_view a, absl::string_view b, int most) { return LetterPattern(a).IsNear(b, most); }

bool IsBeginningOf(absl::string_view query, absl::string_view listed) {
  return query.size() < listed.size() && query.size() >= KeptLetters(listed.size()) &&
         listed.substr(0, query.size()) == query;
}

int LettersScore(const NameLetters& query, const NameLetters& listed) {
  if (!IsComparable(query) || !IsComparable(listed)) return 0;
  const size_t longer = std::max(query.text.size(), listed.text.size());
  if (longer > kMaxLetters) return 0;
  const size_t shorter = std::min(query.text.size(), listed.text.size());
  // Most pairs differ in length already.
  if (longer - shorter > static_cast<size_t>(LetterBound(shorter))) return 0;
  const bool plain = std::min(query.rare_weight, listed.rare_weight) < kMinRareEvidence;
  if (!NearLetters(query.text, listed.text, plain ? kMaxPlainEdits : LetterBound(shorter))) return 0;
  const LetterValues values = ValuesOf(listed);
  const int64_t least = std::max(1, std::min(values.sum, ValuesOf(query).sum));
  // A word put in place of another is dear by what it tells itself, whatever the other tells ("Shenzhen Tenda" is not
  // "Shenzhen A"); half, since a slip alone makes an unknown word of a known one.
  const int64_t price = std::max<int64_t>(LeastPrice(query.text, listed.text, values),
                                          LeastPrice(listed.text, query.text, ValuesOf(query)) / 2);
  return static_cast<int>(std::max<int64_t>(0, 10000 - kLetterCost * price / least));
}

int TruncatedScore(const NameLetters& query, const NameLetters& listed) {
  if (query.text.empty() || listed.text.empty() || !IsBeginningOf(query.text, listed.text)) return 0;
  if (query.text.size() < kMinBeginningWord && query.runs.size() <= kRunBytes) return 0;
  if (ValuesOf(query).sum < kMinTruncatedTelling) return 0;
  const int64_t whole = static_cast<int64_t>(listed.text.size());
  const int64_t lost = whole - static_cast<int64_t>(query.text.size());
  return static_cast<int>(10000 - kTruncationCost * lost / whole);
}

}  // namespace cordon::internal
