#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/canonical_json.h"
#include "rules/facts/ownership/config.h"
#include "rules/facts/ownership/picture.h"

namespace cordon {
namespace {

// A name on one line of a terminal: control characters (an escape sequence in somebody's list) become blanks.
std::string Printable(absl::string_view text) {
  std::string out(text);
  for (char& c : out) {
    const auto u = static_cast<unsigned char>(c);
    if (u < 0x20 || u == 0x7F) c = ' ';
  }
  return out;
}

std::string EscapeDot(absl::string_view text) {
  std::string out;
  for (const char c : Printable(text)) {
    if (c == '"' || c == '\\') out.push_back('\\');
    out.push_back(c);
  }
  return out;
}

std::string JoinRegimes(const google::protobuf::RepeatedField<int>& regimes) {
  std::vector<std::string> names;
  for (const int regime : regimes) {
    names.emplace_back(std::string(RegimeName(static_cast<v1::OwnershipRegime>(regime))));
  }
  return absl::StrJoin(names, ", ");
}

class TreeWriter {
 public:
  explicit TreeWriter(const v1::OwnershipPicture& picture) : picture_(picture) {
    for (int i = 0; i < picture.nodes_size(); ++i) node_of_.emplace(picture.nodes(i).id(), i);
    for (const v1::OwnershipHop& edge : picture.edges()) owners_of_[edge.asset()].push_back(&edge);
  }

  std::string Write() {
    // Depth is bounded by the number of nodes, as every node is unfolded once; an explicit stack keeps it off ours.
    Line(picture_.nodes(0), "", "");
    seen_.insert(picture_.nodes(0).id());
    Push(picture_.nodes(0).id(), "");
    while (!todo_.empty()) {
      const Item item = todo_.back();
      todo_.pop_back();
      const auto found = node_of_.find(item.edge->owner());
      if (found == node_of_.end()) continue;
      const v1::OwnershipPictureNode& node = picture_.nodes(found->second);
      const bool again = !seen_.insert(node.id()).second;
      Line(node, absl::StrCat(item.indent, item.last ? "`-- " : "|-- ", OwnershipEdgeText(*item.edge), "  "),
           again && owners_of_.contains(node.id()) ? " (owners above)" : "");
      if (!again) Push(node.id(), absl::StrCat(item.indent, item.last ? "    " : "|   "));
    }
    if (picture_.truncated()) absl::StrAppend(&out_, "... more owners are known than are shown\n");
    return std::move(out_);
  }

 private:
  struct Item {
    const v1::OwnershipHop* edge;
    std::string indent;
    bool last;
  };

  void Push(const std::string& id, const std::string& indent) {
    const auto it = owners_of_.find(id);
    if (it == owners_of_.end()) return;
    for (size_t i = it->second.size(); i > 0; --i) todo_.push_back({it->second[i - 1], indent, i == it->second.size()});
  }

  void Line(const v1::OwnershipPictureNode& node, const std::string& lead, absl::string_view tail) {
    absl::StrAppend(&out_, lead, Printable(node.name()));
    if (!node.country().empty()) absl::StrAppend(&out_, " [", Printable(node.country()), "]");
    const std::string status = OwnershipStatusText(node);
    if (!status.empty()) absl::StrAppend(&out_, "  ** ", status);
    if (node.unexplored()) absl::StrAppend(&out_, "  (further owners not looked at)");
    absl::StrAppend(&out_, tail, "\n");
  }

  const v1::OwnershipPicture& picture_;
  std::map<std::string, int> node_of_;
  std::map<std::string, std::vector<const v1::OwnershipHop*>> owners_of_;
  std::set<std::string> seen_;
  std::vector<Item> todo_;
  std::string out_;
};

}  // namespace

std::string OwnershipStatusText(const v1::OwnershipPictureNode& node) {
  std::vector<std::string> parts;
  std::set<std::string> lists;
  std::set<std::string> possible;
  for (const v1::OwnerEntry& entry : node.entries()) {
    (entry.possible() ? possible : lists).insert(Printable(entry.list()));
  }
  if (!lists.empty()) parts.push_back(absl::StrCat("listed: ", absl::StrJoin(lists, ", ")));
  if (!possible.empty()) parts.push_back(absl::StrCat("possibly listed: ", absl::StrJoin(possible, ", ")));
  if (lists.empty() && !node.restricted().empty()) {
    parts.push_back(absl::StrCat("restricted: ", JoinRegimes(node.restricted())));
  }
  if (!node.possible().empty()) parts.push_back(absl::StrCat("possibly restricted: ", JoinRegimes(node.possible())));
  return absl::StrJoin(parts, "; ");
}

std::string OwnershipEdgeText(const v1::OwnershipHop& edge) {
  std::string text;
  switch (edge.kind()) {
    case v1::INTEREST_CONSOLIDATION_DIRECT:
      text = "parent (accounts)";
      break;
    case v1::INTEREST_CONSOLIDATION_ULTIMATE:
      text = "ultimate parent (accounts)";
      break;
    case v1::INTEREST_BRANCH:
      text = "head office";
      break;
    case v1::INTEREST_SAME_AS:
      text = "may be the same";
      break;
    case v1::INTEREST_CONTROL:
      text = "control";
      break;
    case v1::INTEREST_VOTING_RIGHTS:
      text = absl::StrCat(FormatShare(edge.min_bp(), edge.max_bp(), edge.unknown()), " of votes");
      break;
    default:
      text = FormatShare(edge.min_bp(), edge.max_bp(), edge.unknown());
  }
  if (edge.directness() == v1::INDIRECT && edge.kind() == v1::INTEREST_SHAREHOLDING)
    absl::StrAppend(&text, ", indirect");
  return text;
}

std::string OwnershipTree(const v1::OwnershipPicture& picture) {
  if (picture.nodes().empty()) return "nothing is known\n";
  std::string out = TreeWriter(picture).Write();
  const v1::OwnershipFindings& findings = picture.findings();
  for (const v1::UltimateParent& parent : findings.ultimate_parents()) {
    absl::StrAppend(&out,
                    "\nUltimate parent: ", parent.name().empty() ? "not named by the source" : Printable(parent.name()),
                    parent.self() ? " (itself)" : "", ", headquarters ",
                    parent.hq_country().empty() ? "unknown" : Printable(parent.hq_country()), ", source ",
                    Printable(parent.source()));
  }
  absl::StrAppend(&out, findings.ultimate_parents().empty() ? "\nUltimate parent: unknown\n" : "\n");
  for (const v1::OwnershipSum& sum : findings.sums()) {
    if (sum.paths().empty() && !sum.unknown_share()) continue;
    absl::StrAppend(&out, "\n", RegimeName(sum.regime()), ": ", Printable(sum.explanation()), "\n");
    for (const std::string& line : sum.arithmetic()) absl::StrAppend(&out, "  ", Printable(line), "\n");
  }
  for (const v1::OwnershipIncomplete& why : findings.incomplete()) {
    absl::StrAppend(&out, "\nincomplete: ", Printable(why.detail()), "\n");
  }
  return out;
}

std::string OwnershipDot(const v1::OwnershipPicture& picture) {
  std::map<std::string, int> number;
  std::string out =
      "digraph ownership {\n  rankdir=TB;\n  node [shape=box, style=\"rounded,filled\", fillcolor=white, "
      "fontname=\"Helvetica\"];\n";
  for (const v1::OwnershipPictureNode& node : picture.nodes()) {
    const int n = static_cast<int>(number.size());
    number.emplace(node.id(), n);
    std::string label = EscapeDot(node.name());
    if (!node.country().empty()) absl::StrAppend(&label, " [", EscapeDot(node.country()), "]");
    const std::string status = OwnershipStatusText(node);
    if (!status.empty()) absl::StrAppend(&label, "\\n", EscapeDot(status));
    absl::string_view fill = "white";
    if (!node.restricted().empty() || !node.entries().empty())
      fill = "#f7c6c5";
    else if (!node.possible().empty())
      fill = "#fbe7b2";
    absl::StrAppend(&out, "  n", n, " [label=\"", label, "\", fillcolor=\"", fill, "\"", n == 0 ? ", penwidth=2" : "",
                    "];\n");
  }
  for (const v1::OwnershipHop& edge : picture.edges()) {
    const auto owner = number.find(edge.owner());
    const auto asset = number.find(edge.asset());
    if (owner == number.end() || asset == number.end()) continue;
    absl::StrAppend(&out, "  n", owner->second, " -> n", asset->second, " [label=\"",
                    EscapeDot(OwnershipEdgeText(edge)), "\"", edge.unknown() ? ", style=dashed" : "", "];\n");
  }
  absl::StrAppend(&out, "}\n");
  return out;
}

absl::StatusOr<std::string> OwnershipJson(const v1::OwnershipPicture& picture) { return ToCanonicalJson(picture); }

}  // namespace cordon
