// NameIndex::Search: expand, bound, read, verify. The reasoning is in match/index.h.
#include <algorithm>
#include <utility>

#include "match/equality.h"
#include "match/index.h"
#include "match/scorer.h"
#include "match/search_scratch.h"
#include "match/similarity.h"
#include "match/weights.h"

namespace cordon::internal {

// One search; lives on the stack, works in the thread's scratch memory.
class NameSearch {
  using Expansion = name_search::Expansion;
  using ExpansionHeads = name_search::ExpansionHeads;

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

  // Names the query contains.
  void CollectAnchored() {
    int business_words = 0;
    for (const Token& token : query_.tokens) business_words += token.business_word ? 1 : 0;
    const bool letter = business_words >= kMinBusinessWords;
    int64_t excess = 0;  // the most any alignment can have (match/coverage.h)
    for (const TokenBound& bound : s_.bounds) excess += bound.excess;
    if (excess < (letter ? kMinSentenceExcess : kMinContainedExcess)) return;
    s_.wanted.clear();
    for (const Expansion& expansion : s_.expansions) Want(Anchored(expansion, letter));
    CollectWanted();
  }

  void Begin() {
    s_.aligned_names.Begin(index_.name_count());
    s_.counted_names.Begin(index_.name_count());
    s_.heads.Clear();
    s_.joined_heads.Clear();
    s_.expansions.clear();
    s_.query_weights.clear();
    for (const Token& token : query_.tokens)
      s_.query_weights.push_back({token.weight, token.rest_weight, token.business_word});
  }

  void FindEqualNames() {
    for (const uint64_t key : EqualityKeys(query_)) {
      for (const uint32_t name : index_.Equal(key)) {
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
    for (const uint32_t name : index_.Equal(key)) {
      AddHit(name, kInitialsScore);
      if (s_.counted_names.Set(name)) ++result_.candidates;
    }
  }

  bool FindByLetters() {
    const NameLetters query = LettersOf(query_);
    if (query.text.empty() || query.rare_weight < kMinRareEvidence) return true;
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
    AskForWords();
    Token joined;
    for (size_t q = 0; q < query_.tokens.size(); ++q) {
      const Token& token = query_.tokens[q];
      ExpandWord(q, token);
      ExpandSlips(q, token);
      if (token.abbreviated) ExpandAbbreviation(q, token);
      if (q + 1 == query_.tokens.size() || !JoinTokens(token, query_.tokens[q + 1], &joined)) continue;
      DecodeWord(joined.text, &s_.word);
      const uint32_t id = index_.words_.Find(s_.word, joined.token_class);
      if (id != Vocabulary::kNotFound) AddExpansion(PairRelation::kJoined, q, id, kFullScore);
    }
  }

  // Asks memory for what ExpandWord and ExpandSlips will read, for all tokens, step by step.
  void AskForWords() {
    s_.letters.clear();
    s_.query_words.clear();
    DeletionIndex::Begin(&s_.deletions);
    for (const Token& token : query_.tokens) {
      DecodeWord(token.text, &s_.word);
      const absl::Span<const char32_t> word = s_.word;
      name_search::QueryWord asked;
      asked.begin = s_.letters.size();
      asked.size = word.size();
      asked.hash = Vocabulary::Hash(word, token.token_class);
      asked.joined_hash = TextVocabulary::Hash(absl::MakeConstSpan(token.text), token.token_class);
      s_.letters += s_.word;
      index_.words_.PrefetchFind(asked.hash);
      index_.joined_.PrefetchFind(asked.joined_hash);
      const bool edits = token.token_class == TokenClass::kWord;
      index_.deletions_.Ask(word, edits ? QueryEditBound(word.size(), token.weight) : 0, &s_.deletions);
      s_.query_words.push_back(asked);
    }
    index_.deletions_.Answer(&s_.deletions);
    for (const uint32_t id : s_.deletions.candidates) {
      index_.words_.PrefetchOffset(id);
      index_.words_.PrefetchFacts(id);
    }
    for (const uint32_t id : s_.deletions.candidates) index_.words_.PrefetchWord(id);
  }

  absl::Span<const char32_t> Letters(size_t q) const {
    return absl::MakeConstSpan(s_.letters).subspan(s_.query_words[q].begin, s_.query_words[q].size);
  }

  // Everything on the list that token q is similar to.
  void ExpandWord(size_t q, const Token& token) {
    const Vocabulary& words = index_.words_;
    const name_search::QueryWord& asked = s_.query_words[q];
    const absl::Span<const char32_t> word = Letters(q);
    const uint32_t split =
        index_.joined_.Find(absl::MakeConstSpan(token.text), token.token_class, asked.joined_hash);
    if (split != Vocabulary::kNotFound) AddExpansion(PairRelation::kSplit, q, split, kFullScore);
    s_.seen_words.Begin(words.size());
    const uint32_t exact = words.Find(word, token.token_class, asked.hash);
    if (exact != Vocabulary::kNotFound) {
      s_.seen_words.Set(exact);
      AddExpansion(PairRelation::kSingle, q, exact, kFullScore);
    }
    for (const uint32_t id : s_.deletions.Candidates(q)) {
      if (!s_.seen_words.Set(id)) continue;
      const int similarity = WordSimilarity({word, token.weight}, {words.word(id), words.weight(id)});
      if (similarity > 0) AddExpansion(PairRelation::kSingle, q, id, similarity);
    }
  }

  // What token q may be a slip of, and what of the list may be a slip of token q.
  void ExpandSlips(size_t q, const Token& token) {
    const Vocabulary& classes = index_.slip_classes_;
    const uint32_t slip_class = classes.Find(Letters(q), token.token_class, s_.query_words[q].hash);
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
    for (uint32_t at = s_.heads.Find(word); at != 0; at = s_.expansions[at - 1].next) {
      TokenPair& pair = s_.expansions[at - 1].pair;
      if (pair.query != q || pair.relation != PairRelation::kSingle) continue;
      pair.similarity = std::max(pair.similarity, similarity);
      return;
    }
    AddExpansion(PairRelation::kSingle, q, word, similarity);
  }

  void AddExpansion(PairRelation relation, size_t q, uint32_t word, int similarity) {
    ExpansionHeads& heads = relation == PairRelation::kSplit ? s_.joined_heads : s_.heads;
    Expansion expansion;
    expansion.pair = {relation, static_cast<uint16_t>(q), 0, similarity};
    expansion.word = word;
    expansion.next = heads.Exchange(word, static_cast<uint32_t>(s_.expansions.size()) + 1);
    s_.expansions.push_back(expansion);
    PrefetchFacts(expansion);
  }

  // What ComputeBounds and Collect will ask of it.
  void PrefetchFacts(const Expansion& expansion) const {
    const NameIndex::Postings& postings = PostingsOf(expansion);
    __builtin_prefetch(postings.first.data() + expansion.word);
    __builtin_prefetch(postings.anchored.data() + expansion.word);
    if (expansion.pair.relation == PairRelation::kSplit) {
      index_.joined_.PrefetchFacts(expansion.word);
    } else {
      index_.words_.PrefetchFacts(expansion.word);
    }
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
      bound.loss = int64_t{threshold_} * s_.query_weights[q].rest_weight;
      bound.weight = s_.query_weights[q].weight;
      bound.gain = bound.alignable ? std::max(bound.gain, -bound.loss) : -bound.loss;
      total_loss_ += bound.loss;
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

  // All names first, each once: then what verifying them reads can be asked for ahead.
  void Want(absl::Span<const uint32_t> names) {
    if (names.empty()) return;
    __builtin_prefetch(names.data());
    s_.wanted.push_back(names);
  }
  void CollectWanted() {
    for (const absl::Span<const uint32_t> names : s_.wanted) {
      for (const uint32_t name : names) {
        if (s_.aligned_names.Set(name)) s_.names.push_back(name);
      }
    }
  }

  // What verifying a name will read, asked for while the names before it are verified: where its tokens begin first, the
  // tokens themselves when that has arrived.
  void PrefetchBegin(size_t at) const {
    if (at < s_.names.size()) __builtin_prefetch(&index_.first_token_[s_.names[at]]);
  }
  void PrefetchTokens(size_t at) const {
    if (at >= s_.names.size()) return;
    const uint32_t begin = index_.first_token_[s_.names[at]];
    __builtin_prefetch(index_.tokens_.data() + begin);
    if (!s_.joined_heads.empty()) __builtin_prefetch(index_.pairs_.data() + begin);
  }

  // The first of them are anchored.
  bool ReadNames(size_t anchored) {
    constexpr size_t kBeginsAhead = 24;
    constexpr size_t kTokensAhead = 12;
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
    const uint32_t begin = index_.first_token_[name];
    const uint32_t count = index_.first_token_[name + 1] - begin;
    s_.pairs.clear();
    for (uint32_t n = 0; n < count; ++n) {
      const uint32_t word = index_.tokens_[begin + n];
      if (s_.heads.MayHave(word)) AddPairs(s_.heads.Find(word), n);
      if (s_.joined_heads.empty()) continue;
      const uint32_t joined = index_.pairs_[begin + n];
      if (joined != NameIndex::kNone && s_.joined_heads.MayHave(joined)) AddPairs(s_.joined_heads.Find(joined), n);
    }
    if (!anchored && !CanReach()) return;
    s_.listed_weights.clear();
    for (uint32_t n = 0; n < count; ++n) {
      const uint32_t word = index_.tokens_[begin + n];
      s_.listed_weights.push_back({index_.words_.weight(word), index_.rest_weights_[word]});
    }
    const Alignment alignment = s_.aligner.Align(s_.query_weights, s_.listed_weights, &s_.pairs);
    AddHit(name, alignment.score);
  }

  // Whether a name with these pairs can score the threshold: what its pairs' query tokens bring at best against what the
  // others lose. Most names of a long posting list share one common word and end here.
  bool CanReach() {
    int64_t balance = -total_loss_;
    int64_t evidence = 0;
    const auto add = [&](size_t q) {
      if (std::exchange(s_.reached[q], uint8_t{1}) != 0) return;
      balance += s_.bounds[q].gain + s_.bounds[q].loss;
      evidence += s_.bounds[q].evidence;
    };
    s_.reached.assign(s_.bounds.size(), 0);
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
