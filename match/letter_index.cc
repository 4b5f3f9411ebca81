#include "match/letter_index.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

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

// The tags of a bucket are looked at four at once; so many more than are used stand at their end.
constexpr uint32_t kLetterTagsAtOnce = 4;

// Whether one of four tags is this one: two bytes of the difference are zero.
bool HoldsLetterTag(const uint16_t* tags, uint16_t tag) {
  constexpr uint64_t kOnes = 0x0001000100010001ULL;
  uint64_t four = 0;
  std::memcpy(&four, tags, sizeof(four));
  const uint64_t difference = four ^ (kOnes * tag);
  return ((difference - kOnes) & ~difference & (kOnes << 15U)) != 0;
}

}  // namespace

void LetterIndex::Add(const NameLetters& name) {
  letters_.Append(name.text.begin(), name.text.end());
  begin_.push_back(static_cast<uint32_t>(letters_.size()));
  signs_.push_back(LetterSign(name.text).bits());
  runs_.Append(name.runs.begin(), name.runs.end());
  runs_begin_.push_back(static_cast<uint32_t>(runs_.size()));
}

void LetterIndex::Finish() {
  letters_.shrink_to_fit();
  begin_.shrink_to_fit();
  runs_.shrink_to_fit();
  runs_begin_.shrink_to_fit();
  signs_.shrink_to_fit();
  const auto for_each_text = [this](auto fn) {
    for (uint32_t id = 0; id + 1 < begin_.size(); ++id) {
      ForEachKey(text(id), [&](uint64_t hash) { fn(id, hash); });
    }
  };
  size_t count = 0;
  for_each_text([&count](uint32_t, uint64_t) { ++count; });
  int bits = 1;
  // Two to four parts share a bucket: their tags are one look, and the directory stays small beside them.
  while ((size_t{4} << bits) < count) ++bits;
  bucket_shift_ = 64 - bits;
  // Four to eight bits a part.
  int present_bits = 1;
  while ((size_t{16} << present_bits) < count) ++present_bits;
  present_shift_ = 64 - present_bits;
  std::vector<uint64_t> present((size_t{1} << present_bits) + 1, 0);
  for_each_text([&](uint32_t, uint64_t hash) { present[PresentWord(hash)] |= uint64_t{1} << (hash % 64); });
  present_ = std::move(present);
  std::vector<uint32_t> first((size_t{1} << bits) + 1, 0);
  for_each_text([&](uint32_t, uint64_t hash) { ++first[Bucket(hash) + 1]; });
  for (size_t b = 1; b < first.size(); ++b) first[b] += first[b - 1];
  std::vector<uint32_t> ids(count);
  std::vector<uint16_t> tags(count + kLetterTagsAtOnce, 0);
  // Filling moves each bucket's start to its end; shifting the starts back by one bucket repairs that.
  for_each_text([&](uint32_t id, uint64_t hash) {
    const uint32_t at = first[Bucket(hash)]++;
    ids[at] = id;
    tags[at] = static_cast<uint16_t>(hash);
  });
  for (size_t b = first.size() - 1; b > 0; --b) first[b] = first[b - 1];
  first[0] = 0;
  first_ = std::move(first);
  ids_ = std::move(ids);
  tags_ = std::move(tags);
}

bool LetterIndex::Adopt(size_t names) {
  if (!AreOffsets(begin_, names, letters_.size()) || !AreOffsets(runs_begin_, names, runs_.size())) return false;
  bucket_shift_ = DirectoryShift(first_.size());
  present_shift_ = DirectoryShift(present_.size());
  if (signs_.size() != names || present_shift_ == 0) return false;
  if (bucket_shift_ == 0 || tags_.size() != ids_.size() + kLetterTagsAtOnce || !AllBelow(ids_, names)) return false;
  bool sound = AreOffsets(first_, first_.size() - 1, ids_.size());
  for (size_t name = 0; name < names; ++name) {
    // Comparison takes a bit per letter, in tables for ASCII.
    const absl::string_view letters = text(static_cast<uint32_t>(name));
    sound &= letters.size() <= kMaxBegunLetters;
    for (const char c : letters) sound &= c > 0;
  }
  return sound;
}

void LetterIndex::Lookup(absl::string_view query, std::vector<uint32_t>* found) const {
  found->clear();
  if (query.size() < kMinBeginning || query.size() > kMaxBegunLetters || ids_.empty()) return;
  thread_local std::vector<uint64_t> probes;
  thread_local std::vector<uint32_t> places;
  probes.clear();
  places.clear();
  // Each step asks for what the next one reads, so that the cache misses of all probes overlap.
  ForEachProbe(query, [this](uint64_t hash) {
    probes.push_back(hash);
    __builtin_prefetch(&present_[PresentWord(hash)]);
  });
  size_t kept = 0;
  for (const uint64_t hash : probes) {
    if (!MayBePresent(hash)) continue;
    probes[kept++] = hash;
    __builtin_prefetch(&first_[Bucket(hash)]);
  }
  probes.resize(kept);
  for (const uint64_t hash : probes) {
    const uint32_t begin = first_[Bucket(hash)];
    if (begin != first_[Bucket(hash) + 1]) __builtin_prefetch(&tags_[begin]);
  }
  for (const uint64_t hash : probes) FindPlaces(hash, &places);
  for (const uint32_t place : places) {
    found->push_back(ids_[place]);
    __builtin_prefetch(&signs_[found->back()]);
  }
}

void LetterIndex::FindPlaces(uint64_t hash, std::vector<uint32_t>* places) const {
  const size_t bucket = Bucket(hash);
  const uint16_t tag = static_cast<uint16_t>(hash);
  const uint32_t end = first_[bucket + 1];
  for (uint32_t at = first_[bucket]; at < end; at += kLetterTagsAtOnce) {
    if (!HoldsLetterTag(tags_.data() + at, tag)) continue;
    const uint32_t last = std::min<uint32_t>(end, at + kLetterTagsAtOnce);
    for (uint32_t i = at; i < last; ++i) {
      if (tags_[i] != tag) continue;
      __builtin_prefetch(&ids_[i]);
      places->push_back(i);
    }
  }
}

}  // namespace cordon::internal
