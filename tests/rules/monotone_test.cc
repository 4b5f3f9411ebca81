// Random transactions: deterministic, and bad news never helps. Adding a listed party, a listed owner, an attestation,
// a refusal or a shared identifier never lowers the disposition; taking an identifying fact away never turns HOLD or
// worse into CLEAR.
#include <algorithm>
#include <random>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "rules/facts/compute_facts.h"
#include "rules/transaction_check.h"
#include "tests/rules/rules_fixture.h"

namespace cordon {
namespace {

using Role = v1::TransactionParty;

std::string FiredText(const v1::Decision& decision) {
  std::string text = v1::Disposition_Name(decision.disposition());
  for (const v1::RedFlag& flag : decision.red_flags())
    absl::StrAppend(&text, "\n  ", flag.rule(), " ", v1::Disposition_Name(flag.disposition()), ": ",
                    flag.explanation());
  return text;
}

class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}
  int Pick(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  bool Chance(int percent) { return Pick(100) < percent; }
  template <size_t N>
  std::string Of(const char* const (&values)[N]) {
    return values[Pick(static_cast<int>(N))];
  }

  v1::FactInputs Next() {
    static const char* const kDates[] = {"2022-08-01", "2023-03-09", "2024-06-30",
                                         "2025-10-15", "2026-06-15", "2026-11-10"};
    static const char* const kCountries[] = {"CN", "HK", "MO", "SG", "DE", "US", "AE", "TW", "KH", "RU", "IR", "VN"};
    static const char* const kItems[] = {"NVIDIA A100",      "H100",  "A800", "keyboards", "B200",
                                         "GeForce RTX 3090", "module"};
    v1::FactInputs inputs;
    v1::Transaction* txn = inputs.mutable_transaction();
    txn->set_as_of(Of(kDates));
    txn->set_activity(static_cast<v1::Transaction::Activity>(1 + Pick(9)));
    if (Chance(70)) txn->set_destination(Of(kCountries));
    if (Chance(15)) txn->set_onward_destination(Of(kCountries));
    txn->set_is_us_person(static_cast<v1::Tri>(Pick(3)));
    const int parties = 1 + Pick(4);
    for (int i = 0; i < parties; ++i) {
      v1::TransactionParty* party = txn->add_parties();
      party->mutable_party()->set_name(absl::StrCat("Party ", i));
      party->add_roles(static_cast<Role::Role>(1 + Pick(14)));
      if (Chance(75)) party->set_hq_country(Of(kCountries));
      if (Chance(60)) party->mutable_ultimate_parent()->set_hq_country(Of(kCountries));
      if (Chance(50)) party->mutable_kyc()->set_level(v1::Kyc::FULL);
      if (Chance(20)) party->set_kind(static_cast<Role::Kind>(1 + Pick(10)));
      if (Chance(20)) party->set_incorporation_date(Of(kDates));
      if (Chance(10)) party->set_state_body(v1::YES);
    }
    if (Chance(70)) {
      v1::Item* item = txn->add_items();
      item->set_description(Of(kItems));
      item->set_quantity(1 + Pick(2000));
      if (Chance(40)) item->set_eccn(Chance(50) ? "EAR99" : "3A991");
      if (Chance(20)) item->set_flow(v1::Item::OUTBOUND);
    }
    if (Chance(60)) {
      v1::Compute* compute = txn->mutable_compute();
      compute->set_gpu_model(Of(kItems));
      if (Chance(70)) compute->set_gpu_count(Pick(3000));
      if (Chance(40)) compute->set_term_days(Pick(900));
      if (Chance(50)) compute->set_dc_country(Of(kCountries));
      compute->set_workload(static_cast<v1::Compute::Workload>(Pick(4)));
      if (Chance(10)) compute->set_physical_possession(v1::YES);
    }
    if (Chance(20)) txn->mutable_payment()->set_method(static_cast<v1::Payment::Method>(1 + Pick(6)));
    if (Chance(20)) AddListing(&inputs);
    if (Chance(20)) AddOwner(&inputs);
    return inputs;
  }

  v1::PartyInputs* PartyOf(v1::FactInputs* inputs) {
    const int index = Pick(inputs->transaction().parties_size());
    for (v1::PartyInputs& party : *inputs->mutable_parties()) {
      if (party.party_index() == index) return &party;
    }
    v1::PartyInputs* party = inputs->add_parties();
    party->set_party_index(index);
    return party;
  }

  void AddListing(v1::FactInputs* inputs) {
    static const char* const kLists[] = {"EL", "DPL", "SDN", "MEU", "UVL", "EU", "ISN", "CMIC", "MINE"};
    v1::Match* match = PartyOf(inputs)->add_matches();
    match->set_list(Of(kLists));
    match->set_entry_name("LISTED");
    match->set_score(8500 + 500 * Pick(4));
    match->set_matched_on(v1::NAME);
    match->set_scope(static_cast<v1::LicenseScope>(Pick(6)));
    if (Chance(50)) match->add_countries("CN");
    match->set_start_date(Chance(80) ? "2019-10-09" : "2024-01-01");
  }

  void AddOwner(v1::FactInputs* inputs) {
    v1::PartyInputs* party = PartyOf(inputs);
    if (party->ownership().sums_size() > 0) return;
    v1::OwnershipSum* sum = party->mutable_ownership()->add_sums();
    sum->set_regime(static_cast<v1::OwnershipRegime>(1 + Pick(4)));
    const int share = Pick(10001);
    sum->set_restricted_min_bp(share);
    sum->set_restricted_max_bp(share);
    sum->set_restricted(share >= 5000);
    sum->set_single_owner(share >= 5000 && Chance(50));
    v1::OwnerEntry* owner = sum->add_owners();
    owner->set_list("EL");
    owner->set_entry_name("OWNER");
    owner->set_scope(v1::ALL_EAR);
    owner->set_most_restrictive(true);
  }

  std::string AddBadNews(v1::FactInputs* inputs) {
    v1::Transaction* txn = inputs->mutable_transaction();
    switch (Pick(7)) {
      case 0:
        AddListing(inputs);
        return "listing";
      case 1:
        AddOwner(inputs);
        return "owner";
      case 2:
        txn->add_attestations()->set_code(static_cast<v1::Attestation::Code>(1 + Pick(11)));
        return "attestation";
      case 3:
        txn->mutable_parties(Pick(txn->parties_size()))->add_prior_refusals()->set_ground(v1::PriorRefusal::COMPLIANCE);
        return "refusal";
      case 4:
        txn->mutable_end_use()->add_knowledge(v1::EndUse::MILITARY_END_USER);
        return "knowledge";
      case 5: {
        v1::PartyInputs* party = PartyOf(inputs);
        for (const auto kind : {v1::SharedIdentifier::PHONE, v1::SharedIdentifier::EMAIL}) {
          v1::SharedIdentifier* shared = party->add_shared();
          shared->set_kind(kind);
          shared->set_value("x");
          shared->set_other_name("Denied");
          shared->set_list("DPL");
          shared->set_listed_date("2022-06-01");
        }
        return "shared identifiers";
      }
      default:
        inputs->add_incomplete()->set_reason("LIST_OVER_AGE");
        return "incomplete";
    }
  }

 private:
  std::mt19937 random_;
};

TEST(RandomTransactions, DeterministicAndBadNewsNeverHelps) {
  Generator generator(6);
  int seen[6] = {};
  for (int round = 0; round < 10000; ++round) {
    const v1::FactInputs before = generator.Next();
    ASSERT_TRUE(CheckTransaction(before.transaction()).ok()) << CheckTransaction(before.transaction());
    const v1::Decision first = ShippedRules().Evaluate(before);
    ASSERT_EQ(first.SerializeAsString(), ShippedRules().Evaluate(before).SerializeAsString());
    ++seen[first.disposition()];
    v1::FactInputs after = before;
    const std::string what = generator.AddBadNews(&after);
    const v1::Decision second = ShippedRules().Evaluate(after);
    ASSERT_GE(second.disposition(), first.disposition()) << "adding " << what << " lowered the disposition\n"
                                                         << after.ShortDebugString() << "\n"
                                                         << FiredText(first) << "\n"
                                                         << FiredText(second);
  }
  for (int disposition = v1::CLEAR; disposition <= v1::BLOCK; ++disposition)
    EXPECT_GT(seen[disposition], 20) << disposition;
}

TEST(RandomTransactions, AFactTakenAwayNeverClears) {
  Generator generator(7);
  int held = 0;
  for (int round = 0; round < 10000; ++round) {
    const v1::FactInputs before = generator.Next();
    if (ShippedRules().Evaluate(before).disposition() < v1::HOLD) continue;
    ++held;
    const v1::Transaction& txn = before.transaction();
    for (int what = 0; what < 8; ++what) {
      v1::FactInputs after = before;
      v1::Transaction* cut = after.mutable_transaction();
      v1::TransactionParty* party = cut->mutable_parties(generator.Pick(txn.parties_size()));
      switch (what) {
        case 0:
          party->clear_hq_country();
          break;
        // A parent in an embargoed country is bad news like a listed owner: taken away, it is gone.
        case 1:
          if (ComputeFacts(before, ShippedRules().tables()).txn().embargo_behind() == v1::NO)
            party->clear_ultimate_parent();
          break;
        // Where nothing is sent, nobody states a destination, and its absence says nothing.
        case 2:
          if (ComputeFacts(before, ShippedRules().tables()).txn().sub() == v1::YES) cut->clear_destination();
          break;
        case 3:
          for (v1::Item& item : *cut->mutable_items()) {
            item.clear_eccn();
            item.clear_description();
            item.clear_model();
          }
          break;
        case 4:
          if (cut->has_compute()) cut->mutable_compute()->clear_gpu_model();
          break;
        case 5:
          if (cut->has_compute()) cut->mutable_compute()->clear_gpu_count();
          break;
        case 6:
          party->clear_incorporation_date();
          break;
        default:
          if (cut->has_compute()) cut->mutable_compute()->clear_dc_country();
          break;
      }
      const v1::Decision decision = ShippedRules().Evaluate(after);
      ASSERT_NE(decision.disposition(), v1::CLEAR) << "cut " << what << " cleared\n"
                                                   << before.ShortDebugString() << "\n"
                                                   << FiredText(ShippedRules().Evaluate(before));
    }
  }
  EXPECT_GT(held, 3000);
}

}  // namespace
}  // namespace cordon
