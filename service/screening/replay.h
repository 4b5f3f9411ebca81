// Recorded screenings judged again: under the engine state they were answered from, which must give the same bytes, or
// under another, to see what that makes of them. What the store of that day said about earlier deals, and which
// suppressions applied, comes from the record. Identity, times and caller are the record's. Thread contract: one thread
// at a time.
//
//   Replayer replayer(store, engine.state().Get(), nullptr, data_dir);
//   CORDON_ASSIGN_OR_RETURN(const Replayed again, replayer.Replay(row.body));
//   if (!again.identical) ...
#ifndef CORDON_SERVICE_SCREENING_REPLAY_H_
#define CORDON_SERVICE_SCREENING_REPLAY_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "cordon/v1/screening.pb.h"
#include "db/store/store.h"
#include "service/screening/engine_state.h"
#include "service/screening/state_archive.h"
#include "service/screening/suppression_book.h"

namespace cordon {

struct Replayed {
  v1::Screening recorded;
  v1::Screening again;
  bool identical = false;  // byte for byte, as records
};

// Where two answers are not the same, field by field, the first kMaxDifferences of them.
inline constexpr size_t kMaxDifferences = 20;
std::vector<std::string> FieldDifferences(const Replayed& replayed);
// What somebody who decides would want to know of another answer: its disposition, matches and red flags that came or
// went, what is incomplete. Empty: the same.
std::vector<std::string> DecisionDifferences(const Replayed& replayed);

class Replayer {
 public:
  // `suppressions` are those in force now, for Current; may be null.
  Replayer(BlobStore* blobs, std::shared_ptr<const EngineState> current,
           std::shared_ptr<const SuppressionBook> suppressions, const std::string& data_dir);

  // `body` is a record's bytes. Errors: those of StateArchive::Get, InvalidArgument if it is no record.
  absl::StatusOr<Replayed> Replay(absl::string_view body);

  // The same request as of the same day, answered by today's lists and rules as they stand at `now`. Errors are what
  // it would be refused with.
  absl::StatusOr<Replayed> Current(absl::string_view body, absl::Time now) const;

 private:
  std::shared_ptr<const EngineState> current_;
  std::shared_ptr<const SuppressionBook> suppressions_;
  StateArchive archive_;
};

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_REPLAY_H_
