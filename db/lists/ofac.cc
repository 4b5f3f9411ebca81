#include "db/lists/ofac.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/status_macros.h"
#include "db/lists/addresses.h"
#include "db/lists/countries.h"
#include "db/lists/identifiers.h"
#include "db/lists/text.h"

namespace cordon {
namespace {

// How an identifier begins in remarks; what follows is its value. A longer one before a shorter that begins the same.
constexpr absl::string_view kOfacIdTypes[] = {
    "Aircraft Construction Number (also called L/N or S/N or F/N)",
    "Aircraft Manufacturer's Serial Number (MSN)",
    "Aircraft Mode S Transponder Code",
    "Aircraft Tail Number",
    "BIK (RU)",
    "Birth Certificate Number",
    "Business Number",
    "Business Registration Document #",
    "Business Registration Number",
    "C.R. No.",
    "C.U.I.P.",
    "C.U.I.T.",
    "C.U.R.P.",
    "Cartilla de Servicio Militar Nacional",
    "Cedula No.",
    "Cedula de Ciudadania",
    "Cedula de Residencia",
    "Certificate of Incorporation Number",
    "Chamber of Commerce Number",
    "Chinese Commercial Code",
    "Citizen's Card Number",
    "Commercial Registry Number",
    "Company Number",
    "Credencial electoral",
    "D-U-N-S Number",
    "D.N.I.",
    "Diplomatic Passport",
    "Driver's License No.",
    "Economic Register Number (CBLS)",
    "Electoral Registry No.",
    "Email Address",
    "Enterprise Number",
    "Fiscal Code",
    "Folio Mercantil No.",
    "Government Gazette Number",
    "ISIN",
    "Identification Number",
    "Italian Fiscal Code",
    "LEI",
    "Legal Entity Number",
    "License",
    "MMSI",
    "Matricula Mercantil No",
    "NIT #",
    "National Foreign ID Number",
    "National ID No.",
    "Passport",
    "Personal ID Card",
    "Public Registration Number",
    "R.F.C.",
    "RFC",
    "RIF #",
    "RUC #",
    "Registered Charity No.",
    "Registration ID",
    "Registration Number",
    "SSN",
    "SWIFT/BIC",
    "Stateless Person Passport",
    "Tax ID No.",
    "Trade License No.",
    "UK Company Number",
    "US FEIN",
    "Unified Social Credit Code (USCC)",
    "V.A.T. Number",
    "Vessel Registration Identification",
    "Website",
};

constexpr absl::string_view kOfacWallet = "Digital Currency Address - ";

// "1084010 (Egypt) issued 26 May 1999 expires ..." -> "1084010".
absl::string_view OfacIdValue(absl::string_view value) {
  for (const absl::string_view end : {" issued ", " expires "}) value = value.substr(0, value.find(end));
  value = TrimBlanks(value);
  while (absl::EndsWith(value, ")")) {
    const size_t open = value.rfind(" (");
    if (open == absl::string_view::npos) break;
    value = TrimBlanks(value.substr(0, open));
  }
  return value;
}

bool ReadOfacName(absl::string_view piece, absl::string_view column, EntryNames* names, absl::Status* status) {
  constexpr absl::string_view kMarks[] = {"a.k.a. ", "f.k.a. ", "n.k.a. "};
  for (const absl::string_view mark : kMarks) {
    absl::string_view name = piece;
    if (!absl::ConsumePrefix(&name, mark) || name.size() < 3 || name[0] != '\'' || !absl::EndsWith(name, "'")) continue;
    *status =
        names->AddName(name.substr(1, name.size() - 2), mark[0] == 'f' ? v1::FORMER : v1::ALIAS, v1::WEAK, column);
    return true;
  }
  return false;
}

absl::Status ReadOfacPiece(absl::string_view piece, absl::string_view column, EntryNames* names, v1::ListEntry* entry) {
  absl::Status status;
  if (ReadOfacName(piece, column, names, &status)) return status;
  if (absl::ConsumePrefix(&piece, "Linked To: ")) {
    entry->add_linked_to(std::string(TrimBlanks(piece)));
    return absl::OkStatus();
  }
  if (absl::ConsumePrefix(&piece, kOfacWallet)) {
    // "XBT 12QtD5..."
    const size_t blank = piece.find(' ');
    if (blank != absl::string_view::npos) AddTypedIdentifier("Digital Currency Address", piece.substr(blank), entry);
    return absl::OkStatus();
  }
  for (const absl::string_view label : {"nationality ", "citizen "}) {
    absl::string_view country = piece;
    if (!absl::ConsumePrefix(&country, label)) continue;
    const absl::string_view code = CountryCodeOfName(TrimBlanks(country));
    if (!code.empty()) AddCountry(code, entry);
    return absl::OkStatus();
  }
  for (const absl::string_view type : kOfacIdTypes) {
    absl::string_view value = piece;
    if (!absl::ConsumePrefix(&value, type) || !absl::ConsumePrefix(&value, " ")) continue;
    AddTypedIdentifier(type, OfacIdValue(value), entry);
    return absl::OkStatus();
  }
  return absl::OkStatus();
}

struct NonSdnProgram {
  absl::string_view prefix;
  absl::string_view code;
};

// In the order in which the lists are tried.
constexpr NonSdnProgram kNonSdnPrograms[] = {
    {"UKRAINE-EO13662", "SSI"}, {"CMIC-", "CMIC"}, {"NS-PLC", "PLC"}, {"FSE-", "FSE"}, {"561-Related", "CAP"},
};

absl::string_view NonSdnCode(const v1::ListEntry& entry) {
  for (const NonSdnProgram& known : kNonSdnPrograms) {
    const bool has = std::any_of(entry.programs().begin(), entry.programs().end(),
                                 [&](const std::string& program) { return absl::StartsWith(program, known.prefix); });
    if (has) return known.code;
  }
  return "";
}

}  // namespace

absl::Status ReadOfacRemarks(absl::string_view remarks, absl::string_view column, EntryNames* names,
                             v1::ListEntry* entry) {
  for (absl::string_view piece : SplitCell(remarks, "; ")) {
    if (absl::EndsWith(piece, ".") && piece.data() + piece.size() == remarks.data() + remarks.size()) {
      piece.remove_suffix(1);
    }
    // XML puts the links into parentheses: "(Linked To: HAMAS)".
    if (absl::StartsWith(piece, "(Linked To: ") && absl::EndsWith(piece, ")")) {
      piece = piece.substr(1, piece.size() - 2);
    }
    absl::ConsumePrefix(&piece, "alt. ");
    CORDON_RETURN_IF_ERROR(ReadOfacPiece(piece, column, names, entry));
  }
  return absl::OkStatus();
}

bool OfacType(absl::string_view printed, v1::EntryType* type) {
  const std::string lower = LowerAscii(printed);
  if (lower == "-0-" || lower == "entity") {
    *type = v1::ENTRY_ORGANIZATION;
  } else if (lower == "individual") {
    *type = v1::ENTRY_PERSON;
  } else if (lower == "vessel") {
    *type = v1::ENTRY_VESSEL;
  } else if (lower == "aircraft") {
    *type = v1::ENTRY_AIRCRAFT;
  } else {
    return false;
  }
  return true;
}

bool OfacNameKind(absl::string_view printed, v1::NameKind* kind) {
  std::string lower;
  for (const char c : LowerAscii(printed)) {
    if (c != '.') lower.push_back(c);
  }
  if (lower != "aka" && lower != "fka" && lower != "nka") return false;
  *kind = lower == "fka" ? v1::FORMER : v1::ALIAS;
  return true;
}

void AppendRemark(absl::string_view label, absl::string_view text, v1::ListEntry* entry) {
  if (text.empty()) return;
  absl::StrAppend(entry->mutable_remarks(), entry->remarks().empty() ? "" : "; ", label, text);
}

void AddOfacCountry(absl::string_view label, absl::string_view country, v1::ListEntry* entry) {
  const absl::string_view code = CountryCodeOfName(country);
  if (!code.empty()) AddCountry(code, entry);
  AppendRemark(label, country, entry);
}

bool IsNonSdnList(const ImportedList& list) {
  const auto non_sdn = std::count_if(list.entries.begin(), list.entries.end(),
                                     [](const v1::ListEntry& entry) { return !NonSdnCode(entry).empty(); });
  return static_cast<size_t>(non_sdn) * 2 > list.entries.size();
}

void SetOfacCodes(bool non_sdn, ImportedList* list) {
  list->source = non_sdn ? "ofac/nonsdn" : "ofac/sdn";
  for (v1::ListEntry& entry : list->entries) {
    absl::string_view code = "SDN";
    if (non_sdn) {
      code = NonSdnCode(entry);
      if (code.empty()) code = "MBS";
    }
    entry.set_list(std::string(code));
  }
}

}  // namespace cordon
