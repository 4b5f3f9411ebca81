#include "audit/verify/log_check.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace cordon::verify {

LogChecker::LogChecker(LogCheckOptions options, NextCheckpoint next_checkpoint, TreeReader::FullTile full_tile,
                       Report* report)
    : options_(std::move(options)),
      next_checkpoint_(std::move(next_checkpoint)),
      report_(*report),
      tree_(std::move(full_tile)) {
  report_.origin = options_.origin;
  pending_ = next_checkpoint_();
  if (options_.foreign) {
    for (const VerifierKey& key : options_.pinned) keys_.push_back({key, 0});
  }
  CheckpointsHere();
}

void LogChecker::Add(absl::string_view bytes, bool is_event) { Add(bytes, is_event, LeafHash(bytes)); }

void LogChecker::Add(absl::string_view bytes, bool is_event, const Hash& leaf) {
  if (!options_.foreign) {
    if (is_event) {
      FollowEvent(bytes);
    } else if (tree_.size() == 0) {
      report_.Bad(0, "the first entry is not log_created");
    }
  }
  AddHash(leaf);
}

void LogChecker::AddHash(const Hash& leaf) {
  tree_.Append(leaf);
  root_known_ = false;
  CheckpointsHere();
}

void LogChecker::FollowEvent(absl::string_view bytes) {
  const uint64_t index = tree_.size();
  if (bytes.size() > kMaxEventBytes) return report_.Bad(index, "the event is larger than 32 KiB");
  const absl::StatusOr<JsonValue> event = ParseCanonicalJson(bytes);
  if (!event.ok()) return report_.Bad(index, absl::StrCat("the event is ", std::string(event.status().message())));
  const std::string kind = event->Text("kind");
  if (event->Text("format") != kEventFormat || kind.empty() || event->Text("time").empty() ||
      event->Find("actor") == nullptr) {
    report_.Bad(index, "an event needs format, kind, actor and time");
  }
  if ((kind == "log_created") != (index == 0)) {
    report_.Bad(index, index == 0 ? "the first entry is not log_created" : "log_created stands at index 0 only");
  }
  if (index == 0 && kind == "log_created") FollowCreated(*event);
  if (kind == "key_rotated") FollowRotation(*event);
  if (!event->Text("review_case").empty()) FollowCase(*event);
  if (kind == "heartbeat" || kind == "log_closed") {
    int64_t stored = 0;
    if (event->Integer("checkpoints", &stored) && static_cast<int64_t>(stored_seen_) < stored) {
      report_.BadBetween(0, index,
                         absl::StrCat("checkpoints are missing: ", stored_seen_, " of sizes up to ", index,
                                      " are stored, this event counted ", stored));
    }
  }
  CollectBlobs(*event, [this](const JsonValue& digest) { AddBlob(digest); });
  const std::string version = event->Text("list_version");
  const std::string entries = event->Text("entries_sha256");
  if (!version.empty() && !entries.empty()) {
    const auto [seen, fresh] = versions_.insert({version, {index, entries}});
    if (!fresh && seen->second.entries_sha256 != entries) {
      report_.Bad(index, absl::StrCat(version, " had entries ", seen->second.entries_sha256, " at index ",
                                      seen->second.index, " and has others here"));
    }
  }
}

void LogChecker::FollowCreated(const JsonValue& event) {
  if (event.Text("origin") != options_.origin) {
    report_.Bad(
        0, absl::StrCat("log_created is of log \"", event.Text("origin"), "\", this is \"", options_.origin, "\""));
  }
  event.Integer("adopted", &adopted_);
  absl::StatusOr<VerifierKey> key = VerifierKey::Parse(event.Text("key"));
  if (!key.ok() || key->name() != options_.origin) return report_.Bad(0, "log_created names no key of this log");
  keys_.push_back({*std::move(key), 0});
}

void LogChecker::FollowRotation(const JsonValue& event) {
  const uint64_t index = tree_.size();
  absl::StatusOr<VerifierKey> old_key = VerifierKey::Parse(event.Text("old_key"));
  absl::StatusOr<VerifierKey> new_key = VerifierKey::Parse(event.Text("new_key"));
  if (!old_key.ok() || !new_key.ok() || old_key->name() != options_.origin || new_key->name() != options_.origin) {
    return report_.Bad(index, "key_rotated names no keys of this log");
  }
  if (keys_.empty() || !(keys_.back().key == *old_key)) {
    report_.Bad(index, "key_rotated takes over from a key that did not sign before it");
  }
  const std::string signed_text = WithoutMembers(event, {"signature_new", "signature_old"});
  std::string by_old;
  std::string by_new;
  if (!StrictBase64(event.Text("signature_old"), &by_old) || !old_key->Verify(signed_text, by_old)) {
    return report_.Bad(index, "key_rotated is not signed by the old key");
  }
  if (!StrictBase64(event.Text("signature_new"), &by_new) || !new_key->Verify(signed_text, by_new)) {
    return report_.Bad(index, "key_rotated is not signed by the new key");
  }
  keys_.push_back({*std::move(new_key), index});
}

// Versions of a case follow each other without a gap.
void LogChecker::FollowCase(const JsonValue& event) {
  const std::string name = event.Text("review_case");
  CaseSeen& seen = cases_[name];
  int64_t version = 0;
  event.Integer("case_version", &version);
  if (version != seen.version + 1) {
    report_.Bad(tree_.size(), absl::StrCat(name, " was at version ", seen.version, ", this event makes it ", version));
  }
  seen = {tree_.size(), version, event.Text("case_sha256")};
}

void LogChecker::AddBlob(const JsonValue& value) {
  if (value.kind != JsonValue::Kind::kString || value.text.empty()) return;
  Hash hash;
  if (!HashFromHex(value.text, &hash)) {
    return report_.Bad(tree_.size(), "the event names a blob by something that is no SHA-256");
  }
  blobs_.insert({value.text, tree_.size()});
}

// Of a size n, the key of the last rotation below n: the event itself is covered by the new key's checkpoint.
const VerifierKey* LogChecker::KeyAt(uint64_t size) const {
  for (size_t i = keys_.size(); i > 0; --i) {
    if (i == 1 || keys_[i - 1].since < size) return &keys_[i - 1].key;
  }
  return nullptr;
}

void LogChecker::CheckpointsHere() {
  while (pending_.has_value() && pending_->size <= tree_.size()) {
    if (pending_->size < last_stored_ || (pending_->size == last_stored_ && stored_seen_ > 0)) {
      report_.Bad(pending_->size, "stored checkpoints are out of order");
    } else {
      CheckStored(*pending_);
    }
    last_stored_ = pending_->size;
    ++stored_seen_;
    pending_ = next_checkpoint_();
  }
  while (next_anchor_ < options_.anchors.size() && options_.anchors[next_anchor_].size <= tree_.size()) {
    CheckAnchor(options_.anchors[next_anchor_++]);
  }
}

void LogChecker::CheckStored(const StoredCheckpoint& stored) {
  ++report_.checkpoints;
  report_.newest_checkpoint = stored.size;
  if (CheckNote(absl::StrCat("checkpoint ", stored.size), stored.note, stored.size)) last_good_ = stored.size;
}

void LogChecker::CheckAnchor(const Anchor& anchor) {
  ++report_.anchors;
  if (!CheckNote(absl::StrCat("anchor ", anchor.label), anchor.note, anchor.size)) return;
  if (!options_.stored_has_anchors || anchor.size == last_stored_) return;
  // Judged at the end: the newest checkpoint may be in memory only, and is stored with the next entries.
  missing_.push_back(anchor);
}

bool LogChecker::CheckNote(absl::string_view label, absl::string_view text, uint64_t size) {
  // Entries that no good checkpoint vouches for: the fault is with one of them, or with the checkpoint itself.
  const uint64_t last = size == 0 ? 0 : size - 1;
  const uint64_t first = last_good_ < last ? last_good_ : last;
  const absl::StatusOr<Note> note = ParseNote(text);
  if (!note.ok()) {
    report_.BadBetween(last, last, absl::StrCat(label, " is ", std::string(note.status().message())));
    return false;
  }
  const absl::StatusOr<Checkpoint> checkpoint = ParseCheckpoint(note->text);
  if (!checkpoint.ok() || checkpoint->size != size || checkpoint->origin != options_.origin) {
    report_.BadBetween(
        last, last,
        absl::StrCat(label, ": ",
                     !checkpoint.ok()           ? std::string(checkpoint.status().message())
                     : checkpoint->size != size ? absl::StrCat("its text says size ", checkpoint->size)
                                                : absl::StrCat("it is of another log, \"", checkpoint->origin, "\"")));
    return false;
  }
  bool good = true;
  absl::Status signature = absl::NotFoundError("the log names no key");
  if (options_.foreign) {
    for (const KeySpan& span : keys_) {
      if (!signature.ok()) signature = CheckSignature(*note, span.key);
    }
  } else if (const VerifierKey* const key = KeyAt(size); key != nullptr) {
    signature = CheckSignature(*note, *key);
  }
  if (!signature.ok()) {
    report_.BadBetween(last, last, absl::StrCat(label, ": ", std::string(signature.message())));
    good = false;
  }
  if (size < tree_.size()) return good;  // cannot be: checked as soon as the size is reached
  if (!root_known_) {
    root_ = tree_.Root();
    root_known_ = true;
  }
  if (root_ != checkpoint->root) {
    report_.BadBetween(first, last, absl::StrCat(label, " has another root than its entries"));
    good = false;
  }
  return good;
}

void LogChecker::Beyond(absl::string_view label, uint64_t size) {
  report_.Bad(tree_.size(), absl::StrCat("entries are missing from here on: ", label, " covers ", size,
                                         ", the log has ", tree_.size()));
}

void LogChecker::CheckPinned() {
  if (options_.pinned.empty() || options_.foreign) return;
  for (const VerifierKey& pinned : options_.pinned) {
    for (const KeySpan& span : keys_) {
      if (span.key == pinned) return;
    }
  }
  report_.Bad(0, "none of the keys that were given has signed this log");
}

void LogChecker::Finish() {
  for (; pending_.has_value(); pending_ = next_checkpoint_()) {
    ++report_.checkpoints;
    Beyond(absl::StrCat("checkpoint ", pending_->size), pending_->size);
  }
  for (; next_anchor_ < options_.anchors.size(); ++next_anchor_) {
    ++report_.anchors;
    const Anchor& anchor = options_.anchors[next_anchor_];
    Beyond(absl::StrCat("anchor ", anchor.label), anchor.size);
  }
  for (const Anchor& anchor : missing_) {
    if (anchor.size < tree_.size()) {
      report_.Bad(anchor.size == 0 ? 0 : anchor.size - 1,
                  absl::StrCat("checkpoint ", anchor.size, " was removed: anchor ", anchor.label,
                               " has it, and entries were added after it"));
    }
  }
  if (tree_.size() == 0) report_.Bad(0, "the log has no entries");
  CheckPinned();
  for (const KeySpan& span : keys_) report_.keys.push_back(span.key.line());
  report_.entries = tree_.size();
  report_.root = absl::Base64Escape(BytesOf(tree_.Root()));
  if (report_.checkpoints == 0 && report_.anchors == 0) {
    report_.Incomplete("there is no checkpoint to compare the entries with");
  } else if (const uint64_t covered = std::max(last_stored_, last_good_); covered < tree_.size() && report_.ok()) {
    report_.Note(absl::StrCat("entries ", covered, " to ", tree_.size() - 1,
                              " are newer than the newest checkpoint that is stored"));
  }
}

}  // namespace cordon::verify
