// One large JSON object whose array under a given key holds the records: {"total": 2, "results": [{...}, {...}]}. Cuts
// the records out of the stream one by one, and keeps the rest, in which "0" stands for each record, to be parsed at
// the end. Not thread-safe.
#ifndef CORDON_DB_LISTS_JSON_RESULTS_H_
#define CORDON_DB_LISTS_JSON_RESULTS_H_

#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "db/lists/byte_source.h"

namespace cordon {

class JsonResultsReader {
 public:
  JsonResultsReader(ByteSource& source, absl::string_view key, int64_t max_record_bytes);

  // Reads up to the end of the next record; false at the end of the file. Whether the text is JSON is for the parser of
  // records and envelope to say.
  absl::StatusOr<bool> Next();
  absl::string_view record() const { return record_; }
  int64_t number() const { return number_; }  // 1-based
  absl::string_view envelope() const { return envelope_; }
  int64_t bytes_consumed() const { return consumed_; }

 private:
  // Takes one byte; true if it ended a record.
  bool Take(char c);
  absl::Status Invalid(absl::string_view what) const;

  ByteSource& source_;
  const std::string key_;
  const int64_t max_record_bytes_;
  std::string buffer_;
  size_t at_ = 0;
  size_t size_ = 0;
  int64_t consumed_ = 0;
  std::string record_;
  std::string envelope_;
  std::string string_;     // the last string outside records
  std::string array_key_;  // under which key of the root an array is open
  int64_t number_ = 0;
  int depth_ = 0;
  bool in_record_ = false;
  bool in_string_ = false;
  bool escaped_ = false;
};

}  // namespace cordon

#endif  // CORDON_DB_LISTS_JSON_RESULTS_H_
