// The Consolidated Canadian Autonomous Sanctions List (SEMA, JVCFOR): elements record under data-set. A record has no
// number of its own; regulation, schedule and item are what the law is cited by.
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/clock.h"
#include "base/status_macros.h"
#include "db/lists/entry_names.h"
#include "db/lists/format.h"
#include "db/lists/identifiers.h"
#include "db/lists/ofac.h"
#include "db/lists/text.h"
#include "db/lists/xml_records.h"
#include "re2/re2.h"

namespace cordon {
namespace {

const XmlSchema& CanadaSchema() {
  static const auto* const kSchema = new XmlSchema(
      "data-set", "record",
      "record/Country record/LastName record/GivenName record/EntityOrShip record/TitleOrShip record/ShipIMONumber "
      "record/Aliases record/DateOfBirthOrShipBuildDate record/Schedule record/Item record/DateOfListing");
  return *kSchema;
}

// "Russia / Russie" -> "Russia", "Myanmar (Burma) / ..." -> "Myanmar-Burma".
std::string IdPart(absl::string_view text) {
  std::string out;
  for (const char c : text.substr(0, text.find(" / "))) {
    if (absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '.') {
      out.push_back(c);
    } else if (!out.empty() && out.back() != '-') {
      out.push_back('-');
    }
  }
  while (!out.empty() && out.back() == '-') out.pop_back();
  return out;
}

// "Ірына Прадун" of "Belarussian: Ірына Прадун".
absl::string_view WithoutLanguage(absl::string_view alias) {
  static const auto* const kLabel = new RE2(
      R"((?i)^(?:in )?(?:belarus+ian|russian|ukrainian|arabic|persian|farsi|burmese|hebrew|chinese|spanish|french)\s*:\s*)");
  re2::StringPiece rest(alias.data(), alias.size());
  RE2::Consume(&rest, *kLabel);
  return absl::string_view(rest.data(), rest.size());
}

class CanadaHandler : public XmlHandler {
 public:
  explicit CanadaHandler(const ListLimits& limits) : limits_(limits) {}

  absl::Status Frame(absl::string_view path, absl::string_view /*text*/, int64_t line) override {
    if (absl::StartsWith(path, "@")) return absl::OkStatus();
    return CellError(XmlPlace(line), path, "holds text beside elements");
  }

  absl::Status Record(const XmlElement& record, EntryCollector& collector) override {
    v1::ListEntry entry;
    entry.set_list("CA");
    const Place place = XmlPlace(record.line);
    const absl::string_view regulation = record.Text("Country");
    if (regulation.empty()) return CellError(place, "record/Country", "is empty");
    if (record.Text("Item").empty()) return CellError(place, "record/Item", "is empty");
    const std::string schedule = IdPart(record.Text("Schedule"));
    CORDON_RETURN_IF_ERROR(SetEntryId(
        absl::StrCat(IdPart(regulation), "/", schedule, schedule.empty() ? "" : "/", IdPart(record.Text("Item"))),
        place, "record/Item", &entry));
    entry.add_programs(std::string(regulation));
    entry.set_citation(absl::StrCat(record.Text("Schedule").empty() ? "" : "Schedule ", record.Text("Schedule"),
                                    record.Text("Schedule").empty() ? "" : ", ", "item ", record.Text("Item")));
    const absl::string_view listed = record.Text("DateOfListing");
    if (!listed.empty()) {
      if (!ParseDate(listed).ok()) {
        return CellError(place, "record/DateOfListing", absl::StrCat("not a date: ", QuoteCell(listed)));
      }
      entry.set_start_date(std::string(listed));
    }
    CORDON_RETURN_IF_ERROR(SetNames(record, &entry));
    return collector.Add(std::move(entry), record.line);
  }

 private:
  absl::Status SetNames(const XmlElement& record, v1::ListEntry* entry) const {
    const Place place = XmlPlace(record.line);
    EntryNames names(place, limits_, entry);
    const absl::string_view other = record.Text("EntityOrShip");
    const std::string person = record.Join({"GivenName", "LastName"}, " ");
    if (!other.empty() && !person.empty()) {
      return CellError(place, "record/EntityOrShip", "stands beside the name of a person");
    }
    const absl::string_view ship = record.Text("ShipIMONumber");
    if (!person.empty()) {
      entry->set_type(v1::ENTRY_PERSON);
      CORDON_RETURN_IF_ERROR(names.AddPrimary(person, "record/LastName"));
    } else {
      entry->set_type(ship.empty() ? v1::ENTRY_ORGANIZATION : v1::ENTRY_VESSEL);
      CORDON_RETURN_IF_ERROR(names.AddPrimary(other, "record/EntityOrShip"));
      CORDON_RETURN_IF_ERROR(AddLanguages(other, "record/EntityOrShip", &names));
    }
    AddId("IMO", ship, entry);
    AppendRemark("Title: ", record.Text("TitleOrShip"), entry);
    AppendRemark(ship.empty() ? "DOB " : "Built ", record.Text("DateOfBirthOrShipBuildDate"), entry);
    CORDON_RETURN_IF_ERROR(AddCanadianAliases(record.Text("Aliases"), &names));
    names.Derive();
    return absl::OkStatus();
  }

  // One cell for all aliases, separated by ";" or by ",". With a single comma it may also be one name ("Zavod, OAO"):
  // then the whole is the alias, and its parts are names taken out of it.
  static absl::Status AddCanadianAliases(absl::string_view cell, EntryNames* names) {
    for (const absl::string_view alias : SplitCell(cell, ";")) {
      const std::vector<absl::string_view> parts = SplitCell(alias, ",");
      const bool one_comma = parts.size() == 2;
      if (one_comma) {
        CORDON_RETURN_IF_ERROR(names->AddName(WithoutLanguage(alias), v1::ALIAS, v1::STRONG, "record/Aliases"));
      }
      for (const absl::string_view part : parts) {
        const absl::string_view name = WithoutLanguage(part);
        // A legal form alone is no name.
        if (one_comma && LookupWords(name).size() < 2) continue;
        CORDON_RETURN_IF_ERROR(names->AddName(name, one_comma ? v1::DERIVED : v1::ALIAS, v1::STRONG, "record/Aliases"));
        CORDON_RETURN_IF_ERROR(AddLanguages(name, "record/Aliases", names));
      }
    }
    return absl::OkStatus();
  }

  // "Medical University/Université de médecine": one name in two languages.
  static absl::Status AddLanguages(absl::string_view name, absl::string_view path, EntryNames* names) {
    if (!absl::StrContains(name, '/')) return absl::OkStatus();
    for (const absl::string_view part : SplitCell(name, "/")) {
      // "Nikolay or Nikolai / Vasilievich" are spellings of words, not names.
      if (LookupWords(part).size() < 2 || absl::StrContains(part, " or ")) continue;
      CORDON_RETURN_IF_ERROR(names->AddName(part, v1::DERIVED, v1::STRONG, path));
    }
    return absl::OkStatus();
  }

  const ListLimits& limits_;
};

absl::Status ParseCanada(ByteSource& bytes, const ImportOptions& options, ImportedList* list) {
  list->source = "ca";
  CanadaHandler handler(options.limits);
  return ReadXmlRecords(bytes, CanadaSchema(), options, list, handler);
}

}  // namespace

const ListFormat& CanadaXmlFormat() {
  static const auto* const kFormat =
      new ListFormat{"canada-xml", "Consolidated Canadian Autonomous Sanctions List; root element data-set",
                     [](absl::string_view head) { return XmlRootOf(head) == "data-set"; }, &ParseCanada};
  return *kFormat;
}

}  // namespace cordon
