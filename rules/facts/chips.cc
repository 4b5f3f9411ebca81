// Chip models in free text.
#include "absl/strings/ascii.h"
#include "base/utf8.h"
#include "rules/facts/tables.h"

namespace cordon {
namespace {

constexpr size_t kMaxChipText = 4096;  // validated fields are shorter; a longer text is cut, which FactInputs reports

// Upper case, full-width letters and digits as ASCII, dashes of all kinds as '-', other symbols kept.
std::string ChipView(absl::string_view text) {
  std::string out;
  const absl::string_view head = text.substr(0, kMaxChipText);
  for (size_t at = 0; at < head.size();) {
    char32_t c = DecodeUtf8(head, &at);
    if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
    if (c == 0x3000 || c == 0x00A0) c = ' ';
    if ((c >= 0x2010 && c <= 0x2015) || c == 0x2212) c = '-';
    if (c == 0x00D7) c = 'X';  // multiplication sign: "8×H100"
    if (c == 0x200B || c == 0x200C || c == 0x200D || c == 0xFEFF || c == 0x00AD) continue;
    if (c < 0x80) {
      out.push_back(absl::ascii_toupper(static_cast<unsigned char>(c)));
    } else if (c != kInvalidCodePoint) {
      AppendUtf8(c, &out);
    }
  }
  return out;
}

}  // namespace

const v1::Chip* Tables::RecognizeChip(absl::string_view text) const {
  if (text.empty()) return nullptr;
  const std::string view = ChipView(text);
  if (any_chip_ == nullptr || !RE2::PartialMatch(view, *any_chip_)) return nullptr;
  struct Found {
    const v1::Chip* chip;
    const char *begin, *end;
  };
  std::vector<Found> all;
  for (const ChipPattern& candidate : chip_patterns_) {
    re2::StringPiece rest(view), body;
    while (RE2::FindAndConsume(&rest, *candidate.pattern, &body)) {
      all.push_back({&rows_.chips(candidate.chip), body.data(), body.data() + body.size()});
      // Give back what stood behind the name: it may open the next one ("A100/H100").
      rest = re2::StringPiece(all.back().end, static_cast<size_t>(view.data() + view.size() - all.back().end));
    }
  }
  const v1::Chip* best = nullptr;
  for (const Found& found : all) {
    // "RTX 4090 D" is not an RTX 4090: a name inside a longer one does not count.
    bool inside = false;
    for (const Found& other : all) {
      inside = inside || (other.begin <= found.begin && other.end >= found.end &&
                          other.end - other.begin > found.end - found.begin);
    }
    if (!inside && (best == nullptr || found.chip->tpp() > best->tpp())) best = found.chip;
  }
  return best;
}

}  // namespace cordon
