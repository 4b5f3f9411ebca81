// Real names to measure with, read from the project's shared data: the Consolidated Screening List and company names.
// Not thread-safe.
#ifndef CORDON_BENCH_CORPORA_H_
#define CORDON_BENCH_CORPORA_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cordon/v1/list.pb.h"

namespace cordon::bench {

// $CORDON_SHARED_DATA, else ../shared/data beside the source tree.
std::string SharedDataDir();

absl::StatusOr<std::vector<v1::ListEntry>> LoadScreeningList(const std::string& data_dir);

struct BenignCorpus {
  std::string source;
  std::vector<std::string> names;  // distinct, in file order
};
absl::StatusOr<std::vector<BenignCorpus>> LoadBenignNames(const std::string& data_dir);

// A company's name in its own script and its English or romanised name.
struct NamePair {
  std::string native;
  std::string latin;
};
// Two columns of a CSV file with a header; rows that lack one of the names are left out.
absl::StatusOr<std::vector<NamePair>> LoadNamePairs(const std::string& path, const std::string& native_column,
                                                    const std::string& latin_column);
// corp_name and corp_eng_name of the Korean register.
absl::StatusOr<std::vector<NamePair>> LoadCorpCodes(const std::string& path);

// A pair judged by hand: columns name_a, name_b, type, label (match or other), reason.
struct LabelledPair {
  std::string name_a, name_b, type, reason;
  bool match = false;
};
absl::StatusOr<std::vector<LabelledPair>> LoadLabelledPairs(const std::string& path);
// Every alias with a Han character of an operator's list, paired with the entry's name.
absl::StatusOr<std::vector<LabelledPair>> LoadStarterAliases(const std::string& path);

}  // namespace cordon::bench

#endif  // CORDON_BENCH_CORPORA_H_
