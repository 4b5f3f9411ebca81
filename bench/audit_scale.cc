// What a verification costs at the size of large logs: writes a log of --entries records of about 1.5 kB with a
// checkpoint every --group entries, and reads it with audit/verify. Seconds are processor time.
//
//   audit_scale --entries 1000000 --group 64 [--dir DIR] [--keep]
#include <sqlite3.h>
#include <sys/resource.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "audit/verify/live_store.h"
#include "tests/support/reference_log.h"
#include "tests/support/reference_store.h"

namespace cordon {
namespace {

double CpuSeconds() {
  struct rusage usage;
  ::getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

class Inserter {
 public:
  Inserter(sqlite3* db, const char* sql) { sqlite3_prepare_v2(db, sql, -1, &statement_, nullptr); }
  ~Inserter() { sqlite3_finalize(statement_); }
  void Blob(int at, absl::string_view bytes) {
    sqlite3_bind_blob(statement_, at, bytes.data(), static_cast<int>(bytes.size()), SQLITE_TRANSIENT);
  }
  void Text(int at, absl::string_view text) {
    sqlite3_bind_text(statement_, at, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
  }
  void Int(int at, int64_t value) { sqlite3_bind_int64(statement_, at, value); }
  void Run() {
    if (sqlite3_step(statement_) != SQLITE_DONE) std::abort();
    sqlite3_reset(statement_);
  }

 private:
  sqlite3_stmt* statement_ = nullptr;
};

// Adds records to the store that the obvious writer began.
void Grow(const std::string& directory, int64_t entries, int64_t group, const reference::Signer& signer,
          const std::string& first_entry) {
  sqlite3* db = nullptr;
  if (sqlite3_open((directory + "/cordon.db").c_str(), &db) != SQLITE_OK) std::abort();
  sqlite3_exec(db, "PRAGMA synchronous=OFF; BEGIN", nullptr, nullptr, nullptr);
  {
    Inserter screening(db, "INSERT INTO screening VALUES (?1, ?2, ?3, 'uid:1000(anna)', ?4, ?5, NULL, ?6, 1, ?7)");
    Inserter entry(db, "INSERT INTO audit_entry VALUES (?1, ?2, ?3, NULL, '2036-11-22', NULL)");
    Inserter tile(db, "INSERT INTO audit_tile VALUES (?1, ?2, ?3)");
    Inserter checkpoint(db, "INSERT INTO audit_checkpoint VALUES (?1, ?2, '')");
    verify::TreeReader tree([&](int level, uint64_t n, absl::string_view hashes) {
      tile.Int(1, level);
      tile.Int(2, static_cast<int64_t>(n));
      tile.Blob(3, hashes);
      tile.Run();
    });
    tree.Append(verify::LeafHash(first_entry));
    const std::string time = "2026-11-22T05:04:03.000123Z";
    const std::string state = verify::HexOf(verify::Sha256Of(R"({"engine_version":"test"})"));  // of reference::Store
    for (int64_t i = 1; i < entries; ++i) {
      const std::string id = absl::StrCat("01kaaaaaaaaaaaaaaaaaaaaa", i);
      const std::string request = absl::StrCat("0192f3d2-0000-7000-8000-", i);
      const std::string request_sha256 = verify::HexOf(verify::Sha256Of(request));
      const std::string body = absl::StrCat(
          "{\"as_of\":\"2026-11-22\",\"caller\":\"uid:1000(anna)\",\"create_time\":\"", time,
          "\",\"disposition\":\"CLEAR\",\"engine_state\":\"sha256:", state,
          "\",\"kind\":\"PARTY\",\"lists\":[{\"list\":\"EL\",\"published\":\"2026-07-31\"}],\"name\":\"screenings/", id,
          "\",\"party\":{\"name\":\"Company number ", i, std::string(1000, 'x'),
          "\"},\"record_version\":1,\"request_id\":\"", request, "\",\"request_sha256\":\"", request_sha256,
          "\",\"threshold\":8500}");
      screening.Int(1, i);
      screening.Text(2, id);
      screening.Text(3, verify::HexOf(verify::Sha256Of(body)));
      screening.Text(4, request);
      screening.Text(5, request_sha256);
      screening.Text(6, time);
      screening.Blob(7, body);
      screening.Run();
      const verify::Hash leaf = verify::LeafHash(body);
      entry.Int(1, i);
      entry.Blob(2, verify::BytesOf(leaf));
      entry.Int(3, i);
      entry.Run();
      tree.Append(leaf);
      if ((i + 1) % group == 0 || i + 1 == entries) {
        checkpoint.Int(1, i + 1);
        checkpoint.Text(2, signer.CheckpointNote(tree.size(), tree.Root()));
        checkpoint.Run();
      }
    }
  }
  sqlite3_exec(db, "COMMIT", nullptr, nullptr, nullptr);
  sqlite3_close(db);
}

int Run(int argc, char** argv) {
  int64_t entries = 1'000'000;
  int64_t group = 64;
  std::string directory = (std::filesystem::temp_directory_path() / "cordon-audit-scale").string();
  bool keep = false;
  for (int i = 1; i < argc; ++i) {
    const absl::string_view option = argv[i];
    if (option == "--keep") {
      keep = true;
    } else if (i + 1 < argc && option == "--entries" && absl::SimpleAtoi(argv[i + 1], &entries)) {
      ++i;
    } else if (i + 1 < argc && option == "--group" && absl::SimpleAtoi(argv[i + 1], &group)) {
      ++i;
    } else if (i + 1 < argc && option == "--dir") {
      directory = argv[++i];
    } else {
      std::fprintf(stderr, "audit_scale: bad option %s\n", argv[i]);
      return 2;
    }
  }
  std::filesystem::remove_all(directory);
  {
    reference::Store store(directory);
    const std::string first = store.entries()[0];
    const reference::Signer signer = store.signer();
    store.Close();
    Grow(directory, entries, group, signer, first);
  }
  const double before = CpuSeconds();
  verify::VerifyOptions options;
  options.directory = directory;
  const absl::StatusOr<verify::Report> report = verify::VerifyStore(options);
  const double seconds = CpuSeconds() - before;
  if (!report.ok() || !report->ok() || report->entries != static_cast<uint64_t>(entries)) {
    std::fprintf(stderr, "audit_scale: the log does not verify: %s\n",
                 report.ok() ? report->ok() ? "size" : report->first()->what.c_str()
                             : std::string(report.status().message()).c_str());
    return 1;
  }
  std::printf("verify of %lld entries, %llu checkpoints: %.2f s processor time, %.0f entries/s\n",
              static_cast<long long>(entries), static_cast<unsigned long long>(report->checkpoints), seconds,
              static_cast<double>(entries) / seconds);
  if (!keep) std::filesystem::remove_all(directory);
  return 0;
}

}  // namespace
}  // namespace cordon

int main(int argc, char** argv) { return cordon::Run(argc, argv); }
