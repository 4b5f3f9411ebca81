// Keys, signed checkpoints and receipts.
#include "audit/log/checkpoint.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "audit/log/signing_key.h"
#include "base/sha256.h"

namespace cordon {
namespace {

constexpr char kOrigin[] = "cordon/0123456789abcdef";

// PKCS#8 of a seed: a constant head and the seed.
SigningKey FromSeed(const std::string& name, const std::string& seed_hex) {
  const std::string der = absl::HexStringToBytes("302e020100300506032b657004220420" + seed_hex);
  const std::string pem =
      absl::StrCat("-----BEGIN PRIVATE KEY-----\n", absl::Base64Escape(der), "\n-----END PRIVATE KEY-----\n");
  return *SigningKey::FromPem(name, pem);
}

// RFC 8032 section 7.1.
TEST(SigningKeyTest, Rfc8032Vectors) {
  const struct {
    const char* seed;
    const char* public_key;
    const char* message;
    const char* signature;
  } kVectors[] = {
      {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
       "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
       "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe2"
       "4655141438e7a100b"},
      {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
       "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
       "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302ae"
       "eb00d291612bb0c00"},
  };
  for (const auto& vector : kVectors) {
    const SigningKey key = FromSeed(kOrigin, vector.seed);
    EXPECT_EQ(key.verifier(), VerifierKey(kOrigin, absl::HexStringToBytes(vector.public_key)));
    const std::string message = absl::HexStringToBytes(vector.message);
    EXPECT_EQ(HexEncode(*key.Sign(message)), vector.signature);
    EXPECT_TRUE(key.verifier().Verify(message, absl::HexStringToBytes(vector.signature)));
    EXPECT_FALSE(key.verifier().Verify(message + "x", absl::HexStringToBytes(vector.signature)));
  }
}

TEST(SigningKeyTest, VerifierKeyLine) {
  const SigningKey key = FromSeed(kOrigin, std::string(64, '1'));
  const std::string line = key.verifier().ToString();
  EXPECT_TRUE(absl::StartsWith(line, absl::StrCat(kOrigin, "+", key.verifier().IdHex(), "+A"))) << line;
  EXPECT_EQ(*VerifierKey::Parse(line), key.verifier());
  EXPECT_EQ(*VerifierKey::Parse(line + "\n"), key.verifier());
  for (const std::string& bad :
       {std::string(), std::string("x"), line.substr(1), line + "x", line + "\n\n",
        absl::StrReplaceAll(line, {{"+A", "+B"}}), absl::StrCat("+", line), std::string(5000, '+')}) {
    EXPECT_FALSE(VerifierKey::Parse(bad).ok()) << bad.substr(0, 100);
  }
}

TEST(SigningKeyTest, PemRoundTrip) {
  const SigningKey made = *SigningKey::Generate(kOrigin);
  const SigningKey read = *SigningKey::FromPem(kOrigin, *made.ToPem());
  EXPECT_EQ(read.verifier(), made.verifier());
  EXPECT_FALSE(SigningKey::Generate(kOrigin)->verifier() == made.verifier());
  EXPECT_FALSE(SigningKey::FromPem(kOrigin, "").ok());
  EXPECT_FALSE(SigningKey::FromPem(kOrigin, made.ToPem()->substr(0, 60)).ok());
}

Checkpoint SomeCheckpoint() { return {kOrigin, 1234, LeafHash("root")}; }

TEST(CheckpointTest, RoundTrip) {
  const SigningKey key = *SigningKey::Generate(kOrigin);
  const std::string note = *SignCheckpoint(SomeCheckpoint(), key);
  EXPECT_TRUE(absl::StartsWith(note, absl::StrCat(kOrigin, "\n1234\n"))) << note;
  const auto read = OpenCheckpoint(note, key.verifier());
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(CheckpointText(*read), CheckpointText(SomeCheckpoint()));
  // A signature by somebody else stands beside ours.
  EXPECT_TRUE(OpenCheckpoint(note + "\xE2\x80\x94 witness.example AAAAAAAA\n", key.verifier()).ok());
}

TEST(CheckpointTest, EveryChangedByteIsNoticed) {
  const SigningKey key = *SigningKey::Generate(kOrigin);
  const std::string note = *SignCheckpoint(SomeCheckpoint(), key);
  for (size_t i = 0; i < note.size(); ++i) {
    std::string changed = note;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    const auto read = OpenCheckpoint(changed, key.verifier());
    EXPECT_FALSE(read.ok()) << i;
    EXPECT_FALSE(OpenCheckpoint(note.substr(0, i), key.verifier()).ok()) << i;
  }
  EXPECT_FALSE(OpenCheckpoint(note, SigningKey::Generate(kOrigin)->verifier()).ok());
  EXPECT_FALSE(OpenCheckpoint(std::string(kMaxNoteBytes + 1, '\n'), key.verifier()).ok());
  EXPECT_FALSE(OpenCheckpoint("", key.verifier()).ok());
  EXPECT_FALSE(OpenCheckpoint("\n\n", key.verifier()).ok());
}

TEST(CheckpointTest, ReceiptText) {
  const std::vector<TreeHash> proof = {LeafHash("a"), LeafHash("b")};
  const std::string a = absl::Base64Escape(HashBytes(proof[0]));
  const std::string b = absl::Base64Escape(HashBytes(proof[1]));
  EXPECT_EQ(ReceiptText("entry", 7, proof, "NOTE\n"),
            absl::StrCat("c2sp.org/tlog-proof@v1\nextra ZW50cnk=\nindex 7\n", a, "\n", b, "\n\nNOTE\n"));
  EXPECT_EQ(ReceiptText("", 0, {}, "NOTE\n"), "c2sp.org/tlog-proof@v1\nindex 0\n\nNOTE\n");
}

}  // namespace
}  // namespace cordon
