// Completion scripts, made from the same tree of commands and options that parses the command line.
#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "cli/commands.h"

namespace cordon::cli {
namespace {

struct OptionValues {
  const char* option;
  const char* values;
};
constexpr OptionValues kOptionValues[] = {
    {"-o", "table json jsonl csv"},
    {"--output", "table json jsonl csv"},
    {"--fail-on", "hold escalate block"},
    {"--type", "organization person vessel aircraft any"},
};

// One command with the words that may follow it.
struct CommandNode {
  std::string path;  // "" for the program itself, "lists import"
  std::string name;
  std::string description;
  std::vector<std::string> subcommands;
  std::vector<std::string> options;  // "-o", "--output"
  std::vector<const CLI::Option*> details;
};

void Collect(const CLI::App& app, const std::string& path, std::vector<CommandNode>* nodes) {
  CommandNode node;
  node.path = path;
  node.name = app.get_name();
  node.description = app.get_description();
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_snames()) node.options.push_back("-" + name);
    for (const std::string& name : option->get_lnames()) node.options.push_back("--" + name);
    if (!option->get_snames().empty() || !option->get_lnames().empty()) node.details.push_back(option);
  }
  const auto children = app.get_subcommands([](const CLI::App*) { return true; });
  for (const CLI::App* child : children) node.subcommands.push_back(child->get_name());
  nodes->push_back(node);
  for (const CLI::App* child : children) {
    Collect(*child, path.empty() ? child->get_name() : absl::StrCat(path, " ", child->get_name()), nodes);
  }
}

std::string Parent(const std::string& path) {
  const size_t space = path.rfind(' ');
  return space == std::string::npos ? "" : path.substr(0, space);
}

// Shell code that walks the words typed so far and leaves the command's path in `at`, for bash and zsh.
std::string WalkWords(const std::vector<CommandNode>& nodes) {
  std::string code = "    case \"$at/$word\" in\n";
  for (const CommandNode& node : nodes) {
    if (node.path.empty()) continue;
    absl::StrAppend(&code, "      '", Parent(node.path), "/", node.name, "') at='", node.path, "' ;;\n");
  }
  return code + "    esac\n";
}

std::string ChooseWords(const std::vector<CommandNode>& nodes) {
  const std::string global = absl::StrJoin(nodes.front().options, " ");
  std::string code = "  case \"$previous\" in\n";
  for (const OptionValues& option : kOptionValues) {
    absl::StrAppend(&code, "    ", option.option, ") choices='", option.values, "' ;;\n");
  }
  absl::StrAppend(&code, "    *) case \"$at\" in\n");
  for (const CommandNode& node : nodes) {
    absl::StrAppend(&code, "      '", node.path, "') choices='", absl::StrJoin(node.subcommands, " "), " ",
                    absl::StrJoin(node.options, " "), node.path.empty() ? "" : " ", node.path.empty() ? "" : global,
                    "' ;;\n");
  }
  return code + "      esac ;;\n  esac\n";
}

std::string BashScript(const std::vector<CommandNode>& nodes) {
  return absl::StrCat(
      "# bash completion for cordon; use: source <(cordon completion bash)\n"
      "_cordon() {\n"
      "  local current=\"${COMP_WORDS[COMP_CWORD]}\" previous=\"${COMP_WORDS[COMP_CWORD-1]}\" at='' choices='' word i\n"
      "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
      "    word=\"${COMP_WORDS[i]}\"\n",
      WalkWords(nodes), "  done\n", ChooseWords(nodes),
      "  case \"$at\" in completion) choices='bash zsh fish' ;; esac\n"
      "  mapfile -t COMPREPLY < <(compgen -W \"$choices\" -- \"$current\")\n"
      "}\n"
      "complete -o default -F _cordon cordon\n");
}

std::string ZshScript(const std::vector<CommandNode>& nodes) {
  return absl::StrCat(
      "#compdef cordon\n"
      "# zsh completion for cordon; use: cordon completion zsh > \"${fpath[1]}/_cordon\"\n"
      "_cordon() {\n"
      "  local previous=\"${words[CURRENT-1]}\" at='' choices='' word\n"
      "  for word in \"${words[@]:1:$((CURRENT - 2))}\"; do\n",
      WalkWords(nodes), "  done\n", ChooseWords(nodes),
      "  case \"$at\" in completion) choices='bash zsh fish' ;; esac\n"
      "  compadd -- ${=choices}\n"
      "  _files\n"
      "}\n"
      "if [ \"$funcstack[1]\" = _cordon ]; then _cordon \"$@\"; else compdef _cordon cordon; fi\n");
}

std::string FishQuote(const std::string& text) {
  return absl::StrCat("'", absl::StrReplaceAll(text, {{"\\", "\\\\"}, {"'", "\\'"}}), "'");
}

std::string FishScript(const std::vector<CommandNode>& nodes) {
  std::string script =
      "# fish completion for cordon; use: cordon completion fish > ~/.config/fish/completions/cordon.fish\n";
  for (const CommandNode& node : nodes) {
    std::string condition;
    if (!node.path.empty()) {
      const std::string parent = Parent(node.path);
      const std::string before =
          parent.empty() ? "__fish_use_subcommand" : absl::StrCat("__fish_seen_subcommand_from ", parent);
      absl::StrAppend(&script, "complete -c cordon -n ", FishQuote(before), " -a ", node.name, " -d ",
                      FishQuote(node.description), "\n");
      condition = absl::StrCat(" -n ", FishQuote(absl::StrCat("__fish_seen_subcommand_from ", node.name)));
    }
    for (const CLI::Option* option : node.details) {
      absl::StrAppend(&script, "complete -c cordon", condition);
      for (const std::string& name : option->get_snames()) absl::StrAppend(&script, " -s ", name);
      for (const std::string& name : option->get_lnames()) {
        absl::StrAppend(&script, " -l ", name);
        for (const OptionValues& values : kOptionValues) {
          if (absl::StrCat("--", name) == values.option) absl::StrAppend(&script, " -xa ", FishQuote(values.values));
        }
      }
      absl::StrAppend(&script, " -d ", FishQuote(option->get_description()), "\n");
    }
  }
  return script + "complete -c cordon -n '__fish_seen_subcommand_from completion' -xa 'bash zsh fish'\n";
}

}  // namespace

absl::StatusOr<std::string> CompletionScript(const CLI::App& app, const std::string& shell) {
  std::vector<CommandNode> nodes;
  Collect(app, "", &nodes);
  if (shell == "bash") return BashScript(nodes);
  if (shell == "zsh") return ZshScript(nodes);
  if (shell == "fish") return FishScript(nodes);
  return UsageError(absl::StrCat("no completion for \"", shell, "\"; give bash, zsh or fish"));
}

}  // namespace cordon::cli
