#include "match/deobfuscate.h"

#include <algorithm>
#include <array>
#include <utility>

#include "match/encodings.h"
#include "match/lookalikes.h"

namespace cordon::internal {
namespace {

enum ByteKind : uint8_t { kOther, kAsciiLetter, kAsciiDigit, kSign, kEscape, kNotAscii };

constexpr std::array<uint8_t, 256> MakeByteKinds() {
  std::array<uint8_t, 256> kinds{};
  for (size_t c = 0; c < 256; ++c) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    kinds[c] = letter ? kAsciiLetter : c >= '0' && c <= '9' ? kAsciiDigit : c >= 0x80 ? kNotAscii : kOther;
  }
  for (const char c : {'$', '@', '!', '|', '+'}) kinds[static_cast<unsigned char>(c)] = kSign;
  for (const char c : {'&', '%', '=', '\\'}) kinds[static_cast<unsigned char>(c)] = kEscape;
  return kinds;
}
constexpr std::array<uint8_t, 256> kByteKinds = MakeByteKinds();

struct Suspicion {
  int words_with_digits = 0;
  bool signs = false;    // among the letters of a word
  bool encoded = false;  // or not ASCII
  bool digits = false;   // a word of letters and digits or signs
  bool spaced = false;   // three single letters in a row
};

Suspicion LookAt(absl::string_view text) {
  Suspicion found;
  uint32_t seen = 0;  // kinds in the current word
  size_t length = 0;
  int singles = 0;
  constexpr uint32_t kLetters = 1U << kAsciiLetter;
  constexpr uint32_t kDigitsOrSigns = 1U << kAsciiDigit | 1U << kSign;
  const auto end_word = [&] {
    if ((seen & kLetters) != 0 && (seen & kDigitsOrSigns) != 0) {
      found.signs |= (seen & (1U << kSign)) != 0;
      found.digits = true;
      ++found.words_with_digits;
    }
    if (length > 0) singles = length == 1 ? singles + 1 : 0;
    found.spaced |= singles >= 3;
    seen = 0;
    length = 0;
  };
  for (const char c : text) {
    const uint8_t kind = kByteKinds[static_cast<unsigned char>(c)];
    if (kind == kAsciiLetter || kind == kAsciiDigit || kind == kSign) {
      seen |= 1U << kind;
      ++length;
      continue;
    }
    end_word();
    found.encoded |= kind == kEscape || kind == kNotAscii;
  }
  end_word();
  return found;
}

void AddGuess(std::string guess, Deobfuscated* out) {
  if (guess == out->visible) return;
  if (std::find(out->guesses.begin(), out->guesses.end(), guess) == out->guesses.end()) {
    out->guesses.push_back(std::move(guess));
  }
}

}  // namespace

bool Deobfuscate(absl::string_view text, Deobfuscated* out) {
  Suspicion suspicion = LookAt(text);
  if (!suspicion.encoded && !suspicion.digits && !suspicion.spaced) return false;
  *out = Deobfuscated();
  if (suspicion.encoded) {
    const std::string decoded = UndoEncodings(text);  // by accident often enough
    const std::string shown = UndoOverride(decoded);
    out->deliberate = shown != decoded;
    out->visible = UndoForeignLetters(shown, &out->deliberate);
    // A Russian word may consist of letters that look Latin.
    if (shown != text) AddGuess(shown, out);
    // Decoded letters may hide behind digits as well.
    suspicion = LookAt(out->visible);
    suspicion.spaced |= suspicion.encoded;  // letters of other scripts may be spaced, too
  } else {
    out->visible = std::string(text);
  }
  if (suspicion.digits || suspicion.spaced) {
    const std::string joined = JoinSpacedLetters(out->visible);
    AddGuess(joined, out);
    const Suspicion after = LookAt(joined);
    if (after.digits) {
      AddGuess(UndoDigits(joined, OneReadsAs::kI, false), out);
      AddGuess(UndoDigits(joined, OneReadsAs::kL, false), out);
      if (after.words_with_digits >= 2 || after.signs) AddGuess(UndoDigits(joined, OneReadsAs::kI, true), out);
    }
  }
  return true;
}

}  // namespace cordon::internal
