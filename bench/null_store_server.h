// cordond's yardsticks for what the record costs: the same server over the same lists, whose store keeps nothing and
// says at once that it did, so that whoever asks it gets an answer that nobody can prove; and the same server with its
// own store, which never moves its write-ahead log into the database. For measurements only.
#ifndef CORDON_BENCH_NULL_STORE_SERVER_H_
#define CORDON_BENCH_NULL_STORE_SERVER_H_

#include <string>

namespace cordon {

enum class YardstickStore { kNothing, kWithoutCheckpoints };

// Serves a new data directory `data_dir` on a free loopback port, writes "127.0.0.1:PORT" to `ready_file`, runs until
// killed. Lists are imported as into any server.
[[noreturn]] void RunYardstickServer(YardstickStore store, int threads, const std::string& data_dir,
                                     const std::string& ready_file);

}  // namespace cordon

#endif  // CORDON_BENCH_NULL_STORE_SERVER_H_
