// The EU's consolidated financial sanctions list as CSV (csvFullSanctionsList 1.1, and the older 1.0): separated by
// ";", one row for each alias, address, birth date or document of an entity. Written from descriptions of the columns.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/clock.h"
#include "base/country_codes.h"
#include "base/status_macros.h"
#include "db/lists/addresses.h"
#include "db/lists/csv_list.h"
#include "db/lists/format.h"
#include "db/lists/gathered_rows.h"
#include "db/lists/header_map.h"
#include "db/lists/identifiers.h"
#include "db/lists/ofac.h"
#include "db/lists/text.h"

namespace cordon {
namespace {

// Fields, and how versions 1.1 and 1.0 of the file spell their columns. What matters to nobody is known by its family.
const std::vector<MappedColumn>& EuColumns() {
  static const auto* const kColumns = new std::vector<MappedColumn>{
      {"Entity_LogicalId", "Entity_LogicalId|Entity_Logical_Id", true},
      {"NameAlias_WholeName", "NameAlias_WholeName|Naal_WholeName", true},
      {"fileGenerationDate", "fileGenerationDate|Date_file", false},
      {"Entity_EU_ReferenceNumber", "Entity_EU_ReferenceNumber|EU_Ref_Num", false},
      {"Entity_UnitedNationId", "Entity_UnitedNationId", false},
      {"Entity_DesignationDate", "Entity_DesignationDate", false},
      {"Entity_DesignationDetails", "Entity_DesignationDetails", false},
      {"Entity_Remark", "Entity_Remark", false},
      {"Entity_SubjectType", "Entity_SubjectType|Subject_Type", true},
      {"Entity_SubjectType_ClassificationCode", "Entity_SubjectType_ClassificationCode", false},
      {"Entity_Regulation_Programme", "Entity_Regulation_Programme|Programme", false},
      {"Entity_Regulation_NumberTitle", "Entity_Regulation_NumberTitle|Leba_numtitle", false},
      {"Entity_Regulation_PublicationUrl", "Entity_Regulation_PublicationUrl|Leba_url", false},
      {"Entity_Regulation_EntryIntoForceDate", "Entity_Regulation_EntryIntoForceDate", false},
      {"NameAlias_LastName", "NameAlias_LastName|Naal_LastName", false},
      {"NameAlias_FirstName", "NameAlias_FirstName|Naal_FirstName", false},
      {"NameAlias_MiddleName", "NameAlias_MiddleName|Naal_MiddleName", false},
      {"NameAlias_Function", "NameAlias_Function|Naal_Function", false},
      {"NameAlias_Strong", "NameAlias_Strong", false},
      {"NameAlias_Remark", "NameAlias_Remark", false},
      {"Address_Street", "Address_Street|Addr_Street", false},
      {"Address_PoBox", "Address_PoBox", false},
      {"Address_City", "Address_City|Addr_City", false},
      {"Address_Region", "Address_Region", false},
      {"Address_ZipCode", "Address_ZipCode|Addr_ZipCode", false},
      {"Address_CountryIso2Code", "Address_CountryIso2Code", false},
      {"Address_CountryDescription", "Address_CountryDescription|Addr_Country", false},
      {"BirthDate_BirthDate", "BirthDate_BirthDate|Birt_Date", false},
      {"BirthDate_Year", "BirthDate_Year", false},
      {"BirthDate_Place", "BirthDate_Place|Birt_Place", false},
      {"Identification_Number", "Identification_Number|Iden_Number", false},
      {"Identification_LatinNumber", "Identification_LatinNumber", false},
      {"Identification_TypeCode", "Identification_TypeCode", false},
      {"Identification_TypeDescription", "Identification_TypeDescription", false},
      {"Citizenship_CountryIso2Code", "Citizenship_CountryIso2Code", false},
      {"Citizenship_CountryDescription", "Citizenship_CountryDescription|Citi_Country", false},
      {"",
       "Entity_*|NameAlias_*|Naal_*|Address_*|Addr_*|BirthDate_*|Birt_*|Identification_*|Iden_*|Citizenship_*|Citi_*|"
       "Leba_*|EU_*",
       false},
  };
  return *kColumns;
}

// "2014-03-17" or "17/03/2014".
std::string EuDate(absl::string_view text) {
  if (ParseDate(text).ok()) return std::string(text);
  return ReorderDate(text, "DMY");
}

class EuParser : public CsvListParser {
 public:
  explicit EuParser(const ListLimits& limits) : limits_(limits) {}

  char separator() const override { return ';'; }
  absl::Status Header(const std::vector<std::string>& header, int64_t row) override {
    return columns_.Read(header, EuColumns(), row);
  }
  size_t column_count() const override { return columns_.size(); }

  absl::Status Take(const std::vector<std::string>& fields, int64_t row, EntryCollector& /*collector*/) override {
    const auto cell = [&](absl::string_view field) { return columns_.Cell(fields, field); };
    const absl::string_view id = cell("Entity_LogicalId");
    bool is_new = false;
    if (id.empty()) return CellError(row, "Entity_LogicalId", "is empty");
    GatheredEntry& gathered = gathered_.Of(id, row, &is_new);
    v1::ListEntry& entry = gathered.entry;
    if (is_new) {
      entry.set_list("EU");
      CORDON_RETURN_IF_ERROR(SetEntryId(id, row, "Entity_LogicalId", &entry));
      entry.set_citation(std::string(cell("Entity_EU_ReferenceNumber")));
      published_ = std::max(published_, EuDate(cell("fileGenerationDate")));
    }
    CORDON_RETURN_IF_ERROR(SetType(fields, row, &entry));
    CORDON_RETURN_IF_ERROR(SetDate(cell("Entity_DesignationDate"), row, &entry));
    AddName(fields, &gathered);
    AddPlaces(fields, &entry);
    AddDocument(fields, &entry);
    const absl::string_view programme = cell("Entity_Regulation_Programme");
    if (!programme.empty() &&
        std::find(entry.programs().begin(), entry.programs().end(), programme) == entry.programs().end()) {
      entry.add_programs(std::string(programme));
    }
    if (entry.source_url().empty()) entry.set_source_url(std::string(cell("Entity_Regulation_PublicationUrl")));
    if (!cell("Entity_Regulation_NumberTitle").empty())
      AddRemarkOnce("Regulation ", cell("Entity_Regulation_NumberTitle"), &entry);
    AddRemarkOnce("", cell("Entity_Remark"), &entry);
    AddRemarkOnce("", cell("Entity_DesignationDetails"), &entry);
    return absl::OkStatus();
  }

  absl::Status Finish(EntryCollector& collector, ImportedList* list) override {
    for (GatheredEntry& gathered : gathered_.entries()) {
      CORDON_RETURN_IF_ERROR(FinishGathered(std::move(gathered), limits_, "NameAlias_WholeName", collector));
    }
    list->published = published_;
    return absl::OkStatus();
  }

 private:
  absl::Status SetType(const std::vector<std::string>& fields, int64_t row, v1::ListEntry* entry) const {
    const std::string printed = LowerAscii(columns_.Cell(fields, "Entity_SubjectType"));
    const std::string code = LowerAscii(columns_.Cell(fields, "Entity_SubjectType_ClassificationCode"));
    if (printed == "person" || printed == "p" || code == "p" || code == "person") {
      entry->set_type(v1::ENTRY_PERSON);
    } else if (printed == "enterprise" || printed == "entity" || printed == "e" || code == "e" ||
               code == "enterprise") {
      entry->set_type(v1::ENTRY_ORGANIZATION);
    } else if (!printed.empty() || !code.empty()) {
      return CellError(row, "Entity_SubjectType",
                       absl::StrCat("unknown type ", QuoteCell(printed), "; known are person and enterprise"));
    }
    return absl::OkStatus();
  }

  static absl::Status SetDate(absl::string_view text, int64_t row, v1::ListEntry* entry) {
    if (text.empty() || !entry->start_date().empty()) return absl::OkStatus();
    entry->set_start_date(EuDate(text));
    if (!entry->start_date().empty()) return absl::OkStatus();
    return CellError(row, "Entity_DesignationDate", absl::StrCat("not a date: ", QuoteCell(text)));
  }

  void AddName(const std::vector<std::string>& fields, GatheredEntry* gathered) const {
    const auto cell = [&](absl::string_view field) { return columns_.Cell(fields, field); };
    std::string whole(cell("NameAlias_WholeName"));
    if (whole.empty()) {
      for (const char* part : {"NameAlias_FirstName", "NameAlias_MiddleName", "NameAlias_LastName"}) {
        if (!cell(part).empty()) absl::StrAppend(&whole, whole.empty() ? "" : " ", cell(part));
      }
    }
    const std::string strong = LowerAscii(cell("NameAlias_Strong"));
    const bool weak = strong == "false" || strong == "n" || strong == "0" ||
                      absl::StrContains(LowerAscii(cell("NameAlias_Remark")), "low quality");
    AddGatheredName(whole, v1::ALIAS, weak ? v1::WEAK : v1::STRONG, gathered);
    AddRemarkOnce("Title: ", cell("NameAlias_Function"), &gathered->entry);
  }

  void AddPlaces(const std::vector<std::string>& fields, v1::ListEntry* entry) const {
    const auto cell = [&](absl::string_view field) { return columns_.Cell(fields, field); };
    std::string address;
    for (const char* part : {"Address_Street", "Address_PoBox", "Address_City", "Address_Region", "Address_ZipCode"}) {
      if (!cell(part).empty()) absl::StrAppend(&address, address.empty() ? "" : ", ", cell(part));
    }
    const absl::string_view iso = cell("Address_CountryIso2Code");
    if (IsCountryCode(iso)) {
      AddAddressParts(address, iso, entry);
    } else if (!address.empty() || !cell("Address_CountryDescription").empty()) {
      AddAddressParts(address, cell("Address_CountryDescription"), entry);
    }
    const absl::string_view citizenship = cell("Citizenship_CountryIso2Code");
    if (IsCountryCode(citizenship)) AddCountry(citizenship, entry);
    AddRemarkOnce("citizen ", cell("Citizenship_CountryDescription"), entry);
    AddRemarkOnce("DOB ", cell("BirthDate_BirthDate").empty() ? cell("BirthDate_Year") : cell("BirthDate_BirthDate"),
                  entry);
    AddRemarkOnce("POB ", cell("BirthDate_Place"), entry);
  }

  void AddDocument(const std::vector<std::string>& fields, v1::ListEntry* entry) const {
    absl::string_view number = columns_.Cell(fields, "Identification_Number");
    if (number.empty()) number = columns_.Cell(fields, "Identification_LatinNumber");
    if (number.empty()) return;
    const std::string code = LowerAscii(columns_.Cell(fields, "Identification_TypeCode"));
    const absl::string_view type = columns_.Cell(fields, "Identification_TypeDescription");
    struct EuDocument {
      absl::string_view code;
      absl::string_view scheme;
    };
    constexpr EuDocument kDocuments[] = {
        {"passport", "PASSPORT"}, {"id", "NATIONAL_ID"},  {"regnumber", "REGISTRATION"},
        {"fiscalcode", "TAX_ID"}, {"ssn", "NATIONAL_ID"}, {"imo", "IMO"},
        {"swiftbic", "BIC"}};
    absl::string_view scheme = "ID";
    for (const EuDocument& known : kDocuments) {
      if (code == known.code) scheme = known.scheme;
    }
    if (scheme == "ID" && AddTypedIdentifier(type, number, entry)) return;
    AddId(scheme, number, entry);
  }

  const ListLimits& limits_;
  HeaderMap columns_;
  GatheredEntries gathered_;
  std::string published_;
};

bool RecognisesEu(absl::string_view head) {
  for (const std::string& name : CsvHeaderOf(head, ';')) {
    const std::string key = HeaderKey(name);
    if (key == "entitylogicalid" || key == "namealiaswholename" || key == "naalwholename") return true;
  }
  return false;
}

absl::Status ParseEu(ByteSource& bytes, const ImportOptions& options, ImportedList* list) {
  list->source = "eu";
  EuParser parser(options.limits);
  return ParseCsvList(bytes, options, parser, list);
}

}  // namespace

const ListFormat& EuCsvFormat() {
  static const auto* const kFormat = new ListFormat{
      "eu-fsf-csv", "EU financial sanctions list, csvFullSanctionsList; header with Entity_LogicalId, \";\"",
      &RecognisesEu, &ParseEu, /*unverified=*/true};
  return *kFormat;
}

}  // namespace cordon
