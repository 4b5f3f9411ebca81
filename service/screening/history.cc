#include "service/screening/history.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "base/status_macros.h"
#include "match/matcher.h"
#include "match/prepared_name.h"
#include "service/screening/contacts.h"
#include "service/screening/errors.h"
#include "service/screening/listed_places.h"
#include "service/screening/ownership_facts.h"

namespace cordon {
namespace {

using HistoryRole = v1::TransactionParty;

constexpr size_t kMaxHistoryShared = 64;  // of one party
constexpr size_t kMaxPastOrders = 256;
constexpr size_t kMaxShownBytes = 512;

// One thing a party can be found by again.
struct HistoryKey {
  std::string key;
  v1::SharedIdentifier::Kind kind = v1::SharedIdentifier::KIND_UNSPECIFIED;
  std::string shown;
  int officer = -1;
};

std::vector<std::string> HistoryAddresses(const v1::TransactionParty& party) {
  std::vector<std::string> texts;
  for (const v1::PartyAddress& address : party.addresses()) texts.push_back(address.raw());
  for (const std::string& address : party.party().addresses()) texts.push_back(address);
  return texts;
}

std::vector<HistoryKey> KeysOf(const v1::TransactionParty& party, const Tables& tables, absl::string_view as_of) {
  std::vector<HistoryKey> keys;
  const auto add = [&](HistoryKey key) {
    if (key.key.size() <= kMaxMarkKeyBytes) keys.push_back(std::move(key));
  };
  for (const Contact& contact : ContactsOfParty(party, tables, as_of)) {
    add({absl::StrCat("C ", static_cast<int>(contact.kind), " ", contact.key), contact.kind, contact.shown,
         contact.officer});
  }
  for (const std::string& address : HistoryAddresses(party)) {
    for (const std::string& place : PlaceKeys(address, false)) {
      add({absl::StrCat("A ", place), v1::SharedIdentifier::ADDRESS_UNIT, address, -1});
    }
  }
  return keys;
}

bool IsCustomer(const v1::TransactionParty& party) {
  for (const int role : party.roles()) {
    if (role == HistoryRole::PURCHASER || role == HistoryRole::ULTIMATE_CONSIGNEE || role == HistoryRole::END_USER ||
        role == HistoryRole::IAAS_CUSTOMER) {
      return true;
    }
  }
  return false;
}

// What the orders of a customer are found by: its identifiers, and its name.
std::vector<std::string> CustomerKeys(const v1::Transaction& deal, const Tables& tables) {
  std::vector<std::string> keys;
  if (deal.activity() == v1::Transaction::PURCHASE) return keys;
  for (const v1::TransactionParty& party : deal.parties()) {
    if (!IsCustomer(party)) continue;
    for (const Contact& contact : ContactsOfParty(party, tables, deal.as_of())) {
      if (contact.kind == v1::SharedIdentifier::IDENTIFIER_VALUE) keys.push_back(absl::StrCat("O ", contact.key));
    }
    const std::string name = PrepareName(party.party().name()).squashed_full;
    if (!name.empty() && name.size() < kMaxMarkKeyBytes - 2) keys.push_back(absl::StrCat("O ", name));
  }
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

// The name of somebody else, not another spelling of one of the party's own.
bool AnotherName(const v1::TransactionParty& party, const std::string& name) {
  const v1::Party own = ScreenedParty(party);
  const auto same = [&](const std::string& text) {
    return absl::EqualsIgnoreCase(text, name) || CompareNames(text, name, own.type()).score >= kDefaultThreshold;
  };
  if (name.empty() || same(own.name())) return false;
  return std::none_of(own.aliases().begin(), own.aliases().end(), same);
}

bool SameDeal(const v1::HistoryFact& fact, const v1::Transaction& deal, const std::string& request_sha256,
              const std::string& external_ref) {
  return (!request_sha256.empty() && fact.request_sha256() == request_sha256) ||
         (!external_ref.empty() && fact.external_ref() == external_ref) ||
         (!deal.id().empty() && fact.transaction_id() == deal.id());
}

class HistoryFinder {
 public:
  HistoryFinder(const v1::Transaction& deal, const std::vector<v1::HistoryFact>& facts, const Tables& tables,
                v1::FactInputs* inputs)
      : deal_(deal), facts_(facts), tables_(tables), inputs_(*inputs) {}

  void Party(int index) {
    const v1::TransactionParty& party = deal_.parties(index);
    std::vector<std::pair<const HistoryKey*, const v1::HeldParty*>> people;
    const std::vector<HistoryKey> keys = KeysOf(party, tables_, deal_.as_of());
    for (const v1::HistoryFact& fact : facts_) {
      if (!fact.has_party()) continue;
      const auto key =
          std::find_if(keys.begin(), keys.end(), [&](const HistoryKey& one) { return one.key == fact.key(); });
      if (key == keys.end() || !AnotherName(party, fact.party().name())) continue;
      if (key->kind == v1::SharedIdentifier::OFFICER) {
        people.emplace_back(&*key, &fact.party());
      } else {
        Share(index, *key, fact);
      }
    }
    for (const auto& [key, held] : people) {
      const bool by_id = absl::StrContains(key->key, " id:");
      const bool context = Shares(index, held->name());
      AddOfficer(index, *key, *held, by_id ? "ID" : context ? "NAME_AND_CONTEXT" : "NAME");
    }
  }

  // More was found than is kept.
  bool cut() const { return cut_; }

 private:
  static std::string ListOf(const v1::HeldParty& held) {
    return held.disposition() >= v1::ESCALATE ? kRefusedBefore : kHeldBefore;
  }

  bool Shares(int index, const std::string& other) const {
    const auto& shared = inputs_.parties(index).shared();
    return std::any_of(shared.begin(), shared.end(),
                       [&](const v1::SharedIdentifier& one) { return one.other_name() == other; });
  }

  void Share(int index, const HistoryKey& key, const v1::HistoryFact& fact) {
    v1::SharedIdentifier::Kind kind = key.kind;
    if (kind == v1::SharedIdentifier::ADDRESS_UNIT) {
      if (ComparePlaces(key.shown, fact.party().shown()) != v1::AddressSharing::UNIT) return;
      if (AgentAt(index, key.shown)) kind = v1::SharedIdentifier::AGENT_ADDRESS;
    }
    v1::PartyInputs& party = *inputs_.mutable_parties(index);
    for (const v1::SharedIdentifier& known : party.shared()) {
      if (known.kind() == kind && known.value() == key.shown && known.other_name() == fact.party().name()) return;
    }
    if (static_cast<size_t>(party.shared_size()) >= kMaxHistoryShared) {
      cut_ = true;
      return;
    }
    v1::SharedIdentifier* shared = party.add_shared();
    shared->set_kind(kind);
    shared->set_value(key.shown);
    shared->set_other_name(fact.party().name());
    shared->set_list(ListOf(fact.party()));
    shared->set_entry_id(fact.screening());
    shared->set_listed_date(fact.date());
  }

  bool AgentAt(int index, const std::string& address) const {
    const v1::TransactionParty& party = deal_.parties(index);
    const bool stated =
        std::any_of(party.addresses().begin(), party.addresses().end(),
                    [&](const v1::PartyAddress& one) { return one.raw() == address && one.is_agent() == v1::YES; });
    return stated ||
           (tables_.HasSet("AGENT_ADDRESSES") && !tables_.WordOf("AGENT_ADDRESSES", address, deal_.as_of()).empty());
  }

  void AddOfficer(int index, const HistoryKey& key, const v1::HeldParty& held, const std::string& basis) {
    v1::PartyInputs& party = *inputs_.mutable_parties(index);
    v1::OfficerMatches* officer = nullptr;
    for (v1::OfficerMatches& known : *party.mutable_officers()) {
      if (known.officer_index() == key.officer && known.employer_list().empty()) officer = &known;
      // Found before, perhaps on weaker ground.
      if (known.officer_index() == key.officer && !known.employer_list().empty()) {
        if (basis != "ID" || known.basis() == "ID") return;
        officer = &known;
      }
    }
    if (officer == nullptr) officer = party.add_officers();
    officer->set_officer_index(key.officer);
    if (officer->basis() != "ID") officer->set_basis(basis);
    officer->set_employer(held.name());
    officer->set_employer_list(ListOf(held));
  }

  const v1::Transaction& deal_;
  const std::vector<v1::HistoryFact>& facts_;
  const Tables& tables_;
  v1::FactInputs& inputs_;
  bool cut_ = false;
};

// The orders of chips a deal is about: its items or its capacity, whichever is more; they may be the same hardware.
std::vector<v1::PastOrder> OrdersOf(const v1::Transaction& deal, const Tables& tables) {
  std::vector<v1::PastOrder> items, capacity;
  int64_t item_sum = 0, capacity_sum = 0;
  const auto add = [&](const std::string& model, const v1::Chip* chip, bool has_tpp, int64_t tpp, int64_t quantity,
                       std::vector<v1::PastOrder>* out, int64_t* sum) {
    if ((chip == nullptr && !has_tpp) || quantity <= 0) return;
    const int64_t each = std::max(chip == nullptr ? 0 : chip->tpp(), has_tpp ? tpp : 0);
    v1::PastOrder order;
    order.set_date(deal.order_date().empty() ? deal.as_of() : deal.order_date());
    order.set_model(chip == nullptr ? model.substr(0, kMaxShownBytes) : chip->name());
    order.set_quantity(quantity);
    order.set_tpp(each);
    *sum += std::min(each, int64_t{1} << 30) * std::min(quantity, int64_t{1} << 24);
    out->push_back(std::move(order));
  };
  for (const v1::Item& item : deal.items()) {
    const v1::Chip* chip = tables.RecognizeChip(item.model());
    const v1::Chip* described = tables.RecognizeChip(item.description());
    if (chip == nullptr || (described != nullptr && described->tpp() > chip->tpp())) chip = described;
    const int64_t per_unit = item.has_chips_per_unit() ? item.chips_per_unit() : 1;
    add(item.model(), chip, item.has_tpp(), item.tpp(), std::min(item.quantity(), int64_t{1} << 40) * per_unit, &items,
        &item_sum);
  }
  const v1::Compute& compute = deal.compute();
  add(compute.gpu_model(), tables.RecognizeChip(compute.gpu_model()), compute.has_tpp(), compute.tpp(),
      compute.gpu_count(), &capacity, &capacity_sum);
  return capacity_sum > item_sum ? capacity : items;
}

absl::Status UnreadHistory(absl::string_view why) {
  return MakeError(absl::StatusCode::kUnavailable, "STORE_UNAVAILABLE",
                   absl::StrCat("earlier records could not be read, nothing was answered: ", why));
}

// A refusal behind the newest marks must not be out of sight because somebody asked often enough.
bool MoreMarksThanRead(const std::vector<v1::HistoryFact>& facts) {
  std::map<std::string, int> marks;
  return std::any_of(facts.begin(), facts.end(),
                     [&](const v1::HistoryFact& fact) { return ++marks[fact.key()] >= kMarksPerKey; });
}

void AddHistoryCut(v1::FactInputs* inputs) {
  v1::Incompleteness* incomplete = inputs->add_incomplete();
  incomplete->set_reason("HISTORY_CUT");
  incomplete->set_subject("parties");
  incomplete->set_detail(
      "more earlier records share an identifier, contact or address with the parties than are looked at; look at the "
      "older ones before anything is released");
}

}  // namespace

absl::StatusOr<std::vector<v1::HistoryFact>> LookUpHistory(Store* store, const v1::Transaction& deal,
                                                           const Tables& tables) {
  std::vector<v1::HistoryFact> facts;
  if (store == nullptr) return facts;
  std::set<std::string> wanted;
  for (const v1::TransactionParty& party : deal.parties()) {
    for (const HistoryKey& key : KeysOf(party, tables, deal.as_of())) wanted.insert(key.key);
  }
  // Earlier orders of chips say something about an order of chips.
  if (!OrdersOf(deal, tables).empty()) {
    for (const std::string& key : CustomerKeys(deal, tables)) wanted.insert(key);
  }
  const std::vector<std::string> keys(wanted.begin(), wanted.end());
  for (size_t at = 0; at < keys.size(); at += kMaxMarkKeys) {
    const absl::StatusOr<std::vector<FoundMark>> found =
        store->FindMarks(absl::MakeConstSpan(keys).subspan(at, kMaxMarkKeys), kMarksPerKey);
    if (!found.ok()) return UnreadHistory(found.status().message());
    for (const FoundMark& mark : *found) {
      v1::HistoryFact fact;
      if (!fact.ParseFromString(mark.fact)) return UnreadHistory("a mark is damaged; restore the data directory");
      // A mark of another key with the same digest is none.
      if (fact.key() == mark.key) facts.push_back(std::move(fact));
    }
  }
  return facts;
}

void AddHistoryFindings(const v1::Transaction& deal, const std::vector<v1::HistoryFact>& facts,
                        const std::string& request_sha256, const std::string& external_ref, const Tables& tables,
                        v1::FactInputs* inputs) {
  bool cut = MoreMarksThanRead(facts);
  std::vector<v1::HistoryFact> earlier;
  for (const v1::HistoryFact& fact : facts) {
    if (!SameDeal(fact, deal, request_sha256, external_ref)) earlier.push_back(fact);
  }
  HistoryFinder finder(deal, earlier, tables, inputs);
  for (int i = 0; i < deal.parties_size() && i < inputs->parties_size(); ++i) finder.Party(i);
  cut = cut || finder.cut();
  // Several keys lead to one order; one deal screened twice is one order.
  std::set<std::string> known;
  for (const v1::LinkedTransaction& linked : deal.linked()) known.insert(absl::StrCat("id ", linked.id()));
  for (const v1::HistoryFact& fact : earlier) {
    if (!fact.has_order()) continue;
    const std::string order = absl::StrCat(" ", fact.order().model(), " ", fact.order().quantity());
    bool fresh = known.insert(absl::StrCat("screening ", fact.screening(), order)).second;
    if (!fact.transaction_id().empty()) {
      fresh = fresh && known.count(absl::StrCat("id ", fact.transaction_id())) == 0 &&
              known.insert(absl::StrCat("deal ", fact.transaction_id(), order)).second;
    }
    if (!fact.external_ref().empty())
      fresh = fresh && known.insert(absl::StrCat("ref ", fact.external_ref(), order)).second;
    if (!fact.request_sha256().empty())
      fresh = fresh && known.insert(absl::StrCat("sha ", fact.request_sha256(), order)).second;
    if (!fresh) continue;
    if (static_cast<size_t>(inputs->history_size()) >= kMaxPastOrders) {
      cut = true;
      break;
    }
    v1::PastOrder* past = inputs->add_history();
    *past = fact.order();
    past->set_id(fact.screening());
  }
  if (cut) AddHistoryCut(inputs);
}

std::vector<HistoryMark> MarksOf(const v1::Screening& screening, const Tables& tables) {
  std::vector<HistoryMark> marks;
  const v1::Transaction& deal = screening.transaction();
  const auto add = [&](const v1::HistoryFact& fact) {
    HistoryMark mark{fact.key(), fact.SerializeAsString()};
    if (marks.size() < kMaxMarks && mark.fact.size() <= kMaxMarkFactBytes) marks.push_back(std::move(mark));
  };
  v1::HistoryFact fact;
  fact.set_screening(screening.name());
  fact.set_date(screening.as_of());
  fact.set_request_sha256(screening.request_sha256());
  fact.set_external_ref(screening.external_ref());
  fact.set_transaction_id(deal.id());
  for (int i = 0; i < deal.parties_size(); ++i) {
    v1::Disposition worst = i < screening.parties_size() ? screening.parties(i).disposition() : v1::CLEAR;
    const std::string subject = absl::StrCat("parties[", i, "]");
    for (const v1::RedFlag& flag : screening.decision().red_flags()) {
      if (flag.subject() == subject) worst = std::max(worst, flag.disposition());
    }
    const v1::TransactionParty& party = deal.parties(i);
    if (worst < v1::HOLD || party.party().name().empty()) continue;
    for (const HistoryKey& key : KeysOf(party, tables, deal.as_of())) {
      fact.set_key(key.key);
      v1::HeldParty* held = fact.mutable_party();
      held->Clear();
      held->set_name(party.party().name());
      held->set_disposition(worst);
      held->set_kind(key.kind);
      held->set_shown(key.shown);
      add(fact);
    }
  }
  // What was refused was not delivered.
  if (screening.disposition() >= v1::BLOCK) return marks;
  const std::vector<v1::PastOrder> orders = OrdersOf(deal, tables);
  if (orders.empty()) return marks;
  for (const std::string& key : CustomerKeys(deal, tables)) {
    for (const v1::PastOrder& order : orders) {
      fact.set_key(key);
      *fact.mutable_order() = order;
      add(fact);
    }
  }
  return marks;
}

}  // namespace cordon
