#include "match/fold_map.h"

#include <string>

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

#include "match/tables/fold_table.inc"

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
    *Slot(row.code_point) = static_cast<uint16_t>(kFirstRow + texts_.size());
    texts_.emplace_back(row.text);
  }
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
  hasher->UpdateField(bytes);
}

}  // namespace cordon::internal
