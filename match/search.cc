// NameIndex::Search: expand, bound, read, verify. The reasoning is in match/index.h.
#include <algorithm>
#include <array>

#include "match/coverage.h"
#include "match/equality.h"
#include "match/index.h"
#include "match/scorer.h"
#include "match/search_scratch.h"
#include "match/similarity.h"
#include "match/sounds.h"
#include "match/weights.h"

namespace cordon::internal {

// One search; lives on the stack, works in the thread's scratch memory.
class NameSearch {
  using Expansion = name_search::Expansion;
  using Marks = name_search::Marks;
  using TokenBound = name_search::TokenBound;

 public:
  NameSearch(const NameIndex& index, const PreparedName& query, int threshold, int64_t max_candidates,
             SearchResult* result)
      : index_(index),
        query_(query),
        threshold_(threshold),
        max_candidates_(max_candidates),
        result_(*result),
        s_(name_search::ThreadScratch()) {}

  void Run() {
    Begin();
    FindEqualNames();
    FindInitials();
    if (FindByLetters() && FindByTokens()) return;
    result_.exhausted = true;
  }

 private:
  // False when the candidate limit is reached; so are the others that return bool.
  bool FindByTokens() {
    ExpandAll();
    ComputeBounds();
    if (!ReadAnchored()) return false;
    const std::vector<bool> read = ChooseCover();
    for (const Expansion& expansion : s_.expansions) {
      const size_t q = expansion.pair.query;
      const bool wanted = read[q] || (expansion.pair.relation == PairRelation::kJoined && read[q + 1]);
      if (wanted && !ReadNames(Names(expansion), false)) return false;
    }
    return true;
  }

  // Names the query contains.
  bool ReadAnchored() {
    int business_words = 0;
    for (const Token& token : query_.tokens) business_words += token.business_word ? 1 : 0;
    const bool letter = business_words >= kMinBusinessWords;
    int64_t excess = 0;  // the most any alignment can have (match/coverage.h)
    for (const TokenBound& bound : s_.bounds) excess += bound.excess;
    const bool opens = excess >= kMinOpeningExcess && MayOpen(s_.query_weights);
    if (excess < (letter ? kMinSentenceExcess : kMinContainedExcess) && !opens) return true;
    for (const Expansion& expansion : s_.expansions) {
      const bool exact = opens && expansion.pair.similarity == kFullScore;
      if (!ReadNames(Anchored(expansion, letter || exact), true)) return false;
    }
    return true;
  }

  void Begin() {
    s_.aligned_names.Begin(index_.name_count());
    s_.counted_names.Begin(index_.name_count());
    s_.expanded.Begin(index_.words_.size());
    s_.expanded_joined.Begin(index_.joined_.size());
    if (s_.head.size() < index_.words_.size()) s_.head.resize(index_.words_.size());
    if (s_.head_joined.size() < index_.joined_.size()) s_.head_joined.resize(index_.joined_.size());
    s_.expansions.clear();
    s_.query_weights.clear();
    for (const Token& token : query_.tokens) {
      s_.query_weights.push_back(
          {token.weight, token.rest_weight, token.business_word, token.known, token.distinctive});
    }
  }

  void FindEqualNames() {
    for (const uint64_t key : EqualityKeys(query_)) {
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
    std::sort(s_.near.begin(), s_.near.end());
    s_.near.erase(std::unique(s_.near.begin(), s_.near.end()), s_.near.end());
    for (const uint32_t name : s_.near) index_.letters_.Prefetch(name);
    const LetterPattern pattern(query.text);
    for (const uint32_t name : s_.near) {
      const absl::string_view text = index_.letters_.text(name);
      if (!pattern.IsNear(text) && !IsBeginningOf(query.text, text)) continue;
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
    for (uint32_t at = index_.first_token_[name]; at < index_.first_token_[name + 1]; ++at) {
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

  void ExpandAll() {
    Token joined;
    for (size_t q = 0; q < query_.tokens.size(); ++q) {
      const Token& token = query_.tokens[q];
      DecodeWord(token.text, &s_.word);
      ExpandWord(q, token.token_class);
      if (token.token_class == TokenClass::kWord) ExpandSounds(q);
      ExpandSlips(q, token);
      if (token.abbreviated) ExpandAbbreviation(q, token);
      if (q + 1 == query_.tokens.size() || !JoinTokens(token, query_.tokens[q + 1], &joined)) continue;
      DecodeWord(joined.text, &s_.word);
      const uint32_t id = index_.words_.Find(s_.word, joined.token_class);
      if (id != Vocabulary::kNotFound) AddExpansion(PairRelation::kJoined, q, id, kFullScore);
    }
  }

  // Everything on the list that token q is similar to; s_.word is its text.
  void ExpandWord(size_t q, TokenClass token_class) {
    const Vocabulary& words = index_.words_;
    const uint32_t split = index_.joined_.Find(absl::MakeConstSpan(query_.tokens[q].text), token_class);
    if (split != Vocabulary::kNotFound) AddExpansion(PairRelation::kSplit, q, split, kFullScore);
    s_.seen_words.Begin(words.size());
    const uint32_t exact = words.Find(s_.word, token_class);
    if (exact != Vocabulary::kNotFound) {
      s_.seen_words.Set(exact);
      AddExpansion(PairRelation::kSingle, q, exact, kFullScore);
    }
    if (token_class != TokenClass::kWord) return;
    const int32_t weight = query_.tokens[q].weight;
    index_.deletions_.Lookup(s_.word, QueryEditBound(s_.word.size(), weight), &s_.deletions);
    for (const uint32_t id : s_.deletions.candidates) {
      if (!s_.seen_words.Set(id)) continue;
      const int similarity = WordSimilarity({s_.word, weight}, {words.word(id), words.weight(id)});
      if (similarity > 0) AddExpansion(PairRelation::kSingle, q, id, similarity);
    }
  }

  // What sounds like token q; s_.word is its text.
  void ExpandSounds(size_t q) {
    const Vocabulary& words = index_.words_;
    const WeightedWord word = {s_.word, query_.tokens[q].weight};
    for (const uint64_t key : QuerySounds(s_.word)) {
      for (const uint32_t id : index_.sounds_.Find(key)) {
        const int similarity = SoundSimilarity(word, {words.word(id), words.weight(id)});
        if (similarity > 0) AddOrRaise(q, id, similarity);
      }
    }
  }

  // What token q may be a slip of, and what of the list may be a slip of token q.
  void ExpandSlips(size_t q, const Token& token) {
    const Vocabulary& classes = index_.slip_classes_;
    const uint32_t slip_class = classes.Find(s_.word, token.token_class);
    if (slip_class != Vocabulary::kNotFound) {
      for (uint32_t at = index_.slip_first_[slip_class]; at < index_.slip_first_[slip_class + 1]; ++at) {
        AddOrRaise(q, index_.slip_words_[at].word, index_.slip_words_[at].similarity);
      }
    }
    if (token.slip_similarity == 0) return;
    DecodeWord(token.slip_of, &s_.word);
    const uint32_t word = index_.words_.Find(s_.word, token.slip_class);
    if (word != Vocabulary::kNotFound) AddOrRaise(q, word, token.slip_similarity);
  }

  // Every word of the list that begins with token q.
  void ExpandAbbreviation(size_t q, const Token& token) {
    DecodeWord(token.printed, &s_.word);
    const absl::Span<const char32_t> beginning = s_.word;
    auto at = std::lower_bound(
        index_.by_text_.begin(), index_.by_text_.end(), beginning,
        [this](uint32_t id, absl::Span<const char32_t> text) { return index_.words_.word(id) < text; });
    for (; at != index_.by_text_.end(); ++at) {
      const absl::Span<const char32_t> word = index_.words_.word(*at);
      if (word.subspan(0, beginning.size()) != beginning) return;
      if (word.size() > beginning.size()) AddOrRaise(q, *at, kAbbreviationSimilarity);
    }
  }

  // A word may be reached by an edit and by a slip: the better similarity counts.
  void AddOrRaise(size_t q, uint32_t word, int similarity) {
    if (s_.expanded.Has(word)) {
      for (uint32_t at = s_.head[word]; at != 0; at = s_.expansions[at - 1].next) {
        TokenPair& pair = s_.expansions[at - 1].pair;
        if (pair.query != q || pair.relation != PairRelation::kSingle) continue;
        pair.similarity = std::max(pair.similarity, similarity);
        return;
      }
    }
    AddExpansion(PairRelation::kSingle, q, word, similarity);
  }

  void AddExpansion(PairRelation relation, size_t q, uint32_t word, int similarity) {
    const bool split = relation == PairRelation::kSplit;
    Marks& marks = split ? s_.expanded_joined : s_.expanded;
    uint32_t& head = split ? s_.head_joined[word] : s_.head[word];
    Expansion expansion;
    expansion.pair = {relation, static_cast<uint16_t>(q), 0, similarity};
    expansion.word = word;
    expansion.next = marks.Set(word) ? 0 : head;
    s_.expansions.push_back(expansion);
    head = static_cast<uint32_t>(s_.expansions.size());
  }

  absl::Span<const uint32_t> Names(const Expansion& expansion) const {
    const NameIndex::Postings& postings = PostingsOf(expansion);
    return postings.names.span(postings.first[expansion.word], postings.first[expansion.word + 1]);
  }

  // Those of which the word is an anchor; names that only a letter may contain, if it is one.
  absl::Span<const uint32_t> Anchored(const Expansion& expansion, bool letter) const {
    const NameIndex::Postings& postings = PostingsOf(expansion);
    const NameIndex::AnchorCounts& counts = postings.anchored[expansion.word];
    const uint32_t begin = postings.first[expansion.word];
    return postings.names.span(begin, begin + (letter ? counts.in_letters : counts.anywhere));
  }

  const NameIndex::Postings& PostingsOf(const Expansion& expansion) const {
    return expansion.pair.relation == PairRelation::kSplit ? index_.joined_postings_ : index_.word_postings_;
  }

  void ComputeBounds() {
    s_.bounds.assign(query_.tokens.size(), TokenBound());
    for (const Expansion& expansion : s_.expansions) {
      const TokenPair& pair = expansion.pair;
      const size_t q = pair.query;
      const bool joined = pair.relation == PairRelation::kJoined;
      const bool split = pair.relation == PairRelation::kSplit;
      int32_t query_weight = s_.query_weights[q].weight;
      if (joined) query_weight = std::min(query_weight + s_.query_weights[q + 1].weight, kMaxTokenWeight);
      const int32_t listed_weight =
          split ? index_.joined_.weight(expansion.word) : index_.words_.weight(expansion.word);
      const int32_t weight = std::min(query_weight, listed_weight);
      const int64_t gain = int64_t{weight} * (pair.similarity - threshold_);
      const int64_t evidence = RareEvidence(weight, pair.similarity);
      const int64_t excess = std::max<int64_t>(0, int64_t{weight} * pair.similarity / 10000 - kContainedFloor);
      const int64_t cost = static_cast<int64_t>(Names(expansion).size());
      if (joined) {
        // Both tokens are used up together: half of what the pair adds is each one's, rounded up.
        for (const size_t half : {q, q + 1}) Raise(half, (gain + 1) / 2, (evidence + 1) / 2, (excess + 1) / 2, cost);
      } else {
        Raise(q, gain, evidence, excess, cost);
      }
    }
    total_loss_ = 0;
    for (size_t q = 0; q < s_.bounds.size(); ++q) {
      // A token may also be left without counterpart, which costs a light one less than a poor counterpart does.
      TokenBound& bound = s_.bounds[q];
      bound.gain = bound.alignable ? std::max(bound.gain, -Loss(q)) : -Loss(q);
      total_loss_ += Loss(q);
    }
  }

  void Raise(size_t q, int64_t gain, int64_t evidence, int64_t excess, int64_t cost) {
    TokenBound& bound = s_.bounds[q];
    bound.gain = bound.alignable ? std::max(bound.gain, gain) : gain;
    bound.evidence = std::max(bound.evidence, evidence);
    bound.excess = std::max(bound.excess, excess);
    bound.cost += cost;
    bound.alignable = true;
  }

  // t * the weight of token q without counterpart, times 10000.
  int64_t Loss(size_t q) const { return int64_t{threshold_} * s_.query_weights[q].rest_weight; }

  // Whether every hit must align a token of P, given the sums over the tokens outside P and inside P.
  static bool Covers(int64_t gain_outside, int64_t evidence_outside, int64_t loss_inside) {
    return gain_outside < loss_inside || evidence_outside < kMinRareEvidence;
  }

  // The cheapest P, as a flag per token.
  std::vector<bool> ChooseCover() const {
    std::vector<bool> chosen(s_.bounds.size(), false);
    std::vector<size_t> tokens;  // those that names can be read for
    int64_t gain = 0;
    int64_t evidence = 0;
    for (size_t q = 0; q < s_.bounds.size(); ++q) {
      gain += s_.bounds[q].gain;
      evidence += s_.bounds[q].evidence;
      if (s_.bounds[q].alignable) tokens.push_back(q);
    }
    if (Covers(gain, evidence, 0)) return chosen;  // no hit can exist
    if (tokens.size() > name_search::kMaxExhaustiveTokens) {
      ChooseGreedily(tokens, gain, evidence, &chosen);
      return chosen;
    }
    const size_t best = CheapestSubset(tokens, gain, evidence);
    for (size_t k = 0; k < tokens.size(); ++k) chosen[tokens[k]] = (best >> k & 1U) != 0;
    return chosen;
  }

  size_t CheapestSubset(const std::vector<size_t>& tokens, int64_t gain, int64_t evidence) const {
    struct Sums {
      int64_t gain, evidence, loss, cost;
    };
    std::array<Sums, size_t{1} << name_search::kMaxExhaustiveTokens> sums;
    sums[0] = {gain, evidence, 0, 0};
    const size_t count = size_t{1} << tokens.size();
    size_t best = count - 1;  // all of them: then nothing is left outside that could be aligned
    int64_t best_cost = INT64_MAX;
    for (size_t mask = 1; mask < count; ++mask) {
      const size_t low = static_cast<size_t>(__builtin_ctzll(mask));
      const Sums& rest = sums[mask & (mask - 1)];
      const TokenBound& bound = s_.bounds[tokens[low]];
      sums[mask] = {rest.gain - bound.gain, rest.evidence - bound.evidence, rest.loss + Loss(tokens[low]),
                    rest.cost + bound.cost};
      if (sums[mask].cost >= best_cost || !Covers(sums[mask].gain, sums[mask].evidence, sums[mask].loss)) continue;
      best = mask;
      best_cost = sums[mask].cost;
    }
    return best;
  }

  // Cheap and heavy tokens first, until they cover.
  void ChooseGreedily(std::vector<size_t> tokens, int64_t gain, int64_t evidence, std::vector<bool>* chosen) const {
    std::sort(tokens.begin(), tokens.end(), [this](size_t a, size_t b) {
      const int64_t left = s_.bounds[a].cost * (s_.query_weights[b].weight + 1);
      const int64_t right = s_.bounds[b].cost * (s_.query_weights[a].weight + 1);
      return left != right ? left < right : a < b;
    });
    int64_t loss = 0;
    for (const size_t q : tokens) {
      (*chosen)[q] = true;
      gain -= s_.bounds[q].gain;
      evidence -= s_.bounds[q].evidence;
      loss += Loss(q);
      if (Covers(gain, evidence, loss)) return;
    }
  }

  // What verifying a name will read, asked for while the names before it are verified: where its tokens begin first,
  // the tokens themselves when that has arrived.
  void Prefetch(absl::Span<const uint32_t> names, size_t at) const {
    constexpr size_t kBeginsAhead = 16;
    constexpr size_t kTokensAhead = 8;
    if (at + kBeginsAhead < names.size()) {
      const uint32_t name = names[at + kBeginsAhead];
      __builtin_prefetch(&index_.first_token_[name]);
      s_.aligned_names.Prefetch(name);
      s_.counted_names.Prefetch(name);
    }
    if (at + kTokensAhead < names.size()) {
      const uint32_t begin = index_.first_token_[names[at + kTokensAhead]];
      __builtin_prefetch(index_.tokens_.data() + begin);
      __builtin_prefetch(index_.pairs_.data() + begin);
    }
  }

  bool ReadNames(absl::Span<const uint32_t> names, bool anchored) {
    for (size_t at = 0; at < names.size(); ++at) {
      Prefetch(names, at);
      const uint32_t name = names[at];
      if (!s_.aligned_names.Set(name)) continue;
      if (!Count(name)) return false;
      Verify(name, anchored);
    }
    return true;
  }

  // A name that is not anchored in the query is no hit unless the query is covered by it.
  void Verify(uint32_t name, bool anchored) {
    const uint32_t begin = index_.first_token_[name];
    const uint32_t count = index_.first_token_[name + 1] - begin;
    s_.pairs.clear();
    for (uint32_t n = 0; n < count; ++n) {
      const uint32_t word = index_.tokens_[begin + n];
      if (s_.expanded.Has(word)) AddPairs(s_.head[word], n);
      const uint32_t joined = index_.pairs_[begin + n];
      if (joined != NameIndex::kNone && s_.expanded_joined.Has(joined)) AddPairs(s_.head_joined[joined], n);
    }
    if (!anchored && !CanReach()) return;
    s_.listed_weights.clear();
    for (uint32_t n = 0; n < count; ++n) {
      const uint32_t word = index_.tokens_[begin + n];
      s_.listed_weights.push_back({index_.words_.weight(word), index_.rest_weights_[word], false, false, false});
    }
    const Alignment alignment = s_.aligner.Align(s_.query_weights, s_.listed_weights, &s_.pairs);
    AddHit(name, alignment.score);
  }

  // Whether a name with these pairs can score the threshold: what its pairs' query tokens bring at best against what
  // the others lose. Most names of a long posting list share one common word and end here.
  bool CanReach() {
    int64_t balance = -total_loss_;
    int64_t evidence = 0;
    const auto add = [&](size_t q) {
      if (!s_.reached.Set(static_cast<uint32_t>(q))) return;
      balance += s_.bounds[q].gain + Loss(q);
      evidence += s_.bounds[q].evidence;
    };
    s_.reached.Begin(s_.bounds.size());
    for (const TokenPair& pair : s_.pairs) {
      add(pair.query);
      if (pair.relation == PairRelation::kJoined) add(pair.query + size_t{1});
    }
    return balance >= 0 && evidence >= kMinRareEvidence;
  }

  void AddPairs(uint32_t head, uint32_t listed) {
    for (uint32_t at = head; at != 0; at = s_.expansions[at - 1].next) {
      TokenPair pair = s_.expansions[at - 1].pair;
      pair.listed = static_cast<uint16_t>(listed);
      s_.pairs.push_back(pair);
    }
  }

  const NameIndex& index_;
  const PreparedName& query_;
  const int threshold_;
  const int64_t max_candidates_;
  int64_t total_loss_ = 0;  // of a name that shares nothing
  SearchResult& result_;
  name_search::SearchScratch& s_;
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
