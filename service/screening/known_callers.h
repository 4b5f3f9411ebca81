// Who may call over the network: bearer tokens (kept as their sha256), certificates, rates. Read from the file of
// `cordond --callers`; see proto/cordon/v1/callers.proto.
// Thread contract: immutable after loading.
//
//   CORDON_ASSIGN_OR_RETURN(const KnownCallers callers, LoadKnownCallers("callers.textproto"));
//   const KnownCallers::Entry* who = callers.ByToken(token);
#ifndef CORDON_SERVICE_SCREENING_KNOWN_CALLERS_H_
#define CORDON_SERVICE_SCREENING_KNOWN_CALLERS_H_

#include <cstdint>
#include <map>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "cordon/v1/callers.pb.h"

namespace cordon {

// Calls a second and at once; zero: no limit.
struct RateLimit {
  int per_second = 0;
  int burst = 0;
};

// What a caller may do, as a set of v1::KnownCaller::Role.
using RoleSet = uint32_t;
inline constexpr RoleSet kEveryRole = ~RoleSet{0};
constexpr RoleSet RoleBit(v1::KnownCaller::Role role) { return RoleSet{1} << static_cast<unsigned>(role); }

class KnownCallers {
 public:
  struct Entry {
    std::string name;
    RateLimit rate;
    RoleSet roles = 0;
  };

  // Null when nobody has this token or certificate name.
  const Entry* ByToken(absl::string_view token) const;
  const Entry* ByCertificate(absl::string_view name) const;
  RateLimit default_rate() const { return default_rate_; }
  size_t size() const { return entries_; }

 private:
  friend absl::StatusOr<KnownCallers> MakeKnownCallers(const v1::Callers& file, absl::string_view path);
  std::map<std::string, Entry> by_digest_;
  std::map<std::string, Entry, std::less<>> by_certificate_;
  RateLimit default_rate_;
  size_t entries_ = 0;
};

// InvalidArgument names the file and the entry.
absl::StatusOr<KnownCallers> MakeKnownCallers(const v1::Callers& file, absl::string_view path);
// InvalidArgument also for a file that others may write: who can, can call.
absl::StatusOr<KnownCallers> LoadKnownCallers(const std::string& path);

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_KNOWN_CALLERS_H_
