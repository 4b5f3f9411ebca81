#include "service/screening/record.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "base/canonical_json.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "service/screening/errors.h"

namespace cordon {

absl::Status PrepareRecord(absl::Time now, IdSource* ids, PreparedScreening* prepared) {
  v1::Screening& screening = prepared->screening;
  const std::string id = ids->NewId(absl::ToUnixMillis(now));
  screening.set_name(absl::StrCat(kScreeningPrefix, id));
  CORDON_ASSIGN_OR_RETURN(std::string body, ToCanonicalJson(screening));
  ScreeningRow& row = prepared->row;
  row.id = id;
  row.sha256 = Sha256Hex(body);
  row.body = std::move(body);
  row.caller = screening.caller();
  row.request_id = screening.request_id();
  row.request_sha256 = screening.request_sha256();
  row.external_ref = screening.external_ref();
  row.create_time = screening.create_time();
  row.disposition = static_cast<int>(screening.disposition());
  screening.set_record_sha256(row.sha256);
  return absl::OkStatus();
}

absl::StatusOr<v1::Screening> ReadRecord(const ScreeningRow& row) {
  v1::Screening screening;
  const absl::Status parsed = FromJson(row.body, &screening);
  if (!parsed.ok() || Sha256Hex(row.body) != row.sha256) {
    return MakeError(
        absl::StatusCode::kInternal, "INTERNAL",
        absl::StrCat("record ", row.id, " is damaged: its bytes do not match their digest or cannot be read"));
  }
  screening.set_record_sha256(row.sha256);
  if (row.audit_index >= 0) screening.set_audit_index(row.audit_index);
  return screening;
}

absl::StatusOr<v1::Screening> SettleRecord(v1::Screening decided, const ScreeningOutcome& outcome) {
  if (!outcome.existing.has_value()) {
    if (outcome.audit_index >= 0) decided.set_audit_index(outcome.audit_index);
    decided.set_audit_receipt(outcome.receipt);
    return decided;
  }
  if (outcome.existing->request_sha256 != decided.request_sha256()) {
    return MakeError(absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED",
                     "request_id was used by this caller for a different request; use a new one",
                     {{"screening", absl::StrCat(kScreeningPrefix, outcome.existing->id)}});
  }
  CORDON_ASSIGN_OR_RETURN(v1::Screening stored, ReadRecord(*outcome.existing));
  stored.set_audit_receipt(outcome.receipt);
  return stored;
}

absl::Status StoreError(const absl::Status& status) {
  if (status.code() == absl::StatusCode::kResourceExhausted) {
    return WithRetryAfter(MakeError(absl::StatusCode::kResourceExhausted, "OVERLOADED", status.message()), 100);
  }
  return MakeError(absl::StatusCode::kUnavailable, "STORE_UNAVAILABLE",
                   absl::StrCat("the record could not be made durable, nothing was answered: ", status.message()));
}

}  // namespace cordon
