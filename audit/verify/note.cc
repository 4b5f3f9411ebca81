#include "audit/verify/note.h"

#include <openssl/evp.h>

#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/status_macros.h"
#include "base/utf8.h"

namespace cordon::verify {
namespace {

constexpr char kSignatureMark[] = "\xE2\x80\x94 ";  // em dash, blank
constexpr size_t kSignatureMarkBytes = sizeof kSignatureMark - 1;
constexpr size_t kEd25519KeyBytes = 32;
constexpr size_t kEd25519SignatureBytes = 64;
constexpr char kEd25519 = 1;

absl::Status BadNote(absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("not a signed note: ", why));
}

absl::Status BadKey(absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat("not a verifier key (name+id+base64): ", why));
}

uint32_t BigEndian32(absl::string_view bytes) {
  uint32_t value = 0;
  for (const char c : bytes.substr(0, 4)) value = value << 8U | static_cast<unsigned char>(c);
  return value;
}

bool GoodKeyName(absl::string_view name) {
  if (name.empty() || name.size() > kMaxKeyNameBytes || !IsValidUtf8(name)) return false;
  for (const char c : name) {
    // Names of ours are ASCII; of others the ASCII blanks are refused, which the file's lines could not hold apart.
    if (c == '+' || static_cast<unsigned char>(c) <= 0x20 || c == 0x7f) return false;
  }
  return true;
}

absl::StatusOr<NoteSignature> ParseSignatureLine(absl::string_view line) {
  if (line.substr(0, kSignatureMarkBytes) != kSignatureMark) return BadNote("a signature line begins with a dash");
  line.remove_prefix(kSignatureMarkBytes);
  const size_t blank = line.find(' ');
  if (blank == absl::string_view::npos) return BadNote("a signature line has a name and a signature");
  NoteSignature signature;
  signature.name = std::string(line.substr(0, blank));
  if (!GoodKeyName(signature.name)) return BadNote("bad name in a signature line");
  std::string bytes;
  if (!StrictBase64(line.substr(blank + 1), &bytes) || bytes.size() < 5) return BadNote("bad base64 of a signature");
  signature.id = BigEndian32(bytes);
  signature.signature = bytes.substr(4);
  return signature;
}

}  // namespace

absl::StatusOr<VerifierKey> VerifierKey::Parse(absl::string_view line) {
  const std::vector<absl::string_view> parts = absl::StrSplit(line, absl::MaxSplits('+', 2));
  if (parts.size() != 3) return BadKey("it has three parts");
  if (!GoodKeyName(parts[0])) return BadKey("bad name");
  std::string bytes;
  if (!StrictBase64(parts[2], &bytes)) return BadKey("bad base64");
  if (bytes.size() != 1 + kEd25519KeyBytes || bytes[0] != kEd25519) return BadKey("only Ed25519 keys are known");
  VerifierKey key;
  key.name_ = std::string(parts[0]);
  key.line_ = std::string(line);
  key.id_ = BigEndian32(BytesOf(Sha256Of(absl::StrCat(key.name_, "\n", bytes))));
  if (key.id_hex() != parts[1]) return BadKey("name and key do not have this id");
  EVP_PKEY* const raw = EVP_PKEY_new_raw_public_key(
      EVP_PKEY_ED25519, nullptr, reinterpret_cast<const unsigned char*>(bytes.data()) + 1, kEd25519KeyBytes);
  if (raw == nullptr) return BadKey("not a public key");
  key.key_ = std::shared_ptr<EVP_PKEY>(raw, &EVP_PKEY_free);
  return key;
}

std::string VerifierKey::id_hex() const { return absl::StrCat(absl::Hex(id_, absl::kZeroPad8)); }

bool VerifierKey::Verify(absl::string_view message, absl::string_view signature) const {
  if (signature.size() != kEd25519SignatureBytes) return false;
  EVP_MD_CTX* const context = EVP_MD_CTX_new();
  if (context == nullptr) return false;
  const auto freed = absl::MakeCleanup([context] { EVP_MD_CTX_free(context); });
  if (EVP_DigestVerifyInit(context, nullptr, nullptr, nullptr, key_.get()) != 1) return false;
  return EVP_DigestVerify(context, reinterpret_cast<const unsigned char*>(signature.data()), signature.size(),
                          reinterpret_cast<const unsigned char*>(message.data()), message.size()) == 1;
}

absl::StatusOr<std::vector<VerifierKey>> ParseVerifierKeys(absl::string_view text) {
  std::vector<VerifierKey> keys;
  int number = 0;
  for (const absl::string_view raw : absl::StrSplit(text, '\n')) {
    ++number;
    const absl::string_view line = absl::StripAsciiWhitespace(raw);
    if (line.empty()) continue;
    absl::StatusOr<VerifierKey> key = VerifierKey::Parse(line);
    if (!key.ok()) {
      return absl::InvalidArgumentError(absl::StrCat("line ", number, ": ", std::string(key.status().message())));
    }
    keys.push_back(*std::move(key));
  }
  if (keys.empty()) return BadKey("there is none");
  return keys;
}

absl::StatusOr<Note> ParseNote(absl::string_view bytes) {
  if (bytes.size() > kMaxNoteBytes) return BadNote(absl::StrCat("larger than ", kMaxNoteBytes, " bytes"));
  if (!IsValidUtf8(bytes)) return BadNote("invalid UTF-8");
  for (const char c : bytes) {
    if (static_cast<unsigned char>(c) < 0x20 && c != '\n') return BadNote("a control character");
  }
  const size_t split = bytes.rfind("\n\n");
  if (split == absl::string_view::npos) return BadNote("no empty line before the signatures");
  Note note;
  note.text = std::string(bytes.substr(0, split + 1));
  absl::string_view rest = bytes.substr(split + 2);
  if (rest.empty() || rest.back() != '\n') return BadNote("the last line has no end");
  rest.remove_suffix(1);
  for (const absl::string_view line : absl::StrSplit(rest, '\n')) {
    if (note.signatures.size() == kMaxNoteSignatures) return BadNote("too many signatures");
    CORDON_ASSIGN_OR_RETURN(NoteSignature signature, ParseSignatureLine(line));
    note.signatures.push_back(std::move(signature));
  }
  return note;
}

bool NamesKey(const Note& note, const VerifierKey& key) {
  for (const NoteSignature& signature : note.signatures) {
    if (signature.name == key.name() && signature.id == key.id()) return true;
  }
  return false;
}

absl::Status CheckSignature(const Note& note, const VerifierKey& key) {
  bool found = false;
  for (const NoteSignature& signature : note.signatures) {
    if (signature.name != key.name() || signature.id != key.id()) continue;
    if (!key.Verify(note.text, signature.signature)) {
      return absl::DataLossError(absl::StrCat("the signature of key ", key.id_hex(), " is false"));
    }
    found = true;
  }
  if (found) return absl::OkStatus();
  return absl::NotFoundError(absl::StrCat("not signed by key ", key.name(), "+", key.id_hex()));
}

absl::StatusOr<Checkpoint> ParseCheckpoint(absl::string_view text) {
  const std::vector<absl::string_view> lines = absl::StrSplit(text, '\n');
  // The text ends with a line end: the last piece is empty.
  if (lines.size() < 4 || !lines.back().empty()) {
    return absl::InvalidArgumentError("not a checkpoint: it has origin, size and root, each on a line");
  }
  for (size_t i = 0; i + 1 < lines.size(); ++i) {
    if (lines[i].empty()) return absl::InvalidArgumentError("not a checkpoint: an empty line");
  }
  Checkpoint checkpoint;
  checkpoint.origin = std::string(lines[0]);
  if (!absl::SimpleAtoi(lines[1], &checkpoint.size) || checkpoint.size > INT64_MAX ||
      absl::StrCat(checkpoint.size) != lines[1]) {
    return absl::InvalidArgumentError("not a checkpoint: the second line is no size");
  }
  if (!HashFromBase64(lines[2], &checkpoint.root)) {
    return absl::InvalidArgumentError("not a checkpoint: the third line is no root hash in base64");
  }
  return checkpoint;
}

}  // namespace cordon::verify
