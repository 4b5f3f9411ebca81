#include "match/sounds.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "absl/strings/string_view.h"
#include "match/vocabulary.h"

namespace cordon::internal {

void HearWord(absl::Span<const char32_t> word, Tongue tongue, Sound* out) {
  const bool continental = tongue == Tongue::kContinental;
  out->size = 0;
  for (size_t at = 0; at < word.size();) {
    const auto next = [&](size_t n) { return at + n < word.size() ? word[at + n] : U'\0'; };
    char32_t sound = word[at];
    size_t taken = 1;
    switch (word[at]) {
      case U't':
        if (next(1) == U's' && next(2) == U'c' && next(3) == U'h')
          sound = kSoundCh, taken = 4;
        else if (next(1) == U'c' && next(2) == U'h')
          sound = kSoundCh, taken = 3;
        else if (next(1) == U'h')
          taken = 2;
        break;
      case U'd':
        if (next(1) == U's' && next(2) == U'c' && next(3) == U'h')
          sound = U'j', taken = 4;
        else if (next(1) == U'z' && next(2) == U'h')
          sound = U'j', taken = 3;
        else if (next(1) == U'j')
          sound = U'j', taken = 2;
        break;
      case U's':
        if (next(1) == U'c' && next(2) == U'h')
          sound = kSoundSh, taken = 3;
        else if (next(1) == U'h')
          sound = kSoundSh, taken = 2;
        break;
      case U'z':
        sound = U's';
        if (next(1) == U'h') sound = U'j', taken = 2;
        break;
      case U'c':
        sound = U'k';
        if (next(1) == U'h')
          sound = continental ? U'h' : kSoundCh, taken = 2;
        else if (next(1) == U'k')
          taken = 2;
        else if (continental && (next(1) == U'e' || next(1) == U'i' || next(1) == U'y'))
          sound = U's';
        break;
      case U'k':
        if (next(1) == U'h') sound = U'h', taken = 2;
        break;
      case U'g':
        if (next(1) == U'h') taken = 2;
        break;
      case U'p':
        if (next(1) == U'h') sound = U'f', taken = 2;
        break;
      case U'o':
        if (next(1) == U'u' || next(1) == U'o') sound = U'u', taken = 2;
        break;
      case U'e':
        if (next(1) == U'e') sound = U'i', taken = 2;
        break;
      case U'x':
        out->Put(U'k');
        sound = U's';
        break;
      case U'j':
        if (continental) sound = U'i';
        break;
      case U'q':
        sound = U'k';
        break;
      case U'w':
        sound = U'v';
        break;
      case U'y':
        sound = U'i';
        break;
      default:
        break;
    }
    out->Put(sound);
    at += taken;
  }
}

namespace {

// How a scheme of romanising Cyrillic uses the letters that schemes differ in.
struct Scheme {
  bool ch_is_h;  // German: "Cholding"
  bool j_is_i;   // "Jurij"; else "Jukov"
  bool x_is_h;   // "Xolding"; else k + s
};
constexpr Scheme kListedScheme = {false, false, false};
constexpr Scheme kQuerySchemes[] = {{false, false, false}, {false, true, true}, {true, true, false}};

constexpr char32_t kSibilant = U's';

bool IsSchemeLetter(char32_t c) { return c >= U'a' && c <= U'z'; }

// The word with all sibilants as one: the schemes write them with s, z, c, sh, zh, ch, ts, shch, sch, tsch, dsch, and
// lose their diacritics. False if nothing in it differs between schemes.
bool HearScheme(absl::Span<const char32_t> word, const Scheme& scheme, Sound* out) {
  out->size = 0;
  bool telling = false;
  for (size_t at = 0; at < word.size();) {
    const auto next = [&](size_t n) { return at + n < word.size() ? word[at + n] : U'\0'; };
    char32_t sound = word[at];
    size_t taken = 1;
    if (!IsSchemeLetter(sound)) return false;
    switch (word[at]) {
      case U't':
        if (next(1) == U's' && next(2) == U'c' && next(3) == U'h') {
          taken = 4;
          sound = kSibilant;
        } else if (next(1) == U's' || next(1) == U'z' || (next(1) == U'c' && (next(2) != U'h' || !scheme.ch_is_h))) {
          taken = 2;
          sound = kSibilant;
        } else if (next(1) == U'c') {  // "tch", German: t and h
          break;
        } else if (next(1) == U'h') {
          taken = 2;
        }
        break;
      case U'd':
        if (next(1) == U's' && next(2) == U'c' && next(3) == U'h')
          sound = kSibilant, taken = 4;
        else if (next(1) == U'z' && next(2) == U'h')
          sound = kSibilant, taken = 3;
        break;
      case U's':
        if (next(1) == U'c' && next(2) == U'h')
          taken = 3;
        else if (next(1) == U'h')
          taken = 2;
        sound = kSibilant;
        break;
      case U'z':
        if (next(1) == U'h') taken = 2;
        sound = kSibilant;
        break;
      case U'c':
        if (next(1) == U'h') {
          taken = 2;
          sound = scheme.ch_is_h ? U'h' : kSibilant;
        } else if (next(1) == U'k') {
          taken = 2;
          sound = U'k';
        } else {
          sound = kSibilant;
        }
        break;
      case U'k':
        if (next(1) == U'h') sound = U'h', taken = 2;
        break;
      case U'x':
        if (scheme.x_is_h) {
          sound = U'h';
        } else {
          out->Put(U'k');
          sound = kSibilant;
        }
        break;
      case U'j':
        sound = scheme.j_is_i ? U'i' : kSibilant;
        break;
      case U'h':  // the rest of "shch", "tsch"
        if (out->size > 0 && out->letters[out->size - 1] == kSibilant) sound = kSibilant;
        break;
      case U'w':
        sound = U'v';
        break;
      case U'y':
        sound = U'i';
        break;
      default:
        break;
    }
    telling |= sound != word[at] || taken > 1 || sound == kSibilant;
    out->Put(sound);
    at += taken;
  }
  return telling;
}

uint64_t KeyOf(char kind, const Sound& sound) {
  std::array<char, 2 * static_cast<size_t>(kMaxFuzzyLength) + 1> text;
  text[0] = kind;
  for (size_t i = 0; i < sound.size; ++i) text[i + 1] = static_cast<char>(sound.letters[i]);
  return StableHash(absl::string_view(text.data(), sound.size + 1));
}

bool HasSounds(absl::Span<const char32_t> word) {
  if (word.size() < kMinSoundLetters || word.size() > static_cast<size_t>(kMaxFuzzyLength)) return false;
  return std::all_of(word.begin(), word.end(), IsSchemeLetter);
}

void AddHeard(absl::Span<const char32_t> word, SoundKeys* keys) {
  Sound sound;
  HearWord(word, Tongue::kEnglish, &sound);
  keys->Add(KeyOf('e', sound));
  const auto differs = [](char32_t c) { return c == U'c' || c == U'j'; };
  if (std::none_of(word.begin(), word.end(), differs)) return;
  HearWord(word, Tongue::kContinental, &sound);
  keys->Add(KeyOf('e', sound));
}

// What a scanner may make of the word.
void AddShape(absl::Span<const char32_t> word, SoundKeys* keys) {
  constexpr size_t kMinShape = 4;
  if (word.size() < kMinShape) return;
  Sound shape;
  for (size_t at = 0; at < word.size(); ++at) {
    const char32_t next = at + 1 < word.size() ? word[at + 1] : U'\0';
    char32_t seen = word[at];
    if (seen == U'r' && next == U'n')
      seen = U'm', ++at;
    else if (seen == U'c' && next == U'l')
      seen = U'd', ++at;
    else if (seen == U'v' && next == U'v')
      seen = U'w', ++at;
    shape.letters[shape.size++] = seen;
  }
  keys->Add(KeyOf('v', shape));
}

}  // namespace

bool SoundsSame(absl::Span<const char32_t> a, absl::Span<const char32_t> b) {
  constexpr size_t kMost = static_cast<size_t>(kMaxFuzzyLength);
  if (a.size() > kMost || b.size() > kMost) return false;
  Sound left;
  Sound right;
  for (const Tongue tongue : {Tongue::kEnglish, Tongue::kContinental}) {
    HearWord(a, tongue, &left);
    HearWord(b, tongue, &right);
    if (left.span() == right.span()) return true;
  }
  return false;
}

void SoundKeys::Add(uint64_t key) {
  if (count_ == keys_.size() || std::find(begin(), end(), key) != end()) return;
  keys_[count_++] = key;
}

bool SoundKeys::Shares(const SoundKeys& other) const {
  return std::any_of(begin(), end(),
                     [&](uint64_t key) { return std::find(other.begin(), other.end(), key) != other.end(); });
}

SoundKeys ListedSounds(absl::Span<const char32_t> word) {
  SoundKeys keys;
  if (!HasSounds(word)) return keys;
  AddHeard(word, &keys);
  AddShape(word, &keys);
  Sound sound;
  if (word.size() >= kMinSchemeLetters && HearScheme(word, kListedScheme, &sound)) keys.Add(KeyOf('s', sound));
  return keys;
}

SoundKeys QuerySounds(absl::Span<const char32_t> word) {
  SoundKeys keys;
  if (!HasSounds(word)) return keys;
  AddHeard(word, &keys);
  AddShape(word, &keys);
  Sound sound;
  if (word.size() + 1 < kMinSchemeLetters) return keys;
  const auto has = [word](char32_t c) { return std::find(word.begin(), word.end(), c) != word.end(); };
  const bool c = has(U'c');
  const bool j = has(U'j');
  const bool x = has(U'x');
  for (const Scheme& scheme : kQuerySchemes) {
    // Without the letters in which it differs from the first scheme it has the same key.
    const bool differs = (scheme.ch_is_h && c) || (scheme.j_is_i && j) || (scheme.x_is_h && x);
    if (&scheme != std::begin(kQuerySchemes) && !differs) continue;
    if (HearScheme(word, scheme, &sound)) keys.Add(KeyOf('s', sound));
  }
  return keys;
}

bool SoundsAlike(absl::Span<const char32_t> query, absl::Span<const char32_t> listed) {
  return QuerySounds(query).Shares(ListedSounds(listed));
}

namespace {

// A syllable of pinyin is one of these, or none, and one of those.
constexpr absl::string_view kInitialLetters = "bpmfdtnlgkhjqxrzcsyw";
constexpr absl::string_view kFinals[] = {"a",  "ai",  "an",   "ang", "ao",  "e",    "ei",  "en",   "eng", "er", "i",
                                         "ia", "ian", "iang", "iao", "ie",  "in",   "ing", "iong", "iu",  "o",  "ong",
                                         "ou", "u",   "ua",   "uai", "uan", "uang", "ue",  "ui",   "un",  "uo"};
constexpr absl::string_view kLastLetters = "aeiougnr";

bool IsOneOf(char32_t letter, absl::string_view letters) {
  return letter < 0x80 && letters.find(static_cast<char>(letter)) != absl::string_view::npos;
}

// The places where a final that begins at `at` may end, as bits.
uint32_t EndsOfFinals(absl::string_view letters, size_t at) {
  uint32_t ends = 0;
  if (!IsOneOf(static_cast<unsigned char>(letters[at]), "aeiou")) return ends;
  for (const absl::string_view final : kFinals) {
    if (final[0] == letters[at] && letters.substr(at, final.size()) == final) ends |= 1U << (at + final.size());
  }
  return ends;
}

}  // namespace

bool IsPinyin(absl::Span<const char32_t> word) {
  constexpr size_t kMost = 24;
  if (word.empty() || word.size() > kMost || !IsOneOf(word.back(), kLastLetters)) return false;
  std::array<char, kMost> text;
  for (size_t i = 0; i < word.size(); ++i) {
    if (!IsSchemeLetter(word[i])) return false;
    text[i] = static_cast<char>(word[i]);
  }
  const absl::string_view letters(text.data(), word.size());
  uint32_t reached = 1;  // a bit for every place where a syllable may begin
  for (size_t at = 0; at < letters.size(); ++at) {
    if ((reached >> at & 1U) == 0) continue;
    reached |= EndsOfFinals(letters, at);
    if (at + 1 == letters.size() || !IsOneOf(word[at], kInitialLetters)) continue;
    reached |= EndsOfFinals(letters, at + 1);
    const bool two = letters[at + 1] == 'h' && IsOneOf(word[at], "zcs");
    if (two && at + 2 < letters.size()) reached |= EndsOfFinals(letters, at + 2);
  }
  return (reached >> letters.size() & 1U) != 0;
}

}  // namespace cordon::internal
