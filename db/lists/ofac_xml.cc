// sdn.xml and consolidated.xml of OFAC: records sdnEntry under the root sdnList.
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "db/lists/addresses.h"
#include "db/lists/countries.h"
#include "db/lists/entry_names.h"
#include "db/lists/format.h"
#include "db/lists/identifiers.h"
#include "db/lists/ofac.h"
#include "db/lists/text.h"
#include "db/lists/xml_records.h"

namespace cordon {
namespace {

const XmlSchema& OfacXmlSchema() {
  static const auto* const kSchema = new XmlSchema(
      "sdnList", "sdnEntry",
      "publshInformation/Publish_Date publshInformation/Record_Count "
      "sdnEntry/uid sdnEntry/firstName sdnEntry/lastName sdnEntry/title sdnEntry/sdnType sdnEntry/remarks "
      "sdnEntry/programList/program "
      "sdnEntry/idList/id/uid sdnEntry/idList/id/idType sdnEntry/idList/id/idNumber sdnEntry/idList/id/idCountry "
      "sdnEntry/idList/id/issueDate sdnEntry/idList/id/expirationDate "
      "sdnEntry/akaList/aka/uid sdnEntry/akaList/aka/type sdnEntry/akaList/aka/category sdnEntry/akaList/aka/lastName "
      "sdnEntry/akaList/aka/firstName "
      "sdnEntry/addressList/address/uid sdnEntry/addressList/address/address1 sdnEntry/addressList/address/address2 "
      "sdnEntry/addressList/address/address3 sdnEntry/addressList/address/city "
      "sdnEntry/addressList/address/stateOrProvince sdnEntry/addressList/address/postalCode "
      "sdnEntry/addressList/address/country "
      "sdnEntry/nationalityList/nationality/uid sdnEntry/nationalityList/nationality/country "
      "sdnEntry/nationalityList/nationality/mainEntry "
      "sdnEntry/citizenshipList/citizenship/uid sdnEntry/citizenshipList/citizenship/country "
      "sdnEntry/citizenshipList/citizenship/mainEntry "
      "sdnEntry/dateOfBirthList/dateOfBirthItem/uid sdnEntry/dateOfBirthList/dateOfBirthItem/dateOfBirth "
      "sdnEntry/dateOfBirthList/dateOfBirthItem/mainEntry "
      "sdnEntry/placeOfBirthList/placeOfBirthItem/uid sdnEntry/placeOfBirthList/placeOfBirthItem/placeOfBirth "
      "sdnEntry/placeOfBirthList/placeOfBirthItem/mainEntry "
      "sdnEntry/vesselInfo/callSign sdnEntry/vesselInfo/vesselType sdnEntry/vesselInfo/vesselFlag "
      "sdnEntry/vesselInfo/vesselOwner sdnEntry/vesselInfo/tonnage sdnEntry/vesselInfo/grossRegisteredTonnage");
  return *kSchema;
}

class OfacXmlHandler : public XmlHandler {
 public:
  OfacXmlHandler(const ListLimits& limits, ImportedList* list) : limits_(limits), list_(list) {}

  absl::Status Frame(absl::string_view path, absl::string_view text, int64_t line) override {
    if (path == "publshInformation/Publish_Date") {
      list_->published = ReorderDate(text, "MDY");
      if (list_->published.empty())
        return CellError(XmlPlace(line), path, absl::StrCat("not a date: ", QuoteCell(text)));
    }
    if (path == "publshInformation/Record_Count" && (!absl::SimpleAtoi(text, &stated_) || stated_ < 0)) {
      return CellError(XmlPlace(line), path, absl::StrCat("not a number: ", QuoteCell(text)));
    }
    return absl::OkStatus();
  }

  absl::Status Record(const XmlElement& record, EntryCollector& collector) override {
    v1::ListEntry entry;
    const Place place = XmlPlace(record.line);
    CORDON_RETURN_IF_ERROR(SetEntryId(record.Text("uid"), place, "sdnEntry/uid", &entry));
    v1::EntryType type{};
    if (!OfacType(record.Text("sdnType"), &type)) {
      return CellError(place, "sdnEntry/sdnType",
                       absl::StrCat("unknown type ", QuoteCell(record.Text("sdnType")),
                                    "; known are Individual, Entity, Vessel, Aircraft"));
    }
    entry.set_type(type);
    for (const XmlElement& program : record.Child("programList").children) entry.add_programs(program.text);
    EntryNames names(place, limits_, &entry);
    CORDON_RETURN_IF_ERROR(names.AddPrimary(record.Join({"lastName", "firstName"}, ", "), "sdnEntry/lastName"));
    for (const XmlElement& aka : record.Child("akaList").children) {
      CORDON_RETURN_IF_ERROR(AddAka(aka, &names));
    }
    for (const XmlElement& address : record.Child("addressList").children) AddAddress(address, &entry);
    entry.set_remarks(std::string(record.Text("remarks")));
    CORDON_RETURN_IF_ERROR(ReadOfacRemarks(record.Text("remarks"), "sdnEntry/remarks", &names, &entry));
    AppendRemark("Title: ", record.Text("title"), &entry);
    SetPersonAndShip(record, &entry);
    for (const XmlElement& id : record.Child("idList").children) AddOfacId(id, &entry);
    names.Derive();
    return collector.Add(std::move(entry), record.line);
  }

  absl::Status Finish() const {
    if (stated_ < 0 || stated_ == static_cast<int64_t>(list_->entries.size())) return absl::OkStatus();
    return absl::InvalidArgumentError(absl::StrCat("states ", stated_, " records and holds ", list_->entries.size(),
                                                   "; it is incomplete, fetch it again"));
  }

 private:
  static absl::Status AddAka(const XmlElement& aka, EntryNames* names) {
    const Place place = XmlPlace(aka.line);
    v1::NameKind kind{};
    if (!OfacNameKind(aka.Text("type"), &kind)) {
      return CellError(place, "sdnEntry/akaList/aka/type", absl::StrCat("unknown kind ", QuoteCell(aka.Text("type"))));
    }
    const absl::string_view category = aka.Text("category");
    if (category != "strong" && category != "weak") {
      return CellError(place, "sdnEntry/akaList/aka/category",
                       absl::StrCat(QuoteCell(category), " is neither strong nor weak"));
    }
    const std::string name = aka.Join({"lastName", "firstName"}, ", ");
    if (name.empty()) return CellError(place, "sdnEntry/akaList/aka/lastName", "is empty");
    return names->AddName(name, kind, category == "weak" ? v1::WEAK : v1::STRONG, "sdnEntry/akaList/aka/lastName");
  }

  static void AddAddress(const XmlElement& address, v1::ListEntry* entry) {
    AddAddressParts(address.Join({"address1", "address2", "address3", "city", "stateOrProvince", "postalCode"}, ", "),
                    address.Text("country"), entry);
  }

  static void AddOfacId(const XmlElement& id, v1::ListEntry* entry) {
    const absl::string_view type = id.Text("idType");
    if (AddTypedIdentifier(type, id.Text("idNumber"), entry)) return;
    AppendRemark("", id.Join({"idType", "idNumber", "idCountry"}, " "), entry);
  }

  static void SetPersonAndShip(const XmlElement& record, v1::ListEntry* entry) {
    for (const XmlElement& item : record.Child("dateOfBirthList").children) {
      AppendRemark("DOB ", item.Text("dateOfBirth"), entry);
    }
    for (const XmlElement& item : record.Child("placeOfBirthList").children) {
      AppendRemark("POB ", item.Text("placeOfBirth"), entry);
    }
    for (const XmlElement& item : record.Child("nationalityList").children) {
      AddOfacCountry("nationality ", item.Text("country"), entry);
    }
    for (const XmlElement& item : record.Child("citizenshipList").children) {
      AddOfacCountry("citizen ", item.Text("country"), entry);
    }
    const XmlElement& vessel = record.Child("vesselInfo");
    AddId("CALL_SIGN", vessel.Text("callSign"), entry);
    AddOfacCountry("Vessel flag ", vessel.Text("vesselFlag"), entry);
    AppendRemark("Vessel type ", vessel.Text("vesselType"), entry);
    AppendRemark("Gross tonnage ", vessel.Text("tonnage"), entry);
    AppendRemark("Gross registered tonnage ", vessel.Text("grossRegisteredTonnage"), entry);
    AppendRemark("Vessel owner ", vessel.Text("vesselOwner"), entry);
  }

  const ListLimits& limits_;
  ImportedList* const list_;
  int64_t stated_ = -1;
};

absl::Status ParseOfacXml(ByteSource& bytes, const ImportOptions& options, ImportedList* list) {
  OfacXmlHandler handler(options.limits, list);
  CORDON_RETURN_IF_ERROR(ReadXmlRecords(bytes, OfacXmlSchema(), options, list, handler));
  CORDON_RETURN_IF_ERROR(handler.Finish());
  SetOfacCodes(IsNonSdnList(*list), list);
  return absl::OkStatus();
}

}  // namespace

const ListFormat& OfacXmlFormat() {
  static const auto* const kFormat =
      new ListFormat{"ofac-xml", "OFAC's sdn.xml or consolidated.xml; root element sdnList",
                     [](absl::string_view head) { return XmlRootOf(head) == "sdnList"; }, &ParseOfacXml};
  return *kFormat;
}

}  // namespace cordon
