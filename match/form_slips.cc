#include "match/form_slips.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "match/letters.h"
#include "match/lexicon.h"
#include "match/make_token.h"
#include "match/similarity.h"
#include "match/sounds.h"
#include "match/weights.h"

namespace cordon::internal {
namespace {

// Spellings that a slip may be of; the short ones only at the ends of a name.
constexpr absl::string_view kForms[] = {
    "ltd",         "llc",          "inc",       "corp", "gmbh",        "plc", "jsc",  "ooo",     "oao",
    "zao",         "pjsc",         "pao",       "ojsc", "cjsc",        "fze", "fzco", "fzc",     "dmcc",
    "sarl",        "srl",          "spa",       "sas",  "pty",         "pte", "pvt",  "llp",     "eood",
    "ood",         "doo",          "zrt",       "kft",  "sro",         "sdn", "bhd",  "limited", "company",
    "corporation", "incorporated", "liability", "ltda", "obshchestvo",
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

// Words the tables know that are slips more often than words ("td", "limite") weigh at least this.
constexpr int32_t kSeldomWeight = 900;

// Longer words are nobody's legal form.
constexpr size_t kLongestForm = 16;

// The longest spelling whose slip may be any of two edits.
constexpr size_t kLongForm = 7;

// A form too short for slips, but not for another spelling of its sound ("ko").
constexpr absl::string_view kHeardForm = "co";

std::u32string Heard(absl::string_view word) {
  std::u32string letters;
  DecodeWord(word, &letters);
  Sound sound;
  HearWord(letters, Tongue::kEnglish, &sound);
  return std::u32string(sound.letters.data(), sound.size);
}

// What each form sounds like, in the order of kForms.
const std::vector<std::u32string>& HeardForms() {
  static const auto* const heard = [] {
    auto* const made = new std::vector<std::u32string>();
    for (const absl::string_view form : kForms) made->push_back(Heard(form));
    return made;
  }();
  return *heard;
}

// The spelling, or empty.
absl::string_view FormNear(const Token& token) {
  const absl::string_view word = token.printed;
  if (word.size() > kLongestForm) return {};
  thread_local std::u32string left;
  thread_local std::u32string right;
  DecodeWord(word, &left);
  Sound sound;
  HearWord(left, Tongue::kEnglish, &sound);
  const absl::Span<const char32_t> heard = sound.span();
  if (heard == absl::MakeConstSpan(U"ko", 2)) return kHeardForm;
  for (size_t i = 0; i < std::size(kForms); ++i) {
    const absl::string_view form = kForms[i];
    const bool is_long = form.size() >= kLongForm;
    if (token.abbreviated && is_long && word.size() >= 3 && form.substr(0, word.size()) == word) return form;
    if (left.size() > 1 && heard == absl::MakeConstSpan(HeardForms()[i])) return form;
    const size_t shorter = std::min(left.size(), form.size());
    const size_t longer = std::max(left.size(), form.size());
    const int bound = is_long ? 2 : 1;
    if (longer - shorter > static_cast<size_t>(bound) || shorter < 2) continue;
    // One edit leaves the first or the last letter.
    if (!is_long && form.front() != word.front() && form.back() != word.back()) continue;
    DecodeWord(form, &right);
    if (BoundedEditDistance(left, right, bound) <= bound) return form;
  }
  return {};
}

bool IsUnknown(const Token& token) {
  if (token.token_class == TokenClass::kNumber) return token.printed.size() <= 7;
  return token.token_class == TokenClass::kWord && token.weight >= kTwoLetterWeight && token.slip_similarity == 0 &&
         (token.abbreviated || token.weight >= kSeldomWeight || Lexicon::Get().Find(token.printed) == nullptr);
}

// The legal form that the token may be meant as, or empty.
absl::string_view FormMeant(const Token& token) {
  if (!IsUnknown(token) || token.printed.empty()) return {};
  // A number is a slip only if it holds letters ("L1C").
  const bool letters =
      std::any_of(token.printed.begin(), token.printed.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  return letters ? FormNear(token) : absl::string_view();
}

void Correct(absl::string_view form, Token* token) {
  const LexiconEntry* const entry = Lexicon::Get().Find(form);
  token->text = std::string(entry->canonical);
  token->token_class = TokenClass::kLegalForm;
  token->weight = entry->weight;
  token->rest_weight = entry->weight;
  token->slip_similarity = 0;
  token->abbreviated = false;
  token->known = true;
  token->distinction = Distinction::kNone;
}

}  // namespace

FormSlips FindFormSlips(const PreparedName& query) {
  FormSlips slips;
  const std::vector<Token>& tokens = query.tokens;
  if (tokens.size() < 2) return slips;
  slips.last_at = tokens.size() - 1;
  while (slips.last_at > 0 && tokens[slips.last_at].token_class == TokenClass::kLegalForm) --slips.last_at;
  // What is left must still be a name.
  const auto last = tokens.begin() + static_cast<std::ptrdiff_t>(slips.last_at);
  const bool word_left = std::any_of(tokens.begin(), last, [](const Token& token) {
    return token.token_class != TokenClass::kLegalForm && token.printed.size() > 1;
  });
  if (word_left) slips.last = FormMeant(*last);
  const bool unknown_left =
      std::any_of(tokens.begin() + 1, slips.last.empty() ? tokens.end() : last, [](const Token& token) {
        return token.weight == kMaxTokenWeight && token.rest_weight == token.weight && token.printed.size() >= 4;
      });
  if (unknown_left) slips.first = FormMeant(tokens.front());
  return slips;
}

void CorrectFormSlips(const FormSlips& slips, PreparedName* query) {
  if (!slips.any()) return;
  if (!slips.last.empty()) {
    Token& last = query->tokens[slips.last_at];
    Correct(slips.last, &last);
    if (absl::EndsWith(query->squashed, last.printed)) {
      query->squashed.resize(query->squashed.size() - last.printed.size());
    }
  }
  if (!slips.first.empty()) {
    Token& first = query->tokens.front();
    Correct(slips.first, &first);
    if (absl::StartsWith(query->squashed, first.printed)) query->squashed.erase(0, first.printed.size());
  }
  SumUp(query);
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

absl::string_view BehindBusinessWords(absl::string_view text) {
  constexpr size_t kMaxWord = 16;
  bool business = false;
  int words = 0;
  size_t begin = 0;
  while (begin < text.size()) {
    const size_t end = std::min(text.find(' ', begin), text.size());
    if (end - begin > kMaxWord) break;
    std::string word;
    for (const char c : text.substr(begin, end - begin)) {
      if (absl::ascii_isalpha(static_cast<unsigned char>(c))) {
        word.push_back(absl::ascii_tolower(static_cast<unsigned char>(c)));
      }
    }
    if (end > begin && word != "the" && !IsBusinessWord(word)) break;
    business |= end > begin && word != "the";
    words += end > begin ? 1 : 0;
    begin = end + 1;
  }
  const bool behind = business && words >= kMinBusinessWords && begin < text.size();
  return behind ? text.substr(begin) : absl::string_view();
}

void DigestFormSlips(Sha256Hasher* hasher) {
  std::string bytes;
  for (const absl::string_view form : kForms) absl::StrAppend(&bytes, form, "\n");
  for (const absl::string_view word : kBusinessWords) absl::StrAppend(&bytes, word, "\n");
  hasher->UpdateField(bytes);
}

}  // namespace cordon::internal
