// store_hammer DIR PREFIX [log]: opens the store in DIR, with `log` the log over it too, says "open" and writes batches
// of three screenings from several threads until it is killed. Each batch that was acknowledged is printed as one line,
// its id: whoever reads the pipe may rely on the batch being there, whatever happens to this process. Now and then it
// stores a list version and a blob.
#include <unistd.h>

#include <cstdio>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "audit/log/tree_keeper.h"
#include "base/sha256.h"
#include "db/store/sqlite/sqlite_store.h"

namespace {

// One write of less than PIPE_BUF bytes is not torn, neither by other threads nor by a kill.
void Say(const std::string& line) {
  const std::string text = line + "\n";
  if (::write(STDOUT_FILENO, text.data(), text.size()) < 0) ::_exit(1);
}

cordon::ScreeningRow Row(const std::string& id) {
  cordon::ScreeningRow row;
  row.id = id;
  row.body = absl::StrCat("{\"id\":\"", id, "\",\"text\":\"", std::string(1200, 'x'), "\"}");
  row.sha256 = cordon::Sha256Hex(row.body);
  row.caller = "hammer";
  row.request_id = absl::StrCat("request-", id);
  row.request_sha256 = cordon::Sha256Hex(id);
  row.create_time = "2026-11-22T05:04:03.000001Z";
  row.disposition = 1;
  return row;
}

void Hammer(cordon::Store* store, const std::string& prefix) {
  for (int n = 0;; ++n) {
    const std::string id = absl::StrCat(prefix, "-", n);
    cordon::WriteBatch batch;
    for (const char* part : {"a", "b", "c"}) batch.screenings.push_back(Row(absl::StrCat(id, "-", part)));
    if (n % 10 == 0) {
      const absl::StatusOr<std::string> blob = store->PutBlob(absl::StrCat("blob of ", id));
      if (!blob.ok()) continue;
      cordon::ListActivation activation;
      activation.version.set_name(absl::StrCat("listVersions/", id));
      activation.version.set_source("csl");
      activation.version.set_entries_sha256(*blob);
      activation.version.set_active(true);
      batch.lists.push_back(activation);
    }
    if (store->TransactAndWait(std::move(batch)).ok()) Say(id);
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3 && argc != 4) {
    std::fprintf(stderr, "usage: store_hammer DIR PREFIX [log]\n");
    return 2;
  }
  cordon::SqliteStoreOptions options;
  options.directory = argv[1];
  options.holder = absl::StrCat("store_hammer pid ", ::getpid());
  options.checkpoint_pages = 40;  // so that many kills fall into a checkpoint
  options.merge_requests_at = 24;
  cordon::TreeKeeper keeper({.key_directory = absl::StrCat(argv[1], "/keys"), .actor = "hammer"});
  if (argc == 4) options.log_keeper = &keeper;
  absl::StatusOr<std::unique_ptr<cordon::Store>> store = cordon::OpenSqliteStore(options);
  if (!store.ok()) {
    std::fprintf(stderr, "%s\n", store.status().ToString().c_str());
    return 1;
  }
  Say("open");
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back(Hammer, store->get(), absl::StrCat(argv[2], "-", t));
  }
  for (std::thread& thread : threads) thread.join();
}
