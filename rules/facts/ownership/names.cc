#include "rules/facts/ownership/names.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace cordon {

std::string FoldOwnershipName(absl::string_view name) {
  std::string out;
  out.reserve(name.size());
  bool gap = false;
  for (const char c : name) {
    const bool letter =
        (static_cast<unsigned char>(c) & 0x80U) != 0 || absl::ascii_isalnum(static_cast<unsigned char>(c));
    if (!letter) {
      // An apostrophe joins ("people's" and "peoples" stay different, but neither splits).
      gap = gap || c != '\'';
      continue;
    }
    if (gap && !out.empty()) out.push_back(' ');
    gap = false;
    out.push_back(absl::ascii_tolower(static_cast<unsigned char>(c)));
  }
  return out;
}

std::string IdentifierKey(const v1::Identifier& id) {
  std::string key = absl::AsciiStrToUpper(absl::string_view(id.scheme()));
  key.push_back(':');
  for (const char c : id.value()) {
    if (c == ' ' || c == '-' || c == '.' || c == '\t') continue;
    key.push_back(absl::ascii_toupper(static_cast<unsigned char>(c)));
  }
  return key;
}

bool IdentifierJoinsNodes(absl::string_view scheme) {
  for (const absl::string_view known : {"LEI", "USCC", "UEN", "OGRN", "UEI", "DUNS"}) {
    if (absl::EqualsIgnoreCase(scheme, known)) return true;
  }
  // GLEIF registration authorities (RA000665) and org-id.guide registers (GB-COH): a code per register.
  if (scheme.size() == 8 && absl::StartsWith(scheme, "RA")) {
    for (const char c : scheme.substr(2)) {
      if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) return false;
    }
    return true;
  }
  return scheme.size() >= 5 && scheme.size() <= 12 && scheme[2] == '-' &&
         absl::ascii_isupper(static_cast<unsigned char>(scheme[0])) &&
         absl::ascii_isupper(static_cast<unsigned char>(scheme[1])) && scheme.find(':') == absl::string_view::npos;
}

uint64_t OwnershipHash(absl::string_view text) {
  uint64_t hash = 14695981039346656037ULL;
  for (const char c : text) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 1099511628211ULL;
  }
  return hash;
}

}  // namespace cordon
