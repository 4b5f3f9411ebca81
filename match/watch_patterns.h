// Operators' watch patterns: the `pattern` column of list entries, RE2 syntax, tried on every name of a party.
//
// A pattern is searched in three views of a name: the folded words (lower case, accents and punctuation gone, Cyrillic
// and Greek in Latin letters), the text as it was given, and the words of each further reading. Case never matters.
//
// Thousands of patterns cost little because a pattern is only run when the letters that every match of it must hold
// (RE2's own analysis, re2::FilteredRE2) stand in the view; patterns without three such letters in a row are run on
// each name. What is run is the pattern's own RE2, which never gives up: when its cache is full it goes on more slowly.
// So there is no state in which a pattern is skipped. Equal to running each pattern alone:
// tests/match/watch_patterns_test.
//
// Thread contract: Add and Compile from one thread; const methods from any thread afterwards.
//
//   WatchPatterns patterns;
//   CORDON_RETURN_IF_ERROR(patterns.Add(entry_index, "\\bacme.{0,3}shell"));
//   patterns.Compile();
//   patterns.Search(view, &entries);
#ifndef CORDON_MATCH_WATCH_PATTERNS_H_
#define CORDON_MATCH_WATCH_PATTERNS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "re2/filtered_re2.h"

namespace cordon::internal {

// `text` as RE2 compares it when case does not matter, for finding literals; false if it holds letters of a script
// whose cases this does not know: then every pattern must be run.
bool LowerForLiterals(absl::string_view text, std::string* lowered);

class WatchPatterns {
 public:
  WatchPatterns();
  ~WatchPatterns();
  WatchPatterns(WatchPatterns&&) noexcept;
  WatchPatterns& operator=(WatchPatterns&&) noexcept;

  // InvalidArgument: not an expression RE2 accepts within the limits of base/watch_pattern.h, one that matches the
  // empty text (and so every name), or one pattern too many.
  absl::Status Add(uint32_t entry, absl::string_view pattern);
  void Compile();

  bool empty() const { return entries_.empty(); }
  size_t size() const { return entries_.size(); }

  // Appends the entries whose pattern matches somewhere in the view, ascending, none twice.
  void Search(absl::string_view view, std::vector<uint32_t>* entries) const;
  // The same by running every pattern.
  void SearchEach(absl::string_view view, std::vector<uint32_t>* entries) const;

 private:
  static constexpr uint32_t kNoEntry = 0xFFFFFFFF;

  // A literal that some patterns wait for, in literals_.
  struct Literal {
    uint32_t begin;
    uint32_t size;
  };

  void Try(size_t id, absl::string_view view, std::vector<uint32_t>* entries) const;
  void FindLiterals(absl::string_view lowered, std::vector<int>* found) const;

  std::unique_ptr<re2::FilteredRE2> patterns_;
  std::vector<uint32_t> entries_;  // by pattern
  int64_t instructions_ = 0;
  std::string literals_;
  std::vector<Literal> by_bucket_;  // grouped by the hash of their first three bytes
  std::vector<int> literal_ids_;    // beside by_bucket_: number of the literal for patterns_
  std::vector<uint32_t> bucket_first_;
  std::vector<int> always_;  // patterns that wait for no literal
  bool any_literal_ = false;
};

}  // namespace cordon::internal

#endif  // CORDON_MATCH_WATCH_PATTERNS_H_
