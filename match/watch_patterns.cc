#include "match/watch_patterns.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/utf8.h"
#include "base/watch_pattern.h"
#include "re2/re2.h"

namespace cordon::internal {
namespace {

// Shorter literals stand in too many names to spare anything.
constexpr int kMinLiteral = 3;
constexpr unsigned kBucketBits = 14;

re2::StringPiece Piece(absl::string_view text) { return re2::StringPiece(text.data(), text.size()); }

RE2::Options PatternOptions() {
  RE2::Options options;
  options.set_case_sensitive(false);
  options.set_max_mem(kWatchPatternMemory);
  options.set_log_errors(false);
  return options;
}

size_t BucketOf(const char* three) {
  const auto byte = [three](int i) { return static_cast<uint32_t>(static_cast<unsigned char>(three[i])); };
  const uint32_t value = byte(0) | (byte(1) << 8U) | (byte(2) << 16U);
  return (value * 0x9E3779B1U) >> (32U - kBucketBits);
}

// The lower case of a code point above ASCII, itself if it has none, or kInvalidCodePoint where we do not know.
char32_t LowerCodePoint(char32_t c) {
  if (c < 0xC0) return c == 0xB5 ? kInvalidCodePoint : c;  // micro sign folds with Greek mu
  if (c <= 0xDE) return c == 0xD7 ? c : c + 0x20;
  if (c <= 0xFE) return c == 0xDF ? kInvalidCodePoint : c;
  if (c >= 0x410 && c <= 0x42F) return c + 0x20;  // Cyrillic
  if (c >= 0x400 && c <= 0x40F) return c + 0x50;
  if (c >= 0x430 && c <= 0x45F) return c;
  // No case: Hebrew, Arabic; general punctuation; CJK symbols, Kana, ideographs; Hangul syllables.
  if ((c >= 0x5D0 && c <= 0x6FF) || (c >= 0x2010 && c <= 0x205E)) return c;
  if ((c >= 0x3000 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7A3)) return c;
  return kInvalidCodePoint;
}

}  // namespace

bool LowerForLiterals(absl::string_view text, std::string* lowered) {
  lowered->clear();
  size_t pos = 0;
  while (pos < text.size()) {
    const char c = text[pos];
    if (static_cast<unsigned char>(c) < 0x80) {
      lowered->push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c);
      ++pos;
      continue;
    }
    const char32_t code_point = DecodeUtf8(text, &pos);
    if (code_point == kInvalidCodePoint) return false;
    const char32_t lower = LowerCodePoint(code_point);
    if (lower == kInvalidCodePoint) return false;
    AppendUtf8(lower, lowered);
  }
  return true;
}

WatchPatterns::WatchPatterns() : patterns_(std::make_unique<re2::FilteredRE2>(kMinLiteral)) {}
WatchPatterns::~WatchPatterns() = default;
WatchPatterns::WatchPatterns(WatchPatterns&&) noexcept = default;
WatchPatterns& WatchPatterns::operator=(WatchPatterns&&) noexcept = default;

absl::Status WatchPatterns::Add(uint32_t entry, absl::string_view pattern) {
  if (entries_.size() >= kMaxWatchPatterns) {
    return absl::InvalidArgumentError(
        absl::StrCat("pattern: more than the limit of ", kMaxWatchPatterns, " watch patterns over all active lists"));
  }
  if (pattern.size() > kMaxWatchPatternBytes) {
    return absl::InvalidArgumentError(
        absl::StrCat("pattern: longer than the limit of ", kMaxWatchPatternBytes, " bytes"));
  }
  int id = -1;
  if (patterns_->Add(Piece(pattern), PatternOptions(), &id) != RE2::NoError) {
    const RE2 refused(Piece(pattern), PatternOptions());
    return absl::InvalidArgumentError(
        absl::StrCat("pattern: is not a regular expression RE2 accepts: ", refused.error()));
  }
  if (RE2::PartialMatch("", patterns_->GetRE2(id))) {
    entries_.push_back(kNoEntry);  // it cannot be taken out again
    return absl::InvalidArgumentError("pattern: matches the empty text, and so every name");
  }
  instructions_ += patterns_->GetRE2(id).ProgramSize();
  if (instructions_ > kMaxWatchInstructions) {
    entries_.push_back(kNoEntry);
    return absl::InvalidArgumentError(absl::StrCat("pattern: the watch patterns together need more than the limit of ",
                                                   kMaxWatchInstructions, " instructions"));
  }
  entries_.push_back(entry);
  return absl::OkStatus();
}

void WatchPatterns::Compile() {
  if (entries_.empty()) return;
  std::vector<std::string> literals;
  patterns_->Compile(&literals);
  patterns_->AllPotentials({}, &always_);
  any_literal_ = !literals.empty();
  std::vector<uint32_t> first((size_t{1} << kBucketBits) + 1, 0);
  for (const std::string& literal : literals) ++first[BucketOf(literal.data()) + 1];
  for (size_t b = 1; b < first.size(); ++b) first[b] += first[b - 1];
  bucket_first_ = first;
  by_bucket_.resize(literals.size());
  literal_ids_.resize(literals.size());
  for (size_t i = 0; i < literals.size(); ++i) {
    const uint32_t at = first[BucketOf(literals[i].data())]++;
    by_bucket_[at] = {static_cast<uint32_t>(literals_.size()), static_cast<uint32_t>(literals[i].size())};
    literal_ids_[at] = static_cast<int>(i);
    literals_ += literals[i];
  }
}

void WatchPatterns::FindLiterals(absl::string_view lowered, std::vector<int>* found) const {
  for (size_t pos = 0; pos + kMinLiteral <= lowered.size(); ++pos) {
    const size_t bucket = BucketOf(lowered.data() + pos);
    for (uint32_t at = bucket_first_[bucket]; at < bucket_first_[bucket + 1]; ++at) {
      const Literal& literal = by_bucket_[at];
      if (lowered.substr(pos, literal.size) == absl::string_view(literals_).substr(literal.begin, literal.size)) {
        found->push_back(literal_ids_[at]);
      }
    }
  }
}

void WatchPatterns::Try(size_t id, absl::string_view view, std::vector<uint32_t>* entries) const {
  if (entries_[id] == kNoEntry) return;
  if (RE2::PartialMatch(Piece(view), patterns_->GetRE2(static_cast<int>(id)))) entries->push_back(entries_[id]);
}

void WatchPatterns::Search(absl::string_view view, std::vector<uint32_t>* entries) const {
  if (entries_.empty()) return;
  thread_local std::string lowered;
  thread_local std::vector<int> found;
  thread_local std::vector<int> candidates;
  const std::vector<int>* run = &always_;
  if (any_literal_) {
    if (!LowerForLiterals(view, &lowered)) return SearchEach(view, entries);
    found.clear();
    FindLiterals(lowered, &found);
    if (!found.empty()) {
      std::sort(found.begin(), found.end());
      found.erase(std::unique(found.begin(), found.end()), found.end());
      candidates.clear();
      patterns_->AllPotentials(found, &candidates);
      run = &candidates;
    }
  }
  const size_t before = entries->size();
  for (const int id : *run) Try(static_cast<size_t>(id), view, entries);
  std::sort(entries->begin() + static_cast<std::ptrdiff_t>(before), entries->end());
}

void WatchPatterns::SearchEach(absl::string_view view, std::vector<uint32_t>* entries) const {
  const size_t before = entries->size();
  for (size_t id = 0; id < entries_.size(); ++id) Try(id, view, entries);
  std::sort(entries->begin() + static_cast<std::ptrdiff_t>(before), entries->end());
}

}  // namespace cordon::internal
