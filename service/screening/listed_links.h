// What the lists know beside names: addresses, telephone numbers, mail addresses, sites, identifiers, and names to look
// for in free text. Made when the first transaction asks, so that screening names pays nothing for it.
// Thread contract: Get may be called from any thread; the links are immutable.
//
//   const ListedLinks& links = state.links->Get();
#ifndef CORDON_SERVICE_SCREENING_LISTED_LINKS_H_
#define CORDON_SERVICE_SCREENING_LISTED_LINKS_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "base/mutex.h"
#include "match/list_snapshot.h"
#include "service/screening/contacts.h"
#include "service/screening/listed_mentions.h"
#include "service/screening/listed_places.h"

namespace cordon {

struct ListedLinks {
  explicit ListedLinks(const ListSnapshot& snapshot);

  // Entries with this contact, by index.
  const std::vector<EntryIndex>& EntriesWith(const Contact& contact) const;

  ListedPlaces places;
  ListedMentions mentions;
  absl::flat_hash_map<std::string, std::vector<EntryIndex>> by_contact;  // "PHONE 861065926180"
};

class LazyListedLinks {
 public:
  explicit LazyListedLinks(std::shared_ptr<const ListSnapshot> snapshot) : snapshot_(std::move(snapshot)) {}
  const ListedLinks& Get() const;

 private:
  const std::shared_ptr<const ListSnapshot> snapshot_;
  mutable Mutex mu_;
  mutable std::unique_ptr<const ListedLinks> links_ ABSL_GUARDED_BY(mu_);
};

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_LISTED_LINKS_H_
