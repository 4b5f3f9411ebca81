#include "match/prepared_name.h"

#include <algorithm>
#include <iterator>

#include "base/sha256.h"
#include "base/utf8.h"
#include "match/accessories.h"
#include "match/brand.h"
#include "match/fold.h"
#include "match/fold_map.h"
#include "match/form_slips.h"
#include "match/letters.h"
#include "match/lexicon.h"
#include "match/lookalikes.h"
#include "match/make_token.h"
#include "match/name_parts.h"
#include "match/number_words.h"
#include "match/script/romanised.h"
#include "match/weights.h"

namespace cordon {
namespace {

using internal::FoldedText;
using internal::FoldedWord;
using internal::Lexicon;
using internal::LexiconEntry;
using internal::Phrase;
using internal::WordScript;

// A word on its way to becoming one or more tokens.
struct PendingWord {
  std::string text;
  bool has_digit = false;
  bool ends_with_dot = false;
  // Set for a Chinese, Japanese or Korean term: the canonical words it stands for.
  const std::vector<absl::string_view>* canonical = nullptr;
};

bool IsInitial(const FoldedWord& word) {
  return word.letters == 1 && word.script == WordScript::kAlphabetic && !word.has_digit;
}

// Joins dotted initials (d.o.o.) and cuts Han, Kana and Hangul runs into terms.
void CollectWords(const FoldedText& folded, std::vector<PendingWord>* out) {
  std::vector<Lexicon::Piece> pieces;
  for (size_t i = 0; i < folded.words.size(); ++i) {
    const FoldedWord& word = folded.words[i];
    const absl::string_view text = folded.Word(word);
    if (word.script != WordScript::kAlphabetic) {
      pieces.clear();
      if (word.script == WordScript::kHan) {
        Lexicon::Get().SegmentHan(text, &pieces);
      } else {
        Lexicon::Get().SegmentAffixes(text, &pieces);
      }
      for (const Lexicon::Piece& piece : pieces)
        out->push_back({std::string(piece.text), false, false, piece.canonical});
      continue;
    }
    PendingWord pending{std::string(text), word.has_digit, word.ends_with_dot, nullptr};
    if (IsInitial(word)) {
      while (i + 1 < folded.words.size() && folded.words[i + 1].dotted && IsInitial(folded.words[i + 1])) {
        ++i;
        pending.text.append(folded.Word(folded.words[i]).data(), folded.Word(folded.words[i]).size());
        pending.ends_with_dot = false;  // of an initial: "A.A." is no beginning of a longer word
      }
    }
    out->push_back(std::move(pending));
  }
}

// Shorter phrases must be written exactly.
constexpr size_t kMinSlipPhrase = Lexicon::kLongPhrase;

// "T." is an initial.
constexpr size_t kMinAbbreviation = 2;
constexpr size_t kMinPhraseAbbreviation = 3;

class NameBuilder {
 public:
  explicit NameBuilder(PreparedName* name) : name_(*name) {}

  // `words` are used up.
  void Build(std::vector<PendingWord>& words) {
    name_.tokens.reserve(words.size());
    for (const PendingWord& word : words) name_.squashed_full.append(word.text);
    if (words.size() >= Lexicon::kLongPhrase) GatherPhrases(&words);
    size_t i = 0;
    while (i < words.size()) {
      const size_t number_words = AddNumber(words, i);
      if (number_words > 0) {
        i += number_words;
        continue;
      }
      const Phrase* phrase = MatchPhrase(words, i);
      if (phrase != nullptr) {
        std::string printed;
        const size_t count = std::min(phrase->words.size(), words.size() - i);  // it may be cut short
        for (size_t k = 0; k < count; ++k) {
          if (k > 0) printed.push_back(' ');
          printed.append(words[i + k].text);
        }
        AddCanonical(phrase->canonical, printed);
        i += count;
        continue;
      }
      const PendingWord& word = words[i++];
      if (word.canonical != nullptr) {
        AddCanonical(*word.canonical, word.text);
      } else {
        Token token = internal::MakeToken(word.text, word.has_digit, internal::Slips::kFind);
        token.abbreviated =
            word.ends_with_dot && word.text.size() >= kMinAbbreviation && token.token_class == TokenClass::kWord;
        token.business_word = internal::IsBusinessWord(word.text);
        Add(std::move(token));
      }
    }
    name_.only_forms = only_legal_forms_;
    if (only_legal_forms_) ReadFormsAsWords();
    internal::SumUp(&name_);
  }

 private:
  // Words of whose kind there are many, told apart by a number.
  static bool IsNumberedKind(const PendingWord& word) {
    static constexpr absl::string_view kKinds[] = {"institute",  "academy", "plant",  "factory",  "bureau",
                                                   "department", "works",   "base",   "unit",     "laboratory",
                                                   "fleet",      "brigade", "design", "workshop", "division"};
    if (word.canonical != nullptr || word.text.size() < 3) return false;
    const LexiconEntry* const entry = Lexicon::Get().Find(word.text);
    const absl::string_view kind = entry != nullptr ? entry->canonical : absl::string_view(word.text);
    return std::find(std::begin(kKinds), std::end(kKinds), kind) != std::end(kKinds);
  }

  static bool SaysNumber(absl::string_view word) {
    return word == "no" || word == "nr" || word == "num" || word == "number" || word == "nomer";
  }

  // The number that begins at `at`, written as words or after "No.", and how many words it takes; 0 if there is none.
  size_t AddNumber(const std::vector<PendingWord>& words, size_t at) {
    const PendingWord& word = words[at];
    if (word.canonical != nullptr) return 0;
    const PendingWord* const next =
        at + 1 < words.size() && words[at + 1].canonical == nullptr ? &words[at + 1] : nullptr;
    if (next != nullptr && SaysNumber(word.text)) {
      if (next->has_digit) {  // the number follows; the word remains of names written together only
        AppendSquashed(word.text, &name_.squashed);
        return 1;
      }
      const int value = std::max(internal::CardinalOf(next->text), internal::RomanOf(next->text));
      if (value > 0) return AddNumberToken(value, 2);
    }
    if (word.has_digit || !internal::MayBeNumberWord(word.text)) return 0;
    if (std::none_of(words.begin(), words.end(), IsNumberedKind)) return 0;
    const int tens = internal::CardinalOf(word.text);
    if (tens >= 20 && next != nullptr) {
      const int ones = internal::OrdinalOf(next->text);
      if (ones > 0 && ones < 10) return AddNumberToken(tens + ones, 2);
    }
    const int value = std::max(internal::OrdinalOf(word.text), internal::RomanOf(word.text));
    return value > 0 ? AddNumberToken(value, 1) : 0;
  }

  // Printed as digits, so that the letters of two numbers are never compared ("thirteenth", "fourteenth").
  size_t AddNumberToken(int value, size_t words) {
    Add(internal::MakeToken(std::to_string(value), true, internal::Slips::kIgnore));
    return words;
  }

  // "Stock Ural Company Joint": the words of a legal form that stand apart. They are moved to where the first of them
  // is.
  static void GatherPhrases(std::vector<PendingWord>* words) {
    const Phrase* longest = nullptr;
    std::vector<size_t> places;
    std::vector<size_t> places_of_longest;
    for (size_t i = 0; i < words->size(); ++i) {
      const absl::string_view word = (*words)[i].text;
      if (!Lexicon::MayStandAt(word, Lexicon::Place::kSecond)) continue;
      for (const Phrase* phrase : Lexicon::Get().LongPhrasesWith(word, Lexicon::Place::kSecond)) {
        if (longest != nullptr && phrase->words.size() <= longest->words.size()) continue;
        if (!FindScattered(*phrase, *words, &places)) continue;
        longest = phrase;
        places_of_longest = places;
      }
    }
    if (longest != nullptr) Gather(places_of_longest, words);
  }

  // Where each word of the phrase stands, in any order; false if one is missing.
  static bool FindScattered(const Phrase& phrase, const std::vector<PendingWord>& words, std::vector<size_t>* places) {
    if (phrase.words.size() > words.size()) return false;
    places->clear();
    for (const absl::string_view wanted : phrase.words) {
      size_t at = 0;
      while (at < words.size() && (words[at].text != wanted || words[at].canonical != nullptr ||
                                   std::find(places->begin(), places->end(), at) != places->end())) {
        ++at;
      }
      if (at == words.size()) return false;
      places->push_back(at);
    }
    return true;
  }

  static void Gather(const std::vector<size_t>& places, std::vector<PendingWord>* words) {
    const size_t first = *std::min_element(places.begin(), places.end());
    std::vector<PendingWord> gathered;
    for (size_t at = 0; at < words->size(); ++at) {
      if (at == first) {
        for (const size_t place : places) gathered.push_back((*words)[place]);
      }
      if (std::find(places.begin(), places.end(), at) == places.end()) gathered.push_back(std::move((*words)[at]));
    }
    *words = std::move(gathered);
  }

  static const Phrase* MatchPhrase(const std::vector<PendingWord>& words, size_t at) {
    if (words[at].canonical != nullptr) return nullptr;
    for (const Phrase& phrase : Lexicon::Get().PhrasesFrom(words[at].text)) {
      if (phrase.words.size() > words.size() - at) continue;
      if (EqualsPhrase(words, at, phrase)) return &phrase;
    }
    if (const Phrase* phrase = PhraseCutShort(words, at)) return phrase;
    // A slip in the first word, or in both: found by the second or the third.
    for (const Lexicon::Place place : {Lexicon::Place::kSecond, Lexicon::Place::kThird}) {
      const size_t inner = at + 1 + static_cast<size_t>(place);
      if (inner >= words.size() || !Lexicon::MayStandAt(words[inner].text, place)) continue;
      for (const Phrase* phrase : Lexicon::Get().LongPhrasesWith(words[inner].text, place)) {
        if (phrase->words.size() <= words.size() - at && EqualsPhrase(words, at, *phrase)) return phrase;
      }
    }
    return nullptr;
  }

  // "Kami Group Limited Liab": the text ends inside a phrase of three words or more, two of them begun.
  static const Phrase* PhraseCutShort(const std::vector<PendingWord>& words, size_t at) {
    const size_t left = words.size() - at;
    if (left < 2 || words.back().text.size() < kMinPhraseAbbreviation) return nullptr;
    for (const Phrase& phrase : Lexicon::Get().PhrasesFrom(words[at].text)) {
      if (phrase.words.size() < Lexicon::kLongPhrase || phrase.words.size() < left) continue;
      size_t k = 1;
      while (k + 1 < left && words[at + k].text == phrase.words[k]) ++k;
      const absl::string_view cut = words.back().text;
      const bool begins =
          k + 1 == left && phrase.words[k].size() >= cut.size() && phrase.words[k].substr(0, cut.size()) == cut;
      if (begins && (phrase.words.size() > left || phrase.words[k] != cut)) return &phrase;
    }
    return nullptr;
  }

  // Word by word; in a phrase of three words or more, all but one may be misspelt by an edit each ("limited laibility
  // company").
  static bool EqualsPhrase(const std::vector<PendingWord>& words, size_t at, const Phrase& phrase) {
    int slips_left = phrase.words.size() < kMinSlipPhrase ? 0 : static_cast<int>(phrase.words.size()) - 1;
    for (size_t k = 0; k < phrase.words.size(); ++k) {
      const PendingWord& word = words[at + k];
      if (word.canonical != nullptr) return false;
      if (word.text == phrase.words[k]) continue;
      // "Limited Liab. Company"
      if (word.ends_with_dot && word.text.size() >= kMinPhraseAbbreviation &&
          phrase.words[k].substr(0, word.text.size()) == word.text) {
        continue;
      }
      if (slips_left-- == 0 || !Lexicon::IsSlip(word.text, phrase.words[k])) return false;
    }
    return true;
  }

  void AddCanonical(const std::vector<absl::string_view>& canonical, const std::string& printed) {
    bool first = true;
    for (const absl::string_view text : canonical) {
      Token token = internal::MakeToken(std::string(text), false, internal::Slips::kIgnore);
      // The printed words belong to the first token; a second one ("co ltd" for one Chinese term) prints as itself.
      token.printed = first ? printed : std::string();
      first = false;
      Add(std::move(token));
    }
  }

  void Add(Token token) {
    token.position = position_;
    only_legal_forms_ &= token.token_class == TokenClass::kLegalForm;
    if (position_ < UINT16_MAX) ++position_;
    if (token.token_class != TokenClass::kLegalForm) AppendSquashed(token.printed, &name_.squashed);
    AppendInitials(token);
    for (const Token& seen : name_.tokens) {
      if (seen.text == token.text) return;
    }
    name_.tokens.push_back(std::move(token));
  }

  static void AppendSquashed(absl::string_view printed, std::string* out) {
    for (const char c : printed) {
      if (c != ' ') out->push_back(c);
    }
  }

  static bool IsSmallWord(absl::string_view word) {
    static constexpr absl::string_view kSmallWords[] = {"of", "and", "the", "for", "in", "on", "at", "to", "de", "la"};
    return std::find(std::begin(kSmallWords), std::end(kSmallWords), word) != std::end(kSmallWords);
  }

  // Of every word of a printed phrase.
  void AppendInitials(const Token& token) {
    const absl::string_view printed = token.printed;
    for (size_t begin = 0; begin < printed.size();) {
      const size_t end = std::min(printed.find(' ', begin), printed.size());
      name_.initials.push_back(printed[begin]);
      name_.initial_kinds.push_back(token.token_class == TokenClass::kLegalForm       ? PreparedName::kFormInitial
                                    : IsSmallWord(printed.substr(begin, end - begin)) ? PreparedName::kSmallInitial
                                                                                      : PreparedName::kWordInitial);
      begin = end + 1;
    }
  }

  // "SE" or "ASC" alone is a name that happens to be spelt like a legal form.
  void ReadFormsAsWords() {
    for (Token& token : name_.tokens) {
      const LexiconEntry* entry = Lexicon::Get().Find(token.text);
      if (entry != nullptr && entry->core_legal_form) continue;
      if (token.printed.find(' ') != std::string::npos) continue;  // "joint stock company" spelt out is no name
      token.token_class = TokenClass::kWord;
      token.text = token.printed.empty() ? token.text : token.printed;
      token.weight = internal::UnknownWordWeight(token.text);
      token.rest_weight = token.weight;
      AppendSquashed(token.printed, &name_.squashed);
    }
  }

  PreparedName& name_;
  uint16_t position_ = 0;
  bool only_legal_forms_ = true;
};

std::string ComputeTablesDigest() {
  Sha256Hasher hasher;
  internal::FoldMap::Digest(&hasher);
  internal::DigestBrands(&hasher);
  Lexicon::Digest(&hasher);
  internal::DigestLookalikes(&hasher);
  internal::DigestNameParts(&hasher);
  internal::DigestFormSlips(&hasher);
  internal::DigestScripts(&hasher);
  internal::DigestAccessories(&hasher);
  std::string constants;
  for (const int32_t value : {kMaxTokenWeight,
                              internal::kLegalFormWeight,
                              internal::kNumberWeight,
                              internal::kSingleLetterWeight,
                              internal::kTwoLetterWeight,
                              internal::kSlipRestWeight,
                              internal::kGenericWeight,
                              internal::kMinRareEvidence,
                              internal::kEditCost,
                              internal::kKnownEditCost,
                              static_cast<int32_t>(internal::kShortWord),
                              internal::kSwapEditCost,
                              internal::kSoundEditCost,
                              internal::kSoundSimilarity,
                              internal::kShortSoundSimilarity,
                              internal::kAccessoryRestWeight,
                              internal::kMaxFuzzyLength,
                              internal::kContainedFloor,
                              internal::kMinContainedExcess,
                              internal::kMinSentenceExcess,
                              internal::kMinBusinessWords,
                              internal::kMinCoverage,
                              internal::kContainedCost,
                              internal::kKnownWeight,
                              internal::kMinOpeningExcess,
                              static_cast<int32_t>(internal::kMinDistinctiveLetters),
                              static_cast<int32_t>(internal::kMinUncommonLetters),
                              static_cast<int32_t>(internal::kManyOpeningWords),
                              internal::kOpeningScore,
                              internal::kLetterCost,
                              internal::kShortLetterPercent,
                              internal::kTellingFloor,
                              internal::kTellingStep,
                              internal::kLeastTelling,
                              internal::kTruncationCost,
                              internal::kAbbreviationSimilarity,
                              internal::kInitialsScore}) {
    constants += std::to_string(value) + ",";
  }
  hasher.UpdateField(constants);
  return "sha256:" + HexEncode(hasher.Finish());
}

}  // namespace

namespace internal {

void SumUp(PreparedName* name) {
  FillLetters(name);
  name->total_weight = 0;
  name->rare_weight = 0;
  name->only_generic = true;
  for (const Token& token : name->tokens) {
    name->total_weight += token.weight;
    if (token.token_class == TokenClass::kLegalForm || token.weight < kGenericWeight) continue;
    name->rare_weight += token.weight;
    name->only_generic = false;
  }
}

}  // namespace internal

PreparedName PrepareName(absl::string_view text) {
  PreparedName name;
  name.original = std::string(text);
  // Scratch memory is kept per thread: preparing a name allocates only what the name keeps.
  thread_local FoldedText folded;
  thread_local std::vector<PendingWord> words;
  internal::FoldText(text, &folded);
  name.obfuscated = folded.obfuscated;
  words.clear();
  CollectWords(folded, &words);
  NameBuilder(&name).Build(words);
  return name;
}

const std::string& TablesDigest() {
  static const std::string* const digest = new std::string(ComputeTablesDigest());
  return *digest;
}

}  // namespace cordon
