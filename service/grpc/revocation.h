// Which client certificates their issuers took back: lists of revoked certificates (CRLs), asked for every call, so
// that one that is taken back is refused from the next reload on, also on connections that stand.
//
// gRPC verifies a certificate once, when its connection begins, and without these lists. Here the whole chain is
// verified again with them; the result is kept for a minute.
//
// Thread contract: Load from any thread; Check from any at once.
//
//   CORDON_ASSIGN_OR_RETURN(std::shared_ptr<RevocationLists> lists, RevocationLists::Load(issuers, crls, now));
//   CORDON_RETURN_IF_ERROR(lists->Check(leaf, chain, now));
#ifndef CORDON_SERVICE_GRPC_REVOCATION_H_
#define CORDON_SERVICE_GRPC_REVOCATION_H_

#include <openssl/x509.h>

#include <map>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "base/mutex.h"

namespace cordon {

class RevocationLists {
 public:
  // PEM. InvalidArgument if there is no list, or none of one of the issuers, or one that is signed by somebody else or
  // has run out: with such lists nobody could be told from who was turned away.
  static absl::StatusOr<std::shared_ptr<RevocationLists>> Load(const std::string& issuers, const std::string& lists,
                                                               absl::Time now);

  // PEM of the certificate, and of those between it and its issuer. Not OK says why it is refused: revoked, the list of
  // its issuer is missing or has run out, the certificate has.
  absl::Status Check(absl::string_view leaf, absl::string_view chain, absl::Time now) const;

 private:
  struct StoreDeleter {
    void operator()(X509_STORE* store) const { X509_STORE_free(store); }
  };
  struct Seen {
    absl::Status status;
    absl::Time until;
  };
  RevocationLists() = default;
  absl::Status Verify(absl::string_view leaf, absl::string_view chain, absl::Time now) const;

  std::unique_ptr<X509_STORE, StoreDeleter> store_;  // not changed after Load
  mutable Mutex mu_;
  mutable std::map<std::string, Seen> seen_ ABSL_GUARDED_BY(mu_);  // by PEM
};

}  // namespace cordon

#endif  // CORDON_SERVICE_GRPC_REVOCATION_H_
