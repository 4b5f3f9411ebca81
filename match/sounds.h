// What words sound like, roughly and whatever the romanisation: "phlex" and "fleks", "Tekhmash" and "Tehmas".
//
// Likewise what they look like: a scanner reads "rn" for m, "cl" for d, "vv" for w.
//
// Two words sound or look alike if they share a key. A listed word has the keys of its own spelling; a word of a query
// also those of other romanisation schemes that its letters may come from ("ch" as in church or as in Bach, "j" as in
// Jack or as in Jakob, "x" for kh). Found by equality of keys, so the enumeration is complete.
//
// Thread contract: pure functions.
#ifndef CORDON_MATCH_SOUNDS_H_
#define CORDON_MATCH_SOUNDS_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "absl/types/span.h"
#include "match/weights.h"

namespace cordon::internal {

// How letters are read that sound differently in different languages.
enum class Tongue : uint8_t { kEnglish, kContinental };

// Sounds that Latin letters have no single sign for.
inline constexpr char32_t kSoundCh = U'4';
inline constexpr char32_t kSoundSh = U'6';

struct Sound {
  std::array<char32_t, 2 * static_cast<size_t>(kMaxFuzzyLength)> letters;
  size_t size = 0;

  void Put(char32_t c) {
    if (size == 0 || letters[size - 1] != c) letters[size++] = c;  // doubled letters are one
  }
  absl::Span<const char32_t> span() const { return absl::MakeConstSpan(letters.data(), size); }
};

// REQUIRES: at most kMaxFuzzyLength letters.
void HearWord(absl::Span<const char32_t> word, Tongue tongue, Sound* out);

// Words of fewer letters have no keys; the romanisation schemes of Cyrillic are told apart by longer ones only.
inline constexpr size_t kMinSoundLetters = 3;
inline constexpr size_t kMinSchemeLetters = 6;

// Keys of one word, distinct, in a fixed order.
class SoundKeys {
 public:
  void Add(uint64_t key);
  const uint64_t* begin() const { return keys_.data(); }
  const uint64_t* end() const { return keys_.data() + count_; }
  bool Shares(const SoundKeys& other) const;

 private:
  std::array<uint64_t, 6> keys_{};
  size_t count_ = 0;
};
SoundKeys ListedSounds(absl::Span<const char32_t> word);
SoundKeys QuerySounds(absl::Span<const char32_t> word);

// Whether two words sound the same in one tongue, however short they are.
bool SoundsSame(absl::Span<const char32_t> a, absl::Span<const char32_t> b);

// Whether two words share a sound, the first one read as a query's.
bool SoundsAlike(absl::Span<const char32_t> query, absl::Span<const char32_t> listed);

// Whether the word consists of pinyin syllables: there "zh" and "ch", "q" and "k" are never the same.
bool IsPinyin(absl::Span<const char32_t> word);

}  // namespace cordon::internal

#endif  // CORDON_MATCH_SOUNDS_H_
