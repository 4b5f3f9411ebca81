#include "service/screening/deal_findings.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "match/domain_name.h"
#include "rules/facts/tables.h"
#include "service/screening/contacts.h"
#include "service/screening/listed_links.h"

namespace cordon {
namespace {

constexpr int kStrongScore =
    9500;  // a name like this is taken for the party itself when people and phones are compared
constexpr size_t kMaxSharedPerParty = 64;

// Lists whose parties a new identity may be made to hide.
bool WorthHiding(const v1::ListClass& list) {
  return list.family() != v1::FAMILY_PROGRAMME && list.family() != v1::FAMILY_GUIDANCE;
}

class DealFinder {
 public:
  DealFinder(const v1::Transaction& transaction, const EngineState& state, MatchMemo* matches, v1::FactInputs* inputs)
      : deal_(transaction), state_(state), matches_(*matches), links_(state.links->Get()), inputs_(inputs) {}

  void Run() {
    for (int i = 0; i < deal_.parties_size(); ++i) {
      contacts_.push_back(ContactsOfParty(deal_.parties(i), state_.rules->tables(), deal_.as_of()));
    }
    for (int i = 0; i < deal_.parties_size(); ++i) {
      AddPlaces(i);
      AddListedContacts(i);
      AddContactsWithin(i);
      AddRefusals(i);
    }
    AddMentions();
    AddLetters();
  }

 private:
  v1::PartyInputs* Party(int index) { return inputs_->mutable_parties(index); }

  bool Matched(int index, const EntrySummary& entry) const {
    for (const v1::Match& match : inputs_->parties(index).matches()) {
      const bool itself = match.matched_on() != v1::POSSIBLE_AFFILIATE;
      if (itself && match.list() == entry.list && match.entry_id() == entry.entry_id) return true;
    }
    return false;
  }

  std::vector<std::string> AddressesOf(int index) const {
    std::vector<std::string> texts;
    for (const v1::PartyAddress& address : deal_.parties(index).addresses()) {
      if (!address.raw().empty()) {
        texts.push_back(address.raw());
        continue;
      }
      std::string text;
      for (const std::string& part : {address.unit(), address.building(), address.city(), address.country()}) {
        if (!part.empty()) absl::StrAppend(&text, text.empty() ? "" : ", ", part);
      }
      texts.push_back(text);
    }
    for (const std::string& address : deal_.parties(index).party().addresses()) texts.push_back(address);
    return texts;
  }

  bool StatedAgent(int index, size_t address) const {
    const v1::TransactionParty& party = deal_.parties(index);
    return address < static_cast<size_t>(party.addresses_size()) &&
           party.addresses(static_cast<int>(address)).is_agent() == v1::YES;
  }

  void AddPlaces(int index) {
    const std::vector<std::string> addresses = AddressesOf(index);
    for (size_t a = 0; a < addresses.size(); ++a) {
      const bool agent = state_.rules->tables().HasSet("AGENT_ADDRESSES") &&
                         !state_.rules->tables().WordOf("AGENT_ADDRESSES", addresses[a], deal_.as_of()).empty();
      if (agent) AddSharing(index, a, addresses[a], v1::AddressSharing::UNIT)->set_known_agent(true);
      bool cut = false;
      for (const SharedPlace& place : links_.places.Find(addresses[a], &cut)) {
        AddPlace(index, a, addresses[a], place, agent || StatedAgent(index, a));
      }
      if (cut) {
        v1::Incompleteness* incomplete = inputs_->add_incomplete();
        incomplete->set_reason("WORK_LIMIT");
        incomplete->set_subject(absl::StrCat("parties[", index, "].addresses[", a, "]"));
        incomplete->set_detail("too many listed addresses have this number and street; give the full address");
      }
    }
  }

  v1::AddressSharing* AddSharing(int index, size_t address, const std::string& text, v1::AddressSharing::Level level) {
    v1::AddressSharing* sharing = Party(index)->add_addresses();
    sharing->set_address_index(static_cast<int>(address));
    sharing->set_address(text);
    sharing->set_level(level);
    return sharing;
  }

  // The unit is one that is listed by address: a mail drop for many. Who else was there says nothing beyond that entry,
  // which has its own rule and its own date.
  bool AtListedAddress(int index) const {
    for (const v1::Match& match : inputs_->parties(index).matches()) {
      if (match.entry_type() == v1::ENTRY_ADDRESS) return true;
    }
    return false;
  }

  void AddPlace(int index, size_t address, const std::string& text, const SharedPlace& place, bool agent) {
    const EntrySummary& summary = state_.snapshot->summary(place.entry);
    // The entry itself, or the unit of an address entry, which the matcher reports: nothing shared with somebody else.
    if (Matched(index, summary)) return;
    const v1::ListEntry entry = state_.snapshot->Entry(place.entry);
    const bool address_only = entry.type() == v1::ENTRY_ADDRESS;
    const bool beside = address_only || AtListedAddress(index);
    const v1::AddressSharing::Level level = beside ? v1::AddressSharing::BUILDING : place.level;
    v1::AddressSharing* sharing = AddSharing(index, address, text, level);
    sharing->set_list(entry.list());
    sharing->set_entry_id(entry.entry_id());
    sharing->set_entry_name(address_only ? place.address : entry.entry_name());
    sharing->set_address_only_entry(address_only);
    sharing->set_scope(entry.scope());
    sharing->set_license_requirement(entry.license_requirement());
    sharing->set_citation(entry.citation());
    sharing->set_start_date(entry.start_date());
    sharing->set_end_date(entry.end_date());
    if (address_only || !WorthHiding(state_.rules->tables().ListClassOf(entry.list()))) return;
    v1::SharedIdentifier::Kind kind = v1::SharedIdentifier::ADDRESS_BUILDING;
    if (level == v1::AddressSharing::UNIT) {
      kind = agent ? v1::SharedIdentifier::AGENT_ADDRESS : v1::SharedIdentifier::ADDRESS_UNIT;
    }
    AddShared(index, kind, text, entry.entry_name(), entry.list(), entry.entry_id(), entry.start_date());
  }

  void AddSharedCut(int index) {
    const std::string subject = absl::StrCat("parties[", index, "]");
    for (const v1::Incompleteness& known : inputs_->incomplete()) {
      if (known.reason() == "SHARED_CUT" && known.subject() == subject) return;
    }
    v1::Incompleteness* incomplete = inputs_->add_incomplete();
    incomplete->set_reason("SHARED_CUT");
    incomplete->set_subject(subject);
    incomplete->set_detail(absl::StrCat("listed parties share more with it than the ", kMaxSharedPerParty,
                                        " addresses and contacts that are kept; look at the others"));
  }

  void AddShared(int index, v1::SharedIdentifier::Kind kind, const std::string& value, const std::string& other,
                 const std::string& list, const std::string& entry_id, const std::string& date) {
    if (static_cast<size_t>(inputs_->parties(index).shared_size()) >= kMaxSharedPerParty) return AddSharedCut(index);
    v1::SharedIdentifier* shared = Party(index)->add_shared();
    shared->set_kind(kind);
    shared->set_value(value);
    shared->set_other_name(other);
    shared->set_list(list);
    shared->set_entry_id(entry_id);
    shared->set_listed_date(date);
  }

  // The same number, site or identifier in the remarks and identifiers of a listed party of another name.
  void AddListedContacts(int index) {
    for (const Contact& contact : contacts_[static_cast<size_t>(index)]) {
      if (contact.kind == v1::SharedIdentifier::OFFICER) continue;
      for (const EntryIndex entry : links_.EntriesWith(contact)) {
        const EntrySummary& summary = state_.snapshot->summary(entry);
        if (Matched(index, summary) || !WorthHiding(state_.rules->tables().ListClassOf(summary.list))) continue;
        const v1::ListEntry listed = state_.snapshot->Entry(entry);
        AddShared(index, contact.kind, contact.shown, listed.entry_name(), listed.list(), listed.entry_id(),
                  listed.start_date());
      }
    }
  }

  // The listing that makes a party of this deal one that others should not have things in common with.
  const v1::Match* ListedAs(int index) const {
    for (const v1::Match& match : inputs_->parties(index).matches()) {
      const bool sure = match.matched_on() == v1::IDENTIFIER || match.matched_on() == v1::WALLET ||
                        (match.matched_on() == v1::NAME && match.score() >= kStrongScore);
      if (sure && !match.listed_later() && WorthHiding(state_.rules->tables().ListClassOf(match.list()))) return &match;
    }
    return nullptr;
  }

  // The same with a listed party of this very deal; here officers can be compared as well.
  void AddContactsWithin(int index) {
    for (int other = 0; other < deal_.parties_size(); ++other) {
      if (other == index) continue;
      const v1::Match* listed = ListedAs(other);
      const std::string& name = deal_.parties(other).party().name();
      if (listed == nullptr || absl::EqualsIgnoreCase(name, deal_.parties(index).party().name())) continue;
      bool context = false;
      std::vector<const Contact*> people;
      for (const Contact& contact : contacts_[static_cast<size_t>(index)]) {
        const auto& theirs = contacts_[static_cast<size_t>(other)];
        const bool same = std::any_of(theirs.begin(), theirs.end(), [&](const Contact& their) {
          return their.kind == contact.kind && their.key == contact.key;
        });
        if (!same) continue;
        if (contact.kind == v1::SharedIdentifier::OFFICER) {
          people.push_back(&contact);
          continue;
        }
        context = true;
        AddShared(index, contact.kind, contact.shown, name, listed->list(), listed->entry_id(), listed->start_date());
      }
      for (const Contact* person : people) {
        const bool by_id = absl::StartsWith(person->key, "id:");
        AddEmployer(index, *person, by_id ? "ID" : context ? "NAME_AND_CONTEXT" : "NAME", name, listed->list());
      }
    }
  }

  void AddEmployer(int index, const Contact& person, const std::string& basis, const std::string& employer,
                   const std::string& list) {
    for (v1::OfficerMatches& known : *Party(index)->mutable_officers()) {
      if (known.officer_index() != person.officer || !known.employer_list().empty()) continue;
      if (known.basis() != "ID") known.set_basis(basis);
      known.set_employer(employer);
      known.set_employer_list(list);
      return;
    }
    v1::OfficerMatches* officer = Party(index)->add_officers();
    officer->set_officer_index(person.officer);
    officer->set_basis(basis);
    officer->set_employer(employer);
    officer->set_employer_list(list);
  }

  void AddRefusals(int index) {
    for (const v1::Match& match : inputs_->parties(index).matches()) {
      if (match.list() != kRejectedList) continue;
      v1::PastRefusal* refusal = Party(index)->add_refusals();
      refusal->set_screening(absl::StrCat(match.list(), ":", match.entry_id()));
      refusal->set_date(match.start_date());
      refusal->set_ground(v1::PriorRefusal::COMPLIANCE);
    }
  }

  // Names that stand in fields of their own are screened like names, texts are searched for listed names.
  void AddMentions() {
    if (!NamesAParty(deal_.compute().dedicated_to()))
      AddNameField("compute.dedicated_to", deal_.compute().dedicated_to());
    // A payer who is no party of the deal is known by this text alone.
    if (!NamesAParty(deal_.payment().payer_ref())) AddNameField("payment.payer_ref", deal_.payment().payer_ref());
    for (int i = 0; i < deal_.funding_size(); ++i) {
      AddNameField(absl::StrCat("funding[", i, "].source"), deal_.funding(i).source());
    }
    for (int i = 0; i < deal_.items_size(); ++i) {
      const v1::Item& item = deal_.items(i);
      if (!NamesAParty(item.manufacturer_name())) {
        AddNameField(absl::StrCat("items[", i, "].manufacturer_name"), item.manufacturer_name());
      }
      AddText(absl::StrCat("items[", i, "].description"), item.description());
    }
    AddText("end_use.statement", deal_.end_use().statement());
    AddText("end_use.difference_explained", deal_.end_use().difference_explained());
    for (int i = 0; i < deal_.attestations_size(); ++i) {
      AddText(absl::StrCat("attestations[", i, "].note"), deal_.attestations(i).note());
    }
    for (int i = 0; i < deal_.parties_size(); ++i) {
      const v1::TransactionParty& party = deal_.parties(i);
      for (int k = 0; k < party.officers_size(); ++k) {
        AddText(absl::StrCat("parties[", i, "].officers[", k, "].position"), party.officers(k).position());
      }
      // Whose pages and mail a party uses.
      for (int k = 0; k < party.emails_size(); ++k) {
        AddNameField(absl::StrCat("parties[", i, "].emails[", k, "]"),
                     internal::DomainName(absl::AsciiStrToLower(party.emails(k))));
      }
      for (int k = 0; k < party.websites_size(); ++k) {
        const std::string page = absl::AsciiStrToLower(party.websites(k));
        AddNameField(absl::StrCat("parties[", i, "].websites[", k, "]"),
                     internal::DomainName(absl::StrContains(page, "://") ? page : absl::StrCat("https://", page)));
      }
    }
  }

  bool NamesAParty(const std::string& text) const {
    for (const v1::TransactionParty& party : deal_.parties()) {
      if (text.empty() || absl::EqualsIgnoreCase(party.party().name(), text) || party.party().ref() == text)
        return true;
    }
    return text.empty();
  }

  v1::TextMention* AddMention(const std::string& field, EntryIndex index) {
    const v1::ListEntry entry = state_.snapshot->Entry(index);
    v1::TextMention* mention = inputs_->add_mentions();
    mention->set_field(field);
    mention->set_list(entry.list());
    mention->set_entry_id(entry.entry_id());
    mention->set_entry_name(entry.entry_name());
    mention->set_start_date(entry.start_date());
    mention->set_end_date(entry.end_date());
    mention->set_citation(entry.citation());
    return mention;
  }

  void AddNameField(const std::string& field, const std::string& name) {
    if (absl::StripAsciiWhitespace(name).empty()) return;
    v1::Party party;
    party.set_name(name);
    const MatchResult& result = matches_.Of(party);
    if (result.work_exhausted) {
      v1::Incompleteness* incomplete = inputs_->add_incomplete();
      incomplete->set_reason("WORK_LIMIT");
      incomplete->set_subject(field);
      incomplete->set_detail("more list names had to be compared than the policy allows");
    }
    for (const Hit& hit : result.hits) {
      v1::TextMention* mention = AddMention(field, hit.entry);
      mention->set_text(name);
      mention->set_whole(true);
      mention->set_score(hit.score);
    }
  }

  void AddText(const std::string& field, const std::string& text) {
    if (text.empty()) return;
    for (const Mention& found : links_.mentions.Find(text)) AddMention(field, found.entry)->set_text(found.words);
  }

  void AddLetters() {
    for (const v1::InformedLetter& letter : state_.rules->tables().rows().letters()) {
      if (InPeriod(deal_.as_of(), letter.from(), letter.to())) *inputs_->add_informed() = letter;
    }
  }

  const v1::Transaction& deal_;
  const EngineState& state_;
  MatchMemo& matches_;
  const ListedLinks& links_;
  v1::FactInputs* inputs_;
  std::vector<std::vector<Contact>> contacts_;
};

}  // namespace

void AddDealFindings(const v1::Transaction& transaction, const EngineState& state, MatchMemo* matches,
                     v1::FactInputs* inputs) {
  DealFinder(transaction, state, matches, inputs).Run();
}

}  // namespace cordon
