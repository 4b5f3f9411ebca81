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
  bool form = false;     // a digit beside a dotted letter ("5.A."), or a word of zeros: a legal form may hide there
};

Suspicion LookAt(absl::string_view text) {
  Suspicion found;
  uint32_t seen = 0;  // kinds in the current word
  size_t length = 0;
  int singles = 0;
  constexpr uint32_t kLetters = 1U << kAsciiLetter;
  constexpr uint32_t kDigitsOrSigns = 1U << kAsciiDigit | 1U << kSign;
  size_t zeros = 0;     // zeros and letters that look like them
  uint32_t before = 0;  // kind of the single letter or digit before, if one dot stands between
  const auto end_word = [&] {
    found.form |= length == 1 && (seen | before) == (kLetters | 1U << kAsciiDigit);
    found.form |= length == 3 && zeros == length && (seen & 1U << kAsciiDigit) != 0;
    zeros = 0;
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
      zeros += c == '0' || c == 'o' || c == 'O' ? 1U : 0U;
      ++length;
      continue;
    }
    const uint32_t ended = length == 1 && c == '.' ? seen : 0;
    end_word();
    before = ended;
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

bool IsLetterOrDigit(absl::string_view text, size_t at) {
  if (at >= text.size()) return false;
  const uint8_t kind = kByteKinds[static_cast<unsigned char>(text[at])];
  return kind == kAsciiLetter || kind == kAsciiDigit;
}

// Digits that stand for letters of a legal form: alone beside a dot, or three zeros.
std::string UndoFormDigits(absl::string_view text) {
  constexpr absl::string_view kDigits = "01345678";
  constexpr absl::string_view kLetters = "OIEASGTB";
  std::string out(text);
  for (size_t begin = 0; begin < text.size();) {
    size_t end = begin;
    while (IsLetterOrDigit(text, end)) ++end;
    const bool dotted =
        end == begin + 1 && ((begin > 0 && text[begin - 1] == '.') || (end < text.size() && text[end] == '.'));
    const bool zeros = end == begin + 3 && text.substr(begin, 3).find_first_not_of("0oO") == absl::string_view::npos;
    for (size_t at = begin; (dotted || zeros) && at < end; ++at) {
      const size_t digit = kDigits.find(text[at]);
      if (digit != absl::string_view::npos) out[at] = kLetters[digit];
    }
    begin = end + 1;
  }
  return out;
}

}  // namespace

bool Deobfuscate(absl::string_view text, Deobfuscated* out) {
  Suspicion suspicion = LookAt(text);
  if (!suspicion.encoded && !suspicion.digits && !suspicion.spaced && !suspicion.form) return false;
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
  if (suspicion.form) AddGuess(UndoFormDigits(out->visible), out);
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
