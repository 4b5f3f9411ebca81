#include "db/ownership/share.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"

namespace cordon {
namespace {

constexpr size_t kMaxPhrase = 200;
constexpr size_t kMaxDecimals = 20;

bool IsDigit(char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); }

enum class BoundWord { kNone, kMore, kAtLeast, kLess, kAtMost };

// One piece of a phrase: a number, a bound ("more than"), a dash or a joining word.
struct ShareToken {
  enum Kind { kNumber, kBound, kDash, kJoin, kPlus } kind;
  ShareRange value;
  BoundWord bound = BoundWord::kNone;
};

struct BoundPhrase {
  absl::string_view text;
  BoundWord bound;
};
// Longer phrases first: "not more than" before "more than".
constexpr BoundPhrase kBoundPhrases[] = {
    {"not more than", BoundWord::kAtMost},
    {"no more than", BoundWord::kAtMost},
    {"not less than", BoundWord::kAtLeast},
    {"no less than", BoundWord::kAtLeast},
    {"greater than", BoundWord::kMore},
    {"more than", BoundWord::kMore},
    {"less than", BoundWord::kLess},
    {"at least", BoundWord::kAtLeast},
    {"at most", BoundWord::kAtMost},
    {"up to", BoundWord::kAtMost},
    {"exceeding", BoundWord::kMore},
    {"minimum", BoundWord::kAtLeast},
    {"maximum", BoundWord::kAtMost},
    {"below", BoundWord::kLess},
    {"under", BoundWord::kLess},
    {"above", BoundWord::kMore},
    {"over", BoundWord::kMore},
    {">=", BoundWord::kAtLeast},
    {"<=", BoundWord::kAtMost},
    {">", BoundWord::kMore},
    {"<", BoundWord::kLess},
};

bool TokenizeShare(absl::string_view text, std::vector<ShareToken>* tokens) {
  while (!text.empty()) {
    if (absl::ascii_isspace(static_cast<unsigned char>(text[0])) || text[0] == '%') {
      text.remove_prefix(1);
      continue;
    }
    if (IsDigit(text[0]) || (text[0] == '.' && text.size() > 1 && IsDigit(text[1]))) {
      size_t end = 0;
      std::string number;
      while (end < text.size() && (IsDigit(text[end]) || ((text[end] == '.' || text[end] == ',') &&
                                                          end + 1 < text.size() && IsDigit(text[end + 1])))) {
        number.push_back(text[end] == ',' ? '.' : text[end]);
        ++end;
      }
      ShareToken token{ShareToken::kNumber, {}, BoundWord::kNone};
      if (!ParsePercent(number, &token.value)) return false;
      tokens->push_back(token);
      text.remove_prefix(end);
      continue;
    }
    bool known = false;
    for (const BoundPhrase& phrase : kBoundPhrases) {
      if (!absl::ConsumePrefix(&text, phrase.text)) continue;
      tokens->push_back({ShareToken::kBound, {}, phrase.bound});
      known = true;
      break;
    }
    if (known) continue;
    if (absl::ConsumePrefix(&text, "percent") || absl::ConsumePrefix(&text, "pct")) continue;
    if (absl::ConsumePrefix(&text, "and") || absl::ConsumePrefix(&text, "but") || absl::ConsumePrefix(&text, ",")) {
      tokens->push_back({ShareToken::kJoin, {}, BoundWord::kNone});
    } else if (absl::ConsumePrefix(&text, "to") || absl::ConsumePrefix(&text, "-")) {
      tokens->push_back({ShareToken::kDash, {}, BoundWord::kNone});
    } else if (absl::ConsumePrefix(&text, "+")) {
      tokens->push_back({ShareToken::kPlus, {}, BoundWord::kNone});
    } else {
      return false;
    }
  }
  return true;
}

// Narrows `share` by one bound.
void ApplyBound(BoundWord bound, const ShareRange& value, ShareRange* share) {
  switch (bound) {
    case BoundWord::kMore:
      share->min_bp = ExclusiveMinimum(value);
      break;
    case BoundWord::kAtLeast:
      share->min_bp = value.min_bp;
      break;
    case BoundWord::kLess:
      share->max_bp = ExclusiveMaximum(value);
      break;
    case BoundWord::kAtMost:
      share->max_bp = value.max_bp;
      break;
    case BoundWord::kNone:
      break;
  }
}

}  // namespace

int ExclusiveMinimum(const ShareRange& bound) {
  return bound.min_bp == bound.max_bp ? std::min(bound.min_bp + 1, 10'000) : bound.min_bp;
}

int ExclusiveMaximum(const ShareRange& bound) {
  return bound.min_bp == bound.max_bp ? std::max(bound.max_bp - 1, 0) : bound.max_bp;
}

bool ParsePercent(absl::string_view text, ShareRange* share) {
  size_t at = 0;
  int whole = 0;
  size_t digits = 0;
  for (; at < text.size() && IsDigit(text[at]); ++at, ++digits) {
    whole = whole * 10 + (text[at] - '0');
    if (whole > 100) return false;
  }
  int fraction = 0;
  bool rest = false;
  if (at < text.size() && text[at] == '.') {
    const size_t first = ++at;
    for (; at < text.size() && IsDigit(text[at]); ++at) {
      const size_t place = at - first;
      if (place == 0) fraction += 10 * (text[at] - '0');
      if (place == 1) fraction += text[at] - '0';
      if (place >= 2 && text[at] != '0') rest = true;
    }
    const size_t decimals = at - first;
    if (decimals == 0 || decimals > kMaxDecimals) return false;
    digits += decimals;
  }
  if (digits == 0 || at != text.size()) return false;
  const int bp = whole * 100 + fraction;
  if (bp > 10'000 || (bp == 10'000 && rest)) return false;
  share->min_bp = bp;
  share->max_bp = rest ? bp + 1 : bp;
  return true;
}

bool ParseSharePhrase(absl::string_view text, ShareRange* share) {
  if (text.size() > kMaxPhrase) return false;
  // En dash, em dash, minus; greater-or-equal and less-or-equal; no-break space.
  const std::string plain = absl::StrReplaceAll(absl::AsciiStrToLower(text), {{"\xE2\x80\x93", "-"},
                                                                              {"\xE2\x80\x94", "-"},
                                                                              {"\xE2\x88\x92", "-"},
                                                                              {"\xE2\x89\xA5", ">="},
                                                                              {"\xE2\x89\xA4", "<="},
                                                                              {"\xC2\xA0", " "}});
  std::vector<ShareToken> tokens;
  if (!TokenizeShare(plain, &tokens)) return false;
  const auto kinds = [&tokens](std::initializer_list<ShareToken::Kind> wanted) {
    if (tokens.size() != wanted.size()) return false;
    return std::equal(wanted.begin(), wanted.end(), tokens.begin(),
                      [](ShareToken::Kind kind, const ShareToken& token) { return token.kind == kind; });
  };
  ShareRange range;
  if (kinds({ShareToken::kNumber})) {
    range = tokens[0].value;
  } else if (kinds({ShareToken::kNumber, ShareToken::kPlus})) {
    range.min_bp = tokens[0].value.min_bp;
  } else if (kinds({ShareToken::kNumber, ShareToken::kDash, ShareToken::kNumber})) {
    range = {tokens[0].value.min_bp, tokens[2].value.max_bp};
  } else if (kinds({ShareToken::kBound, ShareToken::kNumber})) {
    ApplyBound(tokens[0].bound, tokens[1].value, &range);
  } else if (kinds({ShareToken::kBound, ShareToken::kNumber, ShareToken::kBound, ShareToken::kNumber})) {
    ApplyBound(tokens[0].bound, tokens[1].value, &range);
    ApplyBound(tokens[2].bound, tokens[3].value, &range);
  } else if (kinds({ShareToken::kBound, ShareToken::kNumber, ShareToken::kJoin, ShareToken::kBound,
                    ShareToken::kNumber})) {
    ApplyBound(tokens[0].bound, tokens[1].value, &range);
    ApplyBound(tokens[3].bound, tokens[4].value, &range);
  } else {
    return false;
  }
  if (range.min_bp > range.max_bp) return false;
  *share = range;
  return true;
}

}  // namespace cordon
