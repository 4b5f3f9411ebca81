#include "match/deletion_index.h"

#include <algorithm>
#include <array>
#include <string>

#include "match/similarity.h"
#include "match/weights.h"

namespace cordon::internal {
namespace {

constexpr uint64_t kBase = 0x9E3779B97F4A7C15ULL | 1U;

const std::array<uint64_t, kDeletionLetters + 1>& Powers() {
  static const std::array<uint64_t, kDeletionLetters + 1> powers = [] {
    std::array<uint64_t, kDeletionLetters + 1> p{};
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

// Calls fn(hash) for the beginning of the word and every text reached from it by deleting one or two letters (as the
// word's bound says). A polynomial
// hash makes each of them O(1). Of equal neighbours only the first is deleted: the others give the same text.
template <typename Fn>
void ForEachDeletion(absl::Span<const char32_t> word, int bound, Fn fn) {
  const size_t length = std::min(word.size(), kDeletionLetters);
  const auto& power = Powers();
  std::array<uint64_t, kDeletionLetters + 1> prefix{};  // of word[0..i)
  std::array<uint64_t, kDeletionLetters + 1> suffix{};  // of word[i..length)
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

bool EditsReach(size_t length) { return EditBound(length) > 0 && length <= static_cast<size_t>(kMaxFuzzyLength); }

}  // namespace

template <typename Letters>
void DeletionIndex::BuildFrom(uint32_t words, const Letters& letters) {
  buckets_.Build([&](auto fn) {
    for (uint32_t id = 0; id < words; ++id) {
      const absl::Span<const char32_t> word = letters(id);
      if (EditsReach(word.size())) ForEachDeletion(word, EditBound(word.size()), [&](uint64_t hash) { fn(id, hash); });
    }
  });
}

void DeletionIndex::Build(const Vocabulary& vocabulary) {
  BuildFrom(vocabulary.size(), [&vocabulary](uint32_t id) {
    const bool word = vocabulary.token_class(id) == TokenClass::kWord;
    return word ? vocabulary.word(id) : absl::Span<const char32_t>();
  });
}

void DeletionIndex::Build(const TextVocabulary& vocabulary) {
  std::u32string letters;
  BuildFrom(vocabulary.size(), [&](uint32_t id) {
    letters.clear();
    if (vocabulary.token_class(id) == TokenClass::kWord) DecodeWord(TextOf(vocabulary, id), &letters);
    return absl::Span<const char32_t>(letters);
  });
}

void DeletionIndex::Ask(absl::Span<const char32_t> word, int bound, Scratch* scratch) const {
  if (bound > 0 && EditsReach(word.size()) && !buckets_.empty()) {
    ForEachDeletion(word, std::min(bound, EditBound(word.size())),
                    [this, scratch](uint64_t hash) { buckets_.Ask(hash, scratch); });
  }
  scratch->EndWord();
}

}  // namespace cordon::internal
