// One folded word as a token: canonical form, class and weight by the frozen tables. Pure function.
#ifndef CORDON_MATCH_MAKE_TOKEN_H_
#define CORDON_MATCH_MAKE_TOKEN_H_

#include <cstdint>
#include <string>

#include "match/prepared_name.h"

namespace cordon::internal {

// What a token weighs when nothing is aligned with it.
int32_t RestWeight(int32_t weight, int32_t slip_similarity, TokenClass slip_class);

Token MakeToken(std::string folded_word, bool has_digit);

}  // namespace cordon::internal

#endif  // CORDON_MATCH_MAKE_TOKEN_H_
