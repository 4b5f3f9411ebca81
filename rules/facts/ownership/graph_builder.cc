#include <algorithm>
#include <cstring>
#include <numeric>
#include <tuple>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "base/utf8.h"
#include "rules/facts/ownership/graph.h"
#include "rules/facts/ownership/names.h"

namespace cordon {
namespace {

constexpr size_t kMaxSources = 65'535;

// Which source's single-valued fields win where sources disagree: the operator's own word, then registers.
int SourceRank(absl::string_view source) {
  if (absl::StartsWith(source, "csv")) return 0;
  if (absl::StartsWith(source, "gleif")) return 1;
  if (absl::StartsWith(source, "bods")) return 2;
  if (absl::StartsWith(source, "ftm")) return 3;
  return 4;
}

template <typename Field>
void FillIfEmpty(const std::string& from, Field* to) {
  if (to->empty()) *to = from;
}

// Joins `other` into `node`, whatever the order they came in.
void JoinNodes(v1::OwnershipNode other, v1::OwnershipNode* node) {
  const auto rank = [](const v1::OwnershipNode& n) {
    return std::make_tuple(n.source().empty() ? 5 : SourceRank(n.source()), n.source(),
                           n.names().empty() ? std::string() : n.names(0), n.id());
  };
  if (rank(other) < rank(*node)) std::swap(other, *node);
  if (node->kind() == v1::NODE_KIND_UNSPECIFIED) node->set_kind(other.kind());
  FillIfEmpty(other.incorporation_country(), node->mutable_incorporation_country());
  FillIfEmpty(other.hq_country(), node->mutable_hq_country());
  FillIfEmpty(other.incorporation_date(), node->mutable_incorporation_date());
  FillIfEmpty(other.dissolution_date(), node->mutable_dissolution_date());
  if (node->direct_parent_exception() == v1::PARENT_EXCEPTION_UNSPECIFIED) {
    node->set_direct_parent_exception(other.direct_parent_exception());
  }
  if (node->ultimate_parent_exception() == v1::PARENT_EXCEPTION_UNSPECIFIED) {
    node->set_ultimate_parent_exception(other.ultimate_parent_exception());
  }
  node->mutable_names()->MergeFrom(other.names());
  node->mutable_ids()->MergeFrom(other.ids());
}

// The first name stays first; the others and the identifiers are sorted, each once.
void OrderTexts(v1::OwnershipNode* node) {
  if (node->names_size() > 1) {
    std::sort(node->mutable_names()->begin() + 1, node->mutable_names()->end());
    const auto end = std::unique(node->mutable_names()->begin() + 1, node->mutable_names()->end());
    node->mutable_names()->erase(end, node->mutable_names()->end());
    const auto again = std::find(node->names().begin() + 1, node->names().end(), node->names(0));
    if (again != node->names().end()) node->mutable_names()->erase(again);
  }
  const auto key = [](const v1::Identifier& id) { return std::make_pair(id.scheme(), id.value()); };
  std::sort(node->mutable_ids()->begin(), node->mutable_ids()->end(),
            [&](const v1::Identifier& a, const v1::Identifier& b) { return key(a) < key(b); });
  const auto last = std::unique(node->mutable_ids()->begin(), node->mutable_ids()->end(),
                                [&](const v1::Identifier& a, const v1::Identifier& b) { return key(a) == key(b); });
  node->mutable_ids()->erase(last, node->mutable_ids()->end());
}

absl::Status CheckGraphText(absl::string_view what, absl::string_view text, int64_t max_bytes) {
  if (static_cast<int64_t>(text.size()) > max_bytes) {
    return absl::InvalidArgumentError(absl::StrCat(what, " is longer than the limit of ", max_bytes, " bytes"));
  }
  if (!IsValidUtf8(text)) return absl::InvalidArgumentError(absl::StrCat(what, " is not valid UTF-8"));
  return absl::OkStatus();
}

void AppendPrefixed(absl::string_view text, std::string* out) {
  out->push_back(static_cast<char>(text.size() & 0xFFU));
  out->push_back(static_cast<char>(text.size() >> 8U));
  out->append(text.data(), text.size());
}

// Follows and shortens the chain of a union-find table.
uint32_t FindRoot(std::vector<uint32_t>* parent, uint32_t node) {
  while ((*parent)[node] != node) {
    (*parent)[node] = (*parent)[(*parent)[node]];
    node = (*parent)[node];
  }
  return node;
}

}  // namespace

struct OwnershipGraphBuilder::Impl {
  explicit Impl(const OwnershipGraphLimits& graph_limits) : limits(graph_limits) {}

  OwnershipGraphLimits limits;
  // Ids in blocks that never move, so that the table can point at them.
  std::vector<std::unique_ptr<char[]>> id_blocks;
  size_t id_block_used = kIdBlock;
  absl::flat_hash_map<absl::string_view, uint32_t> by_id;
  std::vector<absl::string_view> ids;
  std::vector<std::pair<uint64_t, uint32_t>> blobs;  // offset and size of the serialised node; size 0 = not described
  std::string bytes;
  std::vector<OwnershipEdgeRecord> edges;
  std::string texts;
  absl::flat_hash_map<std::string, uint16_t> source_index;
  std::vector<std::string> sources;

  static constexpr size_t kIdBlock = size_t{1} << 20U;

  absl::Status Full(absl::string_view what, int64_t limit) const {
    return absl::ResourceExhaustedError(absl::StrCat("the ownership graph has more than ", limit, " ", what,
                                                     "; import fewer sources or raise the limit"));
  }

  absl::StatusOr<uint32_t> Intern(absl::string_view id) {
    const auto it = by_id.find(id);
    if (it != by_id.end()) return it->second;
    if (id.empty()) return absl::InvalidArgumentError("an ownership node without an id");
    CORDON_RETURN_IF_ERROR(CheckGraphText("the id of an ownership node", id, limits.max_text_bytes));
    if (static_cast<int64_t>(ids.size()) >= limits.max_nodes) return Full("nodes", limits.max_nodes);
    if (id_block_used + id.size() > kIdBlock) {
      id_blocks.push_back(std::make_unique<char[]>(kIdBlock));
      id_block_used = 0;
    }
    char* const at = id_blocks.back().get() + id_block_used;
    std::memcpy(at, id.data(), id.size());
    id_block_used += id.size();
    const auto index = static_cast<uint32_t>(ids.size());
    ids.emplace_back(at, id.size());
    blobs.emplace_back(0, 0);
    by_id.emplace(ids.back(), index);
    return index;
  }

  v1::OwnershipNode Parse(uint32_t node) const {
    v1::OwnershipNode parsed;
    if (blobs[node].second > 0) {
      (void)parsed.ParseFromArray(bytes.data() + blobs[node].first, static_cast<int>(blobs[node].second));
    }
    parsed.set_id(std::string(ids[node]));
    return parsed;
  }

  absl::StatusOr<uint16_t> SourceIndex(const std::string& source) {
    const auto it = source_index.find(source);
    if (it != source_index.end()) return it->second;
    if (sources.size() >= kMaxSources) return Full("sources", kMaxSources);
    const auto index = static_cast<uint16_t>(sources.size());
    sources.push_back(source);
    source_index.emplace(source, index);
    return index;
  }

  absl::Status CheckBytes() const {
    if (static_cast<int64_t>(bytes.size() + texts.size()) > limits.max_bytes)
      return Full("bytes of text", limits.max_bytes);
    if (texts.size() > 0xFFFFFFFFULL) return Full("bytes of statement ids", 0xFFFFFFFFLL);
    return absl::OkStatus();
  }

  // For every node the first of the nodes that carry the same worldwide identifier.
  std::vector<uint32_t> JoinByIdentifier() const {
    std::vector<uint32_t> parent(ids.size());
    std::iota(parent.begin(), parent.end(), 0U);
    std::vector<std::pair<uint64_t, uint32_t>> keyed;
    for (uint32_t node = 0; node < ids.size(); ++node) {
      const v1::OwnershipNode parsed = Parse(node);
      for (const v1::Identifier& id : parsed.ids()) {
        if (!id.value().empty() && IdentifierJoinsNodes(id.scheme())) {
          keyed.emplace_back(OwnershipHash(IdentifierKey(id)), node);
        }
      }
    }
    std::sort(keyed.begin(), keyed.end());
    const auto keys_of = [this](uint32_t node) {
      std::vector<std::string> keys;
      const v1::OwnershipNode parsed = Parse(node);
      for (const v1::Identifier& id : parsed.ids()) {
        if (!id.value().empty() && IdentifierJoinsNodes(id.scheme())) keys.push_back(IdentifierKey(id));
      }
      return keys;
    };
    for (size_t i = 1; i < keyed.size(); ++i) {
      if (keyed[i].first != keyed[i - 1].first || keyed[i].second == keyed[i - 1].second) continue;
      const std::vector<std::string> left = keys_of(keyed[i - 1].second);
      const std::vector<std::string> right = keys_of(keyed[i].second);
      if (std::find_first_of(left.begin(), left.end(), right.begin(), right.end()) == left.end()) continue;
      parent[FindRoot(&parent, keyed[i].second)] = FindRoot(&parent, keyed[i - 1].second);
    }
    for (uint32_t node = 0; node < ids.size(); ++node) FindRoot(&parent, node);
    for (uint32_t node = 0; node < ids.size(); ++node) parent[node] = FindRoot(&parent, node);
    return parent;
  }
};

OwnershipGraphBuilder::OwnershipGraphBuilder(const OwnershipGraphLimits& limits)
    : impl_(std::make_unique<Impl>(limits)) {}
OwnershipGraphBuilder::~OwnershipGraphBuilder() = default;
OwnershipGraphBuilder::OwnershipGraphBuilder(OwnershipGraphBuilder&&) noexcept = default;
OwnershipGraphBuilder& OwnershipGraphBuilder::operator=(OwnershipGraphBuilder&&) noexcept = default;

absl::Status OwnershipGraphBuilder::AddNode(const v1::OwnershipNode& node) {
  const OwnershipGraphLimits& limits = impl_->limits;
  const std::string where = absl::StrCat("node ", node.id().substr(0, 64));
  for (const std::string& name : node.names()) {
    CORDON_RETURN_IF_ERROR(CheckGraphText(absl::StrCat(where, ": a name"), name, limits.max_text_bytes));
  }
  for (const v1::Identifier& id : node.ids()) {
    CORDON_RETURN_IF_ERROR(CheckGraphText(absl::StrCat(where, ": an identifier"), id.value(), limits.max_text_bytes));
    CORDON_RETURN_IF_ERROR(CheckGraphText(absl::StrCat(where, ": an identifier scheme"), id.scheme(), 64));
  }
  for (const std::string& text : {node.source(), node.incorporation_country(), node.hq_country(),
                                  node.incorporation_date(), node.dissolution_date()}) {
    CORDON_RETURN_IF_ERROR(CheckGraphText(absl::StrCat(where, ": a field"), text, limits.max_text_bytes));
  }
  CORDON_ASSIGN_OR_RETURN(const uint32_t index, impl_->Intern(node.id()));
  v1::OwnershipNode whole = node;
  if (impl_->blobs[index].second > 0) JoinNodes(impl_->Parse(index), &whole);
  OrderTexts(&whole);
  if (whole.names_size() > limits.max_names_per_node) {
    return absl::InvalidArgumentError(absl::StrCat(where, ": more than ", limits.max_names_per_node, " names"));
  }
  if (whole.ids_size() > limits.max_ids_per_node) {
    return absl::InvalidArgumentError(absl::StrCat(where, ": more than ", limits.max_ids_per_node, " identifiers"));
  }
  whole.clear_id();  // kept in the table; put back at the end
  std::string blob = whole.SerializeAsString();
  // A described node must differ from one that is only named.
  if (blob.empty()) {
    whole.set_source("?");
    blob = whole.SerializeAsString();
  }
  impl_->blobs[index] = {impl_->bytes.size(), static_cast<uint32_t>(blob.size())};
  impl_->bytes.append(blob);
  return impl_->CheckBytes();
}

absl::Status OwnershipGraphBuilder::AddEdge(const v1::OwnershipEdge& edge) {
  const auto invalid = [&edge](absl::string_view what) {
    return absl::InvalidArgumentError(absl::StrCat("interest ", edge.statement_id().substr(0, 64), " of ",
                                                   edge.owner().substr(0, 64), " in ", edge.asset().substr(0, 64), ": ",
                                                   what));
  };
  if (edge.owner().empty() || edge.asset().empty()) return invalid("owner and asset are required");
  if (edge.min_bp() < 0 || edge.max_bp() > 10'000 || edge.min_bp() > edge.max_bp()) {
    return invalid(absl::StrCat("share ", edge.min_bp(), "..", edge.max_bp(), " bp is not within 0..10000"));
  }
  OwnershipEdgeRecord record;
  record.start = kNoStart;
  record.end = kNoEnd;
  if (!edge.start_date().empty() && !ParseOwnershipDay(edge.start_date(), &record.start)) {
    return invalid("start_date is not YYYY-MM-DD");
  }
  if (!edge.end_date().empty() && !ParseOwnershipDay(edge.end_date(), &record.end)) {
    return invalid("end_date is not YYYY-MM-DD");
  }
  if (record.end < record.start) return invalid("it ends before it starts");
  CORDON_RETURN_IF_ERROR(CheckGraphText("statement id", edge.statement_id(), impl_->limits.max_text_bytes));
  CORDON_RETURN_IF_ERROR(CheckGraphText("note", edge.note(), impl_->limits.max_text_bytes));
  CORDON_RETURN_IF_ERROR(CheckGraphText("source", edge.source(), impl_->limits.max_text_bytes));
  if (static_cast<int64_t>(impl_->edges.size()) >= impl_->limits.max_edges) {
    return impl_->Full("edges", impl_->limits.max_edges);
  }
  CORDON_ASSIGN_OR_RETURN(record.owner, impl_->Intern(edge.owner()));
  CORDON_ASSIGN_OR_RETURN(record.asset, impl_->Intern(edge.asset()));
  CORDON_ASSIGN_OR_RETURN(record.source, impl_->SourceIndex(edge.source()));
  record.text = static_cast<uint32_t>(impl_->texts.size());
  record.min_bp = static_cast<uint16_t>(edge.unknown() ? 0 : edge.min_bp());
  record.max_bp = static_cast<uint16_t>(edge.unknown() ? 10'000 : edge.max_bp());
  record.kind = static_cast<uint8_t>(edge.kind());
  record.directness = static_cast<uint8_t>(edge.directness()) & 3U;
  record.unknown = edge.unknown() ? 1 : 0;
  if (edge.statement_id().empty() && edge.note().empty()) {
    // All edges without texts share one.
    if (impl_->texts.empty()) impl_->texts.append(4, '\0');
    record.text = 0;
  } else {
    if (impl_->texts.empty()) {
      impl_->texts.append(4, '\0');
      record.text = 4;
    }
    AppendPrefixed(edge.statement_id(), &impl_->texts);
    AppendPrefixed(edge.note(), &impl_->texts);
  }
  impl_->edges.push_back(record);
  return impl_->CheckBytes();
}

absl::StatusOr<std::shared_ptr<const OwnershipGraph>> OwnershipGraphBuilder::Build() && {
  Impl& in = *impl_;
  std::shared_ptr<OwnershipGraph> graph(new OwnershipGraph());
  const std::vector<uint32_t> root = in.JoinByIdentifier();

  // Nodes in the order of their ids; the least id of a joined group names it.
  std::vector<uint32_t> order(in.ids.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&in](uint32_t a, uint32_t b) { return in.ids[a] < in.ids[b]; });
  std::vector<uint32_t> final_of_root(in.ids.size(), kNoOwnershipNode);
  std::vector<uint32_t> final_of(in.ids.size());
  std::vector<std::vector<uint32_t>> joined;  // further members, only of groups that have any
  std::vector<uint32_t> first_member;
  absl::flat_hash_map<uint32_t, size_t> joined_at;
  for (const uint32_t node : order) {
    uint32_t& group = final_of_root[root[node]];
    if (group == kNoOwnershipNode) {
      group = static_cast<uint32_t>(first_member.size());
      first_member.push_back(node);
    } else {
      const auto [it, fresh] = joined_at.emplace(group, joined.size());
      if (fresh) joined.emplace_back();
      joined[it->second].push_back(node);
      graph->aliases_.emplace_back(group, std::string(in.ids[node]));
    }
    final_of[node] = group;
    graph->id_table_.emplace_back(OwnershipHash(in.ids[node]), group);
  }
  in.by_id = {};

  Sha256Hasher hasher;
  graph->node_bytes_.reserve(in.bytes.size() + 28 * first_member.size());
  graph->node_offsets_.reserve(first_member.size() + 1);
  for (uint32_t node = 0; node < first_member.size(); ++node) {
    v1::OwnershipNode whole = in.Parse(first_member[node]);
    if (in.blobs[first_member[node]].second == 0) ++graph->undescribed_;
    const auto more = joined_at.find(node);
    if (more != joined_at.end()) {
      const std::string id = whole.id();
      for (const uint32_t other : joined[more->second]) JoinNodes(in.Parse(other), &whole);
      whole.set_id(id);
      OrderTexts(&whole);
    }
    for (const std::string& name : whole.names()) {
      const std::string folded = FoldOwnershipName(name);
      if (!folded.empty()) graph->name_table_.emplace_back(OwnershipHash(folded), node);
    }
    for (const v1::Identifier& id : whole.ids()) {
      graph->identifier_table_.emplace_back(OwnershipHash(IdentifierKey(id)), node);
    }
    graph->kinds_.push_back(static_cast<uint8_t>(whole.kind()));
    graph->node_offsets_.push_back(graph->node_bytes_.size());
    const std::string blob = whole.SerializeAsString();
    hasher.UpdateField(blob);
    graph->node_bytes_.append(blob);
  }
  graph->node_offsets_.push_back(graph->node_bytes_.size());
  in.bytes = {};
  std::sort(graph->id_table_.begin(), graph->id_table_.end());
  std::sort(graph->identifier_table_.begin(), graph->identifier_table_.end());
  std::sort(graph->name_table_.begin(), graph->name_table_.end());
  std::sort(graph->aliases_.begin(), graph->aliases_.end());

  // Sources by name, so that the order of import leaves no trace.
  std::vector<uint16_t> source_order(in.sources.size());
  std::iota(source_order.begin(), source_order.end(), uint16_t{0});
  std::sort(source_order.begin(), source_order.end(),
            [&in](uint16_t a, uint16_t b) { return in.sources[a] < in.sources[b]; });
  std::vector<uint16_t> new_source(in.sources.size());
  for (size_t i = 0; i < source_order.size(); ++i) {
    new_source[source_order[i]] = static_cast<uint16_t>(i);
    graph->sources_.push_back(in.sources[source_order[i]]);
  }
  graph->edges_ = std::move(in.edges);
  graph->texts_ = std::move(in.texts);
  for (OwnershipEdgeRecord& edge : graph->edges_) {
    edge.owner = final_of[edge.owner];
    edge.asset = final_of[edge.asset];
    edge.source = new_source[edge.source];
  }
  const auto numbers = [](const OwnershipEdgeRecord& e) {
    return std::make_tuple(e.asset, e.owner, e.kind, e.source, e.start, e.end, e.min_bp, e.max_bp,
                           static_cast<int>(e.unknown), static_cast<int>(e.directness));
  };
  const OwnershipGraph& texts = *graph;
  std::sort(graph->edges_.begin(), graph->edges_.end(),
            [&](const OwnershipEdgeRecord& a, const OwnershipEdgeRecord& b) {
              const auto left = numbers(a);
              const auto right = numbers(b);
              if (left != right) return left < right;
              if (a.text == b.text) return false;
              const int statement = texts.StatementId(a).compare(texts.StatementId(b));
              return statement != 0 ? statement < 0 : texts.Note(a) < texts.Note(b);
            });
  const auto same = std::unique(graph->edges_.begin(), graph->edges_.end(),
                                [&](const OwnershipEdgeRecord& a, const OwnershipEdgeRecord& b) {
                                  return numbers(a) == numbers(b) && texts.StatementId(a) == texts.StatementId(b) &&
                                         texts.Note(a) == texts.Note(b);
                                });
  graph->edges_.erase(same, graph->edges_.end());

  const size_t nodes = first_member.size();
  graph->first_owner_.assign(nodes + 1, 0);
  graph->first_holding_.assign(nodes + 1, 0);
  for (const OwnershipEdgeRecord& edge : graph->edges_) {
    ++graph->first_owner_[edge.asset + 1];
    ++graph->first_holding_[edge.owner + 1];
    const std::string numbers_text =
        absl::StrCat(edge.owner, " ", edge.asset, " ", int{edge.kind}, " ", edge.start, " ", edge.end, " ", edge.min_bp,
                     " ", edge.max_bp, " ", int{edge.unknown}, " ", int{edge.directness});
    hasher.UpdateField(numbers_text);
    hasher.UpdateField(texts.Source(edge));
    hasher.UpdateField(texts.StatementId(edge));
    hasher.UpdateField(texts.Note(edge));
  }
  std::partial_sum(graph->first_owner_.begin(), graph->first_owner_.end(), graph->first_owner_.begin());
  std::partial_sum(graph->first_holding_.begin(), graph->first_holding_.end(), graph->first_holding_.begin());
  graph->holdings_.resize(graph->edges_.size());
  std::vector<uint32_t> next = graph->first_holding_;
  for (uint32_t i = 0; i < graph->edges_.size(); ++i) graph->holdings_[next[graph->edges_[i].owner]++] = i;
  graph->digest_ = absl::StrCat("sha256:", HexEncode(hasher.Finish()));
  return std::shared_ptr<const OwnershipGraph>(std::move(graph));
}

}  // namespace cordon
