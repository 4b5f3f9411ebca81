#include "match/equality.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/utf8.h"

namespace cordon::internal {

std::string TokenSetKey(const PreparedName& name) {
  std::vector<absl::string_view> words;
  for (const Token& token : name.tokens) {
    if (token.token_class != TokenClass::kLegalForm) words.push_back(token.text);
  }
  std::sort(words.begin(), words.end());
  return absl::StrJoin(words, " ");
}

bool HasSquashedKey(const PreparedName& name) {
  return !name.squashed.empty() && CountCodePoints(name.squashed) >= kMinSquashedCodePoints;
}

namespace {

// Number and bytes of the tokens that enter TokenSetKey; names that differ in them differ in their keys.
std::pair<size_t, size_t> TokenSetSize(const PreparedName& name) {
  std::pair<size_t, size_t> size = {0, 0};
  for (const Token& token : name.tokens) {
    if (token.token_class == TokenClass::kLegalForm) continue;
    ++size.first;
    size.second += token.text.size();
  }
  return size;
}

}  // namespace

bool NamesEqual(const PreparedName& a, const PreparedName& b) {
  // An empty squashed form means legal forms only, or nothing.
  if (a.squashed.empty() || b.squashed.empty()) return false;
  if (HasSquashedKey(a) && HasSquashedKey(b)) {
    if (a.squashed == b.squashed || a.squashed == b.squashed_full || a.squashed_full == b.squashed ||
        a.squashed_full == b.squashed_full) {
      return true;
    }
  }
  return TokenSetSize(a) == TokenSetSize(b) && TokenSetKey(a) == TokenSetKey(b);
}

bool IsJoinTarget(const Token& token) { return token.token_class != TokenClass::kLegalForm && !token.printed.empty(); }

namespace {

bool MayJoin(const Token& first, const Token& second) {
  return first.position + 1 == second.position && IsJoinTarget(first) && IsJoinTarget(second);
}

bool HasDigit(const Token& first, const Token& second) {
  return first.token_class == TokenClass::kNumber || second.token_class == TokenClass::kNumber;
}

}  // namespace

bool JoinTokens(const Token& first, const Token& second, Token* joined) {
  if (!MayJoin(first, second)) return false;
  *joined = MakeToken(absl::StrCat(first.printed, second.printed), HasDigit(first, second), Slips::kIgnore);
  return joined->token_class != TokenClass::kLegalForm;
}

bool JoinWords(const Token& first, const Token& second, std::string* printed, CanonicalWord* joined) {
  if (!MayJoin(first, second)) return false;
  printed->assign(first.printed).append(second.printed);
  *joined = CanonicalOf(*printed, HasDigit(first, second));
  return joined->token_class != TokenClass::kLegalForm;
}

const std::string& PrintedText(const Token& token) { return token.printed.empty() ? token.text : token.printed; }

}  // namespace cordon::internal
