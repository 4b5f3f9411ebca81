#include "db/store/sqlite/mark_table.h"

#include <sqlite3.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "db/store/sqlite/request_index.h"

namespace cordon {

absl::Status ValidateMarks(const std::vector<HistoryMark>& marks) {
  if (marks.size() > kMaxMarks) {
    return absl::InvalidArgumentError(
        absl::StrCat("cannot store a screening with ", marks.size(), " marks, the limit is ", kMaxMarks));
  }
  for (const HistoryMark& mark : marks) {
    if (mark.key.empty() || mark.key.size() > kMaxMarkKeyBytes || mark.fact.size() > kMaxMarkFactBytes) {
      return absl::InvalidArgumentError(absl::StrCat("cannot store a mark: its key has ", mark.key.size(),
                                                     " bytes (1 to ", kMaxMarkKeyBytes, "), its fact ",
                                                     mark.fact.size(), " (at most ", kMaxMarkFactBytes, ")"));
    }
  }
  return absl::OkStatus();
}

int InsertMarks(Connection& connection, const std::vector<HistoryMark>& marks, int64_t sequence) {
  for (size_t i = 0; i < marks.size(); ++i) {
    Statement insert =
        connection.Prepare("INSERT INTO screening_mark (key, sequence, number, fact) VALUES (?1, ?2, ?3, ?4)");
    insert.BindInt(1, RequestKey(marks[i].key));
    insert.BindInt(2, sequence);
    insert.BindInt(3, static_cast<int64_t>(i));
    insert.BindBlob(4, marks[i].fact);
    if (insert.Step() != StepResult::kDone) return insert.result_code();
  }
  return SQLITE_OK;
}

absl::StatusOr<std::vector<FoundMark>> FindMarkRows(Connection& connection, absl::Span<const std::string> keys,
                                                    int per_key) {
  if (per_key < 1 || per_key > kMaxPageRows || keys.size() > kMaxMarkKeys) {
    return absl::InvalidArgumentError(absl::StrCat("cannot look for ", keys.size(), " marks, ", per_key,
                                                   " of each: at most ", kMaxMarkKeys, " and ", kMaxPageRows));
  }
  std::vector<FoundMark> found;
  for (const std::string& key : keys) {
    Statement find = connection.Prepare(
        "SELECT sequence, fact FROM screening_mark WHERE key = ?1 ORDER BY sequence DESC, number LIMIT ?2");
    find.BindInt(1, RequestKey(key));
    find.BindInt(2, per_key);
    StepResult step = find.Step();
    for (; step == StepResult::kRow; step = find.Step()) {
      FoundMark mark;
      mark.key = key;
      mark.sequence = find.ColumnInt(0);
      mark.fact = find.ColumnText(1);
      found.push_back(std::move(mark));
    }
    if (step == StepResult::kError) return connection.Error("cannot search earlier records", find.result_code());
  }
  return found;
}

}  // namespace cordon
