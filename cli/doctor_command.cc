// `cordon doctor`: looks at everything an answer depends on and says what is wrong and what to do. Changes nothing.
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "audit/verify/live_store.h"
#include "base/clock.h"
#include "base/files.h"
#include "base/version.h"
#include "cli/commands.h"
#include "cli/doctor_mistakes.h"
#include "cli/findings.h"
#include "cli/open_backend.h"
#include "cli/remote_backend.h"
#include "service/render/lists.h"
#include "service/render/records.h"
#include "service/render/screening.h"
#include "service/screening/policy.h"
#include "service/screening/verify_records.h"

namespace cordon::cli {
namespace {

constexpr int64_t kLeastFreeBytes = 256LL << 20;
constexpr int64_t kWarnFreeBytes = 2LL << 30;

// False when nothing below the directory can be looked at.
bool CheckDirectory(const std::string& directory, Findings* findings) {
  struct stat info;
  if (::stat(directory.c_str(), &info) != 0) {
    findings->Warn("data directory", absl::StrCat(directory, " does not exist yet"),
                   "it is created by the first screening or import; until then the starter list answers");
    return false;
  }
  if (!S_ISDIR(info.st_mode)) {
    findings->Fail("data directory", absl::StrCat(directory, " is not a directory"),
                   "give another one with --data-dir");
    return false;
  }
  if (::access(directory.c_str(), R_OK | X_OK) != 0) {
    findings->Fail("data directory", absl::StrCat(directory, " cannot be read"),
                   "run as its owner, or correct its mode");
    return false;
  }
  if (::access(directory.c_str(), W_OK) != 0) {
    findings->Warn("data directory", absl::StrCat(directory, " cannot be written: screenings need --no-record"),
                   "run as its owner, or correct its mode");
  } else if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    findings->Warn("data directory",
                   absl::StrFormat("%s has mode %03o: others can read who was screened", directory,
                                   static_cast<unsigned>(info.st_mode & 0777U)),
                   absl::StrCat("chmod 700 ", directory));
  } else {
    findings->Ok("data directory", absl::StrCat(directory, " can be written, mode 700"));
  }
  return true;
}

void CheckSpace(const std::string& directory, Findings* findings) {
  struct statvfs space;
  if (::statvfs(directory.c_str(), &space) != 0) return;
  const auto free = static_cast<int64_t>(space.f_bavail) * static_cast<int64_t>(space.f_frsize);
  const std::string detail = absl::StrCat(render::WithThousands(free >> 20), " MiB free");
  if (free < kLeastFreeBytes) {
    findings->Fail("disk space", detail, "make room: without it nothing is answered, because nothing can be recorded");
  } else if (free < kWarnFreeBytes) {
    findings->Warn("disk space", detail, "make room soon: an answer leaves only after its record is on disk");
  } else {
    findings->Ok("disk space", detail);
  }
}

// Who writes the directory: a server that answers, another process, or nobody.
void CheckHolder(const std::string& directory, Findings* findings) {
  const std::string socket = SocketPath(directory);
  const bool answers = FileExists(socket) && SocketAnswers(socket, absl::Seconds(2));
  const std::string lock_path = absl::StrCat(directory, "/lock");
  const int fd = ::open(lock_path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) {
    findings->Ok("lock", "free: nothing has written here yet");
    return;
  }
  const auto closer = absl::MakeCleanup([fd] { ::close(fd); });
  if (::flock(fd, LOCK_SH | LOCK_NB) == 0) {
    ::flock(fd, LOCK_UN);
    if (FileExists(socket)) {
      findings->Warn("lock", absl::StrCat("free, but ", socket, " is left of a server that is gone"),
                     "it is ignored; the next server replaces it");
    } else {
      findings->Ok("lock", "free");
    }
    return;
  }
  const auto holder = ReadFile(lock_path, 4096);
  const std::string who =
      holder.ok() && !holder->empty() ? std::string(absl::StripAsciiWhitespace(*holder)) : "a process";
  if (answers) {
    findings->Ok("lock",
                 absl::StrCat("held by ", who, ", which answers on its socket; commands that write go through it"));
  } else {
    findings->Warn("lock", absl::StrCat("held by ", who, ", which does not answer on ", socket),
                   "commands that write wait 5 s and then fail: let it finish, or stop it");
  }
}

// False when the policy cannot be used.
bool CheckPolicy(const GlobalOptions& options, Findings* findings) {
  const std::string path = PolicyPath(options);
  const auto policy = LoadPolicy(path, {});
  if (!policy.ok()) {
    findings->Fail("policy", std::string(policy.status().message()),
                   "correct it; cordon config check FILE tells the place");
    return false;
  }
  findings->Ok("policy", absl::StrCat("version ", policy->policy.version(), path.empty() ? ", defaults" : ", ", path));
  return true;
}

void CheckLists(const v1::GetEngineStateResponse& state, Findings* findings) {
  if (state.lists_size() > 0) {
    findings->Ok("lists", render::ListStampsText({state.lists().begin(), state.lists().end()}));
  }
  for (const v1::Warning& warning : state.warnings()) {
    const std::string subject = warning.subject().empty() ? "" : absl::StrCat(warning.subject(), ": ");
    findings->Warn("lists", absl::StrCat(warning.reason(), " ", subject, warning.detail()), "cordon lists update");
  }
  for (const v1::Incompleteness& reason : state.incomplete()) {
    const std::string subject = reason.subject().empty() ? "" : absl::StrCat(reason.subject(), ": ");
    findings->Fail("lists", absl::StrCat(reason.reason(), " ", subject, reason.detail()),
                   reason.reason() == "CLOCK_SUSPECT" ? "set the clock" : "cordon lists update");
  }
}

// A clock that runs behind makes old lists look fresh.
void CheckClock(const v1::GetEngineStateResponse* state, Findings* findings) {
  const absl::Time now = absl::Now();
  absl::Time newest = absl::InfinitePast();
  if (state != nullptr) {
    for (const v1::ListVersion& version : state->state().versions()) {
      const auto retrieved = ParseTimestamp(version.retrieved_time());
      if (retrieved.ok() && !version.starter()) newest = std::max(newest, *retrieved);
    }
  }
  const std::string shown = absl::StrCat(FormatTimestamp(now).substr(0, 19), "Z");
  if (now < absl::FromCivil(absl::CivilDay(2026, 1, 1), absl::UTCTimeZone())) {
    findings->Fail("clock", absl::StrCat(shown, " is before this program was made"),
                   "set the clock; list ages depend on it");
  } else if (newest > now + absl::Hours(1)) {
    findings->Fail("clock", absl::StrCat(shown, " is before the last import"), "set the clock; list ages depend on it");
  } else {
    findings->Ok("clock", shown);
  }
}

void CheckRecords(Backend& backend, Findings* findings) {
  const auto info = backend.GetServerInfo();
  v1::ListScreeningsRequest newest;
  newest.set_page_size(1);
  const auto page = backend.ListScreenings(newest);
  if (!info.ok() || (!page.ok() && info->screenings_recorded() > 0)) {
    const absl::Status& status = info.ok() ? page.status() : info.status();
    findings->Fail("records", std::string(status.message()), "restore the data directory from its backup");
    return;
  }
  findings->Ok("records", absl::StrCat(render::WithThousands(info->screenings_recorded()), " screenings recorded"));
}

void CheckAnswers(Backend& backend, Findings* findings) {
  const auto state = backend.GetEngineState();
  if (!state.ok()) {
    findings->Fail("lists", std::string(state.status().message()), "");
    return;
  }
  CheckLists(*state, findings);
  CheckRequiredLists(*state, findings);
  CheckRecords(backend, findings);
  CheckClock(&*state, findings);
}

void ExamineServer(const GlobalOptions& options, Findings* findings) {
  const auto backend = OpenBackend(options, Access::kRead);
  if (!backend.ok()) {
    findings->Fail("server", std::string(backend.status().message()), "correct --server and its certificates");
    return;
  }
  const auto info = (*backend)->GetServerInfo();
  if (!info.ok()) {
    findings->Fail("server", std::string(info.status().message()), "is cordond running there?");
    return;
  }
  if (info->serving()) {
    findings->Ok("server",
                 absl::StrCat(options.server, ", version ", info->version(), ", up since ", info->start_time()));
  } else {
    findings->Fail("server", absl::StrCat(options.server, " does not serve: ", info->not_serving_reason()),
                   "see its log; cordon lists update usually helps");
  }
  if (info->version() != kProductVersion) {
    findings->Warn("server", absl::StrCat("version ", info->version(), ", this program is ", kProductVersion),
                   "use programs of one version");
  }
  CheckAnswers(**backend, findings);
}

// Reads every record: the file's structure, numbers without gaps, and that each record's bytes have their digest.
void CheckIntegrity(const std::string& directory, Findings* findings) {
  const absl::Status status = VerifyRecords(directory);
  if (absl::IsNotFound(status)) return;
  if (status.ok()) {
    findings->Ok("integrity", "every record is there and has its digest");
  } else {
    findings->Fail("integrity", std::string(status.message()), "see docs/storage.md");
  }
}

// What `audit verify` does without anything from elsewhere.
void CheckLog(const std::string& directory, Findings* findings) {
  verify::VerifyOptions check;
  check.directory = directory;
  const absl::StatusOr<verify::Report> report = verify::VerifyStore(check);
  if (!report.ok()) return;  // told by the other checks
  if (!report->ok()) {
    findings->Fail(
        "log",
        absl::StrCat("not what was signed, first at entry ", report->first()->first, ": ", report->first()->what),
        "cordon audit verify -o table; keep the directory as it is for whoever examines it");
  } else if (!report->complete()) {
    findings->Ok("log", report->incomplete().front());
  } else {
    findings->Ok("log", absl::StrCat(render::WithThousands(static_cast<int64_t>(report->entries)),
                                     " entries are what was signed"));
  }
}

void ExamineDirectory(const GlobalOptions& options, Findings* findings) {
  if (CheckDirectory(options.data_dir, findings)) {
    CheckSpace(options.data_dir, findings);
    CheckFileSystem(options.data_dir, findings);
    CheckOwnership(options.data_dir, findings);
    CheckSigningKey(options.data_dir, findings);
    CheckHolder(options.data_dir, findings);
    CheckIntegrity(options.data_dir, findings);
    CheckLog(options.data_dir, findings);
  }
  if (!CheckPolicy(options, findings)) return;
  CheckRunningServer(options, findings);
  const auto backend = OpenBackend(options, Access::kRead);
  if (!backend.ok()) {
    findings->Fail("store", std::string(backend.status().message()), "restore the data directory from its backup");
    CheckClock(nullptr, findings);
    return;
  }
  CheckAnswers(**backend, findings);
}

}  // namespace

absl::StatusOr<int> RunDoctor(const DoctorOptions& options, const Context& context) {
  Findings findings;
  if (context.options.server.empty()) {
    ExamineDirectory(context.options, &findings);
  } else {
    ExamineServer(context.options, &findings);
  }
  CheckServerFiles(options.certificate, options.callers, &findings);
  context.terminal.Write(findings.records().Render(context.format(), context.color()));
  return findings.failed() ? kExitRuntimeError : kExitDone;
}

}  // namespace cordon::cli
