#include "rules/explanation.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "base/status_macros.h"

namespace cordon {
namespace {

constexpr size_t kMaxTemplateBytes = 2048;
constexpr size_t kMaxListValues = 8;
constexpr size_t kMaxRenderedBytes = 4096;

}  // namespace

std::string PercentText(int64_t basis_points) {
  if (basis_points % 100 == 0) return absl::StrCat(basis_points / 100, " %");
  return absl::StrFormat("%d.%02d %%", basis_points / 100, basis_points % 100);
}

absl::StatusOr<Explanation> Explanation::Compile(absl::string_view text, const google::protobuf::Descriptor* each) {
  if (text.size() > kMaxTemplateBytes) {
    return absl::InvalidArgumentError(absl::StrCat("explanation longer than ", kMaxTemplateBytes, " bytes"));
  }
  Explanation explanation;
  while (!text.empty()) {
    const size_t open = text.find('{');
    if (open != 0) {
      Piece piece;
      piece.literal = std::string(text.substr(0, open));
      explanation.pieces_.push_back(std::move(piece));
      if (open == absl::string_view::npos) break;
      text.remove_prefix(open);
    }
    const size_t close = text.find('}');
    if (close == absl::string_view::npos) return absl::InvalidArgumentError("explanation: '{' without '}'");
    absl::string_view inner = text.substr(1, close - 1);
    Piece piece;
    piece.is_field = true;
    const size_t bar = inner.find('|');
    if (bar != absl::string_view::npos) {
      const absl::string_view filter = inner.substr(bar + 1);
      if (filter == "percent") {
        piece.filter = Filter::kPercent;
      } else if (filter == "words") {
        piece.filter = Filter::kWords;
      } else if (filter != "list") {
        return absl::InvalidArgumentError(
            absl::StrCat("explanation: no filter '", filter, "'; there are percent, words, list"));
      }
      inner = inner.substr(0, bar);
    }
    auto path = FieldPath::Resolve(inner, each);
    if (!path.ok()) return absl::InvalidArgumentError(absl::StrCat("explanation: ", path.status().message()));
    piece.path = *std::move(path);
    explanation.pieces_.push_back(std::move(piece));
    text.remove_prefix(close + 1);
  }
  return explanation;
}

std::string Explanation::Render(const RuleInput& input) const {
  std::string out;
  for (const Piece& piece : pieces_) {
    if (!piece.is_field) {
      out += piece.literal;
      continue;
    }
    std::vector<std::string> values;
    size_t more = 0;
    piece.path.Visit(input, [&](const FieldLeaf& leaf) {
      if (!leaf.Known()) return;
      if (values.size() >= kMaxListValues) {
        ++more;
        return;
      }
      std::string shown = piece.filter == Filter::kPercent ? PercentText(leaf.Integer()) : leaf.Shown();
      if (piece.filter == Filter::kWords) shown = absl::StrReplaceAll(absl::AsciiStrToLower(shown), {{"_", " "}});
      values.push_back(std::move(shown));
    });
    if (more > 0) values.push_back(absl::StrCat("and ", more, " more"));
    out += values.empty() ? "unknown" : absl::StrJoin(values, ", ");
  }
  if (out.size() > kMaxRenderedBytes) {
    size_t cut = kMaxRenderedBytes;
    while (cut > 0 && (static_cast<unsigned char>(out[cut]) & 0xC0) == 0x80) --cut;
    out = absl::StrCat(out.substr(0, cut), "...");
  }
  return out;
}

}  // namespace cordon
