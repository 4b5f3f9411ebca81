// The command line of `cordon audit` as far as it reads the log through the use cases.
#include "cli/options.h"

namespace cordon::cli {

void CommandLine::AddAuditLog(CLI::App* audit) {
  AuditListOptions& list = audit_list_;
  CLI::App* const listed = Add(
      audit, "list", "What was recorded, newest first: screenings and whatever changed decisions",
      "  cordon audit list --since 2026-11-01 --disposition hold\n  cordon audit list --party huawei --list EL\n"
      "  cordon audit list --kind list_activated\n  cordon audit list --kind screening --sample 25 --seed 2026-Q4\n\n"
      "A sample can be drawn again by whoever has the log and the seed: entries are taken in the order of\n"
      "SHA-256(seed, line end, number).\n\n",
      [this](const Context& context) { return RunAuditList(audit_list_, context); });
  AddText(listed, "--kind", &list.kind, "screening, list_activated, policy_changed, key_rotated, ...")
      ->type_name("KIND");
  AddText(listed, "--actor", &list.actor, "Who asked or did it, whole")->type_name("WHO");
  AddText(listed, "--party", &list.party, "Part of a party's name")->type_name("TEXT");
  AddText(listed, "--list", &list.list, "Code of a list with a match")->type_name("LIST");
  AddText(listed, "--disposition", &list.disposition, "clear, note, hold, escalate or block")->type_name("RESULT");
  AddText(listed, "--external-ref", &list.external_ref, "Order number or the like, whole")->type_name("REF");
  AddText(listed, "--since", &list.since, "From this date or time on")->type_name("TIME");
  AddText(listed, "--until", &list.until, "Before this date or time")->type_name("TIME");
  listed->add_option("--limit", list.limit, "At most so many (default 50)")->check(CLI::Range(1, 1'000'000));
  listed->add_option("--sample", list.sample, "So many, drawn from all that match")->check(CLI::Range(1, 1000));
  AddText(listed, "--seed", &list.seed, "What the sample is drawn with (default empty)")->type_name("TEXT");
  CLI::App* const show = Add(audit, "show", "One entry, with the bytes that were hashed", "  cordon audit show 17\n\n",
                             [this](const Context& context) { return RunAuditShow(audit_entry_, context); });
  AddText(show, "ENTRY", &audit_entry_, "Its number, or latest")->required();
  CLI::App* const prove =
      Add(audit, "prove", "A receipt: proof that an entry is in the log, for somebody who has its public key",
          "  cordon audit prove 17 > decision.tlog-proof\n  cordon audit verify --receipt decision.tlog-proof\n\n",
          [this](const Context& context) { return RunAuditProve(audit_entry_, context); });
  AddText(prove, "ENTRY", &audit_entry_, "Its number, or latest")->required();
  Add(audit, "rotate-key", "Sign with a new key from now on; an entry signed by both hands over",
      "  cordon audit rotate-key > new.vkey\n\nThe server that holds the data directory must be stopped first.\n\n",
      [](const Context& context) { return RunAuditRotateKey(context); });
  CLI::App* const gc = Add(
      audit, "gc", "Find stored files that nothing names: what failed imports left, engine states that never answered",
      "  cordon audit gc\n  cordon audit gc --remove\n\n"
      "Whatever an entry, a list version or an engine state names is kept for good. With --remove the server that holds\n"
      "the data directory must be stopped first.\n\n",
      [this](const Context& context) { return RunAuditGc(audit_gc_remove_, context); });
  gc->add_flag("--remove", audit_gc_remove_, "Remove them; an entry says so");
}

}  // namespace cordon::cli
