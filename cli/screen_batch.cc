#include "cli/screen_batch.h"

#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "cli/request_id.h"
#include "service/screening/errors.h"

namespace cordon::cli {
namespace {

bool ListsRefused(const absl::Status& status) {
  const std::string reason = GetErrorReason(status);
  return reason == "NO_LIST" || reason == "LISTS_TOO_OLD";
}

void RenderRow(const render::ScreenedParty& party, render::Format format, const render::ScreeningOptions& rendering,
               std::string* out) {
  switch (format) {
    case render::Format::kTable:
      break;
    case render::Format::kJson:
      absl::StrAppend(out, out->empty() ? "" : ",\n", render::ScreeningJson(party, rendering));
      break;
    case render::Format::kJsonl:
      absl::StrAppend(out, render::ScreeningJson(party, rendering), "\n");
      break;
    case render::Format::kCsv:
      absl::StrAppend(out, render::ScreeningCsvRow(party, rendering));
      break;
  }
}

// Whether an answer of an earlier run could be another one now: entries begin and end by date, and lists grow old.
bool IsOutdated(const v1::Screening& answer, const v1::ScreenPartyRequest& base, const RunBeginning& beginning) {
  if (answer.create_time() >= beginning.time) return false;
  const bool other_day = base.as_of().empty() && answer.as_of() != beginning.time.substr(0, answer.as_of().size());
  const bool lists_older = beginning.incomplete && answer.incomplete().empty();
  return answer.engine_state() != beginning.engine_state || other_day || lists_older;
}

}  // namespace

std::string RowError(const absl::Status& status) {
  absl::string_view message = status.message();
  if (absl::StartsWith(message, "requests[")) {
    const size_t dot = message.find("].");
    if (dot != absl::string_view::npos) message.remove_prefix(dot + 2);
  }
  message = absl::StripPrefix(message, "party.");
  // An error without words is still an error.
  return message.empty() ? absl::StrCat("error ", absl::StatusCodeToString(status.code())) : std::string(message);
}

ScreenBatchResult ScreenBatch(Backend& backend, std::vector<InputRow> rows, const v1::ScreenPartyRequest& base,
                              render::Format format, const render::ScreeningOptions& rendering,
                              const RunBeginning& beginning) {
  ScreenBatchResult result;
  v1::BatchScreenPartiesRequest request;
  std::vector<render::ScreenedParty> parties(rows.size());
  std::vector<size_t> asked;  // index of the row of each request
  for (size_t i = 0; i < rows.size(); ++i) {
    render::ScreenedParty& party = parties[i];
    party.row = rows[i].row;
    party.ref = rows[i].party.ref();
    party.name = rows[i].party.name();
    party.error = std::move(rows[i].error);
    if (!party.error.empty()) continue;
    v1::ScreenPartyRequest* const one = request.add_requests();
    *one = base;
    *one->mutable_party() = std::move(rows[i].party);
    if (!one->no_record()) {
      // The base of a batch that may be run again carries its name.
      one->set_request_id(base.request_id().empty() ? NewRequestId() : BatchRequestId(base.request_id(), rows[i].row));
    }
    asked.push_back(i);
  }
  if (!asked.empty()) {
    absl::StatusOr<v1::BatchScreenPartiesResponse> answer = backend.BatchScreenParties(request);
    if (answer.ok() && answer->results_size() != request.requests_size()) {
      answer = absl::InternalError(
          absl::StrCat("got ", answer->results_size(), " results for ", request.requests_size(), " parties"));
    }
    for (size_t k = 0; k < asked.size(); ++k) {
      render::ScreenedParty& party = parties[asked[k]];
      absl::Status status = answer.status();
      if (answer.ok()) {
        v1::BatchScreenPartiesResult& one = *answer->mutable_results(static_cast<int>(k));
        if (one.has_screening() && one.screening().disposition() != v1::DISPOSITION_UNSPECIFIED) {
          party.screening = std::move(*one.mutable_screening());
          if (IsOutdated(party.screening, base, beginning)) ++result.outdated;
          continue;
        }
        status = one.has_error() ? FromRpcStatus(one.error()) : absl::OkStatus();
        if (status.ok()) status = absl::InternalError("the answer holds neither a result nor an error");
      }
      party.error = RowError(status);
      if (ListsRefused(status)) ++result.refused;
    }
  }
  for (const render::ScreenedParty& party : parties) {
    result.summary.Count(party);
    RenderRow(party, format, rendering, &result.text);
  }
  if (format == render::Format::kTable) result.parties = std::move(parties);
  return result;
}

}  // namespace cordon::cli
