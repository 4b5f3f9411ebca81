#include "base/huge_memory.h"

#include <sys/mman.h>

#include <cstdint>

namespace cordon {
namespace {

constexpr size_t kLargePage = size_t{2} << 20;

}  // namespace

std::shared_ptr<HugeMemory> HugeMemory::Allocate(size_t bytes) {
  if (bytes == 0 || bytes > SIZE_MAX - 2 * kLargePage) return nullptr;
  // A page more than needed, of which what lies before the boundary and after the end is given back.
  const size_t wanted = bytes + kLargePage;
  void* const mapped = ::mmap(nullptr, wanted, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (mapped == MAP_FAILED) return nullptr;
  char* const begin = static_cast<char*>(mapped);
  const size_t before = (kLargePage - reinterpret_cast<uintptr_t>(begin) % kLargePage) % kLargePage;
  if (before > 0) ::munmap(begin, before);
  char* const data = begin + before;
  constexpr size_t kPage = 4096;
  const size_t size = (bytes + kPage - 1) / kPage * kPage;
  const size_t after = wanted - before - size;
  if (after > 0 && after < wanted) ::munmap(data + size, after);
  ::madvise(data, size, MADV_HUGEPAGE);  // a wish
  return std::shared_ptr<HugeMemory>(new HugeMemory(data, size));
}

HugeMemory::~HugeMemory() { ::munmap(data_, size_); }

}  // namespace cordon
