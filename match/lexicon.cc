#include "match/lexicon.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_split.h"
#include "match/similarity.h"
#include "match/sounds.h"
#include "match/weights.h"

namespace cordon::internal {
namespace {

enum class WordKind : uint8_t { kSynonym, kLegalForm, kCoreLegalForm };

struct WordClassRow {
  const char* canonical;
  const char* variants;  // separated by spaces, the canonical form among them where it is a spelling of its own
  WordKind kind;
};
struct PhraseRow {
  const char* phrase;
  const char* canonical;
};
using HanTermRow = HanTerm;
struct TokenWeightRow {
  const char* token;
  int16_t weight;
};

#include "match/tables/han_terms.inc"
#include "match/tables/token_weights.inc"
#include "match/tables/word_classes.inc"

std::vector<absl::string_view> Words(const char* text) { return absl::StrSplit(text, ' ', absl::SkipEmpty()); }

// Shorter spellings are one slip away from too much: legal forms, which weigh next to nothing, and other words.
constexpr size_t kMinFormSlipLength = 6;
constexpr size_t kMinSlipLength = 4;

// Edits that still leave a word of a table recognisable.
int SlipBound(size_t length) { return length >= 7 ? 2 : 1; }

// Bytes of the code point that starts at `pos` of valid UTF-8.
size_t CodePointBytes(absl::string_view text, size_t pos) {
  size_t next = pos + 1;
  while (next < text.size() && (static_cast<unsigned char>(text[next]) & 0xC0U) == 0x80U) ++next;
  return next - pos;
}

}  // namespace

const Lexicon& Lexicon::Get() {
  static const Lexicon* const lexicon = new Lexicon();
  return *lexicon;
}

Lexicon::Lexicon() {
  for (const TokenWeightRow& row : kTokenWeights) {
    entries_[row.token] = LexiconEntry{row.token, TokenClass::kWord, false, row.weight};
  }
  for (const WordClassRow& row : kWordClasses) {
    LexiconEntry entry{row.canonical, TokenClass::kWord, false, kMaxTokenWeight};
    if (row.kind == WordKind::kSynonym) {
      const auto weight = entries_.find(row.canonical);
      if (weight != entries_.end()) entry.weight = weight->second.weight;
    } else {
      entry.token_class = TokenClass::kLegalForm;
      entry.core_legal_form = row.kind == WordKind::kCoreLegalForm;
      entry.weight = kLegalFormWeight;
    }
    entries_[row.canonical] = entry;
    for (const absl::string_view variant : Words(row.variants)) {
      entries_[variant] = entry;
      AddSpelling(variant, entry);
    }
  }
  slips_.Build(spellings_);
  sounds_.Finish();
  for (const PhraseRow& row : kPhrases) {
    Phrase phrase{Words(row.phrase), Words(row.canonical)};
    const absl::string_view first = phrase.words.front();
    first_lengths_[LetterOf(first)] |= LengthBit(first);
    phrases_[first].push_back(std::move(phrase));
  }
  for (auto& [first, list] : phrases_) {
    std::stable_sort(list.begin(), list.end(),
                     [](const Phrase& a, const Phrase& b) { return a.words.size() > b.words.size(); });
  }
  // In table order, not in the map's.
  for (const PhraseRow& row : kPhrases) {
    const std::vector<absl::string_view> words = Words(row.phrase);
    if (words.size() < kLongPhrase) continue;
    for (const size_t place : {size_t{0}, size_t{1}}) {
      const absl::string_view word = words[place + 1];
      inner_lengths_[place][LetterOf(word)] |= LengthBit(word);
      for (const Phrase& phrase : phrases_.find(words.front())->second) {
        if (phrase.words == words) by_inner_[place][word].push_back(&phrase);
      }
    }
  }
  for (auto& by_word : by_inner_) {
    for (auto& [word, list] : by_word) {
      std::stable_sort(list.begin(), list.end(),
                       [](const Phrase* a, const Phrase* b) { return a->words.size() > b->words.size(); });
    }
  }
  for (const absl::Span<const HanTerm> rows : {HanPlaces(), HanTrades(), HanForms()}) {
    for (const HanTerm& row : rows) {
      AddTerm(row.term, row.canonical, &han_terms_);
      longest_han_term_ = std::max(longest_han_term_, absl::string_view(row.term).size());
    }
  }
  for (const HanTermRow& row : kAffixForms) AddTerm(row.term, row.canonical, &affix_forms_);
  for (const HanTermRow& row : kSingleForms) AddTerm(row.term, row.canonical, &single_forms_);
}

void Lexicon::AddSpelling(absl::string_view spelling, const LexiconEntry& entry) {
  const bool form = entry.token_class == TokenClass::kLegalForm;
  if (spelling.size() < (form ? kMinFormSlipLength : kMinSlipLength)) return;
  std::u32string word;
  DecodeWord(spelling, &word);
  const uint32_t id = spellings_.Insert(word, TokenClass::kWord, kMaxTokenWeight);
  if (id != spelling_of_.size()) return;
  spelling_of_.push_back(entry);
  sounds_of_.push_back(ListedSounds(word));
  if (word.size() < kMinSchemeLetters) return;
  for (const uint64_t key : sounds_of_.back()) sounds_.Add(key, id);
}

Lexicon::Slip Lexicon::FindSlip(absl::string_view word) const {
  Slip slip;
  if (word.size() < kMinSlipLength) return slip;
  thread_local std::u32string letters;
  thread_local DeletionIndex::Scratch scratch;
  DecodeWord(word, &letters);
  slips_.Lookup(letters, SlipBound(letters.size() + 1), &scratch);
  // A word that shares several texts with the query is there several times.
  std::sort(scratch.candidates.begin(), scratch.candidates.end());
  scratch.candidates.erase(std::unique(scratch.candidates.begin(), scratch.candidates.end()), scratch.candidates.end());
  SoundKeys sounds;  // heard once, where it matters
  bool heard = false;
  const auto hear = [&] {
    if (!std::exchange(heard, true)) sounds = QuerySounds(letters);
  };
  uint32_t best = Vocabulary::kNotFound;  // of equal similarity the first row of the table
  for (const uint32_t id : scratch.candidates) {
    const absl::Span<const char32_t> spelling = spellings_.word(id);
    const int bound = SlipBound(spelling.size());
    const int distance = BoundedEditDistance(letters, spelling, bound);
    const int similarity = EditSimilarity(letters.size(), spelling.size(), std::min(distance, bound));
    if (similarity < slip.similarity || (similarity == slip.similarity && id >= best)) continue;
    if (distance > bound) {
      hear();
      if (!sounds.Shares(sounds_of_[id])) continue;
    }
    best = id;
    slip = {spelling_of_[id].canonical, spelling_of_[id].token_class, similarity};
  }
  if (slip.similarity > 0 || letters.size() + 1 < kMinSchemeLetters) return slip;
  hear();
  for (const uint64_t key : sounds) {
    for (const uint32_t id : sounds_.Find(key)) {
      if (id >= best) continue;
      best = id;
      slip = {spelling_of_[id].canonical, spelling_of_[id].token_class, kSoundSimilarity};
    }
  }
  return slip;
}

void Lexicon::AddTerm(const char* term, const char* canonical,
                      absl::flat_hash_map<absl::string_view, std::vector<absl::string_view>>* map) {
  const absl::string_view all = canonical;
  (*map)[term] = absl::StrSplit(all.substr(0, all.find('|')), ' ', absl::SkipEmpty());
}

absl::Span<const Phrase> Lexicon::PhrasesFrom(absl::string_view word) const {
  if ((first_lengths_[LetterOf(word)] & LengthBit(word)) == 0) return {};
  const auto it = phrases_.find(word);
  if (it == phrases_.end()) return {};
  return it->second;
}

absl::Span<const Phrase* const> Lexicon::LongPhrasesWith(absl::string_view word, Place place) const {
  const auto& by_word = by_inner_[static_cast<size_t>(place)];
  const auto it = by_word.find(word);
  if (it == by_word.end()) return {};
  return it->second;
}

bool Lexicon::IsSlip(absl::string_view word, absl::string_view meant) {
  constexpr size_t kLeast = 4;
  thread_local std::u32string left;
  thread_local std::u32string right;
  DecodeWord(word, &left);
  DecodeWord(meant, &right);
  if (word.size() < kLeast || meant.size() < kLeast) return word.size() > 1 && SoundsSame(left, right);
  const int bound = SlipBound(right.size());
  return BoundedEditDistance(left, right, bound) <= bound || SoundsAlike(left, right);
}

void Lexicon::SegmentHan(absl::string_view word, std::vector<Piece>* out) const {
  const auto single = single_forms_.find(word);
  if (single != single_forms_.end()) {
    out->push_back({word, &single->second});
    return;
  }
  size_t rest = 0;  // start of what no term has covered yet
  size_t pos = 0;
  while (pos < word.size()) {
    const std::vector<absl::string_view>* canonical = nullptr;
    size_t length = std::min(longest_han_term_, word.size() - pos);
    for (; length > 0; --length) {
      const auto it = han_terms_.find(word.substr(pos, length));
      if (it == han_terms_.end()) continue;
      canonical = &it->second;
      break;
    }
    if (canonical == nullptr) {
      pos += CodePointBytes(word, pos);
      continue;
    }
    if (pos > rest) out->push_back({word.substr(rest, pos - rest), nullptr});
    out->push_back({word.substr(pos, length), canonical});
    pos += length;
    rest = pos;
  }
  if (rest < word.size()) out->push_back({word.substr(rest), nullptr});
}

absl::Span<const HanTerm> Lexicon::HanPlaces() { return kHanPlaces; }
absl::Span<const HanTerm> Lexicon::HanTrades() { return kHanTrades; }
absl::Span<const HanTerm> Lexicon::HanForms() { return kHanForms; }

void Lexicon::SegmentAffixes(absl::string_view word, std::vector<Piece>* out) const {
  const auto single = single_forms_.find(word);
  if (single != single_forms_.end()) {
    out->push_back({word, &single->second});
    return;
  }
  // At most one form at each end; the table is small, so a walk over it in table order is deterministic and cheap.
  Piece front;
  Piece back;
  for (const HanTermRow& row : kAffixForms) {
    const absl::string_view form = row.term;
    if (front.canonical == nullptr && word.size() >= form.size() && word.substr(0, form.size()) == form) {
      front = {word.substr(0, form.size()), &affix_forms_.find(form)->second};
      word.remove_prefix(form.size());
    }
    if (back.canonical == nullptr && word.size() >= form.size() && word.substr(word.size() - form.size()) == form) {
      back = {word.substr(word.size() - form.size()), &affix_forms_.find(form)->second};
      word.remove_suffix(form.size());
    }
  }
  if (front.canonical != nullptr) out->push_back(front);
  if (!word.empty()) out->push_back({word, nullptr});
  if (back.canonical != nullptr) out->push_back(back);
}

void Lexicon::Digest(Sha256Hasher* hasher) {
  std::string bytes;
  const auto add = [&bytes](const char* text) {
    bytes.append(text);
    bytes.push_back('\n');
  };
  for (const TokenWeightRow& row : kTokenWeights) {
    add(row.token);
    add(std::to_string(row.weight).c_str());
  }
  for (const WordClassRow& row : kWordClasses) {
    add(row.canonical);
    add(row.variants);
    add(std::to_string(static_cast<int>(row.kind)).c_str());
  }
  for (const PhraseRow& row : kPhrases) {
    add(row.phrase);
    add(row.canonical);
  }
  const auto add_terms = [&add](absl::Span<const HanTermRow> rows) {
    for (const HanTermRow& row : rows) {
      add(row.term);
      add(row.canonical);
    }
  };
  for (const absl::Span<const HanTerm> rows : {HanPlaces(), HanTrades(), HanForms()}) add_terms(rows);
  add_terms(kAffixForms);
  add_terms(kSingleForms);
  hasher->UpdateField(bytes);
}

}  // namespace cordon::internal
