#include "service/screening/recorded_history.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "service/screening/history.h"
#include "service/screening/record.h"

namespace cordon {
namespace {

// Of an earlier deal, not of a list that an operator gave the same code.
bool FromHistory(const v1::SharedIdentifier& shared) {
  return (shared.list() == kHeldBefore || shared.list() == kRefusedBefore) &&
         absl::StartsWith(shared.entry_id(), kScreeningPrefix);
}

void AddOfficer(const v1::OfficerMatches& recorded, v1::PartyInputs* party) {
  auto* const officers = party->mutable_officers();
  auto officer = std::find_if(officers->begin(), officers->end(), [&](const v1::OfficerMatches& one) {
    return one.officer_index() == recorded.officer_index();
  });
  v1::OfficerMatches& found = officer == officers->end() ? *officers->Add() : *officer;
  found.set_officer_index(recorded.officer_index());
  found.set_basis(recorded.basis());
  found.set_employer(recorded.employer());
  found.set_employer_list(recorded.employer_list());
}

}  // namespace

void AddRecordedHistory(const v1::Screening& recorded, v1::FactInputs* inputs) {
  for (int i = 0; i < recorded.parties_size() && i < inputs->parties_size(); ++i) {
    v1::PartyInputs& party = *inputs->mutable_parties(i);
    for (const v1::SharedIdentifier& shared : recorded.parties(i).shared()) {
      if (FromHistory(shared)) *party.add_shared() = shared;
    }
    for (const v1::OfficerMatches& officer : recorded.parties(i).officers()) {
      const std::string& list = officer.employer_list();
      if (list == kHeldBefore || list == kRefusedBefore) AddOfficer(officer, &party);
    }
  }
  *inputs->mutable_history() = recorded.history();
  for (const v1::Incompleteness& incomplete : recorded.decision().incomplete()) {
    if (incomplete.reason() == "HISTORY_CUT") *inputs->add_incomplete() = incomplete;
  }
}

}  // namespace cordon
