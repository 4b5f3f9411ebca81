#include "bench/corpora.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <cstdlib>
#include <functional>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "db/lists/byte_source.h"
#include "db/lists/csv.h"
#include "db/lists/import.h"

namespace cordon::bench {
namespace {

absl::StatusOr<std::unique_ptr<ByteSource>> OpenData(const std::string& path) {
  CORDON_ASSIGN_OR_RETURN(std::unique_ptr<ByteSource> file, OpenFileSource(path));
  return Decompress(std::move(file), DecompressLimits());
}

// One column of a CSV file; rows for which `keep` is false are left out.
absl::StatusOr<std::vector<std::string>> ReadColumn(const std::string& path, const std::string& column,
                                                    const std::function<bool(const std::vector<std::string>&)>& keep) {
  CORDON_ASSIGN_OR_RETURN(std::unique_ptr<ByteSource> source, OpenData(path));
  CsvReader csv(*source, CsvLimits());
  std::vector<std::string> names;
  absl::flat_hash_set<std::string> seen;
  size_t at = 0;
  bool header = true;
  while (true) {
    CORDON_ASSIGN_OR_RETURN(const bool more, csv.Next());
    if (!more) return names;
    if (header) {
      while (at < csv.fields().size() && csv.fields()[at] != column) ++at;
      if (at == csv.fields().size()) return absl::InvalidArgumentError(absl::StrCat(path, ": no column ", column));
      header = false;
      continue;
    }
    if (at >= csv.fields().size() || !keep(csv.fields())) continue;
    const std::string& name = csv.fields()[at];
    if (!name.empty() && seen.insert(name).second) names.push_back(name);
  }
}

absl::StatusOr<std::vector<std::string>> ReadTickers(const std::string& path) {
  CORDON_ASSIGN_OR_RETURN(std::unique_ptr<ByteSource> source, OpenData(path));
  std::string json;
  char buffer[1 << 16];
  while (true) {
    CORDON_ASSIGN_OR_RETURN(const size_t size, source->Read(buffer, sizeof buffer));
    if (size == 0) break;
    json.append(buffer, size);
  }
  google::protobuf::Struct root;
  if (!google::protobuf::util::JsonStringToMessage(json, &root).ok()) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": no JSON object"));
  }
  std::vector<std::string> names;
  absl::flat_hash_set<std::string> seen;
  // The map's order differs from run to run; the numbered keys give the file's.
  for (size_t i = 0; names.size() <= root.fields().size() && i < 4 * root.fields().size() + 16; ++i) {
    const auto it = root.fields().find(std::to_string(i));
    if (it == root.fields().end()) continue;
    const std::string& title = it->second.struct_value().fields().at("title").string_value();
    if (seen.insert(title).second) names.push_back(title);
  }
  return names;
}

bool KeepAll(const std::vector<std::string>&) { return true; }

}  // namespace

std::string SharedDataDir() {
  const char* dir = std::getenv("CORDON_SHARED_DATA");
  if (dir != nullptr && *dir != '\0') return dir;
  const char* source = std::getenv("CORDON_SOURCE_DIR");
  return absl::StrCat(source != nullptr && *source != '\0' ? source : ".", "/../shared/data");
}

absl::StatusOr<std::vector<v1::ListEntry>> LoadScreeningList(const std::string& data_dir) {
  CORDON_ASSIGN_OR_RETURN(std::unique_ptr<ByteSource> source,
                          OpenData(absl::StrCat(data_dir, "/lists/us_csl_2026-07-31/consolidated.csv.xz")));
  ImportOptions options;
  options.file_name = "consolidated.csv";
  CORDON_ASSIGN_OR_RETURN(ImportedList list, ImportListFile(*source, options));
  return std::move(list.entries);
}

absl::StatusOr<std::vector<BenignCorpus>> LoadBenignNames(const std::string& data_dir) {
  const std::string dir = absl::StrCat(data_dir, "/benign_names/");
  std::vector<BenignCorpus> corpora;
  CORDON_ASSIGN_OR_RETURN(auto finance, ReadColumn(dir + "finance_database_equities.csv.xz", "name", KeepAll));
  corpora.push_back({"finance_database", std::move(finance)});
  CORDON_ASSIGN_OR_RETURN(auto oui, ReadColumn(dir + "ieee_oui.csv", "Organization Name", KeepAll));
  corpora.push_back({"ieee_oui", std::move(oui)});
  CORDON_ASSIGN_OR_RETURN(auto asn, ReadColumn(dir + "asn_organisations.csv", "name", KeepAll));
  corpora.push_back({"asn", std::move(asn)});
  CORDON_ASSIGN_OR_RETURN(auto parents, ReadColumn(dir + "sec_exhibit21_parents.csv", "company_name", KeepAll));
  corpora.push_back({"sec_exhibit21", std::move(parents)});
  CORDON_ASSIGN_OR_RETURN(auto tickers, ReadTickers(dir + "sec_company_tickers.json"));
  corpora.push_back({"sec_tickers", std::move(tickers)});
  return corpora;
}

}  // namespace cordon::bench
