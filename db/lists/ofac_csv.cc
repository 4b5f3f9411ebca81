// OFAC's CSV sets: sdn.csv, alt.csv, add.csv, sdn_comments.csv, and cons_prim.csv with its mates. No file has a header;
// "-0- " stands for nothing and a Ctrl-Z may stand at the end. One list is all four, packed as one archive: without its
// aliases or addresses a list would answer "no match" where there is one.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status_macros.h"
#include "db/lists/addresses.h"
#include "db/lists/csv.h"
#include "db/lists/entry_collector.h"
#include "db/lists/entry_names.h"
#include "db/lists/format.h"
#include "db/lists/identifiers.h"
#include "db/lists/ofac.h"
#include "db/lists/tar.h"
#include "db/lists/text.h"

namespace cordon {
namespace {

enum OfacPart : size_t { kOfacPrimary, kOfacAliases, kOfacAddresses, kOfacComments, kOfacParts };

struct OfacPartShape {
  absl::string_view suffix;  // of the file name, lower case
  const char* what;
  size_t fields;
};

constexpr OfacPartShape kOfacShapes[kOfacParts] = {
    {"", "the entries (sdn.csv or cons_prim.csv)", 12},
    {"alt.csv", "the aliases (alt.csv or cons_alt.csv)", 5},
    {"add.csv", "the addresses (add.csv or cons_add.csv)", 6},
    {"comments.csv", "the remarks that ran over (sdn_comments.csv or cons_comments.csv)", 2},
};

constexpr int kMaxOfacFiles = 16;
constexpr absl::string_view kOfacRemedy =
    "import the folder that holds sdn.csv, alt.csv, add.csv and sdn_comments.csv (or cons_prim.csv, cons_alt.csv, "
    "cons_add.csv and cons_comments.csv)";

bool IsNumber(absl::string_view text) {
  return !text.empty() && text.size() <= 12 && std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isdigit(static_cast<unsigned char>(c));
  });
}

// "-0- " is nothing. "-0" too: one character fewer is how a file ends whose last line was cut short of its line end.
absl::string_view OfacCell(absl::string_view cell) {
  cell = TrimBlanks(cell);
  return cell == "-0-" || cell == "-0" ? absl::string_view() : cell;
}

class TarMemberBytes : public ByteSource {
 public:
  explicit TarMemberBytes(TarReader& tar) : tar_(tar) {}
  absl::StatusOr<size_t> Read(char* buffer, size_t size) override { return tar_.Read(buffer, size); }

 private:
  TarReader& tar_;
};

struct OfacRow {
  int64_t row = 0;
  std::vector<std::string> fields;
};

class OfacSet {
 public:
  OfacSet(const ImportOptions& options, ImportedList* list)
      : options_(options), list_(list), collector_(options, "row", list) {}

  absl::Status ReadFile(const std::string& name, ByteSource& bytes) {
    const std::string lower = LowerAscii(name);
    size_t part = kOfacPrimary;
    for (size_t i = 1; i < kOfacParts; ++i) {
      if (absl::EndsWith(lower, kOfacShapes[i].suffix)) part = i;
    }
    if (!names_[part].empty()) {
      return absl::InvalidArgumentError(absl::StrCat("the set holds ", kOfacShapes[part].what, " twice: ", names_[part],
                                                     " and ", name, "; import one list at a time"));
    }
    names_[part] = name;
    return InFile(part, ReadRows(static_cast<OfacPart>(part), bytes));
  }

  absl::Status Finish() {
    std::vector<std::string> missing;
    for (size_t part = 0; part < kOfacParts; ++part) {
      if (names_[part].empty()) missing.emplace_back(kOfacShapes[part].what);
    }
    if (!missing.empty()) {
      return absl::InvalidArgumentError(
          absl::StrCat("the set lacks ", absl::StrJoin(missing, " and "), "; ", kOfacRemedy));
    }
    for (OfacRow& row : primary_) CORDON_RETURN_IF_ERROR(InFile(kOfacPrimary, AddEntry(row)));
    for (const size_t part : {kOfacAliases, kOfacAddresses, kOfacComments}) CORDON_RETURN_IF_ERROR(NoOrphans(part));
    CORDON_RETURN_IF_ERROR(InFile(kOfacPrimary, collector_.Finish()));
    const bool non_sdn = IsNonSdnList(*list_);
    const std::string lower = LowerAscii(names_[kOfacPrimary]);
    if ((non_sdn && lower == "sdn.csv") || (!non_sdn && lower == "cons_prim.csv")) {
      return InFile(kOfacPrimary, absl::InvalidArgumentError(
                                      absl::StrCat("is called so, but by its programmes it is the ",
                                                   non_sdn ? "non-SDN" : "SDN", " list; fetch the files again")));
    }
    SetOfacCodes(non_sdn, list_);
    return absl::OkStatus();
  }

 private:
  absl::Status InFile(size_t part, const absl::Status& status) const {
    if (status.ok()) return status;
    return absl::Status(status.code(), absl::StrCat(names_[part], ": ", status.message()));
  }

  absl::Status ReadRows(OfacPart part, ByteSource& bytes) {
    CsvReader csv(bytes, {.max_record_bytes = options_.limits.max_row_bytes});
    bool ended = false;
    while (true) {
      CORDON_ASSIGN_OR_RETURN(const bool more, csv.Next());
      if (!more) break;
      if (ended) return absl::InvalidArgumentError(absl::StrCat("row ", csv.row(), ": stands behind the end mark"));
      if (csv.fields().size() == 1 && csv.fields()[0] == "\x1A") {
        ended = true;
        continue;
      }
      if (csv.fields().size() != kOfacShapes[part].fields) {
        return absl::InvalidArgumentError(absl::StrCat("row ", csv.row(), ": has ", csv.fields().size(), " fields, ",
                                                       kOfacShapes[part].what, " have ", kOfacShapes[part].fields,
                                                       "; the file is truncated or not what it is called"));
      }
      const std::string number(TrimBlanks(csv.fields()[0]));
      if (!IsNumber(number)) return CellError(csv.row(), "ent_num", absl::StrCat("not a number: ", QuoteCell(number)));
      CORDON_RETURN_IF_ERROR(collector_.CountRow(csv.row()));
      if (part == kOfacPrimary) {
        primary_.push_back({csv.row(), csv.fields()});
      } else {
        mates_[part][number].push_back({csv.row(), csv.fields()});
      }
      collector_.Progress(csv.bytes_consumed());
    }
    return absl::OkStatus();
  }

  std::vector<OfacRow> TakeMates(OfacPart part, const std::string& number) {
    const auto found = mates_[part].find(number);
    if (found == mates_[part].end()) return {};
    std::vector<OfacRow> rows = std::move(found->second);
    mates_[part].erase(found);
    return rows;
  }

  // A row whose entry is not in the set belongs to another day's file.
  absl::Status NoOrphans(size_t part) const {
    int64_t first = 0;
    absl::string_view number;
    for (const auto& [key, rows] : mates_[part]) {
      if (first != 0 && rows[0].row >= first) continue;
      first = rows[0].row;
      number = key;
    }
    if (first == 0) return absl::OkStatus();
    return InFile(part, CellError(first, "ent_num",
                                  absl::StrCat("entry ", number, " is not in ", names_[kOfacPrimary],
                                               "; the files are of different dates, fetch all four again")));
  }

  absl::Status AddEntry(OfacRow& row) {
    const auto cell = [&row](size_t column) { return OfacCell(row.fields[column]); };
    v1::ListEntry entry;
    const std::string number(cell(0));
    CORDON_RETURN_IF_ERROR(SetEntryId(number, row.row, "ent_num", &entry));
    v1::EntryType type{};
    if (!OfacType(TrimBlanks(row.fields[2]), &type)) {
      return CellError(row.row, "type",
                       absl::StrCat("unknown type ", QuoteCell(row.fields[2]),
                                    "; known are individual, vessel, aircraft and -0- for an entity"));
    }
    entry.set_type(type);
    for (const absl::string_view program : SplitCell(cell(3), "] [")) entry.add_programs(std::string(program));
    EntryNames names(row.row, options_.limits, &entry);
    CORDON_RETURN_IF_ERROR(names.AddPrimary(cell(1), "name"));
    CORDON_RETURN_IF_ERROR(AddAliases(number, &names));
    for (const OfacRow& address : TakeMates(kOfacAddresses, number)) {
      std::string text(OfacCell(address.fields[2]));
      const absl::string_view city = OfacCell(address.fields[3]);
      if (!city.empty()) absl::StrAppend(&text, text.empty() ? "" : ", ", city);
      AddAddressParts(text, OfacCell(address.fields[4]), &entry);
      AppendRemark("Address: ", OfacCell(address.fields[5]), &entry);
    }
    CORDON_RETURN_IF_ERROR(AddRemarks(row, number, &names, &entry));
    names.Derive();
    return collector_.Add(std::move(entry), row.row);
  }

  absl::Status AddAliases(const std::string& number, EntryNames* names) {
    for (const OfacRow& alias : TakeMates(kOfacAliases, number)) {
      v1::NameKind kind{};
      if (!OfacNameKind(TrimBlanks(alias.fields[2]), &kind)) {
        return InFile(kOfacAliases,
                      CellError(alias.row, "type", absl::StrCat("unknown kind of alias ", QuoteCell(alias.fields[2]))));
      }
      const absl::string_view name = OfacCell(alias.fields[3]);
      if (name.empty()) return InFile(kOfacAliases, CellError(alias.row, "name", "is empty"));
      CORDON_RETURN_IF_ERROR(names->AddName(name, kind, v1::STRONG, "name"));
    }
    return absl::OkStatus();
  }

  // The overflow goes on where the column was full, in the middle of a word.
  absl::Status AddRemarks(const OfacRow& row, const std::string& number, EntryNames* names, v1::ListEntry* entry) {
    std::string remarks(OfacCell(row.fields[11]).empty() ? "" : row.fields[11]);
    for (const OfacRow& comment : TakeMates(kOfacComments, number)) {
      if (!OfacCell(comment.fields[1]).empty()) remarks += comment.fields[1];
    }
    const std::string address_notes = entry->remarks();
    entry->set_remarks(std::string(TrimBlanks(remarks)));
    CORDON_RETURN_IF_ERROR(ReadOfacRemarks(entry->remarks(), "remarks", names, entry));
    AppendRemark("", address_notes, entry);
    AppendRemark("Title: ", OfacCell(row.fields[4]), entry);
    AddId("CALL_SIGN", OfacCell(row.fields[5]), entry);
    AppendRemark("Vessel type ", OfacCell(row.fields[6]), entry);
    AppendRemark("Gross tonnage ", OfacCell(row.fields[7]), entry);
    AppendRemark("Gross registered tonnage ", OfacCell(row.fields[8]), entry);
    AddOfacCountry("Vessel flag ", OfacCell(row.fields[9]), entry);
    AppendRemark("Vessel owner ", OfacCell(row.fields[10]), entry);
    return absl::OkStatus();
  }

  const ImportOptions& options_;
  ImportedList* const list_;
  EntryCollector collector_;
  std::string names_[kOfacParts];
  std::vector<OfacRow> primary_;
  absl::flat_hash_map<std::string, std::vector<OfacRow>> mates_[kOfacParts];
};

absl::Status ParseOfacCsv(ByteSource& bytes, const ImportOptions& options, ImportedList* list) {
  TarReader tar(bytes, kMaxOfacFiles);
  OfacSet set(options, list);
  const absl::StatusOr<bool> first = tar.Next();
  if (!first.ok()) {
    // A file without its mates was given: it is no archive.
    return absl::InvalidArgumentError(
        absl::StrCat("is one of the four files of an OFAC list, or a broken archive of them, and no list without the "
                     "others; ",
                     kOfacRemedy));
  }
  if (!*first) return absl::InvalidArgumentError(absl::StrCat("the archive is empty; ", kOfacRemedy));
  while (true) {
    TarMemberBytes member(tar);
    CORDON_RETURN_IF_ERROR(set.ReadFile(tar.name(), member));
    CORDON_ASSIGN_OR_RETURN(const bool more, tar.Next());
    if (!more) break;
  }
  return set.Finish();
}

// An archive, or a file of a set by the shape of its first row.
bool RecognisesOfacCsv(absl::string_view head) {
  if (LooksLikeTar(head)) return true;
  const std::vector<std::string> row = CsvHeaderOf(head);
  if (row.empty() || !IsNumber(row[0])) return false;
  v1::EntryType type{};
  v1::NameKind kind{};
  switch (row.size()) {
    case 12:
      return OfacType(row[2], &type);
    case 5:
      return OfacNameKind(row[2], &kind);
    case 6:
      return IsNumber(row[1]);
    default:
      return row.size() == 2;
  }
}

}  // namespace

const ListFormat& OfacCsvFormat() {
  static const auto* const kFormat = new ListFormat{
      "ofac-csv", "OFAC's CSV set, a folder with sdn.csv or cons_prim.csv and its three mates, or a .tar of them",
      &RecognisesOfacCsv, &ParseOfacCsv};
  return *kFormat;
}

}  // namespace cordon
