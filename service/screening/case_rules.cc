#include "service/screening/case_rules.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "base/status_macros.h"
#include "base/utf8.h"
#include "service/screening/case_alerts.h"
#include "service/screening/errors.h"

namespace cordon {
namespace {

using v1::Alert;
using Case = v1::ReviewCase;
using v1::Resolution;

absl::Status CaseStateError(const Case& review, absl::string_view what) {
  return MakeError(absl::StatusCode::kFailedPrecondition, "CASE_STATE",
                   absl::StrCat(review.name(), " is ", Case::Status_Name(review.status()), ": ", what),
                   {{"status", Case::Status_Name(review.status())}});
}

absl::Status Undecided(const Case& review, absl::string_view what) {
  return MakeError(absl::StatusCode::kFailedPrecondition, "CASE_UNDECIDED", absl::StrCat(review.name(), ": ", what));
}

absl::Status CheckText(absl::string_view field, absl::string_view text, bool required) {
  if (text.size() > kMaxCaseTextBytes) {
    return InvalidField(field, absl::StrCat(text.size(), " bytes; at most ", kMaxCaseTextBytes));
  }
  if (!IsValidUtf8(text)) return InvalidField(field, "is not valid UTF-8");
  if (required && absl::StripAsciiWhitespace(text).empty()) return InvalidField(field, "is required: say why");
  return absl::OkStatus();
}

absl::Status CheckRoom(const Case& review) {
  if (review.actions_size() < kMaxCaseActions) return absl::OkStatus();
  return CaseStateError(review, absl::StrCat("it has had ", kMaxCaseActions, " actions, which is the most"));
}

// In work: neither decided nor waiting for the second person.
absl::Status CheckOpen(const Case& review) {
  if (review.status() == Case::CLOSED) return CaseStateError(review, "reopen it first");
  if (review.status() == Case::PENDING_SECOND_APPROVAL) {
    return CaseStateError(review, "approve it or send it back first");
  }
  return CheckRoom(review);
}

void AddAction(const char* action, const std::string& text, const CaseActor& actor, Case* review, int alert = 0) {
  v1::CaseAction* const done = review->add_actions();
  done->set_number(review->actions_size());
  done->set_actor(actor.name);
  done->set_time(std::max(actor.time, review->update_time()));
  done->set_action(action);
  done->set_text(text);
  done->set_alert(alert);
  done->set_request_id(actor.request_id);
  done->set_request_sha256(actor.request_sha256);
  review->set_update_time(done->time());
  review->set_etag(CaseEtag(*review));
}

// Work has begun; who has escalated it or asked somebody keeps that.
void TakeUp(Case* review) {
  if (review->status() == Case::NEW) review->set_status(Case::IN_REVIEW);
}

bool DecidedAnything(const Case& review, const std::string& actor) {
  return std::any_of(review.actions().begin(), review.actions().end(), [&](const v1::CaseAction& action) {
    const bool decision = action.action() == "DECIDE" || action.action() == "PROPOSE" || action.action() == "RESOLVE";
    return decision && action.actor() == actor;
  });
}

bool IsExactEvidence(const Alert& alert) {
  return alert.kind() == Alert::MATCH && (alert.matched_on() == v1::IDENTIFIER || alert.matched_on() == v1::WALLET);
}

bool OutcomeFits(Alert::Kind kind, Alert::Outcome outcome) {
  switch (outcome) {
    case Alert::FALSE_POSITIVE:
    case Alert::TRUE_MATCH_PROHIBITED:
    case Alert::TRUE_MATCH_LICENSE_REQUIRED:
    case Alert::TRUE_MATCH_NO_RESTRICTION:
      return kind == Alert::MATCH;
    case Alert::RED_FLAG_RESOLVED:
    case Alert::RED_FLAG_UNRESOLVED:
      return kind != Alert::MATCH;
    case Alert::DUPLICATE:
    case Alert::OUTCOME_UNSPECIFIED:  // open again
      return true;
    default:
      return false;
  }
}

bool IsDate(const std::string& text) {
  absl::CivilDay day;
  return text.size() == 10 && absl::ParseCivilTime(text, &day) && absl::FormatCivilTime(day) == text;
}

// Whether the alerts allow a release of this kind.
absl::Status CheckRelease(const v1::ResolveCaseRequest& request, const Case& review) {
  const bool licensed = request.outcome() == Resolution::RELEASED_UNDER_LICENSE;
  for (const Alert& alert : review.alerts()) {
    const std::string which = absl::StrCat("alert ", alert.number(), " ");
    switch (alert.outcome()) {
      case Alert::TRUE_MATCH_PROHIBITED:
        return Undecided(review, absl::StrCat(which, "is a prohibited party: it cannot be released, only rejected"));
      case Alert::RED_FLAG_UNRESOLVED:
        return Undecided(review, absl::StrCat(which, "is an unresolved red flag: resolve it or reject"));
      case Alert::TRUE_MATCH_LICENSE_REQUIRED:
        if (licensed) break;
        return Undecided(review, absl::StrCat(which, "needs a licence: RELEASED_UNDER_LICENSE with its number"));
      case Alert::FALSE_POSITIVE:
      case Alert::TRUE_MATCH_NO_RESTRICTION:
      case Alert::RED_FLAG_RESOLVED:
      case Alert::DUPLICATE:
        break;
      default:
        return Undecided(review, absl::StrCat(which, "is not decided"));
    }
  }
  const bool named = !absl::StripAsciiWhitespace(request.authorisation()).empty();
  if ((licensed || review.disposition() != v1::HOLD) && !named) {
    return InvalidField("authorisation", absl::StrCat("a release ", licensed ? "under a licence" : "from ",
                                                      licensed ? "" : v1::Disposition_Name(review.disposition()),
                                                      " names the licence or authorisation"));
  }
  return absl::OkStatus();
}

bool NeedsSecondPerson(const v1::ResolveCaseRequest& request, const Case& review, const CaseRules& rules) {
  if (IsRelease(request.outcome())) {
    if (request.outcome() == Resolution::RELEASED_UNDER_LICENSE || review.disposition() != v1::HOLD) return true;
  }
  return std::any_of(review.alerts().begin(), review.alerts().end(), [&](const Alert& alert) {
    switch (alert.outcome()) {
      case Alert::FALSE_POSITIVE:
        return IsExactEvidence(alert) || alert.score() >= rules.two_person_score;
      case Alert::TRUE_MATCH_LICENSE_REQUIRED:
      case Alert::TRUE_MATCH_NO_RESTRICTION:
      case Alert::DUPLICATE:
        return IsRelease(request.outcome());
      default:
        return false;
    }
  });
}

}  // namespace

bool IsRelease(Resolution::Outcome outcome) {
  return outcome == Resolution::RELEASED || outcome == Resolution::RELEASED_UNDER_LICENSE;
}

void ExpireRelease(const std::string& today, Resolution* resolution) {
  // ISO dates compare as text.
  if (!IsRelease(resolution->outcome()) || resolution->valid_until().empty()) return;
  if (resolution->valid_until() < today) resolution->set_outcome(Resolution::EXPIRED);
}

absl::Status UpdateCase(const v1::UpdateCaseRequest& request, const CaseActor& actor, Case* review) {
  using Request = v1::UpdateCaseRequest;
  CORDON_RETURN_IF_ERROR(CheckText("text", request.text(), request.update() != Request::ASSIGN));
  switch (request.update()) {
    case Request::NOTE:
      CORDON_RETURN_IF_ERROR(CheckRoom(*review));
      TakeUp(review);
      AddAction("NOTE", request.text(), actor, review);
      return absl::OkStatus();
    case Request::ASSIGN:
      CORDON_RETURN_IF_ERROR(CheckText("assignee", request.assignee(), false));
      CORDON_RETURN_IF_ERROR(CheckRoom(*review));
      if (review->status() == Case::CLOSED) return CaseStateError(*review, "reopen it first");
      if (!request.assignee().empty()) {
        TakeUp(review);
        if (review->status() == Case::INFO_REQUESTED) review->set_status(Case::IN_REVIEW);
      }
      review->set_assignee(request.assignee());
      AddAction("ASSIGN", absl::StrCat(request.assignee(), request.text().empty() ? "" : ": ", request.text()), actor,
                review);
      return absl::OkStatus();
    case Request::REQUEST_INFORMATION:
      CORDON_RETURN_IF_ERROR(CheckOpen(*review));
      review->set_status(Case::INFO_REQUESTED);
      AddAction("REQUEST_INFORMATION", request.text(), actor, review);
      return absl::OkStatus();
    case Request::ESCALATE:
      CORDON_RETURN_IF_ERROR(CheckOpen(*review));
      review->set_status(Case::ESCALATED);
      AddAction("ESCALATE", request.text(), actor, review);
      return absl::OkStatus();
    default:
      return InvalidField("update", "one of ASSIGN, NOTE, REQUEST_INFORMATION, ESCALATE");
  }
}

absl::Status DecideAlert(const v1::DecideAlertRequest& request, const CaseActor& actor, Case* review) {
  CORDON_RETURN_IF_ERROR(CheckOpen(*review));
  if (request.alert() < 1 || request.alert() > review->alerts_size()) {
    return InvalidField("alert", absl::StrCat("the case has alerts 1 to ", review->alerts_size()));
  }
  Alert& alert = *review->mutable_alerts(request.alert() - 1);
  CORDON_RETURN_IF_ERROR(CheckText("comment", request.comment(), request.outcome() != Alert::FALSE_POSITIVE));
  if (!Alert::Outcome_IsValid(request.outcome()) || !OutcomeFits(alert.kind(), request.outcome())) {
    return InvalidField("outcome", absl::StrCat("does not fit an alert of kind ", Alert::Kind_Name(alert.kind())));
  }
  for (const int discriminator : request.discriminators()) {
    if (discriminator == Alert::DISCRIMINATOR_UNSPECIFIED || !Alert::Discriminator_IsValid(discriminator)) {
      return InvalidField("discriminators", "unknown value");
    }
  }
  if (request.outcome() == Alert::FALSE_POSITIVE && request.discriminators().empty()) {
    return InvalidField("discriminators",
                        "a false positive needs at least one thing besides the name that tells the two apart");
  }
  TakeUp(review);
  alert.set_outcome(request.outcome());
  *alert.mutable_discriminators() = request.discriminators();
  alert.set_comment(request.comment());
  alert.set_decided_by(request.outcome() == Alert::OUTCOME_UNSPECIFIED ? "" : actor.name);
  alert.set_decide_time(request.outcome() == Alert::OUTCOME_UNSPECIFIED ? "" : actor.time);
  std::string text = Alert::Outcome_Name(request.outcome());
  for (const int discriminator : request.discriminators()) {
    absl::StrAppend(&text, " ", Alert::Discriminator_Name(static_cast<Alert::Discriminator>(discriminator)));
  }
  absl::StrAppend(&text, request.comment().empty() ? "" : ": ", request.comment());
  AddAction("DECIDE", text, actor, review, request.alert());
  return absl::OkStatus();
}

absl::Status ResolveCase(const v1::ResolveCaseRequest& request, const CaseActor& actor, const CaseRules& rules,
                         Case* review) {
  CORDON_RETURN_IF_ERROR(CheckOpen(*review));
  if (request.outcome() == Resolution::OUTCOME_UNSPECIFIED || request.outcome() == Resolution::EXPIRED ||
      !Resolution::Outcome_IsValid(request.outcome())) {
    return InvalidField("outcome", "one of RELEASED, RELEASED_UNDER_LICENSE, REJECTED, WITHDRAWN, DUPLICATE");
  }
  CORDON_RETURN_IF_ERROR(CheckText("reason", request.reason(), true));
  CORDON_RETURN_IF_ERROR(CheckText("authorisation", request.authorisation(), false));
  CORDON_RETURN_IF_ERROR(CheckText("conditions", request.conditions(), false));
  if (!request.valid_until().empty() && !IsDate(request.valid_until())) {
    return InvalidField("valid_until", "a date of the form YYYY-MM-DD");
  }
  if (!request.valid_until().empty() && request.valid_until() < actor.time.substr(0, 10)) {
    return InvalidField("valid_until", "has passed; a release ends after this day");
  }
  if (IsRelease(request.outcome())) CORDON_RETURN_IF_ERROR(CheckRelease(request, *review));

  const bool second = NeedsSecondPerson(request, *review, rules);
  Resolution& resolution = *review->mutable_resolution();
  resolution.Clear();
  resolution.set_outcome(request.outcome());
  resolution.set_reason(request.reason());
  resolution.set_authorisation(request.authorisation());
  resolution.set_conditions(request.conditions());
  resolution.set_valid_until(request.valid_until());
  resolution.set_proposed_by(actor.name);
  resolution.set_propose_time(actor.time);
  if (!second) resolution.set_resolve_time(actor.time);
  review->set_status(second ? Case::PENDING_SECOND_APPROVAL : Case::CLOSED);
  AddAction(second ? "PROPOSE" : "RESOLVE",
            absl::StrCat(Resolution::Outcome_Name(request.outcome()), ": ", request.reason()), actor, review);
  return absl::OkStatus();
}

absl::Status ApproveCase(const v1::ApproveCaseRequest& request, const CaseActor& actor, Case* review) {
  CORDON_RETURN_IF_ERROR(CheckRoom(*review));
  if (review->status() != Case::PENDING_SECOND_APPROVAL) return CaseStateError(*review, "nothing waits for approval");
  CORDON_RETURN_IF_ERROR(CheckText("reason", request.reason(), request.send_back()));
  if (request.send_back()) {
    review->clear_resolution();
    review->set_status(Case::IN_REVIEW);
    AddAction("RETURN", request.reason(), actor, review);
    return absl::OkStatus();
  }
  if (DecidedAnything(*review, actor.name)) {
    return MakeError(absl::StatusCode::kPermissionDenied, "SECOND_PERSON_REQUIRED",
                     absl::StrCat(review->name(), ": ", actor.name,
                                  " decided or proposed in this case; somebody who did not has to approve it"));
  }
  const std::string& last_day = review->resolution().valid_until();
  if (!last_day.empty() && last_day < actor.time.substr(0, 10)) {
    return CaseStateError(*review, absl::StrCat("what was proposed ended on ", last_day, "; send it back"));
  }
  review->mutable_resolution()->set_approved_by(actor.name);
  review->mutable_resolution()->set_resolve_time(actor.time);
  review->set_status(Case::CLOSED);
  AddAction("APPROVE", request.reason(), actor, review);
  return absl::OkStatus();
}

absl::Status ReopenCase(const v1::ReopenCaseRequest& request, const CaseActor& actor, Case* review) {
  CORDON_RETURN_IF_ERROR(CheckRoom(*review));
  if (review->status() != Case::CLOSED) return CaseStateError(*review, "it is open");
  CORDON_RETURN_IF_ERROR(CheckText("reason", request.reason(), true));
  review->clear_resolution();
  review->set_status(Case::IN_REVIEW);
  AddAction("REOPEN", request.reason(), actor, review);
  return absl::OkStatus();
}

}  // namespace cordon
