// The worked transactions T01..T15 with every sub-case, from end to end: each becomes JSON and goes through `cordon
// check` in process, through `cordon check --server`, and through gRPC, against real matching instead of the findings
// that the scenario files state. The three say the same bytes, and what the scenario expects.
//
// The lists are those the scenarios speak of, as an operator's CSV, on top of the real Consolidated Screening List
// where the shared data are there. Scenarios whose entries contradict each other (one order with three end dates) run
// in rounds.
#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/canonical_json.h"
#include "base/files.h"
#include "gmock/gmock.h"
#include "rules/pack_test.h"
#include "service/render/transaction.h"
#include "tests/cli/cli_run.h"
#include "tests/integration/cordond_process.h"
#include "tests/integration/rpc_client.h"
#include "tests/support/shared_data.h"

namespace cordon {
namespace {

std::string Source(const std::string& path) {
  const char* root = std::getenv("CORDON_SOURCE_DIR");
  return std::string(root == nullptr ? "." : root) + "/" + path;
}

// What a request cannot carry: found in ownership data, in a letter, in other people's records.
const std::map<std::string, std::string>& NotFromARequest() {
  static const auto* const kReasons = new std::map<std::string, std::string>{
      {"T01-guard-weak-name", "the matcher does not alert on that name"},
      {"T11-name-alert", "the matcher does not alert on that name"},
      {"T01-owned", "its owners come from ownership data"},
      {"T02c-chain", "the chain comes from ownership data"},
      {"T05c", "a wallet comes with the official file; tests/service has it"},
      {"T05c-payment-wallet", "a wallet comes with the official file; tests/service has it"},
      {"T06b-2022-09-15-informed", "the letter is private; the next test has it"},
      {"T06b-2022-08-25-informed", "the letter is private; the next test has it"},
      {"T08b-guard-agent-alone", "the building is shared by statement; tests/service has a real one"},
  };
  return *kReasons;
}

std::string RequirementOf(v1::LicenseScope scope) {
  switch (scope) {
    case v1::ALL_EAR:
      return "For all items subject to the EAR (See 744.11 of the EAR)";
    case v1::CCL_AND_SUPP7_746:
      return "For items on the CCL and EAR99 items listed in supplement no. 7 to part 746 of the EAR";
    default:
      return "";
  }
}

struct Entry {
  std::string name, aliases, type, countries, addresses, remarks, start, end, requirement;
  bool operator==(const Entry& other) const {
    return std::tie(name, type, start, end, requirement) ==
           std::tie(other.name, other.type, other.start, other.end, other.requirement);
  }
};
using Entries = std::map<std::pair<std::string, std::string>, Entry>;  // (list, id)

// The list entries that a scenario's findings speak of.
Entries EntriesOf(const v1::FactInputs& inputs) {
  Entries entries;
  for (const v1::PartyInputs& party : inputs.parties()) {
    for (const v1::Match& match : party.matches()) {
      Entry& entry = entries[{match.list(), match.entry_id()}];
      entry.name = match.entry_name();
      if (match.matched_name().size() > 0 && static_cast<unsigned char>(match.matched_name()[0]) >= 0x80) {
        entry.aliases = match.matched_name();
      }
      entry.countries = absl::StrJoin(match.countries(), ";");
      entry.start = match.start_date();
      entry.end = match.end_date();
      entry.requirement = RequirementOf(match.scope());
    }
    for (const v1::OwnershipSum& sum : party.ownership().sums()) {
      for (const v1::OwnerEntry& owner : sum.owners()) {
        Entry& entry = entries[{owner.list(), owner.entry_id()}];
        entry.name = owner.entry_name();
        entry.countries = owner.country();
        entry.start = owner.list() == "EL" ? "2019-10-09" : "2020-01-01";
        entry.requirement = RequirementOf(owner.scope());
      }
    }
    for (const v1::AddressSharing& place : party.addresses()) {
      if (place.list().empty()) continue;
      Entry& entry = entries[{place.list(), place.entry_id() + (place.address_only_entry() ? "" : "-PARTY")}];
      entry.name = place.address_only_entry() ? "Address 01" : absl::StrCat("Quiet Neighbour ", place.entry_id());
      entry.type = place.address_only_entry() ? "address" : "organization";
      entry.addresses = absl::StrContains(place.address(), "hollywood")
                            ? "Room 1318-19, 13F, Hollywood Plaza, 610 Nathan Road, Mongkok, Kowloon, Hong Kong"
                            : place.address();
      entry.start = place.start_date();
      entry.requirement = RequirementOf(place.scope());
    }
    for (const v1::SharedIdentifier& shared : party.shared()) {
      Entry& entry = entries[{shared.list(), shared.other_name()}];
      entry.name = shared.other_name();
      entry.start = shared.listed_date();
      if (shared.kind() == v1::SharedIdentifier::PHONE)
        absl::StrAppend(&entry.remarks, "Phone: ", shared.value(), ". ");
      if (shared.kind() == v1::SharedIdentifier::AGENT_ADDRESS) entry.addresses = shared.value();
    }
  }
  return entries;
}

bool Agree(const Entries& all, const Entries& more) {
  return std::all_of(more.begin(), more.end(), [&](const auto& one) {
    const auto known = all.find(one.first);
    return known == all.end() || known->second == one.second;
  });
}

std::string Quoted(std::string text) {
  for (size_t at = 0; (at = text.find('"', at)) != std::string::npos; at += 2) text.insert(at, "\"");
  return absl::StrCat("\"", text, "\"");
}

struct Round {
  Entries entries;
  std::vector<const ScenarioResult*> scenarios;
};

class WorkedDeals : public CliTest {
 protected:
  void ImportLists(const Round& round, bool real_list) {
    const std::string csl = SharedDataPath("lists/us_csl_2026-07-31/consolidated.csv.xz");
    if (real_list && !csl.empty()) {
      const CliResult real = Cordon({"lists", "import", csl});
      ASSERT_EQ(real.code, 0) << real.err;
    }
    std::map<std::string, std::string> files;
    for (const auto& [key, entry] : round.entries) {
      std::string& file = files[key.first];
      if (file.empty())
        file =
            "id,name,aliases,type,countries,addresses,remarks,start_date,end_date,license_requirement,license_policy,"
            "citation\n";
      std::vector<std::string> cells = {"T-" + key.second, entry.name,        entry.aliases,           entry.type,
                                        entry.countries,   entry.addresses,   entry.remarks,           entry.start,
                                        entry.end,         entry.requirement, "Presumption of denial", "84 FR 54002"};
      for (std::string& cell : cells) cell = Quoted(cell);
      absl::StrAppend(&file, absl::StrJoin(cells, ","), "\n");
    }
    for (const auto& [list, file] : files) {
      const CliResult imported = Cordon({"lists", "import", Write(list + ".csv", file), "--as", list});
      ASSERT_EQ(imported.code, 0) << imported.err << file;
    }
  }

  // Judges the scenarios of a round in all three ways.
  void Judge(const Round& round) {
    std::string lines;
    for (const ScenarioResult* scenario : round.scenarios) {
      v1::Transaction deal = scenario->inputs.transaction();
      deal.set_id(scenario->name);
      absl::StrAppend(&lines, *ToCanonicalJson(deal), "\n");
    }
    const std::string file = Write("deals.jsonl", lines);
    // Nothing is recorded: the scenarios are one another's variants, and an earlier one would count for the next.
    const CliResult offline = Cordon({"check", file, "-o", "jsonl", "--no-record"});
    ASSERT_EQ(Lines(offline.out).size(), round.scenarios.size()) << offline.err;
    CordondProcess server(dir_.path());
    ASSERT_TRUE(server.Start());
    const CliResult online = Cordon({"--server", server.socket(), "check", file, "-o", "jsonl", "--no-record"});
    EXPECT_EQ(online.code, offline.code);
    EXPECT_EQ(WithoutIds(online.out), WithoutIds(offline.out));
    const Client client(server.socket());
    const std::vector<std::string> printed = Lines(offline.out);
    for (size_t i = 0; i < round.scenarios.size(); ++i) {
      const ScenarioResult& scenario = *round.scenarios[i];
      v1::ScreenTransactionRequest request;
      *request.mutable_transaction() = scenario.inputs.transaction();
      request.mutable_transaction()->set_id(scenario.name);
      request.set_no_record(true);
      v1::Screening answer;
      grpc::ClientContext context;
      SetTimeout(&context, absl::Seconds(20));
      const grpc::Status status = client.screening->ScreenTransaction(&context, request, &answer);
      ASSERT_TRUE(status.ok()) << scenario.name << ": " << status.error_message();
      const std::string rendered = render::TransactionJson({file, static_cast<int64_t>(i) + 1}, answer);
      EXPECT_EQ(WithoutIds(rendered), WithoutIds(printed[i])) << scenario.name;
      v1::Decision decision = answer.decision();
      decision.set_disposition(answer.disposition());  // what leaves, with the matches judged by list
      EXPECT_THAT(CheckExpectation(scenario.expect, decision), testing::IsEmpty())
          << scenario.file << " " << scenario.name << "\n"
          << render::TransactionText({scenario.name, 0}, answer, false);
    }
  }
};

bool Worked(const std::string& name) {
  return name.size() >= 3 && name[0] == 'T' && absl::ascii_isdigit(static_cast<unsigned char>(name[1]));
}

std::vector<ScenarioResult> LoadScenarios() {
  const auto rules = RuleSet::LoadWithDirectory("");
  EXPECT_TRUE(rules.ok()) << rules.status();
  auto results = RunScenarioDirectory(**rules, Source("tests/scenarios/transactions"));
  EXPECT_TRUE(results.ok()) << results.status();
  return results.ok() ? *std::move(results) : std::vector<ScenarioResult>();
}

TEST_F(WorkedDeals, SayTheSameEverywhereAndWhatIsExpected) {
  const std::vector<ScenarioResult> all = LoadScenarios();
  std::vector<Round> rounds;
  size_t skipped = 0;
  for (const ScenarioResult& scenario : all) {
    if (!Worked(scenario.name)) continue;
    if (NotFromARequest().count(scenario.name) > 0) {
      ++skipped;
      continue;
    }
    const Entries entries = EntriesOf(scenario.inputs);
    auto round =
        std::find_if(rounds.begin(), rounds.end(), [&](const Round& one) { return Agree(one.entries, entries); });
    if (round == rounds.end()) round = rounds.insert(rounds.end(), Round());
    for (const auto& [key, entry] : entries) {
      Entry& known = round->entries[key];
      const std::string aliases = entry.aliases.empty() ? known.aliases : entry.aliases;
      const std::string remarks = known.remarks.size() > entry.remarks.size() ? known.remarks : entry.remarks;
      known = entry;
      known.aliases = aliases;
      known.remarks = remarks;
    }
    round->scenarios.push_back(&scenario);
  }
  EXPECT_EQ(skipped, NotFromARequest().size());
  size_t judged = 0;
  for (const Round& round : rounds) {
    std::filesystem::remove_all(data_dir());
    // The first round holds all but a few; the real list is the same for the others.
    ImportLists(round, &round == &rounds.front());
    Judge(round);
    judged += round.scenarios.size();
  }
  EXPECT_GE(judged, 75U);
  EXPECT_LE(rounds.size(), 5U) << "scenarios contradict each other";
}

TEST_F(WorkedDeals, APrivateLetterOfTheOperator) {
  Round round;
  const std::vector<ScenarioResult> all = LoadScenarios();
  for (const ScenarioResult& scenario : all) {
    if (absl::EndsWith(scenario.name, "-informed")) round.scenarios.push_back(&scenario);
  }
  ASSERT_EQ(round.scenarios.size(), 2U);
  std::filesystem::create_directories(data_dir() + "/rules/tables");
  Write("data/rules/tables/letters.textproto",
        "name: \"letters\" letters { kind: IS_INFORMED id: \"L-1\" from: \"2022-08-26\" chips: \"A100\" countries: "
        "\"CN\" citation: \"letter of 2022-08-26\" }");
  Judge(round);
}

}  // namespace
}  // namespace cordon
