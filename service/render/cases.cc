#include "service/render/cases.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "service/render/json.h"
#include "service/render/screening.h"
#include "service/render/table.h"

namespace cordon::render {
namespace {

constexpr size_t kFactWidth = 15;
constexpr size_t kTextCells = 60;

using Alert = v1::Alert;
using Case = v1::ReviewCase;

int OpenAlerts(const Case& review) {
  return static_cast<int>(std::count_if(review.alerts().begin(), review.alerts().end(), [](const Alert& alert) {
    return alert.outcome() == Alert::OUTCOME_UNSPECIFIED;
  }));
}

std::string TimeText(const std::string& time) {
  std::string text = time.substr(0, 16);
  if (text.size() > 10) text[10] = ' ';
  return text;
}

void AppendLine(absl::string_view label, absl::string_view value, std::string* out) {
  if (value.empty()) return;
  absl::StrAppend(out, "  ", PadRight(label, kFactWidth), Printable(value), "\n");
}

std::string CaseText(const Case& review, bool color) {
  std::string out =
      absl::StrCat(Paint(review.name(), Shade::kBold, color), "  ",
                   Paint(DispositionName(review.disposition()), DispositionShade(review.disposition()), color), "  ",
                   EnumWords(Case::Status_Name(review.status())), "\n");
  AppendLine("subject", review.subject(), &out);
  AppendLine("screened", absl::StrCat(TimeText(review.create_time()), " by ", review.screened_by()), &out);
  AppendLine("external ref", review.external_ref(), &out);
  AppendLine("assignee", review.assignee(), &out);
  if (review.has_resolution()) {
    AppendLine("resolution", ResolutionText(review.resolution()), &out);
    AppendLine("reason", review.resolution().reason(), &out);
    AppendLine("conditions", review.resolution().conditions(), &out);
  }
  AppendLine("etag", review.etag(), &out);
  out.push_back('\n');
  Table alerts({{"ALERT", 0, Align::kRight},
                {"KIND"},
                {"PARTY", 30},
                {"CAUSE", kTextCells},
                {"SCORE"},
                {"OUTCOME"},
                {"BY", 24}});
  for (const Alert& alert : review.alerts()) {
    const bool open = alert.outcome() == Alert::OUTCOME_UNSPECIFIED;
    alerts.Add({{absl::StrCat(alert.number())},
                {EnumWords(Alert::Kind_Name(alert.kind()))},
                {alert.kind() == Alert::MATCH ? alert.party() : ""},
                {AlertCause(alert)},
                {alert.kind() == Alert::MATCH ? ScoreText(alert.score()) : ""},
                {AlertOutcome(alert), open ? Shade::kBad : Shade::kGood},
                {alert.decided_by()}});
  }
  absl::StrAppend(&out, alerts.Draw(color));
  if (review.actions().empty()) return out;
  out.push_back('\n');
  Table actions({{"WHEN"}, {"WHO", 24}, {"WHAT"}, {"ALERT", 0, Align::kRight}, {"TEXT", kTextCells}});
  for (const v1::CaseAction& action : review.actions()) {
    actions.Add({{TimeText(action.time())},
                 {action.actor()},
                 {EnumWords(action.action())},
                 {action.alert() > 0 ? absl::StrCat(action.alert()) : ""},
                 {action.text()}});
  }
  absl::StrAppend(&out, actions.Draw(color));
  return out;
}

std::string CaseJson(const Case& review) {
  std::string out;
  JsonWriter(&out).Proto(review);
  return out;
}

std::string AlertsCsv(const Case& review) {
  Records records({{"case", ""},
                   {"alert", ""},
                   {"kind", ""},
                   {"party", ""},
                   {"list", ""},
                   {"entry_id", ""},
                   {"entry_name", ""},
                   {"rule", ""},
                   {"reason", ""},
                   {"score", ""},
                   {"outcome", ""},
                   {"discriminators", ""},
                   {"comment", ""},
                   {"decided_by", ""},
                   {"decide_time", ""}});
  for (const Alert& alert : review.alerts()) {
    const std::string discriminators =
        absl::StrJoin(alert.discriminators(), ";", [](std::string* text, int discriminator) {
          absl::StrAppend(text, Alert::Discriminator_Name(static_cast<Alert::Discriminator>(discriminator)));
        });
    const bool open = alert.outcome() == Alert::OUTCOME_UNSPECIFIED;
    records.Add({review.name(), absl::StrCat(alert.number()), Alert::Kind_Name(alert.kind()), alert.party(),
                 alert.list(), alert.entry_id(), alert.entry_name(), alert.rule(), alert.reason(),
                 alert.kind() == Alert::MATCH ? ScoreText(alert.score()) : "",
                 open ? "" : Alert::Outcome_Name(alert.outcome()), discriminators, alert.comment(), alert.decided_by(),
                 alert.decide_time()});
  }
  return records.Render(Format::kCsv, false);
}

}  // namespace

std::string EnumWords(const std::string& name) {
  std::string words = absl::AsciiStrToLower(name);
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

std::string AlertOutcome(const Alert& alert) {
  return alert.outcome() == Alert::OUTCOME_UNSPECIFIED ? "open" : EnumWords(Alert::Outcome_Name(alert.outcome()));
}

std::string AlertCause(const Alert& alert) {
  switch (alert.kind()) {
    case Alert::MATCH:
      return absl::StrCat(alert.list(), ":", alert.entry_id(), " ", alert.entry_name());
    case Alert::RED_FLAG:
      return absl::StrCat(alert.rule(), alert.party().empty() ? "" : " ", alert.party(), ": ", alert.reason());
    default:
      return alert.reason();
  }
}

std::string ResolutionText(const v1::Resolution& resolution) {
  std::string text = EnumWords(v1::Resolution::Outcome_Name(resolution.outcome()));
  if (!resolution.authorisation().empty()) absl::StrAppend(&text, ", ", resolution.authorisation());
  if (!resolution.valid_until().empty()) absl::StrAppend(&text, ", until ", resolution.valid_until());
  absl::StrAppend(&text, ", proposed by ", resolution.proposed_by());
  if (!resolution.approved_by().empty()) absl::StrAppend(&text, ", approved by ", resolution.approved_by());
  if (resolution.resolve_time().empty()) absl::StrAppend(&text, "; waits for a second person");
  return text;
}

std::string CaseId(const Case& review) { return std::string(absl::StripPrefix(review.name(), "cases/")); }

Records CaseQueue(const v1::ListCasesResponse& cases) {
  Records records({{"case", ""},
                   {"", "CASE"},
                   {"disposition", "RESULT"},
                   {"status", "STATUS"},
                   {"open_alerts", "OPEN", FieldKind::kInteger},
                   {"alerts", "ALERTS", FieldKind::kInteger},
                   {"subject", "SUBJECT", FieldKind::kString, 40},
                   {"external_ref", "REF", FieldKind::kString, 20},
                   {"assignee", "ASSIGNEE", FieldKind::kString, 24},
                   {"create_time", ""},
                   {"", "SCREENED"},
                   {"update_time", "", FieldKind::kString, 0, true},
                   {"outcome", "", FieldKind::kString, 0, true},
                   {"etag", ""}});
  for (const Case& review : cases.cases()) {
    records.Add(
        {review.name(), CaseId(review), DispositionName(review.disposition()), Case::Status_Name(review.status()),
         absl::StrCat(OpenAlerts(review)), absl::StrCat(review.alerts_size()), review.subject(), review.external_ref(),
         review.assignee(), review.create_time(), TimeText(review.create_time()), review.update_time(),
         review.has_resolution() ? v1::Resolution::Outcome_Name(review.resolution().outcome()) : "", review.etag()},
        DispositionShade(review.disposition()), 2);
  }
  return records;
}

std::string CaseDetails(const Case& review, Format format, bool color) {
  switch (format) {
    case Format::kTable:
      return CaseText(review, color);
    case Format::kJson:
      return IndentJson(CaseJson(review));
    case Format::kJsonl:
      return absl::StrCat(CaseJson(review), "\n");
    case Format::kCsv:
      return AlertsCsv(review);
  }
  return "";
}

}  // namespace cordon::render
