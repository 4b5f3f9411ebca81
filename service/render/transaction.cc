#include "service/render/transaction.h"

#include <algorithm>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "db/lists/csv.h"
#include "service/render/answer_json.h"
#include "service/render/cases.h"
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

constexpr size_t kTextWidth = 110;

// Breaks at blanks so that no line passes kTextWidth cells; lines after the first begin with `indent` blanks.
std::string Wrapped(std::string line, absl::string_view text, size_t indent, size_t used) {
  for (const absl::string_view word : absl::StrSplit(text, ' ', absl::SkipEmpty())) {
    const size_t width = DisplayWidth(word);
    if (used > indent && used + 1 + width > kTextWidth) {
      absl::StrAppend(&line, "\n", std::string(indent, ' '));
      used = indent;
    } else if (used > indent || (used > 0 && line.back() != ' ')) {
      line.push_back(' ');
      ++used;
    }
    absl::StrAppend(&line, word);
    used += width;
  }
  line.push_back('\n');
  return line;
}
std::string Indented(absl::string_view text, size_t indent) {
  return Wrapped(std::string(indent, ' '), text, indent, indent);
}

// What a reader has to do now, in words.
std::string MeaningOf(v1::Disposition disposition, v1::LegalStatus status) {
  std::string text;
  switch (disposition) {
    case v1::CLEAR:
      return "No match and no red flag under these rules and lists. That is not an approval.";
    case v1::NOTE:
      return "Nothing to resolve; read the notes.";
    case v1::HOLD:
      text = "Do not proceed until an analyst has resolved this.";
      break;
    case v1::ESCALATE:
      text = "Do not proceed; the second line decides, with four eyes.";
      break;
    default:
      text = "Do not proceed: no release without a licence or authorisation.";
  }
  if (status == v1::NOT_PROHIBITED_POLICY_REVIEW) text += " Not prohibited as such; a matter of policy.";
  if (status == v1::LICENSE_REQUIRED) text += " A licence is required.";
  if (status == v1::PROHIBITED) text += " The law prohibits it.";
  return text;
}

// "each.no_website" -> "no website": facts as a reader would ask for them.
std::string FactInWords(absl::string_view path) {
  const size_t dot = path.rfind('.');
  std::string words(dot == absl::string_view::npos ? path : path.substr(dot + 1));
  for (char& c : words) {
    if (c == '_') c = ' ';
  }
  return words;
}

std::string FlagLines(const v1::RedFlag& flag, bool color) {
  const std::string disposition = DispositionName(flag.disposition());
  const std::string head = absl::StrCat("  ", Paint(disposition, DispositionShade(flag.disposition()), color),
                                        std::string(disposition.size() < 8 ? 8 - disposition.size() : 0, ' '), "  ",
                                        Paint(flag.rule(), Shade::kBold, color), " ");
  const size_t used = 2 + std::max<size_t>(8, disposition.size()) + 2 + flag.rule().size() + 1;
  std::string lines = Wrapped(head, Printable(flag.explanation()), 12, used);
  for (const std::string& step : flag.path()) lines += Indented(Printable(step), 12);
  std::string basis = absl::StrJoin(flag.citation(), "; ");
  if (!flag.policy_state().empty()) absl::StrAppend(&basis, basis.empty() ? "" : "; ", flag.policy_state());
  if (flag.house()) absl::StrAppend(&basis, basis.empty() ? "" : "; ", "house rule");
  if (!basis.empty()) lines += Indented(absl::StrCat("[", Printable(basis), "]"), 12);
  return lines;
}

void AppendColumn(absl::string_view value, std::string* out) {
  if (!out->empty()) out->push_back(',');
  AppendCsvFieldFormulaSafe(value, out);
}

void AppendSource(const TransactionSource& source, JsonWriter* json) {
  json->Key("source").String(source.file);
  if (source.row > 0) json->Key("row").Integer(source.row);
}

}  // namespace

std::string SourceText(const TransactionSource& source) {
  return source.row > 0 ? absl::StrCat(Printable(source.file), ":", source.row) : Printable(source.file);
}

std::string TransactionJson(const TransactionSource& source, const v1::Screening& screening) {
  std::string out;
  JsonWriter json(&out);
  const v1::Decision& decision = screening.decision();
  json.BeginObject();
  AppendSource(source, &json);
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

std::string TransactionErrorJson(const TransactionSource& source, const std::string& error) {
  std::string out;
  JsonWriter json(&out);
  json.BeginObject();
  AppendSource(source, &json);
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

std::string TransactionText(const TransactionSource& source, const v1::Screening& screening, bool color) {
  const v1::Decision& decision = screening.decision();
  std::string out =
      absl::StrCat(SourceText(source), "  ",
                   Paint(DispositionName(screening.disposition()), DispositionShade(screening.disposition()), color),
                   "  ", LegalStatusName(screening), "  as of ", screening.as_of(), "\n");
  out += Indented(MeaningOf(screening.disposition(), decision.legal_status()), 2);
  for (const v1::Incompleteness& reason : screening.incomplete()) {
    absl::StrAppend(&out, "  incomplete: ", reason.reason(), reason.subject().empty() ? "" : " ",
                    Printable(reason.subject()), ": ", Printable(reason.detail()), "\n");
  }
  for (const v1::RedFlag& flag : decision.red_flags()) out += FlagLines(flag, color);
  if (decision.red_flags_size() == 0) absl::StrAppend(&out, "  no red flag\n");
  if (!decision.accumulated().empty()) absl::StrAppend(&out, "  together: ", Printable(decision.accumulated()), "\n");
  if (decision.insufficient_size() > 0) absl::StrAppend(&out, "  not told, so not judged:\n");
  for (const v1::InsufficientRule& rule : decision.insufficient()) {
    std::vector<std::string> facts;
    for (const std::string& path : rule.missing()) facts.push_back(FactInWords(path));
    out += Indented(absl::StrCat(rule.rule(), rule.subject().empty() ? "" : absl::StrCat(" (", rule.subject(), ")"),
                                 ": ", Printable(absl::StrJoin(facts, ", "))),
                    6);
  }
  for (const v1::Warning& warning : screening.warnings()) {
    if (warning.reason() == "policy_unconfirmed")
      out += Indented(absl::StrCat("unconfirmed law: ", Printable(warning.detail())), 2);
  }
  for (const v1::PartyResult& party : screening.parties()) {
    const v1::TransactionParty& stated = screening.transaction().parties(party.party_index());
    absl::StrAppend(&out, "  party ", party.party_index(), " ", Printable(stated.party().name()), ": ",
                    party.match_count(), party.match_count() == 1 ? " match" : " matches");
    for (const v1::Match& match : party.matches()) {
      absl::StrAppend(&out, "\n      ", match.list(), ":", Printable(match.entry_id()), " ",
                      Printable(match.entry_name()), " ", ScoreText(match.score()));
      if (!match.suppressed_by().empty()) absl::StrAppend(&out, " suppressed by ", match.suppressed_by());
    }
    out.push_back('\n');
  }
  if (!screening.record_sha256().empty()) absl::StrAppend(&out, "  recorded as ", screening.name(), "\n");
  if (screening.has_resolution()) absl::StrAppend(&out, "  ", Printable(ResolutionText(screening.resolution())), "\n");
  return out;
}

std::string TransactionCsvHeader() {
  return "source,id,as_of,disposition,legal_status,red_flags,incomplete,screening,error,row\n";
}

std::string TransactionCsvRow(const TransactionSource& source, const v1::Screening& screening) {
  std::string line;
  AppendColumn(source.file, &line);
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
  AppendColumn(source.row > 0 ? absl::StrCat(source.row) : "", &line);
  return line + "\n";
}

std::string TransactionErrorCsvRow(const TransactionSource& source, const std::string& error) {
  std::string line;
  AppendColumn(source.file, &line);
  line += ",,,HOLD,,,,";
  AppendColumn(error, &line);
  AppendColumn(source.row > 0 ? absl::StrCat(source.row) : "", &line);
  return line + "\n";
}

}  // namespace cordon::render
