#include "service/render/replay.h"

#include "absl/strings/str_cat.h"
#include "service/render/json.h"
#include "service/render/text.h"

namespace cordon::render {
namespace {

std::string ReplayJson(const ReplayReport& report) {
  std::string out;
  JsonWriter json(&out);
  json.BeginObject().Key("current").Bool(report.current).Key("replayed").Integer(report.replayed);
  json.Key(report.current ? "same_decision" : "identical").Integer(report.equal);
  json.Key(report.current ? "other_decision" : "different").Integer(report.unequal);
  json.Key("not_replayed").Integer(report.not_replayed);
  json.Key("entries").BeginArray();
  for (const ReplayedEntry& entry : report.entries) {
    json.BeginObject().Key("entry").Integer(entry.entry).Key("screening").String(entry.screening);
    json.Key("outcome").String(entry.outcome).Key("details").BeginArray();
    for (const std::string& detail : entry.details) json.String(detail);
    json.EndArray().EndObject();
  }
  json.EndArray().Key("left_out").Integer(report.left_out).EndObject();
  return out;
}

Shade ShadeOf(const std::string& outcome) {
  if (outcome == "IDENTICAL" || outcome == "SAME_DECISION") return Shade::kGood;
  return outcome == "DIFFERENT" ? Shade::kWorst : Shade::kBad;
}

}  // namespace

std::string ReplayText(const ReplayReport& report, Format format, bool color) {
  if (format == Format::kJson) return IndentJson(ReplayJson(report));
  if (format != Format::kTable) return absl::StrCat(ReplayJson(report), "\n");
  std::string text;
  for (const ReplayedEntry& entry : report.entries) {
    absl::StrAppend(&text, "entry ", entry.entry, "  ", Printable(entry.screening), "  ",
                    Paint(entry.outcome, ShadeOf(entry.outcome), color), "\n");
    for (const std::string& detail : entry.details) absl::StrAppend(&text, "  ", Printable(detail), "\n");
  }
  if (report.left_out > 0) absl::StrAppend(&text, "and ", WithThousands(report.left_out), " more\n");
  absl::StrAppend(&text, WithThousands(report.replayed), " replayed: ", WithThousands(report.equal),
                  report.current ? " with the same decision, " : " byte for byte the same, ",
                  WithThousands(report.unequal), " different");
  if (report.not_replayed > 0) absl::StrAppend(&text, "; ", WithThousands(report.not_replayed), " could not be");
  absl::StrAppend(&text, "\n");
  return text;
}

}  // namespace cordon::render
