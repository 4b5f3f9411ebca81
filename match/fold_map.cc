#include "match/fold_map.h"

#include <algorithm>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/utf8.h"

namespace cordon::internal {
namespace {

struct FoldRange {
  char32_t first;
  char32_t last;
  FoldClass fold_class;
};
struct FoldRow {
  char32_t code_point;
  const char* text;
};

struct HanVariantRow {
  uint16_t traditional;
  uint16_t simplified;
};

#include "match/tables/fold_table.inc"
#include "match/tables/han_simplified.inc"

// Characters are compared in their simplified form.
char32_t Simplified(char32_t c) {
  const HanVariantRow* row =
      std::lower_bound(std::begin(kHanSimplified), std::end(kHanSimplified), c,
                       [](const HanVariantRow& a, char32_t code_point) { return a.traditional < code_point; });
  return row != std::end(kHanSimplified) && row->traditional == c ? row->simplified : c;
}

}  // namespace

const FoldMap& FoldMap::Get() {
  static const FoldMap* const map = new FoldMap();
  return *map;
}

FoldMap::FoldMap() {
  pages_.emplace_back();
  for (const FoldRange& range : kFoldRanges) {
    for (char32_t c = range.first; c <= range.last; ++c) *Slot(c) = static_cast<uint16_t>(range.fold_class);
  }
  for (const FoldRow& row : kFoldRows) {
    // A compatibility form of a traditional character goes all the way.
    std::string text;
    const absl::string_view source = row.text;
    for (size_t at = 0; at < source.size();) AppendUtf8(Simplified(DecodeUtf8(source, &at)), &text);
    Map(row.code_point, text == source ? source : made_texts_.emplace_back(std::move(text)));
  }
  for (const HanVariantRow& row : kHanSimplified) {
    AppendUtf8(row.simplified, &made_texts_.emplace_back());
    Map(row.traditional, made_texts_.back());
  }
}

void FoldMap::Map(char32_t code_point, absl::string_view text) {
  *Slot(code_point) = static_cast<uint16_t>(kFirstRow + texts_.size());
  texts_.push_back(text);
}

uint16_t* FoldMap::Slot(char32_t code_point) {
  uint16_t& page = page_of_[code_point >> 8U];
  if (page == 0) {
    page = static_cast<uint16_t>(pages_.size());
    pages_.emplace_back();
  }
  return &pages_[page][code_point & 0xFFU];
}

void FoldMap::Digest(Sha256Hasher* hasher) {
  std::string bytes;
  const auto number = [&bytes](char32_t value) { bytes += std::to_string(static_cast<uint32_t>(value)) + ","; };
  for (const FoldRange& range : kFoldRanges) {
    number(range.first);
    number(range.last);
    number(static_cast<char32_t>(range.fold_class));
  }
  for (const FoldRow& row : kFoldRows) {
    number(row.code_point);
    bytes.append(row.text);
    bytes.push_back('\n');
  }
  for (const HanVariantRow& row : kHanSimplified) absl::StrAppend(&bytes, row.traditional, ">", row.simplified, ",");
  hasher->UpdateField(bytes);
}

}  // namespace cordon::internal
