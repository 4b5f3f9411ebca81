// All registered parties in memory, with what they match, and the index that says whom a change can concern
// (match/party_index.h). Parties that came after the index was made are looked at one by one.
//
// Thread contract: the owner's lock; IndexOf may run without it.
#ifndef CORDON_SERVICE_SCREENING_REGISTERED_PARTIES_H_
#define CORDON_SERVICE_SCREENING_REGISTERED_PARTIES_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "match/key_table.h"
#include "match/party_index.h"
#include "service/screening/entry_changes.h"

namespace cordon {

class RegisteredParties {
 public:
  // `party` is a serialised v1::Party, `result` as ResultBytes.
  void Set(const std::string& ref, const std::string& party, const std::string& result);
  void SetResult(const std::string& ref, const std::string& result);
  void Remove(const std::string& ref);

  size_t size() const { return by_ref_.size(); }
  // Null if nobody has this ref.
  const std::string* PartyOf(absl::string_view ref) const;
  std::string ResultOf(absl::string_view ref) const;

  // Ascending.
  std::vector<std::string> Refs() const;
  // Refs of those whose result may differ, ascending.
  std::vector<std::string> Concerned(const EntryChanges& changes) const;

  // Fewer are looked at one by one as fast.
  static constexpr size_t kLeastWorthIndexing = 2'000;
  // Those that an index would be made of, if it is worth making; the bytes stay where they are until the index is
  // given back, whatever happens to the parties meanwhile.
  struct Slot {
    std::string ref;  // empty: removed or replaced
    std::string party;
  };
  using Slots = std::deque<Slot>;
  struct ToIndex {
    std::shared_ptr<const Slots> kept;
    std::vector<const std::string*> parties;
  };
  bool WantsIndex(size_t least) const;
  ToIndex BeginIndex();
  struct Index {
    PartyIndex matches;
    internal::KeyTable owners;  // slots by OwnershipChanges::KeysOf
  };
  static std::shared_ptr<const Index> IndexOf(const ToIndex& parties);
  void EndIndex(std::shared_ptr<const Index> index, const ToIndex& parties);

 private:
  void Compact();

  std::shared_ptr<Slots> slots_ = std::make_shared<Slots>();
  absl::flat_hash_map<absl::string_view, uint32_t> by_ref_;
  struct Result {
    std::string bytes;
    std::vector<uint64_t> keys;  // EntryChanges::KeysOf
  };
  absl::flat_hash_map<uint32_t, Result> results_;  // of those with a match
  std::shared_ptr<const Index> index_;             // of slots below indexed_
  uint32_t indexed_ = 0;
  size_t gone_ = 0;
  bool indexing_ = false;
};

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_REGISTERED_PARTIES_H_
