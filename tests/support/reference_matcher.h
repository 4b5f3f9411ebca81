// The slow twin of the name index: scores every list name with ScorePair, no index, no bounds. What it finds is what
// the fast path must find. Thread contract: immutable after construction.
#ifndef CORDON_TESTS_SUPPORT_REFERENCE_MATCHER_H_
#define CORDON_TESTS_SUPPORT_REFERENCE_MATCHER_H_

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "match/prepared_name.h"

namespace cordon {

class ReferenceMatcher {
 public:
  // Names get the ids 0, 1, ... in order.
  void Add(const std::string& name);

  // (id, score) of every name at or above the threshold, ascending by id.
  std::vector<std::pair<uint32_t, int>> Search(const PreparedName& query, int threshold) const;

  size_t size() const { return names_.size(); }
  const PreparedName& name(size_t id) const { return names_[id]; }

 private:
  std::vector<PreparedName> names_;
};

}  // namespace cordon

#endif  // CORDON_TESTS_SUPPORT_REFERENCE_MATCHER_H_
