#include "bench/manipulate.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "match/prepared_name.h"

namespace cordon::bench {
namespace {

std::vector<std::string> SplitWords(const std::string& name) { return absl::StrSplit(name, ' ', absl::SkipEmpty()); }

bool IsLetterAt(const std::string& name, size_t i) { return absl::ascii_isalpha(static_cast<unsigned char>(name[i])); }

// One letter inserted, deleted, substituted or swapped with its neighbour, in a word of at least four letters.
std::string Typo(const std::string& name, Random* random) {
  std::vector<size_t> places;
  for (size_t i = 1; i + 2 < name.size(); ++i) {
    if (IsLetterAt(name, i - 1) && IsLetterAt(name, i) && IsLetterAt(name, i + 1) && IsLetterAt(name, i + 2)) {
      places.push_back(i);
    }
  }
  if (places.empty()) return "";
  const size_t at = places[random->Below(places.size())];
  const char letter = static_cast<char>('a' + random->Below(26));
  std::string out = name;
  switch (random->Below(4)) {
    case 0:
      out.insert(at, 1, letter);
      break;
    case 1:
      out.erase(at, 1);
      break;
    case 2:
      out[at] = letter;
      break;
    default:
      std::swap(out[at], out[at + 1]);
  }
  return absl::AsciiStrToLower(out) == absl::AsciiStrToLower(name) ? "" : out;
}

std::string TwoTypos(const std::string& name, Random* random) {
  const std::string once = Typo(name, random);
  return once.empty() ? "" : Typo(once, random);
}

// The folded words without legal forms, however many words these are ("joint stock company").
std::string DropLegalForm(const std::string& name, Random*) {
  std::vector<std::string> kept;
  bool dropped = false;
  for (const Token& token : PrepareName(name).tokens) {
    if (token.token_class == TokenClass::kLegalForm) {
      dropped = true;
    } else if (!token.printed.empty()) {
      kept.push_back(token.printed);
    }
  }
  return dropped ? absl::StrJoin(kept, " ") : "";
}

std::string ReplaceLegalForm(const std::string& name, Random* random) {
  static const char* const kForms[] = {"GmbH", "S.A.", "LLC", "d.o.o.", "Sdn. Bhd.", "Pte. Ltd.", "Inc."};
  const std::string bare = DropLegalForm(name, random);
  return bare.empty() ? "" : bare + " " + kForms[random->Below(7)];
}

std::string Reorder(const std::string& name, Random* random) {
  std::vector<std::string> words = SplitWords(name);
  if (words.size() < 2) return "";
  std::rotate(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(1 + random->Below(words.size() - 1)),
              words.end());
  return absl::StrJoin(words, " ");
}

std::string JoinAll(const std::string& name, Random*) {
  const std::vector<std::string> words = SplitWords(name);
  return words.size() < 2 ? "" : absl::StrJoin(words, "");
}

std::string JoinTwo(const std::string& name, Random* random) {
  std::vector<std::string> words = SplitWords(name);
  if (words.size() < 2) return "";
  const size_t at = random->Below(words.size() - 1);
  words[at] += words[at + 1];
  words.erase(words.begin() + static_cast<std::ptrdiff_t>(at + 1));
  return absl::StrJoin(words, " ");
}

std::string SplitWord(const std::string& name, Random* random) {
  std::vector<std::string> words = SplitWords(name);
  std::vector<size_t> longer;
  for (size_t i = 0; i < words.size(); ++i) {
    if (words[i].size() >= 6) longer.push_back(i);
  }
  if (longer.empty()) return "";
  std::string& word = words[longer[random->Below(longer.size())]];
  word.insert(2 + random->Below(word.size() - 4), 1, ' ');
  return absl::StrJoin(words, " ");
}

std::string UpperCase(const std::string& name, Random*) { return absl::AsciiStrToUpper(name); }

std::string DropLastWord(const std::string& name, Random* random) {
  const std::string bare = DropLegalForm(name, random);
  std::vector<std::string> words = SplitWords(bare.empty() ? name : bare);
  if (words.size() < 3) return "";
  words.pop_back();
  return absl::StrJoin(words, " ");
}

}  // namespace

const std::vector<Manipulation>& SimpleManipulations() {
  static const auto* const list = new std::vector<Manipulation>{
      {"upper case", UpperCase},
      {"1 typo", Typo},
      {"2 typos", TwoTypos},
      {"legal form dropped", DropLegalForm},
      {"legal form replaced", ReplaceLegalForm},
      {"words rotated", Reorder},
      {"all words joined", JoinAll},
      {"two words joined", JoinTwo},
      {"one word split", SplitWord},
      {"last word dropped", DropLastWord},
  };
  return *list;
}

}  // namespace cordon::bench
