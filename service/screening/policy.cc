#include "service/screening/policy.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/tokenizer.h>
#include <google/protobuf/text_format.h>

#include <algorithm>
#include <cstdlib>
#include <set>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/canonical_json.h"
#include "base/files.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "service/screening/canaries.h"
#include "service/screening/policy_downloads.h"

namespace cordon {
namespace {

constexpr int64_t kMaxPolicyBytes = 1 << 20;
constexpr int kMaxPolicyLists = 256;
constexpr int kMaxCanaryNames = 64;
constexpr size_t kMaxCanaryBytes = 512;
constexpr size_t kMaxSourceBytes = 64;

// Keeps the first defect with its place; textproto errors after the first are mostly echoes.
class FirstError : public google::protobuf::io::ErrorCollector {
 public:
  explicit FirstError(std::string path) : path_(std::move(path)) {}
  void AddError(int line, int column, const std::string& message) override {
    if (text_.empty()) text_ = absl::StrCat(path_, ":", line + 1, ":", column + 1, ": ", message);
  }
  const std::string& text() const { return text_; }

 private:
  std::string path_;
  std::string text_;
};

void SetList(v1::Policy* policy, const v1::ListPolicy& wanted) {
  for (auto& item : *policy->mutable_lists()) {
    if (item.list() == wanted.list()) {
      item = wanted;
      return;
    }
  }
  *policy->add_lists() = wanted;
}

bool SameCanary(const v1::Canary& a, const v1::Canary& b) { return a.source() == b.source() && a.list() == b.list(); }

void SetDownload(v1::Policy* policy, const v1::ListDownload& wanted) {
  for (auto& item : *policy->mutable_downloads()) {
    if (item.source() == wanted.source()) {
      item = wanted;
      return;
    }
  }
  *policy->add_downloads() = wanted;
}

void SetCanary(v1::Policy* policy, const v1::Canary& wanted) {
  for (auto& item : *policy->mutable_canaries()) {
    if (SameCanary(item, wanted)) {
      item = wanted;
      return;
    }
  }
  *policy->add_canaries() = wanted;
}

absl::Status CheckCanariesNamedOnce(const v1::Policy& file, const std::string& path) {
  if (file.canaries_size() > kMaxPolicyLists) return absl::OkStatus();  // refused below for that
  for (int i = 0; i < file.canaries_size(); ++i) {
    for (int j = 0; j < i; ++j) {
      if (!SameCanary(file.canaries(i), file.canaries(j))) continue;
      return absl::InvalidArgumentError(absl::StrCat(path, ": policy field canaries: ", file.canaries(i).source(), " ",
                                                     file.canaries(i).list(), " is named twice; keep one"));
    }
  }
  return absl::OkStatus();
}

// A list with two dispositions in one file: which was meant, nobody can tell.
absl::Status CheckNamedOnce(const v1::Policy& file, const std::string& path) {
  std::set<std::string> seen;
  for (const auto& item : file.lists()) {
    if (!seen.insert(item.list()).second) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, ": policy field lists: ", item.list(), " is named twice; keep one"));
    }
  }
  CORDON_RETURN_IF_ERROR(CheckCanariesNamedOnce(file, path));
  seen.clear();
  for (const auto& item : file.downloads()) {
    if (!seen.insert(item.source()).second) {
      return absl::InvalidArgumentError(
          absl::StrCat(path, ": policy field downloads: ", item.source(), " is named twice; keep one"));
    }
  }
  return absl::OkStatus();
}

// Lays `over` upon `policy`: scalars where set, required_lists as a whole, per-list dispositions by code, canaries by
// source and code, downloads by source, limits by field.
void Overlay(const v1::Policy& over, const std::string& origin, LoadedPolicy* loaded) {
  v1::Policy scalars = over;
  scalars.clear_lists();
  scalars.clear_canaries();
  scalars.clear_downloads();
  if (over.required_lists_size() > 0) loaded->policy.clear_required_lists();
  loaded->policy.MergeFrom(scalars);
  for (const auto& item : over.lists()) SetList(&loaded->policy, item);
  for (const auto& item : over.canaries()) SetCanary(&loaded->policy, item);
  for (const auto& item : over.downloads()) SetDownload(&loaded->policy, item);
  std::vector<const google::protobuf::FieldDescriptor*> set;
  over.GetReflection()->ListFields(over, &set);
  for (const auto* field : set) loaded->origin[field->name()] = origin;
}

bool IsListCode(absl::string_view code) {
  if (code.empty() || code.size() > 16 || !absl::ascii_isupper(static_cast<unsigned char>(code[0]))) return false;
  return std::all_of(code.begin(), code.end(), [](char c) {
    const auto u = static_cast<unsigned char>(c);
    return absl::ascii_isupper(u) || absl::ascii_isdigit(u) || c == '_' || c == '-';
  });
}

bool IsSource(absl::string_view source) {
  return !source.empty() && source.size() <= kMaxSourceBytes &&
         std::all_of(source.begin(), source.end(), [](char c) { return c > ' ' && c < 127; });
}

absl::Status CheckPolicyCanaries(const v1::Policy& policy) {
  if (policy.canaries_size() > kMaxPolicyLists) {
    return absl::InvalidArgumentError(absl::StrCat("policy names canaries of more than ", kMaxPolicyLists, " lists"));
  }
  for (int i = 0; i < policy.canaries_size(); ++i) {
    const v1::Canary& canary = policy.canaries(i);
    const std::string place = absl::StrCat("policy field canaries of ", canary.source(), " ", canary.list(), ": ");
    if (!IsSource(canary.source()) || !IsListCode(canary.list())) {
      return absl::InvalidArgumentError(
          absl::StrCat(place, "give a source such as \"csl\" and the code of a list in it such as \"EL\""));
    }
    if (canary.source().rfind("operator/", 0) == 0 || canary.source().rfind("ownership/", 0) == 0) {
      return absl::InvalidArgumentError(absl::StrCat(place, "only official lists have canaries"));
    }
    if (canary.names_size() > kMaxCanaryNames) {
      return absl::InvalidArgumentError(absl::StrCat(place, "names more than ", kMaxCanaryNames));
    }
    for (const std::string& name : canary.names()) {
      if (name.empty() || name.size() > kMaxCanaryBytes) {
        return absl::InvalidArgumentError(absl::StrCat(place, "a name has 1 to ", kMaxCanaryBytes, " bytes"));
      }
    }
  }
  return absl::OkStatus();
}

absl::Status CheckRange(absl::string_view field, int value, int least, int most) {
  if (value >= least && value <= most) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("policy field ", field, ": ", value, " is outside ", least, "..", most));
}

}  // namespace

v1::Policy DefaultPolicy() {
  v1::Policy policy;
  policy.set_version("default-1");
  policy.set_threshold(8500);
  policy.set_near_miss_band(1500);
  policy.set_warn_age_hours(24);
  policy.set_max_age_hours(5 * 24);
  policy.set_refuse_age_hours(30 * 24);
  // Lists that are not a general export or dealing ban (programme-specific): a match alone is a note.
  for (const char* const list : {"CAP", "CMIC", "FSE", "MBS", "PLC", "SSI"}) {
    auto* item = policy.add_lists();
    item->set_list(list);
    item->set_disposition(v1::NOTE);
  }
  policy.set_default_list_disposition(v1::HOLD);
  auto* limits = policy.mutable_limits();
  limits->set_max_candidates(2'000'000);
  limits->set_max_matches_stored(100);
  limits->set_max_batch(1000);
  limits->set_max_in_flight(1024);
  limits->set_default_deadline_ms(2000);
  AddDefaultCanaries(&policy);
  AddDefaultDownloads(&policy);
  return policy;
}

absl::Status ValidatePolicy(const v1::Policy& policy) {
  if (policy.version().empty() || policy.version().size() > 128) {
    return absl::InvalidArgumentError("policy field version: give it 1..128 characters");
  }
  CORDON_RETURN_IF_ERROR(CheckRange("threshold", policy.threshold(), 5000, 10000));
  CORDON_RETURN_IF_ERROR(CheckRange("near_miss_band", policy.near_miss_band(), 0, 5000));
  CORDON_RETURN_IF_ERROR(CheckRange("warn_age_hours", policy.warn_age_hours(), 1, 24 * 365));
  CORDON_RETURN_IF_ERROR(CheckRange("max_age_hours", policy.max_age_hours(), policy.warn_age_hours(), 24 * 365));
  CORDON_RETURN_IF_ERROR(CheckRange("refuse_age_hours", policy.refuse_age_hours(), policy.max_age_hours(), 24 * 365));
  if (policy.lists_size() > kMaxPolicyLists || policy.required_lists_size() > kMaxPolicyLists) {
    return absl::InvalidArgumentError(absl::StrCat("policy names more than ", kMaxPolicyLists, " lists"));
  }
  std::set<std::string> seen;
  for (const auto& item : policy.lists()) {
    if (!IsListCode(item.list())) {
      return absl::InvalidArgumentError(
          absl::StrCat("policy field lists.list: \"", item.list(), "\" is not a list code such as EL or OWN_DENY"));
    }
    if (!seen.insert(item.list()).second) {
      return absl::InvalidArgumentError(absl::StrCat("policy field lists: ", item.list(), " is named twice"));
    }
    // A match may be noted or worse; a policy cannot declare listed parties clear.
    if (item.disposition() < v1::NOTE || item.disposition() > v1::BLOCK) {
      return absl::InvalidArgumentError(
          absl::StrCat("policy field lists.disposition of ", item.list(), ": use NOTE, HOLD, ESCALATE or BLOCK"));
    }
    if (item.affiliate_disposition() != v1::DISPOSITION_UNSPECIFIED &&
        (item.affiliate_disposition() < v1::NOTE || item.affiliate_disposition() > v1::BLOCK)) {
      return absl::InvalidArgumentError(absl::StrCat("policy field lists.affiliate_disposition of ", item.list(),
                                                     ": use NOTE, HOLD, ESCALATE or BLOCK, or leave it out"));
    }
  }
  for (const auto& code : policy.required_lists()) {
    if (!IsListCode(code)) {
      return absl::InvalidArgumentError(absl::StrCat("policy field required_lists: \"", code, "\" is not a list code"));
    }
  }
  if (policy.default_list_disposition() < v1::NOTE || policy.default_list_disposition() > v1::BLOCK) {
    return absl::InvalidArgumentError("policy field default_list_disposition: use NOTE, HOLD, ESCALATE or BLOCK");
  }
  CORDON_RETURN_IF_ERROR(CheckPolicyCanaries(policy));
  CORDON_RETURN_IF_ERROR(CheckPolicyDownloads(policy));
  const auto& limits = policy.limits();
  CORDON_RETURN_IF_ERROR(CheckRange("limits.max_candidates", limits.max_candidates(), 1, 100'000'000));
  CORDON_RETURN_IF_ERROR(CheckRange("limits.max_matches_stored", limits.max_matches_stored(), 1, 1000));
  CORDON_RETURN_IF_ERROR(CheckRange("limits.max_batch", limits.max_batch(), 1, 1000));
  CORDON_RETURN_IF_ERROR(CheckRange("limits.max_in_flight", limits.max_in_flight(), 1, 100'000));
  return CheckRange("limits.default_deadline_ms", limits.default_deadline_ms(), 10, 600'000);
}

std::string PolicyDigest(const v1::Policy& policy) {
  v1::Policy sorted = policy;
  std::sort(sorted.mutable_lists()->begin(), sorted.mutable_lists()->end(),
            [](const v1::ListPolicy& a, const v1::ListPolicy& b) { return a.list() < b.list(); });
  std::sort(sorted.mutable_required_lists()->begin(), sorted.mutable_required_lists()->end());
  const auto json = ToCanonicalJson(sorted);
  // A validated policy always has a canonical form; an unvalidated one must not share a digest with any other.
  return absl::StrCat("sha256:", json.ok() ? Sha256Hex(*json) : Sha256Hex(sorted.SerializeAsString()));
}

absl::StatusOr<int> ParseScore(absl::string_view text) {
  const auto bad = [&] {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", text, "\" is not a score: a decimal from 0 to 1 with at most four digits, such as 0.85"));
  };
  const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(text, absl::MaxSplits('.', 1));
  const bool has_point = text.find('.') != absl::string_view::npos;
  if ((parts.first != "0" && parts.first != "1") || (has_point && parts.second.empty()) || parts.second.size() > 4) {
    return bad();
  }
  int score = parts.first == "1" ? 10000 : 0;
  int unit = 1000;
  for (const char c : parts.second) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) return bad();
    score += (c - '0') * unit;
    unit /= 10;
  }
  if (score > 10000) return bad();
  return score;
}

absl::StatusOr<LoadedPolicy> LoadPolicy(const std::string& path, const std::map<std::string, std::string>& flags) {
  LoadedPolicy loaded;
  loaded.policy = DefaultPolicy();
  for (int i = 0; i < v1::Policy::descriptor()->field_count(); ++i) {
    loaded.origin[v1::Policy::descriptor()->field(i)->name()] = "default";
  }
  if (!path.empty()) {
    CORDON_ASSIGN_OR_RETURN(const std::string text, ReadFile(path, kMaxPolicyBytes));
    v1::Policy file;
    FirstError errors(path);
    google::protobuf::TextFormat::Parser parser;
    parser.RecordErrorsTo(&errors);
    if (!parser.ParseFromString(text, &file)) return absl::InvalidArgumentError(errors.text());
    CORDON_RETURN_IF_ERROR(CheckNamedOnce(file, path));
    Overlay(file, absl::StrCat("file ", path), &loaded);
    // Checked now, so that a defect is reported against the file that has it.
    const absl::Status valid = ValidatePolicy(loaded.policy);
    if (!valid.ok()) return absl::InvalidArgumentError(absl::StrCat(path, ": ", valid.message()));
  }
  const char* const threshold = std::getenv("CORDON_THRESHOLD");
  if (threshold != nullptr && *threshold != '\0') {
    const auto score = ParseScore(threshold);
    if (!score.ok())
      return absl::InvalidArgumentError(absl::StrCat("environment CORDON_THRESHOLD: ", score.status().message()));
    loaded.policy.set_threshold(*score);
    loaded.origin["threshold"] = "environment CORDON_THRESHOLD";
  }
  for (const auto& [flag, value] : flags) {
    if (flag != "threshold") return absl::InvalidArgumentError(absl::StrCat("no policy field has the flag --", flag));
    const auto score = ParseScore(value);
    if (!score.ok()) return absl::InvalidArgumentError(absl::StrCat("--threshold: ", score.status().message()));
    loaded.policy.set_threshold(*score);
    loaded.origin["threshold"] = "flag --threshold";
  }
  CORDON_RETURN_IF_ERROR(ValidatePolicy(loaded.policy));
  loaded.digest = PolicyDigest(loaded.policy);
  return loaded;
}

v1::Disposition AffiliateDisposition(const v1::Policy& policy, absl::string_view list) {
  for (const auto& item : policy.lists()) {
    if (list == item.list() && item.affiliate_disposition() != v1::DISPOSITION_UNSPECIFIED) {
      return item.affiliate_disposition();
    }
  }
  return std::min(ListDisposition(policy, list), v1::HOLD);
}

v1::Disposition ListDisposition(const v1::Policy& policy, absl::string_view list) {
  for (const auto& item : policy.lists()) {
    if (list == item.list()) return item.disposition();
  }
  return policy.default_list_disposition();
}

}  // namespace cordon
