// entities.ftm.json of OpenSanctions: FollowTheMoney, one JSON object per line. Entries are the parties that the export
// marks as targets (all parties, if it marks none); what hangs on them - sanctions, addresses, passports, wallets -
// stands in records of its own, before or behind the party, and is joined at the end.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "base/clock.h"
#include "base/status_macros.h"
#include "db/lists/addresses.h"
#include "db/lists/entry_collector.h"
#include "db/lists/entry_names.h"
#include "db/lists/format.h"
#include "db/lists/identifiers.h"
#include "db/lists/json_value.h"
#include "db/lists/ofac.h"
#include "db/lists/open_sanctions.h"
#include "db/lists/text.h"
#include "re2/re2.h"

namespace cordon {
namespace {

using internal::JsonValue;

constexpr int kFtmDepth = 8;
constexpr int64_t kFtmValues = 100'000;

Place FtmPlace(int64_t record) { return Place("record", record, "property"); }

// What a record says of another one.
struct FtmNote {
  enum Kind { kAddress, kId, kProgram, kCitation, kStart, kWallet };
  Kind kind = kAddress;
  std::string text;
  std::string scheme_or_country;
};

class FtmReader {
 public:
  FtmReader(const ImportOptions& options, ImportedList* list)
      : options_(options), list_(list), collector_(options, "record", list) {}

  absl::Status Read(ByteSource& bytes) {
    internal::JsonRecordReader reader(bytes, options_.limits.max_record_bytes);
    internal::JsonParser parser(kFtmDepth, kFtmValues);
    JsonValue record;
    int64_t read = 0;
    while (true) {
      CORDON_ASSIGN_OR_RETURN(const bool more, reader.Next());
      if (!more) break;
      number_ = reader.number();
      if (const absl::Status parsed = parser.Parse(reader.record(), &record); !parsed.ok()) {
        return absl::InvalidArgumentError(absl::StrCat("record ", number_, ": ", parsed.message()));
      }
      CORDON_RETURN_IF_ERROR(collector_.CountRow(number_));
      CORDON_RETURN_IF_ERROR(TakeRecord(record));
      read += static_cast<int64_t>(reader.record().size());
      collector_.Progress(read);
    }
    return Finish();
  }

 private:
  absl::Status Error(absl::string_view property, absl::string_view what) const {
    return CellError(FtmPlace(number_), property, what);
  }

  // The strings of a property; anything else there is refused.
  absl::Status Values(const JsonValue& properties, absl::string_view name, std::vector<std::string>* values) const {
    values->clear();
    const JsonValue& property = properties[name];
    if (property.type == JsonValue::kNull) return absl::OkStatus();
    if (property.type != JsonValue::kArray) return Error(name, "is not a list");
    for (const JsonValue& item : property.items) {
      if (item.type != JsonValue::kString) return Error(name, "holds something that is not a string");
      if (!TrimBlanks(item.text).empty()) values->emplace_back(TrimBlanks(item.text));
    }
    return absl::OkStatus();
  }

  absl::Status TakeRecord(const JsonValue& record) {
    const std::string id(record["id"].AsString());
    const absl::string_view schema = record["schema"].AsString();
    const JsonValue& properties = record["properties"];
    if (id.empty()) return Error("id", "is missing or not a string");
    if (schema.empty()) return Error("schema", "is missing or not a string");
    if (!properties.is_object()) return Error("properties", "is missing or not an object");
    v1::EntryType type{};
    if (FtmPartyType(schema, &type)) {
      const JsonValue& target = record["target"];
      if (target.type != JsonValue::kNull && target.type != JsonValue::kBool)
        return Error("target", "is not a boolean");
      const bool marked = target.type == JsonValue::kBool;
      if (schema == "CryptoWallet") CORDON_RETURN_IF_ERROR(TakeNotes(properties, id, schema));
      if (marked && !target.boolean) return absl::OkStatus();  // an owner, a relative: no target itself
      return TakeParty(record, properties, id, type);
    }
    if (record["target"].boolean) {
      return Error("schema", absl::StrCat("a target of the unknown kind ", QuoteCell(schema)));
    }
    return TakeNotes(properties, id, schema);
  }

  absl::Status TakeParty(const JsonValue& record, const JsonValue& properties, const std::string& id,
                         v1::EntryType type) {
    v1::ListEntry entry;
    entry.set_list("OS");
    entry.set_type(type);
    CORDON_RETURN_IF_ERROR(SetEntryId(id, FtmPlace(number_), "id", &entry));
    EntryNames names(FtmPlace(number_), options_.limits, &entry);
    std::vector<std::string> values;
    CORDON_RETURN_IF_ERROR(Values(properties, "name", &values));
    std::string primary(SqueezeBlanks(record["caption"].AsString()));
    if (primary.empty() && !values.empty()) primary = values[0];
    // A wallet or a security may have no name but its number.
    if (primary.empty()) primary = FirstOf(properties, {"publicKey", "isin", "registrationNumber", "imoNumber"});
    CORDON_RETURN_IF_ERROR(names.AddPrimary(primary, "name"));
    for (const std::string& name : values) CORDON_RETURN_IF_ERROR(names.AddName(name, v1::ALIAS, v1::STRONG, "name"));
    struct NameProperty {
      absl::string_view property;
      v1::NameKind kind;
      v1::NameQuality quality;
    };
    constexpr NameProperty kNameProperties[] = {{"alias", v1::ALIAS, v1::STRONG},
                                                {"abbreviation", v1::ALIAS, v1::WEAK},
                                                {"previousName", v1::FORMER, v1::STRONG},
                                                {"pastNames", v1::FORMER, v1::STRONG},
                                                {"weakAlias", v1::ALIAS, v1::WEAK}};
    for (const NameProperty& known : kNameProperties) {
      CORDON_RETURN_IF_ERROR(Values(properties, known.property, &values));
      for (const std::string& name : values) {
        CORDON_RETURN_IF_ERROR(names.AddName(name, known.kind, known.quality, known.property));
      }
    }
    CORDON_RETURN_IF_ERROR(TakeFacts(properties, &entry));
    names.Derive();
    for (const JsonValue& dataset : record["datasets"].items) {
      absl::StrAppend(entry.mutable_citation(), entry.citation().empty() ? "" : ", ", dataset.AsString());
    }
    CORDON_RETURN_IF_ERROR(Values(properties, "addressEntity", &values));
    for (const std::string& address : values) used_addresses_[id].push_back(address);
    return collector_.Add(std::move(entry), number_);
  }

  static std::string FirstOf(const JsonValue& properties, const std::vector<absl::string_view>& names) {
    for (const absl::string_view name : names) {
      const JsonValue& property = properties[name];
      if (!property.items.empty() && !property.items[0].AsString().empty()) {
        return std::string(property.items[0].AsString());
      }
    }
    return "";
  }

  absl::Status TakeFacts(const JsonValue& properties, v1::ListEntry* entry) const {
    std::vector<std::string> values;
    for (const char* name : {"country", "nationality", "citizenship", "jurisdiction", "mainCountry", "flag"}) {
      CORDON_RETURN_IF_ERROR(Values(properties, name, &values));
      for (const std::string& country : values) AddFtmCountry(country, entry);
    }
    CORDON_RETURN_IF_ERROR(Values(properties, "address", &values));
    for (const std::string& address : values) AddAddressParts(address, "", entry);
    for (const internal::JsonMember& member : properties.members) {
      const absl::string_view scheme = FtmIdScheme(member.name);
      if (scheme.empty()) continue;
      CORDON_RETURN_IF_ERROR(Values(properties, member.name, &values));
      for (const std::string& value : values) {
        AddId(scheme, absl::StripPrefix(value, scheme == "IMO" ? "IMO" : ""), entry);
      }
    }
    CORDON_RETURN_IF_ERROR(Values(properties, "publicKey", &values));
    for (const std::string& key : values) entry->add_wallets(key);
    for (const char* name : {"programId", "program"}) {
      CORDON_RETURN_IF_ERROR(Values(properties, name, &values));
      for (const std::string& program : values) AddProgram(program, entry);
    }
    CORDON_RETURN_IF_ERROR(Values(properties, "sourceUrl", &values));
    if (!values.empty()) entry->set_source_url(values[0]);
    struct Labelled {
      const char* property;
      const char* label;
    };
    constexpr Labelled kRemarks[] = {{"topics", "Topics: "},
                                     {"birthDate", "DOB "},
                                     {"birthPlace", "POB "},
                                     {"position", "Title: "},
                                     {"gender", "Gender "},
                                     {"notes", ""},
                                     {"incorporationDate", "Founded "},
                                     {"phone", "Phone "}};
    for (const Labelled& labelled : kRemarks) {
      CORDON_RETURN_IF_ERROR(Values(properties, labelled.property, &values));
      AppendRemark(labelled.label, absl::StrJoin(values, ", "), entry);
    }
    return absl::OkStatus();
  }

  static void AddProgram(absl::string_view program, v1::ListEntry* entry) {
    if (std::find(entry->programs().begin(), entry->programs().end(), program) == entry->programs().end()) {
      entry->add_programs(std::string(program));
    }
  }

  // Records that are no party: what they say is kept for the party they name.
  absl::Status TakeNotes(const JsonValue& properties, const std::string& id, absl::string_view schema) {
    std::vector<std::string> values;
    if (schema == "Address") {
      FtmNote note;
      CORDON_RETURN_IF_ERROR(Values(properties, "full", &values));
      if (!values.empty()) note.text = values[0];
      CORDON_RETURN_IF_ERROR(Values(properties, "country", &values));
      if (!values.empty()) note.scheme_or_country = values[0];
      addresses_[id] = std::move(note);
      return absl::OkStatus();
    }
    struct NoteProperty {
      absl::string_view schema;
      absl::string_view holder;
      absl::string_view property;
      FtmNote::Kind kind;
      absl::string_view scheme;
    };
    constexpr NoteProperty kNotes[] = {
        {"Sanction", "entity", "program", FtmNote::kProgram, ""},
        {"Sanction", "entity", "programId", FtmNote::kProgram, ""},
        {"Sanction", "entity", "authorityId", FtmNote::kCitation, ""},
        {"Sanction", "entity", "listingDate", FtmNote::kStart, ""},
        {"Sanction", "entity", "startDate", FtmNote::kStart, ""},
        {"Passport", "holder", "number", FtmNote::kId, "PASSPORT"},
        {"Passport", "holder", "passportNumber", FtmNote::kId, "PASSPORT"},
        {"Identification", "holder", "number", FtmNote::kId, "NATIONAL_ID"},
        {"CryptoWallet", "holder", "publicKey", FtmNote::kWallet, ""},
    };
    std::vector<std::string> holders;
    for (const NoteProperty& known : kNotes) {
      if (known.schema != schema) continue;
      CORDON_RETURN_IF_ERROR(Values(properties, known.holder, &holders));
      CORDON_RETURN_IF_ERROR(Values(properties, known.property, &values));
      for (const std::string& holder : holders) {
        for (const std::string& value : values)
          notes_[holder].push_back({known.kind, value, std::string(known.scheme)});
      }
    }
    return absl::OkStatus();
  }

  absl::Status Finish() {
    for (v1::ListEntry& entry : list_->entries) {
      const auto used = used_addresses_.find(entry.entry_id());
      if (used != used_addresses_.end()) {
        for (const std::string& id : used->second) AddJoinedAddress(id, &entry);
      }
      const auto notes = notes_.find(entry.entry_id());
      if (notes == notes_.end()) continue;
      for (const FtmNote& note : notes->second) AddNote(note, &entry);
    }
    return collector_.Finish();
  }

  void AddJoinedAddress(const std::string& id, v1::ListEntry* entry) const {
    const auto found = addresses_.find(id);
    if (found == addresses_.end()) return;  // in another file of the export
    AddFtmCountry(found->second.scheme_or_country, entry);
    AddAddressParts(found->second.text, "", entry);
  }

  static void AddNote(const FtmNote& note, v1::ListEntry* entry) {
    switch (note.kind) {
      case FtmNote::kProgram:
        AddProgram(note.text, entry);
        break;
      case FtmNote::kCitation:
        absl::StrAppend(entry->mutable_citation(), entry->citation().empty() ? "" : ", ", note.text);
        break;
      case FtmNote::kStart:
        // The first listing; dates may be given to the month or year only.
        if (ParseDate(note.text).ok() && (entry->start_date().empty() || note.text < entry->start_date())) {
          entry->set_start_date(note.text);
        }
        break;
      case FtmNote::kId:
        AddId(note.scheme_or_country, note.text, entry);
        break;
      case FtmNote::kWallet:
        entry->add_wallets(note.text);
        break;
      case FtmNote::kAddress:
        break;
    }
  }

  const ImportOptions& options_;
  ImportedList* const list_;
  EntryCollector collector_;
  int64_t number_ = 0;
  absl::flat_hash_map<std::string, FtmNote> addresses_;
  absl::flat_hash_map<std::string, std::vector<std::string>> used_addresses_;
  absl::flat_hash_map<std::string, std::vector<FtmNote>> notes_;
};

absl::Status ParseFtm(ByteSource& bytes, const ImportOptions& options, ImportedList* list) {
  list->source = "opensanctions";
  FtmReader reader(options, list);
  return reader.Read(bytes);
}

bool RecognisesFtm(absl::string_view head) {
  // The keys that every record has; which comes first differs. The Consolidated Screening List has none of them.
  static const auto* const kKeys = new RE2(R"("schema"\s*:\s*"[A-Za-z]+")");
  absl::ConsumePrefix(&head, "\xEF\xBB\xBF");
  head = TrimBlanks(head);
  if (head.empty() || (head[0] != '{' && head[0] != '[')) return false;
  return RE2::PartialMatch(re2::StringPiece(head.data(), head.size()), *kKeys) ||
         (absl::StrContains(head, "\"properties\"") && absl::StrContains(head, "\"id\""));
}

}  // namespace

const ListFormat& FtmFormat() {
  static const auto* const kFormat =
      new ListFormat{"opensanctions-ftm", "OpenSanctions entities.ftm.json; FollowTheMoney, one JSON object per line",
                     &RecognisesFtm, &ParseFtm};
  return *kFormat;
}

}  // namespace cordon
