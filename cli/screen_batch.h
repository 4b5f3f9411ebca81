// One batch of input rows through the backend, and rendered: the part of bulk screening that runs on several threads.
// Thread contract: ScreenBatch may be called from any thread.
#ifndef CORDON_CLI_SCREEN_BATCH_H_
#define CORDON_CLI_SCREEN_BATCH_H_

#include <cstdint>
#include <string>
#include <vector>

#include "cli/backend.h"
#include "cli/party_input.h"
#include "service/render/format.h"
#include "service/render/screening.h"

namespace cordon::cli {

struct ScreenBatchResult {
  std::vector<render::ScreenedParty> parties;  // only for tables
  std::string text;                            // rendered rows otherwise
  render::ScreeningSummary summary;
  // Of a run that is repeated: rows answered from records of other lists, rules or policy than are active now.
  int64_t outdated = 0;
  int64_t refused = 0;     // rows without an answer because of the lists
  int64_t bytes_done = 0;  // input consumed when the batch was cut
};

// When a run began and what answered then.
struct RunBeginning {
  std::string engine_state;
  std::string time;         // RFC 3339 as stored
  bool incomplete = false;  // lists are missing or too old
};

// `base` holds what is the same for every party: threshold, as_of, no_record ...
ScreenBatchResult ScreenBatch(Backend& backend, std::vector<InputRow> rows, const v1::ScreenPartyRequest& base,
                              render::Format format, const render::ScreeningOptions& rendering,
                              const RunBeginning& beginning);

// "requests[3].party.name: too long" -> "name: too long".
std::string RowError(const absl::Status& status);

}  // namespace cordon::cli

#endif  // CORDON_CLI_SCREEN_BATCH_H_
