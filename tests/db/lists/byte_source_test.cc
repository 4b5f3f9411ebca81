#include "db/lists/byte_source.h"

#include <lzma.h>
#include <zlib.h>

#include <fstream>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/temp_dir.h"

namespace cordon {
namespace {

using ::testing::HasSubstr;

std::string XzOf(const std::string& plain) {
  std::string out(lzma_stream_buffer_bound(plain.size()), '\0');
  size_t size = 0;
  EXPECT_EQ(lzma_easy_buffer_encode(6, LZMA_CHECK_CRC64, nullptr, reinterpret_cast<const uint8_t*>(plain.data()),
                                    plain.size(), reinterpret_cast<uint8_t*>(out.data()), &size, out.size()),
            LZMA_OK);
  out.resize(size);
  return out;
}

std::string GzipOf(const std::string& plain) {
  z_stream stream{};
  EXPECT_EQ(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, plain.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
  stream.avail_in = static_cast<uInt>(plain.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

// Text that does not pack well, so that the ratio limit stays out of the way.
std::string Noise(size_t size) {
  std::string out;
  uint32_t state = 1;
  while (out.size() < size) {
    state = state * 1664525U + 1013904223U;
    out.push_back(static_cast<char>('!' + (state >> 24U) % 90U));
  }
  return out;
}

absl::StatusOr<std::string> ReadAll(ByteSource& source, size_t step) {
  std::string out;
  std::string buffer(step, '\0');
  while (true) {
    absl::StatusOr<size_t> count = source.Read(buffer.data(), buffer.size());
    if (!count.ok()) return count.status();
    if (*count == 0) return out;
    out.append(buffer, 0, *count);
  }
}

absl::StatusOr<std::string> Unpack(const std::string& packed, const DecompressLimits& limits = {}, size_t step = 4096) {
  const auto source = Decompress(MemorySource(packed), limits);
  return ReadAll(*source, step);
}

TEST(ByteSourceTest, MemoryGivesItsBytes) {
  for (const size_t step : {1U, 3U, 100U}) {
    const auto source = MemorySource("hello world");
    EXPECT_EQ(*ReadAll(*source, step), "hello world");
  }
}

TEST(ByteSourceTest, FileGivesItsBytesAndErrorsNameThePath) {
  TempDir dir;
  const std::string path = dir / "list.csv";
  std::ofstream(path) << "id,name\n";
  auto source = OpenFileSource(path);
  ASSERT_TRUE(source.ok());
  EXPECT_EQ(*ReadAll(**source, 5), "id,name\n");

  const auto missing = OpenFileSource(dir / "absent.csv");
  EXPECT_EQ(missing.status().code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(missing.status().message()), HasSubstr("absent.csv"));
  auto folder = OpenFileSource(dir.path());
  if (folder.ok()) {
    EXPECT_FALSE(ReadAll(**folder, 10).ok());
  }
}

TEST(DecompressTest, PlainXzAndGzipGiveTheSameBytes) {
  const std::string texts[] = {"", "a", "id,name\n1,A\n", Noise(300'000)};
  for (const std::string& text : texts) {
    for (const size_t step : {1U, 7U, 65'536U}) {
      if (step == 1 && text.size() > 1000) continue;
      EXPECT_EQ(*Unpack(text, {}, step), text);
      EXPECT_EQ(*Unpack(XzOf(text), {}, step), text);
      EXPECT_EQ(*Unpack(GzipOf(text), {}, step), text);
    }
  }
}

TEST(DecompressTest, SeveralStreamsInARowAreOneFile) {
  EXPECT_EQ(*Unpack(XzOf("one ") + XzOf("two")), "one two");
  EXPECT_EQ(*Unpack(GzipOf("one ") + GzipOf("two")), "one two");
}

TEST(DecompressTest, TruncatedStreamsAreDataLoss) {
  const std::string text = Noise(5000);
  for (const std::string& packed : {XzOf(text), GzipOf(text)}) {
    for (const size_t cut : {packed.size() - 1, packed.size() - 8, packed.size() / 2, size_t{7}}) {
      const auto out = Unpack(packed.substr(0, cut));
      EXPECT_EQ(out.status().code(), absl::StatusCode::kDataLoss) << cut;
      EXPECT_THAT(std::string(out.status().message()), HasSubstr("truncated"));
    }
  }
}

TEST(DecompressTest, DamagedStreamsAreDataLoss) {
  const std::string text = Noise(5000);
  for (std::string packed : {XzOf(text), GzipOf(text)}) {
    packed[packed.size() / 2] = static_cast<char>(packed[packed.size() / 2] ^ 0x55);
    EXPECT_EQ(Unpack(packed).status().code(), absl::StatusCode::kDataLoss);
  }
  EXPECT_EQ(Unpack(GzipOf("one") + "garbage").status().code(), absl::StatusCode::kDataLoss);
}

TEST(DecompressTest, InputLimitHoldsAtTheLimit) {
  const std::string text = Noise(1000);
  for (const std::string& packed : {text, XzOf(text), GzipOf(text)}) {
    const int64_t size = static_cast<int64_t>(packed.size());
    EXPECT_TRUE(Unpack(packed, {.max_input = size}).ok());
    EXPECT_EQ(Unpack(packed, {.max_input = size - 1}).status().code(), absl::StatusCode::kResourceExhausted);
  }
}

TEST(DecompressTest, OutputLimitHoldsAtTheLimit) {
  const std::string text = Noise(1000);
  for (const std::string& packed : {text, XzOf(text), GzipOf(text)}) {
    EXPECT_TRUE(Unpack(packed, {.max_output = 1000}).ok());
    const auto out = Unpack(packed, {.max_output = 999});
    EXPECT_EQ(out.status().code(), absl::StatusCode::kResourceExhausted);
    EXPECT_THAT(std::string(out.status().message()), HasSubstr("999"));
  }
}

TEST(DecompressTest, BombIsRefusedByItsRatio) {
  const std::string bomb(8 << 20, 'a');
  for (const std::string& packed : {XzOf(bomb), GzipOf(bomb)}) {
    const auto out = Unpack(packed);
    EXPECT_EQ(out.status().code(), absl::StatusCode::kResourceExhausted);
    EXPECT_TRUE(Unpack(packed, {.max_ratio = 1'000'000}).ok());
  }
  // Below one MiB the ratio does not matter: a short list of the same line packs well.
  EXPECT_TRUE(Unpack(XzOf(std::string(1 << 20, 'a'))).ok());
}

TEST(DecompressTest, ErrorIsFinal) {
  const auto source = Decompress(MemorySource("abc"), {.max_output = 2});
  char buffer[8];
  EXPECT_FALSE(source->Read(buffer, sizeof buffer).ok());
  EXPECT_FALSE(source->Read(buffer, sizeof buffer).ok());
}

}  // namespace
}  // namespace cordon
