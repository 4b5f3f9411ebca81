// Ownership data as part of the engine: imported, stored, linked with the lists, consulted for every transaction.
#include <string>

#include "base/canonical_json.h"
#include "base/sha256.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/screening/errors.h"
#include "service/screening/linked_ownership.h"
#include "service/screening/ownership_lookup.h"
#include "tests/service/engine_fixture.h"
#include "tests/support/blob_path.h"

namespace cordon {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Property;

constexpr char kOwnedLists[] =
    "id,name,countries,start_date,license_requirement,license_policy,citation\n"
    "e1,SenseTime Group,CN,2019-10-09,For all items subject to the EAR (See 744.11 of the EAR),Presumption of "
    "denial,84 "
    "FR 54002\n"
    "e2,IFLYTEK,CN,2019-10-09,For all items subject to the EAR (See 744.11 of the EAR),Presumption of denial,84 FR "
    "54002\n";

// Lingxi is half owned by SenseTime through a holding; Yunhai is held 20 % and 29.99 % by two listed parties.
constexpr char kOwners[] =
    "owner,asset,percent,owner_id,asset_id,asset_country\n"
    "SenseTime Group,Horizon Holding BV,60,,,NL\n"
    "Horizon Holding BV,Lingxi Vision Pte Ltd,50,,LEI:5493001KJTIIGC8Y1R12,SG\n"
    "SenseTime Group,Yunhai Trading,20,,,SG\n"
    "IFLYTEK,Yunhai Trading,29.99,,,SG\n"
    "Quiet Capital,Calm Computing GmbH,100,,,\n";

class OwnershipTest : public EngineTest {
 protected:
  void SetUp() override {
    EngineTest::SetUp();
    Open();
    ASSERT_TRUE(Import(kOwnedLists).ok());
  }
  absl::StatusOr<v1::ImportListResponse> ImportOwners(const std::string& csv, const std::string& code = "",
                                                      bool stage = false, const std::string& file = "own.csv") {
    v1::ImportHeader header;
    header.set_file_name(file);
    header.set_as_code(code);
    header.set_stage(stage);
    return engine_->lists().Import(MemorySource(csv), header, Context());
  }
  // A sale of keyboards to `party` (JSON).
  absl::StatusOr<v1::Screening> Sell(const std::string& party, const std::string& as_of = "2025-10-15",
                                     const std::string& item = R"({"description":"keyboards","eccn":"EAR99")") {
    v1::ScreenTransactionRequest request;
    const std::string json = absl::StrCat(R"({"as_of":")", as_of,
                                          R"(","activity":"EXPORT","our_role":"SELLER","destination":"SG","parties":[)",
                                          party, R"(],"items":[)", item, R"(,"quantity":10,"subject_to_ear":"YES"}]})");
    const absl::Status parsed = FromJson(json, request.mutable_transaction());
    EXPECT_TRUE(parsed.ok()) << parsed;
    return engine_->screener().ScreenTransactionAndWait(request, Context());
  }
  static std::string Buyer(const std::string& name, const std::string& more = "") {
    return absl::StrCat(R"({"party":{"name":")", name, R"("},"roles":["PURCHASER","END_USER"],"hq_country":"SG")", more,
                        "}");
  }
  static const v1::OwnershipSum& Bis(const v1::Screening& answer) { return answer.parties(0).ownership().sums(0); }
  static std::vector<std::string> Fired(const v1::Screening& answer) {
    std::vector<std::string> rules;
    for (const auto& flag : answer.decision().red_flags()) rules.push_back(flag.rule());
    return rules;
  }
  absl::StatusOr<v1::GetOwnershipResponse> Own(const std::string& name, const std::string& as_of = "2025-10-15") {
    v1::GetOwnershipRequest request;
    request.mutable_party()->set_name(name);
    request.set_as_of(as_of);
    return LookUpOwnership(request, *engine_->state().Get(), "2026-11-22");
  }
};

TEST_F(OwnershipTest, ImportedDataAreVersionedAndPartOfTheState) {
  const std::string before = engine_->state().Get()->info.digest();
  const auto imported = ImportOwners(kOwners, "", false, "own-2026-11-01.csv");
  ASSERT_TRUE(imported.ok()) << imported.status();
  const v1::ListVersion& version = imported->version();
  EXPECT_EQ(version.source(), "ownership/OWN");
  EXPECT_EQ(version.format(), "operator-csv");
  EXPECT_EQ(version.published(), "2026-11-01");
  EXPECT_EQ(version.sha256(), Sha256Hex(kOwners));
  EXPECT_EQ(version.ownership().interests(), 5);
  EXPECT_EQ(version.ownership().entities(), 7);
  EXPECT_TRUE(version.lists().empty());
  EXPECT_NE(imported->engine_state(), before);
  const std::string digest = imported->engine_state();
  EXPECT_TRUE(engine_->store()->GetBlob(digest.substr(7)).ok()) << "what the digest stands for is kept";

  Open();  // a new process: same data, same digest, same answer
  EXPECT_EQ(engine_->state().Get()->info.digest(), digest);
  EXPECT_EQ(Sell(Buyer("Lingxi Vision Pte Ltd"))->disposition(), v1::BLOCK);
  const auto versions = engine_->lists().ListVersions({});
  ASSERT_TRUE(versions.ok());
  ASSERT_EQ(versions->versions_size(), 2);
  EXPECT_EQ(versions->versions(1).ownership().interests(), 5);
}

TEST_F(OwnershipTest, PartiesAreLookedUpAndPathAndArithmeticStandInTheAnswer) {
  EXPECT_THAT(Fired(*Sell(Buyer("Lingxi Vision Pte Ltd"))), Not(Contains("OWN-50")));
  ASSERT_TRUE(ImportOwners(kOwners).ok());
  const auto answer = Sell(Buyer("Lingxi Vision Pte Ltd"));
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->disposition(), v1::BLOCK);
  EXPECT_THAT(Fired(*answer), Contains("OWN-50"));
  EXPECT_EQ(answer->parties(0).ownership().resolutions(0).method(), "name");
  EXPECT_EQ(Bis(*answer).paths(0).text(),
            "Lingxi Vision Pte Ltd <- 50 % Horizon Holding BV <- 60 % SenseTime Group (EL)");
  ASSERT_EQ(Bis(*answer).arithmetic_size(), 2);
  EXPECT_EQ(Bis(*answer).arithmetic(1),
            "Lingxi Vision Pte Ltd: Horizon Holding BV 50 % = 50 %, at least 50 %: restricted");
  // The rule is stayed from this day: escalate, not block, not clear.
  EXPECT_EQ(Sell(Buyer("Lingxi Vision Pte Ltd"), "2025-11-09")->disposition(), v1::BLOCK);
  EXPECT_EQ(Sell(Buyer("Lingxi Vision Pte Ltd"), "2025-11-10")->disposition(), v1::ESCALATE);
}

TEST_F(OwnershipTest, AnIdentifierFindsThePartyUnderAnotherName) {
  ASSERT_TRUE(ImportOwners(kOwners).ok());
  const std::string party =
      R"({"party":{"name":"LXV","ids":[{"scheme":"LEI","value":"5493001KJTIIGC8Y1R12"}]},"roles":["PURCHASER","END_USER"]})";
  const auto answer = Sell(party);
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->disposition(), v1::BLOCK);
  EXPECT_EQ(answer->parties(0).ownership().resolutions(0).method(), "identifier");
  EXPECT_FALSE(answer->parties(0).ownership().by_name());
}

TEST_F(OwnershipTest, OwnersOfTheRequestAddToThoseOfTheData) {
  ASSERT_TRUE(ImportOwners(kOwners).ok());
  auto answer = Sell(Buyer("Yunhai Trading"));
  EXPECT_FALSE(Bis(*answer).restricted());
  EXPECT_EQ(Bis(*answer).restricted_min_bp(), 4'999);
  EXPECT_THAT(Fired(*answer), Contains("OWN-MIN"));
  // One basis point more, stated in the request.
  ASSERT_TRUE(Import("id,name,countries\ns1,Third Listed Partner,CN\n", "MEU").ok());
  answer = Sell(Buyer("Yunhai Trading", R"(,"owners":[{"party":{"name":"Third Listed Partner"},"exact_bp":1}])"));
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(Bis(*answer).restricted_min_bp(), 5'000);
  EXPECT_TRUE(Bis(*answer).restricted()) << "owners on two lists are added up";
  EXPECT_THAT(Fired(*answer), Contains("OWN-AGG"));
}

TEST_F(OwnershipTest, AChainMayBeStatedPartyByParty) {
  const std::string parties = absl::StrCat(
      Buyer("Lower Works", R"(,"owners":[{"party":{"name":"Middle Works"},"exact_bp":10000}])"), ",",
      R"({"party":{"name":"Middle Works"},"roles":["OWNER"],"owners":[{"party":{"name":"IFLYTEK"},"exact_bp":5000}]})");
  const auto answer = Sell(parties);
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_TRUE(Bis(*answer).restricted());
  EXPECT_EQ(Bis(*answer).paths(0).text(), "Lower Works <- 100 % Middle Works <- 50 % IFLYTEK (EL)");
}

TEST_F(OwnershipTest, ASimilarNameOfARestrictedCompanyIsAnOpenQuestion) {
  ASSERT_TRUE(ImportOwners(kOwners).ok());
  const auto answer = Sell(Buyer("Lingxi Vison Pte Ltd"));
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_GE(answer->disposition(), v1::HOLD);
  EXPECT_THAT(Fired(*answer), Contains("OWN-UNK"));
  EXPECT_FALSE(Bis(*answer).restricted());
  EXPECT_TRUE(Bis(*answer).unknown_share());
  const v1::OwnershipResolution& resolution = answer->parties(0).ownership().resolutions(0);
  EXPECT_EQ(resolution.method(), "match");
  EXPECT_FALSE(resolution.certain());
  EXPECT_THAT(resolution.evidence(), HasSubstr("same country"));
}

TEST_F(OwnershipTest, AnOwnerInTheDataWithASimilarNameIsPossiblyListed) {
  ASSERT_TRUE(ImportOwners("owner,asset,percent\nSensetim Group,Pebble Optics,80\n").ok());
  const auto answer = Sell(Buyer("Pebble Optics"));
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_FALSE(Bis(*answer).restricted());
  EXPECT_TRUE(Bis(*answer).unknown_share());
  EXPECT_EQ(Bis(*answer).restricted_max_bp(), 8'000);
  EXPECT_THAT(Bis(*answer).explanation(), HasSubstr("possibly EL"));
  EXPECT_THAT(Fired(*answer), Contains("OWN-UNK"));
}

// A100s, so that identity and parent are asked for.
constexpr char kChips[] = R"({"description":"NVIDIA A100 80GB","eccn":"3A090.a")";

TEST_F(OwnershipTest, ANameAloneNeverSettlesAnything) {
  const std::string by_name = R"({"party":{"name":"Calm Computing GmbH"},"roles":["PURCHASER","END_USER"]})";
  const std::string data =
      "owner,asset,percent,interest,asset_id,owner_country,asset_country\n"
      "Quiet Capital,Calm Computing GmbH,,ultimate_parent,LEI:5493001KJTIIGC8Y1R12,DE,DE\n";
  const auto before = Sell(by_name, "2026-06-15", kChips);
  ASSERT_TRUE(before.ok()) << before.status();
  ASSERT_TRUE(ImportOwners(data).ok());
  const auto after = Sell(by_name, "2026-06-15", kChips);
  ASSERT_TRUE(after.ok()) << after.status();
  EXPECT_TRUE(after->parties(0).ownership().by_name());
  EXPECT_EQ(after->parties(0).ownership().ultimate_parents_size(), 1);
  EXPECT_FALSE(after->parties(0).ownership().has_owners());
  EXPECT_GE(after->disposition(), before->disposition());
  EXPECT_EQ(Fired(*after), Fired(*before)) << "what is known by name only closes no gap";
  // The same with the identifier: the parent is known now.
  const std::string identified =
      R"({"party":{"name":"Calm Computing GmbH","ids":[{"scheme":"LEI","value":"5493001KJTIIGC8Y1R12"}]},
          "roles":["PURCHASER","END_USER"]})";
  const auto known = Sell(identified, "2026-06-15", kChips);
  ASSERT_TRUE(known.ok()) << known.status();
  EXPECT_FALSE(known->parties(0).ownership().by_name());
  EXPECT_TRUE(known->parties(0).ownership().has_owners());
}

TEST_F(OwnershipTest, ConsolidationIsAParentAndNeverHalf) {
  ASSERT_TRUE(ImportOwners("owner,asset,percent,interest,owner_country\n"
                           "SenseTime Group,Pebble Optics,,ultimate_parent,CN\n")
                  .ok());
  const auto answer = Sell(Buyer("Pebble Optics"));
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_FALSE(Bis(*answer).restricted());
  EXPECT_TRUE(Bis(*answer).unknown_share());
  ASSERT_EQ(answer->parties(0).ownership().ultimate_parents_size(), 1);
  EXPECT_EQ(answer->parties(0).ownership().ultimate_parents(0).hq_country(), "CN");
}

TEST_F(OwnershipTest, ALaterListIsLinkedWithTheDataThatAreThere) {
  ASSERT_TRUE(ImportOwners(kOwners).ok());
  EXPECT_THAT(Fired(*Sell(Buyer("Calm Computing GmbH"))), Not(Contains("OWN-50")));
  const std::shared_ptr<const EngineState> before = engine_->state().Get();
  ASSERT_TRUE(Import("id,name\nq1,Quiet Capital\n", "SDN").ok());
  const auto answer = Sell(Buyer("Calm Computing GmbH"));
  ASSERT_TRUE(answer.ok()) << answer.status();
  EXPECT_EQ(answer->disposition(), v1::BLOCK);
  EXPECT_THAT(answer->decision().red_flags(), Contains(Property(&v1::RedFlag::rule, "OWN-50")));
  // The graph is the same one, linked anew; the old state goes on answering as it did.
  EXPECT_EQ(engine_->state().Get()->graph, before->graph);
  EXPECT_TRUE((*before->ownership->Get())->listings().size() <
              (*engine_->state().Get()->ownership->Get())->listings().size());
}

TEST_F(OwnershipTest, DataOfSeveralSourcesAddUpAndANewFileTakesTheOldOnesPlace) {
  ASSERT_TRUE(ImportOwners("owner,asset,percent\nSenseTime Group,Pebble Optics,30\n", "FIRST").ok());
  EXPECT_FALSE(Bis(*Sell(Buyer("Pebble Optics"))).restricted());
  ASSERT_TRUE(ImportOwners("owner,asset,percent\nIFLYTEK,Pebble Optics,25\n", "SECOND").ok());
  EXPECT_TRUE(Bis(*Sell(Buyer("Pebble Optics"))).restricted());
  ASSERT_TRUE(ImportOwners("owner,asset,percent\nIFLYTEK,Other Works,25\n", "SECOND").ok());
  EXPECT_EQ(Bis(*Sell(Buyer("Pebble Optics"))).restricted_min_bp(), 3'000);
}

TEST_F(OwnershipTest, ABrokenFileChangesNothing) {
  ASSERT_TRUE(ImportOwners(kOwners).ok());
  const std::string digest = engine_->state().Get()->info.digest();
  const char* const broken[] = {"owner,asset,percent\nA,B,101\n", "owner,asset,percent,color\nA,B,1,red\n",
                                "LEI,Entity.LegalName\nshort", "{\"schema\":\"Company\",\"properties\":"};
  for (const char* const file : broken) {
    const auto refused = ImportOwners(file);
    EXPECT_EQ(GetErrorReason(refused.status()), "IMPORT_REFUSED") << file;
    EXPECT_THAT(std::string(refused.status().message()), HasSubstr("own.csv")) << file;
  }
  EXPECT_EQ(GetErrorReason(ImportOwners(kOwners, "bad code").status()), "INVALID_FIELD");
  EXPECT_EQ(engine_->state().Get()->info.digest(), digest);
  EXPECT_EQ(Sell(Buyer("Lingxi Vision Pte Ltd"))->disposition(), v1::BLOCK);
}

TEST_F(OwnershipTest, StagedDataWait) {
  const std::string digest = engine_->state().Get()->info.digest();
  const auto staged = ImportOwners(kOwners, "", true);
  ASSERT_TRUE(staged.ok()) << staged.status();
  EXPECT_FALSE(staged->version().active());
  EXPECT_EQ(staged->engine_state(), digest);
  EXPECT_THAT(Fired(*Sell(Buyer("Lingxi Vision Pte Ltd"))), Not(Contains("OWN-50")));
}

TEST_F(OwnershipTest, DamagedStoredDataStopTheStartOfAServer) {
  const auto imported = ImportOwners(kOwners);
  ASSERT_TRUE(imported.ok());
  const std::string sha256 = imported->version().entries_sha256();
  engine_.reset();
  const std::string path = BlobPath(directory_, sha256);
  ASSERT_TRUE(WriteFileAtomically(path, "cordon ownership 1\n").ok());
  EXPECT_EQ(Engine::Open(Options()).status().code(), absl::StatusCode::kDataLoss);
  // A command that does not ask for owners works; one that does gets the error, never an answer without them.
  EngineOptions lazy = Options();
  lazy.eager_ownership = false;
  auto engine = Engine::Open(lazy);
  ASSERT_TRUE(engine.ok()) << engine.status();
  engine_ = *std::move(engine);
  EXPECT_TRUE(Screen("Brisbane Pottery").ok());
  EXPECT_EQ(Sell(Buyer("Lingxi Vision Pte Ltd")).status().code(), absl::StatusCode::kDataLoss);
}

TEST_F(OwnershipTest, WithoutAListTheStarterListGoesOnAnswering) {
  engine_.reset();
  std::filesystem::remove_all(directory_);
  std::filesystem::create_directory(directory_);
  Open();
  ASSERT_TRUE(ImportOwners(kOwners).ok());
  EXPECT_TRUE(engine_->state().Get()->starter);
  Open();
  EXPECT_TRUE(engine_->state().Get()->starter);
  EXPECT_NE(engine_->state().Get()->ownership, nullptr);
  const auto versions = engine_->lists().ListVersions({});
  ASSERT_EQ(versions->versions_size(), 2);
  EXPECT_TRUE(versions->versions(0).starter());
}

std::shared_ptr<const ListSnapshot> Snapshot(const std::vector<std::pair<std::string, std::string>>& entries) {
  ListSnapshot::Builder builder;
  for (const auto& [id, name] : entries) {
    v1::ListEntry entry;
    entry.set_list("EL");
    entry.set_entry_id(id);
    entry.set_entry_name(name);
    entry.add_names()->set_text(name);
    EXPECT_TRUE(builder.Add(entry).ok());
  }
  return std::move(builder).Build();
}

std::string ShowLinks(const LinkedOwnership& linked) {
  std::string shown;
  for (const OwnershipNodeIndex node : linked.listings().Nodes()) {
    for (const OwnershipListing& listing : linked.listings().Of(node)) {
      absl::StrAppend(&shown, linked.graph().NodeId(node), " ", listing.entry.ShortDebugString(), "\n");
    }
  }
  return absl::StrCat(shown, linked.bound().size());
}

TEST_F(OwnershipTest, LinkingAChangedListGivesWhatLinkingItAfreshGives) {
  ASSERT_TRUE(
      ImportOwners("owner,asset,percent\nSensetim Group,A,80\nIflytec,B,50\nQuiet Capitol,C,60\nOrlov Marine,D,10\n")
          .ok());
  const auto graph = *engine_->state().Get()->graph->Get();
  const auto first =
      LinkedOwnership::Link(graph, Snapshot({{"1", "SenseTime Group"}, {"2", "IFLYTEK"}, {"3", "Gone Works"}}), 8'500);
  ASSERT_TRUE(first.ok()) << first.status();
  const std::vector<std::vector<std::pair<std::string, std::string>>> lists = {
      {{"1", "SenseTime Group"}, {"2", "IFLYTEK"}, {"3", "Gone Works"}},     // the same
      {{"1", "SenseTime Group"}, {"2", "IFLYTEK"}, {"4", "Quiet Capital"}},  // one gone, one new
      {{"1", "Another Name"}, {"2", "IFLYTEK"}, {"5", "Orlov Marine"}},      // one changed, one equal name
      {{"9", "Nobody Here"}},
  };
  for (const auto& entries : lists) {
    const auto lists_now = Snapshot(entries);
    const auto anew = LinkedOwnership::Link(graph, lists_now, 8'500);
    const auto onward = LinkedOwnership::Link(graph, lists_now, 8'500, *first);
    ASSERT_TRUE(anew.ok() && onward.ok());
    EXPECT_EQ(ShowLinks(**onward), ShowLinks(**anew));
  }
  EXPECT_EQ((*first)->listings().size(), 2U) << ShowLinks(**first);
}

// ------------------------------------------------------------------------------------------------------------- look-up

TEST_F(OwnershipTest, LookUpByNameIdAndSimilarName) {
  EXPECT_EQ(GetErrorReason(Own("Lingxi Vision Pte Ltd").status()), "OWNER_UNKNOWN");
  ASSERT_TRUE(ImportOwners(kOwners).ok());
  auto found = Own("lingxi vision PTE. LTD.");
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->picture().nodes_size(), 3);
  EXPECT_TRUE(found->warnings().empty());
  const std::string id = found->candidates(0).node_id();
  EXPECT_EQ(Own(id)->picture().SerializeAsString(), found->picture().SerializeAsString());
  // Nobody above is listed: found by a word in common, and said to be a guess.
  found = Own("Calm Computng GmbH");
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->candidates(0).node_name(), "Calm Computing GmbH");
  ASSERT_EQ(found->warnings_size(), 1);
  EXPECT_EQ(found->warnings(0).reason(), "OWNER_UNCERTAIN");
  EXPECT_EQ(GetErrorReason(Own("Entirely Different Foundry").status()), "OWNER_UNKNOWN");
  EXPECT_EQ(GetErrorMetadata(Own("Lingxi", "2025-13-01").status())["field"], "as_of");
}

TEST_F(OwnershipTest, LookUpOfOneRegimeAndItsBounds) {
  ASSERT_TRUE(ImportOwners(kOwners).ok());
  v1::GetOwnershipRequest request;
  request.mutable_party()->set_name("Lingxi Vision Pte Ltd");
  request.set_regime(v1::REGIME_OFAC);
  request.set_max_nodes(2);
  const auto found = LookUpOwnership(request, *engine_->state().Get(), "2026-11-22");
  ASSERT_TRUE(found.ok()) << found.status();
  ASSERT_EQ(found->picture().findings().sums_size(), 1);
  EXPECT_FALSE(found->picture().findings().sums(0).restricted());
  EXPECT_TRUE(found->picture().truncated());
  request.set_max_nodes(kMaxPictureNodes + 1);
  EXPECT_EQ(GetErrorMetadata(LookUpOwnership(request, *engine_->state().Get(), "2026-11-22").status())["field"],
            "max_nodes");
}

}  // namespace
}  // namespace cordon
