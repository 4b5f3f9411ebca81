// The parts the name index is made of, each against what it stands for.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "match/deletion_index.h"
#include "match/packed_ids.h"
#include "match/packed_offsets.h"
#include "match/similarity.h"
#include "match/vocabulary.h"

namespace cordon {
namespace {

uint64_t NextPart(uint64_t* state) {
  *state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
  return *state >> 33U;
}

TEST(PackedIdsTest, KeepsIdsInThreeBytesAsLongAsTheyFit) {
  const std::vector<uint32_t> small = {0, 1, 0xFFFFFF, 7};
  const std::vector<uint32_t> large = {0, 0x1000000, 0xFFFFFFFF, 7};
  internal::PackedIds ids;
  ids.Assign(small);
  const size_t three_bytes = ids.memory_bytes();
  EXPECT_EQ(std::vector<uint32_t>(ids.range(0, 4).begin(), ids.range(0, 4).end()), small);
  EXPECT_TRUE(ids.Adopt(0x1000000));
  EXPECT_FALSE(ids.Adopt(0xFFFFFF));
  ids.Assign(large);
  EXPECT_EQ(ids.memory_bytes(), three_bytes + large.size());
  EXPECT_EQ(std::vector<uint32_t>(ids.range(0, 4).begin(), ids.range(0, 4).end()), large);
  EXPECT_EQ(ids.range(1, 3).size(), 2U);
  EXPECT_EQ(ids.range(1, 3).first(), 1U);
  ids.Assign({});
  EXPECT_TRUE(ids.empty());
  EXPECT_TRUE(ids.Adopt(0));
}

TEST(PackedIdsTest, BytesOfAFileThatAreNoIdsAreRefused) {
  for (const std::vector<uint8_t>& bytes : std::vector<std::vector<uint8_t>>{
           {}, {0, 0, 3}, {0, 0, 0, 0}, {0, 0, 0, 5}, {1, 0, 0, 0, 0, 3}, {1, 0, 0, 0, 0, 0, 4}}) {
    internal::PackedIds ids;
    ids.ForEachArray([&bytes](auto& array) { array.Map(bytes.data(), bytes.size()); });
    EXPECT_FALSE(ids.Adopt(100)) << bytes.size();
  }
}

TEST(PackedOffsetsTest, SpansOfEveryLength) {
  uint64_t state = 3;
  for (const uint32_t longest : {0U, 1U, 255U, 256U, 65535U}) {
    for (const size_t spans : {0U, 1U, 15U, 16U, 17U, 100U}) {
      std::vector<uint32_t> offsets = {0};
      for (size_t i = 0; i < spans; ++i) {
        const uint32_t length = i == 7 ? longest : static_cast<uint32_t>(NextPart(&state) % (longest + 1));
        offsets.push_back(offsets.back() + length);
      }
      internal::PackedOffsets packed;
      packed.Assign(offsets);
      ASSERT_EQ(packed.size(), spans);
      for (size_t i = 0; i < spans; ++i) {
        EXPECT_EQ(packed.begin(i), offsets[i]) << longest << " " << i;
        EXPECT_EQ(packed.length(i), offsets[i + 1] - offsets[i]) << longest << " " << i;
        EXPECT_EQ(packed.end(i), offsets[i + 1]) << longest << " " << i;
      }
      EXPECT_TRUE(packed.Adopt(spans, offsets.back()));
      EXPECT_FALSE(packed.Adopt(spans, offsets.back() + 1));
      EXPECT_FALSE(packed.Adopt(spans + 16, offsets.back()));
    }
  }
}

// Every word within the bound is found, whatever lies beyond the letters that deletions are made of. Few letters, so
// that most pairs are close.
TEST(DeletionIndexTest, MissesNoWordWithinTheBound) {
  uint64_t state = 5;
  const auto random_word = [&state] {
    std::u32string word;
    for (size_t n = 1 + NextPart(&state) % 16; n > 0; --n) word += U'a' + static_cast<char32_t>(NextPart(&state) % 3);
    return word;
  };
  internal::Vocabulary words;
  for (int n = 0; n < 1500; ++n) words.Insert(random_word(), TokenClass::kWord, kMaxTokenWeight);
  internal::DeletionIndex index;
  index.Build(words);
  internal::DeletionIndex::Scratch found;
  size_t expected = 0;
  for (int n = 0; n < 400; ++n) {
    std::u32string query = random_word();
    if (n % 2 == 0) {
      const auto word = words.word(static_cast<uint32_t>(NextPart(&state) % words.size()));
      query.assign(word.begin(), word.end());
      for (size_t edits = NextPart(&state) % 3; edits > 0 && query.size() > 1; --edits) {
        const size_t at = NextPart(&state) % (query.size() - 1);
        switch (NextPart(&state) % 3) {
          case 0:
            query.erase(at, 1);
            break;
          case 1:
            query.insert(at, 1, U'b');
            break;
          default:
            std::swap(query[at], query[at + 1]);
        }
      }
    }
    for (const int bound : {1, 2}) {
      index.Lookup(query, bound, &found);
      const std::set<uint32_t> ids(found.candidates.begin(), found.candidates.end());
      for (uint32_t id = 0; id < words.size(); ++id) {
        const auto word = words.word(id);
        const int edits = std::min(bound, internal::EditBound(std::min(query.size(), word.size())));
        if (edits == 0 || internal::BoundedEditDistance(query, word, edits) > edits) continue;
        ++expected;
        ASSERT_TRUE(ids.count(id) == 1) << "bound " << bound << ", query " << n << ", word " << id;
      }
    }
  }
  EXPECT_GT(expected, 1500U);  // the test must not pass by finding nothing
}

}  // namespace
}  // namespace cordon
