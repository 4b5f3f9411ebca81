#include <algorithm>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "base/xml_text.h"
#include "service/render/audit_report.h"
#include "service/render/text.h"

namespace cordon::render {
namespace {

constexpr int kCell = 8;  // of a letter
constexpr int kTokenHeight = 26;
constexpr int kLower = 96;  // y of the listed tokens
constexpr size_t kMaxTokenCells = 32;

const char* StepClass(v1::TokenRelation relation) {
  switch (relation) {
    case v1::EQUAL:
      return "eq";
    case v1::SYNONYM:
      return "sy";
    case v1::QUERY_EXTRA:
    case v1::LIST_EXTRA:
      return "ex";
    default:
      return "ed";
  }
}

void AppendToken(const std::string& text, const char* style, int x, int y, int width, std::string* svg) {
  absl::StrAppend(svg, "<rect class=\"", style, "\" x=\"", x, "\" y=\"", y, "\" width=\"", width, "\" height=\"",
                  kTokenHeight, "\" rx=\"4\"/><text x=\"", x + width / 2, "\" y=\"", y + 18, "\">", EscapeXml(text),
                  "</text>");
}

std::string Shown(const std::string& token) { return Ellipsize(Printable(token), kMaxTokenCells); }

}  // namespace

std::string AlignmentSvg(const v1::Match& match) {
  std::string steps;
  int x = 4;
  for (const v1::TokenAlignment& step : match.alignment()) {
    const std::string query = Shown(step.query());
    const std::string listed = Shown(step.listed());
    const std::string relation = RelationName(step.relation());
    const auto cells = static_cast<int>(std::max({DisplayWidth(query), DisplayWidth(listed), relation.size()}));
    const int width = cells * kCell + 16;
    const char* const style = StepClass(step.relation());
    const int middle = x + width / 2;
    if (!query.empty()) AppendToken(query, style, x, 4, width, &steps);
    if (!listed.empty()) AppendToken(listed, style, x, kLower, width, &steps);
    if (!query.empty() && !listed.empty()) {
      absl::StrAppend(&steps, "<line x1=\"", middle, "\" y1=\"", 4 + kTokenHeight, "\" x2=\"", middle, "\" y2=\"46\"/>",
                      "<line x1=\"", middle, "\" y1=\"80\" x2=\"", middle, "\" y2=\"", kLower, "\"/>");
    }
    absl::StrAppend(&steps, "<text class=\"s\" x=\"", middle, "\" y=\"58\">", relation, "</text><text class=\"s\" x=\"",
                    middle, "\" y=\"74\">", ScoreText(step.similarity()), " \xC3\x97 ", step.weight(), "</text>");
    x += width + 12;
  }
  const int height = kLower + kTokenHeight + 4;
  return absl::StrCat("<svg class=\"alignment\" xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 ", x,
                      " ", height, "\" width=\"", x, "\" height=\"", height, "\"><title>alignment</title>", steps,
                      "</svg>\n");
}

v1::OwnershipPicture RecordedOwnership(const v1::PartyResult& party, absl::string_view name) {
  v1::OwnershipPicture picture;
  const v1::OwnershipFindings& findings = party.ownership();
  *picture.mutable_findings() = findings;
  absl::flat_hash_map<std::string, int> places;  // of nodes
  absl::flat_hash_set<std::string> edges;
  const auto node = [&](const std::string& id, const std::string& shown, int level) -> v1::OwnershipPictureNode& {
    const auto [place, fresh] = places.insert({id, picture.nodes_size()});
    v1::OwnershipPictureNode& one = fresh ? *picture.add_nodes() : *picture.mutable_nodes(place->second);
    if (fresh) {
      one.set_id(id);
      one.set_name(shown);
    }
    one.set_level(std::max(one.level(), level));
    return one;
  };
  const auto follow = [&](const auto& hops) {
    int level = 0;
    for (const v1::OwnershipHop& hop : hops) {
      node(hop.asset(), hop.asset_name(), level);
      node(hop.owner(), hop.owner_name(), ++level);
      if (edges.insert(absl::StrCat(hop.owner(), "\n", hop.asset(), "\n", static_cast<int>(hop.kind()))).second) {
        *picture.add_edges() = hop;
      }
    }
  };
  for (const v1::OwnershipSum& sum : findings.sums()) {
    for (const v1::OwnershipPath& path : sum.paths()) {
      if (path.hops_size() == 0) continue;
      follow(path.hops());
      v1::OwnershipPictureNode& top = *picture.mutable_nodes(places[path.hops(path.hops_size() - 1).owner()]);
      for (const v1::OwnerEntry& entry : sum.owners()) {
        const bool drawn = std::any_of(top.entries().begin(), top.entries().end(), [&](const v1::OwnerEntry& other) {
          return other.list() == entry.list() && other.entry_id() == entry.entry_id();
        });
        if (entry.list() == path.list() && entry.entry_id() == path.entry_id() && !drawn) *top.add_entries() = entry;
      }
    }
    if (sum.paths_truncated()) picture.set_truncated(true);
  }
  for (const v1::UltimateParent& parent : findings.ultimate_parents()) follow(parent.hops());
  if (picture.nodes_size() == 0) return {};
  // The party first, then level by level.
  std::stable_sort(picture.mutable_nodes()->begin(), picture.mutable_nodes()->end(),
                   [](const auto& a, const auto& b) { return a.level() < b.level(); });
  if (picture.nodes(0).name().empty()) picture.mutable_nodes(0)->set_name(std::string(name));
  for (const v1::OwnershipSum& sum : findings.sums()) {
    if (sum.restricted()) picture.mutable_nodes(0)->add_restricted(sum.regime());
    if (sum.unknown_share()) picture.mutable_nodes(0)->add_possible(sum.regime());
  }
  return picture;
}

}  // namespace cordon::render
