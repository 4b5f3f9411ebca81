// cordon own: who owns a party, from the imported ownership data.
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/clock.h"
#include "base/status_macros.h"
#include "cli/commands.h"
#include "cli/open_backend.h"
#include "rules/facts/ownership/picture.h"
#include "service/render/json.h"

namespace cordon::cli {
namespace {

absl::StatusOr<v1::OwnershipRegime> RegimeOf(const std::string& text) {
  if (text.empty()) return v1::OWNERSHIP_REGIME_UNSPECIFIED;
  v1::OwnershipRegime regime = v1::OWNERSHIP_REGIME_UNSPECIFIED;
  if (v1::OwnershipRegime_Parse(absl::StrCat("REGIME_", absl::AsciiStrToUpper(text)), &regime)) return regime;
  return UsageError("--regime: bis, ofac, uk, eu or state");
}

absl::StatusOr<v1::GetOwnershipRequest> OwnRequest(const OwnOptions& options) {
  if (options.name.size() > 1) return UsageError("own: give one name (in quotes), or several --id of one party");
  if (options.name.empty() && options.party.ids.empty()) return UsageError("own: give a name or --id SCHEME:VALUE");
  if (!options.as_of.empty() && !ParseDate(options.as_of).ok()) {
    return UsageError("--as-of: a date of the form YYYY-MM-DD");
  }
  v1::GetOwnershipRequest request;
  CORDON_ASSIGN_OR_RETURN(*request.mutable_party(), PartyFromFlags(options.party));
  if (!options.name.empty()) request.mutable_party()->set_name(options.name.front());
  CORDON_ASSIGN_OR_RETURN(const v1::OwnershipRegime regime, RegimeOf(options.regime));
  request.set_regime(regime);
  request.set_as_of(options.as_of);
  request.set_max_nodes(options.max_nodes);
  return request;
}

}  // namespace

absl::StatusOr<int> RunOwn(const OwnOptions& options, const Context& context) {
  CORDON_ASSIGN_OR_RETURN(const v1::GetOwnershipRequest request, OwnRequest(options));
  const std::string& output = context.options.output;
  if (output == "csv") return UsageError("-o csv: owners are no rows; use table (a tree), json, dot or svg");
  CORDON_ASSIGN_OR_RETURN(const std::unique_ptr<Backend> backend, OpenBackend(context.options, Access::kRead));
  CORDON_ASSIGN_OR_RETURN(const v1::GetOwnershipResponse answer, backend->GetOwnership(request));
  for (const v1::Warning& warning : answer.warnings())
    context.terminal.Say(absl::StrCat("warning: ", warning.detail()));
  if (output == "dot") {
    context.terminal.Write(OwnershipDot(answer.picture()));
  } else if (output == "svg") {
    context.terminal.Write(OwnershipSvg(answer.picture()));
  } else if (context.format() == render::Format::kTable) {
    context.terminal.Write(OwnershipTree(answer.picture()));
  } else {
    std::string json;
    render::JsonWriter(&json).Proto(answer);
    context.terminal.Write(context.format() == render::Format::kJson ? render::IndentJson(json)
                                                                     : absl::StrCat(json, "\n"));
  }
  return answer.picture().findings().incomplete_size() > 0 ? kExitIncomplete : kExitDone;
}

}  // namespace cordon::cli
