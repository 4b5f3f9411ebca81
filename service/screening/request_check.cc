#include "service/screening/request_check.h"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/clock.h"
#include "base/country_codes.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "base/utf8.h"
#include "db/store/store.h"
#include "service/screening/errors.h"

namespace cordon {
namespace {

// Where a value stands; becomes text only if there is something to say of it.
class FieldPlace {
 public:
  FieldPlace(absl::string_view prefix, absl::string_view name) : prefix_(prefix), name_(name) {}
  FieldPlace(absl::string_view prefix, absl::string_view name, int index, absl::string_view part = "")
      : prefix_(prefix), name_(name), index_(index), part_(part) {}

  std::string Path() const {
    return index_ < 0 ? absl::StrCat(prefix_, name_) : absl::StrCat(prefix_, name_, "[", index_, "]", part_);
  }

 private:
  absl::string_view prefix_;
  absl::string_view name_;
  int index_ = -1;
  absl::string_view part_;
};

absl::Status InvalidValue(const FieldPlace& field, absl::string_view problem) {
  return InvalidField(field.Path(), problem);
}

// NUL never occurs in a name and would cut it short in some downstream tool.
absl::Status CheckText(const std::string& text, const FieldPlace& field, size_t max_code_points) {
  const size_t bad = FindInvalidUtf8(text);
  if (bad != absl::string_view::npos) return InvalidValue(field, absl::StrCat("invalid UTF-8 at byte ", bad));
  if (text.find('\0') != std::string::npos) return InvalidValue(field, "holds a NUL character");
  const size_t length = CountCodePoints(text);
  if (length > max_code_points) {
    return InvalidValue(
        field, absl::StrCat(length, " code points, at most ", max_code_points, " are allowed; nothing was cut"));
  }
  return absl::OkStatus();
}

absl::Status CheckKey(const std::string& text, const FieldPlace& field) {
  if (text.size() > kMaxKeyBytes) {
    return InvalidValue(field, absl::StrCat(text.size(), " bytes, at most ", kMaxKeyBytes, " are allowed"));
  }
  return CheckText(text, field, kMaxKeyBytes);
}

absl::Status CheckCount(int count, int most, const FieldPlace& field) {
  if (count <= most) return absl::OkStatus();
  return InvalidValue(field, absl::StrCat(count, " values, at most ", most, " are allowed"));
}

bool AnyFilled(const google::protobuf::RepeatedPtrField<std::string>& values) {
  for (const auto& value : values) {
    if (!absl::StripAsciiWhitespace(value).empty()) return true;
  }
  return false;
}

}  // namespace

absl::Status CheckParty(const v1::Party& party, absl::string_view prefix) {
  CORDON_RETURN_IF_ERROR(CheckText(party.name(), {prefix, "party.name"}, kMaxFreeTextCodePoints));
  CORDON_RETURN_IF_ERROR(CheckCount(party.aliases_size(), kMaxAliases, {prefix, "party.aliases"}));
  for (int i = 0; i < party.aliases_size(); ++i) {
    CORDON_RETURN_IF_ERROR(CheckText(party.aliases(i), {prefix, "party.aliases", i}, kMaxFreeTextCodePoints));
  }
  if (!v1::PartyType_IsValid(party.type())) {
    return InvalidValue({prefix, "party.type"}, "unknown value; use ANY, ORGANIZATION, PERSON, VESSEL or AIRCRAFT");
  }
  CORDON_RETURN_IF_ERROR(CheckCount(party.countries_size(), kMaxCountries, {prefix, "party.countries"}));
  for (int i = 0; i < party.countries_size(); ++i) {
    if (!IsCountryCode(party.countries(i))) {
      return InvalidValue(
          {prefix, "party.countries", i},
          absl::StrCat("'", party.countries(i), "' is not an ISO 3166-1 alpha-2 code in capitals, such as CN or GB"));
    }
  }
  CORDON_RETURN_IF_ERROR(CheckCount(party.addresses_size(), kMaxAddresses, {prefix, "party.addresses"}));
  for (int i = 0; i < party.addresses_size(); ++i) {
    CORDON_RETURN_IF_ERROR(CheckText(party.addresses(i), {prefix, "party.addresses", i}, kMaxFreeTextCodePoints));
  }
  CORDON_RETURN_IF_ERROR(CheckCount(party.ids_size(), kMaxIdentifiers, {prefix, "party.ids"}));
  bool any_id = false;
  for (int i = 0; i < party.ids_size(); ++i) {
    const FieldPlace value(prefix, "party.ids", i, ".value");
    const FieldPlace scheme(prefix, "party.ids", i, ".scheme");
    const auto& id = party.ids(i);
    CORDON_RETURN_IF_ERROR(CheckKey(id.value(), value));
    if (absl::StripAsciiWhitespace(id.value()).empty()) return InvalidValue(value, "is empty");
    if (id.scheme().empty() || id.scheme().size() > 32) {
      return InvalidValue(scheme, "give the scheme in 1..32 characters, such as LEI");
    }
    CORDON_RETURN_IF_ERROR(CheckKey(id.scheme(), scheme));
    any_id = true;
  }
  CORDON_RETURN_IF_ERROR(CheckCount(party.wallets_size(), kMaxWallets, {prefix, "party.wallets"}));
  for (int i = 0; i < party.wallets_size(); ++i) {
    CORDON_RETURN_IF_ERROR(CheckKey(party.wallets(i), {prefix, "party.wallets", i}));
  }
  CORDON_RETURN_IF_ERROR(CheckKey(party.ref(), {prefix, "party.ref"}));
  if (absl::StripAsciiWhitespace(party.name()).empty() && !any_id && !AnyFilled(party.aliases()) &&
      !AnyFilled(party.addresses()) && !AnyFilled(party.wallets())) {
    return MakeError(absl::StatusCode::kInvalidArgument, "NOTHING_TO_SCREEN",
                     absl::StrCat(prefix, "party.name: give a name, an address, an identifier or a wallet to screen"),
                     {{"field", absl::StrCat(prefix, "party.name")}});
  }
  return absl::OkStatus();
}

absl::Status CheckRequest(const v1::ScreenPartyRequest& request, absl::string_view prefix) {
  if (!request.has_party()) return InvalidField(absl::StrCat(prefix, "party"), "is required");
  CORDON_RETURN_IF_ERROR(CheckParty(request.party(), prefix));
  CORDON_RETURN_IF_ERROR(CheckKey(request.request_id(), {prefix, "request_id"}));
  CORDON_RETURN_IF_ERROR(CheckKey(request.external_ref(), {prefix, "external_ref"}));
  CORDON_RETURN_IF_ERROR(CheckKey(request.traceparent(), {prefix, "traceparent"}));
  if (!request.as_of().empty()) {
    const auto day = ParseDate(request.as_of());
    if (!day.ok()) return InvalidField(absl::StrCat(prefix, "as_of"), day.status().message());
  }
  if (request.threshold() != 0 && (request.threshold() < kMinThreshold || request.threshold() > 10000)) {
    return InvalidField(
        absl::StrCat(prefix, "threshold"),
        absl::StrCat(request.threshold(), " is outside ", kMinThreshold, "..10000 basis points (0.5 to 1)"));
  }
  return absl::OkStatus();
}

std::string MessageDigest(const google::protobuf::Message& message) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    message.SerializeToCodedStream(&coded);
  }
  return Sha256Hex(bytes);
}

std::string TypedDigest(const google::protobuf::Message& message) {
  return Sha256Hex(absl::StrCat(message.GetDescriptor()->full_name(), "\n", MessageDigest(message)));
}

absl::Status CheckRequestId(absl::string_view request_id) {
  if (request_id.size() > kMaxRequestIdBytes) {
    return InvalidField("request_id", absl::StrCat("at most ", kMaxRequestIdBytes, " bytes"));
  }
  if (!IsValidUtf8(request_id)) return InvalidField("request_id", "is not valid UTF-8");
  return absl::OkStatus();
}

absl::Status RequestIdReused(absl::string_view for_what) {
  return MakeError(absl::StatusCode::kAlreadyExists, "REQUEST_ID_REUSED",
                   absl::StrCat("request_id was used by this caller for a different ", for_what, "; use a new one"));
}

namespace {

template <typename Request>
std::string DigestOfContent(Request plain) {
  plain.clear_request_id();
  plain.clear_traceparent();
  plain.clear_want_receipt();
  return MessageDigest(plain);
}

}  // namespace

std::string RequestDigest(const v1::ScreenPartyRequest& request) { return DigestOfContent(request); }
std::string RequestDigest(const v1::ScreenTransactionRequest& request) { return DigestOfContent(request); }

}  // namespace cordon
