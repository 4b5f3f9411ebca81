// Limits of a screening request, checked before any work. Pure functions; errors name the field's path.
#ifndef CORDON_SERVICE_SCREENING_REQUEST_CHECK_H_
#define CORDON_SERVICE_SCREENING_REQUEST_CHECK_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "cordon/v1/screening.pb.h"

namespace cordon {

inline constexpr int kMaxAliases = 32;
inline constexpr int kMaxIdentifiers = 32;
inline constexpr int kMaxWallets = 32;
inline constexpr int kMaxAddresses = 16;
inline constexpr int kMaxCountries = 16;
inline constexpr size_t kMaxFreeTextCodePoints = 512;
inline constexpr size_t kMaxKeyBytes = 128;  // ref, external_ref, id and wallet values, request_id
inline constexpr int kMinThreshold = 5000;

// `prefix` stands before every field path, such as "requests[3].".
absl::Status CheckRequest(const v1::ScreenPartyRequest& request, absl::string_view prefix = "");
absl::Status CheckParty(const v1::Party& party, absl::string_view prefix);

// Hex sha256 of a message's deterministic serialisation.
std::string MessageDigest(const google::protobuf::Message& message);
// The same with the message's type: what a retry is compared by where several methods share their ids.
std::string TypedDigest(const google::protobuf::Message& message);
// InvalidArgument if it is too long or no UTF-8, AlreadyExists for one that was used for another request.
absl::Status CheckRequestId(absl::string_view request_id);
absl::Status RequestIdReused(absl::string_view for_what);
// Hex sha256 of the request without request_id and traceparent: what a retry is compared by.
std::string RequestDigest(const v1::ScreenPartyRequest& request);
std::string RequestDigest(const v1::ScreenTransactionRequest& request);

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_REQUEST_CHECK_H_
