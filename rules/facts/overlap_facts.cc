// The same people, phones and units behind another name: overlap with listed, denied or earlier rejected parties.
#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "rules/facts/fact_context.h"

namespace cordon {
namespace {

struct OverlapGroup {
  std::set<std::pair<int, std::string>> counted;  // (kind, value)
  bool agent = false;
  std::string listed_date;
  std::string officer_detail;
};

// Incorporated or renamed after the listing or at most so many days before it.
v1::Tri InWindow(const FactContext& ctx, const v1::TransactionParty& party, const v1::PartyInputs& found,
                 const std::string& listed_date) {
  std::vector<std::string> dates(party.renamed_dates().begin(), party.renamed_dates().end());
  dates.push_back(party.incorporation_date().empty() ? found.ownership().incorporation_date()
                                                     : party.incorporation_date());
  if (listed_date.empty()) return v1::UNKNOWN;
  const std::string from = AddDays(listed_date, -ctx.tables.Parameter("PHOENIX_DAYS", ctx.as_of));
  v1::Tri in = v1::NO;
  for (const std::string& date : dates) {
    in = Or(in, date.empty() ? v1::UNKNOWN : TriOf(date >= from));
  }
  return in;
}

}  // namespace

void ComputeOverlapFacts(FactContext* ctx) {
  for (const v1::PartyInputs& found : ctx->in.parties()) {
    const int index = found.party_index();
    if (index < 0 || index >= ctx->txn.parties_size()) continue;
    const v1::TransactionParty& party = ctx->txn.parties(index);
    std::map<std::pair<std::string, std::string>, OverlapGroup> groups;  // (other party, list), ordered
    for (const v1::SharedIdentifier& shared : found.shared()) {
      OverlapGroup& group = groups[{shared.other_name(), shared.list()}];
      if (group.listed_date.empty() || (!shared.listed_date().empty() && shared.listed_date() < group.listed_date)) {
        group.listed_date = shared.listed_date();
      }
      if (shared.kind() == v1::SharedIdentifier::AGENT_ADDRESS) {
        group.agent = true;
      } else if (shared.kind() != v1::SharedIdentifier::ADDRESS_BUILDING) {
        group.counted.insert({shared.kind(), absl::AsciiStrToLower(shared.value())});
      }
    }
    for (const v1::OfficerMatches& officer : found.officers()) {
      // A name alone is not the same person.
      if (officer.employer_list().empty() || officer.basis().empty() || officer.basis() == "NAME") continue;
      OverlapGroup& group = groups[{officer.employer(), officer.employer_list()}];
      std::string name;
      if (officer.officer_index() >= 0 && officer.officer_index() < party.officers_size()) {
        name = party.officers(officer.officer_index()).party().name();
      }
      group.officer_detail = absl::StrCat(name, " (", officer.basis(), ")");
      group.counted.insert({v1::SharedIdentifier::OFFICER, absl::AsciiStrToLower(name)});
    }
    for (const auto& [other, group] : groups) {
      v1::OverlapFact* fact = ctx->out.add_overlap();
      fact->set_party_index(index);
      fact->set_party_name(party.party().name());
      fact->set_other_name(other.first);
      fact->set_list(other.second);
      int64_t shared = static_cast<int64_t>(group.counted.size());
      if (group.agent && shared > 0) ++shared;  // a shared agent counts beside something else, never alone
      fact->set_shared(shared);
      std::set<std::string> kinds;
      for (const auto& [kind, value] : group.counted) {
        kinds.insert(v1::SharedIdentifier::Kind_Name(static_cast<v1::SharedIdentifier::Kind>(kind)));
      }
      if (group.agent) kinds.insert("AGENT_ADDRESS");
      for (const std::string& kind : kinds) fact->add_kinds(kind);
      fact->set_in_window(InWindow(*ctx, party, found, group.listed_date));
      fact->set_listed_date(group.listed_date);
      fact->set_officer_overlap(TriOf(!group.officer_detail.empty()));
      fact->set_officer_detail(group.officer_detail);
    }
  }
}

}  // namespace cordon
