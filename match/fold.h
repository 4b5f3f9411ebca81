// Folding: text in any script becomes lower-case words that can be compared. Frozen tables only (tables/fold_table.inc,
// generated from ICU once and committed), an ASCII fast path, nothing of the system's Unicode library.
//
// Latin, Greek and Cyrillic letters become plain Latin letters; full-width and mathematical letters are undone; digits
// of any script become 0-9; marks that decorate a letter go; invisible and bidirectional control characters go and are
// reported; other scripts keep their (compatibility-folded) letters. Apostrophes vanish inside words (Xi'an -> xian),
// dots join single letters (d.o.o. -> doo), '&' is the word "and", everything else that is no letter or digit
// separates.
//
// Thread contract: pure function over immutable tables.
//
//   FoldedText folded;
//   FoldText("Xi'an AT&T S.p.A.", &folded);   // xian at and t spa
#ifndef CORDON_MATCH_FOLD_H_
#define CORDON_MATCH_FOLD_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace cordon::internal {

enum class FoldClass : uint8_t { kSeparator, kLetter, kDigit, kHan, kKana, kHangul, kSkipMark, kInvisible };

// A word never mixes Han, Kana, Hangul and the rest: scripts change at word boundaries in names like "TCL集团".
enum class WordScript : uint8_t { kAlphabetic, kHan, kKana, kHangul };

struct FoldedWord {
  uint32_t begin = 0;  // bytes of FoldedText::text
  uint32_t end = 0;
  uint32_t letters = 0;  // source code points, so that Cyrillic "Ж." counts as an initial
  WordScript script = WordScript::kAlphabetic;
  bool has_digit = false;
  bool ends_with_dot = false;  // the next character is a dot
  bool dotted = false;         // exactly one dot, and nothing else, stands between this word and the one before
};

struct FoldedText {
  std::string text;
  std::vector<FoldedWord> words;
  bool obfuscated = false;

  absl::string_view Word(const FoldedWord& word) const {
    return absl::string_view(text).substr(word.begin, word.end - word.begin);
  }
};

// Overwrites `out`, reusing its memory.
void FoldText(absl::string_view text, FoldedText* out);

}  // namespace cordon::internal

#endif  // CORDON_MATCH_FOLD_H_
