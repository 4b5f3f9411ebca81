#include "match/matcher.h"

#include <algorithm>
#include <utility>

#include "match/address.h"
#include "match/brand.h"
#include "match/fold.h"
#include "match/identifier.h"
#include "match/index.h"
#include "match/listed_readings.h"
#include "match/party_readings.h"
#include "match/priority.h"
#include "match/reading.h"
#include "match/snapshot_tables.h"
#include "match/watch_patterns.h"

namespace cordon {
namespace {

using internal::KeyedEntry;
using internal::NameFacts;
using internal::PriorityEvidence;
using internal::SearchResult;
using internal::SnapshotTables;
using internal::StableHash;
using internal::TextEquality;

// A hit with what ranks it against other hits of the same entry and of other entries.
struct RankedHit {
  Hit hit;
  TextEquality text = TextEquality::kNone;
  bool weak = false;
  bool primary = false;
};

// Identifiers and wallets are stronger evidence than an equal name.
int MatchedOnRank(v1::MatchedOn on) {
  switch (on) {
    case v1::IDENTIFIER:
      return 3;
    case v1::WALLET:
      return 2;
    case v1::NAME:
      return 1;
    default:  // address, pattern
      return 0;
  }
}

// Whether `a` is the better evidence for one and the same entry, of two that count alike.
bool BetterForEntry(const RankedHit& a, const RankedHit& b) {
  if (a.hit.score != b.hit.score) return a.hit.score > b.hit.score;
  if (a.hit.on != b.hit.on) return MatchedOnRank(a.hit.on) > MatchedOnRank(b.hit.on);
  if (a.text != b.text) return a.text > b.text;
  if (a.weak != b.weak) return !a.weak;
  if (a.hit.query_name != b.hit.query_name) return a.hit.query_name < b.hit.query_name;
  return a.hit.name < b.hit.name;
}

// Collects the evidence of one party against one snapshot.
class MatchRun {
 public:
  MatchRun(const ListSnapshot& snapshot, const v1::Party& party, const MatchOptions& options)
      : snapshot_(snapshot),
        tables_(snapshot.tables()),
        party_(party),
        options_(options),
        floor_(std::max(1, options.threshold - std::max(0, options.near_band))) {}

  MatchResult Run() {
    MatchNames();
    MatchIdentifiers();
    MatchWallets();
    MatchAddresses();
    result_.nothing_to_match = !anything_;
    KeepBestPerEntry();
    for (RankedHit& ranked : found_) ranked.hit.priority = Priority(ranked);
    std::sort(found_.begin(), found_.end(), [this](const RankedHit& a, const RankedHit& b) { return Before(a, b); });
    for (const RankedHit& ranked : found_) {
      (Counts(ranked) ? result_.hits : result_.near_misses).push_back(ranked.hit);
    }
    return std::move(result_);
  }

 private:
  void MatchNames() {
    SearchResult search;
    std::vector<std::pair<int, std::vector<Reading>>> names;  // of the name and the aliases, by field
    for (int i = 0; i < internal::NameFields(party_); ++i) {
      std::vector<Reading> readings = internal::ReadingsOfField(party_, i);
      if (readings.empty()) continue;
      if (i == 0) result_.generic_name = readings.front().name.only_generic;
      const std::string text = internal::FieldText(party_, i);
      const uint64_t text_hash = StableHash(text);
      const uint64_t folded_hash = StableHash(readings.front().name.squashed_full);
      for (const Reading& reading : readings) {
        result_.obfuscated |= reading.name.obfuscated;
        if (reading.name.tokens.empty()) continue;
        anything_ = true;
        snapshot_.index().Search(reading.name, floor_, options_.max_candidates, &search);
        result_.candidates += search.candidates;
        result_.work_exhausted |= search.exhausted;
        for (const internal::NameHit& name_hit : search.hits) {
          AddName(name_hit, i, reading.kind, text_hash, folded_hash);
        }
      }
      if (!snapshot_.patterns().empty()) MatchPatterns(text, i, readings);
      if (i <= party_.aliases_size()) names.emplace_back(i, std::move(readings));
    }
    // After all names: what a full name says need not be said again.
    for (const auto& [field, readings] : names) {
      for (const Reading& reading : readings) {
        for (const internal::BrandTable::Found& brand : snapshot_.brands().Find(reading.name)) {
          for (const internal::BrandRef& ref : brand.refs) AddAffiliate(ref, brand.text, reading, field);
        }
      }
    }
  }

  void AddAffiliate(const internal::BrandRef& ref, const std::string& brand, const Reading& reading, int query_name) {
    if (SaidByName(ref, brand)) return;
    const v1::ListEntry entry = snapshot_.Entry(ref.entry);
    const int ordinal = tables_.names[ref.name].ordinal;
    if (ordinal >= entry.names_size()) return;
    RankedHit ranked;
    ranked.hit.entry = ref.entry;
    ranked.hit.name = ordinal;
    ranked.hit.query_name = query_name;
    ranked.hit.on = v1::POSSIBLE_AFFILIATE;
    const std::vector<Reading> listed = internal::ListedReadings(entry, ordinal);
    // Evidence of its own, and never more than a full name below the threshold is.
    const int score = ScoreReadings(absl::MakeConstSpan(&reading, 1), listed).score;
    ranked.hit.score = std::min(score, options_.threshold - 1);
    found_.push_back(ranked);
  }

  // Whether a full name of the same list matches that carries the brand and is in force whenever this entry is.
  bool SaidByName(const internal::BrandRef& ref, const std::string& brand) const {
    const EntrySummary wanted = snapshot_.summary(ref.entry);
    for (const RankedHit& ranked : found_) {
      if (ranked.hit.on != v1::NAME || ranked.hit.score < options_.threshold) continue;
      const EntrySummary summary = snapshot_.summary(ranked.hit.entry);
      const bool as_long =
          summary.start_date <= wanted.start_date &&
          (summary.end_date.empty() || (!wanted.end_date.empty() && summary.end_date >= wanted.end_date));
      if (summary.list != wanted.list || !as_long) continue;
      const v1::ListEntry entry = snapshot_.Entry(ranked.hit.entry);
      if (ranked.hit.name >= entry.names_size()) continue;
      for (const Reading& listed : internal::ListedReadings(entry, ranked.hit.name)) {
        if (internal::HoldsBrand(listed.name, brand)) return true;
      }
    }
    return false;
  }

  // Whether it is a match; else it is a near miss.
  bool Counts(const RankedHit& ranked) const {
    return ranked.hit.score >= options_.threshold || ranked.hit.on == v1::POSSIBLE_AFFILIATE;
  }

  // In the views that match/watch_patterns.h names.
  void MatchPatterns(const std::string& text, int query_name, const std::vector<Reading>& readings) {
    thread_local internal::FoldedText folded;
    thread_local std::string view;
    thread_local std::vector<uint32_t> entries;
    entries.clear();
    internal::FoldText(text, &folded);
    view.clear();
    for (const internal::FoldedWord& word : folded.words) AppendWord(folded.Word(word), &view);
    snapshot_.patterns().Search(view, &entries);
    if (view != text) snapshot_.patterns().Search(text, &entries);
    for (size_t r = 1; r < readings.size(); ++r) {
      view.clear();
      for (const Token& token : readings[r].name.tokens) AppendWord(token.printed, &view);
      snapshot_.patterns().Search(view, &entries);
    }
    for (const uint32_t entry : entries) {
      anything_ = true;
      AddExact(entry, query_name, v1::PATTERN);
    }
  }

  static void AppendWord(absl::string_view word, std::string* view) {
    if (word.empty()) return;
    if (!view->empty()) view->push_back(' ');
    view->append(word.data(), word.size());
  }

  void AddName(const internal::NameHit& name_hit, int query_name, ReadingKind reading, uint64_t text_hash,
               uint64_t folded_hash) {
    const NameFacts& facts = tables_.names[name_hit.name];
    const int score = AdjustForReadings(name_hit.score, reading, static_cast<ReadingKind>(facts.reading));
    RankedHit ranked;
    ranked.hit.entry = facts.entry;
    ranked.hit.name = facts.ordinal;
    ranked.hit.query_name = query_name;
    ranked.hit.on = v1::NAME;
    ranked.hit.score = score;
    if (ranked.hit.score < floor_) return;
    ranked.text = facts.text_hash == text_hash       ? TextEquality::kPrinted
                  : facts.folded_hash == folded_hash ? TextEquality::kFolded
                                                     : TextEquality::kNone;
    ranked.weak = facts.quality() == v1::WEAK;
    ranked.primary = facts.kind() == v1::PRIMARY;
    found_.push_back(ranked);
  }

  void MatchIdentifiers() {
    for (int i = 0; i < party_.ids_size(); ++i) {
      const std::string key = internal::NormaliseIdentifier(party_.ids(i));
      if (key.empty()) continue;
      anything_ = true;
      for (const KeyedEntry& keyed : internal::FindKey(tables_.identifiers, StableHash(key))) {
        const v1::ListEntry entry = snapshot_.Entry(keyed.entry);
        const int ordinal = static_cast<int>(keyed.ordinal);
        if (ordinal >= entry.ids_size() || internal::NormaliseIdentifier(entry.ids(ordinal)) != key) continue;
        AddExact(keyed.entry, i, v1::IDENTIFIER);
      }
    }
  }

  void MatchWallets() {
    for (int i = 0; i < party_.wallets_size(); ++i) {
      const std::string key = internal::NormaliseWallet(party_.wallets(i));
      if (key.empty()) continue;
      anything_ = true;
      for (const KeyedEntry& keyed : internal::FindKey(tables_.wallets, StableHash(key))) {
        const v1::ListEntry entry = snapshot_.Entry(keyed.entry);
        const int ordinal = static_cast<int>(keyed.ordinal);
        if (ordinal >= entry.wallets_size() || internal::NormaliseWallet(entry.wallets(ordinal)) != key) continue;
        AddExact(keyed.entry, i, v1::WALLET);
      }
    }
  }

  void AddExact(EntryIndex entry, int query_index, v1::MatchedOn on) {
    RankedHit ranked;
    ranked.hit.entry = entry;
    ranked.hit.query_name = query_index;
    ranked.hit.on = on;
    ranked.hit.score = kFullScore;
    if (on != v1::PATTERN) ranked.text = TextEquality::kPrinted;
    found_.push_back(ranked);
  }

  // Addresses reach the entries that are listed by address; the few of them are compared one by one.
  void MatchAddresses() {
    for (int i = 0; i < party_.addresses_size(); ++i) {
      const internal::PreparedAddress query = internal::PrepareAddress(party_.addresses(i));
      if (query.folded.empty()) continue;
      anything_ = true;
      for (const internal::ListedAddress& listed : tables_.addresses) {
        const int score = internal::ScoreAddress(query, listed.address);
        if (score < floor_) continue;
        RankedHit ranked;
        ranked.hit.entry = listed.entry;
        ranked.hit.query_name = i;
        ranked.hit.on = v1::ADDRESS;
        ranked.hit.score = score;
        if (query.folded == listed.address.folded) ranked.text = TextEquality::kFolded;
        found_.push_back(ranked);
      }
    }
  }

  void KeepBestPerEntry() {
    std::sort(found_.begin(), found_.end(), [this](const RankedHit& a, const RankedHit& b) {
      if (a.hit.entry != b.hit.entry) return a.hit.entry < b.hit.entry;
      return Counts(a) != Counts(b) ? Counts(a) : BetterForEntry(a, b);
    });
    found_.erase(std::unique(found_.begin(), found_.end(),
                             [](const RankedHit& a, const RankedHit& b) { return a.hit.entry == b.hit.entry; }),
                 found_.end());
  }

  int Priority(const RankedHit& ranked) const {
    PriorityEvidence evidence;
    evidence.exact_key = ranked.hit.on == v1::IDENTIFIER || ranked.hit.on == v1::WALLET;
    evidence.text = ranked.text;
    evidence.weak_alias = ranked.weak;
    evidence.primary_name = ranked.primary;
    evidence.type_differs = internal::TypesDiffer(party_.type(), snapshot_.summary(ranked.hit.entry).type);
    if (!evidence.exact_key && (!party_.countries().empty() || !party_.addresses().empty())) {
      const v1::ListEntry entry = snapshot_.Entry(ranked.hit.entry);
      evidence.country = internal::CompareCountries(party_, entry);
      evidence.address_agrees = ranked.hit.on == v1::NAME && SharesAddress(entry);
    }
    return internal::PriorityOf(evidence);
  }

  bool SharesAddress(const v1::ListEntry& entry) const {
    for (const std::string& text : party_.addresses()) {
      const std::string folded = internal::PrepareAddress(text).folded;
      if (folded.empty()) continue;
      for (const v1::ListAddress& listed : entry.addresses()) {
        if (internal::PrepareAddress(listed.text()).folded == folded) return true;
      }
    }
    return false;
  }

  bool Before(const RankedHit& a, const RankedHit& b) const {
    if (a.hit.score != b.hit.score) return a.hit.score > b.hit.score;
    if (a.text != b.text) return a.text > b.text;
    if (a.hit.priority != b.hit.priority) return a.hit.priority > b.hit.priority;
    const EntrySummary left = snapshot_.summary(a.hit.entry);
    const EntrySummary right = snapshot_.summary(b.hit.entry);
    return left.list != right.list ? left.list < right.list : left.entry_id < right.entry_id;
  }

  const ListSnapshot& snapshot_;
  const SnapshotTables& tables_;
  const v1::Party& party_;
  const MatchOptions& options_;
  const int floor_;
  bool anything_ = false;
  std::vector<RankedHit> found_;
  MatchResult result_;
};

}  // namespace

Matcher::Matcher(std::shared_ptr<const ListSnapshot> snapshot) : snapshot_(std::move(snapshot)) {}

MatchResult Matcher::Match(const v1::Party& party, const MatchOptions& options) const {
  return MatchRun(*snapshot_, party, options).Run();
}

PairScore CompareNames(absl::string_view a, absl::string_view b, v1::PartyType) {
  // The type ranks entries; a bare name has no entry.
  return ScoreReadingsWithAlignment(ReadingsOf(a, ReadingSide::kQuery), ReadingsOf(b, ReadingSide::kListed));
}

}  // namespace cordon
