// The addresses of list entries, found again by another spelling: the same unit, or the same building.
//
// "Room 1405, 14/F, Hollywood Plaza, 610 Nathan Road" and "Rm 1318-19, 13F, Hollywood Plaza, 610 Nathan Rd., Kowloon"
// are two units of one building. A place is looked up by a street number together with one of its rarest words, and
// what is found is compared by match/address.h; an address without a number is in no building. Thread contract:
// immutable after construction.
//
//   ListedPlaces places(snapshot);
//   for (const SharedPlace& place : places.Find("Rm 1405 Hollywood Plaza, 610 Nathan Rd", &cut)) ...
#ifndef CORDON_SERVICE_SCREENING_LISTED_PLACES_H_
#define CORDON_SERVICE_SCREENING_LISTED_PLACES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "cordon/v1/facts.pb.h"
#include "match/list_snapshot.h"

namespace cordon {

struct SharedPlace {
  EntryIndex entry = 0;
  v1::AddressSharing::Level level = v1::AddressSharing::LEVEL_UNSPECIFIED;
  std::string address;  // as the list has it
};

class ListedPlaces {
 public:
  ListedPlaces() = default;
  // Adds the addresses of one entry. Addresses of one entry that are spelt alike count once.
  void Add(EntryIndex index, const v1::ListEntry& entry);

  // Units before buildings, then by entry; one per entry; at most kMaxShared.
  // `*cut`: more places had to be compared than are looked at, the answer is not whole.
  std::vector<SharedPlace> Find(absl::string_view address, bool* cut) const;

  static constexpr size_t kMaxShared = 16;

 private:
  struct Place {
    EntryIndex entry;
    std::string text;
  };
  std::vector<Place> places_;
  absl::flat_hash_map<std::string, std::vector<uint32_t>> by_key_;  // "610 nathan" -> places_
};

// The address without unit, floor and postal code: what names the building.
std::string BuildingPart(absl::string_view address);
// How close two addresses are, if at all.
v1::AddressSharing::Level ComparePlaces(absl::string_view a, absl::string_view b);
// Keys under which a place is found: every number of the building with each of its words (`all`), or with the rarest
// three. Sorted.
std::vector<std::string> PlaceKeys(absl::string_view address, bool all);

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_LISTED_PLACES_H_
