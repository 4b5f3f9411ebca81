// Names the sources of match/ this program was built from. Generated at build time
// (match/tables/tools/source_digest.cmake).
#ifndef CORDON_MATCH_SOURCE_DIGEST_H_
#define CORDON_MATCH_SOURCE_DIGEST_H_

namespace cordon::internal {

// sha256 over the bytes of every source and table of match/, 64 hex digits.
const char* MatchSourcesDigest();

}  // namespace cordon::internal

#endif  // CORDON_MATCH_SOURCE_DIGEST_H_
