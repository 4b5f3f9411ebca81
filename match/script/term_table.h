// Words of one script that are known: what they stand for in Latin letters, and which kind of word they are. And the
// cutting of an unspaced run of text into known words and the rest.
//
// Thread contract: immutable once filled; any thread.
//
//   std::vector<Segment> segments;
//   table.Cut("北京市商汤科技开发有限公司", &segments);   // 北京市 | 商汤 | 科技开发 | 有限公司
#ifndef CORDON_MATCH_SCRIPT_TERM_TABLE_H_
#define CORDON_MATCH_SCRIPT_TERM_TABLE_H_

#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"

namespace cordon::internal {

enum class TermKind : uint8_t {
  kPlace,
  kTrade,   // a word of the trade: translated one way or another
  kForm,    // legal form
  kBrand,   // a name with Latin names of its own
  kSound,   // a word with a known reading
  kLetter,  // the name of a Latin letter
  kLoan,    // a foreign word found by its sound
};

struct Term {
  TermKind kind = TermKind::kTrade;
  std::vector<absl::string_view> options;  // Latin words separated by spaces, the best first; never empty
};

// A piece of a run; `term` is null for what no table knows.
struct Segment {
  absl::string_view text;
  const Term* term = nullptr;
};

class TermTable {
 public:
  // `options` separated by '|'. A later row of the same word replaces an earlier one.
  void Add(absl::string_view word, absl::string_view options, TermKind kind);
  // Where to look for a word of two characters or more that is not in the table.
  using Fallback = const Term* (*)(absl::string_view word);
  void SetFallback(Fallback fallback) { fallback_ = fallback; }
  // Null if unknown.
  const Term* Find(absl::string_view word) const {
    const auto it = terms_.find(word);
    return it == terms_.end() ? nullptr : &it->second;
  }
  // The cheapest way to cut the run: known words cost little, the longer the better; what is unknown costs by the
  // character and by the piece. Of equal ways the one whose first words are longer. Clears `out`. Linear in the run.
  void Cut(absl::string_view run, std::vector<Segment>* out) const;

 private:
  absl::flat_hash_map<absl::string_view, Term> terms_;
  size_t longest_ = 0;  // bytes
  Fallback fallback_ = nullptr;
};

}  // namespace cordon::internal

#endif  // CORDON_MATCH_SCRIPT_TERM_TABLE_H_
