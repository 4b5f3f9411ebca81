// NameIndex::Search: expand, bound, read, verify. The reasoning is in match/index.h.
#include <algorithm>
#include <utility>

#include "match/coverage.h"
#include "match/equality.h"
#include "match/index.h"
#include "match/scorer.h"
#include "match/search_scratch.h"
#include "match/weights.h"
#include "match/word_expander.h"

namespace cordon::internal {

// One search; lives on the stack, works in the thread's scratch memory.
class NameSearch {
  using Expansion = name_search::Expansion;

 public:
  NameSearch(const NameIndex& index, const PreparedName& query, int threshold, int64_t max_candidates,
             SearchResult* result)
      : index_(index),
        query_(query),
        threshold_(threshold),
        max_candidates_(max_candidates),
        result_(*result),
        s_(name_search::ThreadScratch()),
        expander_(index, query, s_) {}

  void Run() {
    Begin();
    AskForEqualNames();
    expander_.Ask();
    FindEqualNames();
    FindInitials();
    if (FindByLetters() && FindByTokens()) return;
    result_.exhausted = true;
  }

 private:
  // False when the candidate limit is reached; so are the others that return bool.
  bool FindByTokens() {
    expander_.Expand();
    ComputeBounds();
    expander_.Keep();
    s_.names.clear();
    CollectAnchored();
    const size_t anchored = s_.names.size();
    ChooseCover(s_.bounds, &s_.cover);
    s_.wanted.clear();
    for (const Expansion& expansion : s_.expansions) {
      const size_t q = expansion.pair.query;
      const bool wanted =
          s_.cover[q] != 0 || (expansion.pair.relation == PairRelation::kJoined && s_.cover[q + 1] != 0);
      if (wanted) Want(Names(expansion));
    }
    CollectWanted();
    return ReadNames(anchored);
  }

  // Names the query contains: each has an anchor that is aligned.
  void CollectAnchored() {
    int business_words = 0;
    for (const Token& token : query_.tokens) business_words += token.business_word ? 1 : 0;
    const bool letter = business_words >= kMinBusinessWords;
    int64_t excess = 0;  // the most any alignment can have (match/coverage.h)
    int64_t matched = 0;
    for (const TokenBound& bound : s_.bounds) {
      excess += bound.excess;
      matched += bound.matched;
    }
    const bool opens = excess >= kMinOpeningExcess && MayOpen(s_.query_weights);
    least_excess_ = letter ? kMinSentenceExcess : opens ? kMinOpeningExcess : kMinContainedExcess;
    if (excess < least_excess_) return;
    s_.wanted.clear();
    for (const Expansion& expansion : s_.expansions) {
      const bool exact = opens && expansion.pair.similarity == kFullScore;
      if (!exact && !MayBeContained(expansion, matched)) continue;
      const bool split = expansion.pair.relation == PairRelation::kSplit;
      Want(split ? expansion.split : index_.postings_.Anchored(expansion.word, letter || exact));
    }
    CollectWanted();
  }

  // Whether a listed name whose anchor is this word can be contained in the query with this pair. It is covered by M of
  // at least M plus what the pair lacks of the word's weight, and M is at most what all query tokens can bring.
  bool MayBeContained(const Expansion& expansion, int64_t matched) const {
    return (10000 - kMinCoverage) * matched >= int64_t{kMinCoverage} * expansion.lacking;
  }

  void Begin() {
    s_.aligned_names.Begin(index_.name_count());
    s_.counted_names.Begin(index_.name_count());
    s_.heads.Clear();
    s_.expansions.clear();
    s_.splits.clear();
    s_.query_weights.clear();
    for (const Token& token : query_.tokens) {
      s_.query_weights.push_back(
          {token.weight, token.rest_weight, token.business_word, token.known, token.distinction});
    }
  }

  void AskForEqualNames() {
    equality_keys_ = EqualityKeys(query_);
    for (const uint64_t key : equality_keys_) index_.equal_.Prefetch(key);
  }

  void FindEqualNames() {
    for (const uint64_t key : equality_keys_) {
      for (const uint32_t name : index_.equal_.Find(key)) {
        if (!s_.aligned_names.Set(name)) continue;  // no alignment scores more
        AddHit(name, kFullScore);
        s_.counted_names.Set(name);
        ++result_.candidates;
      }
    }
  }

  void FindInitials() {
    const uint64_t key = QueryInitialsKey(query_);
    if (key == 0) return;
    for (const uint32_t name : index_.equal_.Find(key)) {
      AddHit(name, kInitialsScore);
      if (s_.counted_names.Set(name)) ++result_.candidates;
    }
  }

  bool FindByLetters() {
    const NameLetters query = LettersOf(query_);
    if (query.text.empty()) return true;
    index_.letters_.Lookup(query.text, &s_.near);
    s_.names.clear();
    s_.near_names.Begin(index_.name_count());
    const LetterSign sign(query.text);
    const int edits = LetterBound(query.text.size());
    for (const uint32_t name : s_.near) {
      if (!s_.near_names.Set(name)) continue;
      if (!sign.MayMeet(index_.letters_.sign(name), edits)) continue;
      s_.names.push_back(name);
      index_.letters_.PrefetchBegin(name);
    }
    if (s_.names.empty()) return true;
    for (const uint32_t name : s_.names) index_.letters_.PrefetchText(name);
    const LetterPattern pattern(query.text.substr(0, kMaxLetters));
    const bool whole = query.text.size() <= kMaxLetters;
    for (const uint32_t name : s_.names) {
      const absl::string_view text = index_.letters_.text(name);
      if (!(whole && text.size() <= kMaxLetters && pattern.IsNear(text)) && !IsBeginningOf(query.text, text)) continue;
      if (!Count(name)) return false;
      const NameLetters listed = ListedLetters(name);
      AddHit(name, std::max(LettersScore(query, listed), TruncatedScore(query, listed)));
    }
    return true;
  }

  // LettersOf of a listed name.
  NameLetters ListedLetters(uint32_t name) const {
    NameLetters letters;
    letters.text = index_.letters_.text(name);
    letters.runs = index_.letters_.runs(name);
    for (uint32_t at = index_.tokens_of_.begin(name); at < index_.tokens_of_.end(name); ++at) {
      const uint32_t word = index_.tokens_[at];
      const int32_t weight = index_.words_.weight(word);
      const bool legal_form = index_.words_.token_class(word) == TokenClass::kLegalForm;
      if (!legal_form && weight >= kGenericWeight) letters.rare_weight += weight;
    }
    return letters;
  }

  void AddHit(uint32_t name, int score) {
    if (score >= threshold_) result_.hits.push_back({name, score});
  }

  // A name has been looked at.
  bool Count(uint32_t name) {
    if (!s_.counted_names.Set(name)) return true;
    if (result_.candidates >= max_candidates_) return false;
    ++result_.candidates;
    return true;
  }

  PackedIds::Range Names(const Expansion& expansion) const {
    const bool split = expansion.pair.relation == PairRelation::kSplit;
    return split ? expansion.split : index_.postings_.Names(expansion.word);
  }

  void ComputeBounds() {
    s_.bounds.assign(query_.tokens.size(), TokenBound());
    for (Expansion& expansion : s_.expansions) {
      const TokenPair& pair = expansion.pair;
      const size_t q = pair.query;
      const bool joined = pair.relation == PairRelation::kJoined;
      const bool split = pair.relation == PairRelation::kSplit;
      int32_t query_weight = s_.query_weights[q].weight;
      if (joined) query_weight = std::min(query_weight + s_.query_weights[q + 1].weight, kMaxTokenWeight);
      // Slips of word classes are many, and reading names for one of them is never cheap: the class itself is common.
      // What they cost is not looked up.
      const bool known = expansion.listed_weight > 0;
      if (!known) expansion.listed_weight = index_.words_.weight(expansion.word);
      const int32_t listed_weight = expansion.listed_weight;
      if (expansion.cost == Expansion::kNotCounted) {
        expansion.cost = known && !split ? 1 : static_cast<int32_t>(Names(expansion).size());
      }
      const int32_t weight = std::min(query_weight, listed_weight);
      expansion.gain = weight * (pair.similarity - threshold_);
      expansion.evidence = static_cast<int32_t>(RareEvidence(weight, pair.similarity));
      const int32_t matched = (weight * pair.similarity + 9999) / 10000;
      expansion.excess = std::max(0, weight * pair.similarity / 10000 - kContainedFloor);
      // The weight of two words together is the most of several names'.
      expansion.lacking = split ? 0 : std::max(0, listed_weight - matched);
      const int64_t cost = expansion.cost;
      if (joined) {
        // Both tokens are used up together: half of what the pair adds is each one's, rounded up.
        for (int32_t* const value : {&expansion.gain, &expansion.evidence, &expansion.excess})
          *value = (*value + 1) / 2;
        Raise(q + 1, expansion, matched, cost);
      }
      Raise(q, expansion, matched, cost);
    }
    for (size_t q = 0; q < s_.bounds.size(); ++q) {
      // A token may also be left without counterpart, which costs a light one less than a poor counterpart does.
      TokenBound& bound = s_.bounds[q];
      bound.loss = int64_t{threshold_} * s_.query_weights[q].rest_weight;
      bound.weight = s_.query_weights[q].weight;
      bound.gain = bound.alignable ? std::max(bound.gain, -bound.loss) : -bound.loss;
    }
  }

  void Raise(size_t q, const Expansion& expansion, int64_t matched, int64_t cost) {
    TokenBound& bound = s_.bounds[q];
    bound.gain = bound.alignable ? std::max<int64_t>(bound.gain, expansion.gain) : expansion.gain;
    bound.evidence = std::max<int64_t>(bound.evidence, expansion.evidence);
    bound.excess = std::max<int64_t>(bound.excess, expansion.excess);
    bound.matched = std::max(bound.matched, matched);
    bound.cost += cost;
    bound.alignable = true;
  }

  // All names first, each once: then what verifying them reads can be asked for ahead.
  void Want(const PackedIds::Range& names) {
    if (names.empty()) return;
    names.Prefetch();
    s_.wanted.push_back(names);
  }
  void CollectWanted() {
    for (const PackedIds::Range& names : s_.wanted) {
      for (const uint32_t name : names) {
        if (s_.aligned_names.Set(name)) s_.names.push_back(name);
      }
    }
  }

  // What verifying a name will read, asked for while the names before it are verified: where its tokens begin first,
  // the tokens themselves when that has arrived.
  void PrefetchBegin(size_t at) const {
    if (at < s_.names.size()) index_.tokens_of_.Prefetch(s_.names[at]);
  }
  void PrefetchTokens(size_t at) const {
    if (at >= s_.names.size()) return;
    index_.tokens_.Prefetch(index_.tokens_of_.begin(s_.names[at]));
  }

  // Which names hold two words that a query token is written as together: few, as a rule, and the others need not be
  // asked.
  void FindSplitNames() {
    constexpr size_t kCheaperThanAsking = 16;
    s_.split_names.Begin(index_.name_count());
    all_may_be_split_ = false;
    size_t left = kCheaperThanAsking * s_.names.size();
    for (const uint32_t at : s_.splits) {
      const PackedIds::Range& names = s_.expansions[at].split;
      all_may_be_split_ = names.size() > left;
      if (all_may_be_split_) return;
      left -= names.size();
      for (const uint32_t name : names) s_.split_names.Set(name);
    }
  }

  bool MayBeSplit(uint32_t name) const { return all_may_be_split_ || s_.split_names.Has(name); }

  // The first of them are anchored.
  bool ReadNames(size_t anchored) {
    constexpr size_t kBeginsAhead = 24;
    constexpr size_t kTokensAhead = 12;
    FindSplitNames();
    for (size_t at = 0; at < kBeginsAhead; ++at) PrefetchBegin(at);
    for (size_t at = 0; at < kTokensAhead; ++at) PrefetchTokens(at);
    for (size_t at = 0; at < s_.names.size(); ++at) {
      PrefetchBegin(at + kBeginsAhead);
      PrefetchTokens(at + kTokensAhead);
      if (!Count(s_.names[at])) return false;
      Verify(s_.names[at], at < anchored);
    }
    return true;
  }

  // A name that is not anchored in the query is no hit unless the query is covered by it.
  void Verify(uint32_t name, bool anchored) {
    const uint32_t begin = index_.tokens_of_.begin(name);
    const uint32_t count = index_.tokens_of_.length(name);
    s_.pairs.clear();
    s_.reach.clear();
    for (const TokenBound& bound : s_.bounds) s_.reach.push_back({-bound.loss, 0, 0});  // without counterpart
    AddPairsOf(begin, count);
    if (MayBeSplit(name)) AddSplitPairs(name);
    if (!CanReach(anchored)) return;
    s_.listed_weights.clear();
    for (uint32_t n = 0; n < count; ++n) {
      const uint32_t word = index_.tokens_[begin + n];
      s_.listed_weights.push_back(
          {index_.words_.weight(word), index_.rest_weights_[word], false, false, Distinction::kNone});
    }
    const Alignment alignment = s_.aligner.Align(s_.query_weights, s_.listed_weights, &s_.pairs);
    AddHit(name, alignment.score);
  }

  // Whether a name with these pairs can score the threshold: what they bring its query tokens at best against what the
  // others lose. An anchored one may also be contained in the query, for which it needs enough evidence. Most names of
  // a long posting list share one common word and end here.
  bool CanReach(bool anchored) const {
    int64_t balance = 0;
    int64_t evidence = 0;
    int64_t excess = 0;
    for (const name_search::Reach& reach : s_.reach) {
      balance += reach.gain;
      evidence += reach.evidence;
      excess += reach.excess;
    }
    return evidence >= kMinRareEvidence && (balance >= 0 || (anchored && excess >= least_excess_));
  }

  // Of the tokens [begin, begin + count) of a name. Which of them the query is similar to follows no pattern, so most
  // are dismissed several at a time without a branch.
  void AddPairsOf(uint32_t begin, uint32_t count) {
    constexpr uint32_t kAtOnce = 8;
    for (uint32_t from = 0; from < count; from += kAtOnce) {
      const size_t first = size_t{begin} + from;
      const uint32_t left = count - from;
      uint32_t may_have = 0;
      if (first + kAtOnce <= index_.tokens_.size()) {
        for (uint32_t n = 0; n < kAtOnce; ++n) may_have |= s_.heads.MayHave(index_.tokens_[first + n]) << n;
        if (left < kAtOnce) may_have &= (1U << left) - 1;
      } else {
        for (uint32_t n = 0; n < left; ++n) may_have |= s_.heads.MayHave(index_.tokens_[first + n]) << n;
      }
      for (; may_have != 0; may_have &= may_have - 1) {
        const auto n = static_cast<uint32_t>(__builtin_ctz(may_have));
        AddPairs(s_.heads.Find(index_.tokens_[first + n]), from + n);
      }
    }
  }

  void AddSplitPairs(uint32_t name) {
    for (const uint32_t at : s_.splits) {
      const Expansion& expansion = s_.expansions[at];
      const PackedIds::Range& names = expansion.split;
      auto found = std::lower_bound(names.begin(), names.end(), name);
      for (; found != names.end() && *found == name; ++found) {
        const auto row = names.first() + static_cast<size_t>(found - names.begin());
        AddPair(expansion, index_.joined_.place(row));
      }
    }
  }

  void AddPairs(uint32_t head, uint32_t listed) {
    for (uint32_t at = head; at != 0; at = s_.expansions[at - 1].next) {
      AddPair(s_.expansions[at - 1], listed);
    }
  }

  void AddPair(const Expansion& expansion, uint32_t listed) {
    TokenPair pair = expansion.pair;
    pair.listed = static_cast<uint16_t>(listed);
    s_.pairs.push_back(pair);
    RaiseReach(pair.query, expansion);
    if (pair.relation == PairRelation::kJoined) RaiseReach(pair.query + size_t{1}, expansion);
  }

  void RaiseReach(size_t q, const Expansion& expansion) {
    name_search::Reach& reach = s_.reach[q];
    reach.gain = std::max<int64_t>(reach.gain, expansion.gain);
    reach.evidence = std::max<int64_t>(reach.evidence, expansion.evidence);
    reach.excess = std::max<int64_t>(reach.excess, expansion.excess);
  }

  const NameIndex& index_;
  const PreparedName& query_;
  const int threshold_;
  const int64_t max_candidates_;
  int64_t least_excess_ = 0;  // of a name that the query contains
  bool all_may_be_split_ = false;
  EqualityKeyList equality_keys_;
  SearchResult& result_;
  name_search::SearchScratch& s_;
  WordExpander expander_;
};

void NameIndex::Search(const PreparedName& query, int threshold, int64_t max_candidates, SearchResult* result) const {
  result->hits.clear();
  result->candidates = 0;
  result->exhausted = false;
  NameSearch(*this, query, threshold, max_candidates, result).Run();
  // A name may have been found in several ways; the best counts.
  std::vector<NameHit>& hits = result->hits;
  std::sort(hits.begin(), hits.end(),
            [](const NameHit& a, const NameHit& b) { return a.name != b.name ? a.name < b.name : a.score > b.score; });
  hits.erase(std::unique(hits.begin(), hits.end(), [](const NameHit& a, const NameHit& b) { return a.name == b.name; }),
             hits.end());
}

}  // namespace cordon::internal
