#include "rules/facts/ownership/graph.h"

#include <algorithm>

#include "absl/numeric/int128.h"
#include "rules/facts/ownership/names.h"

namespace cordon {
namespace {

using HashTable = std::vector<std::pair<uint64_t, OwnershipNodeIndex>>;

// The first row at or above `hash`. Hashes are spread evenly, so the place is guessed and only its surroundings are
// searched: a plain binary search of a million rows misses the cache twenty times.
HashTable::const_iterator FirstFiled(const HashTable& table, uint64_t hash) {
  const size_t size = table.size();
  const auto guess = static_cast<size_t>(absl::Uint128High64(absl::uint128(hash) * size));
  const auto below = [&](size_t at) { return table[at].first < hash; };
  size_t low = guess;
  size_t high = guess;
  for (size_t step = 16; low > 0 && !below(low - 1); step *= 4) low -= std::min(low, step);
  for (size_t step = 16; high < size && below(high); step *= 4) high += std::min(size - high, step);
  return std::lower_bound(table.begin() + static_cast<ptrdiff_t>(low), table.begin() + static_cast<ptrdiff_t>(high),
                          std::make_pair(hash, OwnershipNodeIndex{0}));
}

// Nodes filed under `hash`, ascending, each once.
std::vector<OwnershipNodeIndex> FiledUnder(const HashTable& table, uint64_t hash) {
  std::vector<OwnershipNodeIndex> nodes;
  for (auto it = FirstFiled(table, hash); it != table.end() && it->first == hash; ++it) {
    if (nodes.empty() || nodes.back() != it->second) nodes.push_back(it->second);
  }
  return nodes;
}

// A varint of a serialised message; `*at` moves behind it.
uint64_t ReadVarint(absl::string_view bytes, size_t* at) {
  uint64_t value = 0;
  for (unsigned shift = 0; *at < bytes.size() && shift < 64; shift += 7) {
    const auto byte = static_cast<unsigned char>(bytes[(*at)++]);
    value |= static_cast<uint64_t>(byte & 0x7FU) << shift;
    if ((byte & 0x80U) == 0) break;
  }
  return value;
}

// Reads a text prefixed by its length in two bytes.
absl::string_view ReadPrefixed(absl::string_view texts, size_t* at) {
  const size_t size = static_cast<size_t>(static_cast<unsigned char>(texts[*at])) +
                      (static_cast<size_t>(static_cast<unsigned char>(texts[*at + 1])) << 8U);
  const absl::string_view text = texts.substr(*at + 2, size);
  *at += 2 + size;
  return text;
}

}  // namespace

absl::string_view OwnershipGraph::Bytes(OwnershipNodeIndex node) const {
  return absl::string_view(node_bytes_).substr(node_offsets_[node], node_offsets_[node + 1] - node_offsets_[node]);
}

v1::OwnershipNode OwnershipGraph::Node(OwnershipNodeIndex node) const {
  v1::OwnershipNode parsed;
  // Our own bytes, written by the builder: they parse.
  (void)parsed.ParseFromArray(node_bytes_.data() + node_offsets_[node],
                              static_cast<int>(node_offsets_[node + 1] - node_offsets_[node]));
  return parsed;
}

absl::string_view OwnershipGraph::NodeId(OwnershipNodeIndex node) const {
  // Field 1 comes first in the serialised bytes: tag, length as varint, text.
  const absl::string_view bytes = Bytes(node);
  size_t at = 1;
  const auto size = static_cast<size_t>(ReadVarint(bytes, &at));
  return bytes.substr(at, size);
}

template <typename Fn>
void OwnershipGraph::ReadNames(OwnershipNodeIndex node, const Fn& fn) const {
  // Fields are serialised in the order of their numbers: id, kind, names.
  const absl::string_view bytes = Bytes(node);
  for (size_t at = 0; at < bytes.size();) {
    const uint64_t tag = ReadVarint(bytes, &at);
    const auto value = static_cast<size_t>(ReadVarint(bytes, &at));  // a length, or the kind itself
    if (tag >> 3U > v1::OwnershipNode::kNamesFieldNumber) return;
    if (tag >> 3U == v1::OwnershipNode::kNamesFieldNumber && !fn(bytes.substr(at, value))) return;
    if ((tag & 7U) == 2) at += value;
  }
}

OwnershipGraph::NameViews OwnershipGraph::Names(OwnershipNodeIndex node) const {
  NameViews names;
  ReadNames(node, [&names](absl::string_view name) {
    names.push_back(name);
    return true;
  });
  return names;
}

absl::string_view OwnershipGraph::FirstName(OwnershipNodeIndex node) const {
  absl::string_view first;
  ReadNames(node, [&first](absl::string_view name) {
    first = name;
    return false;
  });
  return first;
}

absl::string_view OwnershipGraph::StatementId(const OwnershipEdgeRecord& edge) const {
  size_t at = edge.text;
  return ReadPrefixed(texts_, &at);
}

absl::string_view OwnershipGraph::Note(const OwnershipEdgeRecord& edge) const {
  size_t at = edge.text;
  ReadPrefixed(texts_, &at);
  return ReadPrefixed(texts_, &at);
}

OwnershipNodeIndex OwnershipGraph::FindId(absl::string_view id) const {
  for (const OwnershipNodeIndex node : FiledUnder(id_table_, OwnershipHash(id))) {
    if (NodeId(node) == id) return node;
    auto it = std::lower_bound(aliases_.begin(), aliases_.end(), std::make_pair(node, std::string()));
    for (; it != aliases_.end() && it->first == node; ++it) {
      if (it->second == id) return node;
    }
  }
  return kNoOwnershipNode;
}

std::vector<OwnershipNodeIndex> OwnershipGraph::FindIdentifier(const v1::Identifier& id) const {
  const std::string key = IdentifierKey(id);
  std::vector<OwnershipNodeIndex> found;
  for (const OwnershipNodeIndex node : FiledUnder(identifier_table_, OwnershipHash(key))) {
    const v1::OwnershipNode parsed = Node(node);
    const bool has = std::any_of(parsed.ids().begin(), parsed.ids().end(),
                                 [&](const v1::Identifier& own) { return IdentifierKey(own) == key; });
    if (has) found.push_back(node);
  }
  return found;
}

std::vector<OwnershipNodeIndex> OwnershipGraph::FindName(absl::string_view name) const {
  const std::string folded = FoldOwnershipName(name);
  std::vector<OwnershipNodeIndex> found;
  if (folded.empty()) return found;
  for (const OwnershipNodeIndex node : FiledUnder(name_table_, OwnershipHash(folded))) {
    const v1::OwnershipNode parsed = Node(node);
    const bool has = std::any_of(parsed.names().begin(), parsed.names().end(),
                                 [&](const std::string& own) { return FoldOwnershipName(own) == folded; });
    if (has) found.push_back(node);
  }
  return found;
}

size_t OwnershipGraph::memory_bytes() const {
  return node_offsets_.capacity() * sizeof(uint64_t) + node_bytes_.capacity() + kinds_.capacity() +
         (id_table_.capacity() + identifier_table_.capacity() + name_table_.capacity()) * sizeof(id_table_[0]) +
         edges_.capacity() * sizeof(OwnershipEdgeRecord) +
         (first_owner_.capacity() + holdings_.capacity() + first_holding_.capacity()) * sizeof(uint32_t) +
         texts_.capacity();
}

}  // namespace cordon
