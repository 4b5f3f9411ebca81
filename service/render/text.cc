#include "service/render/text.h"

#include <algorithm>
#include <array>
#include <cstdio>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "base/utf8.h"

namespace cordon::render {
namespace {

struct CodePointRange {
  char32_t first;
  char32_t last;
};

// East Asian Width W and F, merged to the blocks that occur in names.
constexpr std::array<CodePointRange, 17> kWide = {{{0x1100, 0x115F},
                                                   {0x2E80, 0x303E},
                                                   {0x3041, 0x33FF},
                                                   {0x3400, 0x4DBF},
                                                   {0x4E00, 0x9FFF},
                                                   {0xA000, 0xA4CF},
                                                   {0xA960, 0xA97F},
                                                   {0xAC00, 0xD7A3},
                                                   {0xF900, 0xFAFF},
                                                   {0xFE10, 0xFE19},
                                                   {0xFE30, 0xFE6F},
                                                   {0xFF01, 0xFF60},
                                                   {0xFFE0, 0xFFE6},
                                                   {0x1F300, 0x1F64F},
                                                   {0x1F900, 0x1F9FF},
                                                   {0x20000, 0x2FFFD},
                                                   {0x30000, 0x3FFFD}}};

// Combining marks of the scripts lists are written in.
constexpr std::array<CodePointRange, 16> kCombining = {{{0x0300, 0x036F},
                                                        {0x0483, 0x0489},
                                                        {0x0591, 0x05BD},
                                                        {0x0610, 0x061A},
                                                        {0x064B, 0x065F},
                                                        {0x06D6, 0x06DC},
                                                        {0x0900, 0x0902},
                                                        {0x0E31, 0x0E31},
                                                        {0x0E34, 0x0E3A},
                                                        {0x0E47, 0x0E4E},
                                                        {0x1AB0, 0x1AFF},
                                                        {0x1DC0, 0x1DFF},
                                                        {0x20D0, 0x20FF},
                                                        {0x3099, 0x309A},
                                                        {0xFE00, 0xFE0F},
                                                        {0xFE20, 0xFE2F}}};

// Characters that show nothing or reorder what is shown.
constexpr std::array<CodePointRange, 10> kDeceptive = {{{0x007F, 0x009F},
                                                        {0x00AD, 0x00AD},
                                                        {0x061C, 0x061C},
                                                        {0x115F, 0x1160},
                                                        {0x180E, 0x180E},
                                                        {0x200B, 0x200F},
                                                        {0x2028, 0x202E},
                                                        {0x2060, 0x206F},
                                                        {0xFEFF, 0xFEFF},
                                                        {0xE0000, 0xE0FFF}}};

template <size_t N>
bool InRanges(const std::array<CodePointRange, N>& ranges, char32_t c) {
  const auto it = std::upper_bound(ranges.begin(), ranges.end(), c,
                                   [](char32_t value, const CodePointRange& r) { return value < r.first; });
  return it != ranges.begin() && c <= std::prev(it)->last;
}

size_t CellWidth(char32_t c) {
  if (c < 0x300) return 1;
  if (InRanges(kCombining, c)) return 0;
  return InRanges(kWide, c) ? 2 : 1;
}

template <typename Enum>
std::string KnownName(const std::string& name, Enum value) {
  return name.empty() ? absl::StrCat("UNKNOWN(", static_cast<int>(value), ")") : name;
}

}  // namespace

std::string ScoreText(int32_t basis_points) {
  const int32_t value = std::max(0, basis_points);
  return absl::StrFormat("%d.%04d", value / 10000, value % 10000);
}

std::string ValidUtf8(absl::string_view text) {
  if (IsValidUtf8(text)) return std::string(text);
  std::string out;
  for (size_t pos = 0; pos < text.size();) {
    const char32_t c = DecodeUtf8(text, &pos);
    AppendUtf8(c == kInvalidCodePoint ? 0xFFFD : c, &out);
  }
  return out;
}

std::string Printable(absl::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (size_t pos = 0; pos < text.size();) {
    const char32_t c = DecodeUtf8(text, &pos);
    if (c == kInvalidCodePoint) {
      AppendUtf8(0xFFFD, &out);
    } else if (c == '\t' || c == '\n' || c == '\r') {
      out.push_back(' ');
    } else if (c < 0x20 || InRanges(kDeceptive, c)) {
      absl::StrAppendFormat(&out, "<U+%04X>", static_cast<unsigned>(c));
    } else {
      AppendUtf8(c, &out);
    }
  }
  return out;
}

size_t DisplayWidth(absl::string_view text) {
  size_t width = 0;
  for (size_t pos = 0; pos < text.size();) width += CellWidth(DecodeUtf8(text, &pos));
  return width;
}

std::string Ellipsize(absl::string_view text, size_t width) {
  if (DisplayWidth(text) <= width) return std::string(text);
  if (width == 0) return "";
  size_t used = 0;
  size_t end = 0;
  for (size_t pos = 0; pos < text.size();) {
    const size_t cells = CellWidth(DecodeUtf8(text, &pos));
    if (used + cells > width - 1) break;
    used += cells;
    end = pos;
  }
  return absl::StrCat(text.substr(0, end), "…");
}

std::string PadRight(absl::string_view text, size_t width) {
  const size_t cells = DisplayWidth(text);
  return absl::StrCat(text, std::string(cells < width ? width - cells : 0, ' '));
}

std::string PadLeft(absl::string_view text, size_t width) {
  const size_t cells = DisplayWidth(text);
  return absl::StrCat(std::string(cells < width ? width - cells : 0, ' '), text);
}

std::string WithThousands(int64_t number) {
  std::string digits = absl::StrCat(number < 0 ? -number : number);
  for (size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return number < 0 ? "-" + digits : digits;
}

std::string DispositionName(v1::Disposition disposition) {
  return KnownName(v1::Disposition_Name(disposition), disposition);
}
std::string ScopeName(v1::LicenseScope scope) { return KnownName(v1::LicenseScope_Name(scope), scope); }
std::string MatchedOnName(v1::MatchedOn on) { return KnownName(v1::MatchedOn_Name(on), on); }
std::string RelationName(v1::TokenRelation relation) { return KnownName(v1::TokenRelation_Name(relation), relation); }

std::string Paint(absl::string_view text, Shade shade, bool color) {
  if (!color || shade == Shade::kPlain) return std::string(text);
  const char* code = "0";
  switch (shade) {
    case Shade::kPlain:
      break;
    case Shade::kGood:
      code = "32";
      break;
    case Shade::kNote:
      code = "36";
      break;
    case Shade::kBad:
      code = "33;1";
      break;
    case Shade::kWorst:
      code = "31;1";
      break;
    case Shade::kDim:
      code = "2";
      break;
    case Shade::kBold:
      code = "1";
      break;
  }
  return absl::StrCat("\x1b[", code, "m", text, "\x1b[0m");
}

Shade DispositionShade(v1::Disposition disposition) {
  switch (disposition) {
    case v1::CLEAR:
      return Shade::kGood;
    case v1::NOTE:
      return Shade::kNote;
    case v1::HOLD:
      return Shade::kBad;
    default:
      return Shade::kWorst;  // ESCALATE, BLOCK, and what this program does not know
  }
}

}  // namespace cordon::render
