#include "match/domain_name.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace cordon::internal {
namespace {

// Without "www." or "@" before it a word is an address only if it ends with one of these: "Co.Ltd" is none.
constexpr absl::string_view kTopLevels[] = {"com", "net", "org", "info", "biz", "ru", "su", "by", "ir", "cn",
                                            "hk",  "tw",  "kp",  "ae",   "tr",  "de", "uk", "vn", "my", "sg"};
// Second levels under which names are registered.
constexpr absl::string_view kRegistries[] = {"com", "co", "net", "org", "gov", "edu", "ac", "mil"};
constexpr absl::string_view kMailForEverybody[] = {"gmail",  "googlemail", "hotmail", "outlook", "live",      "yahoo",
                                                   "icloud", "aol",        "gmx",     "proton",  "yandex",    "mail",
                                                   "qq",     "foxmail",    "sina",    "sohu",    "protonmail"};

template <size_t kCount>
bool IsOneOf(absl::string_view word, const absl::string_view (&words)[kCount]) {
  return std::find(std::begin(words), std::end(words), word) != std::end(words);
}

// The registered label of one word; empty if it is no address.
absl::string_view Registered(absl::string_view word) {
  const bool scheme = absl::ConsumePrefix(&word, "http://") || absl::ConsumePrefix(&word, "https://");
  const size_t at = word.rfind('@');
  const bool mail = at != absl::string_view::npos;
  if (mail) word.remove_prefix(at + 1);
  const bool told = mail || scheme || absl::StartsWith(word, "www.");
  word = word.substr(0, std::min(word.find_first_of("/?#:"), word.size()));
  while (!word.empty() && word.back() == '.') word.remove_suffix(1);
  std::vector<absl::string_view> labels = absl::StrSplit(word, '.', absl::SkipEmpty());
  if (labels.size() < 2 || !(told || IsOneOf(labels.back(), kTopLevels))) return {};
  labels.pop_back();
  if (labels.size() > 1 && IsOneOf(labels.back(), kRegistries)) labels.pop_back();
  const absl::string_view name = labels.back();
  return name == "www" || (mail && IsOneOf(name, kMailForEverybody)) ? absl::string_view() : name;
}

}  // namespace

std::string DomainName(absl::string_view folded) {
  if (folded.find('.') == absl::string_view::npos) return "";
  for (const absl::string_view word : absl::StrSplit(folded, absl::ByAnyChar(" ,;()[]<>\"'|\n\t"), absl::SkipEmpty())) {
    const absl::string_view name = Registered(word);
    if (!name.empty()) return absl::StrReplaceAll(name, {{"-", " "}});
  }
  return "";
}

}  // namespace cordon::internal
