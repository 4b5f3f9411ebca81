// The list formats made of rows: OFAC's sets, the Denied Persons List, OpenSanctions, EU and UK. Any bytes, and any
// bytes as rows below the header of each of them or as one file of a set.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "db/lists/import.h"
#include "db/lists/tar.h"
#include "tests/fuzz/list_fuzz_util.h"

namespace {

// The set with `text` in place of one of its files.
void FuzzOfacSet(size_t replaced, const std::string& text) {
  constexpr const char* kNames[] = {"sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv"};
  const std::string contents[] = {"17,\"A CO\",-0- ,\"SDGT\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,\"DOB 1970; \"\r\n",
                                  "17,1,\"aka\",\"B\",-0- \r\n", "17,1,\"Road\",\"Minsk\",\"Belarus\",-0- \r\n",
                                  "17,\"Linked To: C.\"\r\n"};
  std::vector<cordon::TarMember> members;
  for (size_t i = 0; i < 4; ++i) {
    const std::string& content = i == replaced ? text : contents[i];
    members.push_back({kNames[i], static_cast<int64_t>(content.size()), cordon::MemorySource(content)});
  }
  const std::unique_ptr<cordon::ByteSource> bytes = cordon::PackTar(std::move(members));
  const absl::StatusOr<cordon::ImportedList> list = cordon::ImportListFile(*bytes, {});
  if (list.ok()) cordon::CheckImportedList(*list);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  cordon::FuzzImport(text);
  const std::string rows(text);
  for (size_t part = 0; part < 4; ++part) FuzzOfacSet(part, rows);
  cordon::FuzzImport(absl::StrCat(
      "Name\tStreet_Address\tCity\tState\tCountry\tPostal_Code\tEffective_Date\tExpiration_Date\tStandard_Order\t"
      "Last_Update\tAction\tFR_Citation\n",
      text));
  cordon::FuzzImport(
      absl::StrCat("id,schema,name,aliases,birth_date,countries,addresses,identifiers,sanctions,dataset\n", text));
  cordon::FuzzImport(absl::StrCat("Entity_LogicalId;Entity_SubjectType;NameAlias_WholeName\n", text));
  cordon::FuzzImport(absl::StrCat(
      "Unique ID,Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Name type,Regime Name,Designation Type\n", text));
  return 0;
}
