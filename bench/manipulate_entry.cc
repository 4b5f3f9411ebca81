// Manipulations that need more of the entry than its name: aliases, identifiers, addresses, the field a name stands in.
#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "bench/manipulate.h"

namespace cordon::bench {
namespace {

using Apply = std::function<bool(const v1::ListEntry&, Random*, v1::Party*)>;

void Add(const char* name, int target, Subject subject, Apply apply, std::vector<Manipulation>* out) {
  Manipulation manipulation;
  manipulation.name = name;
  manipulation.target = target;
  manipulation.subject = subject;
  manipulation.apply = std::move(apply);
  out->push_back(std::move(manipulation));
}

bool AliasesMixed(const v1::ListEntry& entry, Random* random, v1::Party* party) {
  if (entry.names_size() < 2) return false;
  const size_t names = static_cast<size_t>(entry.names_size());
  const size_t first = random->Below(names);
  const size_t second = (first + 1 + random->Below(names - 1)) % names;
  static const std::vector<std::string> kBetween = {" / ", " a.k.a. ", " (", ", also ", " - "};
  const std::string& between = random->Pick(kBetween);
  party->set_name(absl::StrCat(entry.names(static_cast<int>(first)).text(), between,
                               entry.names(static_cast<int>(second)).text(), between == " (" ? ")" : ""));
  party->set_type(v1::ORGANIZATION);
  return true;
}

bool InAliasField(const v1::ListEntry& entry, Random*, v1::Party* party) {
  party->set_name("Meridian Supply House");
  party->add_aliases(entry.names(0).text());
  party->set_type(v1::ORGANIZATION);
  return true;
}

bool InAddressField(const v1::ListEntry& entry, Random*, v1::Party* party) {
  party->set_name("Meridian Supply House");
  party->add_addresses(absl::StrCat("c/o ", entry.names(0).text(), ", 12 Harbour Road, Block B"));
  party->set_type(v1::ORGANIZATION);
  return true;
}

bool SplitOverFields(const v1::ListEntry& entry, Random*, v1::Party* party) {
  const std::vector<std::string> words = absl::StrSplit(entry.names(0).text(), ' ', absl::SkipEmpty());
  if (words.size() < 2) return false;
  const auto middle = words.begin() + static_cast<std::ptrdiff_t>((words.size() + 1) / 2);
  party->set_name(absl::StrJoin(words.begin(), middle, " "));
  party->add_addresses(absl::StrCat(absl::StrJoin(middle, words.end(), " "), ", 12 Harbour Road"));
  party->set_type(v1::ORGANIZATION);
  return true;
}

bool IdentifierWithSeparators(const v1::ListEntry& entry, Random* random, v1::Party* party) {
  const v1::Identifier& id = entry.ids(static_cast<int>(random->Below(static_cast<size_t>(entry.ids_size()))));
  if (id.value().size() < 4) return false;
  static const std::vector<std::string> kSeparators = {"-", " ", ".", "/"};
  std::string value;
  for (size_t i = 0; i < id.value().size(); ++i) {
    if (i > 0 && i % 3 == 0) value += random->Pick(kSeparators);
    value.push_back(absl::ascii_tolower(id.value()[i]));
  }
  v1::Identifier* const changed = party->add_ids();
  changed->set_scheme(id.scheme());
  changed->set_value(value);
  return true;
}

bool ReworderedAddress(const v1::ListEntry& entry, Random* random, v1::Party* party) {
  if (entry.addresses().empty()) return false;
  const std::string& text =
      entry.addresses(static_cast<int>(random->Below(static_cast<size_t>(entry.addresses_size())))).text();
  static const std::vector<std::pair<const char*, const char*>> kWords = {
      {"Road", "Rd."},      {"Street", "St."},      {"Building", "Bldg"}, {"Floor", "Fl."},
      {"Centre", "Center"}, {"Avenue", "Ave."},     {"Room", "Rm"},       {"Tower", "Twr"},
      {"Block", "Blk"},     {"Industrial", "Ind."}, {"Unit", "unit no."}, {"/F", "F"}};
  std::string changed = absl::StrReplaceAll(text, kWords);
  if (random->Below(2) == 0) changed = absl::AsciiStrToUpper(changed);
  if (random->Below(2) == 0) changed = absl::StrReplaceAll(changed, {{", ", " "}});
  party->add_addresses(changed);
  party->set_name("Meridian Supply House");
  return true;
}

}  // namespace

void AddEntryManipulations(std::vector<Manipulation>* out) {
  Add("two aliases in one field", 9900, Subject::kOrganization, AliasesMixed, out);
  Add("name in the alias field", 10000, Subject::kOrganization, InAliasField, out);
  Add("name in the address field", 9500, Subject::kOrganization, InAddressField, out);
  Add("name split over fields", 9000, Subject::kOrganization, SplitOverFields, out);
  Add("identifier with separators", 10000, Subject::kWithIdentifier, IdentifierWithSeparators, out);
  Add("listed address reworded", 9500, Subject::kAddressOnly, ReworderedAddress, out);
}

}  // namespace cordon::bench
