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

namespace {

// The digest of a text beside its key; never 0, which stands for none.
int64_t Beside(const std::string& key, const std::string& text) {
  const int64_t digest = RequestKey(absl::StrCat(key.size(), " ", key, text));
  return digest == 0 ? 1 : digest;
}

// Removes what `mark` displaces. False in `*keep` if it is displaced itself. SQLite result code.
int MakeRoom(Connection& connection, const HistoryMark& mark, int64_t subject, int64_t origin, bool* keep) {
  const int64_t key = RequestKey(mark.key);
  Statement same = connection.Prepare(
      "SELECT count(*) FROM screening_mark WHERE key = ?1 AND subject = ?2 AND origin = ?3 AND rank <= ?4");
  same.BindInt(1, key);
  same.BindInt(2, subject);
  same.BindInt(3, origin);
  same.BindInt(4, mark.rank);
  if (same.Step() != StepResult::kRow) return same.result_code();
  *keep = same.ColumnInt(0) == 0;
  if (!*keep) return SQLITE_OK;
  Statement displace = connection.Prepare("DELETE FROM screening_mark WHERE key = ?1 AND subject = ?2 AND origin = ?3");
  displace.BindInt(1, key);
  displace.BindInt(2, subject);
  displace.BindInt(3, origin);
  if (displace.Step() != StepResult::kDone) return displace.result_code();
  Statement kept = connection.Prepare(
      "SELECT sequence, number, rank FROM screening_mark WHERE key = ?1 AND subject = ?2 "
      "ORDER BY rank, sequence, number LIMIT 1 OFFSET ?3");
  kept.BindInt(1, key);
  kept.BindInt(2, subject);
  kept.BindInt(3, kMarksPerSubject - 1);
  const StepResult step = kept.Step();
  if (step == StepResult::kDone) return SQLITE_OK;
  if (step != StepResult::kRow) return kept.result_code();
  *keep = mark.rank < kept.ColumnInt(2);
  if (!*keep) return SQLITE_OK;
  Statement last = connection.Prepare("DELETE FROM screening_mark WHERE key = ?1 AND sequence = ?2 AND number = ?3");
  last.BindInt(1, key);
  last.BindInt(2, kept.ColumnInt(0));
  last.BindInt(3, kept.ColumnInt(1));
  return last.Step() == StepResult::kDone ? SQLITE_OK : last.result_code();
}

}  // namespace

int InsertMarks(Connection& connection, const std::vector<HistoryMark>& marks, int64_t sequence) {
  for (size_t i = 0; i < marks.size(); ++i) {
    const HistoryMark& mark = marks[i];
    const int64_t subject = mark.subject.empty() ? 0 : Beside(mark.key, mark.subject);
    const int64_t origin = mark.subject.empty() ? 0 : Beside(mark.key, mark.origin);
    bool keep = true;
    if (subject != 0) {
      const int rc = MakeRoom(connection, mark, subject, origin, &keep);
      if (rc != SQLITE_OK) return rc;
    }
    if (!keep) continue;
    Statement insert = connection.Prepare(
        "INSERT INTO screening_mark (key, sequence, number, fact, subject, origin, rank) "
        "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    insert.BindInt(1, RequestKey(mark.key));
    insert.BindInt(2, sequence);
    insert.BindInt(3, static_cast<int64_t>(i));
    insert.BindBlob(4, mark.fact);
    insert.BindInt(5, subject);
    insert.BindInt(6, origin);
    insert.BindInt(7, mark.rank);
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
