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
// Shorter words with such an ending are surnames.
constexpr size_t kMinPatronymic = 7;

bool IsTitle(absl::string_view word) {
  return std::find(std::begin(kTitles), std::end(kTitles), word) != std::end(kTitles);
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
  if (query->tokens.size() < 3) return;
  for (size_t i = 0; i < query->tokens.size(); ++i) {
    Token& token = query->tokens[i];
    const bool accessory = IsPatronymic(token.printed) || (i == 0 && IsTitle(token.printed));
    if (!accessory && !IsRepeated(query->tokens, token)) continue;
    token.rest_weight = std::min(token.rest_weight, kAccessoryRestWeight);
  }
}

void DigestAccessories(Sha256Hasher* hasher) {
  std::string bytes;
  for (const absl::string_view title : kTitles) absl::StrAppend(&bytes, title, "\n");
  for (const absl::string_view ending : kPatronymicEndings) absl::StrAppend(&bytes, "-", ending, "\n");
  hasher->UpdateField(bytes);
}

}  // namespace cordon::internal
