// The command line of `cordon audit`.
#include "cli/options.h"

namespace cordon::cli {

void CommandLine::AddAudit() {
  CLI::App* const audit =
      Add(&app_, "audit", "The record as a log that proves itself: check it, export it", "", nullptr);
  audit->require_subcommand(1);
  CLI::App* const verify =
      Add(audit, "verify", "Check the whole log, an export of it, or one receipt; names the first bad entry",
          "  cordon audit verify\n  cordon audit verify --anchors /mnt/other-machine/anchors\n"
          "  cordon audit verify export-2026/ --key log.vkey\n"
          "  cordon audit verify --receipt decision.tlog-proof --key log.vkey\n\n"
          "Reads only, with code that shares nothing with what writes. Exit code 0 sound, 8 not sound, 5 something\n"
          "could not be checked.\n\n",
          [this](const Context& context) { return RunAuditVerify(audit_verify_, context); });
  AddText(verify, "DIR", &audit_verify_.directory, "An export (default: the data directory)");
  AddText(verify, "--anchors", &audit_verify_.anchors, "Checkpoints that were kept elsewhere: a directory, or one file")
      ->type_name("DIR");
  AddTexts(verify, "--key", &audit_verify_.keys, "Public key that must have signed, or a file with it; repeatable")
      ->type_name("KEY");
  AddText(verify, "--from", &audit_verify_.from, "Trust this checkpoint for what it covers, read only the rest")
      ->type_name("FILE");
  AddText(verify, "--receipt", &audit_verify_.receipt, "Check this receipt instead of a log")->type_name("FILE");
  AddText(verify, "--record", &audit_verify_.record, "The record of the receipt, if it does not carry it")
      ->type_name("FILE");
}

}  // namespace cordon::cli
