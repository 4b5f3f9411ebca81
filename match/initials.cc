#include "match/initials.h"

#include <algorithm>

#include "match/weights.h"

namespace cordon::internal {
namespace {

bool IsWordOfLetters(absl::string_view word) {
  return std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
}

// Whether one of the letters seldom begins a word.
bool IsSeldom(absl::string_view word) { return word.find_first_of("jkquvwxyz") != absl::string_view::npos; }

}  // namespace

absl::string_view QueryInitials(const PreparedName& query) {
  if (query.squashed.size() < kMinInitials || query.squashed.size() > kMaxInitials) return {};
  const Token* word = nullptr;
  bool form = false;
  for (const Token& token : query.tokens) {
    if (token.token_class == TokenClass::kLegalForm) {
      form = true;
      continue;
    }
    if (word != nullptr) return {};
    word = &token;
  }
  if (word == nullptr || word->token_class != TokenClass::kWord || word->weight < kMaxTokenWeight) return {};
  // With a legal form of its own a short word is a name rather than initials.
  if (query.squashed.size() < (form ? kMinFormedInitials : kManyInitials) && (form || !IsSeldom(query.squashed)))
    return {};
  return word->printed == query.squashed && IsWordOfLetters(query.squashed) ? absl::string_view(query.squashed)
                                                                            : absl::string_view();
}

std::vector<std::string> ListedInitials(const PreparedName& listed) {
  std::vector<std::string> all;
  const std::string& letters = listed.initials;
  if (letters.size() < kMinInitials || !IsWordOfLetters(letters)) return all;
  for (const bool with_forms : {false, true}) {
    for (const bool with_small : {false, true}) {
      std::string initials;
      for (size_t i = 0; i < letters.size(); ++i) {
        const char kind = listed.initial_kinds[i];
        if ((kind == PreparedName::kFormInitial && !with_forms) ||
            (kind == PreparedName::kSmallInitial && !with_small)) {
          continue;
        }
        initials.push_back(letters[i]);
      }
      if (initials.size() < kMinInitials || initials.size() > kMaxInitials) continue;
      if (initials.size() < kManyInitials && !IsSeldom(initials)) continue;  // no query is these
      if (std::find(all.begin(), all.end(), initials) == all.end()) all.push_back(std::move(initials));
    }
  }
  return all;
}

int InitialsScore(const PreparedName& query, const PreparedName& listed) {
  const absl::string_view word = QueryInitials(query);
  if (word.empty()) return 0;
  const std::vector<std::string> all = ListedInitials(listed);
  return std::find(all.begin(), all.end(), word) == all.end() ? 0 : kInitialsScore;
}

}  // namespace cordon::internal
