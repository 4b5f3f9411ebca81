#include "service/screening/policy_downloads.h"

#include <algorithm>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace cordon {
namespace {

constexpr size_t kMaxAddressBytes = 2048;
constexpr size_t kMaxDownloadSourceBytes = 64;
constexpr int64_t kMostBytes = int64_t{4} << 30;

bool IsPlainText(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 127; });
}

bool IsHexDigest(absl::string_view text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(),
                                          [](char c) { return absl::ascii_isxdigit(static_cast<unsigned char>(c)); });
}

absl::Status CheckOne(const v1::ListDownload& download) {
  const std::string& source = download.source();
  const auto refuse = [&](absl::string_view why) {
    return absl::InvalidArgumentError(absl::StrCat("policy field downloads of \"", source, "\": ", why));
  };
  if (source.empty() || source.size() > kMaxDownloadSourceBytes || !IsPlainText(source)) {
    return refuse("give the source, such as \"csl\" or \"operator/DENY\" (cordon lists versions shows them)");
  }
  const std::string& url = download.url();
  if (!url.empty() && !absl::StartsWith(url, "https://") && !absl::StartsWith(url, "http://")) {
    return refuse("url: use an https address");
  }
  if (url.size() > kMaxAddressBytes || !IsPlainText(url)) return refuse("url: at most 2048 characters of plain ASCII");
  if (!download.sha256().empty() && !IsHexDigest(download.sha256())) return refuse("sha256: give 64 hex digits");
  if (download.max_bytes() < 0 || download.max_bytes() > kMostBytes) return refuse("max_bytes: is outside 0..4 GiB");
  return absl::OkStatus();
}

absl::Status CheckLimit(absl::string_view field, int64_t value, int64_t least, int64_t most) {
  if (value >= least && value <= most) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("policy field download_limits.", field, ": ", value, " is outside ", least, "..", most));
}

}  // namespace

void AddDefaultDownloads(v1::Policy* policy) {
  v1::ListDownload* const csl = policy->add_downloads();
  csl->set_source("csl");
  csl->set_url("https://data.trade.gov/downloadable_consolidated_screening_list/v1/consolidated.csv");
  v1::DownloadLimits* const limits = policy->mutable_download_limits();
  limits->set_max_bytes(200LL << 20);
  limits->set_connect_timeout_ms(10'000);
  limits->set_timeout_seconds(600);
  limits->set_low_speed_bytes(1'000);
  limits->set_low_speed_seconds(30);
  limits->set_max_redirects(5);
  limits->set_attempts(3);
}

absl::Status CheckPolicyDownloads(const v1::Policy& policy) {
  if (policy.downloads_size() > kMaxDownloads) {
    return absl::InvalidArgumentError(absl::StrCat("policy names more than ", kMaxDownloads, " downloads"));
  }
  for (const v1::ListDownload& download : policy.downloads()) CORDON_RETURN_IF_ERROR(CheckOne(download));
  const v1::DownloadLimits& limits = policy.download_limits();
  CORDON_RETURN_IF_ERROR(CheckLimit("max_bytes", limits.max_bytes(), 1, kMostBytes));
  CORDON_RETURN_IF_ERROR(CheckLimit("connect_timeout_ms", limits.connect_timeout_ms(), 100, 300'000));
  CORDON_RETURN_IF_ERROR(CheckLimit("timeout_seconds", limits.timeout_seconds(), 1, 86'400));
  CORDON_RETURN_IF_ERROR(CheckLimit("low_speed_bytes", limits.low_speed_bytes(), 1, 1 << 30));
  CORDON_RETURN_IF_ERROR(CheckLimit("low_speed_seconds", limits.low_speed_seconds(), 1, 3'600));
  CORDON_RETURN_IF_ERROR(CheckLimit("max_redirects", limits.max_redirects(), 0, 20));
  return CheckLimit("attempts", limits.attempts(), 1, 20);
}

}  // namespace cordon
