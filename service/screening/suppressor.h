// Which matches of an answer do not count, because two people found them to be somebody else. Asked where an answer is
// judged: when it is made, of the suppressions in force; when it is replayed, of those its record names.
#ifndef CORDON_SERVICE_SCREENING_SUPPRESSOR_H_
#define CORDON_SERVICE_SCREENING_SUPPRESSOR_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cordon/v1/match.pb.h"
#include "cordon/v1/screening.pb.h"
#include "match/list_snapshot.h"
#include "service/screening/suppression_book.h"

namespace cordon {

class Suppressor {
 public:
  virtual ~Suppressor() = default;
  // What silences this match of a party (0 of a party screening); nothing: it counts.
  virtual const v1::AppliedSuppression* Of(int party_index, const v1::Match& match) = 0;
};

// Whether a match of this kind can be silenced at all. Identifiers and wallets are facts, not likenesses; an address or
// a pattern of one's own is listed for itself.
bool CanBeSuppressed(v1::MatchedOn matched_on);

// The suppressions in force on `today` (YYYY-MM-DD). Null if there are none at all. Everything has to be as it was when
// two people looked: every fact of the party, every fact of the entry, the kind of match, name and score.
std::unique_ptr<Suppressor> SuppressorFor(std::shared_ptr<const SuppressionBook> book, const v1::Party& party,
                                          const ListSnapshot& snapshot, const std::string& today);
std::unique_ptr<Suppressor> SuppressorFor(std::shared_ptr<const SuppressionBook> book,
                                          const v1::Transaction& transaction, const ListSnapshot& snapshot,
                                          const std::string& today);

// Those that a record says were applied, and no others.
class RecordedSuppressor final : public Suppressor {
 public:
  explicit RecordedSuppressor(const v1::Screening& record)
      : applied_(record.suppressions().begin(), record.suppressions().end()) {}
  const v1::AppliedSuppression* Of(int party_index, const v1::Match& match) override;

 private:
  std::vector<v1::AppliedSuppression> applied_;
};

// Marks the match and enters it into the record; false: it counts.
bool Suppress(Suppressor* suppressor, int party_index, v1::Match* match, v1::Screening* screening);

// After all matches were judged: the answer says how many of them were silenced.
void AddSuppressionWarning(v1::Screening* screening);

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_SUPPRESSOR_H_
