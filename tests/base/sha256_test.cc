#include "base/sha256.h"

#include <gtest/gtest.h>

#include <string>

namespace cordon {
namespace {

// FIPS 180-4 example values.
TEST(Sha256, StandardVectors) {
  const struct {
    std::string input;
    const char* digest;
  } kCases[] = {
      {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
      {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
       "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
      {"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrst"
       "u",
       "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"},
      {std::string(1'000'000, 'a'), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
  };
  for (const auto& c : kCases) {
    EXPECT_EQ(Sha256Hex(c.input), c.digest);
    EXPECT_EQ(HexEncode(Sha256(c.input)), c.digest);
    EXPECT_EQ(Sha256(c.input).size(), 32u);
  }
}

TEST(Sha256, PiecesGiveTheSameDigest) {
  const std::string text(1000, 'q');
  for (const size_t piece : {size_t{1}, size_t{63}, size_t{64}, size_t{65}, size_t{999}}) {
    Sha256Hasher hasher;
    for (size_t at = 0; at < text.size(); at += piece) hasher.Update(absl::string_view(text).substr(at, piece));
    EXPECT_EQ(hasher.Finish(), Sha256(text)) << piece;
  }
}

TEST(Sha256, FieldBoundariesCount) {
  const auto digest = [](absl::string_view a, absl::string_view b) {
    Sha256Hasher hasher;
    hasher.UpdateField(a);
    hasher.UpdateField(b);
    return hasher.Finish();
  };
  EXPECT_NE(digest("ab", "c"), digest("a", "bc"));
  EXPECT_NE(digest("", "abc"), digest("abc", ""));
  EXPECT_EQ(digest("", "abc"), digest("", "abc"));
  // Eight bytes of length, big endian.
  Sha256Hasher hasher;
  hasher.UpdateField("abc");
  EXPECT_EQ(hasher.Finish(), Sha256(absl::string_view("\0\0\0\0\0\0\0\3abc", 11)));
}

TEST(HexEncode, LowerCase) {
  EXPECT_EQ(HexEncode(absl::string_view("\x00\xab\xff", 3)), "00abff");
  EXPECT_EQ(HexEncode(""), "");
}

}  // namespace
}  // namespace cordon
