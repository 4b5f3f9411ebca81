// An array of ids in three bytes each, or four where there are more than three can tell apart: what a list of some
// million names consists of most.
//
// Thread contract: const methods from any thread once Assign or Adopt has returned.
//
//   PackedIds ids;
//   ids.Assign({7, 9});
//   for (const uint32_t id : ids.range(0, 2)) ...
#ifndef CORDON_MATCH_PACKED_IDS_H_
#define CORDON_MATCH_PACKED_IDS_H_

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>

#include "absl/types/span.h"
#include "match/flat_array.h"

namespace cordon::internal {

class PackedIds {
 public:
  // A part of the array, to be gone through in order.
  class Range {
   public:
    class Iterator {
     public:
      using iterator_category = std::random_access_iterator_tag;
      using value_type = uint32_t;
      using difference_type = std::ptrdiff_t;
      using pointer = const uint32_t*;
      using reference = uint32_t;

      Iterator(const PackedIds* ids, size_t at) : ids_(ids), at_(at) {}
      uint32_t operator*() const { return (*ids_)[at_]; }
      uint32_t operator[](difference_type n) const { return *(*this + n); }
      Iterator& operator++() { return *this += 1; }
      Iterator& operator--() { return *this += -1; }
      Iterator& operator+=(difference_type n) {
        at_ = static_cast<size_t>(static_cast<difference_type>(at_) + n);
        return *this;
      }
      Iterator operator+(difference_type n) const { return Iterator(*this) += n; }
      difference_type operator-(const Iterator& other) const {
        return static_cast<difference_type>(at_) - static_cast<difference_type>(other.at_);
      }
      bool operator<(const Iterator& other) const { return at_ < other.at_; }
      bool operator==(const Iterator& other) const { return at_ == other.at_; }
      bool operator!=(const Iterator& other) const { return at_ != other.at_; }

     private:
      const PackedIds* ids_;
      size_t at_;
    };

    Range() = default;
    Range(const PackedIds* ids, size_t begin, size_t end) : ids_(ids), begin_(begin), end_(end) {}
    Iterator begin() const { return {ids_, begin_}; }
    Iterator end() const { return {ids_, end_}; }
    size_t size() const { return end_ - begin_; }
    // Where in the array it begins.
    size_t first() const { return begin_; }
    bool empty() const { return begin_ == end_; }
    // Asks memory for the first of them.
    void Prefetch() const { ids_->Prefetch(begin_); }

   private:
    const PackedIds* ids_ = nullptr;
    size_t begin_ = 0;
    size_t end_ = 0;
  };

  void Assign(absl::Span<const uint32_t> ids);

  uint32_t operator[](size_t i) const {
    uint32_t id = 0;
    std::memcpy(&id, bytes_.data() + i * width_, sizeof(id));
    return id & mask_;
  }
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  Range range(size_t begin, size_t end) const { return {this, begin, end}; }
  void Prefetch(size_t i) const { __builtin_prefetch(bytes_.data() + i * width_); }
  size_t memory_bytes() const { return bytes_.memory_bytes(); }

  template <typename Fn>
  void ForEachArray(Fn&& fn) {
    fn(bytes_);
  }
  // After the array came from a file: whether it is one of ids below `bound`.
  bool Adopt(size_t bound);

 private:
  // Behind the last id: an id is read as four bytes; the last byte is the width.
  static constexpr size_t kPadding = 4;

  void SetWidth(size_t width);

  FlatArray<uint8_t> bytes_;
  size_t width_ = 3;
  size_t size_ = 0;
  uint32_t mask_ = 0;
};

}  // namespace cordon::internal

#endif  // CORDON_MATCH_PACKED_IDS_H_
