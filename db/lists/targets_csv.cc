// targets.simple.csv of OpenSanctions: one row per target, lists inside a cell separated by ";" and quoted again where
// a value holds one. Read by header name: the export gained and lost columns over the years.
#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/clock.h"
#include "base/status_macros.h"
#include "db/lists/addresses.h"
#include "db/lists/countries.h"
#include "db/lists/csv.h"
#include "db/lists/csv_list.h"
#include "db/lists/entry_names.h"
#include "db/lists/format.h"
#include "db/lists/identifiers.h"
#include "db/lists/ofac.h"
#include "db/lists/open_sanctions.h"
#include "db/lists/text.h"

namespace cordon {
namespace {

enum TargetColumn : size_t {
  kTargetId,
  kTargetSchema,
  kTargetName,
  kTargetAliases,
  kTargetBirthDate,
  kTargetCountries,
  kTargetAddresses,
  kTargetIdentifiers,
  kTargetSanctions,
  kTargetPhones,
  kTargetEmails,
  kTargetPrograms,
  kTargetDataset,
  kTargetFirstSeen,
  kTargetLastSeen,
  kTargetLastChange,
};

const std::vector<CsvColumn>& TargetColumns() {
  static const auto* const kColumns = new std::vector<CsvColumn>{
      {"id", true},         {"schema", true},      {"name", true},       {"aliases", true},
      {"birth_date", true}, {"countries", true},   {"addresses", true},  {"identifiers", true},
      {"sanctions", true},  {"phones", false},     {"emails", false},    {"program_ids", false},
      {"dataset", true},    {"first_seen", false}, {"last_seen", false}, {"last_change", false},
  };
  return *kColumns;
}

// The values of a cell: itself a CSV record with ";" between them.
absl::StatusOr<std::vector<std::string>> TargetValues(absl::string_view cell, int64_t row, absl::string_view column) {
  std::vector<std::string> values;
  if (cell.empty()) return values;
  const std::unique_ptr<ByteSource> bytes = MemorySource(cell);
  CsvReader csv(*bytes, {.max_fields = 10'000, .separator = ';'});
  const absl::StatusOr<bool> more = csv.Next();
  if (!more.ok()) {
    // A quote in the middle of a value is only printed so.
    for (const absl::string_view piece : SplitCell(cell, ";")) values.emplace_back(piece);
    return values;
  }
  for (const std::string& field : csv.fields()) {
    if (!TrimBlanks(field).empty()) values.emplace_back(TrimBlanks(field));
  }
  if (csv.Next().value_or(false)) return CellError(row, column, "holds a line end between its values");
  return values;
}

class TargetsParser : public CsvListParser {
 public:
  explicit TargetsParser(const ListLimits& limits) : limits_(limits) {}

  absl::Status Header(const std::vector<std::string>& header, int64_t row) override {
    return columns_.Read(header, TargetColumns(), row);
  }
  size_t column_count() const override { return columns_.size(); }

 protected:
  absl::Status Row(const std::vector<std::string>& fields, int64_t row, v1::ListEntry* entry) override {
    const auto cell = [&](TargetColumn column) { return columns_.Cell(fields, column); };
    entry->set_list("OS");
    CORDON_RETURN_IF_ERROR(SetEntryId(cell(kTargetId), row, "id", entry));
    v1::EntryType type{};
    if (!FtmPartyType(cell(kTargetSchema), &type)) {
      return CellError(row, "schema", absl::StrCat("unknown schema ", QuoteCell(cell(kTargetSchema))));
    }
    entry->set_type(type);
    CORDON_ASSIGN_OR_RETURN(const auto countries, TargetValues(cell(kTargetCountries), row, "countries"));
    for (const std::string& country : countries) AddFtmCountry(country, entry);
    CORDON_ASSIGN_OR_RETURN(const auto addresses, TargetValues(cell(kTargetAddresses), row, "addresses"));
    for (const std::string& address : addresses) AddAddressParts(address, "", entry);
    EntryNames names(row, limits_, entry);
    CORDON_RETURN_IF_ERROR(names.AddPrimary(cell(kTargetName), "name"));
    CORDON_ASSIGN_OR_RETURN(const auto aliases, TargetValues(cell(kTargetAliases), row, "aliases"));
    for (const std::string& alias : aliases) {
      CORDON_RETURN_IF_ERROR(names.AddName(alias, v1::ALIAS, v1::STRONG, "aliases"));
    }
    names.Derive();
    // The export does not say what kind of number it is.
    CORDON_ASSIGN_OR_RETURN(const auto identifiers, TargetValues(cell(kTargetIdentifiers), row, "identifiers"));
    for (const std::string& identifier : identifiers) AddUntypedIdentifier(identifier, entry);
    CORDON_ASSIGN_OR_RETURN(const auto emails, TargetValues(cell(kTargetEmails), row, "emails"));
    for (const std::string& email : emails) AddId("EMAIL", email, entry);
    CORDON_ASSIGN_OR_RETURN(const auto programs, TargetValues(cell(kTargetPrograms), row, "program_ids"));
    for (const std::string& program : programs) entry->add_programs(program);
    entry->set_citation(std::string(cell(kTargetDataset)));
    AppendRemark("", cell(kTargetSanctions), entry);
    AppendRemark("DOB ", cell(kTargetBirthDate), entry);
    AppendRemark("Phone ", cell(kTargetPhones), entry);
    entry->set_source_url(absl::StrCat("https://www.opensanctions.org/entities/", entry->entry_id(), "/"));
    return absl::OkStatus();
  }

 private:
  const ListLimits& limits_;
  CsvColumns columns_;
};

bool RecognisesTargets(absl::string_view head) {
  const std::vector<std::string> header = CsvHeaderOf(head);
  const auto has = [&](const char* name) { return std::find(header.begin(), header.end(), name) != header.end(); };
  return has("schema") && (has("dataset") || has("birth_date") || has("identifiers"));
}

absl::Status ParseTargets(ByteSource& bytes, const ImportOptions& options, ImportedList* list) {
  list->source = "opensanctions";
  TargetsParser parser(options.limits);
  return ParseCsvList(bytes, options, parser, list);
}

}  // namespace

const ListFormat& TargetsCsvFormat() {
  static const auto* const kFormat =
      new ListFormat{"opensanctions-csv", "OpenSanctions targets.simple.csv; header \"id,schema,name,aliases,...\"",
                     &RecognisesTargets, &ParseTargets};
  return *kFormat;
}

}  // namespace cordon
