// The operator's own ownership table: one row per interest. Header in any order:
//   owner,asset  and  percent | min_percent,max_percent
//   optional: owner_id,asset_id,owner_country,asset_country,start_date,end_date,source,interest,level
// This is the operator's own word, so it is read without guessing: what is not understood refuses the file.
#include <map>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/clock.h"
#include "base/status_macros.h"
#include "db/lists/csv.h"
#include "db/ownership/json_formats.h"
#include "db/ownership/share.h"

namespace cordon::internal {
namespace {

enum OwnColumn {
  kOwner,
  kAsset,
  kPercent,
  kMinPercent,
  kMaxPercent,
  kOwnerId,
  kAssetId,
  kOwnerCountry,
  kAssetCountry,
  kStartDate,
  kEndDate,
  kRowSource,
  kInterest,
  kLevel,
  kColumnCount
};
constexpr absl::string_view kColumnNames[kColumnCount] = {
    "owner",         "asset",         "percent",    "min_percent", "max_percent", "owner_id", "asset_id",
    "owner_country", "asset_country", "start_date", "end_date",    "source",      "interest", "level"};

constexpr size_t kMaxOwnName = 2'048;

struct InterestWord {
  absl::string_view word;
  v1::InterestKind kind;
};
constexpr InterestWord kInterestWords[] = {
    {"", v1::INTEREST_SHAREHOLDING},
    {"shareholding", v1::INTEREST_SHAREHOLDING},
    {"voting", v1::INTEREST_VOTING_RIGHTS},
    {"control", v1::INTEREST_CONTROL},
    {"parent", v1::INTEREST_CONSOLIDATION_DIRECT},
    {"ultimate_parent", v1::INTEREST_CONSOLIDATION_ULTIMATE},
    {"branch", v1::INTEREST_BRANCH},
    {"director", v1::INTEREST_DIRECTORSHIP},
};

class OwnTable {
 public:
  explicit OwnTable(ImportRun* run) : run_(*run) {}

  absl::Status Header(const std::vector<std::string>& fields) {
    width_ = fields.size();
    for (size_t i = 0; i < fields.size(); ++i) {
      const std::string name = absl::AsciiStrToLower(absl::StripAsciiWhitespace(absl::string_view(fields[i])));
      const auto* const known = std::find(std::begin(kColumnNames), std::end(kColumnNames), absl::string_view(name));
      if (known == std::end(kColumnNames)) {
        return run_.Invalid("row 1", absl::StrCat("the column \"", CutText(name, 60), "\" is not known; use ",
                                                  absl::string_view("owner,asset,percent (or min_percent,max_percent) "
                                                                    "and owner_id, asset_id, owner_country, "
                                                                    "asset_country, start_date, end_date, source, "
                                                                    "interest, level")));
      }
      size_t& at = column_[static_cast<size_t>(known - std::begin(kColumnNames))];
      if (at != kAbsent) return run_.Invalid("row 1", absl::StrCat("the column ", name, " stands twice"));
      at = i;
    }
    if (column_[kOwner] == kAbsent || column_[kAsset] == kAbsent) {
      return run_.Invalid("row 1", "the columns owner and asset are required");
    }
    const bool range = column_[kMinPercent] != kAbsent || column_[kMaxPercent] != kAbsent;
    if (range && column_[kPercent] != kAbsent) {
      return run_.Invalid("row 1", "use either percent or min_percent and max_percent");
    }
    return absl::OkStatus();
  }

  absl::Status Row(const std::vector<std::string>& fields, const std::string& place) {
    if (fields.size() != width_) {
      return run_.Invalid(place, absl::StrCat(fields.size(), " fields where the header has ", width_));
    }
    if (static_cast<int64_t>(edges_.size()) >= run_.options().limits.max_buffered) {
      return absl::ResourceExhaustedError(absl::StrCat(run_.options().file_name, ": more than ",
                                                       run_.options().limits.max_buffered, " rows; split the file"));
    }
    fields_ = &fields;
    place_ = place;
    v1::OwnershipEdge edge;
    CORDON_ASSIGN_OR_RETURN(const size_t owner, Party(kOwner, kOwnerId, kOwnerCountry));
    CORDON_ASSIGN_OR_RETURN(const size_t asset, Party(kAsset, kAssetId, kAssetCountry));
    CORDON_RETURN_IF_ERROR(ReadKind(&edge));
    CORDON_RETURN_IF_ERROR(ReadOwnShare(&edge));
    CORDON_RETURN_IF_ERROR(ReadDate(kStartDate, edge.mutable_start_date()));
    CORDON_RETURN_IF_ERROR(ReadDate(kEndDate, edge.mutable_end_date()));
    if (!edge.start_date().empty() && !edge.end_date().empty() && edge.end_date() < edge.start_date()) {
      return run_.Invalid(place_, "column end_date: the interest ends before it starts");
    }
    edge.set_statement_id(place);
    edge.set_note(CutText(Cell(kRowSource), 512));
    edges_.push_back({owner, asset, std::move(edge)});
    return absl::OkStatus();
  }

  // A name without an id is the party that has the same name with an id, if there is just one.
  absl::Status Finish() {
    std::vector<size_t> stands_for(parties_.size());
    for (size_t i = 0; i < parties_.size(); ++i) {
      stands_for[i] = i;
      if (parties_[i].has_id) continue;
      const std::vector<size_t>& named = with_id_by_name_[FoldedOwn(parties_[i].node.names(0))];
      if (named.size() == 1) {
        stands_for[i] = named[0];
        v1::OwnershipNode& node = parties_[named[0]].node;
        if (node.hq_country().empty()) node.set_hq_country(parties_[i].node.hq_country());
      }
    }
    for (size_t i = 0; i < parties_.size(); ++i) {
      if (stands_for[i] == i) CORDON_RETURN_IF_ERROR(run_.Node(parties_[i].node));
    }
    for (PendingEdge& pending : edges_) {
      pending.edge.set_owner(parties_[stands_for[pending.owner]].node.id());
      pending.edge.set_asset(parties_[stands_for[pending.asset]].node.id());
      CORDON_RETURN_IF_ERROR(run_.Edge(std::move(pending.edge)));
    }
    return absl::OkStatus();
  }

 private:
  static constexpr size_t kAbsent = SIZE_MAX;
  struct OwnParty {
    v1::OwnershipNode node;
    bool has_id = false;
  };
  struct PendingEdge {
    size_t owner;
    size_t asset;
    v1::OwnershipEdge edge;
  };

  absl::string_view Cell(OwnColumn column) const {
    const size_t at = column_[column];
    return at == kAbsent ? absl::string_view() : absl::StripAsciiWhitespace(absl::string_view((*fields_)[at]));
  }

  absl::Status CellError(OwnColumn column, absl::string_view what) const {
    return run_.Invalid(place_, absl::StrCat("column ", kColumnNames[column], ": ", what));
  }

  // Letters and digits, lower case, single blanks: equal names of one table are one party.
  static std::string FoldedOwn(absl::string_view name) {
    std::string out;
    bool gap = false;
    for (const char c : name) {
      const auto u = static_cast<unsigned char>(c);
      if ((u & 0x80U) == 0 && !absl::ascii_isalnum(u)) {
        gap = true;
        continue;
      }
      if (gap && !out.empty()) out.push_back(' ');
      gap = false;
      out.push_back(absl::ascii_tolower(u));
    }
    return out;
  }

  absl::StatusOr<size_t> Party(OwnColumn name_column, OwnColumn id_column, OwnColumn country_column) {
    const absl::string_view name = Cell(name_column);
    const absl::string_view id = Cell(id_column);
    if (name.empty() && id.empty()) return CellError(name_column, "a name (or an id) is required");
    if (name.size() > kMaxOwnName) return CellError(name_column, absl::StrCat("longer than ", kMaxOwnName, " bytes"));
    if (id.size() > 160) return CellError(id_column, "longer than 160 bytes");
    const absl::string_view country = Cell(country_column);
    if (!country.empty() && (country.size() != 2 || CountryCode(country).empty())) {
      return CellError(country_column,
                       absl::StrCat("\"", CutText(country, 20), "\" is not an ISO 3166-1 alpha-2 code"));
    }
    const std::string folded = FoldedOwn(name);
    if (id.empty() && folded.empty()) return CellError(name_column, "a name needs letters or digits");
    std::string node_id = absl::StrCat("name:", folded);
    v1::Identifier identifier;
    if (!id.empty()) {
      const size_t colon = id.find(':');
      node_id = absl::StrCat("csv:", id);
      if (colon != absl::string_view::npos && colon > 0 && colon + 1 < id.size()) {
        identifier = MakeIdentifier(id.substr(0, colon), id.substr(colon + 1));
      } else if (LooksLikeLei(id)) {
        identifier = MakeIdentifier("LEI", id);
      }
      if (identifier.scheme() == "LEI") {
        if (!LooksLikeLei(identifier.value())) return CellError(id_column, "an LEI has 20 capitals and digits");
        node_id = absl::StrCat("lei:", identifier.value());
      }
    }
    const auto [it, fresh] = by_node_id_.emplace(node_id, parties_.size());
    if (fresh) {
      parties_.emplace_back();
      parties_.back().node.set_id(node_id);
      parties_.back().has_id = !id.empty();
      if (!identifier.value().empty()) *parties_.back().node.add_ids() = identifier;
    }
    v1::OwnershipNode& node = parties_[it->second].node;
    if (!name.empty() && std::find(node.names().begin(), node.names().end(), std::string(name)) == node.names().end()) {
      node.add_names(std::string(name));
      if (!id.empty()) {
        std::vector<size_t>& same = with_id_by_name_[folded];
        if (std::find(same.begin(), same.end(), it->second) == same.end()) same.push_back(it->second);
      }
    }
    if (node.hq_country().empty()) node.set_hq_country(CountryCode(country));
    return it->second;
  }

  absl::Status ReadKind(v1::OwnershipEdge* edge) {
    const std::string word = absl::AsciiStrToLower(Cell(kInterest));
    for (const InterestWord& known : kInterestWords) {
      if (known.word == word) edge->set_kind(known.kind);
    }
    if (edge->kind() == v1::INTEREST_KIND_UNSPECIFIED) {
      return CellError(kInterest, "use shareholding, voting, control, parent, ultimate_parent, branch or director");
    }
    const std::string level = absl::AsciiStrToLower(Cell(kLevel));
    if (level == "direct") edge->set_directness(v1::DIRECT);
    if (level == "indirect") edge->set_directness(v1::INDIRECT);
    if (!level.empty() && edge->directness() == v1::DIRECTNESS_UNSPECIFIED) {
      return CellError(kLevel, "use direct or indirect");
    }
    return absl::OkStatus();
  }

  absl::Status ReadOnePercent(OwnColumn column, ShareRange* share) const {
    absl::string_view text = Cell(column);
    if (absl::EndsWith(text, "%")) text = absl::StripTrailingAsciiWhitespace(text.substr(0, text.size() - 1));
    if (ParsePercent(text, share)) return absl::OkStatus();
    return CellError(column,
                     absl::StrCat("\"", CutText(text, 20), "\" is not a number from 0 to 100 such as 25 or 33.33"));
  }

  absl::Status ReadOwnShare(v1::OwnershipEdge* edge) {
    if (!Cell(kPercent).empty()) {
      ShareRange share;
      CORDON_RETURN_IF_ERROR(ReadOnePercent(kPercent, &share));
      SetShare(share.min_bp, share.max_bp, edge);
      return absl::OkStatus();
    }
    if (Cell(kMinPercent).empty() && Cell(kMaxPercent).empty()) {
      SetUnknownShare(edge);
      return absl::OkStatus();
    }
    ShareRange low{0, 0};
    ShareRange high{10'000, 10'000};
    if (!Cell(kMinPercent).empty()) CORDON_RETURN_IF_ERROR(ReadOnePercent(kMinPercent, &low));
    if (!Cell(kMaxPercent).empty()) CORDON_RETURN_IF_ERROR(ReadOnePercent(kMaxPercent, &high));
    if (low.min_bp > high.max_bp) return CellError(kMinPercent, "is more than max_percent");
    SetShare(low.min_bp, high.max_bp, edge);
    return absl::OkStatus();
  }

  absl::Status ReadDate(OwnColumn column, std::string* date) const {
    const absl::string_view text = Cell(column);
    if (text.empty()) return absl::OkStatus();
    if (!ParseDate(text).ok()) return CellError(column, absl::StrCat("\"", CutText(text, 20), "\" is not YYYY-MM-DD"));
    *date = std::string(text);
    return absl::OkStatus();
  }

  ImportRun& run_;
  size_t width_ = 0;
  std::vector<size_t> column_ = std::vector<size_t>(kColumnCount, kAbsent);
  const std::vector<std::string>* fields_ = nullptr;
  std::string place_;
  std::vector<OwnParty> parties_;
  std::vector<PendingEdge> edges_;
  absl::flat_hash_map<std::string, size_t> by_node_id_;
  absl::flat_hash_map<std::string, std::vector<size_t>> with_id_by_name_;
};

}  // namespace

absl::Status ImportOperatorOwnership(ByteSource& bytes, ImportRun* run) {
  run->report().format = "operator-csv";
  run->report().source = absl::StrCat("csv/", SourceTag(run->options().file_name));
  CsvReader csv(bytes, {.max_record_bytes = run->options().limits.max_record_bytes, .max_fields = 64});
  OwnTable table(run);
  bool header = true;
  while (true) {
    const absl::StatusOr<bool> more = csv.Next();
    if (!more.ok()) {
      return absl::Status(more.status().code(), absl::StrCat(run->options().file_name, ": ", more.status().message()));
    }
    if (!*more) break;
    if (header) {
      CORDON_RETURN_IF_ERROR(table.Header(csv.fields()));
      header = false;
      continue;
    }
    CORDON_RETURN_IF_ERROR(run->Record());
    CORDON_RETURN_IF_ERROR(table.Row(csv.fields(), absl::StrCat("row ", csv.row())));
  }
  if (header) return run->Invalid("row 1", "the file is empty");
  return table.Finish();
}

}  // namespace cordon::internal
