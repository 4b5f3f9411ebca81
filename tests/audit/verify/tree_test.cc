#include "audit/verify/tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "tests/support/reference_log.h"

namespace cordon::verify {
namespace {

std::vector<Hash> Leaves(size_t count) {
  std::vector<Hash> leaves;
  for (size_t i = 0; i < count; ++i) leaves.push_back(LeafHash(absl::StrCat("entry ", i)));
  return leaves;
}

Hash RootOf(const std::vector<Hash>& leaves) {
  TreeReader tree;
  for (const Hash& leaf : leaves) tree.Append(leaf);
  return tree.Root();
}

// The roots that the reference implementations of Certificate Transparency are tested with.
TEST(Tree, KnownAnswers) {
  const struct {
    const char* entry;
    const char* root;
  } kSteps[] = {
      {"", "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"},
      {"00", "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"},
      {"10", "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77"},
      {"2021", "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"},
      {"3031", "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4"},
      {"40414243", "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef"},
      {"5051525354555657", "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c"},
      {"606162636465666768696a6b6c6d6e6f", "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"},
  };
  TreeReader tree;
  EXPECT_EQ(HexOf(tree.Root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  for (const auto& step : kSteps) {
    tree.Append(LeafHash(absl::HexStringToBytes(step.entry)));
    EXPECT_EQ(HexOf(tree.Root()), step.root);
  }
}

TEST(Tree, RootsAndProofsEqualTheDefinition) {
  const std::vector<Hash> leaves = Leaves(130);
  for (size_t size = 0; size <= 130; ++size) {
    const std::vector<Hash> some(leaves.begin(), leaves.begin() + static_cast<std::ptrdiff_t>(size));
    const Hash root = reference::TreeHash(leaves, 0, size);
    ASSERT_EQ(RootOf(some), root) << size;
    for (size_t index = 0; index < size; ++index) {
      const auto proof = reference::InclusionPath(leaves, index, size);
      ASSERT_TRUE(CheckInclusion(leaves[index], index, size, proof, root).ok()) << index << " of " << size;
    }
    for (size_t old_size = 0; old_size <= size; ++old_size) {
      const auto proof = reference::ConsistencyPath(leaves, old_size, size);
      const Hash old_root = reference::TreeHash(leaves, 0, old_size);
      ASSERT_TRUE(CheckConsistency(old_size, old_root, size, root, proof).ok()) << old_size << " of " << size;
    }
  }
}

// Tiles of a log of 70,000: as the specification's own example counts them.
TEST(Tree, TilesAreThoseOfTheSpecification) {
  std::map<int, uint64_t> full;
  std::map<std::pair<int, uint64_t>, std::string> kept;
  TreeReader tree([&](int level, uint64_t n, absl::string_view hashes) {
    EXPECT_EQ(hashes.size(), kTileBytes);
    EXPECT_EQ(n, full[level]);
    ++full[level];
    if (n == 0) kept[{level, n}] = std::string(hashes);
  });
  const std::vector<Hash> leaves = Leaves(70'000);
  for (const Hash& leaf : leaves) tree.Append(leaf);
  EXPECT_THAT(full, testing::ElementsAre(testing::Pair(0, 273U), testing::Pair(1, 1U)));
  EXPECT_EQ(tree.PartialTile(0).size() / kHashBytes, 112U);
  EXPECT_EQ(tree.PartialTile(1).size() / kHashBytes, 17U);
  EXPECT_EQ(tree.PartialTile(2).size() / kHashBytes, 1U);
  EXPECT_EQ(tree.PartialTile(3).size(), 0U);
  EXPECT_EQ(HashFrom(absl::string_view(kept[{0, 0}]).substr(32, 32)), leaves[1]);
  EXPECT_EQ(HashFrom(absl::string_view(kept[{1, 0}]).substr(32, 32)), reference::TreeHash(leaves, 256, 512));
  EXPECT_EQ(HashFrom(tree.PartialTile(2)), reference::TreeHash(leaves, 0, 65'536));
}

// Every mutation of a true proof is refused: 600 and more.
TEST(Tree, MutatedProofsAreRefused) {
  std::mt19937_64 random(20261122);
  const std::vector<Hash> leaves = Leaves(300);
  int refused = 0;
  for (int round = 0; round < 100; ++round) {
    const size_t size = 2 + random() % 299;
    const size_t index = random() % size;
    const Hash root = reference::TreeHash(leaves, 0, size);
    const auto proof = reference::InclusionPath(leaves, index, size);
    ASSERT_TRUE(CheckInclusion(leaves[index], index, size, proof, root).ok());
    const auto refuse = [&](uint64_t i, uint64_t n, const std::vector<Hash>& path, const Hash& leaf, const Hash& top) {
      EXPECT_FALSE(CheckInclusion(leaf, i, n, path, top).ok()) << "index " << i << " of " << n;
      ++refused;
    };
    std::vector<Hash> bad = proof;
    bad[random() % bad.size()][random() % kHashBytes] ^= static_cast<unsigned char>(1U << random() % 8);
    refuse(index, size, bad, leaves[index], root);
    bad = proof;
    bad.push_back(leaves[0]);
    refuse(index, size, bad, leaves[index], root);
    bad = proof;
    bad.pop_back();
    refuse(index, size, bad, leaves[index], root);
    bad = proof;
    bad.erase(bad.begin());
    refuse(index, size, bad, leaves[index], root);
    if (proof.size() > 1) {
      bad = proof;
      std::swap(bad[0], bad[1]);
      refuse(index, size, bad, leaves[index], root);
    }
    refuse((index + 1) % size, size, proof, leaves[index], root);
    refuse(index, index, proof, leaves[index], root);
    refuse(size, size, proof, leaves[index], root);
    refuse(index, size, proof, leaves[(index + 1) % size], root);
    refuse(index, size, proof, leaves[index], reference::TreeHash(leaves, 0, size - 1));
  }
  EXPECT_GE(refused, 600);
}

TEST(Tree, MutatedConsistencyProofsAreRefused) {
  std::mt19937_64 random(7);
  const std::vector<Hash> leaves = Leaves(300);
  int refused = 0;
  for (int round = 0; round < 100; ++round) {
    const size_t size = 3 + random() % 298;
    const size_t old_size = 1 + random() % (size - 1);
    const Hash root = reference::TreeHash(leaves, 0, size);
    const Hash old_root = reference::TreeHash(leaves, 0, old_size);
    const auto proof = reference::ConsistencyPath(leaves, old_size, size);
    ASSERT_TRUE(CheckConsistency(old_size, old_root, size, root, proof).ok());
    const auto refuse = [&](uint64_t m, const Hash& before, uint64_t n, const Hash& after, std::vector<Hash> path) {
      EXPECT_FALSE(CheckConsistency(m, before, n, after, path).ok()) << m << " of " << n;
      ++refused;
    };
    std::vector<Hash> bad = proof;
    bad[random() % bad.size()][random() % kHashBytes] ^= static_cast<unsigned char>(1U << random() % 8);
    refuse(old_size, old_root, size, root, bad);
    bad = proof;
    bad.push_back(root);
    refuse(old_size, old_root, size, root, bad);
    bad = proof;
    bad.pop_back();
    refuse(old_size, old_root, size, root, bad);
    refuse(old_size, root, size, root, proof);
    refuse(old_size, old_root, size, old_root, proof);
    refuse(size, old_root, old_size, root, proof);
    refuse(size, old_root, size, root, {});
    refuse(0, old_root, size, root, {});
  }
  EXPECT_GE(refused, 600);
}

TEST(Tree, Base64AndHexHaveOneSpelling) {
  std::string bytes;
  EXPECT_TRUE(StrictBase64("AQI=", &bytes));
  for (const char* text : {"AQI", "AQJ=", "AQI= ", " AQI=", "AQI=\n", "AQ-_", "A"}) {
    EXPECT_FALSE(StrictBase64(text, &bytes)) << text;
  }
  Hash hash;
  const std::string hex = HexOf(EmptyRoot());
  EXPECT_TRUE(HashFromHex(hex, &hash));
  EXPECT_EQ(hash, EmptyRoot());
  EXPECT_FALSE(HashFromHex(hex.substr(1), &hash));
  EXPECT_FALSE(HashFromHex("E" + hex.substr(1), &hash));
  EXPECT_FALSE(HashFromBase64("AQI=", &hash));
}

}  // namespace
}  // namespace cordon::verify
