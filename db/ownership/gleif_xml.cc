// GLEIF CDF XML, streaming: LEI-CDF (Level 1), RR-CDF (Level 2) and reporting exceptions. Element names are compared
// without their namespace prefix. A document type declaration is refused: none of these files has one, and it is the
// way in for entity expansion.
#include <expat.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status_macros.h"
#include "db/ownership/gleif.h"

namespace cordon::internal {
namespace {

constexpr int kXmlChunk = 64 << 10;

class GleifXmlReader {
 public:
  explicit GleifXmlReader(ImportRun* run) : run_(*run), parser_(XML_ParserCreate(nullptr)) {
    XML_SetUserData(parser_, this);
    XML_SetElementHandler(
        parser_,
        [](void* self, const XML_Char* name, const XML_Char**) { static_cast<GleifXmlReader*>(self)->Start(name); },
        [](void* self, const XML_Char*) { static_cast<GleifXmlReader*>(self)->End(); });
    XML_SetCharacterDataHandler(parser_, [](void* self, const XML_Char* text, int size) {
      static_cast<GleifXmlReader*>(self)->Text(absl::string_view(text, static_cast<size_t>(size)));
    });
    XML_SetStartDoctypeDeclHandler(parser_, [](void* self, const XML_Char*, const XML_Char*, const XML_Char*, int) {
      auto* const reader = static_cast<GleifXmlReader*>(self);
      reader->Fail(reader->run_.Invalid(reader->Line(), "a document type declaration (DOCTYPE) is refused"));
    });
  }
  ~GleifXmlReader() { XML_ParserFree(parser_); }
  GleifXmlReader(const GleifXmlReader&) = delete;
  GleifXmlReader& operator=(const GleifXmlReader&) = delete;

  absl::Status Read(ByteSource& bytes) {
    std::string chunk(kXmlChunk, '\0');
    while (true) {
      CORDON_ASSIGN_OR_RETURN(const size_t size, bytes.Read(&chunk[0], chunk.size()));
      const bool ok = XML_Parse(parser_, chunk.data(), static_cast<int>(size), size == 0 ? 1 : 0) == XML_STATUS_OK;
      if (!status_.ok()) return status_;
      if (!ok) {
        return run_.Invalid(Line(), absl::StrCat("not well-formed XML: ", XML_ErrorString(XML_GetErrorCode(parser_))));
      }
      if (size == 0) break;
    }
    if (run_.report().format.empty()) {
      return run_.Invalid("line 1", "not GLEIF XML (no LEIRecords, RelationshipRecords or ReportingExceptions)");
    }
    return absl::OkStatus();
  }

 private:
  std::string Line() const { return absl::StrCat("line ", XML_GetCurrentLineNumber(parser_)); }

  void Fail(absl::Status status) {
    if (status_.ok()) status_ = std::move(status);
    XML_StopParser(parser_, XML_FALSE);
  }

  void Start(absl::string_view name) {
    if (!status_.ok()) return;
    const size_t colon = name.rfind(':');
    if (colon != absl::string_view::npos) name.remove_prefix(colon + 1);
    if (static_cast<int>(stack_.size()) >= run_.options().limits.max_depth) {
      return Fail(run_.Invalid(Line(), absl::StrCat("nested deeper than ", run_.options().limits.max_depth)));
    }
    if (!in_record_) {
      if (name == "LEIRecords") Recognise(GleifFile::kEntities, "gleif-lei-xml");
      if (name == "RelationshipRecords") Recognise(GleifFile::kRelationships, "gleif-rr-xml");
      if (name == "ReportingExceptions") Recognise(GleifFile::kExceptions, "gleif-repex-xml");
      if (!run_.report().format.empty() &&
          (name == "LEIRecord" || name == "RelationshipRecord" || name == "Exception")) {
        in_record_ = true;
        record_ = GleifRecord();
        record_bytes_ = 0;
        values_ = 0;
        record_depth_ = stack_.size();
        place_ = Line();
      }
    } else if (name == "RelationshipPeriod") {
      record_.periods.emplace_back();
    }
    stack_.emplace_back(name);
    text_.clear();
  }

  void Recognise(GleifFile file, absl::string_view format) {
    file_ = file;
    run_.report().format = std::string(format);
    run_.report().source = "gleif";
  }

  void Text(absl::string_view text) {
    if (!status_.ok() || !in_record_) return;
    record_bytes_ += static_cast<int64_t>(text.size());
    if (record_bytes_ > run_.options().limits.max_record_bytes) {
      return Fail(run_.Invalid(
          place_, absl::StrCat("the record has more than ", run_.options().limits.max_record_bytes, " bytes of text")));
    }
    text_.append(text.data(), text.size());
  }

  void End() {
    if (!status_.ok()) return;
    if (in_record_ && stack_.size() > record_depth_ + 1) {
      if (++values_ > run_.options().limits.max_values) {
        return Fail(run_.Invalid(place_, "too many elements in one record"));
      }
      std::string path =
          absl::StrJoin(stack_.begin() + static_cast<std::ptrdiff_t>(record_depth_) + 1, stack_.end(), ".");
      Assign(path, std::string(absl::StripAsciiWhitespace(absl::string_view(text_))));
    }
    stack_.pop_back();
    text_.clear();
    if (in_record_ && stack_.size() == record_depth_) {
      in_record_ = false;
      absl::Status taken = run_.Record();
      if (taken.ok()) taken = TakeGleifRecord(file_, record_, place_, &run_);
      if (!taken.ok()) Fail(std::move(taken));
    }
  }

  void Assign(absl::string_view path, std::string value) {
    struct Field {
      absl::string_view path;
      std::string GleifRecord::*member;
    };
    static constexpr Field kFields[] = {
        {"LEI", &GleifRecord::lei},
        {"Entity.LegalAddress.Country", &GleifRecord::legal_country},
        {"Entity.HeadquartersAddress.Country", &GleifRecord::hq_country},
        {"Entity.LegalJurisdiction", &GleifRecord::jurisdiction},
        {"Entity.EntityCategory", &GleifRecord::category},
        {"Entity.EntityCreationDate", &GleifRecord::created},
        {"Entity.EntityExpirationDate", &GleifRecord::expired},
        {"Entity.RegistrationAuthority.RegistrationAuthorityID", &GleifRecord::authority},
        {"Entity.RegistrationAuthority.RegistrationAuthorityEntityID", &GleifRecord::authority_id},
        {"ExceptionCategory", &GleifRecord::exception_category},
        {"Relationship.StartNode.NodeID", &GleifRecord::child},
        {"Relationship.StartNode.NodeIDType", &GleifRecord::child_type},
        {"Relationship.EndNode.NodeID", &GleifRecord::parent},
        {"Relationship.EndNode.NodeIDType", &GleifRecord::parent_type},
        {"Relationship.RelationshipType", &GleifRecord::relationship},
        {"Relationship.RelationshipStatus", &GleifRecord::status},
        {"Relationship.RelationshipQuantifiers.RelationshipQuantifier.QuantifierAmount", &GleifRecord::quantity},
        {"Relationship.RelationshipQuantifiers.RelationshipQuantifier.QuantifierUnits", &GleifRecord::quantity_units},
        {"Registration.RegistrationStatus", &GleifRecord::registration_status},
        {"Registration.LastUpdateDate", &GleifRecord::last_update},
    };
    if (value.empty()) return;
    if (path == "Entity.LegalName") {
      record_.names.insert(record_.names.begin(), std::move(value));
      return;
    }
    if (path == "Entity.OtherEntityNames.OtherEntityName" ||
        path == "Entity.TransliteratedOtherEntityNames.TransliteratedOtherEntityName") {
      record_.names.push_back(std::move(value));
      return;
    }
    if (path == "ExceptionReason") {
      record_.exception_reasons.push_back(std::move(value));
      return;
    }
    if (absl::StartsWith(path, "Relationship.RelationshipPeriods.RelationshipPeriod.") && !record_.periods.empty()) {
      GleifPeriod& period = record_.periods.back();
      if (absl::EndsWith(path, ".StartDate"))
        period.start = std::move(value);
      else if (absl::EndsWith(path, ".EndDate"))
        period.end = std::move(value);
      else if (absl::EndsWith(path, ".PeriodType"))
        period.type = std::move(value);
      return;
    }
    for (const Field& field : kFields) {
      if (path != field.path) continue;
      // The first of repeated elements counts.
      if ((record_.*field.member).empty()) record_.*field.member = std::move(value);
      return;
    }
  }

  ImportRun& run_;
  XML_Parser parser_;
  absl::Status status_;
  GleifFile file_ = GleifFile::kEntities;
  std::vector<std::string> stack_;
  std::string text_;
  bool in_record_ = false;
  size_t record_depth_ = 0;
  int64_t record_bytes_ = 0;
  int64_t values_ = 0;
  std::string place_;
  GleifRecord record_;
};

}  // namespace

absl::Status ImportGleifXml(ByteSource& bytes, ImportRun* run) {
  GleifXmlReader reader(run);
  return reader.Read(bytes);
}

}  // namespace cordon::internal
