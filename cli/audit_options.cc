// The command line of `cordon audit`.
#include "cli/options.h"

namespace cordon::cli {

void CommandLine::AddAudit() {
  CLI::App* const audit =
      Add(&app_, "audit", "The record as a log that proves itself: read it, check it, export it", "", nullptr);
  audit->require_subcommand(1);
  AddAuditLog(audit);
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
  CLI::App* const replay =
      Add(audit, "replay", "Decide recorded screenings again, from the lists, rules and policy of their day",
          "  cordon audit replay latest\n  cordon audit replay all\n  cordon audit replay --sample 100 --seed 2026-Q4\n"
          "  cordon audit replay 17 --current\n\n"
          "The same bytes must come out: exit code 8 if not, 5 if something could not be replayed (another version of\n"
          "the program decided it). --current tells what today's lists and rules would say instead.\n\n",
          [this](const Context& context) { return RunAuditReplay(audit_replay_, context); });
  AddText(replay, "ENTRIES", &audit_replay_.entries, "A number, the first and last (17-40), latest or all");
  replay->add_flag("--current", audit_replay_.current, "Decide by today's lists, rules and policy, and compare");
  replay->add_option("--sample", audit_replay_.sample, "So many, drawn from all")->check(CLI::Range(1, 1000));
  AddText(replay, "--seed", &audit_replay_.seed, "What the sample is drawn with (default empty)")->type_name("TEXT");
  CLI::App* const exported =
      Add(audit, "export", "Write the log so that others can check it: tiles, JSON lines, CSV, a report, a receipt",
          "  cordon audit export --out export-2026\n  cordon audit export --format csv --out record.csv\n"
          "  cordon audit export --format html --screening latest --out decision.html\n\n"
          "Covers what the newest stored checkpoint covers. tiles is the whole log as a directory that tlog-tiles\n"
          "tools read; each row of jsonl and csv carries its proof. What is written is verified before it is done.\n\n",
          [this](const Context& context) { return RunAuditExport(audit_export_, context); });
  exported->add_option("--format", audit_export_.format, "tiles (default), jsonl, csv, html, receipt or checkpoint")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"tiles", "jsonl", "csv", "html", "receipt", "checkpoint"}));
  AddText(exported, "--out", &audit_export_.out, "New directory (tiles) or file (default standard output)")
      ->type_name("PATH");
  AddText(exported, "--entries", &audit_export_.entries, "jsonl, csv, receipt: one entry, or the first and last: 17-40")
      ->type_name("N-M");
  AddText(exported, "--screening", &audit_export_.screening, "Only this one: screenings/ID, ID, or latest")
      ->type_name("SCREENING");
  exported->add_flag("--with-blobs", audit_export_.with_blobs, "tiles: also the lists and policies that events name");
}

}  // namespace cordon::cli
