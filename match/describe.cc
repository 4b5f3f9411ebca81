// Matcher::Describe and ExplainEntry: hits as messages with their evidence. Only here is a stored entry read in full.
#include <algorithm>

#include "match/address.h"
#include "match/brand.h"
#include "match/identifier.h"
#include "match/listed_readings.h"
#include "match/matcher.h"
#include "match/party_readings.h"
#include "match/priority.h"
#include "match/reading.h"

namespace cordon {
namespace {

v1::Match MatchOfEntry(const v1::ListEntry& entry) {
  v1::Match match;
  match.set_list(entry.list());
  match.set_entry_id(entry.entry_id());
  match.set_entry_name(entry.entry_name());
  match.set_entry_type(entry.type());
  *match.mutable_countries() = entry.countries();
  *match.mutable_programs() = entry.programs();
  match.set_citation(entry.citation());
  match.set_license_requirement(entry.license_requirement());
  match.set_license_policy(entry.license_policy());
  match.set_scope(entry.scope());
  *match.mutable_footnotes() = entry.footnotes();
  match.set_covers_subunits(entry.covers_subunits());
  match.set_start_date(entry.start_date());
  match.set_end_date(entry.end_date());
  return match;
}

void FillAlignment(PairScore pair, v1::Match* match) {
  for (v1::TokenAlignment& step : pair.alignment) *match->add_alignment() = std::move(step);
}

void FillName(const v1::ListEntry& entry, int name, v1::Match* match) {
  const v1::ListName& listed = entry.names(name);
  match->set_matched_on(v1::NAME);
  match->set_matched_name(listed.text());
  match->set_matched_name_kind(listed.kind());
  match->set_matched_name_quality(listed.quality());
}

// The entry's address that scores best against the party's.
void FillAddress(const v1::Party& party, const v1::ListEntry& entry, int query_index, v1::Match* match) {
  const internal::PreparedAddress query = internal::PrepareAddress(party.addresses(query_index));
  int best = -1;
  internal::PreparedAddress best_address;
  for (const v1::ListAddress& listed : entry.addresses()) {
    internal::PreparedAddress address = internal::PrepareAddress(listed.text());
    const int score = internal::ScoreAddress(query, address);
    if (score <= best) continue;
    best = score;
    best_address = std::move(address);
    match->set_matched_value(listed.text());
  }
  match->set_matched_on(v1::ADDRESS);
  FillAlignment(ScorePairWithAlignment(query.words, best_address.words), match);
}

template <typename Equal>
int FindEqual(int count, Equal equal) {
  for (int i = 0; i < count; ++i) {
    if (equal(i)) return i;
  }
  return -1;
}

void FillIdentifier(const v1::Party& party, const v1::ListEntry& entry, int query_index, v1::Match* match) {
  const std::string wanted = internal::NormaliseIdentifier(party.ids(query_index));
  const int at =
      FindEqual(entry.ids_size(), [&](int i) { return internal::NormaliseIdentifier(entry.ids(i)) == wanted; });
  match->set_matched_on(v1::IDENTIFIER);
  if (at >= 0) match->set_matched_value(entry.ids(at).scheme() + " " + entry.ids(at).value());
}

void FillWallet(const v1::Party& party, const v1::ListEntry& entry, int query_index, v1::Match* match) {
  const std::string wanted = internal::NormaliseWallet(party.wallets(query_index));
  const int at =
      FindEqual(entry.wallets_size(), [&](int i) { return internal::NormaliseWallet(entry.wallets(i)) == wanted; });
  match->set_matched_on(v1::WALLET);
  if (at >= 0) match->set_matched_value(entry.wallets(at));
}

// The best of the party's names against one list name.
v1::Match ExplainName(const v1::Party& party, const v1::ListEntry& entry, int name) {
  v1::Match match = MatchOfEntry(entry);
  FillName(entry, name, &match);
  const std::vector<Reading> listed = internal::ListedReadings(entry, name);
  PairScore best;
  best.score = -1;
  for (int i = 0; i < internal::NameFields(party); ++i) {
    const std::vector<Reading> readings = internal::ReadingsOfField(party, i);
    if (readings.empty()) continue;
    PairScore pair = ScoreReadingsWithAlignment(readings, listed);
    if (pair.score <= best.score) continue;
    best = std::move(pair);
    if (i > 0) match.set_query_name(internal::FieldText(party, i));
  }
  match.set_score(std::max(0, best.score));
  FillAlignment(std::move(best), &match);
  return match;
}

}  // namespace

v1::Match Matcher::Describe(const v1::Party& party, const Hit& hit) const {
  const v1::ListEntry entry = snapshot_->Entry(hit.entry);
  v1::Match match = MatchOfEntry(entry);
  match.set_score(hit.score);
  match.set_priority(hit.priority);
  switch (hit.on) {
    case v1::NAME: {
      if (hit.name < 0 || hit.name >= entry.names_size()) break;  // not of this snapshot
      FillName(entry, hit.name, &match);
      if (hit.query_name > 0) match.set_query_name(internal::FieldText(party, hit.query_name));
      FillAlignment(ScoreReadingsWithAlignment(internal::ReadingsOfField(party, hit.query_name),
                                               internal::ListedReadings(entry, hit.name)),
                    &match);
      break;
    }
    case v1::ADDRESS:
      FillAddress(party, entry, hit.query_name, &match);
      break;
    case v1::POSSIBLE_AFFILIATE: {
      if (hit.name < 0 || hit.name >= entry.names_size()) break;
      FillName(entry, hit.name, &match);
      match.set_matched_on(v1::POSSIBLE_AFFILIATE);
      if (hit.query_name > 0) match.set_query_name(internal::FieldText(party, hit.query_name));
      const std::vector<Reading> queries = internal::ReadingsOfField(party, hit.query_name);
      for (const Reading& reading : queries) {
        for (const internal::BrandTable::Found& brand : snapshot_->brands().Find(reading.name)) {
          const bool stands_for_it =
              std::any_of(brand.refs.begin(), brand.refs.end(),
                          [&hit](const internal::BrandRef& ref) { return ref.entry == hit.entry; });
          if (stands_for_it && match.matched_value().empty()) match.set_matched_value(brand.text);
        }
      }
      FillAlignment(ScoreReadingsWithAlignment(queries, internal::ListedReadings(entry, hit.name)), &match);
      break;
    }
    case v1::PATTERN:
      match.set_matched_on(v1::PATTERN);
      match.set_matched_value(entry.pattern());
      if (hit.query_name > 0) match.set_query_name(internal::FieldText(party, hit.query_name));
      break;
    case v1::IDENTIFIER:
      FillIdentifier(party, entry, hit.query_name, &match);
      break;
    case v1::WALLET:
      FillWallet(party, entry, hit.query_name, &match);
      break;
    default:
      break;
  }
  return match;
}

std::vector<v1::Match> Matcher::ExplainEntry(const v1::Party& party, EntryIndex index) const {
  const v1::ListEntry entry = snapshot_->Entry(index);
  std::vector<v1::Match> matches;
  matches.reserve(static_cast<size_t>(entry.names_size()));
  for (int i = 0; i < entry.names_size(); ++i) matches.push_back(ExplainName(party, entry, i));
  if (entry.type() == v1::ENTRY_ADDRESS) {
    for (int i = 0; i < party.addresses_size(); ++i) {
      const internal::PreparedAddress query = internal::PrepareAddress(party.addresses(i));
      for (const v1::ListAddress& listed : entry.addresses()) {
        v1::Match match = MatchOfEntry(entry);
        match.set_matched_on(v1::ADDRESS);
        match.set_matched_value(listed.text());
        const internal::PreparedAddress address = internal::PrepareAddress(listed.text());
        match.set_score(internal::ScoreAddress(query, address));
        FillAlignment(ScorePairWithAlignment(query.words, address.words), &match);
        matches.push_back(std::move(match));
      }
    }
  }
  std::stable_sort(matches.begin(), matches.end(),
                   [](const v1::Match& a, const v1::Match& b) { return a.score() > b.score(); });
  return matches;
}

}  // namespace cordon
