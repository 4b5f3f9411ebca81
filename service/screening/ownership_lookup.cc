#include "service/screening/ownership_lookup.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "base/clock.h"
#include "base/status_macros.h"
#include "match/prepared_name.h"
#include "match/scorer.h"
#include "rules/facts/ownership/evaluate.h"
#include "rules/facts/ownership/names.h"
#include "service/screening/errors.h"
#include "service/screening/linked_ownership.h"
#include "service/screening/request_check.h"

namespace cordon {
namespace {

constexpr size_t kMaxOwnerCandidates = 20;

// The least length of a word that two names are compared for sharing.
constexpr size_t kMinSharedWord = 3;

std::set<std::string> WordsOf(absl::string_view name) {
  std::set<std::string> words;
  for (const absl::string_view word : absl::StrSplit(FoldOwnershipName(name), ' ')) {
    if (word.size() >= kMinSharedWord) words.insert(std::string(word));
  }
  return words;
}

// Similar names among all of the graph, for a person who waits: every node with a word in common is scored.
std::vector<OwnershipLink> ScanNames(const OwnershipGraph& graph, const v1::OwnershipNode& wanted, int threshold) {
  std::vector<PreparedName> queries;
  std::set<std::string> words;
  for (const std::string& name : wanted.names()) {
    queries.push_back(PrepareName(name));
    words.merge(WordsOf(name));
  }
  std::vector<OwnershipLink> links;
  for (OwnershipNodeIndex index = 0; index < graph.node_count(); ++index) {
    int best = 0;
    const v1::OwnershipNode node = graph.Node(index);
    for (const std::string& name : node.names()) {
      const std::set<std::string> own = WordsOf(name);
      if (std::none_of(own.begin(), own.end(), [&](const std::string& word) { return words.count(word) > 0; }))
        continue;
      const PreparedName prepared = PrepareName(name);
      for (const PreparedName& query : queries) best = std::max(best, ScorePair(query, prepared));
    }
    if (best >= threshold) links.push_back({index, false, "match", best, "similar name"});
  }
  std::stable_sort(links.begin(), links.end(),
                   [](const OwnershipLink& a, const OwnershipLink& b) { return a.score > b.score; });
  return links;
}

v1::OwnershipNode WantedNode(const v1::Party& party) {
  v1::OwnershipNode node;
  if (!party.name().empty()) node.add_names(party.name());
  for (const std::string& alias : party.aliases()) node.add_names(alias);
  for (const v1::Identifier& id : party.ids()) *node.add_ids() = id;
  if (party.countries_size() > 0) node.set_hq_country(absl::AsciiStrToUpper(party.countries(0)));
  if (party.type() == v1::PERSON) node.set_kind(v1::NODE_PERSON);
  return node;
}

v1::OwnershipResolution Describe(const OwnershipGraph& graph, const OwnershipLink& link) {
  const v1::OwnershipNode node = graph.Node(link.node);
  v1::OwnershipResolution resolution;
  resolution.set_node_id(node.id());
  resolution.set_node_name(node.names().empty() ? node.id() : node.names(0));
  resolution.set_method(link.method);
  resolution.set_score(link.score);
  resolution.set_evidence(link.evidence);
  resolution.set_certain(link.certain);
  return resolution;
}

absl::Status UnknownOwner(const std::string& what) {
  return MakeError(absl::StatusCode::kNotFound, "OWNER_UNKNOWN",
                   absl::StrCat(what,
                                "; that says nothing about its owners. Import ownership data with: cordon lists "
                                "import FILE, or give an identifier"));
}

absl::StatusOr<OwnershipDay> DayOf(const v1::GetOwnershipRequest& request, const std::string& today) {
  OwnershipDay day = 0;
  if (!ParseOwnershipDay(request.as_of().empty() ? today : request.as_of(), &day)) {
    return InvalidField("as_of", "has the form YYYY-MM-DD");
  }
  return day;
}

}  // namespace

absl::StatusOr<v1::GetOwnershipResponse> LookUpOwnership(const v1::GetOwnershipRequest& request,
                                                         const EngineState& state, const std::string& today) {
  CORDON_RETURN_IF_ERROR(CheckParty(request.party(), ""));
  if (request.party().name().empty() && request.party().ids().empty()) {
    return InvalidField("party", "needs a name or an identifier");
  }
  if (request.max_nodes() < 0 || request.max_nodes() > kMaxPictureNodes) {
    return InvalidField("max_nodes", absl::StrCat("is 0 to ", kMaxPictureNodes));
  }
  CORDON_ASSIGN_OR_RETURN(const OwnershipDay day, DayOf(request, today));
  if (state.ownership == nullptr) return UnknownOwner("no ownership data are active");
  CORDON_ASSIGN_OR_RETURN(const std::shared_ptr<const LinkedOwnership> linked, state.ownership->Get());
  const OwnershipGraph& graph = linked->graph();

  v1::GetOwnershipResponse response;
  std::vector<OwnershipLink> links;
  const OwnershipNodeIndex by_id = graph.FindId(request.party().name());
  if (by_id != kNoOwnershipNode) {
    links.push_back({by_id, true, "identifier", kFullScore, absl::StrCat("id ", request.party().name())});
  } else {
    const v1::OwnershipNode wanted = WantedNode(request.party());
    MatchOptions options;
    options.threshold = state.policy.policy.threshold();
    options.max_candidates = state.policy.policy.limits().max_candidates();
    bool exhausted = false;
    links = linked->Resolve(wanted, options, &exhausted);
    const auto exact = [](const OwnershipLink& link) { return link.method != "match"; };
    if (std::none_of(links.begin(), links.end(), exact)) links = ScanNames(graph, wanted, options.threshold);
  }
  if (links.empty()) return UnknownOwner("nobody in the ownership data has this or a similar name");
  if (links.size() > kMaxOwnerCandidates) links.resize(kMaxOwnerCandidates);
  for (const OwnershipLink& link : links) *response.add_candidates() = Describe(graph, link);

  OwnershipQuery query;
  query.root.graph_node = links.front().node;
  query.as_of = day;
  v1::OwnershipConfig config = ActiveOwnershipConfig();
  if (request.regime() != v1::OWNERSHIP_REGIME_UNSPECIFIED) {
    const auto other = [&](const v1::OwnershipRegimeConfig& regime) { return regime.regime() != request.regime(); };
    config.mutable_regimes()->erase(
        std::remove_if(config.mutable_regimes()->begin(), config.mutable_regimes()->end(), other),
        config.mutable_regimes()->end());
  }
  *response.mutable_picture() = DrawOwnership(&graph, &linked->listings(), OwnershipOverlay(), config, query,
                                              request.max_nodes() == 0 ? kDefaultPictureNodes : request.max_nodes());
  response.set_engine_state(state.info.digest());
  if (!links.front().certain) {
    v1::Warning* const warning = response.add_warnings();
    warning->set_reason("OWNER_UNCERTAIN");
    warning->set_subject(response.candidates(0).node_name());
    warning->set_detail(absl::StrCat("shown is ", response.candidates(0).node_name(), " (",
                                     response.candidates(0).node_id(),
                                     "), which may be somebody else: ", links.front().evidence));
  }
  if (links.size() > 1) {
    v1::Warning* const warning = response.add_warnings();
    warning->set_reason("SEVERAL_OWNERS");
    std::vector<std::string> others;
    for (size_t i = 1; i < links.size() && i < 6; ++i) {
      others.push_back(absl::StrCat(response.candidates(static_cast<int>(i)).node_id()));
    }
    warning->set_detail(absl::StrCat(links.size() - 1, " more may be meant: ", absl::StrJoin(others, ", "),
                                     links.size() > 6 ? ", ..." : "", "; give one of these ids instead of the name"));
  }
  return response;
}

}  // namespace cordon
