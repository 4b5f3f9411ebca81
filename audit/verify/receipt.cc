#include "audit/verify/receipt.h"

#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/status_macros.h"

namespace cordon::verify {
namespace {

constexpr char kReceiptHeader[] = "c2sp.org/tlog-proof@v1";

absl::Status BadReceipt(absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("not a receipt (", kReceiptHeader, "): ", why));
}

// Takes the next line off `*rest`; false if there is none with an end.
bool TakeLine(absl::string_view* rest, absl::string_view* line) {
  const size_t end = rest->find('\n');
  if (end == absl::string_view::npos) return false;
  *line = rest->substr(0, end);
  rest->remove_prefix(end + 1);
  return true;
}

}  // namespace

absl::StatusOr<Receipt> ParseReceipt(absl::string_view text) {
  if (text.size() > kMaxReceiptBytes) return BadReceipt(absl::StrCat("larger than ", kMaxReceiptBytes, " bytes"));
  absl::string_view rest = text;
  absl::string_view line;
  if (!TakeLine(&rest, &line) || line != kReceiptHeader) return BadReceipt("the first line is another");
  Receipt receipt;
  if (!TakeLine(&rest, &line)) return BadReceipt("it ends early");
  if (absl::ConsumePrefix(&line, "extra ")) {
    if (!StrictBase64(line, &receipt.extra)) return BadReceipt("bad base64 after 'extra'");
    if (!TakeLine(&rest, &line)) return BadReceipt("it ends early");
  }
  if (!absl::ConsumePrefix(&line, "index ") || !absl::SimpleAtoi(line, &receipt.index) || receipt.index > INT64_MAX ||
      absl::StrCat(receipt.index) != line) {
    return BadReceipt("no line 'index N'");
  }
  while (true) {
    if (!TakeLine(&rest, &line)) return BadReceipt("no empty line before the checkpoint");
    if (line.empty()) break;
    if (receipt.proof.size() == kMaxProofHashes) return BadReceipt("too many hashes");
    Hash hash;
    if (!HashFromBase64(line, &hash)) return BadReceipt("a line of the proof is no hash in base64");
    receipt.proof.push_back(hash);
  }
  receipt.note = std::string(rest);
  return receipt;
}

std::string EntryOfRecord(absl::string_view record) {
  if (record.size() <= kMaxEntryBytes) return std::string(record);
  return absl::StrCat("{\"bytes\":", record.size(), ",\"format\":\"cordon.audit.large.v1\",\"sha256\":\"",
                      HexOf(Sha256Of(record)), "\"}");
}

absl::StatusOr<ReceiptFacts> CheckReceipt(const Receipt& receipt, absl::string_view entry,
                                          absl::Span<const VerifierKey> keys) {
  CORDON_ASSIGN_OR_RETURN(const Note note, ParseNote(receipt.note));
  ReceiptFacts facts;
  CORDON_ASSIGN_OR_RETURN(facts.checkpoint, ParseCheckpoint(note.text));
  for (const VerifierKey& key : keys) {
    if (key.name() != facts.checkpoint.origin || !NamesKey(note, key)) continue;
    const absl::Status signature = CheckSignature(note, key);
    if (!signature.ok()) return absl::InvalidArgumentError(signature.message());
    facts.key = key.line();
  }
  if (facts.key.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("the checkpoint of \"", facts.checkpoint.origin, "\" is not signed by a key that was given"));
  }
  CORDON_RETURN_IF_ERROR(
      CheckInclusion(LeafHash(entry), receipt.index, facts.checkpoint.size, receipt.proof, facts.checkpoint.root));
  return facts;
}

std::string FormatReceipt(const Receipt& receipt) {
  std::string text = absl::StrCat(kReceiptHeader, "\n");
  if (!receipt.extra.empty()) absl::StrAppend(&text, "extra ", absl::Base64Escape(receipt.extra), "\n");
  absl::StrAppend(&text, "index ", receipt.index, "\n");
  for (const Hash& hash : receipt.proof) absl::StrAppend(&text, absl::Base64Escape(BytesOf(hash)), "\n");
  absl::StrAppend(&text, "\n", receipt.note);
  return text;
}

}  // namespace cordon::verify
