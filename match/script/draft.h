// A romanised reading in the making: the words of a name in order, each with the ways it may be written in Latin
// letters, and the combinations of these that are worth a reading.
//
// Thread contract: plain values and pure functions.
//
//   Draft draft;
//   draft.words.push_back({DraftWord::kPlace, {"beijing"}});
//   draft.words.push_back({DraftWord::kName, {"shangtang", "shang tang"}});
//   std::vector<DraftText> texts = Combine(draft, 4);   // "beijing shangtang", "beijing shang tang"
#ifndef CORDON_MATCH_SCRIPT_DRAFT_H_
#define CORDON_MATCH_SCRIPT_DRAFT_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace cordon::internal {

struct DraftWord {
  enum Kind {
    kFixed,  // as printed: Latin words, digits, legal forms
    kPlace,  // translated; what it is called in English may be left out
    kTrade,  // translated; another word may be used
    kName,   // sound or brand: what tells the company apart
  };
  Kind kind = kFixed;
  std::vector<std::string> options;  // the best first, never empty; later ones are other schemes, in the same order
};

struct Draft {
  std::vector<DraftWord> words;

  void Fixed(std::string text) { words.push_back({DraftWord::kFixed, {std::move(text)}}); }
  void Add(DraftWord::Kind kind, std::vector<std::string> options) {
    if (!options.empty()) words.push_back({kind, std::move(options)});
  }
};

// One combination as text, with the words in it that are a translator's choice.
struct DraftText {
  std::string text;
  std::vector<std::string> places;
  std::vector<std::string> trades;
};

// At most `limit` different texts: first the best of everything, then each further scheme of the names with the best
// of the rest, then the second choice of the trades with the first two schemes.
std::vector<DraftText> Combine(const Draft& draft, size_t limit);

}  // namespace cordon::internal

#endif  // CORDON_MATCH_SCRIPT_DRAFT_H_
