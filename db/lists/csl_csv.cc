// consolidated.csv of the US Consolidated Screening List (trade.gov): 29 columns with `_id` first, and the layout
// before 2020 without it. One row is one entry of one of twelve lists.
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/clock.h"
#include "base/country_codes.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "db/lists/addresses.h"
#include "db/lists/countries.h"
#include "db/lists/csl_rows.h"
#include "db/lists/csv_list.h"
#include "db/lists/entry_names.h"
#include "db/lists/entry_type.h"
#include "db/lists/format.h"
#include "db/lists/identifiers.h"
#include "db/lists/license.h"
#include "db/lists/text.h"

namespace cordon {
namespace {

enum CslColumn : size_t {
  kCslId,
  kCslSource,
  kCslEntityNumber,
  kCslType,
  kCslPrograms,
  kCslName,
  kCslTitle,
  kCslAddresses,
  kCslCitation,
  kCslStartDate,
  kCslEndDate,
  kCslStandardOrder,
  kCslRequirement,
  kCslPolicy,
  kCslCallSign,
  kCslVesselType,
  kCslGrossTonnage,
  kCslGrossRegisteredTonnage,
  kCslVesselFlag,
  kCslVesselOwner,
  kCslRemarks,
  kCslListUrl,
  kCslAltNames,
  kCslCitizenships,
  kCslBirthDates,
  kCslNationalities,
  kCslBirthPlaces,
  kCslInformationUrl,
  kCslIds,
};

const std::vector<CsvColumn>& CslColumns() {
  // Only _id may be absent: a file that lost a column is not the file the publisher made.
  static const auto* const kColumns = new std::vector<CsvColumn>{
      {"_id", false},
      {"source", true},
      {"entity_number", true},
      {"type", true},
      {"programs", true},
      {"name", true},
      {"title", true},
      {"addresses", true},
      {"federal_register_notice", true},
      {"start_date", true},
      {"end_date", true},
      {"standard_order", true},
      {"license_requirement", true},
      {"license_policy", true},
      {"call_sign", true},
      {"vessel_type", true},
      {"gross_tonnage", true},
      {"gross_registered_tonnage", true},
      {"vessel_flag", true},
      {"vessel_owner", true},
      {"remarks", true},
      {"source_list_url", true},
      {"alt_names", true},
      {"citizenships", true},
      {"dates_of_birth", true},
      {"nationalities", true},
      {"places_of_birth", true},
      {"source_information_url", true},
      {"ids", true},
  };
  return *kColumns;
}

struct SourceCode {
  absl::string_view printed;  // in parentheses in the long name, upper case
  absl::string_view code;
};

constexpr SourceCode kSourceCodes[] = {
    {"EL", "EL"},           {"DPL", "DPL"},      {"UVL", "UVL"},           {"MEU", "MEU"}, {"SDN", "SDN"},
    {"CMIC", "CMIC"},       {"NS-CMIC", "CMIC"}, {"NS-CMIC LIST", "CMIC"}, {"CAP", "CAP"}, {"CAPTA", "CAP"},
    {"FSE", "FSE"},         {"DTC", "DTC"},      {"AECA", "DTC"},          {"ISN", "ISN"}, {"ACN", "ISN"},
    {"PLC", "PLC"},         {"NS-PLC", "PLC"},   {"SSI", "SSI"},           {"MBS", "MBS"}, {"NS-MBS", "MBS"},
    {"NS-MBS LIST", "MBS"},
};

// The code of "Entity List (EL) - Bureau of Industry and Security"; empty if unknown.
absl::string_view CodeOfSource(absl::string_view source) {
  size_t from = 0;
  while (true) {
    const size_t open = source.find('(', from);
    if (open == absl::string_view::npos) return "";
    const size_t close = source.find(')', open);
    if (close == absl::string_view::npos) return "";
    const std::string printed = absl::AsciiStrToUpper(TrimBlanks(source.substr(open + 1, close - open - 1)));
    for (const SourceCode& known : kSourceCodes) {
      if (printed == known.printed) return known.code;
    }
    from = close;
  }
}

// "Address 07": the entry is its address (15 CFR 744.16(a)).
bool IsAddressPlaceholder(absl::string_view name) {
  if (!absl::StartsWithIgnoreCase(name, "address")) return false;
  const absl::string_view number = TrimBlanks(name.substr(7));
  return !number.empty() && std::all_of(number.begin(), number.end(),
                                        [](char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); });
}

class CslParser : public CsvListParser {
 public:
  explicit CslParser(const ListLimits& limits) : limits_(limits) {}

  absl::Status Header(const std::vector<std::string>& header, int64_t row) override {
    return columns_.Read(header, CslColumns(), row);
  }
  size_t column_count() const override { return columns_.size(); }

  absl::Status Row(const std::vector<std::string>& fields, int64_t row, v1::ListEntry* entry) override {
    const auto cell = [&](CslColumn column) { return columns_.Cell(fields, column); };
    const absl::string_view code = CodeOfSource(cell(kCslSource));
    if (code.empty()) {
      return CellError(row, "source",
                       absl::StrCat("unknown list ", QuoteCell(cell(kCslSource)),
                                    "; known codes in parentheses are EL, DPL, UVL, MEU, SDN, CMIC, CAP, FSE, DTC, "
                                    "ISN, PLC, SSI, MBS"));
    }
    entry->set_list(std::string(code));
    CORDON_RETURN_IF_ERROR(SetId(fields, row, entry));
    // Addresses first: an address-only entry is nothing without them.
    AddAddresses(cell(kCslAddresses), "; ", entry);
    CORDON_RETURN_IF_ERROR(SetTypeAndNames(fields, row, entry));
    for (const absl::string_view program : SplitCell(cell(kCslPrograms), "; ")) {
      entry->add_programs(std::string(program));
    }
    entry->set_citation(std::string(cell(kCslCitation)));
    entry->set_license_requirement(std::string(cell(kCslRequirement)));
    entry->set_license_policy(std::string(cell(kCslPolicy)));
    entry->set_scope(LicenseScopeOf(cell(kCslRequirement)));
    if (code == "EL") {
      for (const int32_t footnote : FootnotesOf(cell(kCslRequirement))) entry->add_footnotes(footnote);
    }
    SetDates(fields, entry);
    SetIdentity(fields, entry);
    const absl::string_view url = cell(kCslListUrl);
    entry->set_source_url(std::string(url.empty() ? cell(kCslInformationUrl) : url));
    return absl::OkStatus();
  }

 private:
  absl::Status SetId(const std::vector<std::string>& fields, int64_t row, v1::ListEntry* entry) const {
    absl::string_view id = columns_.Cell(fields, kCslId);
    if (columns_.Has(kCslId) && id.empty()) return CellError(row, "_id", "is empty");
    if (id.empty()) id = columns_.Cell(fields, kCslEntityNumber);
    if (!id.empty()) return SetEntryId(id, row, "_id", entry);
    // Files before 2020 have no number for rows of Commerce and State: one that follows from the row.
    Sha256Hasher hasher;
    hasher.UpdateField("cordon csl entry v1");
    for (const CslColumn column : {kCslSource, kCslName, kCslAddresses, kCslAltNames, kCslCitation, kCslStartDate,
                                   kCslEndDate, kCslPrograms, kCslRequirement, kCslRemarks}) {
      hasher.UpdateField(columns_.Cell(fields, column));
    }
    constexpr size_t kIdBytes = 14;
    entry->set_entry_id(HexEncode(hasher.Finish().substr(0, kIdBytes)));
    return absl::OkStatus();
  }

  absl::Status SetTypeAndNames(const std::vector<std::string>& fields, int64_t row, v1::ListEntry* entry) const {
    const absl::string_view name = columns_.Cell(fields, kCslName);
    EntryNames names(row, limits_, entry);
    const std::string type = LowerAscii(columns_.Cell(fields, kCslType));
    if (type.empty() && entry->list() == "EL" && IsAddressPlaceholder(name) &&
        columns_.Cell(fields, kCslAltNames).empty()) {
      if (entry->addresses_size() == 0) {
        return CellError(row, "addresses", "is empty for an entry that is an address without a name");
      }
      entry->set_type(v1::ENTRY_ADDRESS);
      return names.SetPlaceholder(name, "name");
    }
    if (type == "entity") {
      entry->set_type(v1::ENTRY_ORGANIZATION);
    } else if (type == "individual") {
      entry->set_type(v1::ENTRY_PERSON);
    } else if (type == "vessel") {
      entry->set_type(v1::ENTRY_VESSEL);
    } else if (type == "aircraft") {
      entry->set_type(v1::ENTRY_AIRCRAFT);
    } else if (type.empty()) {
      entry->set_type(DecideEntryType(entry->list(), name));
    } else {
      return CellError(
          row, "type",
          absl::StrCat("unknown type ", QuoteCell(type), "; known are Entity, Individual, Vessel, Aircraft and empty"));
    }
    CORDON_RETURN_IF_ERROR(names.AddPrimary(name, "name"));
    CORDON_RETURN_IF_ERROR(names.AddAliases(columns_.Cell(fields, kCslAltNames), "; ", "alt_names"));
    CORDON_RETURN_IF_ERROR(names.AddWeakAliasesOf(columns_.Cell(fields, kCslRemarks), "remarks"));
    names.Derive();
    return absl::OkStatus();
  }

  void SetDates(const std::vector<std::string>& fields, v1::ListEntry* entry) const {
    const absl::string_view start = columns_.Cell(fields, kCslStartDate);
    if (!start.empty()) {
      if (ParseDate(start).ok()) {
        entry->set_start_date(std::string(start));
      } else {
        entry->set_start_date_text(std::string(start));
      }
    }
    const absl::string_view end = columns_.Cell(fields, kCslEndDate);
    if (!end.empty() && ParseDate(end).ok()) entry->set_end_date(std::string(end));
  }

  // Identifiers, countries of people and ships, and what has no field of its own, which goes to the remarks in OFAC's
  // own wording, behind the printed ones.
  void SetIdentity(const std::vector<std::string>& fields, v1::ListEntry* entry) const {
    const auto cell = [&](CslColumn column) { return columns_.Cell(fields, column); };
    std::string remarks(cell(kCslRemarks));
    const auto append = [&](absl::string_view label, absl::string_view text) {
      if (!text.empty()) absl::StrAppend(&remarks, remarks.empty() ? "" : "; ", label, text);
    };
    append("Title: ", cell(kCslTitle));
    for (const absl::string_view date : SplitCell(cell(kCslBirthDates), ";")) append("DOB ", date);
    for (const absl::string_view place : SplitCell(cell(kCslBirthPlaces), ";")) append("POB ", place);
    AddCountries("nationality ", cell(kCslNationalities), append, entry);
    AddCountries("citizen ", cell(kCslCitizenships), append, entry);
    AddCountries("Vessel flag ", cell(kCslVesselFlag), append, entry);
    append("Vessel type ", cell(kCslVesselType));
    append("Gross tonnage ", cell(kCslGrossTonnage));
    append("Gross registered tonnage ", cell(kCslGrossRegisteredTonnage));
    append("Vessel owner ", cell(kCslVesselOwner));
    if (absl::EqualsIgnoreCase(cell(kCslStandardOrder), "Y")) append("", "Standard order");
    // An unreadable end keeps the entry listed.
    if (!cell(kCslEndDate).empty() && entry->end_date().empty()) append("End date: ", cell(kCslEndDate));
    for (const std::string& other : AddIdentifiers(cell(kCslIds), entry)) append("", other);
    AddId("CALL_SIGN", cell(kCslCallSign), entry);
    entry->set_remarks(remarks);
  }

  template <typename Append>
  static void AddCountries(absl::string_view label, absl::string_view cell, const Append& append,
                           v1::ListEntry* entry) {
    for (const absl::string_view piece : SplitCell(cell, ";")) {
      const absl::string_view code = IsCountryCode(piece) ? piece : CountryCodeOfName(piece);
      if (!code.empty()) AddCountry(code, entry);
      append(label, piece);
    }
  }

  const ListLimits& limits_;
  CsvColumns columns_;
};

bool RecognisesCsl(absl::string_view head) {
  const std::vector<std::string> header = CsvHeaderOf(head);
  const auto has = [&](const char* name) { return std::find(header.begin(), header.end(), name) != header.end(); };
  return (has("source") || has("_id")) &&
         (has("alt_names") || has("federal_register_notice") || has("source_list_url") || has("entity_number"));
}

absl::Status ParseCsl(ByteSource& bytes, const ImportOptions& options, ImportedList* list) {
  list->source = "csl";
  CslParser parser(options.limits);
  return ParseCsvList(bytes, options, parser, list);
}

}  // namespace

std::unique_ptr<CsvListParser> NewCslParser(const ListLimits& limits) { return std::make_unique<CslParser>(limits); }

std::vector<std::string> CslColumnNames() {
  std::vector<std::string> names;
  for (const CsvColumn& column : CslColumns()) names.emplace_back(column.name);
  return names;
}

const ListFormat& CslCsvFormat() {
  static const auto* const kFormat = new ListFormat{
      "csl-csv", "US Consolidated Screening List, consolidated.csv; header \"_id,source,entity_number,type,...\"",
      &RecognisesCsl, &ParseCsl};
  return *kFormat;
}

}  // namespace cordon
