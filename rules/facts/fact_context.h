// What the fact functions of this folder share while one Facts message is being computed: inputs, tables, dates, and
// three-valued helpers. Lives for one call of ComputeFacts; not thread-safe.
//
//   party.set_d5(Or(party.hq_d5(), party.parent_d5()));
#ifndef CORDON_RULES_FACTS_FACT_CONTEXT_H_
#define CORDON_RULES_FACTS_FACT_CONTEXT_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "cordon/v1/facts.pb.h"
#include "rules/facts/control.h"
#include "rules/facts/tables.h"

namespace cordon {

inline v1::Tri TriOf(bool value) { return value ? v1::YES : v1::NO; }
// Kleene logic: a YES decides Or, a NO decides And, else one UNKNOWN makes UNKNOWN.
inline v1::Tri Or(v1::Tri a, v1::Tri b) {
  if (a == v1::YES || b == v1::YES) return v1::YES;
  return a == v1::NO && b == v1::NO ? v1::NO : v1::UNKNOWN;
}
inline v1::Tri And(v1::Tri a, v1::Tri b) {
  if (a == v1::NO || b == v1::NO) return v1::NO;
  return a == v1::YES && b == v1::YES ? v1::YES : v1::UNKNOWN;
}

struct FactContext {
  FactContext(const v1::FactInputs& inputs, const Tables& law, v1::Facts& facts);

  const v1::FactInputs& in;
  const v1::Transaction& txn;
  const Tables& tables;
  v1::Facts& out;
  std::string as_of;
  std::string order_date;  // as_of where the request has none
  bool physical = false;   // activity moves items: export, reexport, transfer in country, physical lease
  bool hardware = false;   // the computing hardware itself passes to the customer
  bool access = false;     // capacity is used where it stands

  std::vector<const v1::PartyInputs*> findings;  // by party index, never null

  // A country code of the request in upper case.
  static std::string Country(absl::string_view text);
  // In D:5 or Macau at as_of; UNKNOWN for no country.
  v1::Tri D5(absl::string_view country) const;
  // In the scope of 742.6(a)(6)(iii) as a destination on `date`.
  v1::Tri DestinationAdvanced(absl::string_view country, absl::string_view date) const;
  static bool HasRole(const v1::TransactionParty& party, v1::TransactionParty::Role role);
  template <typename... Roles>
  static bool HasAnyRole(const v1::TransactionParty& party, Roles... roles) {
    return (HasRole(party, roles) || ...);
  }
};

// YYYY-MM-DD plus or minus days; empty for an unreadable date.
std::string AddDays(absl::string_view date, int64_t days);
// Days from `from` to `to`; nothing if either is unreadable.
std::optional<int64_t> DaysBetween(absl::string_view from, absl::string_view to);
// 1234567 -> "1.23" (millionths, two digits, rounded down).
std::string MicrosText(int64_t micros);

// In the order in which they are called; each fills its part of ctx.out.
void ComputeItemFacts(FactContext* ctx);
void ComputeCapacityFacts(FactContext* ctx);
void ComputePartyFacts(FactContext* ctx);
void ComputeIdentityFacts(FactContext* ctx);  // KYC, address, mail, industry of each party
void ComputeListFacts(FactContext* ctx);      // hits, address hits
void ComputeOwnershipFacts(FactContext* ctx);
void ComputeOverlapFacts(FactContext* ctx);
void ComputePaymentFacts(FactContext* ctx);
void ComputeDealFacts(FactContext* ctx);     // the deal as a whole
void ComputeRouteFacts(FactContext* ctx);    // destination, transit, onward, embargo
void ComputeClusterFacts(FactContext* ctx);  // H100 equivalents with linked orders, power
void ComputeStockpileFacts(FactContext* ctx);
void ComputeFundingFacts(FactContext* ctx);
void ComputeLetterFacts(FactContext* ctx);

// What a licence requirement of this scope reaches for a party (see ListReach).
v1::ListReach ReachOf(const FactContext& ctx, const v1::PartyFacts& party, v1::LicenseScope scope);

}  // namespace cordon

#endif  // CORDON_RULES_FACTS_FACT_CONTEXT_H_
