// Downloads from servers that are well-behaved, slow, broken or lying: a whole file, or a clear error and the last file
// kept; never a part that passes for the whole.
#include "db/fetch/download.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "base/sha256.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/support/list_server.h"

namespace cordon {
namespace {

using ::testing::HasSubstr;

std::string Content(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

class DownloadTest : public ::testing::Test {
 protected:
  DownloadTest() {
    for (int i = 0; i < 20'000; ++i) absl::StrAppend(&list_, "r", i, ",Meridian Listed Party Number ", i, "\n");
    server_.Put("list.csv", list_);
  }
  DownloadRequest Request(const std::string& path) const {
    DownloadRequest request;
    request.url = server_.Url(path);
    request.directory = directory_ / "cache";
    request.limits.set_max_bytes(8 << 20);
    request.limits.set_connect_timeout_ms(2'000);
    request.limits.set_timeout_seconds(20);
    request.limits.set_low_speed_bytes(1'000);
    request.limits.set_low_speed_seconds(1);
    request.limits.set_max_redirects(3);
    request.limits.set_attempts(2);
    return request;
  }
  absl::StatusOr<Download> Get(const std::string& path) const { return DownloadFile(Request(path)); }
  // What is left in the cache, without locks.
  int Leftovers() const {
    int files = 0;
    for (const auto& file : std::filesystem::directory_iterator(directory_ / "cache")) {
      files += file.path().extension() != ".lock" && std::filesystem::file_size(file.path()) > 0 ? 1 : 0;
    }
    return files;
  }

  std::string list_ = "id,name\n";
  ListServer server_;
  TempDir directory_;
};

TEST_F(DownloadTest, AFileAndWhatItsServerSaysOfIt) {
  {
    const auto download = Get("plain/list.csv");
    ASSERT_TRUE(download.ok()) << download.status();
    EXPECT_FALSE(download->not_modified);
    EXPECT_EQ(Content(download->path), list_);
    EXPECT_EQ(download->origin.sha256(), Sha256Hex(list_));
    EXPECT_EQ(download->origin.bytes(), static_cast<int64_t>(list_.size()));
    EXPECT_EQ(download->origin.last_modified(), "Sun, 09 Sep 2001 01:46:40 GMT");
    EXPECT_EQ(download->origin.etag(), absl::StrCat("\"", Sha256Hex(list_).substr(0, 16), "\""));
    // Meanwhile nobody else downloads it.
    EXPECT_THAT(std::string(Get("plain/list.csv").status().message()), HasSubstr("another process"));
  }
  EXPECT_EQ(Leftovers(), 0) << "the file goes with its place";
  EXPECT_TRUE(Get("plain/list.csv").ok());
}

TEST_F(DownloadTest, ConditionsAreAskedAndBelieved) {
  DownloadRequest request = Request("plain/list.csv");
  {
    const auto first = DownloadFile(request);  // gives its place back at the end
    ASSERT_TRUE(first.ok()) << first.status();
    request.etag = first->origin.etag();
    request.last_modified = first->origin.last_modified();
  }
  const auto second = DownloadFile(request);
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_TRUE(second->not_modified);
  EXPECT_EQ(second->origin.etag(), request.etag);
  EXPECT_THAT(server_.Requests(), HasSubstr("since=Sun, 09 Sep 2001 01:46:40 GMT"));
  server_.Put("list.csv", list_ + "r-new,Newly Listed Works\n");
  const auto third = DownloadFile(request);
  ASSERT_TRUE(third.ok()) << third.status();
  EXPECT_FALSE(third->not_modified);
}

TEST_F(DownloadTest, GoesOnWhereItBrokeOff) {
  const auto download = Get("cut-once/list.csv");
  ASSERT_TRUE(download.ok()) << download.status();
  EXPECT_EQ(Content(download->path), list_);
  EXPECT_THAT(server_.Requests(), HasSubstr(absl::StrCat("range=bytes=", list_.size() / 2, "-")));
}

TEST_F(DownloadTest, GoesOnInAnotherProcess) {
  DownloadRequest request = Request("cut-once/list.csv");
  request.limits.set_attempts(1);
  const auto broken = DownloadFile(request);
  EXPECT_EQ(broken.status().code(), absl::StatusCode::kUnavailable) << broken.status();
  EXPECT_THAT(std::string(broken.status().message()), HasSubstr("broke off after"));
  EXPECT_EQ(Leftovers(), 2) << "the part and what it is a part of";
  const auto rest = DownloadFile(request);
  ASSERT_TRUE(rest.ok()) << rest.status();
  EXPECT_EQ(Content(rest->path), list_);
  EXPECT_EQ(rest->origin.sha256(), Sha256Hex(list_));
}

TEST_F(DownloadTest, APartIsNeverJoinedToAnotherFile) {
  // The file changes in between: If-Range makes the server give all of the new one.
  const std::string changed = list_ + "r-new,Newly Listed Works\n";
  server_.Put("list.csv.new", changed);
  const auto whole = Get("cut-then-new/list.csv");
  ASSERT_TRUE(whole.ok()) << whole.status();
  EXPECT_EQ(Content(whole->path), changed);
  // A server that gives another part than was asked for is not believed.
  DownloadRequest request = Request("wrong-part/list.csv");
  request.limits.set_attempts(3);
  const auto again = DownloadFile(request);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(Content(again->path), list_);
}

TEST_F(DownloadTest, EachTroubleHasItsName) {
  const struct {
    const char* path;
    absl::StatusCode code;
    const char* says;
    int requests;
  } kCases[] = {
      {"cut/list.csv", absl::StatusCode::kUnavailable, "broke off after", 2},
      {"says-more/list.csv", absl::StatusCode::kUnavailable, "broke off after", 2},
      {"403/list.csv", absl::StatusCode::kFailedPrecondition, "answered with status 403", 1},
      {"404/list.csv", absl::StatusCode::kFailedPrecondition, "answered with status 404", 1},
      {"500/list.csv", absl::StatusCode::kUnavailable, "answered with status 500", 2},
      {"503/list.csv", absl::StatusCode::kUnavailable, "answered with status 503", 2},
      {"304/list.csv", absl::StatusCode::kFailedPrecondition, "answered with status 304", 1},
      {"204/list.csv", absl::StatusCode::kFailedPrecondition, "answered with status 204", 1},
      {"loop/list.csv", absl::StatusCode::kFailedPrecondition, "redirects more than 3 times", 4},
      {"hop4/list.csv", absl::StatusCode::kFailedPrecondition, "redirects more than 3 times", 4},
      {"to-http/list.csv", absl::StatusCode::kFailedPrecondition, "redirects to http://list.example/list.csv", 1},
      {"to-file/list.csv", absl::StatusCode::kFailedPrecondition, "redirects to", 1},
  };
  for (const auto& c : kCases) {
    server_.ForgetRequests();
    const auto download = Get(c.path);
    EXPECT_EQ(download.status().code(), c.code) << c.path << ": " << download.status();
    EXPECT_THAT(std::string(download.status().message()), HasSubstr(c.says)) << c.path;
    EXPECT_THAT(std::string(download.status().message()), HasSubstr(c.path)) << "names the address";
    const std::string requests = server_.Requests();
    EXPECT_EQ(std::count(requests.begin(), requests.end(), '\n'), c.requests) << c.path << "\n" << requests;
  }
  EXPECT_TRUE(Get("hop3/list.csv").ok());
  EXPECT_TRUE(Get("fails-once/list.csv").ok());
}

TEST_F(DownloadTest, SlowAndSilentServersAreGivenUp) {
  DownloadRequest request = Request("slow/list.csv");
  request.limits.set_attempts(1);
  absl::Time start = absl::Now();
  auto download = DownloadFile(request);
  EXPECT_EQ(download.status().code(), absl::StatusCode::kUnavailable) << download.status();
  EXPECT_THAT(std::string(download.status().message()), HasSubstr("too slow"));
  EXPECT_LT(absl::Now() - start, absl::Seconds(10));
  request = Request("silent/list.csv");
  request.limits.set_timeout_seconds(1);
  start = absl::Now();
  download = DownloadFile(request);
  EXPECT_EQ(download.status().code(), absl::StatusCode::kUnavailable) << download.status();
  EXPECT_LT(absl::Now() - start, absl::Seconds(10));
  request = Request("plain/list.csv");
  request.url = "http://127.0.0.1:1/list.csv";
  EXPECT_THAT(std::string(DownloadFile(request).status().message()), HasSubstr("cannot be reached"));
}

TEST_F(DownloadTest, SizeHasALimit) {
  for (const char* const path : {"plain/list.csv", "bare/list.csv"}) {
    DownloadRequest request = Request(path);
    request.max_bytes = static_cast<int64_t>(list_.size());
    EXPECT_TRUE(DownloadFile(request).ok());
    request.max_bytes -= 1;
    const auto download = DownloadFile(request);
    EXPECT_EQ(download.status().code(), absl::StatusCode::kResourceExhausted) << download.status();
    EXPECT_THAT(std::string(download.status().message()), HasSubstr("max_bytes"));
    EXPECT_EQ(Leftovers(), 0) << "what is refused is not gone on with";
  }
}

TEST_F(DownloadTest, APinnedDigestIsChecked) {
  DownloadRequest request = Request("plain/list.csv");
  request.sha256 = Sha256Hex(list_);
  EXPECT_TRUE(DownloadFile(request).ok());
  server_.Put("list.csv", list_ + "r-new,Newly Listed Works\n");
  const auto download = DownloadFile(request);
  EXPECT_EQ(download.status().code(), absl::StatusCode::kDataLoss) << download.status();
  EXPECT_EQ(Leftovers(), 0);
}

TEST_F(DownloadTest, PeopleMayGiveUp) {
  DownloadRequest request = Request("slow/list.csv");
  request.progress = [](int64_t, int64_t) { return false; };
  EXPECT_EQ(DownloadFile(request).status().code(), absl::StatusCode::kCancelled);
}

TEST_F(DownloadTest, NothingIsAskedOfAnAddressThatIsNotAllowed) {
  DownloadRequest request = Request("plain/list.csv");
  request.url = "http://list.example/list.csv";
  EXPECT_EQ(DownloadFile(request).status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace cordon
