#include "cli/options.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/version.h"
#include "cli/arguments.h"

namespace cordon::cli {
namespace {

constexpr char kTypes[] = "organization, person, vessel, aircraft or any";
constexpr char kAcceptImportHelp[] = "Activate although a list or ownership data lost or gained much";

std::string DefaultDataDir() {
  const char* const home = std::getenv("HOME");
  return home == nullptr || *home == '\0' ? "" : absl::StrCat(home, "/.local/share/cordon");
}

// "--server=$SERVER" with an unset variable must not quietly mean another place.
std::string NotEmpty(const std::string& text) {
  return Unshield(text).empty() ? "is empty; leave the option out for the default" : "";
}

}  // namespace

CommandLine::CommandLine() {
  app_.set_version_flag("--version", absl::StrCat("cordon ", kProductVersion), "Print the version and exit");
  app_.require_subcommand(1);
  app_.fallthrough();
  app_.footer(
      "Examples:\n"
      "  cordon screen 'Sense Time' 'Hua Wei Technology'\n"
      "  cordon screen -f parties.csv -o jsonl > answers.jsonl\n"
      "  cordon lists import consolidated.csv\n"
      "  cordon explain latest\n\n"
      "Exit codes: 0 done, 1 error, 2 usage or configuration, 3 HOLD or ESCALATE found, 4 BLOCK found,\n"
      "5 incomplete (lists missing or too old), 6 some rows failed, 8 the record is not sound. Global options stand "
      "before or after the command.");
  AddGlobalOptions();
  AddScreen();
  AddCheck();
  AddCompare();
  AddExplain();
  AddLists();
  AddOwn();
  AddRules();
  AddConfig();
  AddAudit();
  AddCases();
  AddSuppress();
  AddMonitor();
  AddEvents();
  AddReport();
  AddOthers();
}

void CommandLine::Parse(const std::vector<std::string>& arguments) {
  std::vector<std::string> shielded = ShieldArguments(arguments);
  // The parser takes them from the back.
  app_.parse(std::vector<std::string>(shielded.rbegin(), shielded.rend()));
  for (std::string* text : texts_) *text = Unshield(*text);
  for (std::vector<std::string>* texts : text_lists_) {
    for (std::string& text : *texts) text = Unshield(text);
  }
  if (global_.data_dir.empty()) global_.data_dir = DefaultDataDir();
  global_.fail_on = fail_on_ == "block" ? v1::BLOCK : fail_on_ == "escalate" ? v1::ESCALATE : v1::HOLD;
}

absl::StatusOr<int> CommandLine::Run(Terminal& terminal) const {
  const Context context{global_, terminal};
  if ((global_.output == "dot" || global_.output == "svg") && !own_app_->parsed()) {
    return UsageError(absl::StrCat("-o ", global_.output, " is for pictures: cordon own NAME -o ", global_.output));
  }
  if (global_.output == "html" &&
      std::none_of(html_apps_.begin(), html_apps_.end(), [](const CLI::App* app) { return app->parsed(); })) {
    return UsageError("-o html is for documents: cordon report -o html, cordon cases show CASE -o html");
  }
  for (const auto& [app, command] : commands_) {
    if (app->parsed()) return command(context);
  }
  return UsageError("no command was given; see: cordon --help");
}

CLI::App* CommandLine::Add(CLI::App* parent, const std::string& name, const std::string& what,
                           const std::string& examples, Command command) {
  CLI::App* const app = parent->add_subcommand(name, what);
  app->fallthrough();
  app->footer(absl::StrCat(examples.empty() ? "" : "Examples:\n", examples,
                           "Global options (-o, --data-dir, --server, --fail-on ...): see cordon --help"));
  if (command) commands_.emplace_back(app, std::move(command));
  return app;
}

CLI::Option* CommandLine::AddText(CLI::App* app, const std::string& name, std::string* value, const std::string& what) {
  texts_.push_back(value);
  return app->add_option(name, *value, what);
}

CLI::Option* CommandLine::AddTexts(CLI::App* app, const std::string& name, std::vector<std::string>* values,
                                   const std::string& what) {
  text_lists_.push_back(values);
  CLI::Option* const option = app->add_option(name, *values, what);
  // One value per occurrence: what follows it is not swallowed.
  if (name[0] == '-') option->allow_extra_args(false);
  return option;
}

void CommandLine::AddGlobalOptions() {
  AddText(&app_, "--data-dir", &global_.data_dir, "Lists, policy and records (default ~/.local/share/cordon)")
      ->envname("CORDON_DATA_DIR")
      ->check(&NotEmpty)
      ->type_name("DIR");
  AddText(&app_, "--server", &global_.server, "Ask a server instead: host:port or unix:/path")
      ->envname("CORDON_SERVER")
      ->check(&NotEmpty)
      ->type_name("ADDRESS");
  AddText(&app_, "--config", &global_.policy_path, "Policy file (default DATA_DIR/policy.textproto)")
      ->check(&NotEmpty)
      ->type_name("FILE");
  AddText(&app_, "--server-ca", &global_.server_ca, "PEM issuers of the server's certificate")->type_name("FILE");
  AddText(&app_, "--client-cert", &global_.client_certificate, "PEM certificate shown to the server")
      ->type_name("FILE");
  AddText(&app_, "--client-key", &global_.client_key, "PEM key of that certificate")->type_name("FILE");
  AddText(&app_, "--token-file", &global_.token_file, "Bearer token shown to the server, in a file of its own")
      ->envname("CORDON_TOKEN_FILE")
      ->type_name("FILE");
  app_.add_option("-o,--output", global_.output,
                  "table, json, jsonl or csv (default table on a terminal, else jsonl); own: dot, svg; report, cases "
                  "show: html")
      ->type_name("FORMAT")
      ->check(CLI::IsMember({"table", "json", "jsonl", "csv", "dot", "svg", "html"}));
  app_.add_option("--fail-on", fail_on_, "Least result that gives exit code 3 or 4: hold (default), escalate or block")
      ->type_name("RESULT")
      ->check(CLI::IsMember({"hold", "escalate", "block"}));
  app_.add_flag("--no-progress", no_progress_, "No progress line");
  app_.add_flag("--no-color", no_color_, "No colours (also NO_COLOR)");
}

void CommandLine::AddScreen() {
  CLI::App* const app =
      Add(&app_, "screen", "Screen names, a spreadsheet, or standard input",
          "  cordon screen 'Hangzhou Hikvision Digital' --country CN\n"
          "  cordon screen -f parties.csv -o csv > screened.csv\n"
          "  cut -d, -f2 suppliers.csv | cordon screen - -o jsonl\n\n"
          "parties.csv: a header with name, address, id, wallet (at least one) and ref, type, country,\n"
          "aliases; several values in a cell are separated by ;. A name that begins with - goes behind --.\n\n",
          [this](const Context& context) { return RunScreen(screen_, context); });
  AddTexts(app, "NAME", &screen_.names, "Names to screen; - reads parties.csv from standard input");
  AddText(app, "-f,--file", &screen_.file, "parties.csv (also .gz, .xz); - is standard input")->type_name("FILE");
  AddText(app, "--type", &screen_.party.type, absl::StrCat(kTypes, " (default any)"))->type_name("TYPE");
  AddTexts(app, "--country", &screen_.party.countries, "ISO 3166-1 code; orders matches, removes none; repeatable")
      ->type_name("CC");
  AddTexts(app, "--address", &screen_.party.addresses, "An address; repeatable")->type_name("TEXT");
  AddTexts(app, "--id", &screen_.party.ids, "An identifier such as LEI:5493...; repeatable")->type_name("SCHEME:VALUE");
  AddTexts(app, "--wallet", &screen_.party.wallets, "A wallet address; repeatable")->type_name("TEXT");
  AddText(app, "--ref", &screen_.party.ref, "Your own key of the party; stored and echoed")->type_name("TEXT");
  AddText(app, "--external-ref", &screen_.external_ref, "Order number or the like; stored with every record")
      ->type_name("TEXT");
  AddText(app, "--batch", &screen_.batch,
          "Name of this run: broken off and run again with it, no row is recorded twice")
      ->check(&NotEmpty)
      ->type_name("NAME");
  AddText(app, "--threshold", &screen_.threshold, "Least score that alerts, 0.5 to 1 (default: policy)")
      ->type_name("SCORE");
  AddText(app, "--as-of", &screen_.as_of, "Judge at this date, YYYY-MM-DD (default today, UTC)")->type_name("DATE");
  app->add_option("--limit", screen_.limit, "Matches printed per party; never changes what is decided")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000));
  app->add_flag("--near", screen_.near_misses, "Also show what lies just below the threshold");
  app->add_flag("--no-record", screen_.no_record, "Do not store the answers");
}

void CommandLine::AddCompare() {
  CLI::App* const app = Add(&app_, "compare", "Score one pair of names, or a file of pairs",
                            "  cordon compare 'Hua Wei' 'Huawei Technologies Co., Ltd.'\n"
                            "  cordon compare -f pairs.csv -o csv > scored.csv\n\n"
                            "pairs.csv: name_a,name_b and optionally type; other columns are repeated in CSV output.\n"
                            "Needs no data directory.\n\n",
                            [this](const Context& context) { return RunCompare(compare_, context); });
  AddTexts(app, "NAME", &compare_.names, "Two names: as screened, as listed");
  AddText(app, "-f,--file", &compare_.file, "pairs.csv (also .gz, .xz); - is standard input")->type_name("FILE");
  AddText(app, "--type", &compare_.type, absl::StrCat(kTypes, " (default any)"))->type_name("TYPE");
  AddText(app, "--threshold", &compare_.threshold, "Least score that counts as a match (default 0.85)")
      ->type_name("SCORE");
}

void CommandLine::AddCheck() {
  CLI::App* const check =
      Add(&app_, "check", "Screen a whole transaction: all parties, owners, items and terms against lists and rules",
          "  cordon check order.json\n  cordon check order1.json order2.json -o json\n"
          "  cordon check orders.jsonl -o csv > judged.csv\n\n"
          "A file holds one transaction as JSON (docs/api.md), several as a JSON array, or one per line (JSON lines);\n"
          "- reads standard input. One answer per transaction, in order.\n\n",
          [this](const Context& context) { return RunCheck(check_, context); });
  AddTexts(check, "FILE", &check_.files, "transaction as JSON, or -")->required();
  AddText(check, "--threshold", &check_.threshold, "score from 0.5 to 1 at which a name alerts")->type_name("SCORE");
  AddText(check, "--as-of", &check_.as_of, "judge at this day; default the transaction's own, else today")
      ->type_name("DATE");
  AddText(check, "--external-ref", &check_.external_ref, "your reference, stored and searchable")->type_name("TEXT");
  check->add_flag("--no-record", check_.no_record, "what-if: answer without storing a record");
}

void CommandLine::AddExplain() {
  CLI::App* const explain =
      Add(&app_, "explain", "Show a stored screening in full: who, what, when, which lists, why it matched",
          "  cordon explain latest\n  cordon explain screenings/01k... -o json\n\n",
          [this](const Context& context) { return RunExplain(screening_, context); });
  AddText(explain, "SCREENING", &screening_, "screenings/ID, ID, or latest")->required();
  CLI::App* const why_not = Add(&app_, "why-not", "Why a name does not match a list entry",
                                "  cordon why-not 'Sense Tim Group' EL:beijing-sensetime\n\n",
                                [this](const Context& context) { return RunWhyNot(why_not_, context); });
  AddText(why_not, "NAME", &why_not_.name, "The name as screened")->required();
  AddText(why_not, "ENTRY", &why_not_.entry, "LIST:ID, or an id that only one list has")->required();
  AddText(why_not, "--type", &why_not_.type, absl::StrCat(kTypes, " (default any)"))->type_name("TYPE");
}

void CommandLine::AddLists() {
  CLI::App* const lists = Add(&app_, "lists", "Import, look at, search and export screening lists",
                              "  cordon lists import consolidated.csv\n  cordon lists status\n\n", nullptr);
  lists->require_subcommand(1);
  CLI::App* const import =
      Add(lists, "import", "Check a list or ownership file and make it the active version of its source",
          "  cordon lists import consolidated.csv\n  cordon lists import deny.csv --as DENY\n"
          "  cordon lists import gleif-goldencopy-rr.csv\n\n"
          "The format is recognised. Lists: the official ones of docs/lists.md (the four files of an OFAC\n"
          "CSV list as their folder), or your own CSV with the header id,name. Ownership data: GLEIF (CSV, XML),\n"
          "BODS, FollowTheMoney, or your own CSV with the columns owner,asset. A defect refuses the whole file and "
          "names row and column.\n\n",
          [this](const Context& context) { return RunListsImport(import_, context); });
  AddText(import, "FILE", &import_.file, "List file (also .gz, .xz) or folder of an OFAC set; - is standard input")
      ->required();
  AddText(import, "--as", &import_.as_code,
          "Code of your own list (default OWN) or of ownership data (default by format)")
      ->type_name("CODE");
  import->add_flag("--accept-change", import_.accept_change, kAcceptImportHelp);
  import->add_flag("--stage", import_.stage, "Check and store only; the active version stays");

  CLI::App* const update =
      Add(lists, "update", "Download the lists of the policy and import what is new",
          "  cordon lists update\n  cordon lists update --check csl\n\n"
          "Each list ends in one of three ways: up to date, updated, or could not check; then the last good version\n"
          "stays. Exit code 1 if any could not be checked; with --check 100 if a newer version exists.\n\n",
          [this](const Context& context) { return RunListsUpdate(update_, context); });
  AddTexts(update, "LIST", &update_.lists, "Source (csl) of the policy's downloads (default all)");
  update->add_flag("--check", update_.check, "Only look whether something newer exists; change nothing");
  update->add_flag("--accept-change", update_.accept_change, kAcceptImportHelp);

  Add(lists, "status", "What is active, from when, and how old", "",
      [](const Context& context) { return RunListsStatus(context); });
  AddListVersions(lists);
  CLI::App* const search = Add(lists, "search", "Find entries by a piece of name, id or citation; not a screening",
                               "  cordon lists search hikvision --list EL\n\n",
                               [this](const Context& context) { return RunListsSearch(search_, context); });
  AddText(search, "QUERY", &search_.query, "Text to look for")->required();
  AddText(search, "--list", &search_.list, "Only this list")->type_name("CODE");
  search->add_option("--limit", search_.limit, "Entries printed (default 50)")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000));
  CLI::App* const show = Add(lists, "show", "One entry with everything its source says", "",
                             [this](const Context& context) { return RunListsShow(entry_, context); });
  AddText(show, "ENTRY", &entry_, "LIST:ID, or an id that only one list has")->required();
  CLI::App* const exported =
      Add(lists, "export", "Write active entries as CSV that `lists import` reads", "",
          [this](const Context& context) { return RunListsExport(export_list_, export_path_, context); });
  AddText(exported, "CODE", &export_list_, "Only this list (default all)");
  AddText(exported, "--out", &export_path_, "File to write (default standard output)")->type_name("FILE");
}

void CommandLine::AddListVersions(CLI::App* lists) {
  constexpr char kVersionHelp[] = "Version as `lists versions` shows it, or the beginning of its sha256";
  constexpr char kAcceptHelp[] = "Switch although a list or ownership data lose much";
  CLI::App* const versions =
      Add(lists, "versions", "What is stored: every imported version, and which one is active",
          "  cordon lists versions\n  cordon lists versions csl\n\n",
          [this](const Context& context) { return RunListsVersions(switch_.list, versions_limit_, context); });
  AddText(versions, "LIST", &switch_.list, "Only this source (csl) or list code (EL)");
  versions->add_option("--limit", versions_limit_, "Versions printed (default 50)")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000));
  CLI::App* const rollback =
      Add(lists, "rollback", "Make an earlier stored version the active one again",
          "  cordon lists rollback csl\n  cordon lists rollback DENY --to 019a2f\n\n"
          "Without --to: the version imported before the active one. Its age still counts from when it was last\n"
          "imported or confirmed.\n\n",
          [this](const Context& context) { return RunListsRollback(switch_, context); });
  AddText(rollback, "LIST", &switch_.list, "Source (csl) or list code (EL)")->required();
  AddText(rollback, "--to", &switch_.version, kVersionHelp)->type_name("VERSION");
  rollback->add_flag("--accept-change", switch_.accept_change, kAcceptHelp);
  CLI::App* const activate = Add(lists, "activate", "Make a stored version, staged or earlier, the active one", "",
                                 [this](const Context& context) { return RunListsActivate(switch_, context); });
  AddText(activate, "VERSION", &switch_.version, kVersionHelp)->required();
  activate->add_flag("--accept-change", switch_.accept_change, kAcceptHelp);
  CLI::App* const diff = Add(lists, "diff", "Entries in which two stored versions differ",
                             "  cordon lists diff 019a2f 01a033\n  cordon lists diff 019a2f --list EL -o json\n\n",
                             [this](const Context& context) { return RunListsDiff(diff_, context); });
  AddText(diff, "A", &diff_.from, kVersionHelp)->required();
  AddText(diff, "B", &diff_.to, "The same (default: the active version of the same source)");
  AddText(diff, "--list", &diff_.list, "Only this list")->type_name("CODE");
  diff->add_option("--limit", diff_.limit, "Changes printed (default 50)")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000));
}

void CommandLine::AddOwn() {
  own_app_ =
      Add(&app_, "own", "Show who owns a party, and what listed owners add up to",
          "  cordon own 'Shanghai Lingxi Vision Tech'\n  cordon own --id LEI:5493001KJTIIGC8Y1R12 -o svg > owners.svg\n"
          "  cordon own lei:5493001KJTIIGC8Y1R12 --as-of 2025-10-15\n\n"
          "Answers from the ownership data imported with: cordon lists import FILE. Nothing is decided or recorded.\n"
          "-o table prints a tree, dot a graph for Graphviz, svg a drawing.\n\n",
          [this](const Context& context) { return RunOwn(own_, context); });
  AddTexts(own_app_, "NAME", &own_.name, "Name of the party, or the id of an entity in the data");
  AddTexts(own_app_, "--id", &own_.party.ids, "An identifier such as LEI:5493...; repeatable")
      ->type_name("SCHEME:VALUE");
  AddTexts(own_app_, "--country", &own_.party.countries, "ISO 3166-1 code of its headquarters; told in the evidence")
      ->type_name("CC");
  AddText(own_app_, "--as-of", &own_.as_of, "Owners and lists at this date, YYYY-MM-DD (default today, UTC)")
      ->type_name("DATE");
  AddText(own_app_, "--regime", &own_.regime, "Only this test: bis, ofac, uk, eu or state (default all)")
      ->type_name("NAME");
  own_app_->add_option("--limit", own_.max_nodes, "Companies drawn (default 200); never changes what is added up")
      ->type_name("N")
      ->check(CLI::Range(1, 5'000));
}

void CommandLine::AddRules() {
  CLI::App* const rules =
      Add(&app_, "rules", "The rules that judge transactions: list, show, test, check", "", nullptr);
  rules->require_subcommand(1);
  Add(rules, "list", "Every rule with severity, worst result, patterns and citation", "",
      [](const Context& context) { return RunRulesList(context); });
  CLI::App* const show =
      Add(rules, "show", "One rule in full with its tests, as it stands in a pack", "  cordon rules show HQ-D5\n\n",
          [this](const Context& context) { return RunRulesShow(rule_, context); });
  AddText(show, "ID", &rule_, "Rule id, such as HQ-D5")->required();
  CLI::App* const test =
      Add(rules, "test", "Run scenario files: deals with what must come out",
          "  cordon rules test scenarios/\n  cordon rules test deals.textproto --pack house.textproto\n\n",
          [this](const Context& context) { return RunRulesTest(rules_test_, context); });
  AddText(test, "DIR", &rules_test_.directory, "Directory of *.textproto scenario files, or one file")->required();
  AddTexts(test, "--pack", &rules_test_.packs, "A pack or table on top of those in use; repeatable")->type_name("FILE");
  test->add_flag("--coverage", rules_test_.coverage, "How often each rule fired, stayed silent or could not tell");
  CLI::App* const check =
      Add(rules, "check", "Check packs and tables before they are put to use; a defect is named with line",
          "  cordon rules check house.textproto\n\n",
          [this](const Context& context) { return RunRulesCheck(rule_files_, context); });
  AddTexts(check, "FILE", &rule_files_, "Pack or table as textproto")->required();
}

void CommandLine::AddConfig() {
  CLI::App* const config = Add(&app_, "config", "Show or check the policy", "", nullptr);
  config->require_subcommand(1);
  CLI::App* const show = Add(config, "show", "The policy in effect, as textproto", "",
                             [this](const Context& context) { return RunConfigShow(origin_, context); });
  show->add_flag("--origin", origin_, "Say where each value comes from");
  CLI::App* const check = Add(config, "check", "Check a policy file; a defect is named with line and column", "",
                              [this](const Context& context) { return RunConfigCheck(config_file_, context); });
  AddText(check, "FILE", &config_file_, "Policy file")->required();
}

void CommandLine::AddOthers() {
  CLI::App* const serve = Add(&app_, "serve", "Run the server on the data directory (as cordond does)",
                              "  cordon serve --listen 127.0.0.1:50061\n\n", [this](const Context& context) {
                                ServeFlags flags = serve_;
                                flags.data_dir = context.options.data_dir;
                                flags.config = context.options.policy_path;
                                return absl::StatusOr<int>(cordon::RunServe(flags));
                              });
  AddServeFlags(serve, &serve_, /*with_shared=*/false);
  text_lists_.push_back(&serve_.listen);  // [::1]:0
  CLI::App* const doctor =
      Add(&app_, "doctor", "Look at data directory, lists, policy, server and records, and say what is wrong", "",
          [this](const Context& context) { return RunDoctor(doctor_, context); });
  AddText(doctor, "--tls-cert", &doctor_.certificate, "The server's certificate: how long is it good?")
      ->type_name("FILE");
  AddText(doctor, "--callers", &doctor_.callers, "The server's file of callers: can it be used?")->type_name("FILE");
  CLI::App* const completion =
      Add(&app_, "completion", "Print a completion script for bash, zsh or fish",
          "  source <(cordon completion bash)\n  cordon completion fish > ~/.config/fish/completions/cordon.fish\n\n",
          [this](const Context& context) -> absl::StatusOr<int> {
            const absl::StatusOr<std::string> script = CompletionScript(app_, shell_);
            if (!script.ok()) return script.status();
            context.terminal.Write(*script);
            return kExitDone;
          });
  AddText(completion, "SHELL", &shell_, "bash, zsh or fish")->required();
  Add(&app_, "version", "Versions of the product, the engine, its tables and libraries", "",
      [](const Context& context) { return RunVersion(context); });
}

}  // namespace cordon::cli
