#include "service/screening/similar_owners.h"

#include <algorithm>
#include <atomic>
#include <iterator>
#include <limits>
#include <thread>
#include <utility>

#include "base/executor.h"
#include "match/matcher.h"
#include "match/prepared_name.h"
#include "match/scorer.h"
#include "rules/facts/ownership/listings.h"
#include "rules/facts/ownership/stake_graph.h"

namespace cordon {
namespace {

constexpr OwnershipNodeIndex kNodesAtOnce = 2'048;
constexpr int kMostThreads = 16;

// An owner of anything, or an officer: whose listing somebody else has to answer for.
bool HoldsSomething(const OwnershipGraph& graph, OwnershipNodeIndex node) {
  for (const uint32_t position : graph.HoldingsOf(node)) {
    const auto kind = static_cast<v1::InterestKind>(graph.edges()[position].kind);
    if (MakesStake(kind) || kind == v1::INTEREST_DIRECTORSHIP) return true;
  }
  return false;
}

// The nodes [begin, end).
std::vector<SimilarOwner> FindInRange(const OwnershipGraph& graph, const Matcher& matcher, const MatchOptions& options,
                                      OwnershipNodeIndex begin, OwnershipNodeIndex end) {
  std::vector<SimilarOwner> found;
  v1::Party party;
  for (OwnershipNodeIndex node = begin; node < end; ++node) {
    if (!HoldsSomething(graph, node)) continue;
    party.Clear();
    for (const absl::string_view name : graph.Names(node)) {
      if (party.name().empty()) {
        party.set_name(name.data(), name.size());
      } else {
        party.add_aliases(name.data(), name.size());
      }
    }
    if (party.name().empty()) continue;
    party.set_type(graph.Kind(node) == v1::NODE_PERSON ? v1::PERSON : v1::ANY);
    for (const Hit& hit : matcher.Match(party, options).hits) {
      if (hit.on == v1::PATTERN) {
        const EntrySummary entry = matcher.snapshot().summary(hit.entry);
        found.push_back({node, -1, 0, std::string(entry.list), std::string(entry.entry_id)});
      }
      if (hit.on != v1::NAME || hit.name < 0) continue;
      const v1::ListEntry entry = matcher.snapshot().Entry(hit.entry);
      if (hit.name >= entry.names_size()) continue;
      // Equal means that the names as they stand are equal, not that one can be read as the other.
      const bool stands = hit.query_name <= party.aliases_size();
      const std::string& own = hit.query_name == 0 || !stands ? party.name() : party.aliases(hit.query_name - 1);
      const bool equal = stands && hit.score == kFullScore &&
                         ScorePair(PrepareName(own), PrepareName(entry.names(hit.name).text())) == kFullScore;
      found.push_back({node, hit.name, equal ? kEqualNameScore : std::min(hit.score, kEqualNameScore - 1), entry.list(),
                       entry.entry_id()});
    }
  }
  return found;
}

// The entry without what matching a name does not look at. What is unknown here counts as looked at.
std::string MatchedPart(absl::string_view serialised) {
  v1::ListEntry entry;
  // Our own bytes, written by the snapshot: they parse.
  (void)entry.ParseFromArray(serialised.data(), static_cast<int>(serialised.size()));
  entry.clear_addresses();
  entry.clear_countries();
  entry.clear_ids();
  entry.clear_wallets();
  entry.clear_programs();
  entry.clear_citation();
  entry.clear_license_requirement();
  entry.clear_license_policy();
  entry.clear_scope();
  entry.clear_footnotes();
  entry.clear_covers_subunits();
  entry.clear_start_date();
  entry.clear_end_date();
  entry.clear_start_date_text();
  entry.clear_remarks();
  entry.clear_source_url();
  entry.clear_linked_to();
  return entry.SerializeAsString();
}

}  // namespace

std::vector<SimilarOwner> FindSimilarOwners(const OwnershipGraph& graph,
                                            const std::shared_ptr<const ListSnapshot>& lists, int threshold,
                                            int threads) {
  const Matcher matcher(lists);
  MatchOptions options;
  options.threshold = threshold;
  // Nobody waits for this, and a listed owner that was not looked for would be one that is not listed.
  options.max_candidates = std::numeric_limits<int64_t>::max();
  const size_t ranges = (graph.node_count() + kNodesAtOnce - 1) / kNodesAtOnce;
  std::vector<std::vector<SimilarOwner>> found(ranges);
  std::atomic<size_t> next{0};
  const auto work = [&] {
    for (size_t range = next++; range < ranges; range = next++) {
      const size_t begin = range * kNodesAtOnce;
      const size_t end = std::min<size_t>(begin + kNodesAtOnce, graph.node_count());
      found[range] = FindInRange(graph, matcher, options, static_cast<OwnershipNodeIndex>(begin),
                                 static_cast<OwnershipNodeIndex>(end));
    }
  };
  const int others = std::min({threads, kMostThreads, static_cast<int>(std::min<size_t>(ranges, kMostThreads))}) - 1;
  if (others > 0) {
    // Ends when its threads have ended.
    Executor executor({"link", others, static_cast<size_t>(others)});
    for (int i = 0; i < others; ++i) (void)executor.TrySubmit(work);
    work();
  } else {
    work();
  }
  std::vector<SimilarOwner> all;
  for (std::vector<SimilarOwner>& range : found) {
    std::move(range.begin(), range.end(), std::back_inserter(all));
  }
  return all;
}

bool SameNames(absl::string_view before, absl::string_view now) {
  return before == now || MatchedPart(before) == MatchedPart(now);
}

int ProcessorCount() { return static_cast<int>(std::max(1U, std::thread::hardware_concurrency())); }

}  // namespace cordon
