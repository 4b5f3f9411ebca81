#include "db/fetch/download.h"

#include <curl/curl.h>

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "absl/time/clock.h"
#include "base/status_macros.h"
#include "base/version.h"
#include "db/fetch/place.h"
#include "db/fetch/url.h"

namespace cordon {
namespace {

constexpr size_t kMaxIdentifyingHeader = 1024;     // an ETag beyond this is not kept
constexpr int64_t kMaxErrorPageBytes = 256 << 10;  // of an answer that is not the file
constexpr absl::Duration kFirstPause = absl::Milliseconds(250);

struct ResponseHead {
  std::string etag;
  std::string last_modified;
  std::string content_range;
};

// Passing trouble, worth another attempt.
absl::Status Passing(absl::string_view message) { return absl::UnavailableError(message); }

// "bytes 100-199/200"; false if it is anything else.
bool ParseContentRange(absl::string_view text, int64_t* start, int64_t* total) {
  if (!absl::ConsumePrefix(&text, "bytes ")) return false;
  const size_t dash = text.find('-');
  const size_t slash = text.find('/');
  return dash != absl::string_view::npos && slash != absl::string_view::npos && dash < slash &&
         absl::SimpleAtoi(text.substr(0, dash), start) && absl::SimpleAtoi(text.substr(slash + 1), total) &&
         *start >= 0 && *total >= 0;
}

class Downloader {
 public:
  Downloader(const DownloadRequest& request, DownloadPlace* place)
      : request_(request),
        place_(place),
        max_bytes_(request.max_bytes > 0 ? request.max_bytes : request.limits.max_bytes()),
        deadline_(absl::Now() + absl::Seconds(request.limits.timeout_seconds())) {}

  // OK: the place holds the whole file, or the server says that what one has is still it.
  absl::Status Run();
  bool not_modified() const { return not_modified_; }
  // Of the not-modified answer, which may tell a new one.
  const ResponseHead& head() const { return head_; }

 private:
  absl::Status Attempt();
  absl::Status Request(CURL* curl, const std::string& url);
  absl::Status Judge(CURLcode code);
  // The condition under which a server may give the rest of the partial file.
  std::string Validator() const;
  // Looks at status and headers once, before the first byte.
  absl::Status TakeHead();
  absl::Status TakeBody(absl::string_view bytes);
  bool Partial() const { return status_ == 206; }
  bool Whole() const { return status_ == 200; }

  static size_t OnHeader(char* data, size_t, size_t size, void* self);
  static size_t OnBody(char* data, size_t, size_t size, void* self);
  static int OnProgress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t);

  std::string Shown() const { return ShownUrl(request_.url); }

  const DownloadRequest& request_;
  DownloadPlace* const place_;
  const int64_t max_bytes_;
  const absl::Time deadline_;
  // Of the running request.
  CURL* curl_ = nullptr;
  ResponseHead head_;
  int64_t offset_ = 0;  // asked for from here
  int64_t expected_ = 0;
  int64_t error_page_ = 0;
  long status_ = 0;  // NOLINT(google-runtime-int): curl's type
  bool head_taken_ = false;
  bool conditional_ = false;
  bool not_modified_ = false;
  bool given_up_ = false;
  absl::Status failure_;  // why a callback ended the transfer
};

std::string Downloader::Validator() const {
  const v1::ListOrigin& identity = place_->identity();
  // A weak tag does not promise the same bytes.
  if (!identity.etag().empty() && !absl::StartsWith(identity.etag(), "W/")) return identity.etag();
  return identity.last_modified();
}

size_t Downloader::OnHeader(char* data, size_t, size_t size, void* self) {
  ResponseHead& head = static_cast<Downloader*>(self)->head_;
  const absl::string_view line = absl::StripAsciiWhitespace(absl::string_view(data, size));
  if (absl::StartsWith(line, "HTTP/")) head = ResponseHead();  // of an interim answer
  const size_t colon = line.find(':');
  if (colon == absl::string_view::npos || line.size() > kMaxIdentifyingHeader) return size;
  const std::string name = absl::AsciiStrToLower(line.substr(0, colon));
  const std::string value(absl::StripAsciiWhitespace(line.substr(colon + 1)));
  // Stored as text and sent back: printable characters only.
  if (!std::all_of(value.begin(), value.end(), [](char c) { return c >= ' ' && c < 127; })) return size;
  if (name == "etag") head.etag = value;
  if (name == "last-modified") head.last_modified = value;
  if (name == "content-range") head.content_range = value;
  return size;
}

size_t Downloader::OnBody(char* data, size_t, size_t size, void* self) {
  auto* const me = static_cast<Downloader*>(self);
  me->failure_ = me->TakeBody(absl::string_view(data, size));
  return me->failure_.ok() ? size : CURL_WRITEFUNC_ERROR;
}

int Downloader::OnProgress(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  auto* const me = static_cast<Downloader*>(self);
  if (!me->request_.progress || me->request_.progress(me->place_->size(), me->expected_)) return 0;
  me->given_up_ = true;
  return 1;
}

absl::Status Downloader::TakeHead() {
  head_taken_ = true;
  curl_easy_getinfo(curl_, CURLINFO_RESPONSE_CODE, &status_);
  curl_off_t length = -1;
  curl_easy_getinfo(curl_, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
  if (Partial()) {
    int64_t start = 0;
    const bool same = ParseContentRange(head_.content_range, &start, &expected_) && start == offset_ && offset_ > 0 &&
                      (head_.etag.empty() || head_.etag == place_->identity().etag());
    if (!same) {
      place_->Drop();
      return Passing("gave another part than was asked for");
    }
  } else if (Whole()) {
    expected_ = std::max<int64_t>(0, length);
    v1::ListOrigin identity;
    identity.set_url(request_.url);
    identity.set_etag(head_.etag);
    identity.set_last_modified(head_.last_modified);
    CORDON_RETURN_IF_ERROR(place_->Begin(identity));
  } else {
    return absl::OkStatus();
  }
  if (expected_ > max_bytes_) {
    return absl::ResourceExhaustedError(
        absl::StrCat("announces ", expected_, " bytes, more than max_bytes of the policy, ", max_bytes_));
  }
  return absl::OkStatus();
}

absl::Status Downloader::TakeBody(absl::string_view bytes) {
  if (!head_taken_) CORDON_RETURN_IF_ERROR(TakeHead());
  if (!Whole() && !Partial()) {
    error_page_ += static_cast<int64_t>(bytes.size());
    return error_page_ <= kMaxErrorPageBytes ? absl::OkStatus() : absl::ResourceExhaustedError("");
  }
  if (place_->size() + static_cast<int64_t>(bytes.size()) > max_bytes_) {
    return absl::ResourceExhaustedError(absl::StrCat("gives more than max_bytes of the policy, ", max_bytes_));
  }
  return place_->Append(bytes);
}

absl::Status Downloader::Request(CURL* curl, const std::string& url) {
  curl_ = curl;
  head_ = ResponseHead();
  head_taken_ = false;
  status_ = 0;
  expected_ = 0;
  error_page_ = 0;
  failure_ = absl::OkStatus();
  const absl::Duration left = deadline_ - absl::Now();
  if (left <= absl::ZeroDuration()) return Passing("took too long (download_limits.timeout_seconds of the policy)");
  const std::string validator = Validator();
  offset_ = validator.empty() ? 0 : place_->size();
  std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(nullptr, &curl_slist_free_all);
  const auto add = [&](const std::string& line) {
    curl_slist* const more = curl_slist_append(headers.get(), line.c_str());
    if (more != nullptr && headers == nullptr) headers.reset(more);
  };
  conditional_ = offset_ == 0 && !(request_.etag.empty() && request_.last_modified.empty());
  if (offset_ > 0) {
    add(absl::StrCat("Range: bytes=", offset_, "-"));
    add(absl::StrCat("If-Range: ", validator));
  } else {
    if (!request_.etag.empty()) add(absl::StrCat("If-None-Match: ", request_.etag));
    if (!request_.last_modified.empty()) add(absl::StrCat("If-Modified-Since: ", request_.last_modified));
  }
  curl_easy_reset(curl);
  curl_easy_setopt(curl, CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);  // each step is judged here
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_SSLVERSION, static_cast<int64_t>(CURL_SSLVERSION_TLSv1_2));
  if (!request_.limits.ca_file().empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, request_.limits.ca_file().c_str());
  curl_easy_setopt(curl, CURLOPT_USERAGENT, absl::StrCat("cordon/", kProductVersion).c_str());
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, static_cast<int64_t>(request_.limits.connect_timeout_ms()));
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, std::max<int64_t>(1, absl::ToInt64Milliseconds(left)));
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, request_.limits.low_speed_bytes());
  curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, static_cast<int64_t>(request_.limits.low_speed_seconds()));
  curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, &Downloader::OnHeader);
  curl_easy_setopt(curl, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &Downloader::OnBody);
  curl_easy_setopt(curl, CURLOPT_WRITEDATA, this);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, &Downloader::OnProgress);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, this);
  // What goes to the own machine goes past whatever proxy the environment names.
  if (IsLoopbackUrl(url)) curl_easy_setopt(curl, CURLOPT_PROXY, "");
  const CURLcode code = curl_easy_perform(curl);
  if (code == CURLE_OK && !head_taken_) failure_ = TakeHead();
  return Judge(code);
}

absl::Status Downloader::Judge(CURLcode code) {
  if (given_up_) return absl::CancelledError("given up");
  if (!failure_.ok() && (Whole() || Partial())) return failure_;
  switch (code) {
    case CURLE_OK:
    case CURLE_WRITE_ERROR:  // of an error page that is too long
      break;
    case CURLE_PARTIAL_FILE:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
      return Passing(absl::StrCat("broke off after ", place_->size(), " bytes",
                                  expected_ > 0 ? absl::StrCat(" of ", expected_) : ""));
    case CURLE_OPERATION_TIMEDOUT:
      return Passing(absl::StrCat("was too slow and was given up after ", place_->size(), " bytes"));
    case CURLE_PEER_FAILED_VERIFICATION:
      return absl::FailedPreconditionError(absl::StrCat("is not who it should be: ", curl_easy_strerror(code)));
    case CURLE_SSL_CACERT_BADFILE:
      return absl::FailedPreconditionError(
          absl::StrCat("cannot be trusted: ", request_.limits.ca_file(),
                       " (download_limits.ca_file of the policy) is not a readable file of certificates"));
    default:
      return Passing(absl::StrCat("cannot be reached: ", curl_easy_strerror(code)));
  }
  if (Whole()) return absl::OkStatus();
  if (Partial()) {
    if (place_->size() == expected_) return absl::OkStatus();
    place_->Drop();
    return Passing("gave a part of another length than it said");
  }
  if (status_ == 304 && conditional_) {
    not_modified_ = true;
    return absl::OkStatus();
  }
  if (status_ == 416) {
    place_->Drop();
    return Passing("has no such part any more");
  }
  const std::string answered = absl::StrCat("answered with status ", status_);
  if (status_ >= 500 || status_ == 408 || status_ == 429) return Passing(answered);
  return absl::FailedPreconditionError(answered);
}

absl::Status Downloader::Attempt() {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(), &curl_easy_cleanup);
  if (curl == nullptr) return absl::ResourceExhaustedError("no memory for a download");
  std::string url = request_.url;
  for (int step = 0; step <= request_.limits.max_redirects(); ++step) {
    absl::Status status = Request(curl.get(), url);
    const bool redirect = status_ == 301 || status_ == 302 || status_ == 303 || status_ == 307 || status_ == 308;
    if (!redirect || given_up_) return status;
    const char* next = nullptr;
    curl_easy_getinfo(curl.get(), CURLINFO_REDIRECT_URL, &next);
    if (next == nullptr) return absl::FailedPreconditionError("redirects to nowhere");
    const std::string target = next;
    status = CheckRedirect(request_.url, target);
    if (!status.ok()) return absl::FailedPreconditionError(absl::StripPrefix(status.message(), Shown() + ": "));
    url = target;
  }
  return absl::FailedPreconditionError(absl::StrCat("redirects more than ", request_.limits.max_redirects(), " times"));
}

absl::Status Downloader::Run() {
  absl::Status status;
  absl::Duration pause = kFirstPause;
  for (int attempt = 0; attempt < std::max(1, request_.limits.attempts()); ++attempt) {
    if (attempt > 0) {
      if (absl::Now() + pause >= deadline_) break;
      absl::SleepFor(pause);
      pause *= 4;
    }
    status = Attempt();
    if (status.code() != absl::StatusCode::kUnavailable) break;
  }
  // What is too large, or refused, is not gone on with.
  if (!status.ok() && status.code() != absl::StatusCode::kUnavailable &&
      status.code() != absl::StatusCode::kCancelled) {
    place_->Drop();
  }
  if (status.ok()) return status;
  return absl::Status(status.code(), absl::StrCat(Shown(), ": ", status.message()));
}

bool StartCurl() {
  static const bool started = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  return started;
}

}  // namespace

absl::StatusOr<Download> DownloadFile(const DownloadRequest& request) {
  if (!StartCurl()) return absl::InternalError("libcurl does not start");
  CORDON_RETURN_IF_ERROR(CheckDownloadUrl(request.url, request.allow_http));
  absl::StatusOr<std::shared_ptr<DownloadPlace>> place = DownloadPlace::Take(request.directory, request.url);
  if (!place.ok()) {
    return absl::Status(place.status().code(), absl::StrCat(ShownUrl(request.url), ": ", place.status().message()));
  }
  Downloader downloader(request, place->get());
  CORDON_RETURN_IF_ERROR(downloader.Run());
  Download download;
  v1::ListOrigin& origin = download.origin;
  if (downloader.not_modified()) {
    const ResponseHead& head = downloader.head();
    download.not_modified = true;
    origin.set_url(request.url);
    origin.set_etag(head.etag.empty() ? request.etag : head.etag);
    origin.set_last_modified(head.last_modified.empty() ? request.last_modified : head.last_modified);
    return download;
  }
  origin = (*place)->identity();
  CORDON_ASSIGN_OR_RETURN(std::string digest, (*place)->Digest());
  if (!request.sha256.empty() && digest != absl::AsciiStrToLower(request.sha256)) {
    (*place)->Drop();
    return absl::DataLossError(
        absl::StrCat(ShownUrl(request.url), ": its sha256 is ", digest, ", the policy pins ", request.sha256));
  }
  origin.set_sha256(digest);
  origin.set_bytes((*place)->size());
  CORDON_ASSIGN_OR_RETURN(download.path, (*place)->Finish());
  download.place = *std::move(place);
  return download;
}

}  // namespace cordon
