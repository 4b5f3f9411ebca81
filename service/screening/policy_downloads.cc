#include "service/screening/policy_downloads.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"

namespace cordon {
namespace {

constexpr size_t kMaxAddressBytes = 2048;
constexpr size_t kMaxDownloadSourceBytes = 64;
constexpr int kMaxFurtherFiles = 7;
constexpr size_t kMaxPathBytes = 1024;
constexpr int64_t kMostBytes = int64_t{4} << 30;

bool IsPlainText(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 127; });
}

bool IsHexDigest(absl::string_view text) {
  return text.size() == 64 && std::all_of(text.begin(), text.end(),
                                          [](char c) { return absl::ascii_isxdigit(static_cast<unsigned char>(c)); });
}

absl::Status CheckAddress(absl::string_view source, absl::string_view field, const std::string& url) {
  const bool web = absl::StartsWith(url, "https://") || absl::StartsWith(url, "http://");
  if (web && url.size() <= kMaxAddressBytes && IsPlainText(url)) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("policy field downloads of \"", source, "\": ", field,
                   web ? ": at most 2048 characters of plain ASCII" : ": use an https address"));
}

absl::Status CheckOne(const v1::ListDownload& download) {
  const std::string& source = download.source();
  const auto refuse = [&](absl::string_view why) {
    return absl::InvalidArgumentError(absl::StrCat("policy field downloads of \"", source, "\": ", why));
  };
  if (source.empty() || source.size() > kMaxDownloadSourceBytes || !IsPlainText(source)) {
    return refuse("give the source, such as \"csl\" or \"operator/DENY\" (cordon lists versions shows them)");
  }
  if (!download.url().empty()) CORDON_RETURN_IF_ERROR(CheckAddress(source, "url", download.url()));
  if (download.also_size() > kMaxFurtherFiles) return refuse("also: at most 7 further files");
  if (download.also_size() > 0 && download.url().empty()) return refuse("also: there is no url beside it");
  if (download.also_size() > 0 && !download.sha256().empty()) return refuse("sha256: is for a list of one file");
  std::vector<std::string> addresses(download.also().begin(), download.also().end());
  for (const std::string& address : addresses) CORDON_RETURN_IF_ERROR(CheckAddress(source, "also", address));
  addresses.push_back(download.url());
  std::sort(addresses.begin(), addresses.end());
  if (std::adjacent_find(addresses.begin(), addresses.end()) != addresses.end()) {
    return refuse("also: names an address twice");
  }
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
  const std::string& ca_file = limits.ca_file();
  if (!ca_file.empty() && (ca_file[0] != '/' || ca_file.size() > kMaxPathBytes || ca_file.find('\0') != ca_file.npos)) {
    return absl::InvalidArgumentError("policy field download_limits.ca_file: give an absolute path");
  }
  return CheckLimit("attempts", limits.attempts(), 1, 20);
}

}  // namespace cordon
