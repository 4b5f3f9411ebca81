// The options of `cordon cases`.
#include "absl/strings/str_cat.h"
#include "cli/options.h"

namespace cordon::cli {

void CommandLine::AddCases() {
  CLI::App* const cases =
      Add(&app_, "cases", "What people have to decide: list, show, assign, note, decide, resolve, approve ...", "",
          nullptr);
  cases->require_subcommand(1);

  CLI::App* const list = Add(cases, "list", "The queue: worst first, then oldest first",
                             "  cordon cases list\n  cordon cases list --status pending-second-approval\n"
                             "  cordon cases list --assignee 'uid:1000(alice)' --at-least escalate -o csv\n\n",
                             [this](const Context& context) { return RunCasesList(case_list_, context); });
  AddTexts(list, "--status", &case_list_.statuses,
           "new, in-review, info-requested, escalated, pending-second-approval or closed; repeatable (default all that "
           "are not closed)")
      ->type_name("STATUS");
  AddText(list, "--assignee", &case_list_.assignee, "Only what this person has")->type_name("WHO");
  AddText(list, "--at-least", &case_list_.at_least, "Only hold (default), escalate or block and worse")
      ->type_name("RESULT");
  AddText(list, "--external-ref", &case_list_.external_ref, "Only of this order number")->type_name("REF");
  list->add_option("--limit", case_list_.limit, "Cases printed (default 50)")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000));
  CLI::App* const show = Add(cases, "show", "One case: its alerts, and what was done",
                             "  cordon cases show latest\n  cordon cases show latest -o html > case.html\n\n"
                             "-o html is a document for paper and file, with evidence and proof.\n\n",
                             [this](const Context& context) { return RunCasesShow(case_action_.name, context); });
  html_apps_.push_back(show);
  AddText(show, "CASE", &case_action_.name, "Case or screening, or latest: the head of the queue")->required();

  const auto action = [&](const char* name, const char* what, const std::string& examples, CaseActionKind kind) {
    CLI::App* const app = Add(cases, name, what, examples, [this, kind](const Context& context) {
      return RunCaseAction(kind, case_action_, context);
    });
    AddText(app, "CASE", &case_action_.name, "Case or screening, or latest: the head of the queue")->required();
    AddText(app, "--etag", &case_action_.etag, "Refuse if the case is not at this etag any more")->type_name("TAG");
    AddText(app, "--request-id", &case_action_.request_id, "Key of a retry: the action is done once")->type_name("ID");
    return app;
  };
  const auto text = [&](CLI::App* app, const char* name, const char* what) {
    AddText(app, name, &case_action_.text, what)->required();
  };
  CLI::App* const assign = action("assign", "Give the case to somebody", "  cordon cases assign latest 'cert:ann'\n\n",
                                  CaseActionKind::kAssign);
  AddText(assign, "WHO", &case_action_.assignee, "Who works on it; '' for nobody")->required();
  text(action("note", "Write down something", "", CaseActionKind::kNote), "TEXT", "The note");
  text(action("ask", "Ask for information; the case waits", "", CaseActionKind::kAsk), "TEXT", "What is asked of whom");
  text(action("escalate", "Hand the case to the second line", "", CaseActionKind::kEscalate), "TEXT", "Why");
  CLI::App* const decide = action(
      "decide", "Decide one alert of the case",
      "  cordon cases decide latest 1 false-positive --because country-and-address --comment 'register of Bonn'\n\n"
      "A match is a false-positive, true-match-prohibited, true-match-license-required,\n"
      "true-match-no-restriction or duplicate; a red flag or gap is red-flag-resolved, red-flag-unresolved or\n"
      "duplicate. A false positive says because of what the two are told apart: registration-number, lei,\n"
      "country-and-address, line-of-business, date-of-birth-or-incorporation or officers-or-owners.\n\n",
      CaseActionKind::kDecide);
  decide->add_option("ALERT", case_action_.alert, "Number of the alert")->required()->check(CLI::Range(1, 1'000'000));
  AddText(decide, "OUTCOME", &case_action_.outcome, "See below")->required();
  AddTexts(decide, "--because", &case_action_.discriminators, "What tells the two apart; repeatable")
      ->type_name("WHAT");
  AddText(decide, "--comment", &case_action_.text, "How it was found out")->type_name("TEXT");
  CLI::App* const resolve =
      action("resolve", "End the case, or propose to where a second person has to agree",
             "  cordon cases resolve latest released 'not the listed company'\n"
             "  cordon cases resolve latest released-under-license 'for servicing' --authorisation D123456\n\n",
             CaseActionKind::kResolve);
  AddText(resolve, "OUTCOME", &case_action_.outcome,
          "released, released-under-license, rejected, withdrawn or duplicate")
      ->required();
  text(resolve, "REASON", "Why");
  AddText(resolve, "--authorisation", &case_action_.authorisation, "Number of the licence or authorisation")
      ->type_name("NUMBER");
  AddText(resolve, "--conditions", &case_action_.conditions, "What the release depends on")->type_name("TEXT");
  AddText(resolve, "--valid-until", &case_action_.valid_until, "Last day of the release")->type_name("DATE");
  CLI::App* const approve = action("approve", "Agree to what another person proposed", "", CaseActionKind::kApprove);
  AddText(approve, "--reason", &case_action_.text, "Why")->type_name("TEXT");
  text(action("return", "Do not agree: back to review", "", CaseActionKind::kReturn), "REASON", "Why");
  text(action("reopen", "Open a closed case again; its resolution ends", "", CaseActionKind::kReopen), "REASON", "Why");
}

}  // namespace cordon::cli
