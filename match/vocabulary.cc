#include "match/vocabulary.h"

#include <algorithm>
#include <type_traits>
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

template <typename Char>
uint64_t BasicVocabulary<Char>::Hash(Word word, TokenClass token_class) {
  uint64_t h = 0x9E3779B97F4A7C15ULL + static_cast<uint64_t>(token_class);
  for (const Char c : word) {
    h = (h ^ static_cast<std::make_unsigned_t<Char>>(c)) * 0x100000001B3ULL + (h >> 47U);
  }
  return MixVocabularyHash(h);
}

template <typename Char>
uint32_t BasicVocabulary<Char>::Find(Word word, TokenClass token_class, uint64_t hash) const {
  if (slots_.empty()) return kNotFound;
  const size_t mask = slots_.size() - 1;
  const uint8_t tag = TagOf(hash);
  for (size_t at = hash & mask;; at = (at + 1) & mask) {
    if (slot_tags_[at] == 0) return kNotFound;
    if (slot_tags_[at] != tag) continue;
    const uint32_t id = slots_[at];
    if (this->token_class(id) == token_class && this->word(id) == word) return id;
  }
}

template <typename Char>
uint32_t BasicVocabulary<Char>::Insert(Word word, TokenClass token_class, int32_t weight) {
  if ((size_t{size()} + 1) * 8 > slots_.size() * 7) Grow();
  const size_t mask = slots_.size() - 1;
  const uint64_t hash = Hash(word, token_class);
  const uint8_t tag = TagOf(hash);
  size_t at = hash & mask;
  for (; slot_tags_[at] != 0; at = (at + 1) & mask) {
    if (slot_tags_[at] != tag) continue;
    const uint32_t id = slots_[at];
    if (this->token_class(id) == token_class && this->word(id) == word) {
      RaiseWeight(id, weight);
      return id;
    }
  }
  const uint32_t id = size();
  slots_.Mutable(at) = id;
  slot_tags_.Mutable(at) = tag;
  characters_.Append(word.begin(), word.end());
  offsets_.push_back(static_cast<uint32_t>(characters_.size()));
  facts_.push_back(
      static_cast<uint16_t>((static_cast<unsigned>(token_class) << kClassShift) | static_cast<unsigned>(weight)));
  return id;
}

template <typename Char>
void BasicVocabulary<Char>::RaiseWeight(uint32_t id, int32_t weight) {
  if (weight <= this->weight(id)) return;
  facts_.Mutable(id) = static_cast<uint16_t>((facts_[id] & ~unsigned{kWeightMask}) | static_cast<unsigned>(weight));
}

template <typename Char>
void BasicVocabulary<Char>::ShrinkToFit() {
  characters_.shrink_to_fit();
  offsets_.shrink_to_fit();
  facts_.shrink_to_fit();
}

template <typename Char>
size_t BasicVocabulary<Char>::memory_bytes() const {
  return characters_.memory_bytes() + offsets_.memory_bytes() + facts_.memory_bytes() + slots_.memory_bytes() +
         slot_tags_.memory_bytes();
}

template <typename Char>
bool BasicVocabulary<Char>::IsSound() const {
  const size_t words = facts_.size();
  if (words >= kNotFound || !AreOffsets(offsets_, words, characters_.size())) return false;
  bool known_classes = true;
  for (const uint16_t facts : facts_) {
    known_classes &= (facts >> kClassShift) <= static_cast<unsigned>(TokenClass::kLegalForm);
  }
  if (!known_classes || slot_tags_.size() != slots_.size()) return false;
  if (slots_.empty()) return words == 0;
  // A used slot leads to a word, which also means that there are words; a search ends at a free one.
  if ((slots_.size() & (slots_.size() - 1)) != 0 || !AllBelow(slots_, std::max<size_t>(words, 1))) return false;
  bool used = false;
  bool free = false;
  for (const uint8_t tag : slot_tags_) {
    used |= tag != 0;
    free |= tag == 0;
  }
  return free && (!used || words > 0);
}

template <typename Char>
void BasicVocabulary<Char>::Grow() {
  const size_t slots = std::max<size_t>(1024, slots_.size() * 2);
  const size_t mask = slots - 1;
  std::vector<uint32_t> grown(slots, 0);
  std::vector<uint8_t> tags(slots, 0);
  for (uint32_t id = 0; id < size(); ++id) {
    const uint64_t hash = Hash(word(id), token_class(id));
    size_t at = hash & mask;
    while (tags[at] != 0) at = (at + 1) & mask;
    grown[at] = id;
    tags[at] = TagOf(hash);
  }
  slots_ = std::move(grown);
  slot_tags_ = std::move(tags);
}

template class BasicVocabulary<char32_t>;
template class BasicVocabulary<char>;

}  // namespace cordon::internal
