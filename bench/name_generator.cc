#include "bench/name_generator.h"

#include <cmath>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"

namespace cordon::bench {
namespace {

// Distinct words = kHeapsFactor * occurrences ^ 0.7, fitted to the Consolidated Screening List.
constexpr double kHeapsFactor = 8.5;
constexpr double kHeapsExponent = 0.7;

bool IsAsciiLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

}  // namespace

uint64_t BenchRandom::Next() {
  state_ += 0x9E3779B97F4A7C15ULL;
  uint64_t z = state_;
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31U);
}

NameGenerator::NameGenerator(const std::vector<std::string>& real_names, uint64_t seed) : random_(seed) {
  for (const std::string& name : real_names) {
    std::vector<std::string> words = absl::StrSplit(name, ' ', absl::SkipEmpty());
    if (words.empty()) continue;
    words_.insert(words_.end(), words.begin(), words.end());
    templates_.push_back(std::move(words));
  }
  real_words_ = words_.size();
}

std::string NameGenerator::NewWord() {
  // The beginning of one word and the end of another: pronounceable, and near some but not to many.
  const std::string& head = words_[random_.Below(real_words_)];
  const std::string& tail = words_[random_.Below(real_words_)];
  std::string word;
  for (const char c : head.substr(0, 2 + random_.Below(4))) {
    if (IsAsciiLetter(c)) word.push_back(c);
  }
  for (const char c : tail.substr(tail.size() / 2)) {
    if (IsAsciiLetter(c)) word.push_back(c);
  }
  while (word.size() < 4 + random_.Below(4)) word.push_back("aeioulnrst"[random_.Below(10)]);
  return word;
}

std::string NameGenerator::Word() {
  const double fresh = kHeapsFactor * kHeapsExponent * std::pow(static_cast<double>(words_.size()), kHeapsExponent - 1);
  // A new word comes only where a word is drawn at all, which is six times in ten.
  const bool is_new = random_.Below(1000000) < static_cast<size_t>(fresh / 0.6 * 1000000);
  return is_new ? NewWord() : words_[random_.Below(words_.size())];
}

std::string NameGenerator::Next() {
  std::vector<std::string> words = templates_[random_.Below(templates_.size())];
  for (std::string& word : words) {
    if (random_.Chance(60)) word = Word();
  }
  words_.insert(words_.end(), words.begin(), words.end());
  std::string name = absl::StrJoin(words, " ");
  return random_.Below(12) == 0 ? WithTypingError(std::move(name), &random_) : name;
}

std::string NameGenerator::Recombined() {
  std::vector<std::string> words = templates_[random_.Below(templates_.size())];
  for (std::string& word : words) {
    if (random_.Chance(75)) word = words_[random_.Below(words_.size())];
  }
  return absl::StrJoin(words, " ");
}

std::string WithTypingError(std::string name, BenchRandom* random) {
  for (int attempt = 0; attempt < 8 && !name.empty(); ++attempt) {
    const size_t at = random->Below(name.size());
    size_t begin = at;
    size_t end = at;
    while (begin > 0 && IsAsciiLetter(name[begin - 1])) --begin;
    while (end < name.size() && IsAsciiLetter(name[end])) ++end;
    if (end - begin < 4 || at == end) continue;
    switch (random->Below(3)) {
      case 0:
        name.erase(at, 1);
        break;
      case 1:
        name.insert(at, 1, "aeioulnrst"[random->Below(10)]);
        break;
      default:
        name[at] = "aeioulnrst"[random->Below(10)];
    }
    return name;
  }
  return name;
}

}  // namespace cordon::bench
