#include "match/make_token.h"

#include <algorithm>
#include <utility>

#include "match/brand.h"
#include "match/vocabulary.h"
#include "match/weights.h"
#include "match/word_memo.h"

namespace cordon::internal {
namespace {

// "13th" -> "13": the ordinal and the number are the same number.
absl::string_view WithoutOrdinal(absl::string_view word) {
  if (word.size() < 3) return word;
  const absl::string_view ending = word.substr(word.size() - 2);
  if (ending != "st" && ending != "nd" && ending != "rd" && ending != "th") return word;
  for (const char c : word.substr(0, word.size() - 2)) {
    if (c < '0' || c > '9') return word;
  }
  return word.substr(0, word.size() - 2);
}

// What the tables say of a word without digits: all of a token but its texts and its place.
struct WordFacts {
  absl::string_view canonical;  // in the tables; empty: the word itself
  TokenClass token_class = TokenClass::kWord;
  int32_t weight = 0;
  int32_t rest_weight = 0;
  bool known = false;
  Distinction distinction = Distinction::kNone;
  Lexicon::Slip slip;
};

WordFacts FactsOf(absl::string_view word, Slips slips) {
  WordFacts facts;
  const LexiconEntry* const entry = Lexicon::Get().Find(word);
  if (entry != nullptr) {
    facts.canonical = entry->canonical;
    facts.token_class = entry->token_class;
    facts.weight = word.size() == 1 ? std::min(entry->weight, kSingleLetterWeight) : entry->weight;
    facts.known = entry->token_class == TokenClass::kLegalForm || (facts.weight < kKnownWeight && word.size() > 1);
  } else {
    facts.weight = UnknownWordWeight(word);
    if (word.size() >= kMinUncommonLetters && !IsCommonWord(word)) {
      facts.distinction = word.size() >= kMinDistinctiveLetters ? Distinction::kDistinctive : Distinction::kUncommon;
    }
    if (slips == Slips::kFind) facts.slip = Lexicon::Get().FindSlip(word);
  }
  facts.rest_weight = facts.weight;
  if (facts.slip.similarity > 0 && facts.slip.token_class == TokenClass::kLegalForm) {
    facts.rest_weight = std::min(facts.weight, kSlipRestWeight);
  }
  return facts;
}

// The tables are frozen: what they say of a word is looked up once as long as it is remembered.
WordFacts RememberedFactsOf(absl::string_view word) {
  struct NothingElse {
    bool operator==(const NothingElse&) const { return true; }
  };
  thread_local WordMemo<NothingElse, WordFacts, 4096> memo;
  const uint64_t hash = StableHash(word);
  if (const WordFacts* const known = memo.Find(hash, word, NothingElse())) return *known;
  const WordFacts facts = FactsOf(word, Slips::kFind);
  memo.Keep(hash, word, NothingElse(), facts);
  return facts;
}

}  // namespace

int32_t UnknownWordWeight(absl::string_view text) {
  const bool ascii = static_cast<unsigned char>(text[0]) < 0x80;
  if (ascii && text.size() == 1) return kSingleLetterWeight;
  if (ascii && text.size() == 2) return kTwoLetterWeight;
  return kMaxTokenWeight;
}

CanonicalWord CanonicalOf(absl::string_view folded_word, bool has_digit) {
  if (has_digit) return {WithoutOrdinal(folded_word), TokenClass::kNumber, nullptr};
  const LexiconEntry* const entry = Lexicon::Get().Find(folded_word);
  if (entry == nullptr) return {folded_word, TokenClass::kWord, nullptr};
  return {entry->canonical, entry->token_class, entry};
}

Token MakeToken(std::string folded_word, bool has_digit, Slips slips) {
  Token token;
  if (has_digit) {
    token.text = std::string(WithoutOrdinal(folded_word));
    token.token_class = TokenClass::kNumber;
    token.weight = kNumberWeight;
    token.rest_weight = kNumberWeight;
  } else {
    const WordFacts facts =
        slips == Slips::kFind ? RememberedFactsOf(folded_word) : FactsOf(folded_word, Slips::kIgnore);
    token.text = facts.canonical.empty() ? folded_word : std::string(facts.canonical);
    token.token_class = facts.token_class;
    token.weight = facts.weight;
    token.rest_weight = facts.rest_weight;
    token.known = facts.known;
    token.distinction = facts.distinction;
    token.slip_of = facts.slip.canonical;
    token.slip_class = facts.slip.token_class;
    token.slip_similarity = facts.slip.similarity;
  }
  token.printed = std::move(folded_word);
  return token;
}

}  // namespace cordon::internal
