#include "match/vocabulary.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace cordon::internal {
namespace {

uint64_t MixVocabularyHash(uint64_t h) {
  h ^= h >> 32U;
  h *= 0xD6E8FEB86659FD93ULL;
  h ^= h >> 32U;
  h *= 0xD6E8FEB86659FD93ULL;
  h ^= h >> 32U;
  return h;
}

}  // namespace

uint64_t StableHash(absl::string_view bytes) {
  uint64_t h = 0x9E3779B97F4A7C15ULL ^ bytes.size();
  for (const char c : bytes) h = (h ^ static_cast<unsigned char>(c)) * 0x100000001B3ULL + (h >> 47U);
  return MixVocabularyHash(h);
}

uint64_t Vocabulary::Hash(absl::Span<const char32_t> word, TokenClass token_class) {
  uint64_t h = 0x9E3779B97F4A7C15ULL + static_cast<uint64_t>(token_class);
  for (const char32_t c : word) h = (h ^ c) * 0x100000001B3ULL + (h >> 47U);
  return MixVocabularyHash(h);
}

uint32_t Vocabulary::Find(absl::Span<const char32_t> word, TokenClass token_class) const {
  if (slots_.empty()) return kNotFound;
  const size_t mask = slots_.size() - 1;
  for (size_t at = Hash(word, token_class) & mask;; at = (at + 1) & mask) {
    const uint32_t slot = slots_[at];
    if (slot == 0) return kNotFound;
    const uint32_t id = slot - 1;
    if (classes_[id] == token_class && this->word(id) == word) return id;
  }
}

uint32_t Vocabulary::Insert(absl::Span<const char32_t> word, TokenClass token_class, int32_t weight) {
  if ((weights_.size() + 1) * 2 > slots_.size()) Grow();
  const size_t mask = slots_.size() - 1;
  size_t at = Hash(word, token_class) & mask;
  while (slots_[at] != 0) {
    const uint32_t id = slots_[at] - 1;
    if (classes_[id] == token_class && this->word(id) == word) {
      RaiseWeight(id, weight);
      return id;
    }
    at = (at + 1) & mask;
  }
  const uint32_t id = size();
  slots_.Mutable(at) = id + 1;
  characters_.Append(word.begin(), word.end());
  offsets_.push_back(static_cast<uint32_t>(characters_.size()));
  classes_.push_back(token_class);
  weights_.push_back(static_cast<int16_t>(weight));
  return id;
}

void Vocabulary::RaiseWeight(uint32_t id, int32_t weight) {
  weights_.Mutable(id) = std::max(weights_[id], static_cast<int16_t>(weight));
}

void Vocabulary::ShrinkToFit() {
  characters_.shrink_to_fit();
  offsets_.shrink_to_fit();
  classes_.shrink_to_fit();
  weights_.shrink_to_fit();
}

size_t Vocabulary::memory_bytes() const {
  return characters_.memory_bytes() + offsets_.memory_bytes() + slots_.memory_bytes() + classes_.memory_bytes() +
         weights_.memory_bytes();
}

bool Vocabulary::IsSound() const {
  const size_t words = weights_.size();
  if (words >= kNotFound || classes_.size() != words || !AreOffsets(offsets_, words, characters_.size())) return false;
  bool known_classes = true;
  for (const TokenClass c : classes_) known_classes &= c <= TokenClass::kLegalForm;
  if (!known_classes) return false;
  if (slots_.empty()) return words == 0;
  // A search ends at a free slot, so there must be one.
  if ((slots_.size() & (slots_.size() - 1)) != 0 || !AllBelow(slots_, words + 1)) return false;
  return std::find(slots_.begin(), slots_.end(), 0U) != slots_.end();
}

void Vocabulary::Grow() {
  std::vector<uint32_t> grown(std::max<size_t>(1024, slots_.size() * 2), 0);
  const size_t mask = grown.size() - 1;
  for (uint32_t id = 0; id < size(); ++id) {
    size_t at = Hash(word(id), classes_[id]) & mask;
    while (grown[at] != 0) at = (at + 1) & mask;
    grown[at] = id + 1;
  }
  slots_ = std::move(grown);
}

}  // namespace cordon::internal
