// The hashes that PartyIndex and PartySearch meet under, one kind each. Internal to match. Pure functions.
#ifndef CORDON_MATCH_PARTY_KEYS_H_
#define CORDON_MATCH_PARTY_KEYS_H_

#include <cstdint>

#include "absl/strings/string_view.h"
#include "match/prepared_name.h"
#include "match/vocabulary.h"

namespace cordon::internal {

enum class PartyKey : uint64_t {
  kJoined = 0x9E3779B97F4A7C15ULL,           // two neighbours read as one word
  kPrintedTogether = 0xC2B2AE3D27D4EB4FULL,  // two neighbours as they are printed
  kAbbreviation = 0x165667B19E3779F9ULL,     // a word with a dot
  kInitials = 0x27D4EB2F165667C5ULL,
  kLetters = 0x85EBCA77C2B2AE63ULL,  // all letters of a name
  kIdentifier = 0xFF51AFD7ED558CCDULL,
  kWallet = 0xC4CEB9FE1A85EC53ULL,
  kSlip = 0xA0761D6478BD642FULL,  // the word class a word may be
};

// Mixed, since a table is divided by the first bits.
inline uint64_t KeyOfText(PartyKey kind, absl::string_view text) {
  const uint64_t h = (StableHash(text) ^ static_cast<uint64_t>(kind)) * 0xD6E8FEB86659FD93ULL;
  return h ^ (h >> 32U);
}
inline uint64_t KeyOfWord(PartyKey kind, absl::string_view text, TokenClass token_class) {
  return KeyOfText(kind, text) + static_cast<uint64_t>(token_class);
}

}  // namespace cordon::internal

#endif  // CORDON_MATCH_PARTY_KEYS_H_
