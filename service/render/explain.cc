#include "service/render/explain.h"

#include <algorithm>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "service/render/cases.h"
#include "service/render/compare.h"
#include "service/render/json.h"
#include "service/render/records.h"
#include "service/render/screening.h"
#include "service/render/text.h"

namespace cordon::render {
namespace {

constexpr size_t kLabelWidth = 21;

// "  label             value"; nothing when there is no value.
void AppendFact(absl::string_view label, absl::string_view value, std::string* out, size_t indent = 2) {
  if (value.empty()) return;
  absl::StrAppend(out, std::string(indent, ' '), PadRight(label, kLabelWidth), Printable(value), "\n");
}

std::string TypeText(v1::PartyType type) {
  return type == v1::PARTY_TYPE_UNSPECIFIED ? "any" : absl::AsciiStrToLower(v1::PartyType_Name(type));
}

std::vector<v1::TokenAlignment> Steps(const v1::Match& match) {
  return {match.alignment().begin(), match.alignment().end()};
}

std::string IdsText(const google::protobuf::RepeatedPtrField<v1::Identifier>& ids) {
  return absl::StrJoin(ids, "; ", [](std::string* out, const v1::Identifier& id) {
    absl::StrAppend(out, id.scheme(), ":", id.value());
  });
}

void AppendMatchText(const v1::Match& match, const std::string& head, bool color, std::string* out) {
  absl::StrAppend(out, "\n", Paint(head, Shade::kBold, color), "  ", match.list(), ":", Printable(match.entry_id()),
                  "  ", ScoreText(match.score()));
  if (match.disposition() != v1::DISPOSITION_UNSPECIFIED) {
    absl::StrAppend(out, "  ",
                    Paint(DispositionName(match.disposition()), DispositionShade(match.disposition()), color));
  }
  out->push_back('\n');
  AppendFact("listed as", match.entry_name(), out);
  if (match.matched_name() != match.entry_name()) {
    AppendFact("matched name",
               match.matched_name_quality() == v1::WEAK ? absl::StrCat(match.matched_name(), "  (weak alias)")
                                                        : match.matched_name(),
               out);
  }
  AppendFact("query name", match.query_name(), out);
  AppendFact(
      "matched on",
      absl::StrCat(MatchedOnName(match.matched_on()), match.matched_value().empty() ? "" : "  ", match.matched_value()),
      out);
  if (match.matched_on() == v1::POSSIBLE_AFFILIATE) {
    AppendFact("meaning", "not the listed name: carries the brand of a listed group, and may belong to it", out);
  }
  AppendFact("priority", absl::StrCat(match.priority()), out);
  AppendFact("countries", absl::StrJoin(match.countries(), " "), out);
  AppendFact("programs", absl::StrJoin(match.programs(), "; "), out);
  AppendFact("citation", match.citation(), out);
  AppendFact("license requirement", match.license_requirement(), out);
  AppendFact("license policy", match.license_policy(), out);
  AppendFact("scope", match.scope() == v1::LICENSE_SCOPE_UNSPECIFIED ? "" : ScopeName(match.scope()), out);
  AppendFact("footnotes", absl::StrJoin(match.footnotes(), ", "), out);
  if (match.covers_subunits()) AppendFact("covers", "any successor, sub-unit or subsidiary", out);
  AppendFact(
      "listed since",
      match.listed_later() ? absl::StrCat(match.start_date(), "  (after the date of this answer)") : match.start_date(),
      out);
  AppendFact("until", match.end_date(), out);
  if (match.alignment_size() > 0) absl::StrAppend(out, AlignmentTable(Steps(match), 4, color));
}

}  // namespace

std::string RecordText(const v1::Screening& s, bool color) {
  std::string out =
      absl::StrCat(Paint(s.name(), Shade::kBold, color), "  ",
                   Paint(DispositionName(s.disposition()), DispositionShade(s.disposition()), color), "\n");
  AppendFact("recorded", absl::StrCat(s.create_time(), " by ", s.caller()), &out);
  AppendFact("name", s.party().name(), &out);
  AppendFact("also known as", absl::StrJoin(s.party().aliases(), "; "), &out);
  AppendFact("type", TypeText(s.party().type()), &out);
  AppendFact("countries", absl::StrJoin(s.party().countries(), " "), &out);
  AppendFact("addresses", absl::StrJoin(s.party().addresses(), "; "), &out);
  AppendFact("identifiers", IdsText(s.party().ids()), &out);
  AppendFact("wallets", absl::StrJoin(s.party().wallets(), "; "), &out);
  AppendFact("ref", s.party().ref(), &out);
  AppendFact("external ref", s.external_ref(), &out);
  AppendFact("request id", s.request_id(), &out);
  AppendFact("traceparent", s.traceparent(), &out);
  AppendFact("judged at", absl::StrCat(s.as_of(), ", threshold ", ScoreText(s.threshold())), &out);
  AppendFact("matches",
             absl::StrCat(s.match_count(), s.match_count() > s.matches_size()
                                               ? absl::StrCat(", the ", s.matches_size(), " strongest recorded")
                                               : ""),
             &out);
  for (const v1::Incompleteness& i : s.incomplete()) {
    AppendFact("incomplete", absl::StrCat(i.reason(), i.subject().empty() ? "" : " ", i.subject(), ": ", i.detail()),
               &out);
  }
  for (const v1::Warning& w : s.warnings()) {
    AppendFact("warning", absl::StrCat(w.reason(), w.subject().empty() ? "" : " ", w.subject(), ": ", w.detail()),
               &out);
  }
  AppendFact("lists", ListStampsText({s.lists().begin(), s.lists().end()}), &out);
  AppendFact("engine", absl::StrCat(s.engine_version(), "  ", s.engine_state()), &out);
  AppendFact("policy", absl::StrCat(s.policy_version(), "  ", s.policy_digest()), &out);
  AppendFact("record sha256", s.record_sha256(), &out);
  if (s.audit_index() > 0) AppendFact("audit index", absl::StrCat(s.audit_index()), &out);
  if (s.has_resolution()) AppendFact("resolution", ResolutionText(s.resolution()), &out);
  for (int i = 0; i < s.matches_size(); ++i) {
    AppendMatchText(s.matches(i), absl::StrCat("match ", i + 1, " of ", s.match_count()), color, &out);
  }
  for (int i = 0; i < s.near_misses_size(); ++i) {
    AppendMatchText(s.near_misses(i), absl::StrCat("near miss ", i + 1), color, &out);
  }
  return out;
}

std::string NonMatchText(const std::string& name, const v1::ExplainNonMatchResponse& answer, bool color) {
  const v1::ListEntry& entry = answer.entry();
  std::string out = absl::StrCat(Paint(Printable(name), Shade::kBold, color), " against ", entry.list(), ":",
                                 Printable(entry.entry_id()), " ", Printable(entry.entry_name()), "\n");
  if (answer.names_size() == 0) {
    return absl::StrCat(out, "  no match: the entry has no name to compare (an address entry)\n");
  }
  const int best = answer.names(0).score();
  if (answer.matches()) {
    absl::StrAppend(&out, "  ", Paint("it does match", Shade::kBad, color), ": ", ScoreText(best),
                    " reaches the threshold ", ScoreText(answer.threshold()), "\n");
  } else {
    absl::StrAppend(&out, "  ", Paint("no match", Shade::kGood, color), ": the best score ", ScoreText(best), " is ",
                    ScoreText(answer.threshold() - best), " below the threshold ", ScoreText(answer.threshold()), "\n");
  }
  absl::StrAppend(&out, AlignmentTable(Steps(answer.names(0)), 4, color), "\n");
  Table table({{"SCORE"}, {"NAME OF THE ENTRY", 72}, {"KIND"}});
  for (const v1::Match& match : answer.names()) {
    std::string kind = absl::AsciiStrToLower(v1::NameKind_Name(match.matched_name_kind()));
    if (match.matched_name_kind() == v1::NAME_KIND_UNSPECIFIED) kind.clear();
    if (match.matched_name_quality() == v1::WEAK) absl::StrAppend(&kind, kind.empty() ? "" : ", ", "weak");
    table.Add({{ScoreText(match.score())}, {match.matched_name()}, {kind}});
  }
  return out + table.Draw(color);
}

std::string NonMatchJson(const std::string& name, const v1::ExplainNonMatchResponse& answer) {
  std::string out;
  JsonWriter json(&out);
  json.BeginObject();
  json.Key("name").String(name);
  json.Key("list").String(answer.entry().list());
  json.Key("entry_id").String(answer.entry().entry_id());
  json.Key("entry_name").String(answer.entry().entry_name());
  json.Key("threshold").Decimal(answer.threshold());
  json.Key("match").Bool(answer.matches());
  json.Key("score").Decimal(answer.names_size() > 0 ? answer.names(0).score() : 0);
  json.Key("names").BeginArray();
  for (const v1::Match& match : answer.names()) AppendMatchJson(match, &json);
  json.EndArray().EndObject();
  return out;
}

std::string NonMatchCsv(const std::string& name, const v1::ExplainNonMatchResponse& answer) {
  Records records({{"name", ""},
                   {"list", ""},
                   {"entry_id", ""},
                   {"entry_name", ""},
                   {"listed_name", ""},
                   {"score", ""},
                   {"threshold", ""},
                   {"match", "", FieldKind::kBool}});
  for (const v1::Match& match : answer.names()) {
    records.Add({name, answer.entry().list(), answer.entry().entry_id(), answer.entry().entry_name(),
                 match.matched_name(), ScoreText(match.score()), ScoreText(answer.threshold()),
                 match.score() >= answer.threshold() ? "true" : "false"});
  }
  return records.Render(Format::kCsv, false);
}

std::string EntryText(const v1::ListEntry& e, bool color) {
  std::string out = absl::StrCat(Paint(absl::StrCat(e.list(), ":", Printable(e.entry_id())), Shade::kBold, color), "  ",
                                 Printable(e.entry_name()), "\n");
  if (e.type() != v1::ENTRY_TYPE_UNSPECIFIED) {
    std::string type = absl::AsciiStrToLower(v1::EntryType_Name(e.type()));
    AppendFact("type", type.substr(type.find('_') + 1), &out);
  }
  for (const v1::ListName& name : e.names()) {
    if (name.kind() == v1::PRIMARY) continue;
    std::string label = absl::AsciiStrToLower(v1::NameKind_Name(name.kind()));
    if (name.quality() == v1::WEAK) absl::StrAppend(&label, ", weak");
    AppendFact(label, name.text(), &out);
  }
  for (const v1::ListAddress& address : e.addresses()) {
    AppendFact("address", absl::StrCat(address.text(), address.country().empty() ? "" : "  ", address.country()), &out);
  }
  AppendFact("countries", absl::StrJoin(e.countries(), " "), &out);
  AppendFact("identifiers", IdsText(e.ids()), &out);
  AppendFact("wallets", absl::StrJoin(e.wallets(), "; "), &out);
  AppendFact("programs", absl::StrJoin(e.programs(), "; "), &out);
  AppendFact("citation", e.citation(), &out);
  AppendFact("license requirement", e.license_requirement(), &out);
  AppendFact("license policy", e.license_policy(), &out);
  AppendFact("scope", e.scope() == v1::LICENSE_SCOPE_UNSPECIFIED ? "" : ScopeName(e.scope()), &out);
  AppendFact("footnotes", absl::StrJoin(e.footnotes(), ", "), &out);
  if (e.covers_subunits()) AppendFact("covers", "any successor, sub-unit or subsidiary", &out);
  AppendFact("listed since", e.start_date().empty() ? e.start_date_text() : e.start_date(), &out);
  AppendFact("until", e.end_date(), &out);
  AppendFact("remarks", e.remarks(), &out);
  AppendFact("pattern", e.pattern(), &out);
  AppendFact("source", e.source_url(), &out);
  return out;
}

}  // namespace cordon::render
