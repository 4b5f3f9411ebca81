// Manipulations of code points: look-alikes, invisible characters, direction marks, encodings, digits for letters.
#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/utf8.h"
#include "bench/manipulate.h"

namespace cordon::bench {
namespace {

struct LookAlike {
  char32_t latin;
  char32_t other;
};

constexpr LookAlike kCyrillic[] = {{U'a', 0x430}, {U'c', 0x441}, {U'e', 0x435}, {U'o', 0x43E}, {U'p', 0x440},
                                   {U'x', 0x445}, {U'y', 0x443}, {U'i', 0x456}, {U's', 0x455}, {U'j', 0x458},
                                   {U'A', 0x410}, {U'B', 0x412}, {U'C', 0x421}, {U'E', 0x415}, {U'H', 0x41D},
                                   {U'I', 0x406}, {U'J', 0x408}, {U'K', 0x41A}, {U'M', 0x41C}, {U'O', 0x41E},
                                   {U'P', 0x420}, {U'S', 0x405}, {U'T', 0x422}, {U'X', 0x425}, {U'Y', 0x423}};
constexpr LookAlike kGreek[] = {{U'A', 0x391}, {U'B', 0x392}, {U'E', 0x395}, {U'Z', 0x396}, {U'H', 0x397},
                                {U'I', 0x399}, {U'K', 0x39A}, {U'M', 0x39C}, {U'N', 0x39D}, {U'O', 0x39F},
                                {U'P', 0x3A1}, {U'T', 0x3A4}, {U'Y', 0x3A5}, {U'X', 0x3A7}};

std::u32string Decode(const std::string& text) {
  std::u32string out;
  for (size_t pos = 0; pos < text.size();) out.push_back(DecodeUtf8(text, &pos));
  return out;
}

std::string Encode(const std::u32string& text) {
  std::string out;
  for (const char32_t c : text) AppendUtf8(c, &out);
  return out;
}

template <size_t N>
char32_t Alike(const LookAlike (&table)[N], char32_t c) {
  for (const LookAlike& row : table) {
    if (row.latin == c) return row.other;
  }
  return 0;
}

// Every `step`-th letter that has a look-alike.
template <size_t N>
std::string ReplaceAlike(const std::string& name, const LookAlike (&table)[N], size_t step) {
  std::u32string text = Decode(name);
  size_t seen = 0;
  size_t replaced = 0;
  for (char32_t& c : text) {
    const char32_t other = Alike(table, c);
    if (other == 0 || seen++ % step != 0) continue;
    c = other;
    ++replaced;
  }
  return replaced == 0 ? "" : Encode(text);
}

std::string AllCyrillicAlike(const std::string& name, Random*) { return ReplaceAlike(name, kCyrillic, 1); }
std::string HalfGreekAlike(const std::string& name, Random*) {
  return ReplaceAlike(absl::AsciiStrToUpper(name), kGreek, 2);
}

std::string SoftHyphens(const std::string& name, Random*) {
  std::u32string out;
  for (const char32_t c : Decode(name)) {
    if (!out.empty()) out.push_back(0xAD);
    out.push_back(c);
  }
  return Encode(out);
}

// Stored backwards, shown forwards.
std::string Reversed(const std::string& name, Random*) {
  const std::u32string text = Decode(name);
  std::u32string out(1, 0x202E);
  out.append(text.rbegin(), text.rend());
  out.push_back(0x202C);
  return Encode(out);
}

std::string FullWidth(const std::string& name, Random*) {
  std::u32string text = Decode(name);
  for (char32_t& c : text) {
    if (c > 0x20 && c < 0x7F) c += 0xFF00 - 0x20;
    if (c == U' ') c = 0x3000;
  }
  return Encode(text);
}

std::string MathematicalBold(const std::string& name, Random*) {
  std::u32string text = Decode(name);
  for (char32_t& c : text) {
    if (c >= U'A' && c <= U'Z')
      c = 0x1D400 + (c - U'A');
    else if (c >= U'a' && c <= U'z')
      c = 0x1D41A + (c - U'a');
  }
  return Encode(text);
}

bool IsVowel(char32_t c) {
  constexpr absl::string_view kVowels = "aeiouAEIOU";
  return c < 0x80 && kVowels.find(static_cast<char>(c)) != absl::string_view::npos;
}

std::string Accents(const std::string& name, Random* random) {
  std::u32string out;
  for (const char32_t c : Decode(name)) {
    out.push_back(c);
    if (IsVowel(c)) out.push_back(0x300 + static_cast<char32_t>(random->Below(5)));
  }
  return Encode(out);
}

std::string CombiningFlood(const std::string& name, Random* random) {
  std::u32string out;
  for (const char32_t c : Decode(name)) {
    out.push_back(c);
    if (c == U' ' || out.size() > 380) continue;
    for (int n = 0; n < 6; ++n) out.push_back(0x300 + static_cast<char32_t>(random->Below(0x46)));
  }
  return Encode(out);
}

std::string DigitsForLetters(const std::string& name, Random* random) {
  std::string out = name;
  std::vector<size_t> places;
  constexpr absl::string_view kLetters = "oOsSiIlLeE";
  constexpr absl::string_view kDigits = "0055111133";
  for (size_t i = 0; i < out.size(); ++i) {
    if (kLetters.find(out[i]) != absl::string_view::npos) places.push_back(i);
  }
  if (places.empty()) return "";
  for (size_t n = 1 + random->Below(3); n > 0; --n) {
    const size_t at = random->Pick(places);
    const size_t letter = kLetters.find(name[at]);
    out[at] = kDigits[letter];
  }
  return out;
}

std::string MixedLeet(const std::string& name, Random*) {
  std::string out = absl::AsciiStrToLower(name);
  constexpr absl::string_view kLetters = "aeiost";
  constexpr absl::string_view kSigns = "@31057";
  bool changed = false;
  for (char& c : out) {
    const size_t at = kLetters.find(c);
    if (at == absl::string_view::npos) continue;
    c = kSigns[at];
    changed = true;
  }
  return changed ? out : "";
}

std::string HtmlEntities(const std::string& name, Random* random) {
  std::string out;
  for (const char c : name) {
    if (absl::ascii_isalpha(static_cast<unsigned char>(c)) && random->Below(3) == 0) {
      absl::StrAppendFormat(&out, random->Below(2) == 0 ? "&#%d;" : "&#x%x;", static_cast<int>(c));
    } else {
      out.push_back(c);
    }
  }
  return out == name ? "" : out;
}

std::string PercentEncoded(const std::string& name, Random* random) {
  std::string out;
  for (const char c : name) {
    if (c == ' ' || !absl::ascii_isalnum(static_cast<unsigned char>(c)) || random->Below(4) == 0) {
      absl::StrAppendFormat(&out, "%%%02X", static_cast<unsigned int>(static_cast<unsigned char>(c)));
    } else {
      out.push_back(c);
    }
  }
  return out == name ? "" : out;
}

// UTF-8 read as Latin-1, after an accent on one vowel.
std::string Mojibake(const std::string& name, Random* random) {
  std::u32string text = Decode(name);
  std::vector<size_t> places;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == U'e' || text[i] == U'E' || text[i] == U'o' || text[i] == U'O') places.push_back(i);
  }
  if (places.empty()) return "";
  char32_t& c = text[random->Pick(places)];
  c = c == U'e' ? 0xE9 : c == U'E' ? 0xC9 : c == U'o' ? 0xF6 : 0xD6;
  std::u32string read_wrongly;
  for (const char byte : Encode(text)) read_wrongly.push_back(static_cast<unsigned char>(byte));
  return Encode(read_wrongly);
}

std::string Padded(const std::string& name, Random* random) {
  static const std::vector<std::string> kFill = {" ", ".", "-", "*", "\xC2\xA0", "_", "\xE2\x80\x8B", "~"};
  const std::string& fill = random->Pick(kFill);
  const size_t length = CountCodePoints(name);
  if (length >= 480) return "";
  std::string out;
  for (size_t n = (500 - length) / 2; n > 0; --n) out += fill;
  out += " " + name + " ";
  for (size_t n = (500 - length) / 2; n > 0; --n) out += fill;
  return out;
}

std::string Compound(const std::string& name, Random* random) {
  std::string out = Typos(name, 1, random);
  if (!out.empty()) out = OneHomoglyph(out, random);
  return out.empty() ? "" : ZeroWidth(out, 1, random) + " Ltd";
}

}  // namespace

std::string OneHomoglyph(const std::string& name, Random* random) {
  std::u32string text = Decode(name);
  std::vector<size_t> places;
  for (size_t i = 0; i < text.size(); ++i) {
    if (Alike(kCyrillic, text[i]) != 0) places.push_back(i);
  }
  if (places.empty()) return "";
  char32_t& c = text[random->Pick(places)];
  c = Alike(kCyrillic, c);
  return Encode(text);
}

std::string ZeroWidth(const std::string& name, int count, Random* random) {
  std::u32string text = Decode(name);
  for (int n = 0; n < count; ++n) text.insert(random->Below(text.size() + 1), 1, 0x200B);
  return Encode(text);
}

void AddDisguiseManipulations(std::vector<Manipulation>* out) {
  out->push_back(OnName("one Cyrillic look-alike", 10000, OneHomoglyph));
  out->push_back(OnName("all Cyrillic look-alikes", 10000, AllCyrillicAlike));
  out->push_back(OnName("half Greek look-alikes", 10000, HalfGreekAlike));
  out->push_back(OnName("3 zero-width spaces", 10000,
                        [](const std::string& name, Random* random) { return ZeroWidth(name, 3, random); }));
  out->push_back(OnName("soft hyphens between letters", 10000, SoftHyphens));
  out->push_back(OnName("reversed, direction override", 10000, Reversed));
  out->push_back(OnName("full width", 10000, FullWidth));
  out->push_back(OnName("mathematical letters", 10000, MathematicalBold));
  out->push_back(OnName("accents added", 10000, Accents));
  out->push_back(OnName("combining flood", 10000, CombiningFlood));
  out->push_back(OnName("digits for letters", 9900, DigitsForLetters));
  out->push_back(OnName("leetspeak", 9500, MixedLeet));
  out->push_back(OnName("HTML entities", 9900, HtmlEntities));
  out->push_back(OnName("percent encoding", 9900, PercentEncoded));
  out->push_back(OnName("wrong encoding", 9700, Mojibake));
  out->push_back(OnName("padded to 500 characters", 9900, Padded));
  out->push_back(OnName("typo, look-alike, zero width, suffix", 9700, Compound));
}

}  // namespace cordon::bench
