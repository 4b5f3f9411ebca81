// A layered drawing: the party at the bottom, each level of owners above it. Boxes of one size, text cut to fit;
// integer arithmetic throughout, so that the same picture gives the same bytes.
#include <algorithm>
#include <map>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/utf8.h"
#include "base/xml_text.h"
#include "rules/facts/ownership/picture.h"

namespace cordon {
namespace {

constexpr int kBoxWidth = 216;
constexpr int kBoxHeight = 58;
constexpr int kGapX = 28;
constexpr int kGapY = 86;
constexpr int kMargin = 24;
constexpr int kPerRow = 8;        // a wide level is broken into rows
constexpr int kLineColumns = 30;  // columns of text that fit a box; a wide character takes two

// Cut to a width, with an ellipsis.
std::string FitText(absl::string_view text, int columns) {
  std::string out;
  int used = 0;
  for (size_t at = 0; at < text.size();) {
    const size_t from = at;
    const char32_t c = DecodeUtf8(text, &at);
    if (c == kInvalidCodePoint) continue;
    // CJK, Hangul and full-width forms.
    const int width = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xD7A3) || (c >= 0xF900 && c <= 0xFAFF) ||
                              (c >= 0xFF00 && c <= 0xFF60) || c >= 0x20000
                          ? 2
                          : 1;
    if (used + width > columns) return out + "\xE2\x80\xA6";
    used += width;
    out.append(text.data() + from, at - from);
  }
  return out;
}

struct Spot {
  int x = 0;
  int y = 0;
};

// Places rows of boxes; within a level, a box stands near what it owns.
class Layout {
 public:
  explicit Layout(const v1::OwnershipPicture& picture) {
    std::map<std::string, int> number;
    for (int i = 0; i < picture.nodes_size(); ++i) number.emplace(picture.nodes(i).id(), i);
    spots_.resize(static_cast<size_t>(picture.nodes_size()));
    std::map<int, std::vector<int>> levels;
    for (int i = 0; i < picture.nodes_size(); ++i) levels[picture.nodes(i).level()].push_back(i);
    // Where in its row a node stands; owners are sorted by the mean place of what they own, times 1000.
    std::vector<int> place(spots_.size(), 0);
    std::vector<std::vector<int>> rows;
    for (auto& [level, nodes] : levels) {
      std::map<int, std::pair<int, int>> pull;
      for (const v1::OwnershipHop& edge : picture.edges()) {
        const auto owner = number.find(edge.owner());
        const auto asset = number.find(edge.asset());
        if (owner == number.end() || asset == number.end()) continue;
        if (picture.nodes(owner->second).level() != level || picture.nodes(asset->second).level() >= level) continue;
        std::pair<int, int>& sum = pull[owner->second];
        sum.first += place[static_cast<size_t>(asset->second)];
        sum.second += 1;
      }
      const auto mean = [&pull](int node) {
        const auto it = pull.find(node);
        return it == pull.end() ? 0 : it->second.first * 1'000 / it->second.second;
      };
      std::stable_sort(nodes.begin(), nodes.end(), [&mean](int a, int b) { return mean(a) < mean(b); });
      for (size_t i = 0; i < nodes.size(); i += kPerRow) {
        rows.emplace_back(nodes.begin() + static_cast<std::ptrdiff_t>(i),
                          nodes.begin() + static_cast<std::ptrdiff_t>(std::min(nodes.size(), i + kPerRow)));
        for (size_t j = 0; j < rows.back().size(); ++j)
          place[static_cast<size_t>(rows.back()[j])] = static_cast<int>(j);
      }
    }
    size_t widest = 1;
    for (const std::vector<int>& row : rows) widest = std::max(widest, row.size());
    width_ = 2 * kMargin + static_cast<int>(widest) * (kBoxWidth + kGapX) - kGapX;
    height_ = 2 * kMargin + static_cast<int>(rows.size()) * (kBoxHeight + kGapY) - kGapY;
    for (size_t r = 0; r < rows.size(); ++r) {
      const int row_width = static_cast<int>(rows[r].size()) * (kBoxWidth + kGapX) - kGapX;
      for (size_t i = 0; i < rows[r].size(); ++i) {
        Spot& spot = spots_[static_cast<size_t>(rows[r][i])];
        spot.x = (width_ - row_width) / 2 + static_cast<int>(i) * (kBoxWidth + kGapX);
        spot.y = height_ - kMargin - kBoxHeight - static_cast<int>(r) * (kBoxHeight + kGapY);
      }
    }
  }

  int width() const { return std::max(width_, 2 * kMargin + kBoxWidth); }
  int height() const { return std::max(height_, 2 * kMargin + kBoxHeight); }
  const Spot& spot(int node) const { return spots_[static_cast<size_t>(node)]; }

 private:
  std::vector<Spot> spots_;
  int width_ = 0;
  int height_ = 0;
};

void AppendEdge(const Spot& owner, const Spot& asset, const v1::OwnershipHop& edge, int spread, std::string* out) {
  const int x1 = owner.x + kBoxWidth / 2;
  const int x2 = asset.x + kBoxWidth / 2;
  const bool upward = owner.y > asset.y;  // a circle: the owner stands below
  const int y1 = upward ? owner.y : owner.y + kBoxHeight;
  const int y2 = upward ? asset.y + kBoxHeight : asset.y;
  const bool same_row = owner.y == asset.y;
  const int bend = same_row ? owner.y - 40 : (y1 + y2) / 2;
  const int from_y = same_row ? owner.y : y1;
  const int to_y = same_row ? asset.y : y2;
  absl::StrAppend(out, "<path class=\"e", edge.unknown() ? " u" : "", "\" d=\"M", x1, " ", from_y, " C", x1, " ", bend,
                  " ", x2, " ", bend, " ", x2, " ", to_y, "\" marker-end=\"url(#a)\"/>\n");
  // Labels of neighbouring edges stand at different heights.
  const int label_y = (from_y + bend * 2 + to_y) / 4 + (spread % 3 - 1) * 15;
  absl::StrAppend(out, "<text class=\"l\" x=\"", (x1 + x2) / 2, "\" y=\"", label_y, "\">",
                  EscapeXml(OwnershipEdgeText(edge)), "</text>\n");
}

void AppendBox(const v1::OwnershipPictureNode& node, const Spot& spot, bool party, std::string* out) {
  absl::string_view style = "n";
  if (!node.restricted().empty() || !node.entries().empty()) {
    style = "n r";
  } else if (!node.possible().empty() || node.unexplored()) {
    style = "n p";
  }
  absl::StrAppend(out, "<g><title>", EscapeXml(node.name()), "</title><rect class=\"", style, party ? " s" : "",
                  "\" x=\"", spot.x, "\" y=\"", spot.y, "\" width=\"", kBoxWidth, "\" height=\"", kBoxHeight,
                  "\" rx=\"6\"/>\n");
  const int x = spot.x + kBoxWidth / 2;
  std::string second = OwnershipStatusText(node);
  if (node.unexplored()) absl::StrAppend(&second, second.empty() ? "" : "; ", "further owners not looked at");
  const int first_y = spot.y + (second.empty() ? 34 : 24);
  std::string name = FitText(node.name(), kLineColumns - (node.country().empty() ? 0 : 5));
  if (!node.country().empty()) absl::StrAppend(&name, " [", node.country(), "]");
  absl::StrAppend(out, "<text class=\"t\" x=\"", x, "\" y=\"", first_y, "\">", EscapeXml(name), "</text>\n");
  if (!second.empty()) {
    absl::StrAppend(out, "<text class=\"d\" x=\"", x, "\" y=\"", first_y + 19, "\">",
                    EscapeXml(FitText(second, kLineColumns + 4)), "</text>\n");
  }
  absl::StrAppend(out, "</g>\n");
}

}  // namespace

std::string OwnershipSvg(const v1::OwnershipPicture& picture) {
  const Layout layout(picture);
  std::string out = absl::StrCat(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"", layout.width(), "\" height=\"", layout.height(),
      "\" viewBox=\"0 0 ", layout.width(), " ", layout.height(), "\" role=\"img\">\n",
      "<style>text{font-family:Helvetica,Arial,sans-serif;text-anchor:middle;fill:#1a1a1a}.t{font-size:13px;"
      "font-weight:600}.d{font-size:11px}.l{font-size:11px;fill:#333;paint-order:stroke;stroke:#fff;stroke-width:4px}"
      ".n{fill:#fff;stroke:#5b6770}.r{fill:#f7c6c5;stroke:#9b1c1c}.p{fill:#fbe7b2;stroke:#8a6d1a}.s{stroke-width:3}"
      ".e{fill:none;stroke:#5b6770;stroke-width:1.4}.u{stroke-dasharray:5 4}</style>\n"
      "<defs><marker id=\"a\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" "
      "orient=\"auto\"><path d=\"M0 0L8 4L0 8z\" fill=\"#5b6770\"/></marker></defs>\n"
      "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
  std::map<std::string, int> number;
  for (int i = 0; i < picture.nodes_size(); ++i) number.emplace(picture.nodes(i).id(), i);
  std::map<int, int> drawn;  // edges into one company so far
  for (const v1::OwnershipHop& edge : picture.edges()) {
    const auto owner = number.find(edge.owner());
    const auto asset = number.find(edge.asset());
    if (owner == number.end() || asset == number.end()) continue;
    AppendEdge(layout.spot(owner->second), layout.spot(asset->second), edge, drawn[asset->second]++, &out);
  }
  for (int i = 0; i < picture.nodes_size(); ++i) AppendBox(picture.nodes(i), layout.spot(i), i == 0, &out);
  absl::StrAppend(&out, "</svg>\n");
  return out;
}

}  // namespace cordon
