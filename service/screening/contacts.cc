#include "service/screening/contacts.h"

#include <functional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "match/identifier.h"
#include "match/prepared_name.h"
#include "re2/re2.h"

namespace cordon {
namespace {

using Kind = v1::SharedIdentifier;

constexpr size_t kPhoneDigits = 9;
constexpr size_t kMinPhoneDigits = 7;
constexpr size_t kMinIdentifier = 6;  // shorter values are the same by chance

// Several kinds of numbers go by the same digits; an identifier says which party it is, whatever its scheme is called.
std::string IdentifierKey(const v1::Identifier& id) {
  const std::string normal = internal::NormaliseIdentifier(id);
  const std::string value = normal.substr(normal.find(':') == std::string::npos ? 0 : normal.find(':') + 1);
  return value.size() < kMinIdentifier ? "" : value;
}

std::string SiteKey(absl::string_view website, const Tables* tables, absl::string_view as_of) {
  const std::string host = SiteHost(website);
  if (host.find('.') == std::string::npos) return "";
  if (tables == nullptr || !tables->InSet("SHARED_HOSTS", host, as_of)) return host;
  const std::string lower = absl::AsciiStrToLower(website);
  const size_t at = lower.find(host);
  if (at == std::string::npos) return "";
  const std::string path = lower.substr(at + host.size());
  const size_t end = path.find_first_of("/?#", 1);
  return path.size() < 2 ? "" : absl::StrCat(host, path.substr(0, end));
}

void AddContact(Kind::Kind kind, std::string key, const std::string& shown, std::vector<Contact>* out,
                int officer = -1) {
  if (key.empty()) return;
  for (const Contact& known : *out) {
    if (known.kind == kind && known.key == key) return;
  }
  Contact contact;
  contact.kind = kind;
  contact.key = std::move(key);
  contact.shown = shown;
  contact.officer = officer;
  out->push_back(std::move(contact));
}

void AddMail(const std::string& mail, const Tables* tables, absl::string_view as_of, std::vector<Contact>* out) {
  const std::string lower = absl::AsciiStrToLower(absl::StripAsciiWhitespace(mail));
  const size_t at = lower.rfind('@');
  if (at == std::string::npos || at == 0 || at + 1 == lower.size()) return;
  AddContact(Kind::EMAIL, lower, mail, out);
  const std::string domain = lower.substr(at + 1);
  if (tables != nullptr && !tables->InSet("FREE_MAIL", domain, as_of)) {
    AddContact(Kind::WEBSITE, SiteKey(domain, tables, as_of), domain, out);
  }
}

// Every match of a pattern with one group.
void ForEach(absl::string_view text, const RE2& pattern, const std::function<void(const std::string&)>& take) {
  re2::StringPiece rest(text.data(), text.size());
  std::string found;
  while (RE2::FindAndConsume(&rest, pattern, &found)) take(found);
}

}  // namespace

std::string PhoneKey(absl::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (absl::ascii_isdigit(static_cast<unsigned char>(c))) digits.push_back(c);
  }
  if (digits.size() < kMinPhoneDigits) return "";
  return digits.size() > kPhoneDigits ? digits.substr(digits.size() - kPhoneDigits) : digits;
}

std::string SiteHost(absl::string_view website) {
  std::string host = absl::AsciiStrToLower(absl::StripAsciiWhitespace(website));
  const size_t scheme = host.find("://");
  if (scheme != std::string::npos) host.erase(0, scheme + 3);
  host = host.substr(0, host.find_first_of("/?#:"));
  if (absl::StartsWith(host, "www.")) host.erase(0, 4);
  while (!host.empty() && host.back() == '.') host.pop_back();
  return host;
}

std::vector<Contact> ContactsOfParty(const v1::TransactionParty& party, const Tables& tables, absl::string_view as_of) {
  std::vector<Contact> contacts;
  for (const v1::Identifier& id : party.party().ids()) {
    AddContact(Kind::IDENTIFIER_VALUE, IdentifierKey(id), absl::StrCat(id.scheme(), " ", id.value()), &contacts);
  }
  for (const std::string& wallet : party.party().wallets()) {
    AddContact(Kind::WALLET_ADDRESS, internal::NormaliseWallet(wallet), wallet, &contacts);
  }
  for (const std::string& phone : party.phones()) AddContact(Kind::PHONE, PhoneKey(phone), phone, &contacts);
  for (const std::string& mail : party.emails()) AddMail(mail, &tables, as_of, &contacts);
  for (const std::string& site : party.websites()) {
    AddContact(Kind::WEBSITE, SiteKey(site, &tables, as_of), site, &contacts);
  }
  for (int i = 0; i < party.officers_size(); ++i) {
    const v1::Party& officer = party.officers(i).party();
    for (const v1::Identifier& id : officer.ids()) {
      const std::string key = IdentifierKey(id);
      if (!key.empty()) AddContact(Kind::OFFICER, absl::StrCat("id:", key), officer.name(), &contacts, i);
    }
    const std::string name = PrepareName(officer.name()).squashed_full;
    if (!name.empty()) AddContact(Kind::OFFICER, absl::StrCat("name:", name), officer.name(), &contacts, i);
  }
  return contacts;
}

std::vector<Contact> ContactsOfEntry(const v1::ListEntry& entry) {
  static const RE2* const kPhone = new RE2(
      R"((?i)\b(?:phone|telephone|tel|mobile|fax)\b(?:\s*(?:number|no\.?))?\s*[:.]?\s*(\+?[0-9(][0-9 ()./-]{5,24}[0-9]))");
  static const RE2* const kMail = new RE2(R"(([A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,190}\.[A-Za-z]{2,24}))");
  static const RE2* const kSite = new RE2(R"((?i)\b((?:https?://|www\.)[A-Za-z0-9.-]{3,190}\.[a-z]{2,24}))");
  std::vector<Contact> contacts;
  for (const v1::Identifier& id : entry.ids()) {
    AddContact(Kind::IDENTIFIER_VALUE, IdentifierKey(id), absl::StrCat(id.scheme(), " ", id.value()), &contacts);
  }
  for (const std::string& wallet : entry.wallets()) {
    AddContact(Kind::WALLET_ADDRESS, internal::NormaliseWallet(wallet), wallet, &contacts);
  }
  const std::string& remarks = entry.remarks();
  if (remarks.empty()) return contacts;
  ForEach(remarks, *kPhone, [&](const std::string& text) { AddContact(Kind::PHONE, PhoneKey(text), text, &contacts); });
  ForEach(remarks, *kMail, [&](const std::string& text) { AddMail(text, nullptr, "", &contacts); });
  ForEach(remarks, *kSite,
          [&](const std::string& text) { AddContact(Kind::WEBSITE, SiteHost(text), text, &contacts); });
  return contacts;
}

}  // namespace cordon
