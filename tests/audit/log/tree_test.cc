// The tree, its tiles and its proofs against their definition.
#include "audit/log/tree.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "audit/log/proof.h"
#include "base/sha256.h"
#include "tests/support/reference_tree.h"

namespace cordon {
namespace {

std::vector<std::string> SomeEntries(size_t n) {
  std::vector<std::string> entries;
  for (size_t i = 0; i < n; ++i) entries.push_back(absl::StrCat("entry ", i, std::string(i % 70, '.')));
  return entries;
}

std::string Text(const TreeHash& hash) { return std::string(HashBytes(hash)); }
std::vector<std::string> Texts(const std::vector<TreeHash>& hashes) {
  std::vector<std::string> texts;
  for (const TreeHash& hash : hashes) texts.push_back(Text(hash));
  return texts;
}

// Hashes of perfect subtrees straight from the entries.
class EntryNodes : public NodeSource {
 public:
  explicit EntryNodes(Entries entries) : entries_(entries) {}
  absl::StatusOr<TreeHash> Subtree(int height, int64_t number) override {
    const size_t width = size_t{1} << height;
    const size_t first = static_cast<size_t>(number) * width;
    if (first + width > entries_.size()) return absl::InternalError("beyond the log");
    return ToTreeHash(RefRoot(entries_.subspan(first, width)));
  }

 private:
  Entries entries_;
};

// The entries 0 to 7 that Certificate Transparency's tests use, and their roots, recomputed from the definition.
TEST(TreeTest, KnownAnswers) {
  const std::vector<std::string> entries = {std::string(),
                                            std::string(1, '\0'),
                                            "\x10",
                                            "\x20\x21",
                                            "\x30\x31",
                                            "\x40\x41\x42\x43",
                                            "\x50\x51\x52\x53\x54\x55\x56\x57",
                                            "\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f"};
  const char* const kRoots[] = {
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  };
  TreeEdge edge;
  for (size_t n = 0; n <= entries.size(); ++n) {
    EXPECT_EQ(HexEncode(HashBytes(edge.Root())), kRoots[n]) << n;
    if (n < entries.size()) edge.Append(LeafHash(entries[n]));
  }
}

TEST(TreeTest, RootsAndTilesAreThoseOfTheDefinition) {
  const std::vector<std::string> entries = SomeEntries(1200);
  TreeEdge edge;
  std::map<std::pair<int, int64_t>, std::string> tiles;
  for (size_t n = 0; n < entries.size(); ++n) {
    if (n < 70 || n % 97 == 0 || (n % 256) < 2 || n % 256 == 255) {
      ASSERT_EQ(Text(edge.Root()), RefRoot(Entries(entries).subspan(0, n))) << n;
    }
    edge.Append(LeafHash(entries[n]));
    if (n % 3 == 0) continue;  // several entries between two drops, as in a group
    for (const TreeEdge::Tile& tile : edge.FullTiles()) {
      EXPECT_TRUE(tiles.emplace(std::make_pair(tile.level, tile.number), tile.hashes).second);
    }
    edge.DropFull();
  }
  ASSERT_EQ(tiles.size(), 4u);
  for (int64_t tile = 0; tile < 4; ++tile) {
    std::string hashes;
    for (size_t i = 0; i < 256; ++i) hashes += RefLeaf(entries[static_cast<size_t>(tile) * 256 + i]);
    EXPECT_EQ((tiles[{0, tile}]), hashes);
    EXPECT_EQ(Text(PerfectRoot(hashes)), RefRoot(Entries(entries).subspan(static_cast<size_t>(tile) * 256, 256)));
  }
}

TEST(TreeTest, TilesOfLevelOneHoldTheRootsOfThoseBelow) {
  TreeEdge edge;
  std::vector<TreeEdge::Tile> level_one;
  std::string expected;
  for (int64_t i = 0; i < 65'536 + 300; ++i) {
    edge.Append(LeafHash(absl::StrCat(i)));
    for (TreeEdge::Tile& tile : edge.FullTiles()) {
      if (tile.level == 0 && tile.number < 256) expected += Text(PerfectRoot(tile.hashes));
      if (tile.level == 1) level_one.push_back(std::move(tile));
    }
    edge.DropFull();
  }
  ASSERT_EQ(level_one.size(), 1u);
  EXPECT_EQ(level_one[0].hashes, expected);
}

// From what a store keeps (open tiles) comes the same edge.
TEST(TreeTest, RestoredEdgeGoesOnTheSame) {
  TreeEdge edge;
  for (int64_t size = 0; size <= 66'400; ++size) {
    if (size < 20 || size % 255 < 3 || size > 65'530) {
      std::vector<std::string> open;
      TreeEdge kept = edge;
      kept.DropFull();
      for (int level = 0; level < kept.levels(); ++level) open.push_back(std::string(kept.InMemory(level).hashes));
      TreeEdge restored = TreeEdge::Restore(size, open);
      ASSERT_EQ(restored.Root(), edge.Root()) << size;
      if (size % 7 == 0) edge = restored;
    }
    edge.Append(LeafHash(absl::StrCat(size)));
    if (size % 5 == 0) edge.DropFull();
  }
}

TEST(TreeTest, UndoTakesBackWhatCameAfterTheMark) {
  std::mt19937_64 random(7);
  TreeEdge edge;
  TreeEdge twin;
  for (int round = 0; round < 300; ++round) {
    const TreeEdge::Mark mark = edge.MarkHere();
    const uint64_t tried = random() % 600;
    for (uint64_t i = 0; i < tried; ++i) edge.Append(LeafHash("undone"));
    edge.Undo(mark);
    ASSERT_EQ(edge.size(), twin.size());
    const uint64_t kept = random() % 40;
    for (uint64_t i = 0; i < kept; ++i) {
      const TreeHash leaf = LeafHash(absl::StrCat(edge.size()));
      edge.Append(leaf);
      twin.Append(leaf);
    }
    ASSERT_EQ(edge.Root(), twin.Root());
    ASSERT_EQ(edge.FullTiles().size(), twin.FullTiles().size());
    if (round % 3 == 0) {
      edge.DropFull();
      twin.DropFull();
    }
  }
}

TEST(ProofTest, ProofsAreThoseOfTheDefinitionAndVerify) {
  const std::vector<std::string> entries = SomeEntries(70);
  EntryNodes nodes(entries);
  for (size_t n = 1; n <= entries.size(); ++n) {
    const Entries d = Entries(entries).subspan(0, n);
    const std::string root = RefRoot(d);
    EXPECT_EQ(Text(*RootAt(static_cast<int64_t>(n), nodes)), root);
    for (size_t m = 0; m < n; ++m) {
      const auto proof = InclusionProof(static_cast<int64_t>(m), static_cast<int64_t>(n), nodes);
      ASSERT_TRUE(proof.ok());
      EXPECT_EQ(Texts(*proof), RefInclusion(m, d));
      EXPECT_TRUE(RefCheckInclusion(static_cast<int64_t>(m), static_cast<int64_t>(n), RefLeaf(entries[m]),
                                    Texts(*proof), root));
      const auto consistency = ConsistencyProof(static_cast<int64_t>(m + 1), static_cast<int64_t>(n), nodes);
      ASSERT_TRUE(consistency.ok());
      EXPECT_EQ(Texts(*consistency), RefConsistency(m + 1, d));
      EXPECT_TRUE(RefCheckConsistency(static_cast<int64_t>(m + 1), static_cast<int64_t>(n),
                                      RefRoot(d.subspan(0, m + 1)), root, Texts(*consistency)));
    }
  }
  EXPECT_EQ(Text(*RootAt(0, nodes)), Sha256(""));
}

TEST(ProofTest, WhatIsNotInTheLogHasNoProof) {
  const std::vector<std::string> entries = SomeEntries(5);
  EntryNodes nodes(entries);
  for (const auto& [index, size] : std::vector<std::pair<int64_t, int64_t>>{{-1, 5}, {5, 5}, {0, 0}, {7, 5}}) {
    EXPECT_TRUE(absl::IsInvalidArgument(InclusionProof(index, size, nodes).status())) << index;
  }
  for (const auto& [old_size, size] : std::vector<std::pair<int64_t, int64_t>>{{0, 5}, {-1, 5}, {6, 5}}) {
    EXPECT_TRUE(absl::IsInvalidArgument(ConsistencyProof(old_size, size, nodes).status())) << old_size;
  }
}

}  // namespace
}  // namespace cordon
