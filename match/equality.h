// When two names are equal after folding, and which neighbouring tokens may be read as one word. Used by the scorer by
// definition and by the index through hashes of the same keys. Thread contract: pure functions.
#ifndef CORDON_MATCH_EQUALITY_H_
#define CORDON_MATCH_EQUALITY_H_

#include <string>

#include "match/make_token.h"
#include "match/prepared_name.h"

namespace cordon::internal {

// Squashed forms shorter than this many code points are not compared: too many initials would be equal.
inline constexpr size_t kMinSquashedCodePoints = 3;

// The sorted tokens without legal forms, separated by a space; empty if there are none. Names with the same key are
// equal whatever the order, the repetition and the legal form.
std::string TokenSetKey(const PreparedName& name);

// Whether the squashed forms of a name take part in equality.
bool HasSquashedKey(const PreparedName& name);

// Equal tokens or equal squashed forms; never for names of legal forms only.
bool NamesEqual(const PreparedName& a, const PreparedName& b);

// Words and numbers may be written together or apart; legal forms may not.
bool IsJoinTarget(const Token& token);
// Reads two neighbouring tokens as one word, by what was printed: "sense time" is "sensetime", "micro electronic" is
// the word class of "microelectronic". False if they are no neighbours or do not make a word.
bool JoinTokens(const Token& first, const Token& second, Token* joined);
// The same without the rest of a token; `printed` is what the word was made of.
bool JoinWords(const Token& first, const Token& second, std::string* printed, CanonicalWord* joined);
// Whether `token` is what JoinTokens made of the other side.
inline bool SameWord(const Token& joined, const Token& token) {
  return joined.token_class == token.token_class && joined.text == token.text;
}
// A token's printed form, or its canonical one where one printed term stands for several tokens.
const std::string& PrintedText(const Token& token);

}  // namespace cordon::internal

#endif  // CORDON_MATCH_EQUALITY_H_
