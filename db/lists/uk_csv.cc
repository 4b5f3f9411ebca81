// UK-Sanctions-List.csv of the FCDO: one row for each name of a party (and more, where it has several addresses), below
// a line with the date of the report. Written from descriptions of the columns.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/clock.h"
#include "base/status_macros.h"
#include "db/lists/addresses.h"
#include "db/lists/countries.h"
#include "db/lists/csv_list.h"
#include "db/lists/format.h"
#include "db/lists/gathered_rows.h"
#include "db/lists/header_map.h"
#include "db/lists/identifiers.h"
#include "db/lists/ofac.h"
#include "db/lists/text.h"

namespace cordon {
namespace {

const std::vector<MappedColumn>& UkColumns() {
  static const auto* const kColumns = new std::vector<MappedColumn>{
      {"Unique ID", "Unique ID", true},
      {"Name 6", "Name 6", true},
      {"Name 1", "Name 1", true},
      {"Name 2", "Name 2", true},
      {"Name 3", "Name 3", true},
      {"Name 4", "Name 4", true},
      {"Name 5", "Name 5", true},
      {"Name type", "Name type", true},
      {"Alias strength", "Alias strength", false},
      {"Title", "Title", false},
      {"Name non-latin script", "Name non-latin script", false},
      {"Regime Name", "Regime Name|Regime", true},
      {"Designation Type", "Designation Type|Type of designation|Individual, Entity, Ship", true},
      {"UN Reference Number", "UN Reference Number", false},
      {"OFSI Group ID", "OFSI Group ID", false},
      {"Sanctions Imposed", "Sanctions Imposed", false},
      {"Other Information", "Other Information", false},
      {"Statement of Reasons", "UK Statement of Reasons", false},
      {"Address Line 1", "Address Line 1", false},
      {"Address Line 2", "Address Line 2", false},
      {"Address Line 3", "Address Line 3", false},
      {"Address Line 4", "Address Line 4", false},
      {"Address Line 5", "Address Line 5", false},
      {"Address Line 6", "Address Line 6", false},
      {"Address Postal Code", "Address Postal Code|Address Postcode", false},
      {"Address Country", "Address Country", false},
      {"Website", "Website", false},
      {"Email address", "Email address", false},
      {"Date Designated", "Date Designated", false},
      {"Date of birth", "D.O.B|Date of birth", false},
      {"Nationality", "Nationality(/ies)|Nationality", false},
      {"National Identifier", "National Identifier number|National Identifier", false},
      {"Passport", "Passport number|Passport", false},
      {"Position", "Position", false},
      {"Business registration number", "Business registration number (s)|Business registration number", false},
      {"IMO number", "IMO number", false},
      {"Current owner", "Current owner/operator (s)|Current owner|Current owner(s)", false},
      {"Parent company", "Parent company", false},
      {"Subsidiaries", "Subsidiaries", false},
      {"Current flag", "Current believed flag of ship|Current flag|Flag", false},
      {"Type of entity", "Type of entity", false},
      {"",
       "Last Updated|Designation source|Non-latin script type|Non-latin script language|Phone number|"
       "National Identifier additional*|Passport additional*|Gender|Town of birth|Country of birth|Previous owner*|"
       "Previous flag*|Type of ship|Tonnage*|Length*|Year Built|Hull identification number*|HIN|OFSI*|"
       "Individual*|Entity*|Ship*|Designation*",
       false},
  };
  return *kColumns;
}

// "31/12/2020", "31-Dec-2020", "2020-12-31".
std::string UkDate(absl::string_view text) {
  if (ParseDate(text).ok()) return std::string(text);
  constexpr absl::string_view kMonths[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                           "jul", "aug", "sep", "oct", "nov", "dec"};
  const std::vector<std::string> parts = absl::StrSplit(text, '-');
  if (parts.size() == 3 && parts[1].size() >= 3) {
    for (size_t i = 0; i < 12; ++i) {
      if (LowerAscii(parts[1].substr(0, 3)) == kMonths[i]) {
        return ReorderDate(absl::StrCat(parts[0], "-", i + 1, "-", parts[2]), "DMY");
      }
    }
  }
  return ReorderDate(text, "DMY");
}

class UkParser : public CsvListParser {
 public:
  explicit UkParser(const ListLimits& limits) : limits_(limits) {}

  bool TakesPreamble(const std::vector<std::string>& fields, ImportedList* list) override {
    if (!absl::StartsWithIgnoreCase(TrimBlanks(fields[0]), "report date")) return false;
    // "Report Date: 30-Jan-2026", or the date in the next cell.
    const size_t colon = fields[0].find(':');
    absl::string_view date =
        colon == std::string::npos ? "" : TrimBlanks(absl::string_view(fields[0]).substr(colon + 1));
    if (date.empty() && fields.size() > 1) date = TrimBlanks(fields[1]);
    list->published = UkDate(date);
    return true;
  }
  absl::Status Header(const std::vector<std::string>& header, int64_t row) override {
    return columns_.Read(header, UkColumns(), row);
  }
  size_t column_count() const override { return columns_.size(); }

  absl::Status Take(const std::vector<std::string>& fields, int64_t row, EntryCollector& /*collector*/) override {
    const auto cell = [&](absl::string_view field) { return columns_.Cell(fields, field); };
    const absl::string_view id = cell("Unique ID");
    if (id.empty()) return CellError(row, "Unique ID", "is empty");
    bool is_new = false;
    GatheredEntry& gathered = gathered_.Of(id, row, &is_new);
    v1::ListEntry& entry = gathered.entry;
    if (is_new) {
      entry.set_list("UK");
      CORDON_RETURN_IF_ERROR(SetEntryId(id, row, "Unique ID", &entry));
      entry.add_programs(std::string(cell("Regime Name")));
      entry.set_citation(std::string(cell("UN Reference Number")));
    }
    CORDON_RETURN_IF_ERROR(SetType(cell("Designation Type"), row, &entry));
    CORDON_RETURN_IF_ERROR(SetDate(cell("Date Designated"), row, &entry));
    CORDON_RETURN_IF_ERROR(AddName(fields, row, &gathered));
    AddFacts(fields, &entry);
    return absl::OkStatus();
  }

  absl::Status Finish(EntryCollector& collector, ImportedList* /*list*/) override {
    for (GatheredEntry& gathered : gathered_.entries()) {
      CORDON_RETURN_IF_ERROR(FinishGathered(std::move(gathered), limits_, "Name 6", collector));
    }
    return absl::OkStatus();
  }

 private:
  static absl::Status SetType(absl::string_view printed, int64_t row, v1::ListEntry* entry) {
    const std::string type = LowerAscii(printed);
    if (type == "individual") {
      entry->set_type(v1::ENTRY_PERSON);
    } else if (type == "entity") {
      entry->set_type(v1::ENTRY_ORGANIZATION);
    } else if (type == "ship") {
      entry->set_type(v1::ENTRY_VESSEL);
    } else {
      return CellError(row, "Designation Type",
                       absl::StrCat("unknown type ", QuoteCell(printed), "; known are Individual, Entity, Ship"));
    }
    return absl::OkStatus();
  }

  static absl::Status SetDate(absl::string_view text, int64_t row, v1::ListEntry* entry) {
    if (text.empty() || !entry->start_date().empty()) return absl::OkStatus();
    entry->set_start_date(UkDate(text));
    if (!entry->start_date().empty()) return absl::OkStatus();
    return CellError(row, "Date Designated", absl::StrCat("not a date: ", QuoteCell(text)));
  }

  absl::Status AddName(const std::vector<std::string>& fields, int64_t row, GatheredEntry* gathered) const {
    const auto cell = [&](absl::string_view field) { return columns_.Cell(fields, field); };
    std::string name;
    for (const char* part : {"Name 1", "Name 2", "Name 3", "Name 4", "Name 5", "Name 6"}) {
      if (!cell(part).empty()) absl::StrAppend(&name, name.empty() ? "" : " ", cell(part));
    }
    const std::string type = LowerAscii(cell("Name type"));
    v1::NameKind kind = v1::ALIAS;
    if (absl::StartsWith(type, "primary name variation")) {
      kind = v1::ALIAS;
    } else if (absl::StartsWith(type, "primary")) {
      kind = v1::PRIMARY;
    } else if (!type.empty() && type != "alias" && type != "aka" && type != "fka") {
      return CellError(row, "Name type", absl::StrCat("unknown type ", QuoteCell(type)));
    }
    if (type == "fka") kind = v1::FORMER;
    const bool weak = absl::StrContains(LowerAscii(cell("Alias strength")), "low");
    AddGatheredName(name, kind, weak ? v1::WEAK : v1::STRONG, gathered);
    AddGatheredName(cell("Name non-latin script"), v1::ALIAS, v1::STRONG, gathered);
    return absl::OkStatus();
  }

  void AddFacts(const std::vector<std::string>& fields, v1::ListEntry* entry) const {
    const auto cell = [&](absl::string_view field) { return columns_.Cell(fields, field); };
    std::string address;
    for (const char* part : {"Address Line 1", "Address Line 2", "Address Line 3", "Address Line 4", "Address Line 5",
                             "Address Line 6", "Address Postal Code"}) {
      if (!cell(part).empty()) absl::StrAppend(&address, address.empty() ? "" : ", ", cell(part));
    }
    if (!address.empty() || !cell("Address Country").empty()) AddAddressParts(address, cell("Address Country"), entry);
    for (const absl::string_view nationality : SplitCell(cell("Nationality"), ";")) {
      const absl::string_view code = CountryCodeOfName(nationality);
      if (!code.empty()) AddCountry(code, entry);
      AddRemarkOnce("nationality ", nationality, entry);
    }
    struct UkId {
      const char* field;
      const char* scheme;
    };
    constexpr UkId kIds[] = {{"National Identifier", "NATIONAL_ID"},
                             {"Passport", "PASSPORT"},
                             {"Business registration number", "REGISTRATION"},
                             {"IMO number", "IMO"},
                             {"Website", "WEBSITE"},
                             {"Email address", "EMAIL"},
                             {"OFSI Group ID", "OFSI_GROUP"}};
    for (const UkId& id : kIds) {
      for (const absl::string_view value : SplitCell(cell(id.field), ";")) AddId(id.scheme, value, entry);
    }
    struct UkRemark {
      const char* field;
      const char* label;
    };
    constexpr UkRemark kRemarks[] = {{"Date of birth", "DOB "},
                                     {"Title", "Title: "},
                                     {"Position", "Position: "},
                                     {"Current owner", "Owner: "},
                                     {"Parent company", "Parent company: "},
                                     {"Subsidiaries", "Subsidiaries: "},
                                     {"Current flag", "Vessel flag "},
                                     {"Sanctions Imposed", "Sanctions: "},
                                     {"Other Information", ""},
                                     {"Statement of Reasons", ""}};
    for (const UkRemark& remark : kRemarks) AddRemarkOnce(remark.label, cell(remark.field), entry);
  }

  const ListLimits& limits_;
  HeaderMap columns_;
  GatheredEntries gathered_;
};

bool RecognisesUk(absl::string_view head) {
  // Below the line with the date, if there is one.
  for (int line = 0; line < 2; ++line) {
    int known = 0;
    for (const std::string& name : CsvHeaderOf(head)) {
      const std::string key = HeaderKey(name);
      if (key == "uniqueid" || key == "name6" || key == "regimename") ++known;
    }
    if (known >= 2) return true;
    const size_t end = head.find('\n');
    if (end == absl::string_view::npos) return false;
    head.remove_prefix(end + 1);
  }
  return false;
}

absl::Status ParseUk(ByteSource& bytes, const ImportOptions& options, ImportedList* list) {
  list->source = "uk";
  UkParser parser(options.limits);
  return ParseCsvList(bytes, options, parser, list);
}

}  // namespace

const ListFormat& UkCsvFormat() {
  static const auto* const kFormat = new ListFormat{
      "uk-sanctions-csv", "UK Sanctions List, UK-Sanctions-List.csv; header \"Last Updated,Unique ID,...\"",
      &RecognisesUk, &ParseUk, /*unverified=*/true};
  return *kFormat;
}

}  // namespace cordon
