#include "service/screening/listed_links.h"

#include "absl/strings/str_cat.h"

namespace cordon {
namespace {

std::string ContactKey(const Contact& contact) {
  return absl::StrCat(static_cast<int>(contact.kind), " ", contact.key);
}

}  // namespace

ListedLinks::ListedLinks(const ListSnapshot& snapshot) {
  const auto count = static_cast<EntryIndex>(snapshot.entry_count());
  for (EntryIndex index = 0; index < count; ++index) {
    const v1::ListEntry entry = snapshot.Entry(index);
    places.Add(index, entry);
    mentions.Add(index, entry);
    for (const Contact& contact : ContactsOfEntry(entry)) by_contact[ContactKey(contact)].push_back(index);
  }
}

const std::vector<EntryIndex>& ListedLinks::EntriesWith(const Contact& contact) const {
  static const auto* const kNone = new std::vector<EntryIndex>();
  const auto found = by_contact.find(ContactKey(contact));
  return found == by_contact.end() ? *kNone : found->second;
}

const ListedLinks& LazyListedLinks::Get() const {
  MutexLock lock(mu_);
  if (links_ == nullptr) links_ = std::make_unique<const ListedLinks>(*snapshot_);
  return *links_;
}

}  // namespace cordon
