#include "audit/verify/export_directory.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <system_error>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "audit/verify/json.h"
#include "audit/verify/lines.h"
#include "audit/verify/receipt.h"
#include "audit/verify/tile_path.h"
#include "base/files.h"
#include "base/status_macros.h"

namespace cordon::verify {
namespace {

constexpr int64_t kMaxLargeBytes = 64 << 20;
constexpr int64_t kMaxBlobFileBytes = int64_t{1} << 30;

// "" unless it is one of ours.
std::string FormatOf(absl::string_view entry) {
  std::string format;
  ScanTopStrings(entry, [&format](absl::string_view key, absl::string_view raw) {
    if (key == "format") format = std::string(raw);
  });
  return format;
}

class DirectoryCheck {
 public:
  explicit DirectoryCheck(const VerifyOptions& options) : options_(options) {}

  absl::StatusOr<Report> Run() {
    CORDON_ASSIGN_OR_RETURN(const std::string note_bytes, Read("checkpoint", static_cast<int64_t>(kMaxNoteBytes)));
    const absl::StatusOr<Note> note = ParseNote(note_bytes);
    const absl::StatusOr<Checkpoint> checkpoint = note.ok() ? ParseCheckpoint(note->text) : note.status();
    if (!checkpoint.ok()) {
      report_.Bad(0, absl::StrCat("the file checkpoint is ", std::string(checkpoint.status().message())));
      return std::move(report_);
    }
    checkpoint_ = *checkpoint;
    LogCheckOptions check;
    check.origin = checkpoint_.origin;
    check.foreign = !absl::StartsWith(checkpoint_.origin, "cordon/");
    check.anchors = options_.anchors;
    check.pinned = options_.pinned;
    std::vector<VerifierKey> own_keys;
    if (const auto text = Read("log.vkey", 65'536); text.ok()) {
      absl::StatusOr<std::vector<VerifierKey>> keys = ParseVerifierKeys(*text);
      if (keys.ok()) {
        own_keys = *std::move(keys);
      } else {
        report_.Bad(Last(), absl::StrCat("log.vkey: ", std::string(keys.status().message())));
      }
    }
    if (check.foreign && check.pinned.empty()) check.pinned = own_keys;
    CheckManifest();

    bool handed_out = false;
    const auto next_checkpoint = [&]() -> std::optional<LogChecker::StoredCheckpoint> {
      if (std::exchange(handed_out, true)) return std::nullopt;
      return LogChecker::StoredCheckpoint{checkpoint_.size, note_bytes};
    };
    const auto full_tile = [this](int level, uint64_t n, absl::string_view hashes) {
      CheckTile(level, n, kTileWidth, hashes);
    };
    LogChecker checker(std::move(check), next_checkpoint, full_tile, &report_);
    if (ReadBundles(&checker)) {
      for (int level = 0; level < checker.tree().levels(); ++level) {
        const absl::string_view partial = checker.tree().PartialTile(level);
        const uint64_t width = partial.size() / kHashBytes;
        const uint64_t in_level = checker.size() >> (static_cast<unsigned>(kTileHeight) * static_cast<unsigned>(level));
        if (width > 0) CheckTile(level, in_level / kTileWidth, width, partial);
      }
    }
    checker.Finish();
    if (!own_keys.empty() && !report_.keys.empty() &&
        std::find(report_.keys.begin(), report_.keys.end(), own_keys.back().line()) == report_.keys.end()) {
      report_.Bad(Last(), "log.vkey is a key that did not sign this log");
    }
    CheckBlobs(checker);
    CheckNothingElse();
    return std::move(report_);
  }

 private:
  std::string Path(const std::string& name) const { return absl::StrCat(options_.directory, "/", name); }
  absl::StatusOr<std::string> Read(const std::string& name, int64_t max_bytes) const {
    return ReadFile(Path(name), max_bytes);
  }
  uint64_t Last() const { return checkpoint_.size == 0 ? 0 : checkpoint_.size - 1; }

  // Digests of all files; what a file is about is checked where it is read.
  void CheckManifest() {
    const absl::StatusOr<std::string> text = Read("MANIFEST.json", static_cast<int64_t>(kMaxManifestBytes));
    if (absl::IsNotFound(text.status())) return report_.Note("there is no MANIFEST.json");
    const auto manifest = text.ok() ? ParseCanonicalJson(*text) : text.status();
    if (!manifest.ok()) {
      return report_.Bad(Last(), absl::StrCat("MANIFEST.json: ", std::string(manifest.status().message())));
    }
    int64_t size = -1;
    Hash root;
    if (manifest->Text("format") != kExportFormat || manifest->Text("origin") != checkpoint_.origin ||
        !manifest->Integer("size", &size) || static_cast<uint64_t>(size) != checkpoint_.size ||
        !HashFromBase64(manifest->Text("root"), &root) || root != checkpoint_.root) {
      report_.Bad(Last(), "MANIFEST.json is of another log, size or root than the checkpoint");
    }
    const JsonValue* const files = manifest->Find("files");
    if (files == nullptr) return report_.Bad(Last(), "MANIFEST.json names no files");
    listed_.emplace();
    for (const JsonValue& file : files->items) {
      const std::string name = file.Text("path");
      if (name.empty() || name[0] == '/' || absl::StrContains(name, "..")) {
        report_.Bad(Last(), "MANIFEST.json names a file outside");
        continue;
      }
      listed_->insert(name);
      const auto bytes = Read(name, kMaxBlobFileBytes);
      if (!bytes.ok()) {
        report_.BadBetween(FirstOf(name), LastOf(name),
                           absl::StrCat(name, ": ", std::string(bytes.status().message())));
      } else if (HexOf(Sha256Of(*bytes)) != file.Text("sha256")) {
        report_.BadBetween(FirstOf(name), LastOf(name), absl::StrCat(name, " is not the file of MANIFEST.json"));
      }
    }
  }

  // The entries a file of the export is about: those of a bundle or of a tile of leaf hashes, else all.
  uint64_t FirstOf(const std::string& name) const {
    uint64_t n = 0;
    return TileNumber(name, &n) ? n * kTileWidth : 0;
  }
  uint64_t LastOf(const std::string& name) const {
    uint64_t n = 0;
    return TileNumber(name, &n) ? std::min(Last(), n * kTileWidth + kTileWidth - 1) : Last();
  }
  static bool TileNumber(absl::string_view name, uint64_t* n) {
    if (!absl::ConsumePrefix(&name, "tile/entries/") && !absl::ConsumePrefix(&name, "tile/0/")) return false;
    *n = 0;
    name = name.substr(0, name.find('.'));
    for (const char c : name) {
      if (c >= '0' && c <= '9') *n = *n * 10 + static_cast<uint64_t>(c - '0');
    }
    return true;
  }

  // False if entries are missing or cannot be told apart.
  bool ReadBundles(LogChecker* checker) {
    while (checker->size() < checkpoint_.size) {
      const uint64_t begin = checker->size();
      const uint64_t width = std::min<uint64_t>(kTileWidth, checkpoint_.size - begin);
      const std::string name = BundlePath(begin / kTileWidth, width);
      const absl::StatusOr<std::string> bundle = Read(name, static_cast<int64_t>(kMaxBundleBytes));
      if (!bundle.ok()) {
        report_.Bad(begin, absl::StrCat("the entries are missing: ", std::string(bundle.status().message())));
        return false;
      }
      absl::string_view rest = *bundle;
      for (uint64_t i = 0; i < width; ++i) {
        if (rest.size() < 2) return Broken(checker->size(), name);
        const size_t length = static_cast<size_t>(static_cast<unsigned char>(rest[0])) << 8U |
                              static_cast<size_t>(static_cast<unsigned char>(rest[1]));
        rest.remove_prefix(2);
        if (rest.size() < length) return Broken(checker->size(), name);
        AddEntry(rest.substr(0, length), checker);
        rest.remove_prefix(length);
      }
      if (!rest.empty()) {
        report_.BadBetween(begin, checker->size() - 1, absl::StrCat(name, " holds more than its entries"));
      }
      if (options_.progress) options_.progress(checker->size());
    }
    return true;
  }

  bool Broken(uint64_t index, const std::string& name) {
    report_.Bad(index, absl::StrCat(name, " ends before the entry does"));
    return false;
  }

  void AddEntry(absl::string_view entry, LogChecker* checker) {
    const std::string format = FormatOf(entry);
    if (format == kLargeFormat) {
      CheckLarge(entry, checker->size());
    } else if (format != kEventFormat) {
      NoteState(entry, checker->size());
    }
    checker->Add(entry, format == kEventFormat);
  }

  void CheckLarge(absl::string_view entry, uint64_t index) {
    const absl::StatusOr<JsonValue> value = ParseCanonicalJson(entry);
    int64_t bytes = 0;
    Hash digest;
    if (!value.ok() || !value->Integer("bytes", &bytes) || !HashFromHex(value->Text("sha256"), &digest)) {
      return report_.Bad(index, "the entry names no long record");
    }
    const absl::StatusOr<std::string> record = Read(absl::StrCat("large/", HexOf(digest)), kMaxLargeBytes);
    if (!record.ok()) {
      report_.Bad(index, absl::StrCat("its record: ", std::string(record.status().message())));
    } else if (static_cast<int64_t>(record->size()) != bytes || Sha256Of(*record) != digest) {
      report_.Bad(index, "its record does not have the digest that stands in the log");
    } else {
      NoteState(*record, index);
    }
  }

  void NoteState(absl::string_view record, uint64_t index) {
    if (std::string state = EngineStateBlob(record); !state.empty()) states_.insert({std::move(state), index});
  }

  void CheckTile(int level, uint64_t n, uint64_t width, absl::string_view computed) {
    const std::string name = TilePath(level, n, width);
    const uint64_t per_hash = uint64_t{1} << (static_cast<unsigned>(kTileHeight) * static_cast<unsigned>(level));
    const uint64_t begin = n * kTileWidth * per_hash;
    const absl::StatusOr<std::string> stored = Read(name, kTileBytes);
    if (!stored.ok() || stored->size() != computed.size()) {
      return report_.BadBetween(
          begin, begin + width * per_hash - 1,
          stored.ok() ? absl::StrCat(name, " has another size") : std::string(stored.status().message()));
    }
    for (uint64_t i = 0; i < width; ++i) {
      const size_t at = static_cast<size_t>(i) * kHashBytes;
      if (computed.substr(at, kHashBytes) == absl::string_view(*stored).substr(at, kHashBytes)) continue;
      return report_.BadBetween(begin + i * per_hash, begin + (i + 1) * per_hash - 1,
                                absl::StrCat(name, " does not have the hashes of its entries"));
    }
  }

  void CheckBlobs(const LogChecker& checker) {
    std::error_code error;
    if (!std::filesystem::is_directory(Path("blobs"), error)) {
      if (!checker.blobs().empty()) report_.Note("the lists that events name are not part of this export");
      return;
    }
    std::map<std::string, uint64_t> needed = checker.blobs();
    for (const auto& [digest, index] : states_) {
      // Records from before the log may be from before states were kept.
      const bool older = static_cast<int64_t>(index) <= checker.adopted();
      if (!older || FileExists(Path(absl::StrCat("blobs/", digest)))) needed.insert({digest, index});
    }
    for (const auto& [digest, index] : needed) {
      ++report_.blobs;
      const absl::StatusOr<std::string> bytes = Read(absl::StrCat("blobs/", digest), kMaxBlobFileBytes);
      if (!bytes.ok()) {
        report_.Bad(index, absl::StrCat("blob ", digest, ": ", std::string(bytes.status().message())));
      } else if (HexOf(Sha256Of(*bytes)) != digest) {
        report_.Bad(index, absl::StrCat("blob ", digest, " does not have the bytes of its name"));
      }
    }
  }

  void CheckNothingElse() {
    if (!listed_.has_value()) return;
    std::error_code error;
    for (std::filesystem::recursive_directory_iterator at(options_.directory, error), end; !error && at != end;
         at.increment(error)) {
      if (at->is_directory(error)) continue;
      const std::string name = std::filesystem::relative(at->path(), options_.directory, error).generic_string();
      if (name == "MANIFEST.json" || listed_->contains(name)) continue;
      report_.BadBetween(FirstOf(name), LastOf(name), absl::StrCat(name, " is not in MANIFEST.json"));
    }
  }

  const VerifyOptions& options_;
  Report report_;
  Checkpoint checkpoint_;
  std::map<std::string, uint64_t> states_;       // engine states of records -> the first that names it
  std::optional<std::set<std::string>> listed_;  // by the manifest, if there is one
};

}  // namespace

bool LooksLikeExport(const std::string& path) {
  std::error_code error;
  return std::filesystem::is_regular_file(path, error) || FileExists(absl::StrCat(path, "/checkpoint"));
}

absl::StatusOr<Report> VerifyExport(const VerifyOptions& options) {
  std::error_code error;
  if (std::filesystem::is_regular_file(options.directory, error)) return VerifyLines(options);
  return DirectoryCheck(options).Run();
}

}  // namespace cordon::verify
