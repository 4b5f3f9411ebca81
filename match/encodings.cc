#include "match/encodings.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>
#include <vector>

#include "base/utf8.h"

namespace cordon::internal {
namespace {

constexpr char32_t kRightToLeftOverride = 0x202E;
constexpr char32_t kPopDirection = 0x202C;
constexpr int kRounds = 2;

// Names of the code points from U+00A0 on (HTML 4).
constexpr absl::string_view kLatin1Names[] = {
    "nbsp",   "iexcl",  "cent",   "pound",  "curren", "yen",    "brvbar", "sect",   "uml",    "copy",   "ordf",
    "laquo",  "not",    "shy",    "reg",    "macr",   "deg",    "plusmn", "sup2",   "sup3",   "acute",  "micro",
    "para",   "middot", "cedil",  "sup1",   "ordm",   "raquo",  "frac14", "frac12", "frac34", "iquest", "Agrave",
    "Aacute", "Acirc",  "Atilde", "Auml",   "Aring",  "AElig",  "Ccedil", "Egrave", "Eacute", "Ecirc",  "Euml",
    "Igrave", "Iacute", "Icirc",  "Iuml",   "ETH",    "Ntilde", "Ograve", "Oacute", "Ocirc",  "Otilde", "Ouml",
    "times",  "Oslash", "Ugrave", "Uacute", "Ucirc",  "Uuml",   "Yacute", "THORN",  "szlig",  "agrave", "aacute",
    "acirc",  "atilde", "auml",   "aring",  "aelig",  "ccedil", "egrave", "eacute", "ecirc",  "euml",   "igrave",
    "iacute", "icirc",  "iuml",   "eth",    "ntilde", "ograve", "oacute", "ocirc",  "otilde", "ouml",   "divide",
    "oslash", "ugrave", "uacute", "ucirc",  "uuml",   "yacute", "thorn",  "yuml"};

struct NamedReference {
  absl::string_view name;
  char32_t code_point;
};
constexpr NamedReference kNamedReferences[] = {
    {"amp", '&'},      {"lt", '<'},       {"gt", '>'},       {"quot", '"'},     {"apos", '\''},     {"ndash", 0x2013},
    {"mdash", 0x2014}, {"lsquo", 0x2018}, {"rsquo", 0x2019}, {"ldquo", 0x201C}, {"rdquo", 0x201D},  {"hellip", 0x2026},
    {"zwnj", 0x200C},  {"zwj", 0x200D},   {"ensp", 0x2002},  {"emsp", 0x2003},  {"thinsp", 0x2009}, {"sol", '/'},
    {"lpar", '('},     {"rpar", ')'},     {"period", '.'},   {"comma", ','},    {"Scaron", 0x160},  {"scaron", 0x161}};

// Windows-1252 where it differs from Latin-1: the code points of the bytes 0x80..0x9F, 0 where there is none.
constexpr std::array<char32_t, 32> kWindows1252 = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                   0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                                   0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                   0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The number of the digits text[*pos...], at most `most` of them; advances. False if there is none.
bool ReadNumber(absl::string_view text, int base, size_t most, size_t* pos, char32_t* value) {
  const size_t begin = *pos;
  *value = 0;
  while (*pos < text.size() && *pos - begin < most) {
    const int digit = HexDigit(text[*pos]);
    if (digit < 0 || digit >= base) break;
    *value = *value * static_cast<char32_t>(base) + static_cast<char32_t>(digit);
    ++*pos;
  }
  return *pos > begin;
}

bool IsScalar(char32_t c) { return c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF); }

// A character reference at `pos` ("&#72;", "&#x48;", "&amp;"); the length of it, or 0.
size_t ReadReference(absl::string_view text, size_t pos, char32_t* value) {
  if (text[pos] != '&') return 0;
  size_t at = pos + 1;
  if (at < text.size() && text[at] == '#') {
    ++at;
    const bool hex = at < text.size() && (text[at] == 'x' || text[at] == 'X');
    if (hex) ++at;
    if (!ReadNumber(text, hex ? 16 : 10, hex ? 6 : 7, &at, value) || !IsScalar(*value)) return 0;
    if (at < text.size() && text[at] == ';') ++at;
    return at - pos;
  }
  const size_t end = text.substr(at, 8).find(';');
  if (end == absl::string_view::npos) return 0;
  const absl::string_view name = text.substr(at, end);
  for (size_t i = 0; i < std::size(kLatin1Names); ++i) {
    if (kLatin1Names[i] == name) {
      *value = static_cast<char32_t>(0xA0 + i);
      return end + 2;
    }
  }
  for (const NamedReference& row : kNamedReferences) {
    if (row.name == name) {
      *value = row.code_point;
      return end + 2;
    }
  }
  return 0;
}

// An escape at `pos` ("\u0048", "\u{48}", "\x48", "U+0048"); the length of it, or 0.
size_t ReadEscape(absl::string_view text, size_t pos, char32_t* value) {
  if (pos + 3 >= text.size()) return 0;
  size_t at = pos + 2;
  const char first = text[pos];
  const char second = text[pos + 1];
  if (first == '\\' && (second == 'u' || second == 'U') && text[at] == '{') {
    ++at;
    if (!ReadNumber(text, 16, 6, &at, value) || at >= text.size() || text[at] != '}') return 0;
    ++at;
  } else if (first == '\\' && (second == 'u' || second == 'U' || second == 'x')) {
    const size_t digits = second == 'u' ? 4 : second == 'U' ? 8 : 2;
    if (!ReadNumber(text, 16, digits, &at, value) || at - pos - 2 != digits) return 0;
    char32_t low = 0;
    size_t next = at + 2;
    const bool pair = *value >= 0xD800 && *value <= 0xDBFF && text.substr(at, 2) == "\\u" &&
                      ReadNumber(text, 16, 4, &next, &low) && low >= 0xDC00 && low <= 0xDFFF;
    if (pair) {
      *value = 0x10000 + ((*value - 0xD800) << 10U) + (low - 0xDC00);
      at = next;
    }
  } else if ((first == 'U' || first == 'u') && second == '+') {
    if (!ReadNumber(text, 16, 6, &at, value) || at - pos < 6) return 0;
  } else {
    return 0;
  }
  return IsScalar(*value) ? at - pos : 0;
}

std::string UndoReferences(absl::string_view text) {
  std::string out;
  for (size_t pos = 0; pos < text.size();) {
    char32_t value = 0;
    size_t length = ReadReference(text, pos, &value);
    if (length == 0) length = ReadEscape(text, pos, &value);
    if (length == 0) {
      out.push_back(text[pos++]);
    } else {
      AppendUtf8(value, &out);
      pos += length;
    }
  }
  return out;
}

// "%48" or "=48" as bytes; the text itself if the bytes make no text.
std::string UndoHexBytes(absl::string_view text, char mark) {
  std::string out;
  bool found = false;
  for (size_t pos = 0; pos < text.size();) {
    if (text[pos] == mark && pos + 2 < text.size() && HexDigit(text[pos + 1]) >= 0 && HexDigit(text[pos + 2]) >= 0) {
      out.push_back(static_cast<char>(HexDigit(text[pos + 1]) * 16 + HexDigit(text[pos + 2])));
      pos += 3;
      found = true;
    } else {
      out.push_back(text[pos++]);
    }
  }
  if (!found || !IsValidUtf8(out)) return std::string(text);
  if (mark == '%' && text.find(' ') == absl::string_view::npos) std::replace(out.begin(), out.end(), '+', ' ');
  return out;
}

// The byte that Windows-1252 or Latin-1 shows as this code point, or -1.
int Windows1252Byte(char32_t c) {
  if (c <= 0xFF) return static_cast<int>(c);
  for (size_t i = 0; i < kWindows1252.size(); ++i) {
    if (kWindows1252[i] == c) return static_cast<int>(0x80 + i);
  }
  return -1;
}

// Runs of code points that are the bytes of UTF-8, as the text they are; what is none stays.
std::string UndoMojibake(absl::string_view text) {
  std::string out;
  for (size_t pos = 0; pos < text.size();) {
    std::string bytes;
    size_t at = pos;
    size_t wanted = 1;
    while (at < text.size() && bytes.size() < wanted) {
      size_t next = at;
      const char32_t c = DecodeUtf8(text, &next);
      const int byte = c == kInvalidCodePoint ? -1 : Windows1252Byte(c);
      if (byte < 0) break;
      if (bytes.empty()) wanted = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC2 ? 2 : 1;
      bytes.push_back(static_cast<char>(byte));
      at = next;
    }
    if (bytes.size() > 1 && bytes.size() == wanted && IsValidUtf8(bytes)) {
      out += bytes;
      pos = at;
    } else {
      const size_t begin = pos;
      DecodeUtf8(text, &pos);
      out.append(text.data() + begin, pos - begin);
    }
  }
  return out;
}

}  // namespace

std::string UndoEncodings(absl::string_view text) {
  std::string current(text);
  for (int round = 0; round < kRounds; ++round) {
    std::string next = UndoReferences(current);
    next = UndoHexBytes(next, '%');
    next = UndoHexBytes(next, '=');
    next = UndoMojibake(next);
    if (next == current) break;
    current = std::move(next);
  }
  return current;
}

std::string UndoOverride(absl::string_view text) {
  std::string out;
  std::vector<char32_t> run;
  bool reversed = false;
  const auto flush = [&] {
    for (auto it = run.rbegin(); it != run.rend(); ++it) AppendUtf8(*it, &out);
    run.clear();
  };
  for (size_t pos = 0; pos < text.size();) {
    const size_t begin = pos;
    const char32_t c = DecodeUtf8(text, &pos);
    if (c == kRightToLeftOverride) {
      reversed = true;
    } else if (c == kPopDirection || c == '\n') {
      flush();
      reversed = false;
    } else if (reversed && c != kInvalidCodePoint) {
      run.push_back(c);
    } else {
      flush();
      out.append(text.data() + begin, pos - begin);
    }
  }
  flush();
  return out;
}

}  // namespace cordon::internal
