// The frozen folding table, code point by code point. Internal to folding; see match/fold.h.
#ifndef CORDON_MATCH_FOLD_MAP_H_
#define CORDON_MATCH_FOLD_MAP_H_

#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/sha256.h"
#include "match/fold.h"

namespace cordon::internal {

// What one code point becomes: itself with a class, or a text of letters, digits and separating spaces.
struct FoldValue {
  FoldClass fold_class = FoldClass::kSeparator;
  bool mapped = false;
  absl::string_view text;  // only if mapped
};

class FoldMap {
 public:
  // Built from the generated rows at first use (about 1 ms).
  static const FoldMap& Get();

  FoldValue Lookup(char32_t code_point) const {
    if (code_point > 0x10FFFF) return FoldValue{};
    const uint16_t value = pages_[page_of_[code_point >> 8U]][code_point & 0xFFU];
    if (value < kFirstRow) return FoldValue{static_cast<FoldClass>(value), false, {}};
    return FoldValue{FoldClass::kLetter, true, texts_[value - kFirstRow]};
  }

  // Feeds every row to a digest.
  static void Digest(Sha256Hasher* hasher);

 private:
  static constexpr uint16_t kFirstRow = 16;

  FoldMap();
  uint16_t* Slot(char32_t code_point);
  void Map(char32_t code_point, absl::string_view text);

  std::array<uint16_t, 0x1100> page_of_{};  // page 0 is all separators
  std::vector<std::array<uint16_t, 256>> pages_;
  std::vector<absl::string_view> texts_;
  std::deque<std::string> made_texts_;  // texts that stand in no table as they are
};

}  // namespace cordon::internal

#endif  // CORDON_MATCH_FOLD_MAP_H_
