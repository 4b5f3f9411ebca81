// One block of memory on the largest pages the system gives: a lookup in tens of megabytes at random places spends much
// of its time on finding the pages otherwise.
//
// Thread contract: written by one thread, then read by any.
#ifndef CORDON_BASE_HUGE_MEMORY_H_
#define CORDON_BASE_HUGE_MEMORY_H_

#include <cstddef>
#include <memory>

namespace cordon {

class HugeMemory {
 public:
  // Zeroed. Null if the system has no memory left. On a system without large pages, memory all the same.
  static std::shared_ptr<HugeMemory> Allocate(size_t bytes);
  ~HugeMemory();
  HugeMemory(const HugeMemory&) = delete;
  HugeMemory& operator=(const HugeMemory&) = delete;

  // Starts at a boundary of 2 MiB.
  char* data() const { return data_; }
  size_t size() const { return size_; }

 private:
  HugeMemory(char* data, size_t size) : data_(data), size_(size) {}
  char* data_;
  size_t size_;
};

}  // namespace cordon

#endif  // CORDON_BASE_HUGE_MEMORY_H_
