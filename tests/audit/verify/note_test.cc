#include "audit/verify/note.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "audit/verify/receipt.h"
#include "tests/support/reference_log.h"

namespace cordon::verify {
namespace {

using testing::HasSubstr;

constexpr char kOrigin[] = "cordon/0123456789abcdef";

// RFC 8032, 7.1, test 2: key and signature of the message 0x72.
TEST(Note, Ed25519KnownAnswer) {
  const std::string seed = absl::HexStringToBytes("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
  const std::string public_key =
      absl::HexStringToBytes("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
  const std::string signature = absl::HexStringToBytes(
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
      "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
  const std::string line = reference::Signer(kOrigin, seed).VerifierLine();
  EXPECT_TRUE(absl::EndsWith(line, absl::Base64Escape(absl::StrCat("\x01", public_key)))) << line;
  const auto key = VerifierKey::Parse(line);
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_TRUE(key->Verify("\x72", signature));
  EXPECT_FALSE(key->Verify("\x73", signature));
  EXPECT_FALSE(key->Verify("\x72", signature.substr(1)));
}

TEST(Note, SignedCheckpointIsReadAndChecked) {
  const auto signer = reference::Signer::Make(kOrigin, "a");
  const Hash root = Sha256Of("root");
  const auto note = ParseNote(signer.CheckpointNote(42, root));
  ASSERT_TRUE(note.ok()) << note.status();
  const auto key = VerifierKey::Parse(signer.VerifierLine());
  ASSERT_TRUE(key.ok()) << key.status();
  EXPECT_TRUE(CheckSignature(*note, *key).ok());
  const auto checkpoint = ParseCheckpoint(note->text);
  ASSERT_TRUE(checkpoint.ok()) << checkpoint.status();
  EXPECT_EQ(checkpoint->origin, kOrigin);
  EXPECT_EQ(checkpoint->size, 42U);
  EXPECT_EQ(checkpoint->root, root);

  const auto other = VerifierKey::Parse(reference::Signer::Make(kOrigin, "b").VerifierLine());
  EXPECT_TRUE(absl::IsNotFound(CheckSignature(*note, *other)));
  Note forged = *note;
  forged.text = absl::StrReplaceAll(forged.text, {{"\n42\n", "\n43\n"}});
  EXPECT_TRUE(absl::IsDataLoss(CheckSignature(forged, *key)));
}

TEST(Note, MalformedNotesAreRefused) {
  const std::string good = reference::Signer::Make(kOrigin, "a").CheckpointNote(42, Sha256Of("root"));
  ASSERT_TRUE(ParseNote(good).ok());
  const std::string signature = good.substr(good.find("\n\n") + 2);
  const struct {
    const char* what;
    std::string note;
  } kBad[] = {
      {"empty", ""},
      {"no signature", good.substr(0, good.find("\n\n") + 2)},
      {"no end of line", good.substr(0, good.size() - 1)},
      {"control character", absl::StrReplaceAll(good, {{"42", "4\t2"}})},
      {"carriage returns", absl::StrReplaceAll(good, {{"\n", "\r\n"}})},
      {"UTF-8", absl::StrReplaceAll(good, {{"42", "4\xff"}})},
      {"hyphen for the dash", absl::StrReplaceAll(good, {{"\xE2\x80\x94", "-"}})},
      {"blank in the base64", absl::StrReplaceAll(good, {{"=\n", "= \n"}})},
      {"too many signatures", good + absl::StrCat(std::string(),
                                                  [&] {
                                                    std::string many;
                                                    for (size_t i = 0; i < kMaxNoteSignatures; ++i) many += signature;
                                                    return many;
                                                  }())},
      {"too large", std::string(kMaxNoteBytes, 'a') + good},
  };
  for (const auto& bad : kBad) EXPECT_FALSE(ParseNote(bad.note).ok()) << bad.what;
}

TEST(Note, MalformedCheckpointsAreRefused) {
  const std::string root = absl::Base64Escape(BytesOf(EmptyRoot()));
  EXPECT_TRUE(ParseCheckpoint(absl::StrCat("o\n0\n", root, "\n")).ok());
  EXPECT_TRUE(ParseCheckpoint(absl::StrCat("o\n0\n", root, "\nmore\n")).ok());
  for (const std::string& text :
       {absl::StrCat("o\n0\n", root), absl::StrCat("o\n00\n", root, "\n"), absl::StrCat("o\n+1\n", root, "\n"),
        absl::StrCat("o\n-1\n", root, "\n"), absl::StrCat("o\n 1\n", root, "\n"), absl::StrCat("\n0\n", root, "\n"),
        absl::StrCat("o\n9223372036854775808\n", root, "\n"), absl::StrCat("o\n0\n", root.substr(4), "\n"),
        std::string("o\n0\n"), absl::StrCat("o\n0\n", root, "\n\n")}) {
    EXPECT_FALSE(ParseCheckpoint(text).ok()) << text;
  }
}

TEST(Note, MalformedKeysAreRefused) {
  const std::string good = reference::Signer::Make(kOrigin, "a").VerifierLine();
  ASSERT_TRUE(VerifierKey::Parse(good).ok());
  const size_t plus = good.find('+');
  for (const std::string& line :
       {good.substr(1), good.substr(0, plus), absl::StrCat("x", good), good + "A", good.substr(0, good.size() - 4),
        absl::StrReplaceAll(good, {{"/", " /"}}), std::string("++"), std::string()}) {
    EXPECT_FALSE(VerifierKey::Parse(line).ok()) << line;
  }
  const auto keys = ParseVerifierKeys(absl::StrCat("\n", good, "\n\n", good, "\n"));
  ASSERT_TRUE(keys.ok());
  EXPECT_EQ(keys->size(), 2U);
  EXPECT_THAT(std::string(ParseVerifierKeys(good + "\nx\n").status().message()), HasSubstr("line 2"));
  EXPECT_FALSE(ParseVerifierKeys("\n").ok());
}

class ReceiptTest : public testing::Test {
 protected:
  ReceiptTest() {
    for (size_t i = 0; i < 100; ++i) leaves_.push_back(LeafHash(Entry(i)));
    keys_.push_back(*VerifierKey::Parse(signer_.VerifierLine()));
  }
  static std::string Entry(size_t i) { return absl::StrCat("{\"n\":", i, "}"); }
  Receipt Make(size_t index, size_t size) const {
    return {Entry(index), index, reference::InclusionPath(leaves_, index, size),
            signer_.CheckpointNote(size, reference::TreeHash(leaves_, 0, size))};
  }

  const reference::Signer signer_ = reference::Signer::Make(kOrigin, "a");
  std::vector<Hash> leaves_;
  std::vector<VerifierKey> keys_;
};

TEST_F(ReceiptTest, IsReadAndChecked) {
  for (const size_t size : {1U, 2U, 3U, 64U, 65U, 100U}) {
    for (size_t index = 0; index < size; ++index) {
      const auto receipt = ParseReceipt(FormatReceipt(Make(index, size)));
      ASSERT_TRUE(receipt.ok()) << receipt.status();
      EXPECT_EQ(receipt->extra, Entry(index));
      const auto facts = CheckReceipt(*receipt, receipt->extra, keys_);
      ASSERT_TRUE(facts.ok()) << facts.status();
      EXPECT_EQ(facts->checkpoint.size, size);
    }
  }
}

// Every byte of a receipt counts: any change in any place is refused, or leaves another entry than was given.
TEST_F(ReceiptTest, AnyChangedByteIsRefused) {
  const std::string good = FormatReceipt(Make(37, 100));
  std::mt19937_64 random(3);
  int refused = 0;
  for (size_t at = 0; at < good.size(); ++at) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ static_cast<char>(1U << random() % 7));
    const auto receipt = ParseReceipt(bad);
    EXPECT_FALSE(receipt.ok() && CheckReceipt(*receipt, receipt->extra, keys_).ok()) << at;
    ++refused;
  }
  for (size_t size = 0; size < good.size(); ++size) {
    const auto receipt = ParseReceipt(good.substr(0, size));
    EXPECT_FALSE(receipt.ok() && CheckReceipt(*receipt, receipt->extra, keys_).ok()) << size;
    ++refused;
  }
  EXPECT_GE(refused, 200);
}

TEST_F(ReceiptTest, NamesWhatDoesNotHold) {
  const Receipt receipt = Make(5, 10);
  EXPECT_THAT(std::string(CheckReceipt(receipt, Entry(6), keys_).status().message()), HasSubstr("does not lead to"));
  const std::vector<VerifierKey> others = {*VerifierKey::Parse(reference::Signer::Make(kOrigin, "b").VerifierLine())};
  EXPECT_THAT(std::string(CheckReceipt(receipt, Entry(5), others).status().message()),
              HasSubstr("not signed by a key"));
  // A key signs for the log of its name only.
  const auto elsewhere = reference::Signer::Make("cordon/ffffffffffffffff", "a");
  Receipt moved = receipt;
  moved.note = elsewhere.Note(ParseNote(receipt.note)->text);
  EXPECT_FALSE(CheckReceipt(moved, Entry(5), {*VerifierKey::Parse(elsewhere.VerifierLine())}).ok());
}

TEST(Receipt, LimitsHold) {
  std::string many = "c2sp.org/tlog-proof@v1\nindex 0\n";
  for (int i = 0; i <= kMaxProofHashes; ++i) many += absl::Base64Escape(BytesOf(EmptyRoot())) + "\n";
  EXPECT_THAT(std::string(ParseReceipt(many + "\n").status().message()), HasSubstr("too many hashes"));
  EXPECT_THAT(std::string(ParseReceipt(std::string(kMaxReceiptBytes + 1, 'x')).status().message()),
              HasSubstr("larger than"));
  for (const char* text : {"c2sp.org/tlog-proof@v1\nindex 01\n\n", "c2sp.org/tlog-proof@v1\nindex -1\n\n",
                           "c2sp.org/tlog-proof@v1\nindex 1\n", "c2sp.org/tlog-proof@v2\nindex 1\n\n"}) {
    EXPECT_FALSE(ParseReceipt(text).ok()) << text;
  }
}

TEST(Receipt, LongRecordsStandAsTheirDigest) {
  EXPECT_EQ(EntryOfRecord("{}"), "{}");
  const std::string longest(kMaxEntryBytes, 'x');
  EXPECT_EQ(EntryOfRecord(longest), longest);
  const std::string record(kMaxEntryBytes + 1, 'x');
  EXPECT_EQ(EntryOfRecord(record), absl::StrCat("{\"bytes\":65536,\"format\":\"cordon.audit.large.v1\",\"sha256\":\"",
                                                HexOf(Sha256Of(record)), "\"}"));
}

}  // namespace
}  // namespace cordon::verify
