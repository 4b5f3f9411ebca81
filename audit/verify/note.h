// Signed notes and checkpoints as C2SP specifies them (signed-note, tlog-checkpoint), read and checked. Ed25519 only.
//
// Thread contract: values are immutable once made; a VerifierKey may be used by several threads.
//
//   CORDON_ASSIGN_OR_RETURN(VerifierKey key, VerifierKey::Parse("cordon/0123456789abcdef+1a2b3c4d+AX..."));
//   CORDON_ASSIGN_OR_RETURN(Note note, ParseNote(text));
//   CORDON_RETURN_IF_ERROR(CheckSignature(note, key));
//   CORDON_ASSIGN_OR_RETURN(Checkpoint checkpoint, ParseCheckpoint(note.text));
#ifndef CORDON_AUDIT_VERIFY_NOTE_H_
#define CORDON_AUDIT_VERIFY_NOTE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "audit/verify/tree.h"

struct evp_pkey_st;

namespace cordon::verify {

inline constexpr size_t kMaxNoteBytes = 65'536;
inline constexpr size_t kMaxNoteSignatures = 64;
inline constexpr size_t kMaxKeyNameBytes = 256;

// A public key with the name it signs under: "name+<8 hex: key id>+base64(0x01 || 32 bytes)".
class VerifierKey {
 public:
  static absl::StatusOr<VerifierKey> Parse(absl::string_view line);

  const std::string& name() const { return name_; }
  uint32_t id() const { return id_; }
  std::string id_hex() const;
  // The line it was read from.
  const std::string& line() const { return line_; }
  bool Verify(absl::string_view message, absl::string_view signature) const;

  bool operator==(const VerifierKey& other) const { return line_ == other.line_; }

 private:
  VerifierKey() = default;

  std::string name_;
  std::string line_;
  uint32_t id_ = 0;
  std::shared_ptr<evp_pkey_st> key_;
};

// The lines of a file of keys; blank lines do not count. InvalidArgument naming the line.
absl::StatusOr<std::vector<VerifierKey>> ParseVerifierKeys(absl::string_view text);

struct NoteSignature {
  std::string name;
  uint32_t id = 0;
  std::string signature;
};

struct Note {
  std::string text;  // with its last line end: the bytes that are signed
  std::vector<NoteSignature> signatures;
};

absl::StatusOr<Note> ParseNote(absl::string_view bytes);

// Whether the note carries a signature under the key's name and id; says nothing about whether it is genuine.
bool NamesKey(const Note& note, const VerifierKey& key);
// OK if the key signed the note. NotFound if it carries no signature of this key, DataLoss if it carries a false one.
absl::Status CheckSignature(const Note& note, const VerifierKey& key);

struct Checkpoint {
  std::string origin;
  uint64_t size = 0;
  Hash root{};
};

// The text of a note as a checkpoint; lines after the third are allowed and ignored.
absl::StatusOr<Checkpoint> ParseCheckpoint(absl::string_view text);

}  // namespace cordon::verify

#endif  // CORDON_AUDIT_VERIFY_NOTE_H_
