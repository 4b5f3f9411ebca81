#include "db/fetch/url.h"

#include <curl/curl.h>

#include <algorithm>
#include <memory>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace cordon {
namespace {

// Taken apart by the library that will connect to it, so that both read an address in the same way.
class ParsedUrl {
 public:
  explicit ParsedUrl(const std::string& url) : handle_(curl_url(), &curl_url_cleanup) {
    valid_ = handle_ != nullptr && url.size() <= kMaxUrlBytes &&
             curl_url_set(handle_.get(), CURLUPART_URL, url.c_str(), 0) == CURLUE_OK;
  }
  bool valid() const { return valid_; }
  // Empty if it has none.
  std::string Part(CURLUPart part) const {
    char* text = nullptr;
    if (!valid_ || curl_url_get(handle_.get(), part, &text, 0) != CURLUE_OK) return "";
    const std::unique_ptr<char, decltype(&curl_free)> owned(text, &curl_free);
    return text;
  }
  bool https() const { return Part(CURLUPART_SCHEME) == "https"; }
  bool http() const { return Part(CURLUPART_SCHEME) == "http"; }
  bool loopback() const {
    const std::string host = absl::AsciiStrToLower(Part(CURLUPART_HOST));
    if (host == "localhost" || host == "[::1]") return true;
    // Only the four-number form: "127.evil.example" is a name like any other.
    const bool numbers = std::all_of(host.begin(), host.end(), [](char c) {
      return c == '.' || absl::ascii_isdigit(static_cast<unsigned char>(c));
    });
    return numbers && absl::StartsWith(host, "127.") && std::count(host.begin(), host.end(), '.') == 3;
  }

 private:
  std::unique_ptr<CURLU, decltype(&curl_url_cleanup)> handle_;
  bool valid_ = false;
};

absl::Status RefuseUrl(const std::string& url, absl::string_view why) {
  return absl::InvalidArgumentError(absl::StrCat(ShownUrl(url), ": ", why));
}

}  // namespace

absl::Status CheckDownloadUrl(const std::string& url, bool allow_http) {
  const ParsedUrl parsed(url);
  if (!parsed.valid()) return RefuseUrl(url.substr(0, 60), "is not an address such as https://example.org/list.csv");
  if (!parsed.Part(CURLUPART_USER).empty() || !parsed.Part(CURLUPART_PASSWORD).empty()) {
    return absl::InvalidArgumentError("an address to download from must not hold a user or password");
  }
  if (parsed.https() || (parsed.http() && (allow_http || parsed.loopback()))) return absl::OkStatus();
  if (!parsed.http()) return RefuseUrl(url, "only https is downloaded");
  return RefuseUrl(url, "plain http can be changed on the way; use https, or say allow_http in the policy");
}

absl::Status CheckRedirect(const std::string& url, const std::string& next) {
  const ParsedUrl from(url);
  const ParsedUrl to(next);
  if (!to.valid()) return RefuseUrl(url, "redirects to what is no address");
  if (to.https()) return absl::OkStatus();
  if (from.http() && from.loopback() && to.http() && to.loopback()) return absl::OkStatus();
  return RefuseUrl(url, absl::StrCat("redirects to ", ShownUrl(next),
                                     ", which is not https; put the right address into "
                                     "the policy"));
}

bool IsLoopbackUrl(const std::string& url) { return ParsedUrl(url).loopback(); }

std::string ShownUrl(const std::string& url) { return url.substr(0, url.find_first_of("?#")).substr(0, 200); }

std::string FileNameOfUrl(const std::string& url) {
  const std::string path = ParsedUrl(url).Part(CURLUPART_PATH);
  std::string name = path.substr(path.rfind('/') == std::string::npos ? 0 : path.rfind('/') + 1).substr(0, 128);
  name.erase(std::remove_if(name.begin(), name.end(),
                            [](char c) {
                              return !absl::ascii_isalnum(static_cast<unsigned char>(c)) &&
                                     !absl::StrContains("._-", absl::string_view(&c, 1));
                            }),
             name.end());
  return name.empty() ? "download" : name;
}

}  // namespace cordon
