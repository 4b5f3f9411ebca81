#include "match/accessories.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "match/similarity.h"
#include "match/weights.h"

namespace cordon::internal {
namespace {

constexpr absl::string_view kTitles[] = {"mr",     "mrs",       "ms",      "dr",      "prof",  "professor",
                                         "haji",   "hajji",     "sheikh",  "shaykh",  "sheik", "shaikh",
                                         "mullah", "maulvi",    "mawlawi", "maulana", "col",   "colonel",
                                         "capt",   "ayatollah", "gen",     "maj",     "brig"};
constexpr absl::string_view kPatronymicEndings[] = {"ovich", "evich", "ovna", "evna", "ovych", "ivna"};
// What stands before a name and is none of it, of a company or of a ship.
constexpr absl::string_view kPrefixes[] = {"the", "messrs", "firma", "ditta", "mv", "mt", "vlcc", "tanker", "vessel"};
// A number of so many digits is of an account, an order or a register.
constexpr size_t kMinReferenceDigits = 5;
// Shorter words with such an ending are surnames.
constexpr size_t kMinPatronymic = 7;

bool IsTitle(absl::string_view word) {
  return std::find(std::begin(kTitles), std::end(kTitles), word) != std::end(kTitles);
}

bool IsPrefix(absl::string_view word) {
  return std::find(std::begin(kPrefixes), std::end(kPrefixes), word) != std::end(kPrefixes);
}

bool IsReference(const Token& token) {
  if (token.token_class != TokenClass::kNumber) return false;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return static_cast<size_t>(std::count_if(token.printed.begin(), token.printed.end(), is_digit)) >=
         kMinReferenceDigits;
}

bool IsPatronymic(absl::string_view word) {
  if (word.size() < kMinPatronymic) return false;
  return std::any_of(std::begin(kPatronymicEndings), std::end(kPatronymicEndings),
                     [word](absl::string_view ending) { return absl::EndsWith(word, ending); });
}

// "SOJUTH-SOUTH": an unknown word that is another word of the same name misspelt. Said twice it is no more evidence
// than said once.
bool IsRepeated(const std::vector<Token>& tokens, const Token& token) {
  constexpr size_t kLeast = 4;
  if (token.token_class != TokenClass::kWord || token.weight < kMaxTokenWeight || token.text.size() < kLeast) {
    return false;
  }
  thread_local std::u32string word;
  thread_local std::u32string other_word;
  DecodeWord(token.text, &word);
  return std::any_of(tokens.begin(), tokens.end(), [&token](const Token& other) {
    if (&other == &token || other.token_class != TokenClass::kWord || other.weight >= kMaxTokenWeight) return false;
    if (token.slip_similarity > 0 && token.slip_of == other.text) return true;
    DecodeWord(other.text, &other_word);
    if (other.text.size() >= kLeast && WordSimilarity({word, token.weight}, {other_word, other.weight}) > 0)
      return true;
    DecodeWord(other.printed, &other_word);
    return other.printed.size() >= kLeast && WordSimilarity({word, token.weight}, {other_word, other.weight}) > 0;
  });
}

}  // namespace

void MarkAccessories(PreparedName* query) {
  const size_t count = query->tokens.size();
  if (count < 2) return;
  for (size_t i = 0; i < count; ++i) {
    Token& token = query->tokens[i];
    const bool at_end = i == 0 || i + 1 == count;
    bool accessory = (i == 0 && IsPrefix(token.printed)) || (at_end && IsReference(token));
    if (count >= 3) {
      accessory = accessory || IsPatronymic(token.printed) || (i == 0 && IsTitle(token.printed)) ||
                  IsRepeated(query->tokens, token);
    }
    if (!accessory) continue;
    token.rest_weight = std::min(token.rest_weight, kAccessoryRestWeight);
  }
}

void DigestAccessories(Sha256Hasher* hasher) {
  std::string bytes;
  for (const absl::string_view title : kTitles) absl::StrAppend(&bytes, title, "\n");
  for (const absl::string_view prefix : kPrefixes) absl::StrAppend(&bytes, prefix, " -\n");
  for (const absl::string_view ending : kPatronymicEndings) absl::StrAppend(&bytes, "-", ending, "\n");
  hasher->UpdateField(bytes);
}

}  // namespace cordon::internal
