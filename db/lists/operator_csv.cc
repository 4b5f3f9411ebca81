// An operator's own list: CSV with header `id,name` and optional columns; several values of a cell are separated by
// ";". Also the layout of every export and of the starter list.
#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/clock.h"
#include "base/country_codes.h"
#include "base/status_macros.h"
#include "base/watch_pattern.h"
#include "db/lists/addresses.h"
#include "db/lists/csv.h"
#include "db/lists/csv_list.h"
#include "db/lists/entry_names.h"
#include "db/lists/entry_type.h"
#include "db/lists/format.h"
#include "db/lists/license.h"
#include "db/lists/text.h"
#include "re2/re2.h"

namespace cordon {
namespace {

enum OperatorColumn : size_t {
  kOwnId,
  kOwnName,
  kOwnAliases,
  kOwnType,
  kOwnCountries,
  kOwnAddresses,
  kOwnPrograms,
  kOwnRemarks,
  kOwnPattern,
  kOwnStartDate,
  kOwnEndDate,
  kOwnRequirement,
  kOwnPolicy,
  kOwnCitation,
};

bool HasDigit(absl::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return absl::ascii_isdigit(static_cast<unsigned char>(c)); });
}

const std::vector<CsvColumn>& OperatorColumns() {
  static const auto* const kColumns = new std::vector<CsvColumn>{
      {"id", true},
      {"name", true},
      {"aliases", false},
      {"type", false},
      {"countries", false},
      {"addresses", false},
      {"programs", false},
      {"remarks", false},
      {"pattern", false},
      {"start_date", false},
      {"end_date", false},
      {"license_requirement", false},
      {"license_policy", false},
      {"citation", false},
  };
  return *kColumns;
}

struct TypeName {
  absl::string_view name;
  v1::EntryType type;
};

constexpr TypeName kTypeNames[] = {
    {"organization", v1::ENTRY_ORGANIZATION}, {"person", v1::ENTRY_PERSON},   {"vessel", v1::ENTRY_VESSEL},
    {"aircraft", v1::ENTRY_AIRCRAFT},         {"address", v1::ENTRY_ADDRESS}, {"any", v1::ENTRY_TYPE_UNSPECIFIED},
};

absl::Status CheckPattern(absl::string_view pattern, int64_t row) {
  if (pattern.size() > kMaxWatchPatternBytes) {
    return CellError(row, "pattern", absl::StrCat("longer than the limit of ", kMaxWatchPatternBytes, " bytes"));
  }
  RE2::Options options;
  options.set_case_sensitive(false);
  options.set_max_mem(kWatchPatternMemory);
  options.set_log_errors(false);
  const RE2 compiled(re2::StringPiece(pattern.data(), pattern.size()), options);
  if (!compiled.ok()) {
    return CellError(row, "pattern", absl::StrCat("is not a regular expression RE2 accepts: ", compiled.error()));
  }
  if (RE2::PartialMatch("", compiled)) {
    return CellError(row, "pattern",
                     "matches the empty text, and so every name; name at least one letter it must hold");
  }
  return absl::OkStatus();
}

class OperatorParser : public CsvListParser {
 public:
  OperatorParser(const ListLimits& limits, std::string code) : limits_(limits), code_(std::move(code)) {}

  absl::Status Header(const std::vector<std::string>& header, int64_t row) override {
    return columns_.Read(header, OperatorColumns(), row);
  }
  size_t column_count() const override { return columns_.size(); }

  absl::Status Row(const std::vector<std::string>& fields, int64_t row, v1::ListEntry* entry) override {
    const auto cell = [&](OperatorColumn column) { return columns_.Cell(fields, column); };
    entry->set_list(code_);
    CORDON_RETURN_IF_ERROR(SetEntryId(cell(kOwnId), row, "id", entry));
    for (const absl::string_view piece : SplitCell(cell(kOwnCountries), ";")) {
      const std::string code = absl::AsciiStrToUpper(piece);
      if (!IsCountryCode(code)) {
        return CellError(
            row, "countries",
            absl::StrCat("unknown country ", QuoteCell(piece), "; use two-letter ISO 3166-1 codes separated by ;"));
      }
      AddCountry(code, entry);
    }
    AddAddresses(cell(kOwnAddresses), ";", entry);
    CORDON_RETURN_IF_ERROR(SetTypeAndNames(fields, row, entry));
    for (const absl::string_view program : SplitCell(cell(kOwnPrograms), ";")) {
      entry->add_programs(std::string(program));
    }
    entry->set_remarks(std::string(cell(kOwnRemarks)));
    if (!cell(kOwnPattern).empty()) {
      CORDON_RETURN_IF_ERROR(CheckPattern(cell(kOwnPattern), row));
      if (++patterns_ > kMaxWatchPatterns) {
        return CellError(row, "pattern", absl::StrCat("more than the limit of ", kMaxWatchPatterns, " patterns"));
      }
      entry->set_pattern(std::string(cell(kOwnPattern)));
    }
    CORDON_RETURN_IF_ERROR(SetOwnDates(fields, row, entry));
    entry->set_citation(std::string(cell(kOwnCitation)));
    entry->set_license_requirement(std::string(cell(kOwnRequirement)));
    entry->set_license_policy(std::string(cell(kOwnPolicy)));
    entry->set_scope(LicenseScopeOf(cell(kOwnRequirement)));
    for (const int32_t footnote : FootnotesOf(cell(kOwnRequirement))) entry->add_footnotes(footnote);
    return absl::OkStatus();
  }

 private:
  absl::Status SetTypeAndNames(const std::vector<std::string>& fields, int64_t row, v1::ListEntry* entry) const {
    const absl::string_view name = columns_.Cell(fields, kOwnName);
    const std::string type = LowerAscii(columns_.Cell(fields, kOwnType));
    if (type.empty()) {
      entry->set_type(DecideEntryType(code_, name));
    } else {
      const auto* const known = std::find_if(std::begin(kTypeNames), std::end(kTypeNames),
                                             [&](const TypeName& candidate) { return candidate.name == type; });
      if (known == std::end(kTypeNames)) {
        return CellError(row, "type",
                         absl::StrCat("unknown type ", QuoteCell(type),
                                      "; use organization, person, vessel, aircraft, address or any"));
      }
      entry->set_type(known->type);
    }
    EntryNames names(row, limits_, entry);
    const absl::string_view aliases = columns_.Cell(fields, kOwnAliases);
    if (entry->type() == v1::ENTRY_ADDRESS) {
      if (entry->addresses_size() == 0) return CellError(row, "addresses", "is empty for an entry of type address");
      if (!aliases.empty()) return CellError(row, "aliases", "must be empty for an entry of type address");
      return names.SetPlaceholder(name, "name");
    }
    CORDON_RETURN_IF_ERROR(names.AddPrimary(name, "name"));
    CORDON_RETURN_IF_ERROR(names.AddAliases(aliases, ";", "aliases"));
    CORDON_RETURN_IF_ERROR(names.AddWeakAliasesOf(columns_.Cell(fields, kOwnRemarks), "remarks"));
    names.Derive();
    return absl::OkStatus();
  }

  absl::Status SetOwnDates(const std::vector<std::string>& fields, int64_t row, v1::ListEntry* entry) const {
    const absl::string_view start = columns_.Cell(fields, kOwnStartDate);
    if (!start.empty()) {
      if (ParseDate(start).ok()) {
        entry->set_start_date(std::string(start));
      } else if (!HasDigit(start)) {
        entry->set_start_date_text(std::string(start));  // "Various", as exports of official lists have it
      } else {
        return CellError(row, "start_date", absl::StrCat("not a date: ", QuoteCell(start), "; use YYYY-MM-DD"));
      }
    }
    const absl::string_view end = columns_.Cell(fields, kOwnEndDate);
    if (!end.empty()) {
      if (!ParseDate(end).ok()) {
        return CellError(row, "end_date", absl::StrCat("not a date: ", QuoteCell(end), "; use YYYY-MM-DD"));
      }
      entry->set_end_date(std::string(end));
      if (!entry->start_date().empty() && entry->end_date() < entry->start_date()) {
        return CellError(row, "end_date", "lies before start_date");
      }
    }
    return absl::OkStatus();
  }

  const ListLimits& limits_;
  const std::string code_;
  CsvColumns columns_;
  size_t patterns_ = 0;
};

bool RecognisesOperator(absl::string_view head) {
  const std::vector<std::string> header = CsvHeaderOf(head);
  const auto has = [&](const char* name) { return std::find(header.begin(), header.end(), name) != header.end(); };
  return has("name") || has("id");
}

absl::Status ParseOperator(ByteSource& bytes, const ImportOptions& options, ImportedList* list) {
  static const auto* const kCode = new RE2("[A-Z][A-Z0-9_-]{0,15}");
  const std::string code = options.as_code.empty() ? "OWN" : options.as_code;
  if (!RE2::FullMatch(code, *kCode)) {
    return absl::InvalidArgumentError(absl::StrCat("the list code ", QuoteCell(code),
                                                   " is not one; use 1 to 16 of A-Z, 0-9, _ and -, a letter first"));
  }
  list->source = absl::StrCat("operator/", code);
  OperatorParser parser(options.limits, code);
  return ParseCsvList(bytes, options, parser, list);
}

}  // namespace

const ListFormat& OperatorCsvFormat() {
  static const auto* const kFormat =
      new ListFormat{"operator-csv", "an operator's own list; header \"id,name\" and optional columns",
                     &RecognisesOperator, &ParseOperator};
  return *kFormat;
}

std::string ExportOperatorCsvHeader() {
  std::string out;
  for (const CsvColumn& column : OperatorColumns()) absl::StrAppend(&out, out.empty() ? "" : ",", column.name);
  out.push_back('\n');
  return out;
}

std::string ExportOperatorCsvRow(const v1::ListEntry& entry) {
  std::string aliases;
  for (const v1::ListName& name : entry.names()) {
    // Derived names come back by themselves when the printed ones are read.
    if (name.kind() == v1::PRIMARY || name.kind() == v1::DERIVED) continue;
    absl::StrAppend(&aliases, aliases.empty() ? "" : ";", name.text(), name.quality() == v1::WEAK ? " (weak)" : "");
  }
  std::string countries;
  for (const std::string& country : entry.countries()) {
    absl::StrAppend(&countries, countries.empty() ? "" : ";", country);
  }
  std::string addresses;
  for (const v1::ListAddress& address : entry.addresses()) {
    absl::StrAppend(&addresses, addresses.empty() ? "" : ";", address.text());
  }
  std::string programs;
  for (const std::string& program : entry.programs()) {
    absl::StrAppend(&programs, programs.empty() ? "" : ";", program);
  }
  // A text with digits ("2019-13-01") would be refused as a mistyped date; without it the entry counts as listed too.
  const bool text_date = entry.start_date().empty() && !HasDigit(entry.start_date_text());
  absl::string_view type = "any";
  for (const TypeName& known : kTypeNames) {
    if (known.type == entry.type()) type = known.name;
  }
  const absl::string_view cells[] = {
      entry.entry_id(),
      entry.entry_name(),
      aliases,
      type,
      countries,
      addresses,
      programs,
      entry.remarks(),
      entry.pattern(),
      text_date ? entry.start_date_text() : entry.start_date(),
      entry.end_date(),
      entry.license_requirement(),
      entry.license_policy(),
      entry.citation(),
  };
  std::string out;
  bool first = true;
  for (const absl::string_view cell : cells) {
    if (!first) out.push_back(',');
    first = false;
    AppendCsvField(cell, &out);
  }
  out.push_back('\n');
  return out;
}

}  // namespace cordon
