// cordond's yardstick for what the record costs: the same server over the same lists, whose store keeps nothing and
// says at once that it did. Whoever asks it gets an answer that nobody can prove: for measurements only.
#ifndef CORDON_BENCH_NULL_STORE_SERVER_H_
#define CORDON_BENCH_NULL_STORE_SERVER_H_

#include <string>

namespace cordon {

// Serves a new data directory `data_dir` on a free loopback port, writes "127.0.0.1:PORT" to `ready_file`, runs until
// killed. Lists are imported as into any server.
[[noreturn]] void RunNullStoreServer(int threads, const std::string& data_dir, const std::string& ready_file);

}  // namespace cordon

#endif  // CORDON_BENCH_NULL_STORE_SERVER_H_
