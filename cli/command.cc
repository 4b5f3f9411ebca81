#include "cli/command.h"

#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace cordon::cli {
namespace {

constexpr char kUsagePayload[] = "cordon/usage";

}  // namespace

render::Format Context::format() const {
  const std::string& name = options.output;
  if (name == "table") return render::Format::kTable;
  if (name == "json") return render::Format::kJson;
  if (name == "jsonl") return render::Format::kJsonl;
  if (name == "csv") return render::Format::kCsv;
  return terminal.stdout_is_terminal() ? render::Format::kTable : render::Format::kJsonl;
}

absl::Status UsageError(absl::string_view message) {
  absl::Status status = absl::InvalidArgumentError(message);
  status.SetPayload(kUsagePayload, absl::Cord());
  return status;
}

bool IsUsageError(const absl::Status& status) { return status.GetPayload(kUsagePayload).has_value(); }

std::string ScreeningName(const std::string& argument) {
  if (argument == "latest") return "";
  return absl::StartsWith(argument, "screenings/") ? argument : absl::StrCat("screenings/", argument);
}

}  // namespace cordon::cli
