// PartyIndex::Find: each name of each entry against all parties. The reasoning is in match/party_index.h.
#include <algorithm>
#include <array>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "match/align.h"
#include "match/equality.h"
#include "match/identifier.h"
#include "match/index.h"
#include "match/initials.h"
#include "match/letters.h"
#include "match/listed_readings.h"
#include "match/party_index.h"
#include "match/party_keys.h"
#include "match/party_relations.h"
#include "match/reading.h"
#include "match/scorer.h"
#include "match/similarity.h"
#include "match/weights.h"

namespace cordon {

using internal::PartyKey;

// One Find. Named, not anonymous: a friend of PartyIndex.
class PartySearch {
 public:
  PartySearch(const PartyIndex& index, int threshold)
      : index_(index),
        threshold_(threshold),
        relations_of_(index),
        seen_(index.parties_of_.size(), 0),
        heads_(index.words_.size(), 0) {}

  void AddEntry(const v1::ListEntry& entry) {
    all_ = all_ || !entry.pattern().empty();
    if (entry.type() == v1::ENTRY_ADDRESS) addresses_ = true;
    const bool person = entry.type() == v1::ENTRY_PERSON;
    for (int i = 0; i < entry.names_size(); ++i) {
      if (!names_[person].insert(entry.names(i).text()).second) continue;
      for (const Reading& reading : internal::ListedReadings(entry, i)) AddName(reading.name);
    }
    for (const v1::Identifier& id : entry.ids()) {
      const std::string key = internal::NormaliseIdentifier(id);
      if (!key.empty()) TakeParties(index_.party_keys_.Find(KeyOfText(PartyKey::kIdentifier, key)));
    }
    for (const std::string& wallet : entry.wallets()) {
      const std::string key = internal::NormaliseWallet(wallet);
      if (!key.empty()) TakeParties(index_.party_keys_.Find(KeyOfText(PartyKey::kWallet, key)));
    }
  }

  void AddBrand(const std::string& brand) {
    Take(index_.keys_.Find(KeyOfText(PartyKey::kPrintedTogether, brand)));
    std::u32string letters;
    internal::DecodeWord(brand, &letters);
    for (const TokenClass token_class : {TokenClass::kWord, TokenClass::kNumber, TokenClass::kLegalForm}) {
      Take(index_.keys_.Find(KeyOfWord(PartyKey::kJoined, brand, token_class)));
      const uint32_t word = index_.words_.Find(letters, token_class);
      if (word == internal::Vocabulary::kNotFound) continue;
      Take(absl::MakeConstSpan(index_.holders_)
               .subspan(index_.first_holder_[word],
                        index_.first_holder_[word + size_t{1}] - index_.first_holder_[word]));
    }
  }

  std::vector<uint32_t> Finish() && {
    if (all_) {
      found_ = index_.all_;
    } else {
      TakeParties(index_.always_);
      if (addresses_) TakeParties(index_.with_addresses_);
    }
    std::sort(found_.begin(), found_.end());
    found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
    return std::move(found_);
  }

 private:
  // A listed token that a party's word is similar to.
  struct Relation {
    uint32_t token;
    uint32_t next;  // of the same word, + 1
    int32_t weight;
    int32_t similarity;
  };

  void AddName(const PreparedName& name) {
    for (const uint64_t key : internal::EqualityKeys(name)) Take(index_.keys_.Find(key));
    for (const std::string& initials : internal::ListedInitials(name)) {
      Take(index_.keys_.Find(KeyOfText(PartyKey::kInitials, initials)));
    }
    AddLetters(internal::LettersOf(name).text);
    AddWords(name);
  }

  void AddLetters(absl::string_view text) {
    if (text.empty()) return;
    if (text.size() <= internal::kMaxLetters) {
      index_.letters_.Lookup(text, &near_);
      const internal::LetterPattern pattern(text);
      const internal::LetterSign sign(text);
      const int edits = internal::LetterBound(text.size());
      for (const uint32_t reading : near_) {
        if (!index_.letters_.sign(reading).MayMeet(sign, edits)) continue;
        const absl::string_view other = index_.letters_.text(reading);
        if (other.size() <= internal::kMaxLetters && pattern.IsNear(other)) Take(reading);
      }
    }
    // Names that this one is cut short to.
    const size_t least = std::max(internal::KeptLetters(text.size()), internal::kMinBeginning);
    for (size_t kept = least; kept < text.size(); ++kept) {
      Take(index_.keys_.Find(KeyOfText(PartyKey::kLetters, text.substr(0, kept))));
    }
  }

  void AddWords(const PreparedName& name) {
    tokens_ = relations_of_.Relate(name);
    Cover();
    if (cover_.empty()) return;
    ++round_;
    any_keyed_ =
        std::any_of(tokens_.begin(), tokens_.end(), [](const RelatedToken& one) { return !one.keyed.empty(); });
    relations_.clear();
    for (uint32_t at = 0; at < tokens_.size(); ++at) {
      for (const RelatedWord& related : tokens_[at].words) {
        relations_.push_back({at, heads_[related.word], related.weight, related.similarity});
        heads_[related.word] = static_cast<uint32_t>(relations_.size());
      }
    }
    for (const size_t at : cover_) {
      for (const internal::PackedIds::Range& keyed : tokens_[at].keyed) {
        for (const uint32_t reading : keyed) LookAt(reading);
      }
      for (const RelatedWord& related : tokens_[at].words) {
        for (uint32_t i = index_.first_holder_[related.word]; i < index_.first_holder_[related.word + size_t{1}]; ++i) {
          LookAt(index_.holders_[i]);
        }
      }
    }
    LookAtAll();
    for (const RelatedToken& token : tokens_) {
      for (const RelatedWord& related : token.words) heads_[related.word] = 0;
    }
  }

  // The tokens of P, cheap and heavy ones first. None if the name cannot be found by its words.
  void Cover() {
    int64_t weight = 0;
    int64_t evidence = 0;
    cover_.clear();
    order_.clear();
    for (size_t i = 0; i < tokens_.size(); ++i) {
      weight += tokens_[i].weight;
      evidence += tokens_[i].evidence;
      order_.push_back(i);
    }
    std::sort(order_.begin(), order_.end(), [this](size_t a, size_t b) {
      const int64_t left = tokens_[a].cost * (tokens_[b].weight + 1);
      const int64_t right = tokens_[b].cost * (tokens_[a].weight + 1);
      return left != right ? left < right : a < b;
    });
    int64_t rest = 0;
    bool word = false;
    for (const size_t at : order_) {
      if (Covers(weight, rest, evidence, word)) break;
      cover_.push_back(at);
      weight -= tokens_[at].weight;
      evidence -= tokens_[at].evidence;
      rest += tokens_[at].rest_weight;
      word = word || !tokens_[at].form;
    }
  }

  // Given the weight and the evidence of the tokens outside P, the rest of those inside, and whether P has a token that
  // is no legal form, without which a listed name is not there word for word.
  bool Covers(int64_t weight, int64_t rest, int64_t evidence, bool word) const {
    if (evidence < internal::kMinRareEvidence) return true;
    const bool too_little = 100'000 * weight < int64_t{threshold_} * (10 * weight + 3 * rest);
    const bool not_contained = 10'000 * weight < int64_t{internal::kMinCoverage} * (weight + rest);
    return word && too_little && not_contained;
  }

  void LookAt(uint32_t reading) {
    if (std::exchange(seen_[reading], round_) == round_) return;
    __builtin_prefetch(&index_.first_token_[reading]);
    looked_at_.push_back(reading);
  }

  // Memory is asked for ahead: the readings lie anywhere.
  void LookAtAll() {
    constexpr size_t kAhead = 12;
    const auto prefetch = [this](size_t at) {
      if (at < looked_at_.size()) __builtin_prefetch(index_.tokens_.data() + index_.first_token_[looked_at_[at]]);
    };
    for (size_t at = 0; at < kAhead; ++at) prefetch(at);
    for (size_t at = 0; at < looked_at_.size(); ++at) {
      prefetch(at + kAhead);
      if (MayReach(looked_at_[at])) Take(looked_at_[at]);
    }
    looked_at_.clear();
  }

  // Whether the words of a party's name can bring enough: what each is worth at best against what the others lose, or,
  // if the listed name is contained in it, against the listed words.
  bool MayReach(uint32_t reading) {
    int64_t balance = 0;
    int64_t evidence = 0;
    listed_.assign(tokens_.size(), 0);
    lost_.clear();
    for (uint32_t at = index_.first_token_[reading]; at < index_.first_token_[reading + size_t{1}]; ++at) {
      const PartyIndex::PartyToken& token = index_.tokens_[at];
      int64_t gain = -int64_t{threshold_} * token.rest_weight;
      int64_t most = 0;
      for (uint32_t i = heads_[token.word]; i != 0; i = relations_[i - 1].next) {
        const Relation& relation = relations_[i - 1];
        const int32_t weight = std::min<int32_t>(token.weight, relation.weight);
        gain = std::max(gain, int64_t{weight} * (relation.similarity - threshold_));
        most = std::max(most, internal::RareEvidence(weight, relation.similarity));
        int64_t& listed = listed_[relation.token];
        listed = std::max(listed, int64_t{weight} * relation.similarity);
      }
      balance += gain;
      evidence += most;
      if (gain < 0) lost_.push_back(-gain);
    }
    AddUnweighed(reading, &balance, &evidence);
    if (evidence < internal::kMinRareEvidence) return false;
    if (balance >= 0) return true;
    int64_t matched = 0;
    int64_t whole = 0;
    for (size_t n = 0; n < tokens_.size(); ++n) {
      matched += listed_[n];
      if (!tokens_[n].form) whole += std::min(tokens_[n].weight, tokens_[n].rest_weight);
    }
    return matched >= int64_t{internal::kMinCoverage} * whole;
  }

  // Two words of a party against a listed one, and words with a dot: which of its words is not known. At best it brings
  // all of the listed word, and two of the party's words that would be lost are not.
  void AddUnweighed(uint32_t reading, int64_t* balance, int64_t* evidence) {
    if (!any_keyed_) return;
    std::sort(lost_.begin(), lost_.end());
    for (size_t n = 0; n < tokens_.size(); ++n) {
      const RelatedToken& token = tokens_[n];
      const bool keyed =
          std::any_of(token.keyed.begin(), token.keyed.end(), [reading](const internal::PackedIds::Range& one) {
            return std::binary_search(one.begin(), one.end(), reading);
          });
      if (!keyed) continue;
      *balance += token.weight * (kFullScore - threshold_);
      *evidence += token.evidence;
      listed_[n] = std::max(listed_[n], token.weight * kFullScore);
      for (int word = 0; word < 2 && !lost_.empty(); ++word) {
        *balance += lost_.back();
        lost_.pop_back();
      }
    }
  }

  void Take(uint32_t reading) { found_.push_back(index_.parties_of_[reading]); }
  template <typename Readings>
  void Take(const Readings& readings) {
    for (const uint32_t reading : readings) Take(reading);
  }
  template <typename Parties>
  void TakeParties(const Parties& parties) {
    found_.insert(found_.end(), parties.begin(), parties.end());
  }

  const PartyIndex& index_;
  const int threshold_;
  bool all_ = false;
  bool addresses_ = false;
  std::array<absl::flat_hash_set<std::string>, 2> names_;  // that were looked for, of others and of persons
  std::vector<uint32_t> found_;                            // parties
  std::vector<uint32_t> near_;
  // Of one name.
  PartyRelations relations_of_;
  std::vector<RelatedToken> tokens_;
  std::vector<size_t> order_;
  std::vector<size_t> cover_;
  std::vector<uint32_t> looked_at_;
  bool any_keyed_ = false;
  std::vector<int64_t> lost_;
  std::vector<int64_t> listed_;
  uint32_t round_ = 0;
  std::vector<uint32_t> seen_;   // by reading: the round it was looked at
  std::vector<uint32_t> heads_;  // by word: first relation, + 1
  std::vector<Relation> relations_;
};

std::vector<uint32_t> PartyIndex::Find(absl::Span<const v1::ListEntry> entries, absl::Span<const std::string> brands,
                                       int threshold) const {
  PartySearch search(*this, threshold);
  for (const v1::ListEntry& entry : entries) search.AddEntry(entry);
  for (const std::string& brand : brands) search.AddBrand(brand);
  return std::move(search).Finish();
}

}  // namespace cordon
