// FollowTheMoney entities, one JSON object each: companies, people and public bodies become nodes, Ownership and
// Directorship become edges. Every property is a list of texts.
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "db/ownership/json_formats.h"
#include "db/ownership/share.h"

namespace cordon::internal {
namespace {

constexpr size_t kFtmText = 1'024;
constexpr size_t kMaxFtmNames = 200;
constexpr size_t kMaxFtmPairs = 1'000;  // owners times assets of one statement

struct FtmScheme {
  absl::string_view property;
  absl::string_view scheme;
};
constexpr FtmScheme kFtmSchemes[] = {
    {"leiCode", "LEI"},   {"uscCode", "USCC"},           {"innCode", "INN"},   {"ogrnCode", "OGRN"},
    {"okpoCode", "OKPO"}, {"dunsCode", "DUNS"},          {"imoNumber", "IMO"}, {"uniqueEntityId", "UEI"},
    {"swiftBic", "BIC"},  {"registrationNumber", "REG"}, {"cikCode", "CIK"},
};

class FtmFormat : public JsonFormat {
 public:
  explicit FtmFormat(ImportRun* run) : run_(*run) {
    run_.report().format = "ftm";
    run_.report().source = absl::StrCat("ftm/", SourceTag(run_.options().file_name));
  }

  absl::Status Take(const JsonValue& record, absl::string_view place) override {
    const absl::string_view schema = record["schema"].AsString();
    const absl::string_view id = record["id"].AsString();
    if (schema.empty()) return run_.Invalid(place, "schema is missing");
    if (id.empty()) return run_.Invalid(place, "id is missing");
    const JsonValue& properties = record["properties"];
    if (!properties.is_object()) return run_.Invalid(place, "properties is missing");
    if (schema == "Ownership") {
      return TakeEdge(properties, id, place, "owner", "asset", v1::INTEREST_SHAREHOLDING);
    }
    if (schema == "Directorship") {
      return TakeEdge(properties, id, place, "director", "organization", v1::INTEREST_DIRECTORSHIP);
    }
    if (schema == "UnknownLink") return TakeEdge(properties, id, place, "subject", "object", v1::INTEREST_OTHER);
    const v1::OwnershipNodeKind kind = KindOfSchema(schema);
    if (kind == v1::NODE_KIND_UNSPECIFIED) {
      ++run_.report().other_records;
      return absl::OkStatus();
    }
    return run_.Node(ReadNode(properties, id, kind));
  }

  absl::Status Finish() override { return absl::OkStatus(); }

 private:
  static v1::OwnershipNodeKind KindOfSchema(absl::string_view schema) {
    if (schema == "Person") return v1::NODE_PERSON;
    if (schema == "PublicBody") return v1::NODE_STATE_BODY;
    for (const absl::string_view other : {"Company", "Organization", "LegalEntity", "Asset", "Vessel", "Airplane",
                                          "RealEstate", "Security", "Vehicle"}) {
      if (schema == other) return v1::NODE_ORGANIZATION;
    }
    if (schema == "Trust") return v1::NODE_ARRANGEMENT;
    return v1::NODE_KIND_UNSPECIFIED;
  }

  static absl::string_view First(const JsonValue& properties, absl::string_view key) {
    const JsonValue& values = properties[key];
    return values.items.empty() ? absl::string_view() : values.items[0].AsString();
  }

  static v1::OwnershipNode ReadNode(const JsonValue& properties, absl::string_view id, v1::OwnershipNodeKind kind) {
    v1::OwnershipNode node;
    node.set_id(absl::StrCat("ftm:", id));
    node.set_kind(kind);
    for (const absl::string_view key : {"name", "alias", "previousName"}) {
      for (const JsonValue& name : properties[key].items) {
        if (static_cast<size_t>(node.names_size()) >= kMaxFtmNames) break;
        std::string text = CutText(name.AsString(), kFtmText);
        if (!text.empty()) node.add_names(std::move(text));
      }
    }
    for (const absl::string_view key : {"jurisdiction", "country", "nationality"}) {
      if (node.incorporation_country().empty()) node.set_incorporation_country(CountryCode(First(properties, key)));
    }
    node.set_hq_country(CountryCode(First(properties, "mainCountry")));
    for (const FtmScheme& known : kFtmSchemes) {
      for (const JsonValue& value : properties[known.property].items) {
        v1::Identifier made = MakeIdentifier(known.scheme, value.AsString());
        if (!made.value().empty() && node.ids_size() < 50) *node.add_ids() = std::move(made);
      }
    }
    std::string day;
    if (FirstDay(First(properties, "incorporationDate"), &day)) {
      node.set_incorporation_date(CutText(First(properties, "incorporationDate").substr(0, 10), 10));
    }
    if (FirstDay(First(properties, "dissolutionDate"), &day)) {
      node.set_dissolution_date(CutText(First(properties, "dissolutionDate").substr(0, 10), 10));
    }
    return node;
  }

  absl::Status TakeEdge(const JsonValue& properties, absl::string_view id, absl::string_view place,
                        absl::string_view owner_key, absl::string_view asset_key, v1::InterestKind kind) {
    const std::vector<JsonValue>& owners = properties[owner_key].items;
    const std::vector<JsonValue>& assets = properties[asset_key].items;
    if (owners.empty() || assets.empty()) {
      return run_.Invalid(place, absl::StrCat(owner_key, " or ", asset_key, " is missing"));
    }
    if (owners.size() * assets.size() > kMaxFtmPairs) {
      return run_.Invalid(place, absl::StrCat("more than ", kMaxFtmPairs, " pairs of ", owner_key, " and ", asset_key));
    }
    v1::OwnershipEdge edge;
    edge.set_kind(kind);
    edge.set_statement_id(CutText(id, 128));
    edge.set_note(CutText(First(properties, "role"), 256));
    SetWidestDates(properties, place, &edge);
    if (kind == v1::INTEREST_SHAREHOLDING) ReadPercentage(properties["percentage"].items, place, &edge);
    for (const JsonValue& owner : owners) {
      for (const JsonValue& asset : assets) {
        if (owner.AsString().empty() || asset.AsString().empty()) {
          return run_.Invalid(place, absl::StrCat(owner_key, " and ", asset_key, " must be ids"));
        }
        edge.set_owner(absl::StrCat("ftm:", owner.AsString()));
        edge.set_asset(absl::StrCat("ftm:", asset.AsString()));
        CORDON_RETURN_IF_ERROR(run_.Edge(edge));
      }
    }
    return absl::OkStatus();
  }

  // Of several dates the earliest start and the latest end. A missing start or end among several is not visible in the
  // format, so it cannot widen further.
  void SetWidestDates(const JsonValue& properties, absl::string_view place, v1::OwnershipEdge* edge) {
    const auto pick = [&properties](absl::string_view key, bool latest) {
      absl::string_view best;
      for (const JsonValue& value : properties[key].items) {
        const absl::string_view text = value.AsString();
        if (best.empty() || (latest ? text > best : text < best)) best = text;
      }
      return best;
    };
    run_.SetDates(place, pick("startDate", false), pick("endDate", true), edge);
  }

  // Several percentages: the range that holds them all.
  void ReadPercentage(const std::vector<JsonValue>& values, absl::string_view place, v1::OwnershipEdge* edge) {
    ShareRange whole{10'000, 0};
    bool any = false;
    std::string words;
    for (const JsonValue& value : values) {
      ShareRange share;
      if (ParseSharePhrase(value.AsString(), &share)) {
        whole.min_bp = std::min(whole.min_bp, share.min_bp);
        whole.max_bp = std::max(whole.max_bp, share.max_bp);
        any = true;
        continue;
      }
      ++run_.report().unreadable_shares;
      run_.Remark(place, "unreadable percentage", value.AsString());
      words = CutText(value.AsString(), 128);
    }
    if (!words.empty()) {
      edge->set_note(edge->note().empty() ? absl::StrCat("percentage: ", words)
                                          : absl::StrCat(edge->note(), "; percentage: ", words));
    }
    // One unreadable value among readable ones may be the larger.
    if (!any || !words.empty()) return SetUnknownShare(edge);
    SetShare(whole.min_bp, whole.max_bp, edge);
  }

  ImportRun& run_;
};

}  // namespace

std::unique_ptr<JsonFormat> NewFtmFormat(ImportRun* run) { return std::make_unique<FtmFormat>(run); }

}  // namespace cordon::internal
