// A name made ready for matching: folded, split into tokens, canonicalised by word class, weighted.
//
// Folding uses frozen tables only (match/tables), never the system's Unicode library: the same text gives the same
// tokens on every machine. Thread contract: plain immutable values and pure functions.
//
//   PreparedName name = PrepareName("Hua Wei Technology Co., Ltd.");
//   // tokens: hua wei technology co ltd   (co, ltd flagged as legal form)
#ifndef CORDON_MATCH_PREPARED_NAME_H_
#define CORDON_MATCH_PREPARED_NAME_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace cordon {

// What a token is, as far as the frozen tables know.
enum class TokenClass : uint8_t {
  kWord,       // ordinary or unknown word; carries its rarity weight
  kNumber,     // holds a digit: equal or different, never fuzzy
  kLegalForm,  // Ltd, GmbH, OOO, 有限公司: weighs nearly nothing
};

// Whether a name can be told apart by a word: no table has it, neither names nor plain language.
enum class Distinction : uint8_t {
  kNone,
  kUncommon,     // four letters or more
  kDistinctive,  // six letters or more
};

struct Token {
  std::string text;     // canonical folded form; equal texts are equal or synonymous words
  std::string printed;  // folded form before canonicalisation ("technologies" for "technology")
  TokenClass token_class = TokenClass::kWord;
  int32_t weight = 0;       // frozen rarity weight, 1..kMaxTokenWeight
  int32_t rest_weight = 0;  // what it weighs without counterpart: as much, or less for a misspelt legal form
  uint16_t position = 0;    // of its first occurrence; neighbours differ by one
  // For a word no table knows that is one slip away from a spelling of a word class ("limzited", "serivces"): what it
  // may be. It keeps its own weight; it only may be aligned with that class as well. Points into the tables.
  absl::string_view slip_of;
  TokenClass slip_class = TokenClass::kWord;
  int32_t slip_similarity = 0;  // basis points
  bool abbreviated = false;     // written with a dot: may be the beginning of a longer word
  bool known = false;           // a legal form, or a word that many names have
  Distinction distinction = Distinction::kNone;
  bool business_word = false;  // of letters and forms rather than names: payment, attn, supplier, our
};

inline constexpr int32_t kMaxTokenWeight = 1000;   // the class of tokens no table knows
inline constexpr size_t kMaxNameCodePoints = 512;  // longer input is refused by the callers

struct PreparedName {
  std::string original;
  // Distinct tokens in order of first occurrence (repetition of a word adds no evidence).
  std::vector<Token> tokens;
  // All folded words in order, legal forms left out, without separators: "huaweitechnology". Empty if nothing is left.
  std::string squashed;
  // All folded words as they stand, legal forms too: "huaweitechnologycoltd".
  std::string squashed_full;
  // For comparison letter by letter (match/letters.h): the printed tokens without separators, without legal forms and
  // what may be misspelt ones; and for each of them two bytes: its length, what one of its letters tells in hundredths.
  std::string letters;
  std::string letter_runs;
  // First letter of every printed word in order ("i r g c"), and of which kind the word is.
  static constexpr char kWordInitial = 'w';
  static constexpr char kSmallInitial = 's';  // of, and, the, ...
  static constexpr char kFormInitial = 'f';   // legal form
  std::string initials;
  std::string initial_kinds;
  int64_t total_weight = 0;   // sum over tokens
  int64_t rare_weight = 0;    // sum over tokens that are not legal forms or generic words
  bool only_generic = false;  // nothing but legal forms and generic words
  bool only_forms = false;    // nothing but legal forms, read as words
  bool obfuscated = false;    // held zero-width, bidi or other invisible characters, removed by folding
};

// Never fails; invalid UTF-8 bytes separate tokens. Input beyond kMaxNameCodePoints is processed whole: refusing it is
// the caller's duty (truncation would be a silent loss).
PreparedName PrepareName(absl::string_view text);

// "sha256:<hex>" over all frozen tables that enter matching; part of the engine state.
const std::string& TablesDigest();

}  // namespace cordon

#endif  // CORDON_MATCH_PREPARED_NAME_H_
