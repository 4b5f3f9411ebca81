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
    "individual", "individuals", "national",  "nationals", "entity",    "entities",  "citizen",  "subsidiary",
    "subordinate", "branch",     "location",  "including", "excluding", "except",    "parent",   "located",
    "preceding",   "office",     "president", "director",  "owner",     "manager",   "deceased", "individually",
    "see",         "only",       "person",    "resident",  "defunct",   "closed",    "address",  "addresses",
};

// Forms besides those of entry_type.cc that stand alone in parentheses.
constexpr absl::string_view kFormWords[] = {
    "s",     "p",      "m",     "a",     "i",   "hk",    "smc",   "opc",    "limited", "offshore", "off",  "shore", "ftz",
    "zona",  "libre",  "sahami", "khass", "publichnoe", "zakrytoe", "otkrytoe", "se", "sa", "sl", "ag", "bv", "ab", "oy",
    "th",    "st",     "nd",    "rd",    "the", "of",    "and",   "united",
};

bool IsNumberWord(absl::string_view word) {
  return !word.empty() && absl::ascii_isdigit(static_cast<unsigned char>(word[0]));
}

bool IsOneOf(absl::string_view word, const absl::string_view* begin, const absl::string_view* end) {
  return std::find(begin, end, word) != end;
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

bool IsInitialismOf(absl::string_view acronym, absl::string_view words) {
  std::string letters;
  for (const char c : acronym) {
    const auto byte = static_cast<unsigned char>(c);
    if (absl::ascii_isalpha(byte)) letters.push_back(static_cast<char>(absl::ascii_tolower(byte)));
  }
  if (letters.size() < 3 || letters.size() > 16) return false;
  const std::vector<std::string> list = LookupWords(words);
  for (size_t first = 0; first < list.size(); ++first) {
    if (list[first][0] != letters[0]) continue;
    size_t word = first;
    size_t offset = 0;
    size_t initials = 1;
    size_t matched = 1;
    while (matched < letters.size()) {
      const char wanted = letters[matched];
      // The initial of one of the next three words, else a letter further on in this word, else any later initial.
      size_t next = list.size();
      for (size_t w = word + 1; w < list.size(); ++w) {
        if (list[w][0] == wanted) {
          next = w;
          break;
        }
      }
      const size_t inside = list[word].find(wanted, offset + 1);
      if (next < list.size() && (next <= word + 3 || inside == std::string::npos)) {
        word = next;
        offset = 0;
        ++initials;
      } else if (inside != std::string::npos) {
        offset = inside;
      } else {
        break;
      }
      ++matched;
    }
    if (matched == letters.size() && initials * 3 >= letters.size()) return true;
  }
  return false;
}

}  // namespace cordon
