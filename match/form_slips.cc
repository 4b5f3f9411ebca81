#include "match/form_slips.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "match/letters.h"
#include "match/lexicon.h"
#include "match/similarity.h"
#include "match/weights.h"

namespace cordon::internal {
namespace {

// Spellings that a slip may be of, with their class; the short ones only at the ends of a name.
struct FormSpelling {
  absl::string_view spelling;
  absl::string_view canonical;
};
constexpr FormSpelling kForms[] = {
    {"ltd", "ltd"},       {"llc", "llc"},     {"inc", "inc"},         {"corp", "corp"},        {"gmbh", "gmbh"},
    {"plc", "plc"},       {"jsc", "jsc"},     {"ooo", "llc"},         {"oao", "ojsc"},         {"zao", "cjsc"},
    {"pjsc", "pjsc"},     {"pao", "pjsc"},    {"fze", "fze"},         {"fzco", "fze"},         {"fzc", "fze"},
    {"sarl", "sarl"},     {"srl", "srl"},     {"spa", "spa"},         {"pty", "pty"},          {"pte", "pte"},
    {"pvt", "pvt"},       {"limited", "ltd"}, {"company", "co"},      {"corporation", "corp"}, {"incorporated", "inc"},
    {"liability", "llc"}, {"ltda", "ltd"},    {"obshchestvo", "jsc"},
};

constexpr absl::string_view kBusinessWords[] = {
    "account",    "accounts",  "acct",      "address",     "agent",     "agreed",   "against",   "amount",
    "attention",  "attn",      "behalf",    "beneficiary", "benefit",   "bill",     "buyer",     "by",
    "care",       "client",    "consignee", "contract",    "customer",  "dated",    "dear",      "deliver",
    "delivered",  "delivery",  "dept",      "end",         "favor",     "favour",   "following", "forwarder",
    "forwarding", "from",      "goods",     "invoice",     "is",        "it",       "kindly",    "letter",
    "madam",      "mail",      "matter",    "messrs",      "mr",        "mrs",      "ms",        "name",
    "new",        "note",      "notify",    "number",      "old",       "order",    "our",       "paid",
    "party",      "pay",       "payable",   "payment",     "payments",  "please",   "po",        "proforma",
    "purchase",   "purchaser", "re",        "receiver",    "recipient", "ref",      "reference", "regarding",
    "remit",      "request",   "seller",    "sender",      "send",      "ship",     "shipment",  "shipped",
    "shipper",    "sir",       "sirs",      "sold",        "subject",   "supplier", "that",      "their",
    "this",       "to",        "transfer",  "under",       "urgent",    "us",       "user",      "vendor",
    "via",        "we",        "will",      "wire",        "with",      "you",      "your"};

// The longest spelling whose slip may be any of two edits.
constexpr size_t kLongForm = 7;

const FormSpelling* FormNear(const Token& token) {
  const absl::string_view word = token.printed;
  thread_local std::u32string left;
  thread_local std::u32string right;
  DecodeWord(word, &left);
  for (const FormSpelling& form : kForms) {
    const bool is_long = form.spelling.size() >= kLongForm;
    if (token.abbreviated && is_long && word.size() >= 3 && form.spelling.substr(0, word.size()) == word) return &form;
    const size_t shorter = std::min(left.size(), form.spelling.size());
    const size_t longer = std::max(left.size(), form.spelling.size());
    const int bound = is_long ? 2 : 1;
    if (longer - shorter > static_cast<size_t>(bound) || shorter < 2) continue;
    // One edit leaves the first or the last letter.
    if (!is_long && form.spelling.front() != word.front() && form.spelling.back() != word.back()) continue;
    DecodeWord(form.spelling, &right);
    if (BoundedEditDistance(left, right, bound) <= bound) return &form;
  }
  return nullptr;
}

bool IsUnknown(const Token& token) {
  if (token.token_class == TokenClass::kNumber) return token.printed.size() <= 7;
  return token.token_class == TokenClass::kWord && token.weight >= kTwoLetterWeight && token.slip_similarity == 0 &&
         (token.abbreviated || Lexicon::Get().Find(token.printed) == nullptr);
}

bool MarkFormSlip(Token* token) {
  if (!IsUnknown(*token) || token->printed.empty()) return false;
  // A number is a slip only if it holds letters ("L1C").
  const bool letters =
      std::any_of(token->printed.begin(), token->printed.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  if (!letters) return false;
  const FormSpelling* form = FormNear(*token);
  if (form == nullptr) return false;
  token->rest_weight = std::min(token->weight, kSlipRestWeight);
  token->slip_of = form->canonical;
  token->slip_class = TokenClass::kLegalForm;
  token->slip_similarity = EditSimilarity(form->spelling.size(), form->spelling.size(), 1);
  return true;
}

}  // namespace

void MarkFormSlips(PreparedName* query) {
  if (query->tokens.size() < 2) return;
  Token& first = query->tokens.front();
  Token& last = query->tokens.back();
  // What is left must still be a name: "Pako Trading" is not a "PAO" of nobody.
  const int64_t rest = query->rare_weight - (last.weight >= kGenericWeight ? last.weight : 0);
  bool marked = rest >= kMinRareEvidence && MarkFormSlip(&last);
  const bool unknown_left = std::any_of(query->tokens.begin() + 1, query->tokens.end(), [](const Token& token) {
    return token.weight == kMaxTokenWeight && token.rest_weight == token.weight && token.printed.size() >= 4;
  });
  if (unknown_left) marked |= MarkFormSlip(&first);
  if (marked) FillLetters(query);
}

bool IsBusinessWord(absl::string_view word) {
  // By first letter, the lengths of such words: most others need no more than a look.
  static const std::array<uint32_t, 32> lengths = [] {
    std::array<uint32_t, 32> made{};
    for (const absl::string_view w : kBusinessWords) made[static_cast<unsigned char>(w[0]) % 32] |= 1U << w.size();
    return made;
  }();
  if (word.empty() || word.size() > 16) return false;
  if ((lengths[static_cast<unsigned char>(word[0]) % 32] >> word.size() & 1U) == 0) return false;
  static const auto* const words =
      new absl::flat_hash_set<absl::string_view>(std::begin(kBusinessWords), std::end(kBusinessWords));
  return words->contains(word);
}

void DigestFormSlips(Sha256Hasher* hasher) {
  std::string bytes;
  for (const FormSpelling& form : kForms) absl::StrAppend(&bytes, form.spelling, "=", form.canonical, "\n");
  for (const absl::string_view word : kBusinessWords) absl::StrAppend(&bytes, word, "\n");
  hasher->UpdateField(bytes);
}

}  // namespace cordon::internal
