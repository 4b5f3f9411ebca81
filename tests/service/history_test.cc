// What earlier recorded deals say about a later one: parties that come back under another name, and linked orders.
#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/canonical_json.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/screening/history.h"
#include "service/screening/screener.h"
#include "tests/service/engine_fixture.h"

namespace cordon {
namespace {

using ::testing::Contains;
using ::testing::Not;
using ::testing::Property;

// Held because the customer's headquarters are in D:5 and nobody knows its owners.
constexpr char kFirst[] = R"({"as_of":"2026-05-04","activity":"EXPORT","our_role":"SELLER","destination":"SG",
  "parties":[{"party":{"name":"Yunhai Trading Pte"},"roles":["PURCHASER","END_USER"],"hq_country":"CN",
    "incorporation_date":"2025-01-20","phones":["+65 6123 4567"],"emails":["desk@yunhai-trade.example"],
    "officers":[{"party":{"name":"Lim Bo Wen","ids":[{"scheme":"PASSPORT","value":"K1234567Z"}]}}],
    "addresses":[{"raw":"Unit 1405, 14/F, 610 Serangoon Plaza Road, Singapore","country":"SG"}]}],
  "items":[{"description":"NVIDIA H100 server","quantity":4}]})";

// Ordinary goods for a company of another name.
constexpr char kSecond[] = R"({"as_of":"2026-06-15","activity":"EXPORT","our_role":"SELLER","destination":"SG",
  "parties":[{"party":{"name":"Brightwater Analytics"},"roles":["PURCHASER","END_USER"],"hq_country":"SG",
    "incorporation_date":"2026-05-20"}],
  "items":[{"description":"office chairs","eccn":"EAR99","quantity":3,"subject_to_ear":"YES"}]})";

class History : public EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    Open();
    ASSERT_TRUE(Import(kSmallList).ok());
  }
  static v1::ScreenTransactionRequest Deal(const std::string& json) {
    v1::ScreenTransactionRequest request;
    const absl::Status parsed = FromJson(json, request.mutable_transaction());
    EXPECT_TRUE(parsed.ok()) << parsed;
    return request;
  }
  v1::Screening Check(const v1::ScreenTransactionRequest& request) {
    const auto answer = engine_->screener().ScreenTransactionAndWait(request, Context());
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *answer : v1::Screening();
  }
  static v1::TransactionParty* Buyer(v1::ScreenTransactionRequest* request) {
    return request->mutable_transaction()->mutable_parties(0);
  }
  static auto Fired(const std::string& rule) { return Contains(Property(&v1::RedFlag::rule, rule)); }
};

TEST_F(History, ARefusedPartyComesBackUnderAnotherName) {
  const v1::Screening refused = Check(Deal(kFirst));
  ASSERT_EQ(refused.disposition(), v1::BLOCK);
  v1::ScreenTransactionRequest next = Deal(kSecond);
  EXPECT_THAT(Check(next).decision().red_flags(), Not(Fired("PHOENIX")));
  Buyer(&next)->add_phones("0065-6123-4567");
  EXPECT_THAT(Check(next).decision().red_flags(), Not(Fired("PHOENIX"))) << "one thing in common is chance";
  Buyer(&next)->add_emails("Desk@Yunhai-Trade.example");
  const v1::Screening found = Check(next);
  EXPECT_THAT(found.decision().red_flags(), Fired("PHOENIX"));
  EXPECT_EQ(found.disposition(), v1::ESCALATE);
  // The record holds what the decision used.
  ASSERT_GE(found.parties(0).shared_size(), 2);
  EXPECT_EQ(found.parties(0).shared(0).other_name(), "Yunhai Trading Pte");
  EXPECT_EQ(found.parties(0).shared(0).list(), kRefusedBefore);
  EXPECT_EQ(found.parties(0).shared(0).entry_id(), refused.name());
  EXPECT_EQ(found.parties(0).shared(0).listed_date(), "2026-05-04");
}

bool HistoryIsCut(const v1::Screening& answer) {
  return std::any_of(answer.incomplete().begin(), answer.incomplete().end(),
                     [](const v1::Incompleteness& one) { return one.reason() == "HISTORY_CUT"; });
}

TEST_F(History, AskingAgainAndAgainPushesNoRefusalOutOfSight) {
  const v1::Screening refused = Check(Deal(kFirst));
  ASSERT_EQ(refused.disposition(), v1::BLOCK);
  v1::ScreenTransactionRequest next = Deal(kSecond);
  Buyer(&next)->add_phones("0065-6123-4567");
  Buyer(&next)->add_emails("Desk@Yunhai-Trade.example");
  for (int i = 0; i < 200; ++i) {
    next.mutable_transaction()->set_id(absl::StrCat("again-", i));
    const v1::Screening answer = Check(next);
    ASSERT_FALSE(HistoryIsCut(answer)) << i;
    ASSERT_EQ(answer.disposition(), v1::ESCALATE) << i;
    ASSERT_EQ(answer.parties(0).shared(0).entry_id(), refused.name()) << i;
  }
}

TEST_F(History, TheWorstAndEarliestIsTold) {
  ASSERT_EQ(Check(Deal(kFirst)).disposition(), v1::BLOCK);
  // Later the same company is only held, and asks for something again and again.
  v1::ScreenTransactionRequest held = Deal(kFirst);
  held.mutable_transaction()->clear_items();
  *held.mutable_transaction()->add_items() = Deal(kSecond).transaction().items(0);
  for (int i = 0; i < 20; ++i) {
    held.mutable_transaction()->set_id(absl::StrCat("held-", i));
    held.mutable_transaction()->set_as_of(absl::StrCat("2026-06-", i + 10));
    const v1::Disposition answered = Check(held).disposition();
    ASSERT_LT(answered, v1::BLOCK);
  }
  v1::ScreenTransactionRequest next = Deal(kSecond);
  next.mutable_transaction()->set_as_of("2026-07-15");
  Buyer(&next)->add_phones("0065-6123-4567");
  const v1::Screening found = Check(next);
  ASSERT_GE(found.parties(0).shared_size(), 1);
  EXPECT_EQ(found.parties(0).shared(0).list(), kRefusedBefore);
  EXPECT_EQ(found.parties(0).shared(0).listed_date(), "2026-05-04");
}

TEST_F(History, MoreFoundThanIsKeptIsSaid) {
  v1::Transaction deal = Deal(kSecond).transaction();
  deal.mutable_parties(0)->add_phones("+65 6123 4567");
  cordon::History history;
  const auto tables = Tables::Load(ShippedTables());
  ASSERT_TRUE(tables.ok());
  // Different companies were held with this telephone, each in a deal of its own.
  v1::Screening held;
  held.set_disposition(v1::ESCALATE);
  *held.mutable_transaction() = deal;
  held.add_parties()->set_disposition(v1::ESCALATE);
  for (int i = 0; i <= 64; ++i) {
    v1::FactInputs inputs;
    *inputs.mutable_transaction() = deal;
    inputs.add_parties();
    AddHistoryFindings(deal, history, "", "", **tables, &inputs);
    EXPECT_EQ(inputs.parties(0).shared_size(), i);
    EXPECT_EQ(inputs.incomplete_size(), 0) << i;
    held.set_name(absl::StrCat("screenings/", i));
    held.mutable_transaction()->set_id(absl::StrCat("deal-", i));
    const std::string names[] = {"Amber", "Basalt", "Cobalt", "Dolomite", "Ember", "Flint", "Garnet", "Hematite"};
    held.mutable_transaction()->mutable_parties(0)->mutable_party()->set_name(
        absl::StrCat(names[i % 8], " ", names[i / 8 % 8], " ", i / 64 == 0 ? "Shipping" : "Forestry"));
    bool cut = false;
    for (const HistoryMark& mark : MarksOf(held, **tables, &cut)) {
      ASSERT_TRUE(history.facts.emplace_back().ParseFromString(mark.fact));
    }
  }
  v1::FactInputs inputs;
  *inputs.mutable_transaction() = deal;
  inputs.add_parties();
  AddHistoryFindings(deal, history, "", "", **tables, &inputs);
  EXPECT_EQ(inputs.parties(0).shared_size(), 64);
  ASSERT_EQ(inputs.incomplete_size(), 1);
  EXPECT_EQ(inputs.incomplete(0).reason(), "HISTORY_CUT");
}

TEST_F(History, UnitAndOfficerCountTheBuildingDoesNot) {
  Check(Deal(kFirst));
  v1::ScreenTransactionRequest next = Deal(kSecond);
  v1::PartyAddress* address = Buyer(&next)->add_addresses();
  address->set_raw("Room 1411, 14/F, 610 Serangoon Plaza Road, Singapore");
  Buyer(&next)->add_phones("+65 6123 4567");
  EXPECT_THAT(Check(next).decision().red_flags(), Not(Fired("PHOENIX"))) << "another unit of the building";
  address->set_raw("14th floor, Unit 1405, Serangoon Plaza Rd 610, Singapore");
  EXPECT_THAT(Check(next).decision().red_flags(), Fired("PHOENIX"));
  Buyer(&next)->clear_addresses();
  v1::Officer* officer = Buyer(&next)->add_officers();
  officer->mutable_party()->set_name("B. W. Lim");
  v1::Identifier* id = officer->mutable_party()->add_ids();
  id->set_scheme("PASSPORT");
  id->set_value("K1234567Z");
  const v1::Screening found = Check(next);
  EXPECT_THAT(found.decision().red_flags(), Fired("PHOENIX"));
  EXPECT_THAT(found.decision().red_flags(), Fired("MGMT-OVERLAP"));
  ASSERT_EQ(found.parties(0).officers_size(), 1);
  EXPECT_EQ(found.parties(0).officers(0).basis(), "ID");
}

TEST_F(History, ThePartyItselfIsNoPhoenix) {
  Check(Deal(kFirst));
  v1::ScreenTransactionRequest next = Deal(kFirst);
  next.mutable_transaction()->set_as_of("2026-06-15");
  EXPECT_THAT(Check(next).decision().red_flags(), Not(Fired("PHOENIX")));
  Buyer(&next)->mutable_party()->set_name("YUNHAI TRADING PTE. LTD.");
  EXPECT_THAT(Check(next).decision().red_flags(), Not(Fired("PHOENIX"))) << "another spelling";
}

TEST_F(History, WhatWasReleasedOrNotRecordedLeavesNothing) {
  v1::ScreenTransactionRequest first = Deal(kFirst);
  first.set_no_record(true);
  Check(first);
  v1::ScreenTransactionRequest clean = Deal(kSecond);
  Buyer(&clean)->add_phones("+65 6123 4567");
  Buyer(&clean)->add_emails("desk@yunhai-trade.example");
  ASSERT_LT(Check(clean).disposition(), v1::HOLD);
  v1::ScreenTransactionRequest other = Deal(kSecond);
  Buyer(&other)->mutable_party()->set_name("Corvid Payroll Services");
  Buyer(&other)->add_phones("+65 6123 4567");
  Buyer(&other)->add_emails("desk@yunhai-trade.example");
  EXPECT_THAT(Check(other).decision().red_flags(), Not(Fired("PHOENIX")));
}

v1::ScreenTransactionRequest Rental(const std::string& id, const std::string& date, int gpus) {
  v1::ScreenTransactionRequest request;
  EXPECT_TRUE(
      FromJson(absl::StrCat(R"({"id":")", id, R"(","as_of":")", date, R"(","activity":"IAAS","our_role":"PROVIDER",
    "parties":[{"party":{"name":"Gannet Weather Models"},"roles":["IAAS_CUSTOMER","END_USER"],"hq_country":"NO",
      "ultimate_parent":{"hq_country":"NO"}}],"compute":{"gpu_model":"H100","gpu_count":)",
                            gpus, "}}"),
               request.mutable_transaction())
          .ok());
  return request;
}

TEST_F(History, OrdersOfTheSameCustomerAddUp) {
  EXPECT_THAT(Check(Rental("R-1", "2026-01-10", 4)).decision().red_flags(), Not(Fired("QTY-CLUSTER")));
  const v1::Screening second = Check(Rental("R-2", "2026-03-10", 5));
  EXPECT_THAT(second.decision().red_flags(), Fired("QTY-CLUSTER")) << "4 + 5";
  ASSERT_EQ(second.history_size(), 1);
  EXPECT_EQ(second.history(0).quantity(), 4);
  EXPECT_EQ(second.history(0).date(), "2026-01-10");
  // The same order again, at shipment: it does not count beside itself, and R-1 counts once.
  const v1::Screening again = Check(Rental("R-2", "2026-03-12", 5));
  EXPECT_EQ(again.history_size(), 1);
  EXPECT_EQ(Check(Rental("R-3", "2026-03-20", 1)).history_size(), 2);
  v1::ScreenTransactionRequest chairs = Rental("R-9", "2026-03-21", 0);
  EXPECT_EQ(Check(chairs).history_size(), 0) << "no chips in this deal";
  // Beyond 180 days they do not count.
  EXPECT_THAT(Check(Rental("R-4", "2027-01-20", 1)).decision().red_flags(), Not(Fired("QTY-CLUSTER")));
}

// 180 days to both sides: the last day counts, whatever months lie between.
TEST_F(History, OrdersCountWithinTheWindow) {
  for (const auto& [date, counts] : {std::make_pair("2025-12-17", true), std::make_pair("2025-12-16", false),
                                     std::make_pair("2026-12-12", true), std::make_pair("2026-12-13", false)}) {
    Open();
    std::filesystem::remove_all(directory_);
    std::filesystem::create_directory(directory_);
    Open();
    ASSERT_TRUE(Import(kSmallList).ok());
    Check(Rental("R-1", date, 7));
    const v1::Screening now = Check(Rental("R-2", "2026-06-15", 1));
    const auto& flags = now.decision().red_flags();
    const bool added = std::any_of(flags.begin(), flags.end(), [](const auto& f) { return f.rule() == "QTY-CLUSTER"; });
    EXPECT_EQ(added, counts) << date;
  }
}

// A customer who orders often is neither incomplete nor pushed below what all of it adds up to.
TEST_F(History, ManyOrdersAddUpAndAreNotCut) {
  int chips = 0;
  for (int i = 0; i < 300; ++i) {
    const v1::Screening answer =
        Check(Rental(absl::StrCat("R-", i), absl::StrCat("2026-0", 3 + i % 4, "-1", i % 7), 1 + i % 2));
    chips += 1 + i % 2;
    ASSERT_FALSE(HistoryIsCut(answer)) << i;
    int64_t told = 0;
    for (const v1::PastOrder& order : answer.history()) told += order.quantity();
    ASSERT_EQ(told, chips - 1 - i % 2) << i;
    ASSERT_LE(answer.history_size(), 256);
  }
  const v1::Screening last = Check(Rental("R-last", "2026-06-16", 1));
  EXPECT_THAT(last.decision().red_flags(), Fired("QTY-CLUSTER"));
  EXPECT_EQ(last.history_size(), 1) << "one chip, added up";
  EXPECT_EQ(last.history(0).quantity(), chips);
}

TEST_F(History, ARecordedDecisionFollowsFromItsRecord) {
  Check(Deal(kFirst));
  v1::ScreenTransactionRequest next = Deal(kSecond);
  Buyer(&next)->add_phones("+65 6123 4567");
  Buyer(&next)->add_emails("desk@yunhai-trade.example");
  next.set_request_id("h-1");
  const v1::Screening found = Check(next);
  v1::FactInputs inputs;
  *inputs.mutable_transaction() = found.transaction();
  for (const v1::PartyResult& party : found.parties()) {
    v1::PartyInputs* in = inputs.add_parties();
    in->set_party_index(party.party_index());
    *in->mutable_matches() = party.matches();
    *in->mutable_ownership() = party.ownership();
    *in->mutable_officers() = party.officers();
    *in->mutable_addresses() = party.addresses();
    *in->mutable_shared() = party.shared();
    *in->mutable_owners() = party.owners();
  }
  *inputs.mutable_history() = found.history();
  const v1::Decision again = engine_->state().Get()->rules->Evaluate(inputs);
  EXPECT_EQ(again.SerializeAsString(), found.decision().SerializeAsString());
  Check(Deal(kFirst));
  EXPECT_EQ(Check(next).SerializeAsString(), found.SerializeAsString()) << "a retry gets what was stored";
}

TEST(HistoryMarks, HaveLimits) {
  v1::Screening screening;
  screening.set_name("screenings/x");
  screening.set_disposition(v1::ESCALATE);
  v1::Transaction* deal = screening.mutable_transaction();
  for (int i = 0; i < 64; ++i) {
    v1::TransactionParty* party = deal->add_parties();
    party->mutable_party()->set_name(absl::StrCat("Party ", i));
    for (int k = 0; k < 16; ++k) {
      party->add_phones(absl::StrCat("+65 6", i + 100, " ", k + 1000));
      party->add_emails(absl::StrCat("m", i, "x", k, "@", std::string(400, 'a'), ".example"));
    }
    screening.add_parties()->set_disposition(v1::HOLD);
  }
  const auto tables = Tables::Load(ShippedTables());
  ASSERT_TRUE(tables.ok());
  screening.mutable_parties(63)->set_disposition(v1::ESCALATE);
  bool cut = false;
  std::vector<HistoryMark> marks = MarksOf(screening, **tables, &cut);
  EXPECT_LE(marks.size(), kMaxMarks);
  EXPECT_FALSE(cut) << marks.size();
  // One party more than can be kept; what is left out is of the parties that were held least.
  for (int i = 0; i < 64; ++i) {
    for (int k = 0; k < 64; ++k) {
      deal->mutable_parties(i)->add_officers()->mutable_party()->set_name(absl::StrCat("Officer ", i, " of ", k));
    }
  }
  marks = MarksOf(screening, **tables, &cut);
  EXPECT_EQ(marks.size(), kMaxMarks);
  EXPECT_TRUE(cut);
  v1::HistoryFact first;
  NameMarks(absl::StrCat("screenings/", std::string(kMaxScreeningIdBytes, 'x')), &marks);
  ASSERT_TRUE(first.ParseFromString(marks.front().fact));
  EXPECT_EQ(first.party().name(), "Party 63");
  EXPECT_EQ(first.screening(), absl::StrCat("screenings/", std::string(kMaxScreeningIdBytes, 'x')));
  for (const HistoryMark& mark : marks) {
    EXPECT_LE(mark.key.size(), kMaxMarkKeyBytes);
    EXPECT_LE(mark.fact.size(), kMaxMarkFactBytes);
  }
  AddMarksCut(&screening);
  EXPECT_EQ(screening.incomplete(0).reason(), "HISTORY_CUT");
  screening.set_disposition(v1::CLEAR);
  AddMarksCut(&screening);
  EXPECT_EQ(screening.disposition(), v1::HOLD);
}

// A key that is too long to be filed as it stands is not lost.
TEST(HistoryMarks, LongNamesAreFiledToo) {
  v1::Screening screening;
  screening.set_disposition(v1::HOLD);
  v1::Transaction* deal = screening.mutable_transaction();
  deal->set_as_of("2026-06-15");
  deal->set_activity(v1::Transaction::IAAS);
  deal->mutable_compute()->set_gpu_model("H100");
  deal->mutable_compute()->set_gpu_count(8);
  v1::TransactionParty* party = deal->add_parties();
  party->add_roles(v1::TransactionParty::IAAS_CUSTOMER);
  std::string name;
  for (int i = 0; i < 500; ++i) name += "科";
  party->mutable_party()->set_name(name);
  const auto tables = Tables::Load(ShippedTables());
  ASSERT_TRUE(tables.ok());
  bool cut = false;
  const std::vector<HistoryMark> marks = MarksOf(screening, **tables, &cut);
  ASSERT_EQ(marks.size(), 1U);
  EXPECT_FALSE(cut);
  EXPECT_LE(marks[0].key.size(), kMaxMarkKeyBytes);
}

}  // namespace
}  // namespace cordon
