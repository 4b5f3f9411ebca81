#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/entry_name.h"
#include "cli/open_backend.h"
#include "cli/party_input.h"
#include "service/render/explain.h"
#include "service/render/screening.h"
#include "service/render/transaction.h"
#include "service/screening/errors.h"

namespace cordon::cli {

EntryName ParseEntryName(const std::string& text) {
  // List codes hold no colon; ids may.
  const size_t colon = text.find(':');
  if (colon == std::string::npos) return {"", text};
  return {absl::AsciiStrToUpper(text.substr(0, colon)), text.substr(colon + 1)};
}

namespace {

absl::StatusOr<v1::Screening> FindScreening(const std::string& argument, Backend& backend) {
  v1::GetScreeningRequest request;
  request.set_name(ScreeningName(argument));
  if (!request.name().empty()) return backend.GetScreening(request);
  v1::ListScreeningsRequest newest;
  newest.set_page_size(1);
  CORDON_ASSIGN_OR_RETURN(v1::ListScreeningsResponse page, backend.ListScreenings(newest));
  if (page.screenings_size() == 0) return absl::NotFoundError("nothing has been screened and recorded yet");
  return page.screenings(0);
}

}  // namespace

namespace {

constexpr char kTransactionKind[] = "TRANSACTION";

void WriteTransactionRecord(const v1::Screening& record, const Context& context) {
  switch (context.format()) {
    case render::Format::kTable:
      context.terminal.Write(render::TransactionText({record.name(), 0}, record, context.color()));
      break;
    case render::Format::kJson:
      context.terminal.Write(render::IndentJson(render::TransactionJson({record.name(), 0}, record)));
      break;
    case render::Format::kJsonl:
      context.terminal.Write(absl::StrCat(render::TransactionJson({record.name(), 0}, record), "\n"));
      break;
    case render::Format::kCsv:
      context.terminal.Write(
          absl::StrCat(render::TransactionCsvHeader(), render::TransactionCsvRow({record.name(), 0}, record)));
      break;
  }
}

}  // namespace

absl::StatusOr<int> RunExplain(const std::string& screening, const Context& context) {
  if (!IsValidUtf8(screening) || screening.empty()) return UsageError("give a screening: screenings/ID, ID or latest");
  CORDON_ASSIGN_OR_RETURN(const std::unique_ptr<Backend> backend, OpenBackend(context.options, Access::kRead));
  CORDON_ASSIGN_OR_RETURN(const v1::Screening record, FindScreening(screening, *backend));
  if (record.kind() == kTransactionKind) {
    WriteTransactionRecord(record, context);
    return kExitDone;
  }
  switch (context.format()) {
    case render::Format::kTable:
      context.terminal.Write(render::RecordText(record, context.color()));
      break;
    case render::Format::kJson:
      context.terminal.Write(render::IndentJson(render::RecordJson(record)));
      break;
    case render::Format::kJsonl:
      context.terminal.Write(absl::StrCat(render::RecordJson(record), "\n"));
      break;
    case render::Format::kCsv: {
      render::ScreenedParty party;
      party.row = 1;
      party.ref = record.party().ref();
      party.name = record.party().name();
      party.screening = record;
      context.terminal.Write(absl::StrCat(render::ScreeningCsvHeader(), render::ScreeningCsvRow(party, {})));
    }
  }
  return kExitDone;
}

absl::StatusOr<int> RunWhyNot(const WhyNotOptions& options, const Context& context) {
  v1::ExplainNonMatchRequest request;
  const auto type = ParsePartyType(options.type);
  if (!type.ok()) return UsageError(absl::StrCat("--type: ", type.status().message()));
  if (!IsValidUtf8(options.name) || !IsValidUtf8(options.entry)) return UsageError("arguments must be valid UTF-8");
  request.mutable_party()->set_type(*type);
  request.mutable_party()->set_name(options.name);
  const EntryName entry = ParseEntryName(options.entry);
  request.set_list(entry.list);
  request.set_entry_id(entry.id);
  CORDON_ASSIGN_OR_RETURN(const std::unique_ptr<Backend> backend, OpenBackend(context.options, Access::kRead));
  CORDON_ASSIGN_OR_RETURN(const v1::ExplainNonMatchResponse answer, backend->ExplainNonMatch(request));
  switch (context.format()) {
    case render::Format::kTable:
      context.terminal.Write(render::NonMatchText(options.name, answer, context.color()));
      break;
    case render::Format::kJson:
      context.terminal.Write(render::IndentJson(render::NonMatchJson(options.name, answer)));
      break;
    case render::Format::kJsonl:
      context.terminal.Write(absl::StrCat(render::NonMatchJson(options.name, answer), "\n"));
      break;
    case render::Format::kCsv:
      context.terminal.Write(render::NonMatchCsv(options.name, answer));
      break;
  }
  return kExitDone;
}

}  // namespace cordon::cli
