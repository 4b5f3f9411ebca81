// What the frozen tables know of words: classes of equal meaning, legal forms, phrases, Chinese terms, rarity weights.
//
// Thread contract: immutable after first use, any thread.
//
//   Lexicon::Get().Find("technologies")  ->  canonical "technology", kWord, its weight
#ifndef CORDON_MATCH_LEXICON_H_
#define CORDON_MATCH_LEXICON_H_

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/sha256.h"
#include "match/deletion_index.h"
#include "match/key_table.h"
#include "match/prepared_name.h"
#include "match/sounds.h"
#include "match/vocabulary.h"

namespace cordon::internal {

// One word as the tables have it.
struct LexiconEntry {
  absl::string_view canonical;
  TokenClass token_class = TokenClass::kWord;
  bool core_legal_form = false;  // never a name by itself ("ltd"), unlike "se" or "asc"
  int32_t weight = kMaxTokenWeight;
};

// Several words with a meaning of their own: "joint stock company" -> jsc.
struct Phrase {
  std::vector<absl::string_view> words;
  std::vector<absl::string_view> canonical;
};

// A Chinese word and the Latin words it stands for: the canonical ones, then others after '|'.
struct HanTerm {
  const char* term;
  const char* canonical;
};

class Lexicon {
 public:
  static const Lexicon& Get();

  // Null if no table knows the word.
  const LexiconEntry* Find(absl::string_view word) const {
    const auto it = entries_.find(word);
    return it == entries_.end() ? nullptr : &it->second;
  }
  // The word class of which `word`, itself unknown, is a misspelling: one edit away from a spelling, two from a long
  // one, or the same to the ear; similarity 0 if there is none.
  struct Slip {
    absl::string_view canonical;
    TokenClass token_class = TokenClass::kWord;
    int32_t similarity = 0;
  };
  Slip FindSlip(absl::string_view word) const;

  // Phrases that begin with `word`, longest first.
  absl::Span<const Phrase> PhrasesFrom(absl::string_view word) const;

  // Phrases of at least kLongPhrase words whose second or third word is `word`, longest first.
  static constexpr size_t kLongPhrase = 3;
  enum class Place : uint8_t { kSecond, kThird };
  absl::Span<const Phrase* const> LongPhrasesWith(absl::string_view word, Place place) const;
  // False for most words that no such phrase has there, at the price of a bit.
  static bool MayStandAt(absl::string_view word, Place place) {
    return (Get().inner_lengths_[static_cast<size_t>(place)][LetterOf(word)] & LengthBit(word)) != 0;
  }
  // Whether two words differ by spelling only, or two of at least four letters by one edit, by two from seven on.
  static bool IsSlip(absl::string_view word, absl::string_view meant);

  // Splits a run of one script into known terms and the rest, in order. A term carries its canonical words, the rest
  // none. Pieces are views into `word`.
  struct Piece {
    absl::string_view text;
    const std::vector<absl::string_view>* canonical = nullptr;
  };
  void SegmentHan(absl::string_view word, std::vector<Piece>* out) const;
  // Legal forms written onto the front or the end of a Hangul or Kana word, or a single character that is one.
  void SegmentAffixes(absl::string_view word, std::vector<Piece>* out) const;

  // The Chinese words SegmentHan knows, by kind.
  static absl::Span<const HanTerm> HanPlaces();
  static absl::Span<const HanTerm> HanTrades();
  static absl::Span<const HanTerm> HanForms();

  static void Digest(Sha256Hasher* hasher);

 private:
  Lexicon();
  static size_t LetterOf(absl::string_view word) {
    return static_cast<size_t>(static_cast<unsigned char>(word.empty() ? 0 : word[0]) % 32);
  }
  static uint64_t LengthBit(absl::string_view word) { return uint64_t{1} << (word.size() % 64); }
  void AddSpelling(absl::string_view spelling, const LexiconEntry& entry);
  void AddTerm(const char* term, const char* canonical,
               absl::flat_hash_map<absl::string_view, std::vector<absl::string_view>>* map);

  absl::flat_hash_map<absl::string_view, LexiconEntry> entries_;
  Vocabulary spellings_;                   // long spellings of word classes
  std::vector<LexiconEntry> spelling_of_;  // per id in spellings_
  std::vector<SoundKeys> sounds_of_;       // the same
  DeletionIndex slips_;                    // over spellings_
  KeyTable sounds_;                        // ids in spellings_ by what they sound like
  absl::flat_hash_map<absl::string_view, std::vector<Phrase>> phrases_;
  std::array<absl::flat_hash_map<absl::string_view, std::vector<const Phrase*>>, 2> by_inner_;  // per Place
  absl::flat_hash_map<absl::string_view, std::vector<absl::string_view>> han_terms_;
  absl::flat_hash_map<absl::string_view, std::vector<absl::string_view>> affix_forms_;
  absl::flat_hash_map<absl::string_view, std::vector<absl::string_view>> single_forms_;
  // Per first letter, lengths of the words that phrases begin with; per Place, of those that stand there.
  std::array<uint64_t, 32> first_lengths_{};
  std::array<std::array<uint64_t, 32>, 2> inner_lengths_{};
  size_t longest_han_term_ = 0;  // bytes
};

}  // namespace cordon::internal

#endif  // CORDON_MATCH_LEXICON_H_
