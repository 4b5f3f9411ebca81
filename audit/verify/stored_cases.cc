#include "audit/verify/stored_cases.h"

#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "audit/verify/receipt.h"
#include "base/status_macros.h"

namespace cordon::verify {
namespace {

// Names of v1::ReviewCase::Status by number, as cases have them.
constexpr const char* kCaseStatuses[] = {"STATUS_UNSPECIFIED",      "NEW",   "IN_REVIEW", "INFO_REQUESTED", "ESCALATED",
                                         "PENDING_SECOND_APPROVAL", "CLOSED"};

// Whether the columns that a queue is made of say what the case says.
bool ColumnsAgree(const Rows& rows, absl::string_view body) {
  std::string status;
  std::string assignee;
  std::string update_time;
  const bool read = ScanTopStrings(body, [&](absl::string_view key, absl::string_view raw) {
    if (key == "status") status = std::string(raw);
    if (key == "assignee" && !UnescapeCanonical(raw, &assignee)) assignee = std::string(raw);
    if (key == "update_time") update_time = std::string(raw);
  });
  const int64_t number = rows.Int(2);
  const bool known = number >= 0 && number < static_cast<int64_t>(sizeof kCaseStatuses / sizeof *kCaseStatuses);
  return read && known && status == kCaseStatuses[number] && rows.Bytes(3) == assignee && rows.Bytes(4) == update_time;
}

}  // namespace

absl::Status CheckStoredCases(Database* database, const std::map<std::string, LogChecker::CaseSeen>& seen, uint64_t end,
                              Report* report) {
  CORDON_ASSIGN_OR_RETURN(const int64_t has_cases,
                          database->QueryInt("SELECT count(*) FROM sqlite_schema WHERE name = 'review_case'"));
  std::set<std::string> stored;
  if (has_cases != 0) {
    Rows rows = database->Query(
        "SELECT screening, version, status, assignee, update_time, body FROM review_case ORDER BY screening");
    while (rows.Next()) {
      const std::string name = absl::StrCat("cases/", std::string(rows.Bytes(0)));
      stored.insert(name);
      const auto event = seen.find(name);
      if (event == seen.end()) {
        report->Bad(end, absl::StrCat(name, " was decided, and no event tells of it"));
        continue;
      }
      Hash digest;
      const bool same = HashFromHex(event->second.sha256, &digest) && digest == Sha256Of(rows.Bytes(5)) &&
                        event->second.version == rows.Int(1);
      if (!same) {
        report->Bad(event->second.index, absl::StrCat(name, " is stored otherwise than this event says"));
      } else if (!ColumnsAgree(rows, rows.Bytes(5))) {
        report->Bad(event->second.index, absl::StrCat("the columns of ", name, " say something else than the case"));
      }
    }
    CORDON_RETURN_IF_ERROR(rows.status());
  }
  for (const auto& [name, event] : seen) {
    if (stored.count(name) == 0) report->Bad(event.index, absl::StrCat(name, " is missing, which this event tells of"));
  }
  return absl::OkStatus();
}

}  // namespace cordon::verify
