#include "service/screening/suppression_book.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "audit/log/event.h"
#include "base/status_macros.h"
#include "db/store/store.h"

namespace cordon {
namespace {

const std::vector<std::string>& SuppressionKinds() {
  static const auto* const kKinds =
      new std::vector<std::string>{"suppression_proposed", "suppression_approved", "suppression_rejected",
                                   "suppression_ended",    "suppression_expired",  "suppression_voided"};
  return *kKinds;
}

}  // namespace

SuppressionBook::SuppressionBook(const SuppressionBook& other) : all_(other.all_), requests_(other.requests_) {
  for (const auto& [name, suppression] : all_) Activate(suppression);
}

absl::StatusOr<SuppressionBook> SuppressionBook::Read(LogReader& log) {
  SuppressionBook book;
  for (int64_t after = 0;;) {
    CORDON_ASSIGN_OR_RETURN(const std::vector<LogEntryRow> rows,
                            log.EventsAfter(SuppressionKinds(), after, kMaxPageRows));
    for (const LogEntryRow& row : rows) {
      CORDON_ASSIGN_OR_RETURN(v1::AuditEvent event, ReadEvent(row.body));
      if (!event.has_suppression() || event.kind() != row.kind) {
        return absl::DataLossError(absl::StrCat("entry ", row.index, " of the log says of no suppression what it is"));
      }
      book.EnterRequest(event, row.index);
      book.Enter(std::move(*event.mutable_suppression()), row.index);
    }
    if (static_cast<int>(rows.size()) < kMaxPageRows) return book;
    after = rows.back().index;
  }
}

void SuppressionBook::Enter(v1::Suppression suppression, int64_t index) {
  v1::Suppression& kept = all_[suppression.name()];
  Deactivate(kept);
  const int64_t approved = kept.audit_index();
  kept = std::move(suppression);
  kept.set_audit_index(kept.status() == v1::Suppression::ACTIVE ? index : approved);
  Activate(kept);
}

void SuppressionBook::EnterRequest(const v1::AuditEvent& event, int64_t index) {
  if (!event.request_id().empty()) requests_[{event.actor(), event.request_id()}] = {event.request_sha256(), index};
}

const SuppressionBook::Request* SuppressionBook::FindRequest(const std::string& caller,
                                                             const std::string& request_id) const {
  const auto place = requests_.find({caller, request_id});
  return place == requests_.end() ? nullptr : &place->second;
}

void SuppressionBook::Activate(const v1::Suppression& suppression) {
  // Whatever the log may say: one person is not two.
  const bool two = !suppression.approved_by().empty() && suppression.approved_by() != suppression.proposed_by() &&
                   suppression.approved_by() != suppression.decided_by();
  if (suppression.status() != v1::Suppression::ACTIVE || !two) return;
  if (suppression.party_sha256().empty() || suppression.entry_sha256().empty()) return;
  active_[suppression.party_sha256()].push_back(&suppression);
}

void SuppressionBook::Deactivate(const v1::Suppression& suppression) {
  const auto place = active_.find(suppression.party_sha256());
  if (place == active_.end()) return;
  auto& held = place->second;
  held.erase(std::remove(held.begin(), held.end(), &suppression), held.end());
  if (held.empty()) active_.erase(place);
}

const v1::Suppression* SuppressionBook::Find(const std::string& name) const {
  const auto place = all_.find(name);
  return place == all_.end() ? nullptr : &place->second;
}

const std::vector<const v1::Suppression*>* SuppressionBook::Of(const std::string& party_sha256) const {
  const auto place = active_.find(party_sha256);
  return place == active_.end() ? nullptr : &place->second;
}

}  // namespace cordon
