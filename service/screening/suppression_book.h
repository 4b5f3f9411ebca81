// All suppressions there ever were, as the log tells them: the log is where they are kept, so that one that two people
// did not agree on in the log does not exist. Immutable once published; Read blocks for the store.
//
//   CORDON_ASSIGN_OR_RETURN(SuppressionBook book, SuppressionBook::Read(store));
#ifndef CORDON_SERVICE_SCREENING_SUPPRESSION_BOOK_H_
#define CORDON_SERVICE_SCREENING_SUPPRESSION_BOOK_H_

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "cordon/v1/audit.pb.h"
#include "cordon/v1/suppressions.pb.h"
#include "db/store/log.h"

namespace cordon {

inline constexpr char kSuppressionPrefix[] = "suppressions/";

class SuppressionBook {
 public:
  static absl::StatusOr<SuppressionBook> Read(LogReader& log);

  // What the entry `index` of the log says.
  void Enter(v1::Suppression suppression, int64_t index);

  // Who made it of which request, so that a retry is known. Nothing without an id.
  void EnterRequest(const v1::AuditEvent& event, int64_t index);
  struct Request {
    std::string sha256;
    int64_t index = 0;  // of the entry that was made of it
  };
  // Null if this caller never used this id.
  const Request* FindRequest(const std::string& caller, const std::string& request_id) const;

  bool silences_anything() const { return !active_.empty(); }
  // Null if there is none of this name.
  const v1::Suppression* Find(const std::string& name) const;
  // Those in force for a party with exactly these facts, apart from their last day; null if there are none.
  const std::vector<const v1::Suppression*>* Of(const std::string& party_sha256) const;
  // By name; names are ordered by time.
  const std::map<std::string, v1::Suppression>& all() const { return all_; }

  SuppressionBook() = default;
  SuppressionBook(SuppressionBook&&) = default;
  SuppressionBook& operator=(SuppressionBook&&) = default;
  SuppressionBook(const SuppressionBook& other);
  SuppressionBook& operator=(const SuppressionBook&) = delete;

 private:
  void Activate(const v1::Suppression& suppression);
  void Deactivate(const v1::Suppression& suppression);

  std::map<std::string, v1::Suppression> all_;
  std::map<std::pair<std::string, std::string>, Request> requests_;    // by caller and id
  std::map<std::string, std::vector<const v1::Suppression*>> active_;  // by party_sha256; into all_
};

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_SUPPRESSION_BOOK_H_
