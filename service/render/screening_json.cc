#include <algorithm>

#include "service/render/answer_json.h"
#include "service/render/screening.h"

namespace cordon::render {
namespace {

void AppendMatches(absl::string_view key, const google::protobuf::RepeatedPtrField<v1::Match>& matches, int limit,
                   JsonWriter* json) {
  json->Key(key).BeginArray();
  const int shown = limit > 0 ? std::min(limit, matches.size()) : matches.size();
  for (int i = 0; i < shown; ++i) AppendMatchJson(matches.Get(i), json);
  json->EndArray();
}

void AppendIfSet(absl::string_view key, const std::string& value, JsonWriter* json) {
  if (!value.empty()) json->Key(key).String(value);
}

}  // namespace

v1::Disposition RowDisposition(const ScreenedParty& party) {
  return party.error.empty() ? party.screening.disposition() : v1::HOLD;
}

void AppendMatchJson(const v1::Match& match, JsonWriter* json) {
  json->BeginObject();
  json->Key("list").String(match.list());
  json->Key("entry_id").String(match.entry_id());
  json->Key("entry_name").String(match.entry_name());
  json->Key("matched_name").String(match.matched_name());
  json->Key("matched_on").String(MatchedOnName(match.matched_on()));
  json->Key("score").Decimal(match.score());
  json->Key("priority").Integer(match.priority());
  if (match.disposition() != v1::DISPOSITION_UNSPECIFIED) {
    json->Key("disposition").String(DispositionName(match.disposition()));
  }
  json->Key("alignment").BeginArray();
  for (const v1::TokenAlignment& step : match.alignment()) {
    json->BeginObject();
    json->Key("query").String(step.query());
    json->Key("listed").String(step.listed());
    json->Key("relation").String(RelationName(step.relation()));
    json->Key("similarity").Decimal(step.similarity());
    json->Key("weight").Integer(step.weight());
    json->EndObject();
  }
  json->EndArray();
  json->Key("countries").BeginArray();
  for (const std::string& country : match.countries()) json->String(country);
  json->EndArray();
  json->Key("programs").BeginArray();
  for (const std::string& program : match.programs()) json->String(program);
  json->EndArray();
  json->Key("citation").String(match.citation());
  json->Key("license_requirement").String(match.license_requirement());
  json->Key("license_policy").String(match.license_policy());
  json->Key("scope").String(match.scope() == v1::LICENSE_SCOPE_UNSPECIFIED ? "" : ScopeName(match.scope()));
  json->Key("start_date").String(match.start_date());
  // Later additions stand behind the published keys and only where they say something.
  AppendIfSet("end_date", match.end_date(), json);
  if (match.listed_later()) json->Key("listed_later").Bool(true);
  if (match.footnotes_size() > 0) {
    json->Key("footnotes").BeginArray();
    for (const int32_t footnote : match.footnotes()) json->Integer(footnote);
    json->EndArray();
  }
  if (match.covers_subunits()) json->Key("covers_subunits").Bool(true);
  if (match.entry_type() != v1::ENTRY_TYPE_UNSPECIFIED) {
    json->Key("entry_type").String(v1::EntryType_Name(match.entry_type()));
  }
  if (match.matched_name_kind() != v1::NAME_KIND_UNSPECIFIED) {
    json->Key("matched_name_kind").String(v1::NameKind_Name(match.matched_name_kind()));
  }
  if (match.matched_name_quality() != v1::NAME_QUALITY_UNSPECIFIED) {
    json->Key("matched_name_quality").String(v1::NameQuality_Name(match.matched_name_quality()));
  }
  AppendIfSet("query_name", match.query_name(), json);
  AppendIfSet("matched_value", match.matched_value(), json);
  AppendIfSet("suppressed_by", match.suppressed_by(), json);
  json->EndObject();
}

std::string ScreeningJson(const ScreenedParty& party, const ScreeningOptions& options) {
  std::string out;
  JsonWriter json(&out);
  json.BeginObject();
  json.Key("row").Integer(party.row);
  AppendIfSet("ref", party.ref, &json);
  json.Key("name").String(party.name);
  json.Key("disposition").String(DispositionName(RowDisposition(party)));
  if (!party.error.empty()) {
    // No match_count: how many there would be is unknown.
    json.Key("error").String(party.error);
    json.Key("incomplete").BeginArray().EndArray();
    json.Key("matches").BeginArray().EndArray();
    json.Key("warnings").BeginArray().EndArray();
    json.EndObject();
    return out;
  }
  const v1::Screening& screening = party.screening;
  AppendReasons(screening.incomplete(), &json);
  json.Key("match_count").Integer(screening.match_count());
  AppendMatches("matches", screening.matches(), options.limit, &json);
  if (options.near_misses || screening.near_misses_size() > 0) {
    AppendMatches("near_misses", screening.near_misses(), options.limit, &json);
  }
  AppendWarnings(screening.warnings(), &json);
  json.Key("engine_state").String(screening.engine_state());
  AppendListDates(screening.lists(), &json);
  AppendRecordKeys(screening, &json);
  json.EndObject();
  return out;
}

std::string RecordJson(const v1::Screening& screening) {
  std::string out;
  JsonWriter json(&out);
  json.BeginObject();
  AppendRecordKeys(screening, &json);
  json.Key("record_version").Integer(screening.record_version());
  json.Key("kind").String(screening.kind());
  json.Key("create_time").String(screening.create_time());
  json.Key("caller").String(screening.caller());
  AppendIfSet("request_id", screening.request_id(), &json);
  AppendIfSet("external_ref", screening.external_ref(), &json);
  AppendIfSet("traceparent", screening.traceparent(), &json);
  json.Key("party").Proto(screening.party());
  json.Key("as_of").String(screening.as_of());
  json.Key("threshold").Decimal(screening.threshold());
  json.Key("disposition").String(DispositionName(screening.disposition()));
  AppendReasons(screening.incomplete(), &json);
  json.Key("match_count").Integer(screening.match_count());
  AppendMatches("matches", screening.matches(), 0, &json);
  if (screening.near_misses_size() > 0) AppendMatches("near_misses", screening.near_misses(), 0, &json);
  AppendWarnings(screening.warnings(), &json);
  json.Key("engine_version").String(screening.engine_version());
  json.Key("engine_state").String(screening.engine_state());
  json.Key("policy_version").String(screening.policy_version());
  json.Key("policy_digest").String(screening.policy_digest());
  AppendListDates(screening.lists(), &json);
  json.Key("list_versions").BeginArray();
  for (const v1::ListStamp& stamp : screening.lists()) json.Proto(stamp);
  json.EndArray();
  json.Key("request_sha256").String(screening.request_sha256());
  json.EndObject();
  return out;
}

}  // namespace cordon::render
