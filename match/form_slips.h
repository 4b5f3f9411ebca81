// What a query's words are that are no name: misspelt legal forms at its ends, words of letters and forms.
// Thread contract: pure functions over immutable tables.
#ifndef CORDON_MATCH_FORM_SLIPS_H_
#define CORDON_MATCH_FORM_SLIPS_H_

#include "absl/strings/string_view.h"
#include "base/sha256.h"
#include "match/prepared_name.h"

namespace cordon::internal {

// The first and the last word of a query, if no table knows them, one slip away from a legal form ("LTMD", "L1C") or
// cut short with a dot ("Lim."): they weigh little without counterpart and may be aligned with that form. A query only:
// lists print their legal forms with care, and what a listed word weighs must not depend on its place.
void MarkFormSlips(PreparedName* query);

// "payment", "attn", "supplier", "our": words of letters, orders and forms.
bool IsBusinessWord(absl::string_view word);

void DigestFormSlips(Sha256Hasher* hasher);

}  // namespace cordon::internal

#endif  // CORDON_MATCH_FORM_SLIPS_H_
