// Every option of every command, and the parser that fills them.
#ifndef CORDON_CLI_OPTIONS_H_
#define CORDON_CLI_OPTIONS_H_

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "cli/audit_commands.h"
#include "cli/case_commands.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/event_command.h"
#include "cli/monitor_commands.h"
#include "cli/screen_command.h"
#include "cli/suppress_commands.h"
#include "service/grpc/serve_main.h"

namespace cordon::cli {

// The parser refers to the values, so both live together and stay where they are.
class CommandLine {
 public:
  CommandLine();
  CommandLine(const CommandLine&) = delete;
  CommandLine& operator=(const CommandLine&) = delete;

  // Throws CLI::ParseError, as the parser does; caught by RunCordon.
  void Parse(const std::vector<std::string>& arguments);
  // Runs the command that was given. REQUIRES: Parse returned.
  absl::StatusOr<int> Run(Terminal& terminal) const;

  const CLI::App& app() const { return app_; }
  const GlobalOptions& global() const { return global_; }
  bool no_color() const { return no_color_; }
  bool no_progress() const { return no_progress_; }

 private:
  using Command = std::function<absl::StatusOr<int>(const Context&)>;

  void AddGlobalOptions();
  void AddScreen();
  void AddCheck();
  void AddCompare();
  void AddExplain();
  void AddLists();
  void AddListVersions(CLI::App* lists);
  void AddOwn();
  void AddRules();
  void AddConfig();
  void AddAudit();
  void AddCases();
  void AddEvents();
  void AddReport();
  void AddMonitor();
  void AddSuppress();
  void AddAuditLog(CLI::App* audit);
  void AddOthers();
  CLI::App* Add(CLI::App* parent, const std::string& name, const std::string& what, const std::string& examples,
                Command command);
  // Options whose text must reach the command as typed.
  CLI::Option* AddText(CLI::App* app, const std::string& name, std::string* value, const std::string& what);
  CLI::Option* AddTexts(CLI::App* app, const std::string& name, std::vector<std::string>* values,
                        const std::string& what);

  CLI::App app_{"Screens companies and people against export-control and sanctions lists.", "cordon"};
  GlobalOptions global_;
  std::string fail_on_ = "hold";
  bool no_color_ = false;
  bool no_progress_ = false;
  ScreenOptions screen_;
  CheckOptions check_;
  CompareOptions compare_;
  std::string screening_;
  WhyNotOptions why_not_;
  ImportOptions import_;
  SwitchOptions switch_;
  DiffOptions diff_;
  UpdateOptions update_;
  int versions_limit_ = 50;
  SearchOptions search_;
  std::string entry_;
  std::string export_list_;
  std::string export_path_;
  OwnOptions own_;
  DoctorOptions doctor_;
  CLI::App* own_app_ = nullptr;
  std::vector<CLI::App*> html_apps_;  // those with -o html
  std::string rule_;
  RulesTestOptions rules_test_;
  std::vector<std::string> rule_files_;
  bool origin_ = false;
  std::string config_file_;
  std::string shell_;
  AuditVerifyOptions audit_verify_;
  AuditListOptions audit_list_;
  std::string audit_entry_;
  AuditExportOptions audit_export_;
  AuditReplayOptions audit_replay_;
  bool audit_gc_remove_ = false;
  CaseListOptions case_list_;
  CaseActionOptions case_action_;
  EventOptions events_;
  MonitorOptions monitor_;
  SuppressOptions suppress_;
  ServeFlags serve_;
  std::vector<std::string*> texts_;
  std::vector<std::vector<std::string>*> text_lists_;
  std::vector<std::pair<CLI::App*, Command>> commands_;
};

}  // namespace cordon::cli

#endif  // CORDON_CLI_OPTIONS_H_
