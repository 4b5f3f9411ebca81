// What one party can be recognised by beside its name, in a form that can be compared: telephone numbers, mail
// addresses, web sites, identifiers, people. Pure functions.
//
//   for (const Contact& contact : ContactsOfParty(party, tables, as_of)) ...  // {PHONE, "861065926180", "+86 10
//   6592-6180"}
#ifndef CORDON_SERVICE_SCREENING_CONTACTS_H_
#define CORDON_SERVICE_SCREENING_CONTACTS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "cordon/v1/facts.pb.h"
#include "cordon/v1/list.pb.h"
#include "rules/facts/tables.h"

namespace cordon {

struct Contact {
  v1::SharedIdentifier::Kind kind = v1::SharedIdentifier::KIND_UNSPECIFIED;
  std::string key;    // compared
  std::string shown;  // as written
  int officer = -1;   // of OFFICER: index in TransactionParty.officers
};

// Telephone numbers by their last nine digits (a country code may be left out), fewer than seven are none; mail
// addresses in lower case; sites by host, where a host is shared by many (tables: SHARED_HOSTS) with the first step of
// the path; the domain of a mail address counts as a site unless it is a free one (FREE_MAIL); identifiers by their
// value.
std::vector<Contact> ContactsOfParty(const v1::TransactionParty& party, const Tables& tables, absl::string_view as_of);

// The same out of what a list says in an entry's identifiers, wallets and remarks.
std::vector<Contact> ContactsOfEntry(const v1::ListEntry& entry);

// The last nine digits, "" for fewer than seven.
std::string PhoneKey(absl::string_view text);
// "https://www.Example.com/en" -> "example.com".
std::string SiteHost(absl::string_view website);

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_CONTACTS_H_
