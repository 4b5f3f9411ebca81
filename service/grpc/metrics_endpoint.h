// Where Prometheus reads the metrics: HTTP, one path (/metrics), a thread of its own.
// Thread contract: Start and destruction from one thread; the metrics must outlive it.
//
//   CORDON_ASSIGN_OR_RETURN(auto endpoint, MetricsEndpoint::Start("127.0.0.1:9464", *metrics));
//   endpoint->address();  // "127.0.0.1:9464"
#ifndef CORDON_SERVICE_GRPC_METRICS_ENDPOINT_H_
#define CORDON_SERVICE_GRPC_METRICS_ENDPOINT_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "service/grpc/listen.h"
#include "service/grpc/metrics.h"

namespace prometheus {
class Exposer;
}  // namespace prometheus

namespace cordon {

// "IP:PORT", or a port alone, which is loopback's. InvalidArgument otherwise.
absl::StatusOr<ListenAddress> ParseMetricsAddress(absl::string_view text);

class MetricsEndpoint {
 public:
  // Unavailable when the address is taken.
  static absl::StatusOr<std::unique_ptr<MetricsEndpoint>> Start(const ListenAddress& address,
                                                                const ServerMetrics& metrics);
  ~MetricsEndpoint();

  const std::string& address() const { return address_; }

 private:
  MetricsEndpoint();
  std::unique_ptr<prometheus::Exposer> exposer_;
  std::string address_;
};

}  // namespace cordon

#endif  // CORDON_SERVICE_GRPC_METRICS_ENDPOINT_H_
