#include "bench/corpora.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <cstdlib>
#include <functional>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "base/status_macros.h"
#include "base/utf8.h"
#include "db/lists/byte_source.h"
#include "db/lists/csv.h"
#include "db/lists/import.h"

namespace cordon::bench {
namespace {

absl::StatusOr<std::unique_ptr<ByteSource>> OpenData(const std::string& path) {
  CORDON_ASSIGN_OR_RETURN(std::unique_ptr<ByteSource> file, OpenFileSource(path));
  return Decompress(std::move(file), DecompressLimits());
}

absl::StatusOr<std::string> ReadAllOf(ByteSource* source) {
  std::string text;
  char buffer[1 << 16];
  while (true) {
    CORDON_ASSIGN_OR_RETURN(const size_t size, source->Read(buffer, sizeof buffer));
    if (size == 0) return text;
    text.append(buffer, size);
  }
}

// All rows of a CSV file with a header, as the wanted columns in order.
absl::StatusOr<std::vector<std::vector<std::string>>> ReadColumns(const std::string& path,
                                                                  const std::vector<std::string>& columns) {
  CORDON_ASSIGN_OR_RETURN(std::unique_ptr<ByteSource> source, OpenData(path));
  CsvReader csv(*source, CsvLimits());
  std::vector<size_t> at;
  std::vector<std::vector<std::string>> rows;
  bool header = true;
  while (true) {
    CORDON_ASSIGN_OR_RETURN(const bool more, csv.Next());
    if (!more) return rows;
    const std::vector<std::string>& fields = csv.fields();
    if (header) {
      for (const std::string& column : columns) {
        // The first column may carry a byte order mark.
        const auto it = std::find_if(fields.begin(), fields.end(), [&](const std::string& field) {
          return field == column || field == "\xEF\xBB\xBF" + column;
        });
        if (it == fields.end()) return absl::InvalidArgumentError(absl::StrCat(path, ": no column ", column));
        at.push_back(static_cast<size_t>(it - fields.begin()));
      }
      header = false;
      continue;
    }
    std::vector<std::string> row;
    for (const size_t i : at) row.push_back(i < fields.size() ? fields[i] : "");
    rows.push_back(std::move(row));
  }
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
  CORDON_ASSIGN_OR_RETURN(const std::string json, ReadAllOf(source.get()));
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

absl::StatusOr<std::vector<NamePair>> LoadNamePairs(const std::string& path, const std::string& native_column,
                                                    const std::string& latin_column) {
  CORDON_ASSIGN_OR_RETURN(const auto rows, ReadColumns(path, {native_column, latin_column}));
  std::vector<NamePair> pairs;
  for (const std::vector<std::string>& row : rows) {
    if (!row[0].empty() && !row[1].empty()) pairs.push_back({row[0], row[1]});
  }
  return pairs;
}

absl::StatusOr<std::vector<NamePair>> LoadCorpCodes(const std::string& path) {
  CORDON_ASSIGN_OR_RETURN(std::unique_ptr<ByteSource> source, OpenData(path));
  CORDON_ASSIGN_OR_RETURN(const std::string xml, ReadAllOf(source.get()));
  // A flat file of our own data: elements without attributes, one company per <list>.
  const auto element = [&xml](absl::string_view name, size_t from, size_t end) -> std::string {
    const std::string open = absl::StrCat("<", name, ">");
    const size_t begin = xml.find(open, from);
    if (begin == std::string::npos || begin >= end) return "";
    const size_t close = xml.find("</", begin);
    const std::string text = xml.substr(begin + open.size(), close - begin - open.size());
    return absl::StrReplaceAll(text, {{"&amp;", "&"}, {"&lt;", "<"}, {"&gt;", ">"}, {"&apos;", "'"}});
  };
  std::vector<NamePair> pairs;
  size_t at = 0;
  while ((at = xml.find("<list>", at)) != std::string::npos) {
    const size_t end = xml.find("</list>", at);
    NamePair pair{element("corp_name", at, end), element("corp_eng_name", at, end)};
    if (!pair.native.empty() && !pair.latin.empty()) pairs.push_back(std::move(pair));
    at = end;
  }
  return pairs;
}

absl::StatusOr<std::vector<LabelledPair>> LoadLabelledPairs(const std::string& path) {
  CORDON_ASSIGN_OR_RETURN(const auto rows, ReadColumns(path, {"name_a", "name_b", "type", "label", "reason"}));
  std::vector<LabelledPair> pairs;
  for (const std::vector<std::string>& row : rows) {
    pairs.push_back({row[0], row[1], row[2], row[4], row[3] == "match"});
  }
  return pairs;
}

absl::StatusOr<std::vector<LabelledPair>> LoadStarterAliases(const std::string& path) {
  CORDON_ASSIGN_OR_RETURN(const auto rows, ReadColumns(path, {"name", "aliases"}));
  std::vector<LabelledPair> pairs;
  for (const std::vector<std::string>& row : rows) {
    for (const absl::string_view alias : absl::StrSplit(row[1], ';', absl::SkipWhitespace())) {
      bool han = false;
      for (size_t pos = 0; pos < alias.size();) {
        const char32_t c = DecodeUtf8(alias, &pos);
        han |= c >= 0x4E00 && c <= 0x9FFF;
      }
      if (han) pairs.push_back({std::string(alias), row[0], "organization", "alias of the starter list", true});
    }
  }
  return pairs;
}

}  // namespace cordon::bench
