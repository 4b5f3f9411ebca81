#include "audit/verify/lines.h"

#include <fstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "audit/verify/export_directory.h"
#include "audit/verify/json.h"
#include "audit/verify/receipt.h"
#include "base/status_macros.h"

namespace cordon::verify {
namespace {

// {"entry":ENTRY,"index":N,"proof":["HASH",...]}: the last `,"index":` of the line is the one behind the entry.
struct Line {
  absl::string_view entry;
  uint64_t index = 0;
  std::vector<Hash> proof;
};

absl::StatusOr<Line> ParseLine(absl::string_view text) {
  constexpr absl::string_view kBegin = "{\"entry\":";
  constexpr absl::string_view kIndex = ",\"index\":";
  const size_t place = text.rfind(kIndex);
  if (!absl::StartsWith(text, kBegin) || place == absl::string_view::npos) {
    return absl::InvalidArgumentError("not a line with an entry");
  }
  Line line;
  line.entry = text.substr(kBegin.size(), place - kBegin.size());
  CORDON_ASSIGN_OR_RETURN(const JsonValue rest, ParseCanonicalJson(absl::StrCat("{", text.substr(place + 1))));
  int64_t index = -1;
  const JsonValue* const proof = rest.Find("proof");
  if (!rest.Integer("index", &index) || index < 0 || proof == nullptr ||
      proof->items.size() > static_cast<size_t>(kMaxProofHashes)) {
    return absl::InvalidArgumentError("not a line with index and proof");
  }
  line.index = static_cast<uint64_t>(index);
  for (const JsonValue& item : proof->items) {
    Hash hash;
    if (!HashFromBase64(item.text, &hash)) return absl::InvalidArgumentError("a proof with something that is no hash");
    line.proof.push_back(hash);
  }
  return line;
}

}  // namespace

absl::StatusOr<Report> VerifyLines(const VerifyOptions& options) {
  std::ifstream file(options.directory, std::ios::binary);
  std::string text;
  if (!file.is_open()) return absl::NotFoundError(absl::StrCat("cannot open ", options.directory));
  Report report;
  if (!std::getline(file, text) || text.size() > kMaxLineBytes) {
    return absl::InvalidArgumentError(absl::StrCat(options.directory, " is no export: its first line is too long"));
  }
  const absl::StatusOr<JsonValue> head = ParseCanonicalJson(text);
  if (!head.ok() || head->Text("format") != kLinesFormat) {
    return absl::InvalidArgumentError(
        absl::StrCat(options.directory, " is no export: its first line does not say \"", kLinesFormat, "\""));
  }
  std::vector<VerifierKey> keys = options.pinned;
  if (keys.empty()) {
    CORDON_ASSIGN_OR_RETURN(VerifierKey key, VerifierKey::Parse(head->Text("key")));
    keys.push_back(std::move(key));
    report.Note("checked with the key that the file brings along; give the log's with --key");
  }
  // A receipt per line: the same check.
  Receipt receipt;
  receipt.note = head->Text("checkpoint");
  const absl::StatusOr<Note> note = ParseNote(receipt.note);
  const absl::StatusOr<Checkpoint> checkpoint = note.ok() ? ParseCheckpoint(note->text) : note.status();
  if (!checkpoint.ok()) {
    report.Bad(0, std::string(checkpoint.status().message()));
    return report;
  }
  bool is_signed = false;
  for (const VerifierKey& key : keys) {
    if (key.name() == checkpoint->origin && CheckSignature(*note, key).ok()) {
      is_signed = true;
      report.keys.push_back(key.line());
    }
  }
  if (!is_signed)
    report.Bad(checkpoint->size == 0 ? 0 : checkpoint->size - 1, "the checkpoint is not signed by the key");
  report.origin = checkpoint->origin;
  report.root = absl::Base64Escape(BytesOf(checkpoint->root));
  report.checkpoints = 1;
  report.newest_checkpoint = checkpoint->size;
  uint64_t next = 0;
  for (; std::getline(file, text); ++report.entries) {
    const absl::StatusOr<Line> line =
        text.size() <= kMaxLineBytes ? ParseLine(text) : absl::InvalidArgumentError("the line is too long");
    if (!line.ok() || file.eof()) {
      report.Bad(next, absl::StrCat("line ", report.entries + 2, ": ",
                                    line.ok() ? "it has no end" : std::string(line.status().message())));
      break;
    }
    if (line->index < next) report.Bad(line->index, "indices do not ascend");
    next = line->index + 1;
    const absl::Status proven =
        CheckInclusion(LeafHash(line->entry), line->index, checkpoint->size, line->proof, checkpoint->root);
    if (!proven.ok()) report.Bad(line->index, std::string(proven.message()));
  }
  return report;
}

}  // namespace cordon::verify
