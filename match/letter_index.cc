#include "match/letter_index.h"

#include <algorithm>
#include <array>

namespace cordon::internal {
namespace {

constexpr uint64_t kLetterBase = 0x9E3779B97F4A7C15ULL | 1U;
constexpr uint64_t kBeginning = 0xFF;  // in place of the number of a part

// Polynomial hashes of all beginnings of a text, from which the hash of any part follows in one step.
class PartHashes {
 public:
  explicit PartHashes(absl::string_view text) {
    prefix_[0] = 0;
    power_[0] = 1;
    for (size_t i = 0; i < text.size(); ++i) {
      prefix_[i + 1] = prefix_[i] * kLetterBase + static_cast<unsigned char>(text[i]) + 1;
      power_[i + 1] = power_[i] * kLetterBase;
    }
  }
  // Of text[begin, begin + count) as part number `part` of a text of `length` letters.
  uint64_t Part(size_t begin, size_t count, size_t length, uint64_t part) const {
    uint64_t h = prefix_[begin + count] - prefix_[begin] * power_[count];
    h += (static_cast<uint64_t>(length) << 8U | part) * 0xD6E8FEB86659FD93ULL;
    h ^= h >> 32U;
    h *= 0xD6E8FEB86659FD93ULL;
    h ^= h >> 29U;
    h *= 0xBF58476D1CE4E5B9ULL;
    return h ^ (h >> 32U);
  }

 private:
  std::array<uint64_t, kMaxBegunLetters + 1> prefix_;
  std::array<uint64_t, kMaxBegunLetters + 1> power_;
};

// Part `part` of the even partition of `length` letters into `parts`: the last ones are one letter longer.
struct Segment {
  size_t begin = 0;
  size_t count = 0;
};
Segment SegmentOf(size_t length, size_t parts, size_t part) {
  const size_t least = length / parts;
  const size_t short_parts = parts - length % parts;
  const size_t longer_before = part > short_parts ? part - short_parts : 0;
  return {part * least + longer_before, least + (part >= short_parts ? 1U : 0U)};
}

template <typename Fn>
void ForEachKey(absl::string_view text, Fn fn) {
  if (text.size() < kMinLetters) return;
  const PartHashes hashes(text);
  const size_t length = text.size();
  const size_t parts = length > kMaxLetters ? 0 : static_cast<size_t>(LetterBound(length)) + 1;
  for (size_t part = 0; part < parts; ++part) {
    const Segment segment = SegmentOf(length, parts, part);
    fn(hashes.Part(segment.begin, segment.count, length, part));
  }
  fn(hashes.Part(0, KeptLetters(length), 0, kBeginning));
}

// The keys under which the texts within the bound of `query`, and those it is the beginning of, may stand.
template <typename Fn>
void ForEachProbe(absl::string_view query, Fn fn) {
  const PartHashes hashes(query);
  const int length = static_cast<int>(query.size());
  const int widest = query.size() > kMaxLetters ? 0 : LetterBound(query.size());
  for (int listed = std::max(length - widest, static_cast<int>(kMinLetters));
       listed <= std::min(length + widest, static_cast<int>(kMaxLetters)); ++listed) {
    const int bound = LetterBound(static_cast<size_t>(listed));
    const int shift = length - listed;
    for (int part = 0; part <= bound; ++part) {
      const Segment segment =
          SegmentOf(static_cast<size_t>(listed), static_cast<size_t>(bound) + 1, static_cast<size_t>(part));
      // The first part that stands unchanged has at most `part` edits before it, or else at most `bound - part` after.
      const int place = static_cast<int>(segment.begin);
      const int from = std::max({0, place - part, place + shift - (bound - part)});
      const int to = std::min({length - static_cast<int>(segment.count), place + part, place + shift + (bound - part)});
      for (int at = from; at <= to; ++at) {
        fn(hashes.Part(static_cast<size_t>(at), segment.count, static_cast<size_t>(listed),
                       static_cast<uint64_t>(part)));
      }
    }
  }
  // A listed text of n letters that this is the beginning of: KeptLetters(n) <= length < n.
  for (size_t kept = KeptLetters(query.size() + 1); kept <= query.size(); ++kept) {
    fn(hashes.Part(0, kept, 0, kBeginning));
  }
}

}  // namespace

void LetterIndex::Add(const NameLetters& name) {
  static_assert(kMaxBegunLetters <= UINT8_MAX);
  records_.push_back(static_cast<char>(static_cast<uint8_t>(name.text.size())));
  records_.Append(name.text.begin(), name.text.end());
  records_.Append(name.runs.begin(), name.runs.end());
  added_.push_back(static_cast<uint32_t>(records_.size()));
  signs_.push_back(LetterSign(name.text).bits());
}

void LetterIndex::Finish() {
  records_.shrink_to_fit();
  spans_.Assign(added_);
  added_ = {};
  signs_.shrink_to_fit();
  buckets_.Build([this](auto fn) {
    for (uint32_t id = 0; id < spans_.size(); ++id) {
      ForEachKey(text(id), [&](uint64_t hash) { fn(id, hash); });
    }
  });
}

bool LetterIndex::Adopt(size_t names) {
  if (!spans_.Adopt(names, records_.size())) return false;
  if (signs_.size() != names || !buckets_.Adopt(names)) return false;
  bool sound = true;
  for (size_t name = 0; name < names; ++name) {
    const size_t size = spans_.length(name);
    if (size == 0) return false;
    // Comparison takes a bit per letter, in tables for ASCII.
    const absl::string_view letters = text(static_cast<uint32_t>(name));
    if (letters.size() > kMaxBegunLetters || letters.size() >= size) return false;
    for (const char c : letters) sound &= c > 0;
  }
  return sound;
}

void LetterIndex::Lookup(absl::string_view query, std::vector<uint32_t>* found) const {
  found->clear();
  if (query.size() < kMinBeginning || query.size() > kMaxBegunLetters || buckets_.empty()) return;
  thread_local HashBuckets::Lookups lookups;
  lookups.Begin();
  ForEachProbe(query, [this](uint64_t hash) { buckets_.Ask(hash, &lookups); });
  lookups.EndWord();
  buckets_.Answer(&lookups);
  for (const uint32_t id : lookups.candidates) {
    found->push_back(id);
    __builtin_prefetch(&signs_[id]);
  }
}

}  // namespace cordon::internal
