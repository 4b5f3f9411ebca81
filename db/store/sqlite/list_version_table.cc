#include "db/store/sqlite/list_version_table.h"

#include <sqlite3.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/canonical_json.h"
#include "base/status_macros.h"

namespace cordon {
namespace {

constexpr char kStarterSource[] = "starter";
constexpr size_t kMaxListVersionBytes = 1 << 20;

int Finish(Statement& statement) { return statement.Step() == StepResult::kDone ? SQLITE_OK : statement.result_code(); }

int Deactivate(Connection& connection, absl::string_view source) {
  Statement update =
      connection.Prepare("UPDATE list_version SET state = 'INACTIVE' WHERE source = ?1 AND state = 'ACTIVE'");
  update.BindText(1, source);
  return Finish(update);
}

}  // namespace

absl::StatusOr<std::string> EncodeListVersion(const v1::ListVersion& version) {
  if (version.name().empty() || version.source().empty()) {
    return absl::InvalidArgumentError("cannot store a list version without name or source");
  }
  v1::ListVersion stored = version;
  stored.clear_active();  // the column `state` says so
  stored.clear_staged();
  CORDON_ASSIGN_OR_RETURN(std::string encoded, ToCanonicalJson(stored));
  if (encoded.size() > kMaxListVersionBytes) {
    return absl::InvalidArgumentError(absl::StrCat("cannot store list version ", version.name(), ": it has ",
                                                   encoded.size(), " bytes, the limit is ", kMaxListVersionBytes));
  }
  return encoded;
}

int ApplyListActivation(Connection& connection, const ListActivation& activation, absl::string_view encoded) {
  const v1::ListVersion& version = activation.version;
  if (version.active()) {
    const int rc = Deactivate(connection, version.source());
    if (rc != SQLITE_OK) return rc;
  }
  if (activation.drop_starter && !(version.active() && version.source() == kStarterSource)) {
    const int rc = Deactivate(connection, kStarterSource);
    if (rc != SQLITE_OK) return rc;
  }
  // A version stored again without `active` stays staged if it was staged, and is inactive otherwise.
  Statement upsert = connection.Prepare(
      "INSERT INTO list_version (name, source, state, version) "
      "VALUES (?1, ?2, CASE WHEN ?3 THEN 'ACTIVE' ELSE 'STAGED' END, ?4) "
      "ON CONFLICT (name) DO UPDATE SET source = excluded.source, version = excluded.version, "
      "state = CASE WHEN ?3 THEN 'ACTIVE' WHEN state = 'STAGED' THEN 'STAGED' ELSE 'INACTIVE' END");
  upsert.BindText(1, version.name());
  upsert.BindText(2, version.source());
  upsert.BindInt(3, version.active() ? 1 : 0);
  upsert.BindText(4, encoded);
  return Finish(upsert);
}

absl::StatusOr<std::vector<v1::ListVersion>> ReadListVersions(Connection& connection, bool all) {
  Statement rows = connection.Prepare(
      "SELECT version, state, name FROM list_version WHERE ?1 OR state <> 'INACTIVE' ORDER BY source, sequence DESC");
  rows.BindInt(1, all ? 1 : 0);
  std::vector<v1::ListVersion> versions;
  StepResult step = rows.Step();
  for (; step == StepResult::kRow; step = rows.Step()) {
    v1::ListVersion version;
    const absl::Status status = FromJson(rows.ColumnText(0), &version);
    if (!status.ok()) {
      return absl::DataLossError(absl::StrCat("list version ", rows.ColumnText(2), " in ", connection.path(),
                                              " cannot be read: ", std::string(status.message()),
                                              ". Restore a backup"));
    }
    version.set_active(rows.ColumnText(1) == "ACTIVE");
    version.set_staged(rows.ColumnText(1) == "STAGED");
    versions.push_back(std::move(version));
  }
  if (step == StepResult::kError) return connection.Error("cannot read", rows.result_code());
  return versions;
}

}  // namespace cordon
