// What a verification found. A finding names the entries it is about; the first bad index is where the record can no
// longer be relied on.
//
// Thread contract: none (one owner).
//
//   report.Bad(17, "its bytes do not have the stored leaf hash");
//   report.BadBetween(256, 511, "tile 0/1 differs");
#ifndef CORDON_AUDIT_VERIFY_REPORT_H_
#define CORDON_AUDIT_VERIFY_REPORT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "audit/verify/unneeded_blobs.h"

namespace cordon::verify {

struct Finding {
  uint64_t first = 0;  // the entries it is about, both inclusive
  uint64_t last = 0;
  std::string what;
};

class Report {
 public:
  static constexpr size_t kMaxFindings = 100;  // kept; all are counted

  void Bad(uint64_t index, absl::string_view what) { BadBetween(index, index, what); }
  void BadBetween(uint64_t first, uint64_t last, absl::string_view what);
  // Nothing is wrong, but something could not be looked at.
  void Incomplete(absl::string_view what);
  // Worth knowing.
  void Note(absl::string_view what);

  bool ok() const { return bad_count_ == 0; }
  bool complete() const { return incomplete_.empty(); }
  uint64_t bad_count() const { return bad_count_; }
  const std::vector<Finding>& findings() const { return findings_; }
  const std::vector<std::string>& incomplete() const { return incomplete_; }
  const std::vector<std::string>& notes() const { return notes_; }
  // The finding that bounds the first bad entry most closely: of all, the one whose last entry is the lowest.
  const Finding* first() const { return first_.has_value() ? &*first_ : nullptr; }

  // What was looked at.
  std::string origin;
  uint64_t entries = 0;
  std::string root;                // base64, of all entries
  uint64_t checkpoints = 0;        // stored ones
  uint64_t newest_checkpoint = 0;  // its size; 0: none
  uint64_t anchors = 0;
  uint64_t blobs = 0;
  std::vector<UnneededBlob> unneeded;  // of a whole data directory in which nothing is wrong, else empty
  std::vector<std::string> keys;  // verifier keys in the order they signed

 private:
  uint64_t bad_count_ = 0;
  std::vector<Finding> findings_;
  std::optional<Finding> first_;
  std::vector<std::string> incomplete_;
  std::vector<std::string> notes_;
};

}  // namespace cordon::verify

#endif  // CORDON_AUDIT_VERIFY_REPORT_H_
