// EntryFactsDigest of the entries of one snapshot, each made once: many registered parties match the same entry.
// Thread contract: any thread.
#ifndef CORDON_SERVICE_SCREENING_ENTRY_DIGESTS_H_
#define CORDON_SERVICE_SCREENING_ENTRY_DIGESTS_H_

#include <memory>
#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "base/mutex.h"
#include "match/list_snapshot.h"
#include "service/screening/suppression_facts.h"

namespace cordon {

class EntryDigests {
 public:
  explicit EntryDigests(std::shared_ptr<const ListSnapshot> snapshot) : snapshot_(std::move(snapshot)) {}

  std::string Of(EntryIndex entry) const {
    {
      MutexLock lock(mu_);
      const auto known = digests_.find(entry);
      if (known != digests_.end()) return known->second;
    }
    std::string digest = EntryFactsDigest(snapshot_->Entry(entry));
    MutexLock lock(mu_);
    return digests_.emplace(entry, std::move(digest)).first->second;
  }

 private:
  const std::shared_ptr<const ListSnapshot> snapshot_;
  mutable Mutex mu_;
  mutable absl::flat_hash_map<EntryIndex, std::string> digests_ ABSL_GUARDED_BY(mu_);
};

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_ENTRY_DIGESTS_H_
