#include "audit/log/checkpoint.h"

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "audit/log/strict_base64.h"
#include "base/status_macros.h"

namespace cordon {
namespace {

constexpr char kSignaturePrefix[] = "\xE2\x80\x94 ";  // an em dash and a space

absl::Status BadNote(absl::string_view why) { return absl::DataLossError(absl::StrCat("the checkpoint ", why)); }

// 0 or digits that do not begin with 0.
bool ReadSize(absl::string_view text, int64_t* size) {
  return !text.empty() && text.find_first_not_of("0123456789") == absl::string_view::npos &&
         (text == "0" || text[0] != '0') && absl::SimpleAtoi(text, size);
}

}  // namespace

std::string CheckpointText(const Checkpoint& checkpoint) {
  return absl::StrCat(checkpoint.origin, "\n", checkpoint.size, "\n", absl::Base64Escape(HashBytes(checkpoint.root)),
                      "\n");
}

absl::StatusOr<std::string> SignCheckpoint(const Checkpoint& checkpoint, const SigningKey& key) {
  const std::string text = CheckpointText(checkpoint);
  CORDON_ASSIGN_OR_RETURN(const std::string signature, key.Sign(text));
  return absl::StrCat(text, "\n", kSignaturePrefix, key.verifier().name(), " ",
                      absl::Base64Escape(absl::StrCat(key.verifier().id(), signature)), "\n");
}

absl::StatusOr<Checkpoint> OpenCheckpoint(absl::string_view note, const VerifierKey& key) {
  if (note.size() > kMaxNoteBytes) return BadNote(absl::StrCat("has ", note.size(), " bytes"));
  const size_t blank = note.rfind("\n\n");
  if (blank == absl::string_view::npos || blank + 2 == note.size() || note.back() != '\n')
    return BadNote("is no signed note");
  const absl::string_view text = note.substr(0, blank + 1);
  const std::vector<absl::string_view> lines = absl::StrSplit(text.substr(0, blank), '\n');
  Checkpoint checkpoint;
  std::string root;
  if (lines.size() != 3 || lines[0].empty() || !ReadSize(lines[1], &checkpoint.size) ||
      !StrictBase64Decode(lines[2], &root) || root.size() != kTreeHashBytes) {
    return BadNote("is not origin, size and root");
  }
  checkpoint.origin = std::string(lines[0]);
  checkpoint.root = ToTreeHash(root);
  bool signed_by_key = false;
  absl::string_view signatures = note.substr(blank + 2);
  signatures.remove_suffix(1);
  for (absl::string_view line : absl::StrSplit(signatures, '\n')) {
    std::string signature;
    if (!absl::ConsumePrefix(&line, kSignaturePrefix)) return BadNote("has a line that is no signature");
    if (!absl::ConsumePrefix(&line, absl::StrCat(key.name(), " "))) continue;
    if (!StrictBase64Decode(line, &signature) || signature.size() <= key.id().size()) {
      return BadNote("has a signature that cannot be read");
    }
    if (absl::string_view(signature).substr(0, key.id().size()) != absl::string_view(key.id())) continue;
    if (!key.Verify(text, absl::string_view(signature).substr(key.id().size()))) {
      return BadNote("has a wrong signature");
    }
    signed_by_key = true;
  }
  if (!signed_by_key) return BadNote(absl::StrCat("is not signed by the key ", key.IdHex(), " of ", key.name()));
  return checkpoint;
}

std::string ReceiptText(absl::string_view entry, int64_t index, const std::vector<TreeHash>& proof,
                        absl::string_view note) {
  std::string text = "c2sp.org/tlog-proof@v1\n";
  if (!entry.empty()) absl::StrAppend(&text, "extra ", absl::Base64Escape(entry), "\n");
  absl::StrAppend(&text, "index ", index, "\n");
  for (const TreeHash& hash : proof) absl::StrAppend(&text, absl::Base64Escape(HashBytes(hash)), "\n");
  absl::StrAppend(&text, "\n", note);
  return text;
}

}  // namespace cordon
