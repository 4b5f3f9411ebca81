#include "service/grpc/event_board.h"

#include <pthread.h>

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "service/screening/errors.h"

namespace cordon {
namespace {

constexpr absl::Duration kLookAgain = absl::Milliseconds(100);
constexpr int kLooksPerTick = 5;  // a tick without news, for heartbeats and readers that do not keep up

}  // namespace

EventBoard::EventBoard(std::function<absl::StatusOr<int64_t>()> latest, const WatchLimits& limits)
    : read_latest_(std::move(latest)), limits_(limits) {
  thread_ = std::thread([this] {
    pthread_setname_np(pthread_self(), "events");
    Run();
  });
}

EventBoard::~EventBoard() { Shutdown(); }

absl::Status EventBoard::Add(EventWatch* watch, const std::string& caller) {
  MutexLock lock(mu_);
  if (!read_latest_) return MakeError(absl::StatusCode::kUnimplemented, "NO_EVENTS", "this server tells no events");
  const auto own =
      std::count_if(watches_.begin(), watches_.end(), [&](const auto& other) { return other.second == caller; });
  if (static_cast<int>(watches_.size()) >= limits_.most || own >= limits_.of_a_caller) {
    return WithRetryAfter(
        MakeError(absl::StatusCode::kResourceExhausted, "TOO_MANY_WATCHES",
                  absl::StrCat("at most ", limits_.most, " streams of events at once, ", limits_.of_a_caller,
                               " of one caller; end one, or ask with ListEvents")),
        1'000);
  }
  watches_.emplace(watch, caller);
  changed_.NotifyAll();
  return absl::OkStatus();
}

void EventBoard::Remove(EventWatch* watch) {
  MutexLock lock(mu_);
  watches_.erase(watch);
}

int64_t EventBoard::latest() const {
  MutexLock lock(mu_);
  return latest_;
}

void EventBoard::Shutdown() {
  {
    MutexLock lock(mu_);
    stopping_ = true;
  }
  changed_.NotifyAll();
  if (thread_.joinable()) thread_.join();
}

void EventBoard::Run() {
  for (int look = 0;; ++look) {
    {
      MutexLock lock(mu_);
      while (!stopping_ && watches_.empty()) changed_.Wait(mu_);
      if (stopping_) return;
    }
    // A log that cannot be read now may be later; who watches is told by his own reading.
    const absl::StatusOr<int64_t> latest = read_latest_();
    MutexLock lock(mu_);
    const bool news = !latest.ok() || *latest != latest_;
    if (latest.ok()) latest_ = *latest;
    if (news || look % kLooksPerTick == 0) {
      for (const auto& [watch, caller] : watches_) watch->Tick();
    }
    if (!stopping_) changed_.WaitFor(mu_, absl::ToChronoNanoseconds(kLookAgain));
  }
}

}  // namespace cordon
