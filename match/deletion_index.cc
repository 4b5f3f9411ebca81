#include "match/deletion_index.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "match/similarity.h"
#include "match/weights.h"

namespace cordon::internal {
namespace {

constexpr size_t kMaxLength = static_cast<size_t>(kMaxFuzzyLength);
constexpr uint64_t kBase = 0x9E3779B97F4A7C15ULL | 1U;

const std::array<uint64_t, kMaxLength + 1>& Powers() {
  static const std::array<uint64_t, kMaxLength + 1> powers = [] {
    std::array<uint64_t, kMaxLength + 1> p{};
    p[0] = 1;
    for (size_t i = 1; i < p.size(); ++i) p[i] = p[i - 1] * kBase;
    return p;
  }();
  return powers;
}

uint64_t MixDeletionHash(uint64_t h, size_t length) {
  h += length * 0xD6E8FEB86659FD93ULL;
  h ^= h >> 32U;
  h *= 0xD6E8FEB86659FD93ULL;
  h ^= h >> 29U;
  h *= 0xBF58476D1CE4E5B9ULL;
  h ^= h >> 32U;
  return h;
}

// Calls fn(hash) for the word and every text reached by deleting one or two letters (as its bound says). A polynomial
// hash makes each of them O(1). Of equal neighbours only the first is deleted: the others give the same text.
template <typename Fn>
void ForEachDeletion(absl::Span<const char32_t> word, int bound, Fn fn) {
  const size_t length = word.size();
  const auto& power = Powers();
  std::array<uint64_t, kMaxLength + 1> prefix{};  // of word[0..i)
  std::array<uint64_t, kMaxLength + 1> suffix{};  // of word[i..length)
  for (size_t i = 0; i < length; ++i) prefix[i + 1] = prefix[i] * kBase + (word[i] + 1);
  for (size_t i = length; i > 0; --i) suffix[i - 1] = (word[i - 1] + 1) * power[length - i] + suffix[i];
  fn(MixDeletionHash(prefix[length], length));
  for (size_t i = 0; i < length; ++i) {
    if (i > 0 && word[i] == word[i - 1]) continue;
    fn(MixDeletionHash(prefix[i] * power[length - 1 - i] + suffix[i + 1], length - 1));
  }
  if (bound < 2) return;
  for (size_t i = 0; i + 1 < length; ++i) {
    if (i > 0 && word[i] == word[i - 1]) continue;
    uint64_t head = prefix[i];  // of word[0..j) without word[i]
    for (size_t j = i + 1; j < length; ++j) {
      if (j == i + 1 || word[j] != word[j - 1]) {
        fn(MixDeletionHash(head * power[length - 1 - j] + suffix[j + 1], length - 2));
      }
      head = head * kBase + (word[j] + 1);
    }
  }
}

// The tags of a bucket are looked at eight at once; so many more than are used stand at their end.
constexpr uint32_t kTagsAtOnce = 8;

// Whether one of eight tags is this one: a byte of the difference is zero.
bool HoldsTag(const uint8_t* tags, uint8_t tag) {
  constexpr uint64_t kOnes = 0x0101010101010101ULL;
  uint64_t eight = 0;
  std::memcpy(&eight, tags, sizeof(eight));
  const uint64_t difference = eight ^ (kOnes * tag);
  return ((difference - kOnes) & ~difference & (kOnes << 7U)) != 0;
}

bool EditsReach(size_t length) { return EditBound(length) > 0 && length <= kMaxLength; }

}  // namespace

void DeletionIndex::Build(const Vocabulary& vocabulary) {
  size_t count = 0;
  const auto for_each_word = [&vocabulary](auto fn) {
    for (uint32_t id = 0; id < vocabulary.size(); ++id) {
      if (vocabulary.token_class(id) != TokenClass::kWord || !EditsReach(vocabulary.word(id).size())) continue;
      const absl::Span<const char32_t> word = vocabulary.word(id);
      ForEachDeletion(word, EditBound(word.size()), [&](uint64_t hash) { fn(id, hash); });
    }
  };
  for_each_word([&count](uint32_t, uint64_t) { ++count; });
  int bits = 1;
  // Six to twelve texts share a bucket: their tags are one look, and the directory stays small beside them.
  while ((size_t{12} << bits) < count) ++bits;
  bucket_shift_ = 64 - bits;
  // Four to eight bits a text, one directory word more as DirectoryShift has it.
  int present_bits = 1;
  while ((size_t{16} << present_bits) < count) ++present_bits;
  present_shift_ = 64 - present_bits;
  std::vector<uint64_t> present((size_t{1} << present_bits) + 1, 0);
  for_each_word([&](uint32_t, uint64_t hash) { present[PresentWord(hash)] |= PresentBits(hash); });
  present_ = std::move(present);
  std::vector<uint32_t> first((size_t{1} << bits) + 1, 0);
  for_each_word([&](uint32_t, uint64_t hash) { ++first[Bucket(hash) + 1]; });
  for (size_t b = 1; b < first.size(); ++b) first[b] += first[b - 1];
  std::vector<uint32_t> ids(count);
  std::vector<uint8_t> tags(count + kTagsAtOnce, 0);
  // Filling moves each bucket's start to its end; shifting the starts back by one bucket repairs that.
  for_each_word([&](uint32_t id, uint64_t hash) {
    const uint32_t at = first[Bucket(hash)]++;
    ids[at] = id;
    tags[at] = static_cast<uint8_t>(hash);
  });
  for (size_t b = first.size() - 1; b > 0; --b) first[b] = first[b - 1];
  first[0] = 0;
  first_ = std::move(first);
  ids_ = std::move(ids);
  tags_ = std::move(tags);
}

bool DeletionIndex::Adopt(size_t words) {
  if (first_.empty()) return ids_.empty() && tags_.empty();
  bucket_shift_ = DirectoryShift(first_.size());
  present_shift_ = DirectoryShift(present_.size());
  return bucket_shift_ != 0 && present_shift_ != 0 && tags_.size() == ids_.size() + kTagsAtOnce &&
         AreOffsets(first_, first_.size() - 1, ids_.size()) && AllBelow(ids_, words);
}

void DeletionIndex::Begin(Scratch* scratch) {
  scratch->hashes.clear();
  scratch->hash_ends.clear();
  scratch->places.clear();
  scratch->candidates.clear();
  scratch->ends.clear();
}

void DeletionIndex::Ask(absl::Span<const char32_t> word, int bound, Scratch* scratch) const {
  if (bound > 0 && EditsReach(word.size()) && !ids_.empty()) {
    ForEachDeletion(word, std::min(bound, EditBound(word.size())), [this, scratch](uint64_t hash) {
      scratch->hashes.push_back(hash);
      __builtin_prefetch(&present_[PresentWord(hash)]);
    });
  }
  scratch->hash_ends.push_back(scratch->hashes.size());
}

void DeletionIndex::Answer(Scratch* scratch) const {
  // Each step asks for what the next one reads.
  size_t from = 0;
  size_t kept = 0;
  for (size_t& to : scratch->hash_ends) {
    for (; from < to; ++from) {
      const uint64_t hash = scratch->hashes[from];
      if (!MayBePresent(hash)) continue;
      scratch->hashes[kept++] = hash;
      __builtin_prefetch(&first_[Bucket(hash)]);
    }
    to = kept;
  }
  scratch->hashes.resize(kept);
  for (const uint64_t hash : scratch->hashes) {
    const uint32_t begin = first_[Bucket(hash)];
    if (begin != first_[Bucket(hash) + 1]) __builtin_prefetch(&tags_[begin]);
  }
  from = 0;
  for (const size_t to : scratch->hash_ends) {
    for (; from < to; ++from) FindPlaces(scratch->hashes[from], &scratch->places);
    scratch->ends.push_back(scratch->places.size());
  }
  for (const uint32_t place : scratch->places) scratch->candidates.push_back(ids_[place]);
}

void DeletionIndex::FindPlaces(uint64_t hash, std::vector<uint32_t>* places) const {
  const size_t bucket = Bucket(hash);
  const uint8_t tag = static_cast<uint8_t>(hash);
  const uint32_t end = first_[bucket + 1];
  for (uint32_t at = first_[bucket]; at < end; at += kTagsAtOnce) {
    if (!HoldsTag(tags_.data() + at, tag)) continue;
    const uint32_t last = std::min<uint32_t>(end, at + kTagsAtOnce);
    for (uint32_t i = at; i < last; ++i) {
      if (tags_[i] != tag) continue;
      __builtin_prefetch(&ids_[i]);
      places->push_back(i);
    }
  }
}

}  // namespace cordon::internal
