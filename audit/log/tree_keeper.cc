#include "audit/log/tree_keeper.h"

#include <openssl/rand.h>

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "audit/log/checkpoint.h"
#include "audit/log/event.h"
#include "audit/log/proof.h"
#include "audit/log/stored_nodes.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "base/version.h"

namespace cordon {
namespace {

constexpr char kOriginPrefix[] = "cordon/";
constexpr size_t kOriginRandomBytes = 8;
constexpr int kMaxRotations = 1000;

// Of an edge that still holds the tiles of the newest entries, which is all that their proofs pass, and for older
// entries of what is stored.
class EdgeNodes : public NodeSource {
 public:
  EdgeNodes(const TreeEdge& edge, LogReader* log) : edge_(edge), stored_(log) {}
  absl::StatusOr<TreeHash> Subtree(int height, int64_t number) override {
    const int within = height % kTileHeight;
    const TreeEdge::Run run = edge_.InMemory(height / kTileHeight);
    const int64_t first = (number << within) - run.first_hash;
    const size_t bytes = kTreeHashBytes << within;
    if (first < 0 || static_cast<size_t>(first) * kTreeHashBytes + bytes > run.hashes.size()) {
      return stored_.Subtree(height, number);
    }
    return PerfectRoot(run.hashes.substr(static_cast<size_t>(first) * kTreeHashBytes, bytes));
  }

 private:
  const TreeEdge& edge_;
  StoredNodes stored_;
};

absl::Status NotWhatWasSigned(absl::string_view why) {
  return absl::DataLossError(absl::StrCat("the log is not what was signed: ", why,
                                          ". Run `cordon audit verify` to see what was changed, and restore a backup"));
}

// Whether an entry has the hash that stands in the tree for it.
absl::Status CheckBytes(const LogEntryRow& row) {
  if (HashBytes(LeafHash(LogEntryBytes(row))) == row.leaf_hash) return absl::OkStatus();
  return NotWhatWasSigned(absl::StrCat("entry ", row.index, " was changed"));
}

}  // namespace

absl::StatusOr<LogKeeper::Beginning> TreeKeeper::Create(int64_t adopted_screenings) {
  unsigned char random[kOriginRandomBytes];
  if (RAND_bytes(random, sizeof(random)) != 1) return absl::InternalError("no random bytes for the log's name");
  Beginning beginning;
  beginning.origin =
      absl::StrCat(kOriginPrefix, HexEncode(absl::string_view(reinterpret_cast<const char*>(random), sizeof(random))));
  CORDON_ASSIGN_OR_RETURN(SigningKey key, keys_.Make(beginning.origin));
  CORDON_RETURN_IF_ERROR(keys_.Announce(key.verifier()));
  v1::AuditEvent event;
  event.set_origin(beginning.origin);
  event.set_key(key.verifier().ToString());
  event.set_engine_version(kEngineVersion);
  event.set_adopted(adopted_screenings);
  CORDON_ASSIGN_OR_RETURN(beginning.created, MakeEvent("log_created", actor_, clock_.Now(), std::move(event)));
  origin_ = beginning.origin;
  edge_ = TreeEdge();
  MutexLock lock(mu_);
  key_ = std::move(key);
  return beginning;
}

absl::StatusOr<TreeKeeper::KeysInForce> TreeKeeper::ReadKeys(LogReader& log, int64_t size) const {
  CORDON_ASSIGN_OR_RETURN(const LogEntryRow first, log.GetLogEntry(0));
  CORDON_RETURN_IF_ERROR(CheckBytes(first));
  CORDON_ASSIGN_OR_RETURN(const v1::AuditEvent created, ReadEvent(first.body));
  if (created.kind() != "log_created" || created.origin() != origin_) {
    return NotWhatWasSigned(absl::StrCat("entry 0 does not begin the log ", origin_));
  }
  CORDON_ASSIGN_OR_RETURN(const VerifierKey original, VerifierKey::Parse(created.key()));
  KeysInForce keys{original, original};
  CORDON_ASSIGN_OR_RETURN(std::vector<LogEntryRow> rotations, log.NewestEvents("key_rotated", kMaxRotations));
  std::reverse(rotations.begin(), rotations.end());
  for (const LogEntryRow& row : rotations) {
    CORDON_RETURN_IF_ERROR(CheckBytes(row));
    CORDON_ASSIGN_OR_RETURN(const v1::AuditEvent rotated, ReadEvent(row.body));
    CORDON_ASSIGN_OR_RETURN(const VerifierKey next, VerifierKey::Parse(rotated.new_key()));
    if (rotated.old_key() != keys.now.ToString() || next.name() != origin_) {
      return NotWhatWasSigned(absl::StrCat("entry ", row.index, " hands over from a key that was not in force"));
    }
    keys.now = next;
    if (size > row.index) keys.at_size = next;
  }
  return keys;
}

absl::Status TreeKeeper::CheckTail(LogReader& log, int64_t from, int64_t size) const {
  for (int64_t index = from; index < size; ++index) {
    CORDON_ASSIGN_OR_RETURN(const LogEntryRow row, log.GetLogEntry(index));
    CORDON_RETURN_IF_ERROR(CheckBytes(row));
  }
  return absl::OkStatus();
}

absl::Status TreeKeeper::Load(LogReader& log) {
  CORDON_ASSIGN_OR_RETURN(origin_, log.LogOrigin());
  CORDON_ASSIGN_OR_RETURN(const int64_t size, log.LogSize());
  if (size < 1) return NotWhatWasSigned("it has no entries");
  CORDON_ASSIGN_OR_RETURN(const std::optional<LogCheckpointRow> stored, log.NewestCheckpoint());
  CORDON_ASSIGN_OR_RETURN(const KeysInForce keys, ReadKeys(log, stored.has_value() ? stored->size : 0));
  CORDON_ASSIGN_OR_RETURN(SigningKey key, keys_.Load(keys.now));
  CORDON_RETURN_IF_ERROR(keys_.Announce(keys.now));
  StoredNodes nodes(&log);
  int64_t signed_size = 0;
  if (stored.has_value()) {
    const absl::StatusOr<Checkpoint> checkpoint = OpenCheckpoint(stored->note, keys.at_size);
    if (!checkpoint.ok()) return NotWhatWasSigned(checkpoint.status().message());
    signed_size = checkpoint->size;
    if (checkpoint->origin != origin_ || signed_size != stored->size) {
      return NotWhatWasSigned("the newest checkpoint is of another log or size");
    }
    if (signed_size > size) {
      return NotWhatWasSigned(
          absl::StrCat("it has ", size, " entries, but ", signed_size, " were signed: the newest ones are missing"));
    }
    CORDON_ASSIGN_OR_RETURN(const TreeHash root, RootAt(signed_size, nodes));
    if (root != checkpoint->root) {
      return NotWhatWasSigned(absl::StrCat("the first ", signed_size, " entries have another root"));
    }
  }
  // What the last process stored and did not come to sign.
  CORDON_RETURN_IF_ERROR(CheckTail(log, signed_size, size));
  CORDON_ASSIGN_OR_RETURN(const std::vector<std::string> open, nodes.OpenTiles(size));
  edge_ = TreeEdge::Restore(size, open);
  {
    MutexLock lock(mu_);
    key_ = std::move(key);
    latest_ = stored;
  }
  unstored_ = false;
  return signed_size == size ? absl::OkStatus() : Seal();
}

std::string TreeKeeper::HashEntry(absl::string_view entry) const { return std::string(HashBytes(LeafHash(entry))); }

void TreeKeeper::Begin() {
  edge_.DropFull();
  begin_ = edge_.MarkHere();
  mark_ = begin_;
  storing_ = false;
  handing_over_ = false;
}

int64_t TreeKeeper::Append(absl::string_view leaf_hash) {
  {
    MutexLock lock(mu_);
    if (rotation_.has_value() && rotation_->leaf_hash == leaf_hash) handing_over_ = true;
  }
  edge_.Append(ToTreeHash(leaf_hash));
  // Whoever appends also asks for Unstored before the commit.
  storing_ = unstored_;
  return edge_.size() - 1;
}

void TreeKeeper::Mark() { mark_ = edge_.MarkHere(); }
void TreeKeeper::Undo() { edge_.Undo(mark_); }

std::vector<LogTileRow> TreeKeeper::Tiles() const {
  std::vector<LogTileRow> rows;
  for (TreeEdge::Tile& tile : edge_.FullTiles()) rows.push_back({tile.level, tile.number, std::move(tile.hashes)});
  return rows;
}

std::optional<LogCheckpointRow> TreeKeeper::Unstored() const {
  MutexLock lock(mu_);
  return unstored_ ? latest_ : std::nullopt;
}

void TreeKeeper::RolledBack() {
  edge_.Undo(begin_);
  storing_ = false;
  handing_over_ = false;
}

absl::Status TreeKeeper::Seal() {
  const TreeHash root = edge_.Root();
  MutexLock lock(mu_);
  if (storing_) unstored_ = false;
  if (handing_over_) {
    key_ = std::move(rotation_->key);
    rotation_.reset();
  }
  if (!key_.has_value()) return absl::FailedPreconditionError("the log has no signing key");
  LogCheckpointRow sealed;
  sealed.size = edge_.size();
  CORDON_ASSIGN_OR_RETURN(sealed.note, SignCheckpoint({origin_, sealed.size, root}, *key_));
  sealed.create_time = FormatTimestamp(clock_.Now());
  latest_ = std::move(sealed);
  unstored_ = true;
  storing_ = false;
  if (!handing_over_) return absl::OkStatus();
  handing_over_ = false;
  return keys_.Announce(key_->verifier());
}

absl::StatusOr<std::string> TreeKeeper::Receipt(int64_t index, absl::string_view entry, LogReader& log) const {
  EdgeNodes nodes(edge_, &log);
  CORDON_ASSIGN_OR_RETURN(const LogCheckpointRow latest, Latest());
  CORDON_ASSIGN_OR_RETURN(const std::vector<TreeHash> proof, InclusionProof(index, latest.size, nodes));
  return ReceiptText(entry, index, proof, latest.note);
}

absl::StatusOr<LogCheckpointRow> TreeKeeper::Latest() const {
  MutexLock lock(mu_);
  if (!latest_.has_value()) return absl::FailedPreconditionError("nothing of the log was signed yet");
  return *latest_;
}

absl::StatusOr<LogEvent> TreeKeeper::PrepareRotation(const std::string& actor) {
  MutexLock lock(mu_);
  if (!key_.has_value()) return absl::FailedPreconditionError("the log has no signing key that could be replaced");
  CORDON_ASSIGN_OR_RETURN(SigningKey next, keys_.Make(key_->verifier().name()));
  v1::AuditEvent fields;
  fields.set_old_key(key_->verifier().ToString());
  fields.set_new_key(next.verifier().ToString());
  const absl::Time now = clock_.Now();
  CORDON_ASSIGN_OR_RETURN(const LogEvent unsigned_event, MakeEvent("key_rotated", actor, now, fields));
  CORDON_ASSIGN_OR_RETURN(const std::string by_old, key_->Sign(unsigned_event.body));
  CORDON_ASSIGN_OR_RETURN(const std::string by_new, next.Sign(unsigned_event.body));
  fields.set_signature_old(absl::Base64Escape(by_old));
  fields.set_signature_new(absl::Base64Escape(by_new));
  CORDON_ASSIGN_OR_RETURN(LogEvent event, MakeEvent("key_rotated", actor, now, std::move(fields)));
  rotation_.emplace(Rotation{std::move(next), HashEntry(event.body)});
  return event;
}

}  // namespace cordon
