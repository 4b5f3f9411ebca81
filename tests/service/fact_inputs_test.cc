// What service/screening tells the rules about a deal: every field of FactInputs has a source or stands here with the
// reason why it has none; and each source finds what it should and nothing beside it.
#include "service/screening/fact_inputs.h"

#include <map>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/canonical_json.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/screening/contacts.h"
#include "service/screening/listed_places.h"
#include "tests/service/engine_fixture.h"

namespace cordon {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Property;

constexpr char kLists[] =
    "id,name,aliases,countries,addresses,remarks,start_date,license_requirement\n"
    "d1,Kestrel Photonics Ltd,,HK,\"Unit 9, 12/F, Harbour Trade Centre, 88 Wharf Road, Kowloon\",\"Phone: +852 2345 "
    "6789; "
    "sales@kestrel-photonics.hk; www.kestrel-photonics.hk\",2022-06-01,\n"
    "d3,Huawei Technologies Ltd,,CN,,,2021-01-01,\n"
    "d4,Beijing Sensetime Technology Development,,CN,,,2021-01-01,\n"
    "d2,Zhonglu Aerospace Components,中路航天部件,CN,,,2021-01-01,\n"
    "p1,Ivan Petrovich Sidorchenko,,RU,,,2021-01-01,\n";

constexpr char kDeal[] = R"({"as_of":"2026-06-15","activity":"EXPORT","our_role":"SELLER","destination":"SG",
  "parties":[{"party":{"name":"Lantern Optics Pte","ids":[{"scheme":"UEN","value":"201912345K"}]},"roles":["PURCHASER","END_USER"],
              "hq_country":"SG","incorporation_date":"2022-09-01","phones":["+852-23456789"],
              "addresses":[{"kind":"DELIVERY","raw":"Unit 09, 12F Harbour Trade Center, 88 Wharf Rd, Kowloon, Hong Kong"}]}],
  "items":[{"description":"lenses","eccn":"EAR99","quantity":10,"subject_to_ear":"YES"}]})";

class FactInputsTest : public EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    Open();
    ASSERT_TRUE(Import(kLists, "DPL").ok());
  }
  v1::FactInputs Assemble(const v1::Transaction& deal) {
    const auto state = engine_->state().Get();
    MatchOptions options;
    const auto facts = AssembleFactInputs(deal, *state, options);
    EXPECT_TRUE(facts.ok()) << facts.status();
    return facts.ok() ? facts->inputs : v1::FactInputs();
  }
  static v1::Transaction Deal(const std::string& json = kDeal) {
    v1::Transaction deal;
    EXPECT_TRUE(FromJson(json, &deal).ok());
    return deal;
  }
  v1::Screening Check(const v1::Transaction& deal) {
    v1::ScreenTransactionRequest request;
    *request.mutable_transaction() = deal;
    const auto answer = engine_->screener().ScreenTransactionAndWait(request, Context());
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *answer : v1::Screening();
  }
  static v1::Disposition Fired(const v1::Screening& screening, const std::string& rule) {
    v1::Disposition worst = v1::CLEAR;
    for (const v1::RedFlag& flag : screening.decision().red_flags()) {
      if (flag.rule() == rule) worst = std::max(worst, flag.disposition());
    }
    return worst;
  }
};

// Fields of FactInputs and of the messages only it uses, as "Message.field".
void CollectFields(const google::protobuf::Descriptor* type, std::set<std::string>* seen,
                   std::set<std::string>* fields) {
  static const std::set<std::string> kOurs = {"FactInputs",     "PartyInputs",      "OfficerMatches", "OwnerMatches",
                                              "AddressSharing", "SharedIdentifier", "PastRefusal",    "PastOrder",
                                              "WalletHit",      "InformedLetter",   "TextMention"};
  if (kOurs.count(type->name()) == 0 || !seen->insert(type->name()).second) return;
  for (int i = 0; i < type->field_count(); ++i) {
    fields->insert(absl::StrCat(type->name(), ".", type->field(i)->name()));
    if (type->field(i)->message_type() != nullptr) CollectFields(type->field(i)->message_type(), seen, fields);
  }
}

void MarkSet(const google::protobuf::Message& message, std::set<std::string>* set) {
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  const auto* reflection = message.GetReflection();
  reflection->ListFields(message, &fields);
  for (const auto* field : fields) {
    set->insert(absl::StrCat(message.GetDescriptor()->name(), ".", field->name()));
    if (field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) continue;
    const int size = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
    for (int i = 0; i < size; ++i) {
      MarkSet(field->is_repeated() ? reflection->GetRepeatedMessage(message, field, i)
                                   : reflection->GetMessage(message, field),
              set);
    }
  }
}

TEST_F(FactInputsTest, EveryFieldHasASourceOrAReason) {
  const std::map<std::string, std::string> without_source = {
      {"PartyInputs.matches_truncated", "needs more than max_matches_stored matches; transaction_test has it"},
      {"FactInputs.history",
       "orders are told by the request (linked) until records of orders, not of screenings, are kept"},
      {"PastOrder.id", "see history"},
      {"PastOrder.date", "see history"},
      {"PastOrder.model", "see history"},
      {"PastOrder.quantity", "see history"},
      {"PastOrder.tpp", "see history"},
      {"PastOrder.site", "see history"},
      {"AddressSharing.unrelated_parties", "needs records of other customers' addresses; only scenarios state it"},
  };
  ASSERT_TRUE(Import("id,name,addresses,type,start_date,license_requirement\nA1,Address 01,\"Room 7, Pier House, 5 "
                     "Dock Street, Kowloon\",address,"
                     "2024-06-12,all items\nE1,Orchid Compute Group,\"3 Hill Lane, "
                     "Kowloon\",organization,2020-01-01,For all items subject to the EAR\n",
                     "EL")
                  .ok());
  ASSERT_TRUE(Import("id,name,start_date\nr1,Lantern Optics Pte,2025-01-01\n", "REJECTED").ok());
  std::filesystem::create_directories(directory_ + "/rules/tables");
  ASSERT_TRUE(WriteFileAtomically(directory_ + "/rules/tables/own.textproto", R"(
      name: "own"
      letters { kind: IS_INFORMED id: "BIS-1" from: "2022-08-26" to: "2027-01-01" chips: "A100" eccns: "3A090" countries: "SG" party: "x" citation: "letter" }
      sets { name: "AGENT_ADDRESSES" values: "3 Hill Lane" house: true })")
                  .ok());
  Open();
  v1::Transaction deal = Deal();
  v1::TransactionParty* party = deal.mutable_parties(0);
  party->add_addresses()->set_raw("Room 8, Pier House, 5 Dock Street, Kowloon");
  party->add_addresses()->set_raw("3 Hill Lane, Kowloon");
  v1::Officer* officer = party->add_officers();
  officer->mutable_party()->set_name("Ivan Petrovich Sidorchenko");
  party->add_officers()->mutable_party()->set_name("Mary Quill");
  party->mutable_officers(1)->mutable_party()->add_ids()->set_value("P7654321");
  party->mutable_officers(1)->mutable_party()->mutable_ids(0)->set_scheme("PASSPORT");
  *party->add_owners() = v1::Owner();
  party->mutable_owners(0)->mutable_party()->set_name("Zhonglu Aerospace Components");
  v1::TransactionParty* listed = deal.add_parties();
  listed->mutable_party()->set_name("Zhonglu Aerospace Components");
  listed->add_roles(v1::TransactionParty::INTERMEDIATE_CONSIGNEE);
  *listed->add_officers() = party->officers(1);
  deal.mutable_payment()->set_wallet("0xabc0000000000000000000000000000000000001");
  ASSERT_TRUE(Import("id,name,remarks\nw1,Wallet Holder,x\n", "SDN").ok());
  deal.add_funding()->set_source("Orchid Compute Group");
  v1::FactInputs inputs = Assemble(deal);
  std::set<std::string> seen, fields, set;
  CollectFields(v1::FactInputs::descriptor(), &seen, &fields);
  MarkSet(inputs, &set);
  // Wallets come with the official file's identifiers only; the payment's wallet is looked up in transaction_test.
  for (const char* const wallet : {"FactInputs.wallet_hits", "WalletHit.wallet", "WalletHit.list", "WalletHit.entry_id",
                                   "WalletHit.entry_name", "WalletHit.start_date"}) {
    fields.erase(wallet);
  }
  // What only an unusual entry fills: an end of the listing, a citation, an incomplete answer.
  for (const char* const rare : {"AddressSharing.end_date", "AddressSharing.citation", "TextMention.end_date",
                                 "TextMention.citation", "FactInputs.incomplete"}) {
    fields.erase(rare);
  }
  for (const std::string& field : fields) {
    if (without_source.count(field) > 0) {
      EXPECT_EQ(set.count(field), 0U) << field << " is assembled now: take it off the list";
    } else if (field != "PartyInputs.party_index" && field != "OfficerMatches.officer_index" &&
               field != "OwnerMatches.owner_index") {
      EXPECT_EQ(set.count(field), 1U) << field << " is never assembled";
    }
  }
}

TEST_F(FactInputsTest, AnotherNameAtTheUnitAndPhoneOfADeniedPartyIsAPhoenix) {
  const v1::FactInputs inputs = Assemble(Deal());
  ASSERT_EQ(inputs.parties_size(), 1);
  std::set<std::string> kinds;
  for (const auto& shared : inputs.parties(0).shared()) {
    kinds.insert(v1::SharedIdentifier::Kind_Name(shared.kind()));
    EXPECT_EQ(shared.other_name(), "Kestrel Photonics Ltd");
    EXPECT_EQ(shared.listed_date(), "2022-06-01");
  }
  EXPECT_EQ(kinds, (std::set<std::string>{"ADDRESS_UNIT", "PHONE"}));
  const v1::Screening answer = Check(Deal());
  EXPECT_EQ(Fired(answer, "PHOENIX"), v1::ESCALATE);
  EXPECT_EQ(Fired(answer, "ADDR-COLO"), v1::HOLD);
  ASSERT_EQ(answer.parties_size(), 1);
  EXPECT_GT(answer.parties(0).shared_size(), 0) << "what the rules saw stands in the record";
}

TEST_F(FactInputsTest, OneThingInCommonIsNoPhoenixAndABuildingIsANote) {
  v1::Transaction deal = Deal();
  deal.mutable_parties(0)->clear_phones();
  EXPECT_EQ(Fired(Check(deal), "PHOENIX"), v1::CLEAR);
  deal.mutable_parties(0)->mutable_addresses(0)->set_raw("Unit 31, 7/F, Harbour Trade Centre, 88 Wharf Road, Kowloon");
  const v1::Screening building = Check(deal);
  EXPECT_EQ(Fired(building, "ADDR-COLO"), v1::NOTE);
  EXPECT_EQ(Fired(building, "PHOENIX"), v1::CLEAR);
  deal.mutable_parties(0)->mutable_addresses(0)->set_raw("Unit 9, 12/F, Harbour Trade Centre, 90 Wharf Road, Kowloon");
  EXPECT_EQ(Fired(Check(deal), "ADDR-COLO"), v1::CLEAR);
}

TEST_F(FactInputsTest, TheListedPartyItselfSharesNothingWithItself) {
  v1::Transaction deal = Deal();
  deal.mutable_parties(0)->mutable_party()->set_name("Kestrel Photonics");
  const v1::FactInputs inputs = Assemble(deal);
  EXPECT_THAT(inputs.parties(0).matches(), Contains(Property(&v1::Match::entry_id, "d1")));
  EXPECT_THAT(inputs.parties(0).shared(), IsEmpty());
}

TEST_F(FactInputsTest, PeopleBehindAPartyAreScreened) {
  v1::Transaction deal = Deal();
  deal.mutable_parties(0)->clear_phones();
  deal.mutable_parties(0)->clear_addresses();
  EXPECT_LT(Check(deal).disposition(), v1::HOLD);
  deal.mutable_parties(0)->add_officers()->mutable_party()->set_name("Ivan Petrovich Sidorchenko");
  const v1::Screening answer = Check(deal);
  EXPECT_EQ(Fired(answer, "LIST-DPL"), v1::HOLD) << "an equal name alone is not the person";
  EXPECT_EQ(answer.parties(0).officers_size(), 1);
}

TEST_F(FactInputsTest, ManagementSharedWithAListedPartyOfTheDeal) {
  v1::Transaction deal = Deal();
  deal.mutable_parties(0)->clear_phones();
  deal.mutable_parties(0)->clear_addresses();
  v1::TransactionParty* listed = deal.add_parties();
  listed->mutable_party()->set_name("Zhonglu Aerospace Components");
  listed->add_roles(v1::TransactionParty::BROKER);
  for (v1::TransactionParty& party : *deal.mutable_parties()) {
    v1::Party* officer = party.add_officers()->mutable_party();
    officer->set_name("Mary Quill");
  }
  EXPECT_EQ(Fired(Check(deal), "MGMT-OVERLAP"), v1::CLEAR) << "a name alone is not the same person";
  for (v1::TransactionParty& party : *deal.mutable_parties()) {
    v1::Identifier* id = party.mutable_officers(0)->mutable_party()->add_ids();
    id->set_scheme("PASSPORT");
    id->set_value("P7654321");
  }
  EXPECT_EQ(Fired(Check(deal), "MGMT-OVERLAP"), v1::HOLD);
}

TEST_F(FactInputsTest, ListedNamesInTextsAndNameFields) {
  const struct {
    const char* text;
    bool found;
  } cases[] = {
      {"lenses for Zhonglu Aerospace Components in Xi'an", true},
      {"供中路航天部件训练使用", true},
      {"lenses for our aerospace components laboratory", false},
      {"Kestrel is a bird", false},
      {"delivery to kestrel photonics, gate 3", true},
      // A brand of a listed group, however common its name is in ordinary data.
      {"The goods are for Huawei Technologies Co., Ltd. in Shenzhen.", true},
      {"customer said it goes to Huawei in the end", true},
      {"最终用户:华为技术有限公司", true},
      {"for SenseTime Group Limited", true},
  };
  v1::Transaction deal = Deal();
  deal.mutable_parties(0)->clear_phones();
  deal.mutable_parties(0)->clear_addresses();
  for (const auto& one : cases) {
    deal.mutable_end_use()->set_statement(one.text);
    EXPECT_EQ(Fired(Check(deal), "TEXT-LISTED"), one.found ? v1::HOLD : v1::CLEAR) << one.text;
  }
  deal.clear_end_use();
  deal.add_funding()->set_source("Zhonglu Aerospace Component");
  const v1::Screening funded = Check(deal);
  EXPECT_EQ(Fired(funded, "TEXT-LISTED"), v1::HOLD);
  ASSERT_EQ(funded.mentions_size(), 1);
  EXPECT_TRUE(funded.mentions(0).whole());
  deal.clear_funding();
  deal.mutable_payment()->set_payer_ref("Zhonglu Aerospace Components");
  EXPECT_EQ(Fired(Check(deal), "TEXT-LISTED"), v1::HOLD) << "a payer who is no party";
  deal.clear_payment();
  deal.mutable_parties(0)->add_emails("purchasing@lantern-optics.sg");
  deal.mutable_parties(0)->add_emails("someone@gmail.com");
  EXPECT_EQ(Fired(Check(deal), "TEXT-LISTED"), v1::CLEAR);
  deal.mutable_parties(0)->add_emails("Purchasing@Zhonglu-Aerospace.com.cn");
  EXPECT_EQ(Fired(Check(deal), "TEXT-LISTED"), v1::HOLD);
  deal.mutable_parties(0)->clear_emails();
  deal.mutable_parties(0)->add_websites("zhonglu-aerospace-components.tech/about");
  EXPECT_EQ(Fired(Check(deal), "TEXT-LISTED"), v1::HOLD);
}

TEST_F(FactInputsTest, AListedParentIsAnOwnerWithAnUnknownShare) {
  v1::Transaction deal = Deal();
  deal.mutable_parties(0)->clear_phones();
  deal.mutable_parties(0)->clear_addresses();
  deal.mutable_parties(0)->mutable_ultimate_parent()->set_name("Orchid Compute Group");
  deal.mutable_parties(0)->mutable_ultimate_parent()->set_hq_country("SG");
  EXPECT_EQ(Fired(Check(deal), "OWN-UNK"), v1::CLEAR);
  ASSERT_TRUE(Import("id,name,countries,start_date,license_requirement\ne1,Orchid Compute Group,SG,2020-01-01,For all "
                     "items subject to the EAR\n",
                     "EL")
                  .ok());
  EXPECT_EQ(Fired(Check(deal), "OWN-UNK"), v1::HOLD) << "the Affiliates Rule is stayed on that day";
  // "Our own parent", under a listed name that is not ours.
  deal.mutable_parties(0)->mutable_ultimate_parent()->set_self(true);
  EXPECT_EQ(Fired(Check(deal), "OWN-UNK"), v1::HOLD);
  deal.mutable_parties(0)->mutable_ultimate_parent()->set_self(false);
  deal.set_as_of("2025-10-15");
  EXPECT_EQ(Fired(Check(deal), "OWN-UNK"), v1::ESCALATE);
}

TEST_F(FactInputsTest, ARefusalByPeopleIsRemembered) {
  v1::Transaction deal = Deal();
  deal.mutable_parties(0)->clear_phones();
  deal.mutable_parties(0)->clear_addresses();
  ASSERT_TRUE(Import("id,name,start_date\nr1,Lantern Optics,2026-06-16\n", "REJECTED").ok());
  EXPECT_EQ(Fired(Check(deal), "PRIOR-REFUSAL"), v1::CLEAR) << "refused the day after";
  deal.set_as_of("2026-06-16");
  EXPECT_EQ(Fired(Check(deal), "PRIOR-REFUSAL"), v1::HOLD);
}

TEST_F(FactInputsTest, WalletsOfBlockedParties) {
  const std::string csv =
      "_id,source,entity_number,type,programs,name,title,addresses,federal_register_notice,start_date,end_date,"
      "standard_order,"
      "license_requirement,license_policy,call_sign,vessel_type,gross_tonnage,gross_registered_tonnage,vessel_flag,"
      "vessel_owner,"
      "remarks,source_list_url,alt_names,citizenships,dates_of_birth,nationalities,places_of_birth,source_information_"
      "url,ids\n"
      "w1,Specially Designated Nationals (SDN) - Treasury Department,1,Entity,CYBER2,MIXER ONE,,,,,,,,,,,,,,,,,,,,,,,"
      "\"Digital Currency Address - ETH, 0xAbC0000000000000000000000000000000000001\"\n";
  SetPolicy(
      "version: 'extract' canaries { source: 'csl' list: 'EL' } canaries { source: 'csl' list: 'SDN' } "
      "canaries { source: 'csl' list: 'DPL' }");
  Open();
  v1::ImportHeader header;
  header.set_file_name("consolidated.csv");
  const auto imported = engine_->lists().Import(MemorySource(csv), header, Context());
  ASSERT_TRUE(imported.ok()) << imported.status();
  v1::Transaction deal = Deal();
  deal.mutable_payment()->set_method(v1::Payment::CRYPTO);
  deal.mutable_payment()->set_wallet("0xabc0000000000000000000000000000000000001");
  const v1::Screening paid = Check(deal);
  EXPECT_EQ(Fired(paid, "PAY-CRYPTO"), v1::BLOCK);
  ASSERT_EQ(paid.wallet_hits_size(), 1);
  EXPECT_EQ(paid.wallet_hits(0).entry_name(), "MIXER ONE");
  deal.mutable_payment()->set_wallet("0xabc0000000000000000000000000000000000002");
  EXPECT_LT(Fired(Check(deal), "PAY-CRYPTO"), v1::BLOCK);
  deal.mutable_parties(0)->mutable_party()->add_wallets("0xABC0000000000000000000000000000000000001");
  EXPECT_EQ(Fired(Check(deal), "LIST-SDN"), v1::BLOCK);
}

TEST(Places, UnitsAndBuildings) {
  const char* const kListed = "Room 1318-19, 13F, Hollywood Plaza, 610 Nathan Road, Mongkok, Kowloon, Hong Kong";
  const struct {
    const char* address;
    v1::AddressSharing::Level level;
  } cases[] = {
      {"Rm. 1319, 13/F., Hollywood Plaza, 610 Nathan Rd", v1::AddressSharing::UNIT},
      {"Room 1405, Hollywood Plaza, 610 Nathan Road, Kowloon", v1::AddressSharing::BUILDING},
      {"610 Nathan Road, Mongkok, Kowloon", v1::AddressSharing::BUILDING},
      {"Flat B, 2/F, Hollywood Plaza, 610 Nathan Road, 999077 Hong Kong", v1::AddressSharing::BUILDING},
      {"Room 1318, 13F, Hollywood Plaza, 620 Nathan Road", v1::AddressSharing::LEVEL_UNSPECIFIED},
      {"Room 1318-19, Bollard House, 610 Queens Street, Auckland", v1::AddressSharing::LEVEL_UNSPECIFIED},
      {"Hong Kong", v1::AddressSharing::LEVEL_UNSPECIFIED},
      {"", v1::AddressSharing::LEVEL_UNSPECIFIED},
  };
  v1::ListEntry entry;
  entry.set_list("EL");
  entry.set_entry_id("1");
  entry.add_addresses()->set_text(kListed);
  ListedPlaces places;
  places.Add(0, entry);
  for (const auto& one : cases) {
    EXPECT_EQ(ComparePlaces(one.address, kListed), one.level) << one.address;
    bool cut = false;
    const auto found = places.Find(one.address, &cut);
    EXPECT_EQ(found.empty() ? v1::AddressSharing::LEVEL_UNSPECIFIED : found[0].level, one.level)
        << "index: " << one.address;
    EXPECT_FALSE(cut);
  }
}

TEST(Contacts, AreComparedInOneForm) {
  EXPECT_EQ(PhoneKey("+86 (10) 6592-6180"), PhoneKey("0086-10-65926180"));
  EXPECT_EQ(PhoneKey("123456"), "");
  EXPECT_EQ(SiteHost("https://www.Example.com/en?x=1"), "example.com");
  v1::ListEntry entry;
  entry.set_remarks(
      "Website www.example-labs.ru; Email Address info@example-labs.ru; Phone Number 74951234567; Fax: 8 (495) "
      "765-43-21");
  std::string all;
  for (const Contact& contact : ContactsOfEntry(entry)) absl::StrAppend(&all, contact.key, " ");
  EXPECT_EQ(all, "951234567 957654321 info@example-labs.ru example-labs.ru ");
}

v1::Owner OwnerOf(const std::string& name, int min_bp, int max_bp) {
  v1::Owner owner;
  owner.mutable_party()->set_name(name);
  owner.set_min_bp(min_bp);
  owner.set_max_bp(max_bp);
  return owner;
}

TEST_F(FactInputsTest, AnOwnerOnAnyListIsAFinding) {
  v1::Transaction deal = Deal();
  *deal.mutable_parties(0)->add_owners() = OwnerOf("Kestrel Photonics Ltd", 1000, 1000);
  const v1::FactInputs inputs = Assemble(deal);
  ASSERT_EQ(inputs.parties(0).owners_size(), 1);
  EXPECT_EQ(inputs.parties(0).owners(0).owner_index(), 0);
  EXPECT_EQ(inputs.parties(0).owners(0).matches(0).entry_id(), "d1");
  EXPECT_GE(Check(deal).disposition(), v1::HOLD);
  ASSERT_TRUE(Import("id,name\nx1,Amber Owner Holding\n", "OWN_DENY").ok());
  deal.mutable_parties(0)->mutable_owners(0)->mutable_party()->set_name("Amber Owner Holding");
  EXPECT_GE(Check(deal).disposition(), v1::HOLD);
}

TEST_F(FactInputsTest, RowsOfOneOwnerAddUpAndUpperEndsCount) {
  ASSERT_TRUE(Import("id,name,start_date,license_requirement\ne1,Orchid Compute Group,2020-01-01,For all items subject "
                     "to the EAR\n",
                     "EL")
                  .ok());
  v1::Transaction deal = Deal();
  for (int i = 0; i < 3; ++i) *deal.mutable_parties(0)->add_owners() = OwnerOf("Orchid Compute Group", 1700, 1700);
  EXPECT_GE(Fired(Check(deal), "OWN-50"), v1::HOLD);
  deal.mutable_parties(0)->clear_owners();
  *deal.mutable_parties(0)->add_owners() = OwnerOf("Orchid Compute Group", 0, 4999);
  EXPECT_EQ(Fired(Check(deal), "OWN-MIN"), v1::HOLD);
  deal.mutable_parties(0)->mutable_owners(0)->set_max_bp(5000);
  EXPECT_GE(Fired(Check(deal), "OWN-UNK"), v1::HOLD);
}

TEST_F(FactInputsTest, OwnersThatCannotBeTrueLeaveTheAnswerIncomplete) {
  v1::Transaction deal = Deal();
  *deal.mutable_parties(0)->add_owners() = OwnerOf("Harmless Holding A", 5050, 5050);
  *deal.mutable_parties(0)->add_owners() = OwnerOf("Harmless Holding B", 5050, 5050);
  EXPECT_THAT(Check(deal).incomplete(), Not(Contains(Property(&v1::Incompleteness::reason, "OWNERS_OVER_100"))));
  deal.mutable_parties(0)->mutable_owners(1)->set_max_bp(5051);
  deal.mutable_parties(0)->mutable_owners(1)->set_min_bp(5051);
  v1::Screening answer = Check(deal);
  EXPECT_THAT(answer.incomplete(), Contains(Property(&v1::Incompleteness::reason, "OWNERS_OVER_100")));
  EXPECT_GE(answer.disposition(), v1::HOLD);
  deal.mutable_parties(0)->clear_owners();
  *deal.mutable_parties(0)->add_owners() = OwnerOf("LANTERN OPTICS PTE", 10000, 10000);
  answer = Check(deal);
  EXPECT_THAT(answer.incomplete(), Contains(Property(&v1::Incompleteness::reason, "OWNER_IS_ITSELF")));
  EXPECT_GE(answer.disposition(), v1::HOLD);
}

TEST_F(FactInputsTest, MoreSharedThanIsKeptIsSaid) {
  std::string csv = "id,name,remarks\n";
  for (int i = 0; i < 65; ++i) {
    absl::StrAppend(&csv, "m", i, ",Merganser ", i, " Works,\"Phone: +852 2345 6789\"\n");
  }
  ASSERT_TRUE(Import(csv.substr(0, csv.rfind("m64")), "EL").ok());
  v1::Transaction deal = Deal();
  deal.mutable_parties(0)->clear_addresses();
  // The telephone is also that of the denied party every test of this file has.
  EXPECT_EQ(Assemble(deal).parties(0).shared_size(), 64);
  EXPECT_THAT(Assemble(deal).incomplete(), Contains(Property(&v1::Incompleteness::reason, "SHARED_CUT")));
  EXPECT_GE(Check(deal).disposition(), v1::HOLD);
}

TEST_F(FactInputsTest, AnAddressInPartsIsScreenedToo) {
  ASSERT_TRUE(
      Import("id,name,addresses,type\nA1,Address 01,\"Room 7, Pier House, 5 Dock Street, Kowloon\",address\n", "EL")
          .ok());
  v1::Transaction deal = Deal();
  v1::PartyAddress* const address = deal.mutable_parties(0)->mutable_addresses(0);
  address->clear_raw();
  address->set_unit("Room 7");
  address->set_building("Pier House, 5 Dock Street");
  address->set_city("Kowloon");
  address->set_country("HK");
  EXPECT_THAT(Assemble(deal).parties(0).matches(), Contains(Property(&v1::Match::entry_id, "A1")));
}

}  // namespace
}  // namespace cordon
