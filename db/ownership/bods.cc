// Beneficial Ownership Data Standard. A statement can be replaced by a later one anywhere in the file, so statements
// are kept until the end, reduced to what ownership needs.
#include <algorithm>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "db/ownership/json_formats.h"
#include "db/ownership/share.h"

namespace cordon::internal {
namespace {

constexpr size_t kBodsText = 1'024;

// "otherInfluenceOrControl", "other-influence-or-control" -> "otherinfluenceorcontrol".
std::string FoldCode(absl::string_view code) {
  std::string out;
  for (const char c : code) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(c)))
      out.push_back(absl::ascii_tolower(static_cast<unsigned char>(c)));
  }
  return out;
}

v1::InterestKind KindOfInterest(const std::string& type) {
  if (type == "shareholding") return v1::INTEREST_SHAREHOLDING;
  if (type == "votingrights") return v1::INTEREST_VOTING_RIGHTS;
  if (type == "nominee" || type == "nominator") return v1::INTEREST_NOMINEE;
  if (type == "seniormanagingofficial" || type == "boardmember" || type == "boardchair") {
    return v1::INTEREST_DIRECTORSHIP;
  }
  for (const absl::string_view control :
       {"appointmentofboard", "influenceorcontrol", "otherinfluenceorcontrol", "controlviacompanyrulesorarticles",
        "controlbylegalframework", "settlor", "settloroftrust", "trustee", "trusteeoftrust", "protector",
        "protectoroftrust"}) {
    if (type == control) return v1::INTEREST_CONTROL;
  }
  if (type.empty() || type == "unknowninterest" || type == "unpublishedinterest") return v1::INTEREST_SHAREHOLDING;
  return v1::INTEREST_OTHER;  // rights to profit, to assets, beneficiary: neither shares nor control
}

v1::OwnershipNodeKind KindOfEntity(const std::string& type) {
  if (type == "state") return v1::NODE_STATE;
  if (type == "statebody") return v1::NODE_STATE_BODY;
  if (type == "arrangement") return v1::NODE_ARRANGEMENT;
  if (type == "anonymousentity" || type == "unknownentity") return v1::NODE_ANONYMOUS;
  return v1::NODE_ORGANIZATION;
}

class BodsFormat : public JsonFormat {
 public:
  explicit BodsFormat(ImportRun* run) : run_(*run) {}

  absl::Status Take(const JsonValue& record, absl::string_view place) override {
    const bool newer = !record["statementId"].AsString().empty();
    if (run_.report().format.empty()) {
      run_.report().format = newer ? "bods-0.4" : "bods-0.2";
      run_.report().source = absl::StrCat("bods/", SourceTag(run_.options().file_name));
    }
    if (newer != (run_.report().format == "bods-0.4")) {
      return run_.Invalid(place, "statements of BODS 0.2 and 0.4 in one file; import them apart");
    }
    if (static_cast<int64_t>(statements_.size()) >= run_.options().limits.max_buffered) {
      return absl::ResourceExhaustedError(absl::StrCat(run_.options().file_name, ": more than ",
                                                       run_.options().limits.max_buffered,
                                                       " BODS statements; split the file by country or register"));
    }
    return newer ? TakeNewer(record, place) : TakeOlder(record, place);
  }

  absl::Status Finish() override {
    for (size_t i = 0; i < statements_.size(); ++i) {
      if (statements_[i].dropped) {
        ++run_.report().superseded;
        continue;
      }
      CORDON_RETURN_IF_ERROR(Emit(&statements_[i]));
    }
    return absl::OkStatus();
  }

 private:
  struct Statement {
    bool dropped = false;
    bool relationship = false;
    v1::OwnershipNode node;
    std::vector<v1::OwnershipEdge> edges;  // ends are references until Finish
    std::string date;
    std::string ended;  // last day, of a closed record
  };

  // ---- 0.4: the latest statement of a record that is not closed stands; a closing statement ends it.
  absl::Status TakeNewer(const JsonValue& record, absl::string_view place) {
    const std::string record_id(record["recordId"].AsString());
    const absl::string_view type = record["recordType"].AsString();
    const absl::string_view status = record["recordStatus"].AsString();
    if (record_id.empty()) return run_.Invalid(place, "recordId is missing");
    const JsonValue& details = record["recordDetails"];
    Statement statement;
    statement.date = std::string(record["statementDate"].AsString());
    const std::string id = RecordNode(record_id);
    if (type == "entity") {
      ReadEntity(details, details["entityType"]["type"].AsString(), &statement.node);
      statement.node.set_id(id);
    } else if (type == "person") {
      ReadPerson(details, &statement.node);
      statement.node.set_id(id);
    } else if (type == "relationship") {
      statement.relationship = true;
      if (status != "closed" || details.is_object()) {
        CORDON_RETURN_IF_ERROR(ReadRelationship(details, details["subject"], details["interestedParty"],
                                                record["statementId"].AsString(), place, &statement));
      }
    } else {
      return run_.Invalid(place,
                          absl::StrCat("recordType \"", CutText(type, 40), "\" is not entity, person or relationship"));
    }
    const std::string key = absl::StrCat(type, "/", record_id);
    const auto it = latest_.find(key);
    if (status == "closed") {
      std::string day;
      if (!LastDay(statement.date, &day)) day.clear();
      if (it == latest_.end()) {
        statement.ended = day.empty() ? "1900-01-01" : day;
        latest_.emplace(key, statements_.size());
        statements_.push_back(std::move(statement));
      } else {
        ++run_.report().superseded;
        Statement& open = statements_[it->second];
        if (open.date <= statement.date) open.ended = day.empty() ? "1900-01-01" : day;
      }
      return absl::OkStatus();
    }
    if (it != latest_.end()) {
      Statement& known = statements_[it->second];
      if (known.date > statement.date) {
        ++run_.report().superseded;
        return absl::OkStatus();
      }
      if (known.ended > statement.date) statement.ended = known.ended;
      known.dropped = true;
      it->second = statements_.size();
    } else {
      latest_.emplace(key, statements_.size());
    }
    statements_.push_back(std::move(statement));
    return absl::OkStatus();
  }

  // ---- 0.2: a statement names those it replaces.
  absl::Status TakeOlder(const JsonValue& record, absl::string_view place) {
    const std::string statement_id(record["statementID"].AsString());
    const std::string type = FoldCode(record["statementType"].AsString());
    Statement statement;
    statement.date = std::string(record["statementDate"].AsString());
    if (type == "entitystatement") {
      ReadEntity(record, record["entityType"].AsString(), &statement.node);
      statement.node.set_id(StatementNode(statement_id));
    } else if (type == "personstatement") {
      ReadPerson(record, &statement.node);
      statement.node.set_id(StatementNode(statement_id));
    } else if (type == "ownershiporcontrolstatement") {
      statement.relationship = true;
      CORDON_RETURN_IF_ERROR(
          ReadRelationship(record, record["subject"], record["interestedParty"], statement_id, place, &statement));
    } else {
      return run_.Invalid(place, absl::StrCat("statementType \"", CutText(type, 40), "\" is not known"));
    }
    for (const JsonValue& replaced : record["replacesStatements"].items) {
      if (replaced.AsString().empty()) continue;
      replaced_by_.emplace(std::string(replaced.AsString()), statement_id);
    }
    by_statement_.emplace(statement_id, statements_.size());
    statements_.push_back(std::move(statement));
    return absl::OkStatus();
  }

  // The statement that stands in place of `id`, following replacements.
  std::string Current(std::string id) const {
    for (int steps = 0; steps < 1'000; ++steps) {
      const auto it = replaced_by_.find(id);
      if (it == replaced_by_.end() || it->second == id || !by_statement_.contains(it->second)) break;
      id = it->second;
    }
    return id;
  }

  std::string RecordNode(absl::string_view record_id) const {
    return absl::StrCat("bods:", SourceTag(run_.options().file_name), ":", record_id);
  }
  static std::string StatementNode(absl::string_view statement_id) { return absl::StrCat("bods:", statement_id); }

  // ---- contents
  void ReadEntity(const JsonValue& details, absl::string_view type, v1::OwnershipNode* node) {
    node->set_kind(KindOfEntity(FoldCode(type)));
    AddName(details["name"].AsString(), node);
    for (const JsonValue& name : details["alternateNames"].items) AddName(name.AsString(), node);
    for (const absl::string_view key : {"jurisdiction", "incorporatedInJurisdiction"}) {
      if (node->incorporation_country().empty()) {
        node->set_incorporation_country(CountryCode(details[key]["code"].AsString()));
      }
    }
    AddIdentifiers(details, node);
    for (const JsonValue& address : details["addresses"].items) {
      const std::string kind = FoldCode(address["type"].AsString());
      if (kind != "business" && kind != "headquarters") continue;
      const JsonValue& country = address["country"];
      const absl::string_view code = country.is_object() ? country["code"].AsString() : country.AsString();
      if (node->hq_country().empty()) node->set_hq_country(CountryCode(code));
    }
    SetDate(details["foundingDate"].AsString(), node->mutable_incorporation_date());
    SetDate(details["dissolutionDate"].AsString(), node->mutable_dissolution_date());
  }

  void ReadPerson(const JsonValue& details, v1::OwnershipNode* node) {
    const std::string type = FoldCode(details["personType"].AsString());
    node->set_kind(type == "anonymousperson" || type == "unknownperson" ? v1::NODE_ANONYMOUS : v1::NODE_PERSON);
    for (const JsonValue& name : details["names"].items) AddName(name["fullName"].AsString(), node);
    for (const JsonValue& nationality : details["nationalities"].items) {
      if (node->incorporation_country().empty()) {
        node->set_incorporation_country(CountryCode(nationality["code"].AsString()));
      }
    }
    AddIdentifiers(details, node);
  }

  static void SetDate(absl::string_view text, std::string* date) {
    std::string day;
    if (!text.empty() && FirstDay(text, &day)) *date = CutText(text.substr(0, 10), 10);
  }

  static void AddName(absl::string_view name, v1::OwnershipNode* node) {
    std::string text = CutText(name, kBodsText);
    if (!text.empty()) node->add_names(std::move(text));
  }

  static void AddIdentifiers(const JsonValue& details, v1::OwnershipNode* node) {
    for (const JsonValue& identifier : details["identifiers"].items) {
      absl::string_view scheme = identifier["scheme"].AsString();
      if (scheme.empty()) scheme = identifier["schemeName"].AsString();
      v1::Identifier id = MakeIdentifier(scheme, identifier["id"].AsString());
      if (!id.value().empty()) *node->add_ids() = std::move(id);
    }
  }

  // The id of the node a reference means; an unspecified party becomes a nameless node of its own.
  absl::StatusOr<std::string> Reference(const JsonValue& party, absl::string_view statement_id, absl::string_view place,
                                        Statement* statement) {
    if (!party.AsString().empty()) return RecordNode(party.AsString());
    for (const absl::string_view key : {"describedByEntityStatement", "describedByPersonStatement"}) {
      if (!party[key].AsString().empty()) return StatementNode(party[key].AsString());
    }
    const JsonValue& unspecified = party["unspecified"].is_object() ? party["unspecified"] : party;
    if (unspecified.is_object() && !unspecified["reason"].AsString().empty()) {
      statement->node.set_kind(v1::NODE_ANONYMOUS);
      statement->node.set_id(absl::StrCat("bods:", statement_id, "#unspecified"));
      return statement->node.id();
    }
    return run_.Invalid(place, "subject or interestedParty names nobody");
  }

  absl::Status ReadRelationship(const JsonValue& details, const JsonValue& subject, const JsonValue& party,
                                absl::string_view statement_id, absl::string_view place, Statement* statement) {
    v1::OwnershipEdge base;
    CORDON_ASSIGN_OR_RETURN(std::string asset, Reference(subject, statement_id, place, statement));
    CORDON_ASSIGN_OR_RETURN(std::string owner, Reference(party, statement_id, place, statement));
    base.set_asset(std::move(asset));
    base.set_owner(std::move(owner));
    base.set_statement_id(CutText(statement_id, 128));
    if (details["interests"].items.empty()) {
      base.set_kind(v1::INTEREST_SHAREHOLDING);
      base.set_note("no interests stated");
      SetUnknownShare(&base);
      statement->edges.push_back(std::move(base));
      return absl::OkStatus();
    }
    for (const JsonValue& interest : details["interests"].items) {
      v1::OwnershipEdge edge = base;
      const std::string type = FoldCode(interest["type"].AsString());
      edge.set_kind(KindOfInterest(type));
      if (type != "shareholding" && type != "votingrights") edge.set_note(CutText(interest["type"].AsString(), 128));
      absl::string_view level = interest["directOrIndirect"].AsString();
      if (level.empty()) level = interest["interestLevel"].AsString();
      if (level == "direct") edge.set_directness(v1::DIRECT);
      if (level == "indirect") edge.set_directness(v1::INDIRECT);
      run_.SetDates(place, interest["startDate"].AsString(), interest["endDate"].AsString(), &edge);
      ReadShare(interest["share"], place, &edge);
      statement->edges.push_back(std::move(edge));
    }
    return absl::OkStatus();
  }

  // share {exact | minimum, maximum, exclusiveMinimum, exclusiveMaximum}; the exclusive bounds are flags in 0.2 and
  // numbers in later versions.
  void ReadShare(const JsonValue& share, absl::string_view place, v1::OwnershipEdge* edge) {
    const auto bound = [&](absl::string_view key, ShareRange* value) {
      const JsonValue& stated = share[key];
      if (stated.type != JsonValue::kNumber && stated.type != JsonValue::kString) return false;
      if (ParsePercent(stated.text, value)) return true;
      ++run_.report().unreadable_shares;
      run_.Remark(place, absl::StrCat("unreadable share ", key), stated.text);
      return false;
    };
    ShareRange value;
    if (bound("exact", &value)) return SetShare(value.min_bp, value.max_bp, edge);
    int low = 0;
    int high = 10'000;
    bool any = false;
    if (bound("minimum", &value)) {
      low = share["exclusiveMinimum"].boolean ? ExclusiveMinimum(value) : value.min_bp;
      any = true;
    }
    if (bound("exclusiveMinimum", &value)) {
      low = ExclusiveMinimum(value);
      any = true;
    }
    if (bound("maximum", &value)) {
      high = share["exclusiveMaximum"].boolean ? ExclusiveMaximum(value) : value.max_bp;
      any = true;
    }
    if (bound("exclusiveMaximum", &value)) {
      high = ExclusiveMaximum(value);
      any = true;
    }
    if (!any || low > high) return SetUnknownShare(edge);
    SetShare(low, high, edge);
  }

  absl::Status Emit(Statement* statement) {
    if (!statement->relationship) {
      if (!replaced_by_.empty()) {
        const std::string id = statement->node.id().substr(5);
        if (Current(id) != id) {
          ++run_.report().superseded;
          return absl::OkStatus();
        }
      }
      return run_.Node(std::move(statement->node));
    }
    if (!statement->edges.empty() && replaced_by_.contains(statement->edges[0].statement_id()) &&
        Current(statement->edges[0].statement_id()) != statement->edges[0].statement_id()) {
      ++run_.report().superseded;
      return absl::OkStatus();
    }
    if (!statement->node.id().empty()) CORDON_RETURN_IF_ERROR(run_.Node(std::move(statement->node)));
    for (v1::OwnershipEdge& edge : statement->edges) {
      if (!replaced_by_.empty()) {
        edge.set_owner(StatementNode(Current(edge.owner().substr(5))));
        edge.set_asset(StatementNode(Current(edge.asset().substr(5))));
      }
      if (!statement->ended.empty() && (edge.end_date().empty() || edge.end_date() > statement->ended)) {
        edge.set_end_date(statement->ended);
        // A record closed before its interest began was never in force.
        if (edge.start_date() > edge.end_date()) {
          ++run_.report().withdrawn;
          continue;
        }
      }
      CORDON_RETURN_IF_ERROR(run_.Edge(std::move(edge)));
    }
    return absl::OkStatus();
  }

  ImportRun& run_;
  std::vector<Statement> statements_;
  absl::flat_hash_map<std::string, size_t> latest_;        // 0.4: type/recordId -> statement
  absl::flat_hash_map<std::string, size_t> by_statement_;  // 0.2
  absl::flat_hash_map<std::string, std::string> replaced_by_;
};

}  // namespace

std::unique_ptr<JsonFormat> NewBodsFormat(ImportRun* run) { return std::make_unique<BodsFormat>(run); }

}  // namespace cordon::internal
