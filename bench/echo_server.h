// The yardstick of the load generator: a bare completion-queue server that decodes a ScreenPartyRequest and sends back
// a fixed small Screening. What it reaches is what gRPC and this machine allow; the share of it that cordond reaches is
// what screening and recording cost.
#ifndef CORDON_BENCH_ECHO_SERVER_H_
#define CORDON_BENCH_ECHO_SERVER_H_

#include <string>

namespace cordon {

// Serves on a free loopback port, writes "127.0.0.1:PORT" to `ready_file`, runs until killed.
[[noreturn]] void RunEchoServer(int threads, const std::string& ready_file);

// The same answer from cordond's own transport, without screening or recording: with `hop` it is given from another
// thread, as the store gives it.
[[noreturn]] void RunTransportServer(int threads, bool hop, const std::string& ready_file);

}  // namespace cordon

#endif  // CORDON_BENCH_ECHO_SERVER_H_
