#include "base/huge_memory.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>

#include "base/bits.h"

namespace cordon {
namespace {

TEST(HugeMemoryTest, ZeroedAlignedAndAsLargeAsAskedFor) {
  for (const size_t bytes : {size_t{1}, size_t{4096}, size_t{2} << 20, (size_t{2} << 20) + 1, size_t{7'000'000}}) {
    const auto memory = HugeMemory::Allocate(bytes);
    ASSERT_NE(memory, nullptr);
    EXPECT_EQ(reinterpret_cast<uintptr_t>(memory->data()) % (2U << 20U), 0u);
    ASSERT_GE(memory->size(), bytes);
    EXPECT_TRUE(std::all_of(memory->data(), memory->data() + bytes, [](char c) { return c == 0; }));
    std::fill(memory->data(), memory->data() + memory->size(), 'x');
  }
}

TEST(HugeMemoryTest, NothingForNothingAndForMoreThanThereIs) {
  EXPECT_EQ(HugeMemory::Allocate(0), nullptr);
  EXPECT_EQ(HugeMemory::Allocate(SIZE_MAX), nullptr);
  EXPECT_EQ(HugeMemory::Allocate(SIZE_MAX / 2), nullptr);
}

TEST(BitsTest, CountsEveryBit) {
  EXPECT_EQ(CountBits(0), 0);
  EXPECT_EQ(CountBits(~uint64_t{0}), 64);
  for (int i = 0; i < 64; ++i) {
    EXPECT_EQ(CountBits(uint64_t{1} << i), 1);
    EXPECT_EQ(CountBits(~(uint64_t{1} << i)), 63);
  }
  EXPECT_EQ(CountBits(0x8000000100F0A005ULL), 10);
}

}  // namespace
}  // namespace cordon
