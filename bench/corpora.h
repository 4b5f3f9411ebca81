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

}  // namespace cordon::bench

#endif  // CORDON_BENCH_CORPORA_H_
