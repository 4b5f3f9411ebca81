#include "base/compressed_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "base/files.h"
#include "tests/support/temp_dir.h"

namespace cordon {
namespace {

using ::testing::HasSubstr;

TEST(CompressedFile, GivesBackWhatWasCompressed) {
  std::string mixed;
  for (uint32_t i = 0; i < 300'000; ++i) mixed.push_back(static_cast<char>((i * 2654435761U) >> (i % 25)));
  for (const std::string& plain : {std::string(), std::string("a"), std::string(1 << 20, 'x'), mixed}) {
    const auto packed = Compress(plain);
    ASSERT_TRUE(packed.ok()) << packed.status();
    const auto back = Decompress(*packed, static_cast<int64_t>(plain.size()));
    ASSERT_TRUE(back.ok()) << back.status();
    EXPECT_TRUE(*back == plain);
    EXPECT_TRUE(*Decompress(*packed + *packed, 1 << 22) == plain + plain) << "several frames";
    if (plain.empty()) continue;
    EXPECT_TRUE(absl::IsResourceExhausted(Decompress(*packed, static_cast<int64_t>(plain.size()) - 1).status()));
  }
  EXPECT_LT(Compress(std::string(1 << 20, 'x'))->size(), 1000U);
}

TEST(CompressedFile, DamageNeverPassesForContent) {
  const std::string plain = "the list as it was, entry by entry, entry by entry, entry by entry";
  const std::string packed = *Compress(plain);
  for (size_t size = 0; size < packed.size(); ++size) {
    EXPECT_TRUE(absl::IsDataLoss(Decompress(packed.substr(0, size), 1000).status())) << size;
  }
  for (size_t i = 0; i < packed.size() * 8; ++i) {
    std::string changed = packed;
    changed[i / 8] = static_cast<char>(static_cast<unsigned char>(changed[i / 8]) ^ (1U << (i % 8)));
    const auto read = Decompress(changed, 1000);
    EXPECT_TRUE(!read.ok() || *read == plain) << "bit " << i;
  }
  EXPECT_TRUE(absl::IsDataLoss(Decompress(packed + "x", 1000).status()));
  EXPECT_TRUE(absl::IsDataLoss(Decompress("<html>", 1000).status()));
}

TEST(CompressedFile, ReadsTheCompressedOneFirstThenThePlainOne) {
  const TempDir dir;
  const std::string path = dir / "blob";
  EXPECT_TRUE(absl::IsNotFound(ReadCompressedOrPlain(path, 100).status()));
  ASSERT_TRUE(WriteFileAtomically(path, "plain").ok());
  EXPECT_EQ(*ReadCompressedOrPlain(path, 100), "plain");
  EXPECT_EQ(CompressedOrPlain(path), path);
  ASSERT_TRUE(WriteFileAtomically(path + ".zst", *Compress("compressed")).ok());
  EXPECT_EQ(*ReadCompressedOrPlain(path, 100), "compressed");
  EXPECT_EQ(*ReadCompressedOrPlain(path, 10), "compressed") << "exactly at the limit";
  EXPECT_TRUE(absl::IsResourceExhausted(ReadCompressedOrPlain(path, 9).status()));
  ASSERT_TRUE(WriteFileAtomically(path + ".zst", "torn").ok());
  const absl::Status torn = ReadCompressedOrPlain(path, 100).status();
  EXPECT_TRUE(absl::IsDataLoss(torn)) << "and never the plain one instead: " << torn;
  EXPECT_THAT(torn.message(), HasSubstr(path + ".zst"));
}

}  // namespace
}  // namespace cordon
