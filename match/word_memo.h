// What was found out about words lately. Names share words with the names before them - trading, hong, kong, a town -
// and what a word is similar to does not depend on the name it stands in. A memo only saves work: what it returns was
// computed for exactly this word and these facts, and a word it has lost is computed again.
//
// A table of fixed size; a word takes the place of the one that had it. Longer words are not kept.
//
// Thread contract: one thread.
//
//   WordMemo<Facts, Value, 4096> memo;
//   const Value* known = memo.Find(hash, "huawei", facts);   // null: not known, or no longer
//   memo.Keep(hash, "huawei", facts, value);
#ifndef CORDON_MATCH_WORD_MEMO_H_
#define CORDON_MATCH_WORD_MEMO_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "absl/strings/string_view.h"

namespace cordon::internal {

// `Facts`: whatever else the value depends on, compared by ==. `kSlots` is a power of two.
template <typename Facts, typename Value, size_t kSlots>
class WordMemo {
  static_assert((kSlots & (kSlots - 1)) == 0);

 public:
  static constexpr size_t kMaxBytes = 23;

  void Prefetch(uint64_t hash) const {
    if (!slots_.empty()) __builtin_prefetch(&slots_[hash & (kSlots - 1)]);
  }

  // Valid until the next Keep. `hash` is of the text, the same for Keep.
  const Value* Find(uint64_t hash, absl::string_view text, const Facts& facts) const {
    if (slots_.empty() || text.empty() || text.size() > kMaxBytes) return nullptr;
    const Slot& slot = slots_[hash & (kSlots - 1)];
    const bool same = slot.size == text.size() && std::memcmp(slot.text.data(), text.data(), text.size()) == 0;
    return same && slot.facts == facts ? &slot.value : nullptr;
  }

  void Keep(uint64_t hash, absl::string_view text, const Facts& facts, const Value& value) {
    if (text.empty() || text.size() > kMaxBytes) return;
    if (slots_.empty()) slots_.resize(kSlots);
    Slot& slot = slots_[hash & (kSlots - 1)];
    slot.size = static_cast<uint8_t>(text.size());
    std::memcpy(slot.text.data(), text.data(), text.size());
    slot.facts = facts;
    slot.value = value;
  }

 private:
  struct Slot {
    std::array<char, kMaxBytes> text{};
    uint8_t size = 0;  // 0: free
    Facts facts{};
    Value value{};
  };
  std::vector<Slot> slots_;  // made by the first Keep
};

}  // namespace cordon::internal

#endif  // CORDON_MATCH_WORD_MEMO_H_
