// dpl.txt, the Denied Persons List of BIS: separated by tabs, with a header. Orders that have run out stay in the file
// and in the list, with their end.
#include <map>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/clock.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "db/lists/addresses.h"
#include "db/lists/csv_list.h"
#include "db/lists/entry_names.h"
#include "db/lists/entry_type.h"
#include "db/lists/format.h"
#include "db/lists/ofac.h"
#include "db/lists/text.h"

namespace cordon {
namespace {

enum DplColumn : size_t {
  kDplName,
  kDplStreet,
  kDplCity,
  kDplState,
  kDplCountry,
  kDplPostalCode,
  kDplEffective,
  kDplExpiration,
  kDplStandardOrder,
  kDplLastUpdate,
  kDplAction,
  kDplCitation,
};

const std::vector<CsvColumn>& DplColumns() {
  static const auto* const kColumns = new std::vector<CsvColumn>{
      {"name", true},           {"street_address", true}, {"city", true},           {"state", true},
      {"country", true},        {"postal_code", true},    {"effective_date", true}, {"expiration_date", true},
      {"standard_order", true}, {"last_update", true},    {"action", true},         {"fr_citation", true},
  };
  return *kColumns;
}

class DplParser : public CsvListParser {
 public:
  explicit DplParser(const ListLimits& limits) : limits_(limits) {}

  char separator() const override { return '\t'; }
  absl::Status Header(const std::vector<std::string>& header, int64_t row) override {
    return columns_.Read(header, DplColumns(), row);
  }
  size_t column_count() const override { return columns_.size(); }

 protected:
  absl::Status Row(const std::vector<std::string>& fields, int64_t row, v1::ListEntry* entry) override {
    const auto cell = [&](DplColumn column) { return columns_.Cell(fields, column); };
    entry->set_list("DPL");
    SetDplId(fields, entry);
    std::string address;
    for (const DplColumn column : {kDplStreet, kDplCity, kDplState, kDplPostalCode}) {
      if (!cell(column).empty()) absl::StrAppend(&address, address.empty() ? "" : ", ", cell(column));
    }
    AddAddressParts(address, cell(kDplCountry), entry);
    EntryNames names(row, limits_, entry);
    CORDON_RETURN_IF_ERROR(names.AddPrimary(cell(kDplName), "Name"));
    entry->set_type(DecideEntryType("DPL", entry->entry_name()));
    names.Derive();
    CORDON_ASSIGN_OR_RETURN(*entry->mutable_start_date(), DplDate(cell(kDplEffective), row, "Effective_Date"));
    CORDON_ASSIGN_OR_RETURN(*entry->mutable_end_date(), DplDate(cell(kDplExpiration), row, "Expiration_Date"));
    entry->set_citation(std::string(cell(kDplCitation)));
    const std::string standard = LowerAscii(cell(kDplStandardOrder));
    if (standard == "y") {
      AppendRemark("", "Standard order", entry);
    } else if (!standard.empty() && standard != "n") {
      return CellError(row, "Standard_Order", absl::StrCat(QuoteCell(standard), " is neither Y nor N"));
    }
    AppendRemark("Action: ", cell(kDplAction), entry);
    AppendRemark("Last update: ", cell(kDplLastUpdate), entry);
    return absl::OkStatus();
  }

 private:
  static absl::StatusOr<std::string> DplDate(absl::string_view text, int64_t row, absl::string_view column) {
    if (text.empty()) return std::string();
    std::string date = ReorderDate(text, "MDY");
    if (date.empty())
      return CellError(row, column, absl::StrCat("not a date of the form MM/DD/YYYY: ", QuoteCell(text)));
    return date;
  }

  // The file has no key: one that follows from what an order is about, so that a later renewal keeps it. The file of
  // 2022 prints a few rows twice; the second is numbered.
  void SetDplId(const std::vector<std::string>& fields, v1::ListEntry* entry) {
    Sha256Hasher hasher;
    hasher.UpdateField("cordon dpl entry v1");
    for (const DplColumn column :
         {kDplName, kDplStreet, kDplCity, kDplState, kDplCountry, kDplPostalCode, kDplEffective}) {
      hasher.UpdateField(columns_.Cell(fields, column));
    }
    constexpr size_t kIdBytes = 14;
    std::string id = HexEncode(hasher.Finish().substr(0, kIdBytes));
    const int before = seen_[id]++;
    if (before > 0) absl::StrAppend(&id, "-", before + 1);
    entry->set_entry_id(id);
  }

  const ListLimits& limits_;
  CsvColumns columns_;
  std::map<std::string, int> seen_;
};

bool RecognisesDpl(absl::string_view head) {
  const std::vector<std::string> header = CsvHeaderOf(head, '\t');
  int known = 0;
  for (const std::string& name : header) {
    if (name == "street_address" || name == "standard_order" || name == "fr_citation") ++known;
  }
  return known >= 2;
}

absl::Status ParseDpl(ByteSource& bytes, const ImportOptions& options, ImportedList* list) {
  list->source = "bis/dpl";
  DplParser parser(options.limits);
  return ParseCsvList(bytes, options, parser, list);
}

}  // namespace

const ListFormat& BisDplFormat() {
  static const auto* const kFormat =
      new ListFormat{"bis-dpl", "BIS Denied Persons List, dpl.txt; header Name, Street_Address, ... separated by tabs",
                     &RecognisesDpl, &ParseDpl};
  return *kFormat;
}

}  // namespace cordon
