// The readings of a name that somebody made hard to read (ReadingKind::kDeobfuscated). A plain ASCII name costs one
// look at its bytes and has none. Thread contract: pure function over immutable tables.
#ifndef CORDON_MATCH_DEOBFUSCATE_H_
#define CORDON_MATCH_DEOBFUSCATE_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace cordon::internal {

struct Deobfuscated {
  // The text as a reader sees it: encodings, direction and foreign letters undone. What follows is about this text.
  std::string visible;
  // Whether nobody writes so by accident.
  bool deliberate = false;
  // What else it may stand for: digits as letters, spaced letters as words. Distinct, none equal to `visible`.
  std::vector<std::string> guesses;
};

// False if there is nothing to undo; `out` is then left alone.
bool Deobfuscate(absl::string_view text, Deobfuscated* out);

}  // namespace cordon::internal

#endif  // CORDON_MATCH_DEOBFUSCATE_H_
