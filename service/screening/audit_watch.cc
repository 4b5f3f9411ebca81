#include "service/screening/audit_watch.h"

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/files.h"
#include "base/log.h"

namespace cordon {
namespace {

// Kinds that are remembered; whoever varies more than this is told as one.
constexpr size_t kMaxRefusalKinds = 64;
constexpr size_t kMaxRefusedText = 256;

}  // namespace

std::string AnchorFileName(int64_t size) { return absl::StrCat("checkpoint-", absl::Dec(size, absl::kZeroPad12)); }

AuditWatch::AuditWatch(AuditLog* log, AuditWatchOptions options)
    : log_(log), options_(std::move(options)), thread_([this] { Run(); }) {}

AuditWatch::~AuditWatch() {
  {
    MutexLock lock(mu_);
    end_ = true;
    wake_.NotifyAll();
  }
  thread_.join();
  TellRefusals(absl::Now(), true);
  const absl::Status status = log_->Close(options_.actor);
  if (!status.ok()) Log(LogLevel::kWarning, "the end of the log could not be recorded", {{"why", status.message()}});
  WriteAnchor();
}

void AuditWatch::WriteAnchor() {
  if (options_.anchors.empty()) return;
  const absl::StatusOr<v1::AuditCheckpoint> checkpoint = log_->GetCheckpoint();
  absl::Status written = checkpoint.status();
  if (checkpoint.ok()) {
    const std::string path = absl::StrCat(options_.anchors, "/", AnchorFileName(checkpoint->size()));
    written = FileExists(path) ? absl::OkStatus() : WriteFileAtomically(path, checkpoint->note());
  }
  if (!written.ok()) Log(LogLevel::kError, "no checkpoint was kept elsewhere", {{"why", written.message()}});
}

void AuditWatch::NoteRefusal(const std::string& caller, const std::string& method, const std::string& reason) {
  MutexLock lock(mu_);
  Kind kind(caller.substr(0, kMaxRefusedText), method, reason);
  if (refusals_.size() >= kMaxRefusalKinds && refusals_.count(kind) == 0) kind = Kind("", "", "MANY_REFUSALS");
  ++refusals_[kind].untold;
  untold_ = true;
  wake_.NotifyOne();
}

void AuditWatch::TellRefusals(absl::Time now, bool all) {
  std::vector<std::pair<Kind, int64_t>> due;
  {
    MutexLock lock(mu_);
    untold_ = false;
    for (auto at = refusals_.begin(); at != refusals_.end();) {
      Refusals& refusals = at->second;
      const bool old = now - refusals.told >= options_.refusals;
      if (refusals.untold > 0 && (all || old)) {
        due.emplace_back(at->first, refusals.untold);
        refusals = {0, now};
      }
      // Nobody of this kind for a while.
      at = refusals.untold == 0 && old && refusals.told != now ? refusals_.erase(at) : std::next(at);
    }
  }
  for (const auto& [kind, count] : due) {
    const absl::Status status = log_->RecordRefusal(std::get<0>(kind), std::get<1>(kind), std::get<2>(kind), count);
    if (!status.ok()) Log(LogLevel::kWarning, "a refusal could not be recorded", {{"why", status.message()}});
  }
}

void AuditWatch::Run() {
  WriteAnchor();
  // The first proof adds up what all later ones remember.
  log_->ProveEntry(v1::ProveAuditEntryRequest()).IgnoreError();
  absl::Time beat = absl::Now() + options_.heartbeat;
  for (;;) {
    {
      MutexLock lock(mu_);
      const absl::Duration left = std::min({beat - absl::Now(), options_.refusals, absl::Hours(1)});
      if (!end_ && !untold_ && left > absl::ZeroDuration()) wake_.WaitFor(mu_, absl::ToChronoNanoseconds(left));
      if (end_) return;
    }
    const absl::Time now = absl::Now();
    TellRefusals(now, false);
    if (now < beat) continue;
    beat = now + options_.heartbeat;
    const absl::Status status = log_->Heartbeat(options_.actor);
    if (!status.ok()) Log(LogLevel::kWarning, "the log's heartbeat could not be recorded", {{"why", status.message()}});
    WriteAnchor();
  }
}

}  // namespace cordon
