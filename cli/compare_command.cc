#include <memory>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "base/utf8.h"
#include "cli/commands.h"
#include "cli/csv_input.h"
#include "cli/party_input.h"
#include "cli/progress.h"
#include "match/matcher.h"
#include "service/render/compare.h"
#include "service/render/json.h"
#include "service/screening/policy.h"

namespace cordon::cli {
namespace {

constexpr size_t kComparePortion = 500;

absl::Status CheckComparedName(absl::string_view what, const std::string& name) {
  if (absl::StripAsciiWhitespace(name).empty()) return absl::InvalidArgumentError(absl::StrCat(what, ": is empty"));
  if (!IsValidUtf8(name)) return absl::InvalidArgumentError(absl::StrCat(what, ": is not valid UTF-8"));
  const size_t length = CountCodePoints(name);
  if (length <= kMaxNameCodePoints) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat(what, ": ", length, " code points, at most ", kMaxNameCodePoints, " are allowed; nothing was cut"));
}

absl::Status ComparePair(int threshold, const std::string& default_type, render::ComparedPair* pair) {
  CORDON_RETURN_IF_ERROR(CheckComparedName("name_a", pair->name_a));
  CORDON_RETURN_IF_ERROR(CheckComparedName("name_b", pair->name_b));
  const bool own_type = !absl::StripAsciiWhitespace(pair->type).empty();
  CORDON_ASSIGN_OR_RETURN(const v1::PartyType type, ParsePartyType(own_type ? pair->type : default_type));
  PairScore score = CompareNames(pair->name_a, pair->name_b, type);
  pair->score = score.score;
  pair->match = score.score >= threshold;
  pair->alignment = std::move(score.alignment);
  return absl::OkStatus();
}

// Writes pairs as they come; a table of a file is drawn in portions.
class PairPrinter {
 public:
  PairPrinter(const Context& context, const std::vector<std::string>& columns)
      : terminal_(context.terminal), format_(context.format()), color_(context.color()), columns_(columns.size()) {
    if (format_ == render::Format::kCsv) terminal_.Write(render::CompareCsvHeader(columns));
  }

  void Print(const render::ComparedPair& pair, std::vector<std::string> fields) {
    switch (format_) {
      case render::Format::kTable:
        render::AddToTable(pair, &table_);
        if (table_.pending() >= kComparePortion) terminal_.Write(table_.Draw(color_));
        break;
      case render::Format::kJson:
        terminal_.Write(lines_.Row(render::CompareJson(pair)));
        break;
      case render::Format::kJsonl:
        terminal_.Write(absl::StrCat(render::CompareJson(pair), "\n"));
        break;
      case render::Format::kCsv:
        fields.resize(columns_);
        terminal_.Write(render::CompareCsvRow(pair, fields));
        break;
    }
  }

  void Finish() {
    if (format_ == render::Format::kJson) terminal_.Write(lines_.End());
    if (format_ == render::Format::kTable && table_.pending() > 0) terminal_.Write(table_.Draw(color_));
  }

 private:
  Terminal& terminal_;
  const render::Format format_;
  const bool color_;
  const size_t columns_;
  render::Table table_ = render::CompareTable();
  render::JsonArrayLines lines_;
};

absl::StatusOr<int> CompareOne(const CompareOptions& options, int threshold, const Context& context) {
  render::ComparedPair pair;
  pair.row = 1;
  pair.name_a = options.names[0];
  pair.name_b = options.names[1];
  const absl::Status status = ComparePair(threshold, options.type, &pair);
  if (!status.ok()) return UsageError(status.message());
  PairPrinter printer(context, {"name_a", "name_b"});
  printer.Print(pair, {pair.name_a, pair.name_b});
  printer.Finish();
  if (context.format() == render::Format::kTable) {
    std::string text = "\n";
    text += render::AlignmentTable(pair.alignment, 2, context.color());
    context.terminal.Write(text);
  }
  return kExitDone;
}

absl::StatusOr<int> CompareFile(const CompareOptions& options, int threshold, const Context& context) {
  int64_t total = 0;
  CORDON_ASSIGN_OR_RETURN(std::unique_ptr<ByteSource> bytes, OpenInput(options.file, &total));
  CsvInput csv(std::move(bytes), options.file == "-" ? "standard input" : options.file, total);
  CsvColumns columns;
  columns.known = {"name_a", "name_b", "type"};
  columns.all_of = {"name_a", "name_b"};
  columns.allow_others = true;
  CORDON_RETURN_IF_ERROR(csv.ReadHeader(columns));
  const int name_a = csv.Find("name_a");
  const int name_b = csv.Find("name_b");
  const int type = csv.Find("type");
  PairPrinter printer(context, csv.header());
  ProgressLine progress(context.terminal);
  int64_t failed = 0;
  while (true) {
    CORDON_ASSIGN_OR_RETURN(const bool more, csv.Next());
    if (!more) break;
    render::ComparedPair pair;
    pair.row = csv.row();
    pair.error = csv.error();
    if (pair.error.empty()) {
      pair.name_a = csv.Field(name_a);
      pair.name_b = csv.Field(name_b);
      pair.type = csv.Field(type);
      pair.error = std::string(ComparePair(threshold, options.type, &pair).message());
    }
    if (!pair.error.empty()) {
      ++failed;
      // The CSV layout has no place for a reason.
      if (context.format() == render::Format::kCsv) {
        context.terminal.Say(absl::StrCat("row ", pair.row, ": ", pair.error));
      }
    }
    printer.Print(pair, csv.fields());
    progress.Update(csv.bytes_done(), csv.bytes_total(), pair.row, "pairs", "");
  }
  printer.Finish();
  return failed > 0 ? kExitRowsFailed : kExitDone;
}

}  // namespace

absl::StatusOr<int> RunCompare(const CompareOptions& options, const Context& context) {
  int threshold = kDefaultThreshold;
  if (!options.threshold.empty()) {
    const auto score = ParseScore(options.threshold);
    if (!score.ok()) return UsageError(absl::StrCat("--threshold: ", score.status().message()));
    threshold = *score;
  }
  if (const auto type = ParsePartyType(options.type); !type.ok()) {
    return UsageError(absl::StrCat("--type: ", type.status().message()));
  }
  if (!options.file.empty() && options.names.empty()) return CompareFile(options, threshold, context);
  if (options.file.empty() && options.names.size() == 2) return CompareOne(options, threshold, context);
  return UsageError("give two names, or -f pairs.csv with the columns name_a,name_b");
}

}  // namespace cordon::cli
