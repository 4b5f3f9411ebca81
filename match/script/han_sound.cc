#include "match/script/han_sound.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_split.h"
#include "base/utf8.h"

namespace cordon::internal {
namespace {

struct HanPhraseRow {
  const char* phrase;
  const char* syllables;
};

#include "match/tables/han_sounds.inc"

constexpr char32_t kFirstHan = 0x4E00;
constexpr size_t kHanCount = sizeof(kHanPinyin) / sizeof(kHanPinyin[0]);
constexpr size_t kLongestPhrase = 3;  // characters, as the generator cuts them

// Index into kPinyin by syllable, and phrases as such indexes.
struct HanSounds {
  absl::flat_hash_map<absl::string_view, uint16_t> syllables;
  absl::flat_hash_map<absl::string_view, std::vector<uint16_t>> phrases;

  HanSounds() {
    constexpr size_t kSyllables = sizeof(kPinyin) / sizeof(kPinyin[0]);
    static_assert(kSyllables <= UINT16_MAX);
    for (size_t i = 1; i < kSyllables; ++i) syllables[kPinyin[i]] = static_cast<uint16_t>(i);
    for (const HanPhraseRow& row : kHanPhrases) {
      std::vector<uint16_t>& ids = phrases[row.phrase];
      for (const absl::string_view syllable : absl::StrSplit(row.syllables, ' ')) ids.push_back(syllables[syllable]);
    }
  }
  static const HanSounds& Get() {
    static const HanSounds* const sounds = new HanSounds();
    return *sounds;
  }
};

void AddSyllable(uint16_t id, HanScheme scheme, std::vector<absl::string_view>* out) {
  if (id != 0) out->push_back(scheme == HanScheme::kPinyin ? kPinyin[id] : kWadeGiles[id]);
}

}  // namespace

std::vector<absl::string_view> SoundsOf(absl::string_view run, HanScheme scheme) {
  std::vector<absl::string_view> out;
  std::vector<size_t> starts;
  std::vector<char32_t> characters;
  for (size_t at = 0; at < run.size();) {
    starts.push_back(at);
    characters.push_back(DecodeUtf8(run, &at));
  }
  starts.push_back(run.size());
  for (size_t i = 0; i < characters.size(); ++i) {
    const char32_t c = characters[i];
    const bool known = c >= kFirstHan && c - kFirstHan < kHanCount;
    if (scheme == HanScheme::kCantonese) {
      if (known && kHanCantonese[c - kFirstHan] != 0) out.push_back(kCantonese[kHanCantonese[c - kFirstHan]]);
      continue;
    }
    const std::vector<uint16_t>* phrase = nullptr;
    for (size_t length = std::min(kLongestPhrase, characters.size() - i); length >= 2 && phrase == nullptr; --length) {
      const auto it = HanSounds::Get().phrases.find(run.substr(starts[i], starts[i + length] - starts[i]));
      if (it != HanSounds::Get().phrases.end()) phrase = &it->second;
    }
    if (phrase != nullptr) {
      for (const uint16_t id : *phrase) AddSyllable(id, scheme, &out);
      i += phrase->size() - 1;
    } else if (known) {
      AddSyllable(kHanPinyin[c - kFirstHan], scheme, &out);
    }
  }
  return out;
}

void DigestHanSounds(Sha256Hasher* hasher) {
  std::string bytes;
  const auto add = [&bytes](const char* text) {
    bytes.append(text);
    bytes.push_back('\n');
  };
  for (const char* syllable : kPinyin) add(syllable);
  for (const char* syllable : kWadeGiles) add(syllable);
  for (const char* syllable : kCantonese) add(syllable);
  for (const HanPhraseRow& row : kHanPhrases) {
    add(row.phrase);
    add(row.syllables);
  }
  for (const uint16_t id : kHanPinyin) bytes += std::to_string(id) + ",";
  for (const uint16_t id : kHanCantonese) bytes += std::to_string(id) + ",";
  hasher->UpdateField(bytes);
}

}  // namespace cordon::internal
