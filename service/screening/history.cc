#include "service/screening/history.h"

#include <algorithm>
#include <cstdlib>
#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "base/sha256.h"
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
constexpr size_t kMaxScreeningNameBytes = kMaxScreeningIdBytes + 16;  // as a field of a message

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

// A key as it is filed: one that is too long goes by its digest.
std::string FiledKey(std::string key) {
  return key.size() <= kMaxMarkKeyBytes ? std::move(key) : absl::StrCat("# ", Sha256Hex(key));
}

std::vector<HistoryKey> KeysOf(const v1::TransactionParty& party, const Tables& tables, absl::string_view as_of) {
  std::vector<HistoryKey> keys;
  const auto add = [&](HistoryKey key) {
    key.key = FiledKey(std::move(key.key));
    keys.push_back(std::move(key));
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
    if (!name.empty()) keys.push_back(absl::StrCat("O ", name));
  }
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

// The day a deal's orders count for.
std::string OrderDate(const v1::Transaction& deal, absl::string_view today = "") {
  return !deal.order_date().empty() ? deal.order_date() : !deal.as_of().empty() ? deal.as_of() : std::string(today);
}

// The orders of a customer in one month.
std::string OrderKey(const std::string& customer, absl::string_view month) {
  return FiledKey(absl::StrCat(customer, " ", month));
}

// The months ("2026-06") in which orders may lie that are added up with one of this day, newest first.
std::vector<std::string> MonthsAround(const std::string& date, const Tables& tables) {
  constexpr int64_t kMostDays = 3'660;
  absl::CivilDay day;
  if (!absl::ParseCivilTime(date, &day)) return {};
  const int64_t window = std::clamp<int64_t>(tables.Parameter("LINKED_DAYS", date), 0, kMostDays);
  std::vector<std::string> months;
  for (absl::CivilMonth month(day + window); month >= absl::CivilMonth(day - window); --month) {
    months.push_back(absl::FormatCivilTime(month));
  }
  return months;
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
  // `facts` with the worst first, of equally bad ones the earliest: the first of several that say the same is kept.
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

// Adds an order to those there are, or to the one of the same chip.
bool AddOrder(v1::PastOrder order, std::vector<v1::PastOrder>* orders) {
  constexpr int64_t kMostChips = int64_t{1} << 50;
  for (v1::PastOrder& known : *orders) {
    if (known.model() != order.model() || known.tpp() != order.tpp() || known.site() != order.site()) continue;
    known.set_quantity(std::min(kMostChips, known.quantity() + std::min(kMostChips, order.quantity())));
    return false;
  }
  orders->push_back(std::move(order));
  return true;
}

// The orders of chips a deal is about, one for each chip: its items or its capacity, whichever is more; they may be the
// same hardware.
std::vector<v1::PastOrder> OrdersOf(const v1::Transaction& deal, const Tables& tables) {
  std::vector<v1::PastOrder> items, capacity;
  int64_t item_sum = 0, capacity_sum = 0;
  const auto add = [&](const std::string& model, const v1::Chip* chip, bool has_tpp, int64_t tpp, int64_t quantity,
                       std::vector<v1::PastOrder>* out, int64_t* sum) {
    if ((chip == nullptr && !has_tpp) || quantity <= 0) return;
    const int64_t each = std::max(chip == nullptr ? 0 : chip->tpp(), has_tpp ? tpp : 0);
    v1::PastOrder order;
    order.set_date(OrderDate(deal));
    order.set_model(chip == nullptr ? model.substr(0, kMaxShownBytes) : chip->name());
    order.set_quantity(quantity);
    order.set_tpp(each);
    *sum += std::min(each, int64_t{1} << 30) * std::min(quantity, int64_t{1} << 24);
    AddOrder(std::move(order), out);
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

// Orders that are too many to be told one by one, added up chip by chip: those that count for `date`, under the newest
// of them. False if there are still too many.
bool AddUpOrders(const std::string& date, const Tables& tables, std::vector<v1::PastOrder>* orders) {
  const int64_t window = tables.Parameter("LINKED_DAYS", date);
  absl::CivilDay day;
  const bool dated = absl::ParseCivilTime(date, &day);
  std::vector<v1::PastOrder> sums;
  for (v1::PastOrder& order : *orders) {
    absl::CivilDay ordered;
    // Without a date it counts.
    if (dated && absl::ParseCivilTime(order.date(), &ordered) && std::abs(ordered - day) > window) continue;
    AddOrder(std::move(order), &sums);
  }
  const bool whole = sums.size() <= kMaxPastOrders;
  if (!whole) sums.resize(kMaxPastOrders);
  *orders = std::move(sums);
  return whole;
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

absl::StatusOr<History> LookUpHistory(Store* store, const v1::Transaction& deal, const Tables& tables,
                                      absl::string_view today) {
  History history;
  if (store == nullptr) return history;
  std::set<std::string> wanted;
  for (const v1::TransactionParty& party : deal.parties()) {
    for (const HistoryKey& key : KeysOf(party, tables, deal.as_of())) wanted.insert(key.key);
  }
  std::vector<std::string> keys(wanted.begin(), wanted.end());
  // Earlier orders of chips say something about an order of chips; of one that is there twice the newer counts.
  wanted.clear();
  if (!OrdersOf(deal, tables).empty()) {
    const std::vector<std::string> months = MonthsAround(OrderDate(deal, today), tables);
    for (const std::string& customer : CustomerKeys(deal, tables)) {
      wanted.insert(FiledKey(customer));  // orders recorded under schema 2
      for (const std::string& month : months) wanted.insert(OrderKey(customer, month));
    }
  }
  keys.insert(keys.end(), wanted.rbegin(), wanted.rend());
  // A few keys at a time: what is held in memory is bounded.
  constexpr size_t kKeysAtOnce = 16;
  for (size_t at = 0; at < keys.size() && !history.cut; at += kKeysAtOnce) {
    const absl::StatusOr<std::vector<FoundMark>> found =
        store->FindMarks(absl::MakeConstSpan(keys).subspan(at, kKeysAtOnce), kMarksPerKey);
    if (!found.ok()) return UnreadHistory(found.status().message());
    int of_key = 0;
    for (size_t i = 0; i < found->size(); ++i) {
      const FoundMark& mark = (*found)[i];
      of_key = i > 0 && (*found)[i - 1].key == mark.key ? of_key + 1 : 1;
      history.cut = history.cut || of_key >= kMarksPerKey;
      v1::HistoryFact fact;
      if (!fact.ParseFromString(mark.fact)) return UnreadHistory("a mark is damaged; restore the data directory");
      // A mark of another key with the same digest is none.
      if (fact.key() == mark.key) history.facts.push_back(std::move(fact));
    }
    history.cut = history.cut || history.facts.size() >= kMaxMarksRead;
  }
  return history;
}

void AddHistoryFindings(const v1::Transaction& deal, const History& history, const std::string& request_sha256,
                        const std::string& external_ref, const Tables& tables, v1::FactInputs* inputs) {
  bool cut = history.cut;
  std::vector<v1::HistoryFact> earlier;
  for (const v1::HistoryFact& fact : history.facts) {
    if (!SameDeal(fact, deal, request_sha256, external_ref)) earlier.push_back(fact);
  }
  std::stable_sort(earlier.begin(), earlier.end(), [](const v1::HistoryFact& a, const v1::HistoryFact& b) {
    if (!a.has_party() || !b.has_party()) return a.has_party() && !b.has_party();
    if (a.party().disposition() != b.party().disposition()) return a.party().disposition() > b.party().disposition();
    return a.date() < b.date();
  });
  HistoryFinder finder(deal, earlier, tables, inputs);
  for (int i = 0; i < deal.parties_size() && i < inputs->parties_size(); ++i) finder.Party(i);
  cut = cut || finder.cut();
  // Several keys lead to one order; one deal screened twice is one order.
  std::vector<v1::PastOrder> orders;
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
    orders.push_back(fact.order());
    orders.back().set_id(fact.screening());
  }
  if (orders.size() > kMaxPastOrders) cut = !AddUpOrders(OrderDate(deal), tables, &orders) || cut;
  for (v1::PastOrder& order : orders) *inputs->add_history() = std::move(order);
  if (cut) AddHistoryCut(inputs);
}

std::vector<HistoryMark> MarksOf(const v1::Screening& screening, const Tables& tables, bool* cut) {
  std::vector<HistoryMark> marks;
  const v1::Transaction& deal = screening.transaction();
  v1::HistoryFact fact;
  fact.set_screening(screening.name());
  fact.set_date(screening.as_of());
  fact.set_request_sha256(screening.request_sha256());
  fact.set_external_ref(screening.external_ref());
  fact.set_transaction_id(deal.id());
  // One deal by whatever names it (SameDeal).
  const std::string origin = !screening.external_ref().empty() ? absl::StrCat("ref ", screening.external_ref())
                             : !deal.id().empty()              ? absl::StrCat("id ", deal.id())
                                                               : absl::StrCat("sha ", screening.request_sha256());
  int64_t rank = 0;  // the earlier date says more: who came after it is suspicious
  for (const char c : screening.as_of()) {
    if (absl::ascii_isdigit(static_cast<unsigned char>(c))) rank = rank * 10 + (c - '0');
  }
  std::set<std::string> known;
  const auto add = [&](const std::string& subject) {
    if (!known.insert(absl::StrCat(fact.key().size(), " ", fact.key(), subject)).second) return;
    HistoryMark mark{fact.key(), fact.SerializeAsString(), subject, origin, rank};
    const bool fits = marks.size() < kMaxMarks && mark.fact.size() + kMaxScreeningNameBytes <= kMaxMarkFactBytes;
    *cut = *cut || !fits;
    if (fits) marks.push_back(std::move(mark));
  };
  // What was refused was not delivered.
  if (screening.disposition() < v1::BLOCK) {
    const std::vector<v1::PastOrder> orders = OrdersOf(deal, tables);
    const std::vector<std::string> customers = orders.empty() ? std::vector<std::string>() : CustomerKeys(deal, tables);
    for (const std::string& customer : customers) {
      for (const v1::PastOrder& order : orders) {
        fact.set_key(OrderKey(customer, absl::string_view(order.date()).substr(0, 7)));
        *fact.mutable_order() = order;
        // Of one deal only: orders of several deals add up.
        add(absl::StrCat("order ", origin, " ", order.model(), " ", order.quantity(), " ", order.tpp()));
      }
    }
  }
  std::vector<std::pair<v1::Disposition, int>> held;
  for (int i = 0; i < deal.parties_size(); ++i) {
    v1::Disposition worst = i < screening.parties_size() ? screening.parties(i).disposition() : v1::CLEAR;
    const std::string subject = absl::StrCat("parties[", i, "]");
    for (const v1::RedFlag& flag : screening.decision().red_flags()) {
      if (flag.subject() == subject) worst = std::max(worst, flag.disposition());
    }
    if (worst >= v1::HOLD && !deal.parties(i).party().name().empty()) held.emplace_back(worst, i);
  }
  std::stable_sort(held.begin(), held.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  for (const auto& [worst, index] : held) {
    const v1::TransactionParty& party = deal.parties(index);
    for (const HistoryKey& key : KeysOf(party, tables, deal.as_of())) {
      fact.set_key(key.key);
      v1::HeldParty* said = fact.mutable_party();
      said->Clear();
      said->set_name(party.party().name());
      said->set_disposition(worst);
      said->set_kind(key.kind);
      said->set_shown(key.shown);
      add(absl::StrCat("party ", said->SerializeAsString()));
    }
  }
  return marks;
}

void NameMarks(const std::string& screening_name, std::vector<HistoryMark>* marks) {
  v1::HistoryFact name;
  name.set_screening(screening_name);
  // Of a field that stands twice in a message the last counts.
  const std::string bytes = name.SerializeAsString();
  for (HistoryMark& mark : *marks) mark.fact += bytes;
}

void AddMarksCut(v1::Screening* screening) {
  v1::Incompleteness* incomplete = screening->add_incomplete();
  incomplete->set_reason("HISTORY_CUT");
  incomplete->set_subject("transaction");
  incomplete->set_detail(absl::StrCat(
      "its parties have more identifiers, contacts, officers and addresses than are kept for later deals (", kMaxMarks,
      "); those of the least held parties will not be found again: screen the deal in parts"));
  screening->set_disposition(std::max(screening->disposition(), v1::HOLD));
}

}  // namespace cordon
