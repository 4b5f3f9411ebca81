// Limits and required fields of a transaction: at the limit accepted, beyond refused with the field named.
#include "rules/transaction_check.h"

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "tests/rules/rules_fixture.h"

namespace cordon {
namespace {

using ::testing::HasSubstr;

v1::Transaction Minimal() {
  return Proto<v1::Transaction>(
      "activity: EXPORT as_of: '2026-06-15' parties { roles: PURCHASER party { name: 'A' } }");
}
std::string ErrorOf(const v1::Transaction& transaction) { return std::string(CheckTransaction(transaction).message()); }
std::string ErrorWith(const std::string& text) {
  v1::Transaction transaction = Minimal();
  EXPECT_TRUE(google::protobuf::TextFormat::MergeFromString(text, &transaction)) << text;
  return ErrorOf(transaction);
}

TEST(TransactionCheck, MinimalIsAccepted) { EXPECT_EQ(ErrorOf(Minimal()), ""); }

TEST(TransactionCheck, NamesTheField) {
  const struct {
    const char *text, *want;
  } cases[] = {
      {"order_date: '2026-02-30'", "transaction.order_date: '2026-02-30' is not a date"},
      {"as_of: '26-1-1'", "transaction.as_of: "},
      {"destination: 'China'", "transaction.destination: 'China' is not a country"},
      {"route: 'SG' route: 'S1'", "transaction.route[1]"},
      {"parties { party { name: 'B' } }", "transaction.parties[1].roles: at least one role"},
      {"parties { roles: PURCHASER }", "transaction.parties[1].party: needs a name"},
      {"parties { roles: ROLE_UNSPECIFIED party { name: 'B' } }", "transaction.parties[1].roles[0]: is not a role"},
      {"parties { roles: PURCHASER party { name: 'B' } owners { party { name: 'O' } exact_bp: 10001 } }",
       "transaction.parties[1].owners[0].exact_bp: 10001 is outside 0..10000 (basis points)"},
      {"parties { roles: PURCHASER party { name: 'B' } owners { party { name: 'O' } exact_bp: -1 } }",
       "exact_bp: -1 is outside"},
      {"parties { roles: PURCHASER party { name: 'B' } owners { exact_bp: 1 } }", "owners[0].party: needs a name"},
      {"parties { roles: PURCHASER party { name: 'B' } owners { party { name: 'O' } min_bp: 2 max_bp: 1 } }",
       "min_bp is above max_bp"},
      {"parties { roles: PURCHASER party { name: 'B' } owners { party { name: 'O' } exact_bp: 2 max_bp: 3 } }",
       "not both"},
      {"items { quantity: -1 }", "transaction.items[0].quantity: -1 is outside"},
      {"items { quantity: 1000000001 }", "transaction.items[0].quantity"},
      {"items { tpp: 100000001 }", "transaction.items[0].tpp"},
      {"compute { term_days: -5 }", "transaction.compute.term_days"},
      {"compute { exclusivity_bp: 20000 }", "transaction.compute.exclusivity_bp"},
  };
  for (const auto& one : cases) EXPECT_THAT(ErrorWith(one.text), HasSubstr(one.want)) << one.text;
  v1::Transaction none = Minimal();
  none.clear_activity();
  EXPECT_THAT(ErrorOf(none), HasSubstr("transaction.activity: is required"));
  none = Minimal();
  none.clear_parties();
  EXPECT_THAT(ErrorOf(none), HasSubstr("transaction.parties: at least one"));
  v1::Transaction strange = Minimal();
  strange.set_is_us_person(static_cast<v1::Tri>(7));
  EXPECT_THAT(ErrorOf(strange), HasSubstr("transaction.is_us_person: 7 is no value of Tri"));
  strange = Minimal();
  strange.mutable_parties(0)->mutable_party()->set_name("\xff");
  EXPECT_THAT(ErrorOf(strange), HasSubstr("transaction.parties[0].party.name: not valid UTF-8"));
}

TEST(TransactionCheck, CountsAndLengthsAtTheLimit) {
  const auto parties = [](int n) {
    v1::Transaction transaction = Minimal();
    while (transaction.parties_size() < n) *transaction.add_parties() = Minimal().parties(0);
    return ErrorOf(transaction);
  };
  EXPECT_EQ(parties(64), "");
  EXPECT_THAT(parties(65), HasSubstr("transaction.parties: 65 entries, at most 64"));
  const auto items = [](int n) {
    v1::Transaction transaction = Minimal();
    for (int i = 0; i < n; ++i) transaction.add_items()->set_eccn("EAR99");
    return ErrorOf(transaction);
  };
  EXPECT_EQ(items(256), "");
  EXPECT_THAT(items(257), HasSubstr("transaction.items: 257 entries"));
  const auto owners = [](int n) {
    v1::Transaction transaction = Minimal();
    for (int i = 0; i < n; ++i) transaction.mutable_parties(0)->add_owners()->mutable_party()->set_name("O");
    return ErrorOf(transaction);
  };
  EXPECT_EQ(owners(64), "");
  EXPECT_THAT(owners(65), HasSubstr("parties[0].owners: 65 entries"));
  const auto statement = [](size_t n) {
    v1::Transaction transaction = Minimal();
    for (size_t i = 0; i < n; ++i) transaction.mutable_end_use()->mutable_statement()->append("字");
    return ErrorOf(transaction);
  };
  EXPECT_EQ(statement(2048), "");
  EXPECT_THAT(statement(2049), HasSubstr("transaction.end_use.statement: 2049 characters, at most 2048"));
  const auto name = [](size_t n) {
    v1::Transaction transaction = Minimal();
    transaction.mutable_parties(0)->mutable_party()->set_name(std::string(n, 'x'));
    return ErrorOf(transaction);
  };
  EXPECT_EQ(name(512), "");
  EXPECT_THAT(name(513), HasSubstr("513 characters"));
}

TEST(TransactionCheck, TheLargestTransactionIsDecided) {
  v1::FactInputs inputs;
  v1::Transaction* transaction = inputs.mutable_transaction();
  *transaction = Minimal();
  transaction->set_destination("CN");
  while (transaction->parties_size() < 64) *transaction->add_parties() = Minimal().parties(0);
  for (int i = 0; i < 256; ++i) {
    v1::Item* item = transaction->add_items();
    item->set_description("H100");
    item->set_quantity(kMaxQuantity);
    item->set_chips_per_unit(100000);
    item->set_tpp(kMaxTransactionTpp);
  }
  for (int p = 0; p < 64; ++p) {
    v1::PartyInputs* party = inputs.add_parties();
    party->set_party_index(p);
    for (int m = 0; m < 100; ++m) {
      v1::Match* match = party->add_matches();
      match->set_list("EL");
      match->set_entry_name(absl::StrCat("entry ", m));
      match->set_score(10000);
      match->set_scope(v1::ALL_EAR);
    }
  }
  ASSERT_EQ(ErrorOf(*transaction), "");
  const v1::Decision decision = ShippedRules().Evaluate(inputs);
  EXPECT_EQ(decision.disposition(), v1::BLOCK);
  EXPECT_TRUE(decision.red_flags_truncated());
  EXPECT_LE(decision.red_flags_size(), 512);
}

}  // namespace
}  // namespace cordon
