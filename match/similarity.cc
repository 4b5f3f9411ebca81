#include "match/similarity.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/utf8.h"
#include "match/weights.h"

namespace cordon::internal {

int BoundedEditDistance(absl::Span<const char32_t> a, absl::Span<const char32_t> b, int bound) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > static_cast<size_t>(bound)) return bound + 1;
  // A common beginning and end take part in some optimal alignment.
  while (!a.empty() && a.back() == b.back()) {
    a.remove_suffix(1);
    b.remove_suffix(1);
  }
  while (!a.empty() && a.front() == b.front()) {
    a.remove_prefix(1);
    b.remove_prefix(1);
  }
  if (a.empty()) return static_cast<int>(b.size());
  // Three rows of the usual table; the rest of two names within the bound is short.
  constexpr size_t kOnStack = 64;
  std::array<int, 3 * (kOnStack + 1)> on_stack;
  std::vector<int> on_heap;
  const size_t width = b.size() + 1;
  int* cells = on_stack.data();
  if (b.size() > kOnStack) {
    on_heap.resize(3 * width);
    cells = on_heap.data();
  }
  int* before = cells;
  int* previous = cells + width;
  int* current = cells + 2 * width;
  for (size_t j = 0; j < width; ++j) previous[j] = static_cast<int>(j);
  for (size_t i = 1; i <= a.size(); ++i) {
    current[0] = static_cast<int>(i);
    int least = current[0];
    for (size_t j = 1; j < width; ++j) {
      int cost = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      cost = std::min(cost, std::min(previous[j], current[j - 1]) + 1);
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) cost = std::min(cost, before[j - 2] + 1);
      current[j] = cost;
      least = std::min(least, cost);
    }
    // A swap may still reach back over this row, at the price of one edit from the row before it.
    if (least > bound && *std::min_element(previous, previous + width) + 1 > bound) return bound + 1;
    std::swap(before, previous);
    std::swap(previous, current);
  }
  return std::min(previous[width - 1], bound + 1);
}

int EditSimilarity(size_t length_a, size_t length_b, int distance) {
  const int longer = static_cast<int>(std::max(length_a, length_b));
  return (10000 * longer - kEditCost * distance) / longer;
}

int WordSimilarity(absl::Span<const char32_t> a, absl::Span<const char32_t> b) {
  if (a == b) return 10000;
  const size_t shorter = std::min(a.size(), b.size());
  if (std::max(a.size(), b.size()) > static_cast<size_t>(kMaxFuzzyLength)) return 0;
  const int bound = EditBound(shorter);
  if (bound == 0) return 0;
  const int distance = BoundedEditDistance(a, b, bound);
  return distance > bound ? 0 : EditSimilarity(a.size(), b.size(), distance);
}

void DecodeWord(absl::string_view text, std::u32string* out) {
  out->clear();
  size_t pos = 0;
  while (pos < text.size()) out->push_back(DecodeUtf8(text, &pos));
}

}  // namespace cordon::internal
