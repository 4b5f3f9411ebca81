#include "cli/warnings.h"

#include "absl/strings/str_cat.h"

namespace cordon::cli {

void SayListConditions(const v1::GetEngineStateResponse& state, Terminal& terminal) {
  const auto subject = [](const std::string& text) { return text.empty() ? "" : absl::StrCat(text, ": "); };
  for (const v1::Warning& warning : state.warnings()) {
    terminal.Say(absl::StrCat("warning: ", subject(warning.subject()), warning.detail()));
  }
  for (const v1::Incompleteness& reason : state.incomplete()) {
    terminal.Say(absl::StrCat("incomplete: ", subject(reason.subject()), reason.detail()));
  }
}

}  // namespace cordon::cli
