// `cordon cases`: the queue of what people have to decide, and what they do about it. One function per command.
#ifndef CORDON_CLI_CASE_COMMANDS_H_
#define CORDON_CLI_CASE_COMMANDS_H_

#include <string>
#include <vector>

#include "cli/command.h"

namespace cordon::cli {

struct CaseListOptions {
  std::vector<std::string> statuses;  // as typed: "new", "in-review"; empty: all that are not closed
  std::string assignee;
  std::string at_least;  // hold, escalate or block
  std::string external_ref;
  int limit = 50;
};
absl::StatusOr<int> RunCasesList(const CaseListOptions& options, const Context& context);
// `name`: cases/ID, screenings/ID, ID, or latest: the one at the head of the queue.
absl::StatusOr<int> RunCasesShow(const std::string& name, const Context& context);

// What all actions have; each uses its own part.
struct CaseActionOptions {
  std::string name;
  std::string etag;  // empty: as the case stands now
  std::string request_id;
  std::string text;      // note, question, reason, comment
  std::string assignee;  // assign
  int alert = 0;         // decide
  std::string outcome;   // decide, resolve
  std::vector<std::string> discriminators;
  std::string authorisation;
  std::string conditions;
  std::string valid_until;
};
enum class CaseActionKind { kAssign, kNote, kAsk, kEscalate, kDecide, kResolve, kApprove, kReturn, kReopen };
absl::StatusOr<int> RunCaseAction(CaseActionKind kind, const CaseActionOptions& options, const Context& context);

}  // namespace cordon::cli

#endif  // CORDON_CLI_CASE_COMMANDS_H_
