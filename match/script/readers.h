// Readers: one script each, from folded words to drafts of Latin readings. Internal to match/script; who calls which is
// decided in romanised.cc.
//
// Thread contract: pure functions over immutable tables.
#ifndef CORDON_MATCH_SCRIPT_READERS_H_
#define CORDON_MATCH_SCRIPT_READERS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/sha256.h"
#include "match/fold.h"
#include "match/script/draft.h"

namespace cordon::internal {

// Chinese: place | brand | trade | legal form; numerals of institutes as digits. Traditional characters (seen before
// folding) add the spellings of Taiwan and Hong Kong. Words of other scripts stay as they are.
std::vector<Draft> ReadChinese(const FoldedText& folded, bool traditional);

// Whether a name of Han characters reads as Japanese: kana, a Japanese legal form or a word only Japanese has.
bool LooksJapanese(const FoldedText& folded);
std::vector<Draft> ReadJapanese(const FoldedText& folded);

std::vector<Draft> ReadKorean(const FoldedText& folded);

// These two see the text before folding: folding has one scheme for Cyrillic and Greek, and none for Arabic.
std::vector<Draft> ReadCyrillic(absl::string_view text);
std::vector<Draft> ReadGreek(absl::string_view text);
std::vector<Draft> ReadArabic(absl::string_view text);

void DigestChinese(Sha256Hasher* hasher);
void DigestJapanese(Sha256Hasher* hasher);
void DigestKorean(Sha256Hasher* hasher);
void DigestCyrillic(Sha256Hasher* hasher);
void DigestArabic(Sha256Hasher* hasher);

}  // namespace cordon::internal

#endif  // CORDON_MATCH_SCRIPT_READERS_H_
