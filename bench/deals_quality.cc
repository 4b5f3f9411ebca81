// Ordinary purchases and sales of ordinary companies, judged by lists and rules: how many an analyst would have to look
// at, and because of which rule. A rule that floods shows here. docs/rules.md quotes the figures.
//
//   deals_quality [N] [--json FILE]       data: $CORDON_SHARED_DATA
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/clock.h"
#include "bench/corpora.h"
#include "rules/transaction_check.h"
#include "service/screening/engine_state.h"
#include "service/screening/fact_inputs.h"
#include "service/screening/policy.h"

namespace cordon::bench {
namespace {

using Role = v1::TransactionParty;

// Where ordinary companies sit, and how often.
struct Place {
  const char* country;
  const char* city;
  int weight;
};
constexpr Place kPlaces[] = {{"US", "Austin", 25},   {"DE", "Stuttgart", 14}, {"GB", "Leeds", 8},   {"FR", "Lyon", 7},
                             {"JP", "Nagoya", 7},    {"KR", "Daejeon", 5},    {"TW", "Hsinchu", 5}, {"CN", "Ningbo", 9},
                             {"SG", "Singapore", 3}, {"IN", "Pune", 5},       {"NL", "Utrecht", 4}, {"IT", "Turin", 4},
                             {"AE", "Dubai", 1},     {"TR", "Izmir", 1},      {"BR", "Campinas", 2}};
struct Good {
  const char* description;
  const char* eccn;
};
constexpr Good kGoods[] = {{"office chairs", "EAR99"},
                           {"stainless fasteners M6", "EAR99"},
                           {"network switch 48 port", "5A991"},
                           {"laptop computers", "5A992"},
                           {"laboratory glassware", "EAR99"},
                           {"oscilloscope 500 MHz", "3A991"},
                           {"desktop computers with GeForce RTX 4060", "5A992"},
                           {"injection moulding parts", "EAR99"},
                           {"industrial sensors", "EAR99"},
                           {"power supplies 24 V", "EAR99"},
                           {"packaging film", "EAR99"},
                           {"SSD 2 TB", "5A992"},
                           {"hydraulic pumps", "EAR99"},
                           {"label printers", "EAR99"},
                           {"microcontrollers STM32", "3A991"},
                           {"LED panels", "EAR99"}};

class OrdinaryDeals {
 public:
  explicit OrdinaryDeals(const std::vector<std::string>& names) : names_(names), random_(11) {}

  v1::Transaction Next(bool complete) {
    complete_ = complete;
    v1::Transaction deal;
    deal.set_as_of("2026-06-15");
    const int kind = Pick(100);
    if (kind < 50) {
      Purchase(&deal);
    } else if (kind < 92) {
      Sale(&deal);
    } else {
      Capacity(&deal);
    }
    if (complete_) deal.set_is_us_person(Chance(60) ? v1::YES : v1::NO);
    return deal;
  }

 private:
  int Pick(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  bool Chance(int percent) { return Pick(100) < percent; }
  const Place& SomePlace() {
    int total = 0;
    for (const Place& place : kPlaces) total += place.weight;
    int at = Pick(total);
    for (const Place& place : kPlaces) {
      if ((at -= place.weight) < 0) return place;
    }
    return kPlaces[0];
  }

  v1::TransactionParty* AddCompany(v1::Transaction* deal, const Place& place, std::initializer_list<Role::Role> roles) {
    v1::TransactionParty* party = deal->add_parties();
    party->mutable_party()->set_name(names_[static_cast<size_t>(Pick(static_cast<int>(names_.size())))]);
    for (const Role::Role role : roles) party->add_roles(role);
    // Partial data are a name, mostly a country, sometimes an address or a mail address.
    if (complete_ || Chance(80)) party->set_hq_country(place.country);
    if (!complete_) {
      if (Chance(40)) AddAddress(party, place);
      if (Chance(40))
        party->add_emails(absl::StrCat("sales", Pick(999), "@", Chance(10) ? "gmail.com" : "company.example"));
      return party;
    }
    v1::Identifier* id = party->mutable_party()->add_ids();
    id->set_scheme("LEI");
    id->set_value(absl::StrCat("5299", 100000 + Pick(899999), "ORDINARY", 10 + Pick(89)));
    party->mutable_ultimate_parent()->set_hq_country(place.country);
    party->set_incorporation_country(place.country);
    party->set_incorporation_date(absl::StrCat(1960 + Pick(62), "-0", 1 + Pick(9), "-1", Pick(9)));
    party->set_kind(Chance(70) ? Role::MANUFACTURING : Role::OTHER_BUSINESS);
    party->add_industry_codes(Chance(50) ? "NACE 26.11" : "NACE 28.29");
    party->add_websites("https://company.example");
    party->add_emails("office@company.example");
    party->mutable_kyc()->set_level(v1::Kyc::FULL);
    party->mutable_kyc()->set_identity_verified(v1::YES);
    AddAddress(party, place);
    v1::Owner* owner = party->add_owners();
    owner->mutable_party()->set_name(names_[static_cast<size_t>(Pick(static_cast<int>(names_.size())))]);
    owner->set_exact_bp(4000 + Pick(6000));
    owner->set_hq_country(place.country);
    return party;
  }

  void AddAddress(v1::TransactionParty* party, const Place& place) {
    v1::PartyAddress* address = party->add_addresses();
    address->set_kind(v1::PartyAddress::HEADQUARTERS);
    address->set_raw(absl::StrCat(1 + Pick(200), " Industrial Park Road, ", place.city));
    address->set_country(place.country);
    if (complete_) address->set_is_agent(v1::NO);
    if (complete_) address->set_is_residential(v1::NO);
    if (complete_) address->set_is_po_box(v1::NO);
  }

  void AddGoods(v1::Transaction* deal) {
    const int count = 1 + Pick(3);
    for (int i = 0; i < count; ++i) {
      const Good& good = kGoods[Pick(static_cast<int>(std::size(kGoods)))];
      v1::Item* item = deal->add_items();
      item->set_description(good.description);
      item->set_quantity(1 + Pick(500));
      if (!complete_) continue;
      item->set_eccn(good.eccn);
      item->set_subject_to_ear(v1::YES);
      item->set_channel(v1::Item::MANUFACTURER_DIRECT);
      if (std::string(good.eccn) == "EAR99") item->set_supp7_746(v1::NO);
    }
  }

  void Purchase(v1::Transaction* deal) {
    const Place& place = SomePlace();
    deal->set_activity(v1::Transaction::PURCHASE);
    deal->set_our_role(v1::Transaction::BUYER);
    AddCompany(deal, place, {Role::SUPPLIER});
    AddGoods(deal);
    Pay(deal, place);
  }

  void Sale(v1::Transaction* deal) {
    const Place& place = SomePlace();
    deal->set_activity(v1::Transaction::EXPORT);
    deal->set_our_role(v1::Transaction::SELLER);
    if (complete_ || Chance(85)) deal->set_destination(place.country);
    if (complete_) {
      AddCompany(deal, place, {Role::PURCHASER, Role::ULTIMATE_CONSIGNEE, Role::END_USER});
      deal->mutable_end_use()->set_statement("use in our own production, quality control and offices");
      deal->mutable_end_use()->set_certificate(v1::YES);
    } else {
      AddCompany(deal, place, {Role::PURCHASER});
    }
    AddGoods(deal);
    // Some accelerators for ordinary buyers in allied countries.
    const std::string country = place.country;
    if (Chance(4) && (country == "US" || country == "DE" || country == "GB" || country == "JP")) {
      v1::Item* gpu = deal->add_items();
      gpu->set_description(Chance(50) ? "NVIDIA H100 PCIe" : "NVIDIA L40S");
      gpu->set_quantity(1 + Pick(16));
      if (complete_) gpu->set_eccn("3A090.a");
      if (complete_) gpu->set_channel(v1::Item::AUTHORIZED);
      if (complete_) gpu->set_serials_verified(v1::YES);
    }
    Pay(deal, place);
  }

  void Capacity(v1::Transaction* deal) {
    const Place& place = SomePlace();
    deal->set_activity(v1::Transaction::IAAS);
    deal->set_our_role(v1::Transaction::PROVIDER);
    AddCompany(deal, place, {Role::IAAS_CUSTOMER, Role::END_USER});
    v1::Compute* compute = deal->mutable_compute();
    // Customers in China rent processors, others some GPUs as well.
    if (std::string(place.country) == "CN" || Chance(60)) {
      compute->set_gpu_count(0);
      if (complete_) compute->set_workload(v1::Compute::OTHER_WORKLOAD);
      return;
    }
    compute->set_gpu_model(Chance(50) ? "L4" : "H100");
    compute->set_gpu_count(1 + Pick(16));
    if (!complete_) return;
    compute->set_term_days(30 + Pick(200));
    compute->set_exclusivity_bp(0);
    compute->set_purchase_option(v1::NO);
    compute->set_remove_rights(v1::NO);
    compute->set_physical_possession(v1::NO);
    compute->set_dc_country("US");
    compute->set_workload(Chance(50) ? v1::Compute::INFERENCE : v1::Compute::FINE_TUNING);
    compute->set_sub_lease(v1::NO);
    deal->mutable_end_use()->set_statement("customer support assistant");
  }

  void Pay(v1::Transaction* deal, const Place& place) {
    if (!complete_ && Chance(50)) return;
    deal->mutable_payment()->set_method(v1::Payment::WIRE);
    deal->mutable_payment()->set_bank_country(place.country);
    deal->mutable_payment()->set_currency(Chance(60) ? "USD" : "EUR");
  }

  const std::vector<std::string>& names_;
  std::mt19937 random_;
  bool complete_ = true;
};

// Flags that follow from a name or address on a list: an analyst's name alerts, counted apart.
bool IsNameAlert(const std::string& rule) {
  return absl::StartsWith(rule, "LIST-") || absl::StartsWith(rule, "OWN-") || rule == "SUPPLY-LISTED" ||
         rule == "TEXT-LISTED" || rule == "IAAS-LISTED" || rule == "IAAS-OWNED" || rule == "ADDR-COLO" ||
         rule == "ADDR-HIGHRISK" || rule == "PHOENIX";
}

struct Counts {
  int deals = 0, by_rules = 0, by_names = 0, clear = 0;
  std::map<std::string, int> hold, note;
};

void Print(const char* what, const Counts& counts) {
  const auto share = [&](int n) { return 100.0 * n / std::max(1, counts.deals); };
  std::printf(
      "%s: %d deals; HOLD or above from rules %.2f %%, from names and addresses on lists %.2f %%; no red flag at all "
      "%.1f %%\n",
      what, counts.deals, share(counts.by_rules), share(counts.by_names), share(counts.clear));
  for (const auto& [rule, count] : counts.hold) {
    std::printf("  %-18s HOLD or above %6.2f %%%s\n", rule.c_str(), share(count),
                IsNameAlert(rule) ? "  (name alert)" : "");
  }
  for (const auto& [rule, count] : counts.note)
    std::printf("  %-18s NOTE          %6.2f %%\n", rule.c_str(), share(count));
}

// One line of JSON per figure, for bench/write_deal_figures.py.
void WriteJson(const char* data, const Counts& counts, std::FILE* file) {
  const auto line = [&](const char* kind, const std::string& name, int count) {
    std::fprintf(file, "{\"data\": \"%s\", \"kind\": \"%s\", \"name\": \"%s\", \"count\": %d, \"of\": %d}\n", data,
                 kind, name.c_str(), count, counts.deals);
  };
  line("sum", "HOLD or above from rules", counts.by_rules);
  line("sum", "HOLD or above from names and addresses on lists", counts.by_names);
  line("sum", "no red flag at all", counts.clear);
  for (const auto& [rule, count] : counts.hold) line(IsNameAlert(rule) ? "name alert" : "rule", rule, count);
}

int RunDeals(int count, std::FILE* json) {
  const std::string data = SharedDataDir();
  auto entries = LoadScreeningList(data);
  auto corpora = LoadBenignNames(data);
  if (!entries.ok() || !corpora.ok()) {
    std::fprintf(stderr, "skipped: no shared data (%s)\n",
                 std::string(entries.ok() ? corpora.status().message() : entries.status().message()).c_str());
    return 0;
  }
  ListSnapshot::Builder builder;
  for (const v1::ListEntry& entry : *entries) {
    if (!builder.Add(entry).ok()) return 1;
  }
  auto policy = LoadPolicy("", {});
  auto rules = RuleSet::LoadWithDirectory("");
  if (!policy.ok() || !rules.ok()) return 1;
  const auto state = BuildEngineState({}, std::move(builder).Build(), *std::move(policy), *rules);
  if (!state.ok()) return 1;
  MatchOptions options;
  options.threshold = (*state)->policy.policy.threshold();
  OrdinaryDeals deals(corpora->front().names);
  for (const bool complete : {true, false}) {
    Counts counts;
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < count; ++i) {
      const v1::Transaction deal = deals.Next(complete);
      if (const absl::Status valid = CheckTransaction(deal); !valid.ok()) {
        std::fprintf(stderr, "invalid deal: %s\n", std::string(valid.message()).c_str());
        return 1;
      }
      const auto facts = AssembleFactInputs(deal, **state, options);
      if (!facts.ok()) return 1;
      const v1::Decision decision = (*state)->rules->Evaluate(facts->inputs);
      std::set<std::string> hold, note;
      for (const v1::RedFlag& flag : decision.red_flags()) {
        (flag.disposition() >= v1::HOLD ? hold : note).insert(flag.rule());
      }
      ++counts.deals;
      counts.clear += decision.disposition() == v1::CLEAR;
      const bool names = std::any_of(hold.begin(), hold.end(), IsNameAlert);
      const bool by_rules =
          std::any_of(hold.begin(), hold.end(), [](const std::string& rule) { return !IsNameAlert(rule); });
      counts.by_names += names;
      // What several small flags make together is the rules' doing.
      counts.by_rules += by_rules || (!names && decision.disposition() >= v1::HOLD);
      if (!decision.accumulated().empty()) hold.insert("together");
      for (const std::string& rule : hold) ++counts.hold[rule];
      for (const std::string& rule : note) {
        if (hold.count(rule) == 0) ++counts.note[rule];
      }
    }
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    Print(complete ? "complete data" : "typical partial data", counts);
    if (json != nullptr) WriteJson(complete ? "complete data" : "typical partial data", counts, json);
    std::printf("  %.0f deals per second, %.3f ms each\n", counts.deals / seconds, 1000 * seconds / counts.deals);
  }
  return 0;
}

}  // namespace
}  // namespace cordon::bench

int main(int argc, char** argv) {
  int count = 10000;
  std::FILE* json = nullptr;
  for (int i = 1; i < argc; ++i) {
    if (std::string(argv[i]) == "--json" && i + 1 < argc) {
      json = std::fopen(argv[++i], "w");
      if (json == nullptr) return 1;
    } else {
      count = std::atoi(argv[i]);
    }
  }
  const int code = cordon::bench::RunDeals(count, json);
  if (json != nullptr) std::fclose(json);
  return code;
}
