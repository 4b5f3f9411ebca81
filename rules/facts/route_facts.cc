// Where it goes: embargoed places, transit points, onward destinations.
#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "rules/facts/fact_context.h"

namespace cordon {
namespace {

using Role = v1::TransactionParty;

bool Embargoed(const FactContext& ctx, const std::string& country) {
  return ctx.tables.InGroup(country, "E:1", ctx.as_of) || ctx.tables.InGroup(country, "E:2", ctx.as_of);
}

void CheckRegion(const FactContext& ctx, absl::string_view text, absl::string_view what,
                 std::vector<std::string>* places) {
  const std::string word = ctx.tables.WordOf("EMBARGO_REGIONS", absl::AsciiStrToUpper(text), ctx.as_of);
  if (!word.empty()) places->push_back(absl::StrCat(what, " ", word));
}

// What an address says in words of an embargoed place: a part of it between commas, or the country it ends with; empty
// if nothing. Postcodes and house numbers do not count.
std::string EmbargoedPlaceIn(const FactContext& ctx, absl::string_view address) {
  constexpr size_t kMaxCountryWords = 5;
  std::vector<std::string> words;  // of the whole address
  for (const absl::string_view part : absl::StrSplit(address, absl::ByAnyChar(",;|/()\n\t"))) {
    std::vector<std::string> named;
    for (absl::string_view word : absl::StrSplit(part, ' ', absl::SkipEmpty())) {
      if (word.find_first_of("0123456789") != absl::string_view::npos) continue;
      while (!word.empty() && (word.back() == '.' || word.back() == '-')) word.remove_suffix(1);
      if (word.empty()) continue;
      named.emplace_back(word);
      words.emplace_back(word);
    }
    const std::string place = absl::StrJoin(named, " ");
    if (ctx.tables.InSet("EMBARGO_PLACES", place, ctx.as_of)) return place;
  }
  for (size_t count = 1; count <= std::min(kMaxCountryWords, words.size()); ++count) {
    const std::string country = absl::StrJoin(words.end() - static_cast<std::ptrdiff_t>(count), words.end(), " ");
    if (ctx.tables.InSet("EMBARGO_COUNTRY_NAMES", country, ctx.as_of)) return country;
  }
  return "";
}

// Places that stand in words only, whatever country the request states beside them: reading an address is a guess, so
// that they are a question and no embargo.
void AddNamedPlaces(const FactContext& ctx, std::vector<std::string>* behind) {
  const auto look = [&](absl::string_view text, absl::string_view what) {
    const std::string place = EmbargoedPlaceIn(ctx, text);
    if (!place.empty()) behind->push_back(absl::StrCat(what, " names ", place));
  };
  for (int i = 0; i < ctx.txn.parties_size(); ++i) {
    const v1::TransactionParty& stated = ctx.txn.parties(i);
    const std::string what = absl::StrCat("an address of ", ctx.out.party(i).name());
    for (const v1::PartyAddress& address : stated.addresses()) {
      look(address.raw(), what);
      look(address.city(), what);
    }
    for (const std::string& address : stated.party().addresses()) look(address, what);
  }
  look(ctx.txn.destination_region(), "the destination's region");
}

// Who stands behind a party: a stake is no embargo by itself, but not to be passed over either.
void FillEmbargoBehind(const FactContext& ctx, v1::TransactionFacts* txn) {
  std::vector<std::string> behind;
  AddNamedPlaces(ctx, &behind);
  for (int i = 0; i < ctx.txn.parties_size(); ++i) {
    const v1::TransactionParty& stated = ctx.txn.parties(i);
    const std::string& name = ctx.out.party(i).name();
    const std::string parent = FactContext::Country(stated.ultimate_parent().hq_country());
    if (Embargoed(ctx, parent)) behind.push_back(absl::StrCat("ultimate parent of ", name, " in ", parent));
    for (const v1::Owner& owner : stated.owners()) {
      std::set<std::string> countries = {FactContext::Country(owner.hq_country())};
      for (const std::string& country : owner.party().countries()) countries.insert(FactContext::Country(country));
      for (const std::string& country : countries) {
        if (Embargoed(ctx, country)) behind.push_back(absl::StrCat("owner of ", name, " in ", country));
      }
    }
  }
  txn->set_embargo_behind(TriOf(!behind.empty()));
  txn->set_embargo_behind_detail(absl::StrJoin(behind, ", "));
}

void FillEmbargo(const FactContext& ctx, v1::TransactionFacts* txn) {
  std::vector<std::string> places;
  bool syria = false;
  const auto check = [&](const std::string& country, const std::string& what) {
    if (country == "SY" && ctx.tables.InForce("SYRIA_EASED", ctx.as_of)) {
      syria = true;
      return;
    }
    if (Embargoed(ctx, country)) places.push_back(absl::StrCat(what, " ", country));
  };
  bool all_known = !ctx.physical || !ctx.out.item().empty() || !ctx.txn.destination().empty();
  check(FactContext::Country(ctx.txn.destination()), "destination");
  check(FactContext::Country(ctx.txn.onward_destination()), "onward destination");
  for (const v1::ItemFacts& item : ctx.out.item()) {
    check(item.destination(), "destination");
    all_known = all_known && (item.sub() != v1::YES || !item.destination().empty());
  }
  for (const v1::Item& item : ctx.txn.items())
    check(FactContext::Country(item.onward_destination()), "onward destination");
  for (int i = 0; i < ctx.txn.parties_size(); ++i) {
    const v1::PartyFacts& party = ctx.out.party(i);
    const v1::TransactionParty& stated = ctx.txn.parties(i);
    // People behind the parties are screened by name; a party that trades has to be somewhere.
    const bool trades = !FactContext::HasAnyRole(stated, Role::OFFICER, Role::UBO, Role::OWNER);
    all_known = all_known && (!trades || !party.hq_country().empty() || stated.party().countries_size() > 0 ||
                              stated.addresses_size() > 0 || !party.incorporation_country().empty());
    check(party.hq_country(), absl::StrCat(party.name(), " in"));
    for (const std::string& country : ctx.txn.parties(i).party().countries()) {
      if (FactContext::Country(country) != party.hq_country())
        check(FactContext::Country(country), absl::StrCat(party.name(), " in"));
    }
    for (const v1::PartyAddress& address : stated.addresses()) {
      const std::string country = FactContext::Country(address.country());
      if (country != party.hq_country()) check(country, absl::StrCat(party.name(), " at an address in"));
      if (country.empty() || country == "UA" || country == "RU") {
        const std::string where = absl::StrCat(party.name(), " at an address in");
        CheckRegion(ctx, absl::StrCat(address.raw(), " ", address.city()), where, &places);
      }
    }
    if (party.incorporation_country() != party.hq_country()) {
      check(party.incorporation_country(), absl::StrCat(party.name(), " incorporated in"));
    }
  }
  for (const std::string& stop : ctx.txn.route()) check(FactContext::Country(stop), "route via");
  check(FactContext::Country(ctx.txn.compute().dc_country()), "data centre in");
  for (const std::string& country : ctx.txn.compute().access_countries())
    check(FactContext::Country(country), "access from");
  CheckRegion(ctx, ctx.txn.destination_region(), "region", &places);
  txn->set_embargo(places.empty() ? (all_known ? v1::NO : v1::UNKNOWN) : v1::YES);
  txn->set_embargo_syria(TriOf(syria));
  txn->set_embargo_detail(places.empty() && syria ? "Syria" : absl::StrJoin(places, ", "));
}

std::string EndUserCountry(const FactContext& ctx) {
  for (int i = 0; i < ctx.txn.parties_size(); ++i) {
    if (FactContext::HasRole(ctx.txn.parties(i), Role::END_USER) && !ctx.out.party(i).hq_country().empty()) {
      return ctx.out.party(i).hq_country();
    }
  }
  return "";
}

void FillTransship(const FactContext& ctx, v1::TransactionFacts* txn) {
  if (txn->sub() != v1::YES) {
    txn->set_transship(v1::NO);
    return;
  }
  const std::string end_user = EndUserCountry(ctx);
  std::vector<std::string> points;
  bool known = false;
  const auto check = [&](const std::string& country, const char* what) {
    if (country.empty()) return;
    known = true;
    // Stays there: no transshipment.
    if (ctx.tables.InSet("TRANSSHIP", country, ctx.as_of) && end_user != country) {
      points.push_back(absl::StrCat(what, " ", country));
    }
  };
  for (const v1::ItemFacts& item : ctx.out.item()) {
    if (item.sub() == v1::YES) check(item.destination(), "destination");
  }
  if (ctx.out.item().empty()) check(FactContext::Country(ctx.txn.destination()), "destination");
  for (const std::string& stop : ctx.txn.route()) check(FactContext::Country(stop), "via");
  txn->set_transship(points.empty() ? (known ? v1::NO : v1::UNKNOWN) : v1::YES);
  txn->set_transship_detail(
      absl::StrCat(absl::StrJoin(points, ", "), ", end user ", end_user.empty() ? "unknown" : "in " + end_user));
}

void FillOnward(const FactContext& ctx, v1::TransactionFacts* txn) {
  v1::Tri onward = v1::NO;
  std::vector<std::string> details;
  // Only while the destination itself lies elsewhere; else DEST-ADV speaks.
  bool elsewhere = false;
  for (const v1::ItemFacts& item : ctx.out.item()) {
    elsewhere = elsewhere || (item.sub() == v1::YES && item.dest_d5() != v1::YES);
  }
  const auto check = [&](const std::string& country, const std::string& what) {
    if (!country.empty() && ctx.D5(country) == v1::YES) {
      onward = v1::YES;
      details.push_back(absl::StrCat(what, " ", country));
    }
  };
  check(FactContext::Country(ctx.txn.onward_destination()), "onward destination");
  // Every item names another destination than the deal: one of the two is where it ends.
  check(FactContext::Country(ctx.txn.destination()), "destination of the deal");
  for (const v1::Item& item : ctx.txn.items())
    check(FactContext::Country(item.onward_destination()), "onward destination");
  for (const std::string& stop : ctx.txn.route()) check(FactContext::Country(stop), "route via");
  check(EndUserCountry(ctx), "end user in");
  const std::string& statement = ctx.txn.end_use().statement();
  const std::string place = ctx.tables.WordOf("D5_PLACES", statement, ctx.as_of);
  v1::Tri mentioned = v1::NO;
  if (!place.empty()) {
    if (ctx.tables.WordOf("NEGATIONS", statement, ctx.as_of).empty()) {
      onward = v1::YES;
      details.push_back(absl::StrCat("end-use text names ", place));
    } else {
      mentioned = v1::YES;
      details.push_back(absl::StrCat("end-use text names ", place, " in a negative sentence"));
    }
  }
  txn->set_onward_d5(And(onward, TriOf(elsewhere)));
  txn->set_onward_mentioned(And(mentioned, TriOf(elsewhere)));
  txn->set_onward_detail(absl::StrJoin(details, ", "));
}

}  // namespace

void ComputeRouteFacts(FactContext* ctx) {
  v1::TransactionFacts* txn = ctx->out.mutable_txn();
  FillEmbargo(*ctx, txn);
  FillEmbargoBehind(*ctx, txn);
  FillTransship(*ctx, txn);
  FillOnward(*ctx, txn);
}

}  // namespace cordon
