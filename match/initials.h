// Initialisms: "IRGC" for "Islamic Revolutionary Guard Corps". A query of one unknown word is compared with the first
// letters of the listed name's words; with or without its legal form, with or without "of", "and" and the like. Found
// by equality of keys, so the enumeration is complete. Thread contract: pure functions.
#ifndef CORDON_MATCH_INITIALS_H_
#define CORDON_MATCH_INITIALS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "match/prepared_name.h"

namespace cordon::internal {

// Fewer than kManyInitials letters are the initials of too many names, unless one of them seldom begins a word; with a
// legal form ("Sepc Limited"), fewer than kMinFormedInitials.
inline constexpr size_t kMinInitials = 3;
inline constexpr size_t kManyInitials = 4;
inline constexpr size_t kMinFormedInitials = 5;
inline constexpr size_t kMaxInitials = 16;

// The word a query may be initials with, or empty.
absl::string_view QueryInitials(const PreparedName& query);
// The initialisms of a listed name that a query may be, distinct.
std::vector<std::string> ListedInitials(const PreparedName& listed);

// kInitialsScore or 0.
int InitialsScore(const PreparedName& query, const PreparedName& listed);

}  // namespace cordon::internal

#endif  // CORDON_MATCH_INITIALS_H_
