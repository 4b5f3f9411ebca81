#include "service/screening/monitor_watch.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/log.h"

namespace cordon {
namespace {

// Behind those who screen, where processors are short.
constexpr int kBackgroundNice = 10;

}  // namespace

MonitorWatch::MonitorWatch(PartyMonitor* monitor, absl::Duration interval)
    : monitor_(monitor), interval_(interval), thread_([this] { Run(); }) {
  monitor_->OnWanted([this] {
    MutexLock lock(mu_);
    wanted_ = true;
    wake_.NotifyOne();
  });
}

MonitorWatch::~MonitorWatch() {
  monitor_->OnWanted(nullptr);
  {
    MutexLock lock(mu_);
    end_ = true;
    wake_.NotifyOne();
  }
  thread_.join();
}

void MonitorWatch::Run() {
  ::setpriority(PRIO_PROCESS, static_cast<id_t>(::syscall(SYS_gettid)), kBackgroundNice);
  while (!end_) {
    const auto stop = [this] { return end_.load(); };
    // What went wrong stands in the log and in the status; the next round tries again.
    monitor_->Run(stop).status().IgnoreError();
    if (!end_) {
      const absl::Status indexed = monitor_->MakeIndex();
      if (!indexed.ok()) Log(LogLevel::kWarning, "registered parties have no index", {{"why", indexed.message()}});
    }
    MutexLock lock(mu_);
    if (!wanted_ && !end_) wake_.WaitFor(mu_, absl::ToChronoNanoseconds(interval_));
    wanted_ = false;
  }
}

}  // namespace cordon
