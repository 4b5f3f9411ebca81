// Short ways to import a text and to name what is in an entry, for the tests of db/lists.
#ifndef CORDON_TESTS_DB_LISTS_LIST_TEST_UTIL_H_
#define CORDON_TESTS_DB_LISTS_LIST_TEST_UTIL_H_

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "db/lists/csv.h"
#include "db/lists/import.h"
#include "db/lists/tar.h"

namespace cordon {

inline absl::StatusOr<ImportedList> ImportText(absl::string_view text, const ImportOptions& options = {}) {
  const std::unique_ptr<ByteSource> bytes = MemorySource(text);
  return ImportListFile(*bytes, options);
}

inline std::string ImportError(absl::string_view text, const ImportOptions& options = {}) {
  const absl::StatusOr<ImportedList> list = ImportText(text, options);
  return list.ok() ? "OK" : std::string(list.status().message());
}

inline constexpr char kCslHeader[] =
    "_id,source,entity_number,type,programs,name,title,addresses,federal_register_notice,start_date,end_date,"
    "standard_order,license_requirement,license_policy,call_sign,vessel_type,gross_tonnage,gross_registered_tonnage,"
    "vessel_flag,vessel_owner,remarks,source_list_url,alt_names,citizenships,dates_of_birth,nationalities,"
    "places_of_birth,source_information_url,ids\n";

// One row of the Consolidated Screening List; what is not set is empty.
struct CslRow {
  std::string id = "1";
  std::string source = "Entity List (EL) - Bureau of Industry and Security";
  std::string entity_number;
  std::string type;
  std::string programs;
  std::string name = "Sino Example Co., Ltd.";
  std::string title;
  std::string addresses;
  std::string citation;
  std::string start_date;
  std::string end_date;
  std::string standard_order;
  std::string requirement;
  std::string policy;
  std::string call_sign;
  std::string vessel_type;
  std::string gross_tonnage;
  std::string gross_registered_tonnage;
  std::string vessel_flag;
  std::string vessel_owner;
  std::string remarks;
  std::string list_url;
  std::string alt_names;
  std::string citizenships;
  std::string birth_dates;
  std::string nationalities;
  std::string birth_places;
  std::string information_url;
  std::string ids;

  std::string Csv(bool with_id = true) const {
    std::string out;
    if (with_id) {
      AppendCsvField(id, &out);
      out.push_back(',');
    }
    const std::string* const cells[] = {&source,
                                        &entity_number,
                                        &type,
                                        &programs,
                                        &name,
                                        &title,
                                        &addresses,
                                        &citation,
                                        &start_date,
                                        &end_date,
                                        &standard_order,
                                        &requirement,
                                        &policy,
                                        &call_sign,
                                        &vessel_type,
                                        &gross_tonnage,
                                        &gross_registered_tonnage,
                                        &vessel_flag,
                                        &vessel_owner,
                                        &remarks,
                                        &list_url,
                                        &alt_names,
                                        &citizenships,
                                        &birth_dates,
                                        &nationalities,
                                        &birth_places,
                                        &information_url,
                                        &ids};
    bool first = true;
    for (const std::string* cell : cells) {
      if (!first) out.push_back(',');
      first = false;
      AppendCsvField(*cell, &out);
    }
    out.push_back('\n');
    return out;
  }
};

// The entry of a file of one row. A failed import gives an entry whose name is the error.
inline v1::ListEntry ImportCslRow(const CslRow& row) {
  absl::StatusOr<ImportedList> list = ImportText(absl::StrCat(kCslHeader, row.Csv()));
  v1::ListEntry entry;
  if (!list.ok()) {
    entry.set_entry_name(std::string(list.status().message()));
    return entry;
  }
  return list->entries.at(0);
}

// "X" for a primary name, "a:X" alias, "f:X" former, "d:X" derived; "~" behind the letter for weak.
inline std::vector<std::string> NamesOf(const v1::ListEntry& entry) {
  std::vector<std::string> names;
  for (const v1::ListName& name : entry.names()) {
    const char* kind = name.kind() == v1::PRIMARY  ? ""
                       : name.kind() == v1::ALIAS  ? "a"
                       : name.kind() == v1::FORMER ? "f"
                                                   : "d";
    const char* weak = name.quality() == v1::WEAK ? "~" : "";
    names.push_back(absl::StrCat(kind, weak, *kind == '\0' ? "" : ":", name.text()));
  }
  return names;
}

// "text|CC" of each address.
inline std::vector<std::string> AddressesOf(const v1::ListEntry& entry) {
  std::vector<std::string> addresses;
  for (const v1::ListAddress& address : entry.addresses()) {
    addresses.push_back(absl::StrCat(address.text(), "|", address.country()));
  }
  return addresses;
}

// "SCHEME:value" of each id.
inline std::vector<std::string> TypedIds(const v1::ListEntry& entry) {
  std::vector<std::string> ids;
  for (const v1::Identifier& id : entry.ids()) ids.push_back(absl::StrCat(id.scheme(), ":", id.value()));
  return ids;
}

// One of OFAC's sets as a stream, in the given order.
inline std::string PackFiles(const std::vector<std::pair<std::string, std::string>>& files) {
  std::vector<TarMember> members;
  for (const auto& [name, content] : files) {
    members.push_back({name, static_cast<int64_t>(content.size()), MemorySource(content)});
  }
  const std::unique_ptr<ByteSource> packed = PackTar(std::move(members));
  std::string out;
  char chunk[4096];
  while (true) {
    const absl::StatusOr<size_t> count = packed->Read(chunk, sizeof(chunk));
    if (!count.ok() || *count == 0) return out;
    out.append(chunk, *count);
  }
}

inline std::vector<std::string> CountriesOf(const v1::ListEntry& entry) {
  return std::vector<std::string>(entry.countries().begin(), entry.countries().end());
}

}  // namespace cordon

#endif  // CORDON_TESTS_DB_LISTS_LIST_TEST_UTIL_H_
