#include "service/grpc/metrics_endpoint.h"

#include <prometheus/collectable.h>
#include <prometheus/exposer.h>

#include <exception>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "service/grpc/bind_probe.h"

namespace cordon {

MetricsEndpoint::MetricsEndpoint() = default;
MetricsEndpoint::~MetricsEndpoint() = default;

absl::StatusOr<ListenAddress> ParseMetricsAddress(absl::string_view text) {
  return ParseListenAddress(absl::StrContains(text, ':') ? std::string(text) : absl::StrCat("127.0.0.1:", text));
}

absl::StatusOr<std::unique_ptr<MetricsEndpoint>> MetricsEndpoint::Start(const ListenAddress& address,
                                                                        const ServerMetrics& metrics) {
  const auto unavailable = [&address](absl::string_view reason) {
    return absl::UnavailableError(absl::StrCat("cannot serve metrics on ", address.ToString(), ": ", reason,
                                               "; choose another address with --metrics-address"));
  };
  if (const std::string reason = WhyNotBind(address); !reason.empty()) return unavailable(reason);
  std::unique_ptr<MetricsEndpoint> endpoint(new MetricsEndpoint);
  try {
    // One scraper at a time is the rule, two are served; nobody holds a thread for long.
    endpoint->exposer_ = std::make_unique<prometheus::Exposer>(
        std::vector<std::string>{"listening_ports", address.ToString(), "num_threads", "2", "request_timeout_ms",
                                 "5000", "enable_keep_alive", "no"});
    for (const auto& part : metrics.Collectables()) endpoint->exposer_->RegisterCollectable(part);
  } catch (const std::exception& error) {
    return unavailable(error.what());
  }
  ListenAddress real = address;
  const std::vector<int> ports = endpoint->exposer_->GetListeningPorts();
  if (!ports.empty()) real.port = ports.front();
  endpoint->address_ = real.ToString();
  return endpoint;
}

}  // namespace cordon
