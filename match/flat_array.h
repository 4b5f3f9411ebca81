// A flat array of plain values: built in memory, or a view into a mapped snapshot file (match/snapshot_file.h). Readers
// do not see the difference; only an array that was built here may be changed.
//
// Thread contract: const methods from any thread once the last change has returned.
//
//   FlatArray<uint32_t> names;
//   names.push_back(7);              // built
//   names.Map(mapped_bytes, count);  // or a view; whoever owns the mapping must outlive the array
#ifndef CORDON_MATCH_FLAT_ARRAY_H_
#define CORDON_MATCH_FLAT_ARRAY_H_

#include <cstddef>
#include <initializer_list>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/types/span.h"

namespace cordon::internal {

template <typename T>
class FlatArray {
  // What is written to a file must be the value and nothing else: no pointers, no padding with left-over bytes.
  static_assert(std::is_trivially_copyable_v<T> && std::has_unique_object_representations_v<T>);

 public:
  using value_type = T;

  FlatArray() = default;
  FlatArray(std::initializer_list<T> values) : own_(values) { Sync(); }
  FlatArray(FlatArray&& other) noexcept { *this = std::move(other); }
  FlatArray& operator=(FlatArray&& other) noexcept {
    own_ = std::move(other.own_);
    data_ = std::exchange(other.data_, nullptr);
    size_ = std::exchange(other.size_, 0);
    return *this;
  }
  FlatArray& operator=(std::vector<T> built) {
    own_ = std::move(built);
    Sync();
    return *this;
  }

  const T& operator[](size_t i) const { return data_[i]; }
  const T* data() const { return data_; }
  const T* begin() const { return data_; }
  const T* end() const { return data_ + size_; }
  const T& back() const { return data_[size_ - 1]; }
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  absl::Span<const T> span(size_t begin, size_t end) const { return absl::MakeConstSpan(data_ + begin, end - begin); }
  size_t memory_bytes() const { return (own_.empty() ? size_ : own_.capacity()) * sizeof(T); }

  // Only for what was built here.
  void push_back(const T& value) {
    own_.push_back(value);
    Sync();
  }
  template <typename Iterator>
  void Append(Iterator first, Iterator last) {
    own_.insert(own_.end(), first, last);
    Sync();
  }
  T& Mutable(size_t i) { return own_[i]; }
  absl::Span<T> MutableSpan() { return absl::MakeSpan(own_); }
  void shrink_to_fit() {
    own_.shrink_to_fit();
    Sync();
  }

  void Map(const T* data, size_t size) {
    own_ = std::vector<T>();
    data_ = data;
    size_ = size;
  }

 private:
  void Sync() {
    data_ = own_.data();
    size_ = own_.size();
  }

  std::vector<T> own_;
  const T* data_ = nullptr;
  size_t size_ = 0;
};

// Whether `offsets` cuts an array of `size` values into `spans` spans: 0 first, never descending, `size` last.
template <typename Offset>
bool AreOffsets(const FlatArray<Offset>& offsets, size_t spans, size_t size) {
  if (offsets.size() != spans + 1 || offsets[0] != 0 || offsets.back() != size) return false;
  bool ordered = true;
  for (size_t i = 1; i < offsets.size(); ++i) ordered &= offsets[i - 1] <= offsets[i];
  return ordered;
}

// Whether every value is below `bound`.
template <typename Value>
bool AllBelow(const FlatArray<Value>& values, size_t bound) {
  bool below = true;
  for (const Value value : values) below &= value < bound;
  return below;
}

// A directory over the high bits of 64-bit hashes has 2^n buckets and one offset more; the shift that gives the bucket
// of a hash, or 0 if the size is not of that form.
inline int DirectoryShift(size_t offsets) {
  for (int bits = 1; bits < 40; ++bits) {
    if (offsets == (size_t{1} << static_cast<unsigned>(bits)) + 1) return 64 - bits;
  }
  return 0;
}

}  // namespace cordon::internal

#endif  // CORDON_MATCH_FLAT_ARRAY_H_
