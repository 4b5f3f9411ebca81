#include "db/lists/brackets.h"

#include <algorithm>
#include <iterator>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "db/lists/countries.h"
#include "db/lists/entry_type.h"
#include "db/lists/text.h"

namespace cordon {
namespace {

// Words of remarks: content that holds one of them describes the party and does not name it.
constexpr absl::string_view kRemarkWords[] = {
    "individual",  "individuals", "national",  "nationals", "entity",    "entities", "citizen",  "subsidiary",
    "subordinate", "branch",      "location",  "including", "excluding", "except",   "parent",   "located",
    "preceding",   "office",      "president", "director",  "owner",     "manager",  "deceased", "individually",
    "see",         "only",        "person",    "resident",  "defunct",   "closed",   "address",  "addresses",
};

// Forms besides those of entry_type.cc that stand alone in parentheses.
constexpr absl::string_view kFormWords[] = {
    "s",        "p",        "m",     "a",   "i",    "hk",    "smc",    "opc",    "limited",
    "offshore", "off",      "shore", "ftz", "zona", "libre", "sahami", "khass",  "publichnoe",
    "zakrytoe", "otkrytoe", "se",    "sa",  "sl",   "ag",    "bv",     "ab",     "oy",
    "th",       "st",       "nd",    "rd",  "the",  "of",    "and",    "united",
};

bool IsNumberWord(absl::string_view word) {
  return !word.empty() && absl::ascii_isdigit(static_cast<unsigned char>(word[0]));
}

bool IsOneOf(absl::string_view word, const absl::string_view* begin, const absl::string_view* end) {
  return std::find(begin, end, word) != end;
}

struct TextWord {
  std::string text;  // lower case
  size_t begin = 0;
};

std::vector<TextWord> WordsWithPositions(absl::string_view text) {
  std::vector<TextWord> words;
  bool inside = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool letter = byte >= 0x80 || absl::ascii_isalnum(byte);
    if (letter && !inside) words.push_back({"", i});
    inside = letter;
    if (letter) words.back().text.push_back(static_cast<char>(absl::ascii_tolower(byte)));
  }
  return words;
}

// Takes each letter from the initial of one of the next three words, else from further on in the same word, else from
// any later initial.
bool StartsInitialism(absl::string_view letters, const std::vector<TextWord>& words, size_t first) {
  if (words[first].text[0] != letters[0]) return false;
  size_t word = first;
  size_t offset = 0;
  size_t initials = 1;
  for (size_t matched = 1; matched < letters.size(); ++matched) {
    const char wanted = letters[matched];
    size_t next = word + 1;
    while (next < words.size() && words[next].text[0] != wanted) ++next;
    const size_t inside = words[word].text.find(wanted, offset + 1);
    if (next < words.size() && (next <= word + 3 || inside == std::string::npos)) {
      word = next;
      offset = 0;
      ++initials;
    } else if (inside != std::string::npos) {
      offset = inside;
    } else {
      return false;
    }
  }
  return initials * 3 >= letters.size();
}

}  // namespace

std::vector<BracketGroup> FindBracketGroups(absl::string_view text) {
  std::vector<BracketGroup> groups;
  std::vector<size_t> open;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '(' || text[i] == '[') {
      open.push_back(i);
    } else if (text[i] == ')' || text[i] == ']') {
      const char partner = text[i] == ')' ? '(' : '[';
      if (open.empty() || text[open.back()] != partner) continue;
      // An outer pair swallows the pairs inside it.
      while (!groups.empty() && groups.back().open > open.back()) groups.pop_back();
      groups.push_back({open.back(), i});
      open.pop_back();
    }
  }
  return groups;
}

std::string WithoutLooseBrackets(absl::string_view text) {
  std::vector<bool> keep(text.size(), true);
  std::vector<size_t> open;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '(' || text[i] == '[') {
      open.push_back(i);
      keep[i] = false;
    } else if (text[i] == ')' || text[i] == ']') {
      const char partner = text[i] == ')' ? '(' : '[';
      keep[i] = !open.empty() && text[open.back()] == partner;
      if (keep[i]) {
        keep[open.back()] = true;
        open.pop_back();
      }
    }
  }
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (keep[i]) out.push_back(text[i]);
  }
  return out;
}

bool IsAliasLike(absl::string_view content) {
  content = TrimBlanks(content);
  if (content.empty()) return false;
  // "(flight)", "(a subsidiary of X)", "(all of preceding located in ...)".
  if (absl::ascii_islower(static_cast<unsigned char>(content[0]))) return false;
  const std::vector<std::string> words = LookupWords(content);
  if (words.empty()) return false;
  bool says_more = false;  // more than a place, a legal form or a number
  size_t letters = 0;
  for (const std::string& word : words) {
    if (IsOneOf(word, std::begin(kRemarkWords), std::end(kRemarkWords))) return false;
    if (!IsPlaceWord(word) && !IsOrganisationWord(word) && !IsNumberWord(word) &&
        !IsOneOf(word, std::begin(kFormWords), std::end(kFormWords))) {
      says_more = true;
    }
    letters += word.size();
  }
  return says_more && letters >= 3;
}

size_t FindInitialism(absl::string_view acronym, absl::string_view text) {
  std::string letters;
  for (const char c : acronym) {
    const auto byte = static_cast<unsigned char>(c);
    if (absl::ascii_isalpha(byte)) letters.push_back(static_cast<char>(absl::ascii_tolower(byte)));
  }
  if (letters.size() < 3 || letters.size() > 16) return absl::string_view::npos;
  const std::vector<TextWord> words = WordsWithPositions(text);
  for (size_t first = 0; first < words.size(); ++first) {
    if (StartsInitialism(letters, words, first)) return words[first].begin;
  }
  return absl::string_view::npos;
}

}  // namespace cordon
