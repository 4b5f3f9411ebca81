// What a query's words are that are no name: misspelt legal forms at its ends, words of letters and forms.
// Thread contract: pure functions over immutable tables.
#ifndef CORDON_MATCH_FORM_SLIPS_H_
#define CORDON_MATCH_FORM_SLIPS_H_

#include <cstddef>

#include "absl/strings/string_view.h"
#include "base/sha256.h"
#include "match/prepared_name.h"

namespace cordon::internal {

// The legal forms that the first and the last word of a query, if no table knows them, are one slip away from ("LTMD",
// "L1C"), sound like ("ko") or begin with a dot ("Lim."); empty where there is none. The last word is the one before
// the legal forms at the end ("PTYY LTD"). A query only: lists print their legal forms with care, and what a listed
// word weighs must not depend on its place.
struct FormSlips {
  absl::string_view first;
  absl::string_view last;
  size_t last_at = 0;  // among the tokens
  bool any() const { return !first.empty() || !last.empty(); }
};
FormSlips FindFormSlips(const PreparedName& query);
// Takes these words for those forms.
void CorrectFormSlips(const FormSlips& slips, PreparedName* query);

// "payment", "attn", "supplier", "our": words of letters, orders and forms.
bool IsBusinessWord(absl::string_view word);

// The text behind two or more words of letters that it begins with ("To Attn the"), or empty.
absl::string_view BehindBusinessWords(absl::string_view text);

void DigestFormSlips(Sha256Hasher* hasher);

}  // namespace cordon::internal

#endif  // CORDON_MATCH_FORM_SLIPS_H_
