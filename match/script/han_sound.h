// How Chinese characters sound: Mandarin in pinyin and Wade-Giles, Cantonese as names are spelt in Hong Kong.
// Characters with several readings are read by the word they stand in (长城 chang cheng, 银行 yin hang), else as in
// names.
//
// Thread contract: pure functions over immutable tables.
//
//   std::vector<absl::string_view> syllables = SoundsOf("重庆", HanScheme::kPinyin);   // chong, qing
#ifndef CORDON_MATCH_SCRIPT_HAN_SOUND_H_
#define CORDON_MATCH_SCRIPT_HAN_SOUND_H_

#include <vector>

#include "absl/strings/string_view.h"
#include "base/sha256.h"

namespace cordon::internal {

enum class HanScheme { kPinyin, kWadeGiles, kCantonese };

// One syllable per character of a folded (simplified) run; characters without a reading are left out.
std::vector<absl::string_view> SoundsOf(absl::string_view run, HanScheme scheme);

void DigestHanSounds(Sha256Hasher* hasher);

}  // namespace cordon::internal

#endif  // CORDON_MATCH_SCRIPT_HAN_SOUND_H_
