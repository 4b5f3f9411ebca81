#include "service/grpc/metrics.h"

#include <prometheus/collectable.h>
#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/metric_family.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <limits>

#include "absl/time/clock.h"
#include "base/version.h"
#include "service/screening/errors.h"

namespace cordon {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

using Labels = std::map<std::string, std::string>;

MetricFamily GaugeFamily(const char* name, const char* help) {
  MetricFamily family;
  family.name = name;
  family.help = help;
  family.type = MetricType::Gauge;
  return family;
}

void AddGauge(const Labels& labels, double value, MetricFamily* family) {
  ClientMetric metric;
  for (const auto& [name, text] : labels) metric.label.push_back({name, text});
  metric.gauge.value = value;
  family->metric.push_back(std::move(metric));
}

MetricFamily OneGauge(const char* name, const char* help, double value) {
  MetricFamily family = GaugeFamily(name, help);
  AddGauge({}, value, &family);
  return family;
}

// Seconds. A party takes a fraction of a millisecond without the disk; a deadline is 2 s.
const prometheus::Histogram::BucketBoundaries& LatencyBuckets() {
  static const auto* const kBuckets = new prometheus::Histogram::BucketBoundaries{
      0.0005, 0.001, 0.0025, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 30, 300};
  return *kBuckets;
}

const std::string& DispositionLabel(v1::Disposition disposition) { return v1::Disposition_Name(disposition); }

}  // namespace

// The figures that are looked up when somebody asks.
class ServerMetrics::Live final : public prometheus::Collectable {
 public:
  void Set(std::function<LiveFigures()> read) {
    MutexLock lock(mu_);
    read_ = std::move(read);
  }

  std::vector<MetricFamily> Collect() const override {
    LiveFigures now;
    {
      MutexLock lock(mu_);  // held while reading: once Set has returned, the old function is not called
      if (!read_) return {};
      now = read_();
    }
    MetricFamily age = GaugeFamily("cordon_list_age_seconds",
                                   "Time since a list was imported or confirmed to be current; +Inf: cannot be told");
    MetricFamily entries = GaugeFamily("cordon_list_entries", "Entries of a list");
    for (const ListFigure& list : now.lists) {
      const Labels labels = {{"list", list.list}, {"source", list.source}};
      AddGauge(labels,
               list.age.has_value() ? absl::ToDoubleSeconds(*list.age) : std::numeric_limits<double>::infinity(), &age);
      AddGauge(labels, static_cast<double>(list.entries), &entries);
    }
    MetricFamily missing =
        GaugeFamily("cordon_required_list_missing", "1 for a list that the policy requires and no active source has");
    for (const std::string& list : now.missing_lists) AddGauge({{"list", list}}, 1, &missing);
    MetricFamily queues =
        GaugeFamily("cordon_queue_depth", "Calls accepted and not begun, by the pool that works on them");
    for (const auto& [name, depth] : now.queues) AddGauge({{"queue", name}}, static_cast<double>(depth), &queues);
    MetricFamily build = GaugeFamily("cordon_build_info", "1; versions are labels");
    AddGauge({{"version", kProductVersion}, {"engine", kEngineVersion}}, 1, &build);
    return {std::move(age),
            std::move(entries),
            std::move(missing),
            OneGauge("cordon_starter_list",
                     "1 while the built-in starter list answers, which is not for compliance decisions",
                     now.starter ? 1 : 0),
            OneGauge("cordon_monitored_parties", "Registered parties", static_cast<double>(now.monitored_parties)),
            OneGauge("cordon_monitoring_behind",
                     "1 while registered parties are not all compared with what is in force", now.monitoring_behind),
            OneGauge("cordon_monitoring_failed", "1 while the last comparison of registered parties has failed",
                     now.monitoring_failed),
            OneGauge("cordon_serving", "1 while screenings are answered (health SERVING)", now.serving ? 1 : 0),
            OneGauge("cordon_calls_in_flight", "Calls admitted and not ended", now.in_flight),
            std::move(queues),
            std::move(build),
            OneGauge("process_start_time_seconds", "Start of the process since the epoch", started_)};
  }

 private:
  mutable Mutex mu_;
  std::function<LiveFigures()> read_ ABSL_GUARDED_BY(mu_);
  const double started_ = absl::ToDoubleSeconds(absl::Now() - absl::UnixEpoch());
};

struct ServerMetrics::Families {
  explicit Families(prometheus::Registry& registry)
      : durations(prometheus::BuildHistogram()
                      .Name("cordon_call_duration_seconds")
                      .Help("From the acceptance of a call to its answer, by method")
                      .Register(registry)),
        calls(prometheus::BuildCounter()
                  .Name("cordon_calls_total")
                  .Help("Calls by method and status code")
                  .Register(registry)),
        refusals(prometheus::BuildCounter()
                     .Name("cordon_refusals_total")
                     .Help("Calls that ended without an answer, by reason (docs/api.md)")
                     .Register(registry)),
        answers(prometheus::BuildCounter()
                    .Name("cordon_answers_total")
                    .Help("Screenings answered, by kind and disposition")
                    .Register(registry)),
        incomplete(prometheus::BuildCounter()
                       .Name("cordon_incomplete_answers_total")
                       .Help("Answers that lacked something and are therefore HOLD at least, by its reason")
                       .Register(registry)),
        reloads(prometheus::BuildCounter()
                    .Name("cordon_reloads_total")
                    .Help("Reloads on SIGHUP, by what was read and whether it is in force")
                    .Register(registry)),
        commits(prometheus::BuildHistogram()
                    .Name("cordon_commit_seconds")
                    .Help("From handing a record to the store until it was durable")
                    .Register(registry)
                    .Add({}, LatencyBuckets())) {}

  prometheus::Family<prometheus::Histogram>& durations;
  prometheus::Family<prometheus::Counter>& calls;
  prometheus::Family<prometheus::Counter>& refusals;
  prometheus::Family<prometheus::Counter>& answers;
  prometheus::Family<prometheus::Counter>& incomplete;
  prometheus::Family<prometheus::Counter>& reloads;
  prometheus::Histogram& commits;
};

ServerMetrics::ServerMetrics()
    : registry_(std::make_shared<prometheus::Registry>()),
      live_(std::make_shared<Live>()),
      families_(std::make_unique<Families>(*registry_)) {}

ServerMetrics::~ServerMetrics() = default;

void ServerMetrics::CallEnded(absl::string_view method, const absl::Status& status, absl::Duration took) {
  prometheus::Histogram* duration = nullptr;
  prometheus::Counter* calls = nullptr;
  {
    MutexLock lock(mu_);
    const std::string name(method);
    prometheus::Histogram*& known = durations_[name];
    if (known == nullptr) known = &families_->durations.Add({{"method", name}}, LatencyBuckets());
    duration = known;
    prometheus::Counter*& counted = calls_[{name, status.raw_code()}];
    if (counted == nullptr) {
      counted = &families_->calls.Add({{"method", name}, {"code", absl::StatusCodeToString(status.code())}});
    }
    calls = counted;
  }
  duration->Observe(absl::ToDoubleSeconds(took));
  calls->Increment();
  if (status.ok()) return;
  const std::string reason = GetErrorReason(status);
  families_->refusals.Add({{"reason", reason.empty() ? "INTERNAL" : reason}}).Increment();
}

void ServerMetrics::Answered(const v1::Screening& answer) {
  families_->answers.Add({{"kind", answer.kind()}, {"disposition", DispositionLabel(answer.disposition())}})
      .Increment();
  for (const v1::Incompleteness& lack : answer.incomplete()) {
    families_->incomplete.Add({{"reason", lack.reason()}}).Increment();
  }
}

void ServerMetrics::Committed(absl::Duration took) { families_->commits.Observe(absl::ToDoubleSeconds(took)); }

void ServerMetrics::Reloaded(absl::string_view what, bool fine) {
  families_->reloads.Add({{"what", std::string(what)}, {"result", fine ? "in force" : "refused"}}).Increment();
}

void ServerMetrics::SetLive(std::function<LiveFigures()> live) { live_->Set(std::move(live)); }

std::vector<std::shared_ptr<prometheus::Collectable>> ServerMetrics::Collectables() const { return {live_, registry_}; }

std::string ServerMetrics::Text() const {
  std::vector<MetricFamily> all;
  for (const auto& part : Collectables()) {
    for (MetricFamily& family : part->Collect()) all.push_back(std::move(family));
  }
  return prometheus::TextSerializer().Serialize(all);
}

}  // namespace cordon
