// The UN Security Council Consolidated List: INDIVIDUALS/INDIVIDUAL and ENTITIES/ENTITY under CONSOLIDATED_LIST.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "base/clock.h"
#include "base/status_macros.h"
#include "db/lists/addresses.h"
#include "db/lists/countries.h"
#include "db/lists/entry_names.h"
#include "db/lists/format.h"
#include "db/lists/identifiers.h"
#include "db/lists/ofac.h"
#include "db/lists/text.h"
#include "db/lists/xml_records.h"
#include "re2/re2.h"

namespace cordon {
namespace {

// Both kinds of record with their prefix in place of "#".
constexpr absl::string_view kUnPaths =
    "DATAID VERSIONNUM FIRST_NAME SECOND_NAME THIRD_NAME FOURTH_NAME UN_LIST_TYPE REFERENCE_NUMBER LISTED_ON "
    "DELISTED_ON SUBMITTED_BY SUBMITTED_ON GENDER NAME_ORIGINAL_SCRIPT COMMENTS1 SORT_KEY SORT_KEY_LAST_MOD "
    "NATIONALITY2 "
    "TITLE/VALUE DESIGNATION/VALUE NATIONALITY/VALUE LIST_TYPE/VALUE LAST_DAY_UPDATED/VALUE "
    "#_ALIAS/QUALITY #_ALIAS/ALIAS_NAME #_ALIAS/DATE_OF_BIRTH #_ALIAS/CITY_OF_BIRTH #_ALIAS/COUNTRY_OF_BIRTH "
    "#_ALIAS/NOTE "
    "#_ADDRESS/STREET #_ADDRESS/CITY #_ADDRESS/STATE_PROVINCE #_ADDRESS/ZIP_CODE #_ADDRESS/COUNTRY #_ADDRESS/NOTE "
    "#_DATE_OF_BIRTH/TYPE_OF_DATE #_DATE_OF_BIRTH/DATE #_DATE_OF_BIRTH/YEAR #_DATE_OF_BIRTH/FROM_YEAR "
    "#_DATE_OF_BIRTH/TO_YEAR #_DATE_OF_BIRTH/NOTE "
    "#_PLACE_OF_BIRTH/STREET #_PLACE_OF_BIRTH/CITY #_PLACE_OF_BIRTH/STATE_PROVINCE #_PLACE_OF_BIRTH/COUNTRY "
    "#_PLACE_OF_BIRTH/NOTE "
    "#_DOCUMENT/TYPE_OF_DOCUMENT #_DOCUMENT/TYPE_OF_DOCUMENT2 #_DOCUMENT/NUMBER #_DOCUMENT/ISSUING_COUNTRY "
    "#_DOCUMENT/DATE_OF_ISSUE #_DOCUMENT/CITY_OF_ISSUE #_DOCUMENT/COUNTRY_OF_ISSUE #_DOCUMENT/NOTE";

const XmlSchema& UnSchema() {
  static const auto* const kSchema = [] {
    std::string paths;
    for (const absl::string_view path : SplitCell(kUnPaths, " ")) {
      absl::StrAppend(&paths, "INDIVIDUALS/INDIVIDUAL/", absl::StrReplaceAll(path, {{"#", "INDIVIDUAL"}}), " ");
      absl::StrAppend(&paths, "ENTITIES/ENTITY/", absl::StrReplaceAll(path, {{"#", "ENTITY"}}), " ");
    }
    return new XmlSchema("CONSOLIDATED_LIST", "INDIVIDUALS/INDIVIDUAL ENTITIES/ENTITY", paths);
  }();
  return *kSchema;
}

class UnHandler : public XmlHandler {
 public:
  UnHandler(const ListLimits& limits, ImportedList* list) : limits_(limits), list_(list) {}

  absl::Status Frame(absl::string_view path, absl::string_view text, int64_t line) override {
    if (path == "@dateGenerated") {
      const absl::string_view date = text.substr(0, 10);
      if (!ParseDate(date).ok()) {
        return CellError(XmlPlace(line), "dateGenerated", absl::StrCat("not a date: ", QuoteCell(text)));
      }
      list_->published = std::string(date);
      return absl::OkStatus();
    }
    if (absl::StartsWith(path, "@")) return absl::OkStatus();  // where the schema of the file is
    return CellError(XmlPlace(line), path, "holds text beside elements");
  }

  absl::Status Record(const XmlElement& record, EntryCollector& collector) override {
    v1::ListEntry entry;
    entry.set_list("UN");
    const bool person = record.name == "INDIVIDUAL";
    CORDON_RETURN_IF_ERROR(
        SetEntryId(record.Text("REFERENCE_NUMBER"), XmlPlace(record.line), Path(record, "REFERENCE_NUMBER"), &entry));
    entry.set_citation(entry.entry_id());
    CORDON_RETURN_IF_ERROR(SetListed(record, &entry));
    if (!record.Text("UN_LIST_TYPE").empty()) entry.add_programs(std::string(record.Text("UN_LIST_TYPE")));
    entry.set_remarks(std::string(record.Text("COMMENTS1")));
    entry.set_type(person ? v1::ENTRY_PERSON : v1::ENTRY_ORGANIZATION);
    EntryNames names(XmlPlace(record.line), limits_, &entry);
    CORDON_RETURN_IF_ERROR(names.AddPrimary(
        record.Join({"FIRST_NAME", "SECOND_NAME", "THIRD_NAME", "FOURTH_NAME"}, " "), Path(record, "FIRST_NAME")));
    CORDON_RETURN_IF_ERROR(names.AddName(record.Text("NAME_ORIGINAL_SCRIPT"), v1::ALIAS, v1::STRONG,
                                         Path(record, "NAME_ORIGINAL_SCRIPT")));
    for (const XmlElement& child : record.children) CORDON_RETURN_IF_ERROR(TakePart(record, child, &names, &entry));
    if (!person) TakeCompanyNumber(&entry);
    names.Derive();
    return collector.Add(std::move(entry), record.line);
  }

 private:
  static std::string Path(const XmlElement& record, absl::string_view child) {
    return absl::StrCat(record.name, "/", child);
  }

  static absl::Status SetListed(const XmlElement& record, v1::ListEntry* entry) {
    // "2012-12-31", "2012-12-31-05:00" with the time zone of the writer.
    const absl::string_view listed = record.Text("LISTED_ON");
    if (listed.empty()) return absl::OkStatus();
    if (!ParseDate(listed.substr(0, 10)).ok()) {
      return CellError(XmlPlace(record.line), Path(record, "LISTED_ON"),
                       absl::StrCat("not a date: ", QuoteCell(listed)));
    }
    entry->set_start_date(std::string(listed.substr(0, 10)));
    return absl::OkStatus();
  }

  static absl::Status TakePart(const XmlElement& record, const XmlElement& part, EntryNames* names,
                               v1::ListEntry* entry) {
    absl::string_view kind = part.name;
    if (absl::ConsumePrefix(&kind, record.name)) {
      if (kind == "_ALIAS") return TakeAlias(record, part, names, entry);
      if (kind == "_ADDRESS") {
        AddAddressParts(part.Join({"STREET", "CITY", "STATE_PROVINCE", "ZIP_CODE"}, ", "), part.Text("COUNTRY"), entry);
        AppendRemark("Address: ", part.Text("NOTE"), entry);
      } else if (kind == "_DOCUMENT") {
        TakeDocument(part, entry);
      } else if (kind == "_DATE_OF_BIRTH") {
        AppendRemark("DOB ", part.Join({"TYPE_OF_DATE", "DATE", "YEAR", "FROM_YEAR", "TO_YEAR", "NOTE"}, " "), entry);
      } else if (kind == "_PLACE_OF_BIRTH") {
        AppendRemark("POB ", part.Join({"STREET", "CITY", "STATE_PROVINCE", "COUNTRY", "NOTE"}, ", "), entry);
      }
      return absl::OkStatus();
    }
    if (part.name == "NATIONALITY") {
      for (const XmlElement& value : part.children) AddOfacCountry("nationality ", value.text, entry);
    } else if (part.name == "TITLE" || part.name == "DESIGNATION") {
      for (const XmlElement& value : part.children) AppendRemark("Title: ", value.text, entry);
    } else if (part.name == "GENDER") {
      AppendRemark("Gender ", part.text, entry);
    } else if (part.name == "NATIONALITY2") {
      AddOfacCountry("nationality ", part.text, entry);
    }
    return absl::OkStatus();
  }

  static absl::Status TakeAlias(const XmlElement& record, const XmlElement& alias, EntryNames* names,
                                v1::ListEntry* entry) {
    const absl::string_view quality = alias.Text("QUALITY");
    v1::NameKind kind = v1::ALIAS;
    v1::NameQuality strength = v1::STRONG;
    if (quality == "Low") {
      strength = v1::WEAK;
    } else if (quality == "f.k.a.") {
      kind = v1::FORMER;
    } else if (!quality.empty() && quality != "Good" && quality != "a.k.a.") {
      return CellError(XmlPlace(alias.line), Path(record, absl::StrCat(alias.name, "/QUALITY")),
                       absl::StrCat("unknown quality ", QuoteCell(quality), "; known are Good, Low, a.k.a., f.k.a."));
    }
    AppendRemark("Alias note: ", alias.Join({"NOTE", "DATE_OF_BIRTH", "CITY_OF_BIRTH", "COUNTRY_OF_BIRTH"}, ", "),
                 entry);
    return names->AddName(alias.Text("ALIAS_NAME"), kind, strength,
                          Path(record, absl::StrCat(alias.name, "/ALIAS_NAME")));
  }

  static void TakeDocument(const XmlElement& document, v1::ListEntry* entry) {
    const std::string type = LowerAscii(document.Join({"TYPE_OF_DOCUMENT", "TYPE_OF_DOCUMENT2"}, " "));
    const absl::string_view number = document.Text("NUMBER");
    const bool passport = absl::StrContains(type, "pass") || absl::StrContains(type, "pasaporte");
    if (!number.empty()) AddTypedIdentifier(passport ? "Passport" : "National ID", number, entry);
    AppendRemark("Document: ",
                 document.Join({"TYPE_OF_DOCUMENT", "TYPE_OF_DOCUMENT2", "NUMBER", "ISSUING_COUNTRY", "DATE_OF_ISSUE",
                                "CITY_OF_ISSUE", "COUNTRY_OF_ISSUE", "NOTE"},
                               ", "),
                 entry);
  }

  // "IMO number: 5571322" in the comments: a number below 6000000 is that of a shipping company; others are of ships of
  // its own, which the comments tell of.
  static void TakeCompanyNumber(v1::ListEntry* entry) {
    static const auto* const kImo = new RE2(R"((?i)\bIMO (?:number|no\.?)\s*:?\s*([0-5]\d{6})\b)");
    re2::StringPiece rest(entry->remarks());
    std::string number;
    while (RE2::FindAndConsume(&rest, *kImo, &number)) AddId("IMO_COMPANY", number, entry);
  }

  const ListLimits& limits_;
  ImportedList* const list_;
};

absl::Status ParseUn(ByteSource& bytes, const ImportOptions& options, ImportedList* list) {
  list->source = "un";
  UnHandler handler(options.limits, list);
  return ReadXmlRecords(bytes, UnSchema(), options, list, handler);
}

}  // namespace

const ListFormat& UnXmlFormat() {
  static const auto* const kFormat = new ListFormat{
      "un-xml", "UN Security Council Consolidated List, consolidated.xml; root element CONSOLIDATED_LIST",
      [](absl::string_view head) { return XmlRootOf(head) == "CONSOLIDATED_LIST"; }, &ParseUn};
  return *kFormat;
}

}  // namespace cordon
