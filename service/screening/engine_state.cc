#include "service/screening/engine_state.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/canonical_json.h"
#include "base/clock.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "base/version.h"
#include "match/prepared_name.h"
#include "service/screening/errors.h"

namespace cordon {
namespace {

v1::Warning MakeWarning(absl::string_view reason, absl::string_view subject, const std::string& detail) {
  v1::Warning warning;
  warning.set_reason(std::string(reason));
  warning.set_subject(std::string(subject));
  warning.set_detail(detail);
  return warning;
}

std::string ListCodes(const v1::ListVersion& version) {
  std::string codes;
  for (const auto& list : version.lists()) absl::StrAppend(&codes, codes.empty() ? "" : ",", list.list());
  return codes;
}

}  // namespace

std::string EngineStateContent(const v1::EngineState& info) {
  v1::EngineState content = info;
  content.clear_digest();
  for (auto& version : *content.mutable_versions()) {
    version.clear_name();
    version.clear_retrieved_time();
    version.clear_file_name();
    version.clear_imported_by();
    version.clear_active();
    version.clear_staged();
    version.clear_activations();
    version.clear_origin();
  }
  const auto json = ToCanonicalJson(content);
  // Everything in it was validated UTF-8 when it was imported; should that ever fail, the bytes still name this state.
  return json.ok() ? *json : content.SerializeAsString();
}

absl::StatusOr<std::shared_ptr<const EngineState>> BuildEngineState(std::vector<v1::ListVersion> versions,
                                                                    std::shared_ptr<const ListSnapshot> snapshot,
                                                                    LoadedPolicy policy,
                                                                    std::shared_ptr<const RuleSet> rules,
                                                                    std::shared_ptr<const Lazy<OwnershipGraph>> graph,
                                                                    std::shared_ptr<const LinkedOwnership> previous) {
  auto state = std::make_shared<EngineState>();
  std::sort(versions.begin(), versions.end(),
            [](const v1::ListVersion& a, const v1::ListVersion& b) { return a.source() < b.source(); });
  state->info.set_engine_version(kEngineVersion);
  state->info.set_tables_digest(TablesDigest());
  state->info.set_policy_digest(policy.digest);
  state->info.set_rules_digest(rules->digest());
  state->rules = std::move(rules);
  for (auto& version : versions) {
    state->starter = state->starter || version.starter();
    for (const auto& list : version.lists()) {
      v1::ListStamp stamp;
      stamp.set_list(list.list());
      stamp.set_published(version.published().empty() ? version.retrieved_time().substr(0, 10) : version.published());
      stamp.set_sha256(version.sha256());
      stamp.set_entries(list.entries());
      state->stamps.push_back(std::move(stamp));
    }
    const auto retrieved = ParseTimestamp(version.retrieved_time());
    state->retrieved.push_back(retrieved.ok() ? std::optional<absl::Time>(*retrieved) : std::nullopt);
    *state->info.add_versions() = std::move(version);
  }
  std::stable_sort(state->stamps.begin(), state->stamps.end(),
                   [](const v1::ListStamp& a, const v1::ListStamp& b) { return a.list() < b.list(); });
  state->info.set_digest(absl::StrCat("sha256:", Sha256Hex(EngineStateContent(state->info))));
  state->policy = std::move(policy);
  state->matcher = std::make_unique<const Matcher>(snapshot);
  if (graph != nullptr) {
    // Graph and snapshot are the state's own: the pair cannot come apart, whatever holds it.
    state->ownership = std::make_shared<const Lazy<LinkedOwnership>>(
        [graph, snapshot, previous = std::move(previous),
         threshold = state->policy.policy.threshold()]() -> absl::StatusOr<std::shared_ptr<const LinkedOwnership>> {
          CORDON_ASSIGN_OR_RETURN(std::shared_ptr<const OwnershipGraph> loaded, graph->Get());
          return LinkedOwnership::Link(std::move(loaded), snapshot, threshold, previous);
        });
    state->graph = std::move(graph);
  }
  state->links = std::make_unique<const LazyListedLinks>(snapshot);
  state->digests = std::make_unique<const EntryDigests>(snapshot);
  state->snapshot = std::move(snapshot);
  return std::shared_ptr<const EngineState>(std::move(state));
}

void StampAnswer(const EngineState& state, const ListCondition& condition, v1::Screening* screening) {
  for (const auto& warning : condition.warnings) *screening->add_warnings() = warning;
  for (const auto& incomplete : condition.incomplete) *screening->add_incomplete() = incomplete;
  screening->set_engine_version(state.info.engine_version());
  screening->set_engine_state(state.info.digest());
  screening->set_policy_digest(state.policy.digest);
  screening->set_policy_version(state.policy.policy.version());
  for (const auto& version : state.info.versions()) screening->add_list_times(version.retrieved_time());
  for (const auto& stamp : state.stamps) {
    auto* brief = screening->add_lists();
    brief->set_list(stamp.list());
    brief->set_published(stamp.published());
  }
}

absl::StatusOr<EntryIndex> FindEntry(const EngineState& state, const std::string& list, const std::string& entry_id) {
  if (entry_id.empty()) return InvalidField("entry_id", "is required");
  const std::vector<EntryIndex> found = state.snapshot->FindEntries(list, entry_id);
  const std::string shown = list.empty() ? entry_id : absl::StrCat(list, ":", entry_id);
  if (found.empty()) {
    return MakeError(absl::StatusCode::kNotFound, "ENTRY_NOT_FOUND",
                     absl::StrCat("no active list has an entry ", shown), {{"entry_id", entry_id}});
  }
  if (found.size() > 1) {
    std::string lists;
    for (const EntryIndex entry : found)
      absl::StrAppend(&lists, lists.empty() ? "" : ", ", state.snapshot->summary(entry).list);
    return MakeError(absl::StatusCode::kFailedPrecondition, "ENTRY_AMBIGUOUS",
                     absl::StrCat("entry ", entry_id, " stands in several lists (", lists, "); write it as LIST:ID"),
                     {{"entry_id", entry_id}, {"lists", lists}});
  }
  return found.front();
}

ListCondition JudgeLists(const EngineState& state, absl::Time now) {
  ListCondition condition;
  if (state.snapshot->entry_count() == 0) {
    condition.refusal = MakeError(absl::StatusCode::kFailedPrecondition, "NO_LIST",
                                  "no screening list is active; fetch the official ones with: cordon lists update");
    return condition;
  }
  if (state.starter) {
    condition.warnings.push_back(
        MakeWarning("STARTER_LIST", "",
                    "answered from the built-in starter list, which is not for compliance decisions; "
                    "fetch the official lists with: cordon lists update"));
  }
  // A list of one's own may carry the code of an official one, whose copy it is then.
  const auto official = [&](const v1::ListStamp& stamp) {
    return state.rules->tables().ListClassOf(stamp.list()).family() != v1::FAMILY_OPERATOR;
  };
  if (std::none_of(state.stamps.begin(), state.stamps.end(), official)) {
    condition.warnings.push_back(MakeWarning(
        "ONLY_OWN_LISTS", "",
        "no official list is active, only lists of your own; fetch them with: cordon lists update; and name the "
        "lists you rely on in the policy's required_lists"));
  }
  const v1::Policy& policy = state.policy.policy;
  for (const auto& required : policy.required_lists()) {
    // The starter list holds a part of each list; that is not the list.
    if (!state.starter && std::any_of(state.stamps.begin(), state.stamps.end(),
                                      [&](const v1::ListStamp& stamp) { return stamp.list() == required; })) {
      continue;
    }
    v1::Incompleteness missing;
    missing.set_reason("REQUIRED_LIST_MISSING");
    missing.set_subject(required);
    missing.set_detail(absl::StrCat("the policy requires list ", required, ", which is not active"));
    condition.incomplete.push_back(std::move(missing));
  }
  for (int i = 0; i < state.info.versions_size(); ++i) {
    const v1::ListVersion& version = state.info.versions(i);
    // Ownership data are as old as they are; what they do not say is unknown either way.
    if (version.starter() || version.has_ownership()) continue;
    const std::optional<absl::Time>& retrieved = state.retrieved[static_cast<size_t>(i)];
    // A list whose age cannot be told is treated as over-age, never as fresh.
    const absl::Duration age = retrieved.has_value() ? now - *retrieved : absl::Hours(policy.max_age_hours() + 1);
    // This runs for every screening, and almost always there is nothing to say.
    if (age >= -absl::Hours(24) && age <= absl::Hours(std::min(policy.warn_age_hours(), policy.max_age_hours())) &&
        age <= absl::Hours(policy.refuse_age_hours())) {
      continue;
    }
    const std::string codes = ListCodes(version);
    const int64_t hours = absl::ToInt64Hours(age);
    if (age < -absl::Hours(24)) {
      // Neither the age of the list nor the date that decides which entries and which law apply can be trusted.
      v1::Incompleteness suspect;
      suspect.set_reason("CLOCK_SUSPECT");
      suspect.set_subject(codes);
      suspect.set_detail(
          "the clock is more than a day before the list's last check; set the clock, or import the list again");
      condition.incomplete.push_back(std::move(suspect));
    }
    if (age > absl::Hours(policy.refuse_age_hours())) {
      condition.refusal =
          MakeError(absl::StatusCode::kFailedPrecondition, "LISTS_TOO_OLD",
                    absl::StrCat("list ", codes, " was last confirmed ", hours / 24, " days ago, over refuse_age of ",
                                 policy.refuse_age_hours() / 24, " days; fetch it with: cordon lists update"),
                    {{"lists", codes}, {"age_hours", absl::StrCat(hours)}});
    } else if (age > absl::Hours(policy.max_age_hours())) {
      v1::Incompleteness stale;
      stale.set_reason("LIST_OVER_AGE");
      stale.set_subject(codes);
      stale.set_detail(absl::StrCat("last confirmed ", hours, " hours ago, over max_age of ", policy.max_age_hours(),
                                    " hours; fetch it with: cordon lists update"));
      condition.incomplete.push_back(std::move(stale));
    } else if (age > absl::Hours(policy.warn_age_hours())) {
      condition.warnings.push_back(MakeWarning(
          "LIST_AGE", codes, absl::StrCat("last confirmed ", hours, " hours ago; check for a newer version")));
    }
  }
  return condition;
}

}  // namespace cordon
