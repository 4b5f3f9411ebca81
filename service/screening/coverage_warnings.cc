#include "service/screening/coverage_warnings.h"

#include "match/snapshot_tables.h"

namespace cordon {
namespace {

struct GivenKeys {
  bool identifiers = false;
  bool wallets = false;
};

void AddKeys(const v1::Party& party, GivenKeys* given) {
  given->identifiers = given->identifiers || !party.ids().empty();
  given->wallets = given->wallets || !party.wallets().empty();
}

void WarnAbout(const GivenKeys& given, const ListSnapshot& lists, v1::Screening* screening) {
  const internal::SnapshotTables& tables = lists.tables();
  if (given.identifiers && tables.identifiers.size() == 0) {
    v1::Warning* warning = screening->add_warnings();
    warning->set_reason("NO_LISTED_IDENTIFIERS");
    warning->set_detail(
        "identifiers were given, but no active list holds any: they were compared with nothing; import a "
        "list that has them (the consolidated list as JSON, or OFAC's own files)");
  }
  if (given.wallets && tables.wallets.size() == 0) {
    v1::Warning* warning = screening->add_warnings();
    warning->set_reason("NO_LISTED_WALLETS");
    warning->set_detail(
        "wallet addresses were given, but no active list holds any: they were compared with nothing; import "
        "a list that has them (OFAC's own files)");
  }
}

}  // namespace

void AddCoverageWarnings(const v1::Party& party, const ListSnapshot& lists, v1::Screening* screening) {
  GivenKeys given;
  AddKeys(party, &given);
  WarnAbout(given, lists, screening);
}

void AddCoverageWarnings(const v1::Transaction& transaction, const ListSnapshot& lists, v1::Screening* screening) {
  GivenKeys given;
  given.wallets = !transaction.payment().wallet().empty();
  for (const v1::TransactionParty& party : transaction.parties()) {
    AddKeys(party.party(), &given);
    for (const v1::Owner& owner : party.owners()) AddKeys(owner.party(), &given);
    for (const v1::Officer& officer : party.officers()) AddKeys(officer.party(), &given);
  }
  WarnAbout(given, lists, screening);
}

}  // namespace cordon
