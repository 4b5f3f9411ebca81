#include "service/render/transaction.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "db/lists/csv.h"
#include "service/render/answer_json.h"
#include "service/render/screening.h"
#include "service/render/text.h"

namespace cordon::render {
namespace {

// Enum names of rules carry no prefix; LEGAL_STATUS_UNSPECIFIED never stands in an answer.
std::string LegalStatusName(const v1::Screening& s) { return v1::LegalStatus_Name(s.decision().legal_status()); }

void AppendRedFlag(const v1::RedFlag& flag, JsonWriter* json) {
  json->BeginObject();
  json->Key("rule").String(flag.rule());
  json->Key("title").String(flag.title());
  json->Key("severity").String(v1::Severity_Name(flag.severity()));
  json->Key("disposition").String(DispositionName(flag.disposition()));
  json->Key("legal_status").String(v1::LegalStatus_Name(flag.legal_status()));
  json->Key("explanation").String(flag.explanation());
  json->Key("inputs").BeginArray();
  for (const v1::FieldValue& input : flag.inputs()) json->Proto(input);
  json->EndArray();
  json->Key("path").BeginArray();
  for (const std::string& step : flag.path()) json->String(step);
  json->EndArray();
  json->Key("citation").BeginArray();
  for (const std::string& citation : flag.citation()) json->String(citation);
  json->EndArray();
  json->Key("policy_state").String(flag.policy_state());
  json->Key("subject").String(flag.subject());
  if (flag.house()) json->Key("house_rule").Bool(true);
  json->EndObject();
}

void AppendParty(const v1::Screening& s, const v1::PartyResult& party, JsonWriter* json) {
  const v1::TransactionParty& stated = s.transaction().parties(party.party_index());
  json->BeginObject();
  json->Key("name").String(stated.party().name());
  if (!stated.party().ref().empty()) json->Key("ref").String(stated.party().ref());
  json->Key("roles").BeginArray();
  for (const int role : stated.roles())
    json->String(v1::TransactionParty::Role_Name(static_cast<v1::TransactionParty::Role>(role)));
  json->EndArray();
  json->Key("disposition").String(DispositionName(party.disposition()));
  json->Key("match_count").Integer(party.match_count());
  json->Key("matches").BeginArray();
  for (const v1::Match& match : party.matches()) AppendMatchJson(match, json);
  json->EndArray();
  json->EndObject();
}

std::string FlagLine(const v1::RedFlag& flag, bool color) {
  std::string line =
      absl::StrCat("  ", Paint(DispositionName(flag.disposition()), DispositionShade(flag.disposition()), color), "  ",
                   Paint(flag.rule(), Shade::kBold, color), "  ", Printable(flag.explanation()), "\n");
  std::string basis = absl::StrJoin(flag.citation(), "; ");
  if (!flag.policy_state().empty()) absl::StrAppend(&basis, basis.empty() ? "" : "; ", flag.policy_state());
  if (!basis.empty()) absl::StrAppend(&line, "        ", Printable(basis), "\n");
  for (const std::string& step : flag.path()) absl::StrAppend(&line, "        ", Printable(step), "\n");
  return line;
}

void AppendColumn(absl::string_view value, std::string* out) {
  if (!out->empty()) out->push_back(',');
  AppendCsvFieldFormulaSafe(value, out);
}

}  // namespace

std::string TransactionJson(const std::string& source, const v1::Screening& screening) {
  std::string out;
  JsonWriter json(&out);
  const v1::Decision& decision = screening.decision();
  json.BeginObject();
  json.Key("source").String(source);
  if (!screening.transaction().id().empty()) json.Key("id").String(screening.transaction().id());
  json.Key("as_of").String(screening.as_of());
  json.Key("disposition").String(DispositionName(screening.disposition()));
  json.Key("legal_status").String(LegalStatusName(screening));
  AppendReasons(screening.incomplete(), &json);
  json.Key("red_flags").BeginArray();
  for (const v1::RedFlag& flag : decision.red_flags()) AppendRedFlag(flag, &json);
  json.EndArray();
  json.Key("insufficient").BeginArray();
  for (const v1::InsufficientRule& rule : decision.insufficient()) json.Proto(rule);
  json.EndArray();
  json.Key("not_fired").BeginArray();
  for (const std::string& rule : decision.not_fired()) json.String(rule);
  json.EndArray();
  if (!decision.accumulated().empty()) json.Key("accumulated").String(decision.accumulated());
  json.Key("policies").BeginArray();
  for (const v1::PolicyState& policy : decision.policies()) json.Proto(policy);
  json.EndArray();
  json.Key("parties").BeginArray();
  for (const v1::PartyResult& party : screening.parties()) AppendParty(screening, party, &json);
  json.EndArray();
  AppendWarnings(screening.warnings(), &json);
  json.Key("engine_state").String(screening.engine_state());
  AppendListDates(screening.lists(), &json);
  AppendRecordKeys(screening, &json);
  json.EndObject();
  return out;
}

std::string TransactionErrorJson(const std::string& source, const std::string& error) {
  std::string out;
  JsonWriter json(&out);
  json.BeginObject();
  json.Key("source").String(source);
  json.Key("disposition").String("HOLD");
  json.Key("error").String(error);
  json.Key("incomplete").BeginArray().EndArray();
  json.Key("red_flags").BeginArray().EndArray();
  json.Key("insufficient").BeginArray().EndArray();
  json.Key("parties").BeginArray().EndArray();
  json.Key("warnings").BeginArray().EndArray();
  json.EndObject();
  return out;
}

std::string TransactionText(const std::string& source, const v1::Screening& screening, bool color) {
  const v1::Decision& decision = screening.decision();
  std::string out =
      absl::StrCat(Printable(source), "  ",
                   Paint(DispositionName(screening.disposition()), DispositionShade(screening.disposition()), color),
                   "  ", LegalStatusName(screening), "  as of ", screening.as_of(), "\n");
  for (const v1::Incompleteness& reason : screening.incomplete()) {
    absl::StrAppend(&out, "  incomplete: ", reason.reason(), reason.subject().empty() ? "" : " ",
                    Printable(reason.subject()), ": ", Printable(reason.detail()), "\n");
  }
  for (const v1::RedFlag& flag : decision.red_flags()) out += FlagLine(flag, color);
  if (decision.red_flags_size() == 0) absl::StrAppend(&out, "  no red flag\n");
  if (!decision.accumulated().empty()) absl::StrAppend(&out, "  together: ", Printable(decision.accumulated()), "\n");
  for (const v1::InsufficientRule& rule : decision.insufficient()) {
    absl::StrAppend(&out, "  could not judge ", rule.rule(), rule.subject().empty() ? "" : " for ", rule.subject(),
                    ": missing ", Printable(absl::StrJoin(rule.missing(), ", ")), "\n");
  }
  for (const v1::PartyResult& party : screening.parties()) {
    const v1::TransactionParty& stated = screening.transaction().parties(party.party_index());
    absl::StrAppend(&out, "  party ", party.party_index(), " ", Printable(stated.party().name()), ": ",
                    party.match_count(), party.match_count() == 1 ? " match" : " matches");
    for (const v1::Match& match : party.matches()) {
      absl::StrAppend(&out, "\n      ", match.list(), ":", Printable(match.entry_id()), " ",
                      Printable(match.entry_name()), " ", ScoreText(match.score()));
    }
    out.push_back('\n');
  }
  if (!screening.record_sha256().empty()) absl::StrAppend(&out, "  recorded as ", screening.name(), "\n");
  return out;
}

std::string TransactionCsvHeader() {
  return "source,id,as_of,disposition,legal_status,red_flags,incomplete,screening,error\n";
}

std::string TransactionCsvRow(const std::string& source, const v1::Screening& screening) {
  std::string line;
  AppendColumn(source, &line);
  AppendColumn(screening.transaction().id(), &line);
  AppendColumn(screening.as_of(), &line);
  AppendColumn(DispositionName(screening.disposition()), &line);
  AppendColumn(LegalStatusName(screening), &line);
  AppendColumn(absl::StrJoin(screening.decision().red_flags(), ";",
                             [](std::string* text, const v1::RedFlag& flag) {
                               absl::StrAppend(text, flag.rule(), "=", DispositionName(flag.disposition()));
                             }),
               &line);
  AppendColumn(absl::StrJoin(
                   screening.incomplete(), ";",
                   [](std::string* text, const v1::Incompleteness& reason) { absl::StrAppend(text, reason.reason()); }),
               &line);
  AppendColumn(screening.record_sha256().empty() ? "" : screening.name(), &line);
  AppendColumn("", &line);
  return line + "\n";
}

std::string TransactionErrorCsvRow(const std::string& source, const std::string& error) {
  std::string line;
  AppendColumn(source, &line);
  line += ",,,HOLD,,,,";
  AppendColumn(error, &line);
  return line + "\n";
}

}  // namespace cordon::render
