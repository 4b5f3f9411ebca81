// The server's certificate, key and issuers of client certificates, and what these took back: checked when read,
// replaced while connections last. New connections get the new ones; those that stand keep theirs, but for what was
// taken back.
// Thread contract: Load and Reload from one thread; handshakes and calls take what is current from any.
//
//   CORDON_ASSIGN_OR_RETURN(std::unique_ptr<TlsCertificates> tls, TlsCertificates::Load(files));
//   builder.AddListeningPort(address, tls->Credentials());
#ifndef CORDON_SERVICE_GRPC_TLS_CREDENTIALS_H_
#define CORDON_SERVICE_GRPC_TLS_CREDENTIALS_H_

#include <grpcpp/security/server_credentials.h>

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "base/mutex.h"
#include "service/grpc/listen.h"
#include "service/grpc/revocation.h"

namespace cordon {

class TlsCertificates {
 public:
  struct Contents {
    std::string chain;
    std::string key;
    std::string client_ca;                           // empty: clients need no certificate
    std::shared_ptr<const RevocationLists> revoked;  // null: nothing is said to be taken back
  };

  // InvalidArgument names the file that is missing, unreadable or no PEM, and a key that is not the certificate's.
  static absl::StatusOr<std::unique_ptr<TlsCertificates>> Load(const TlsFiles& files);
  // Reads the files again. When they cannot be used the old ones stay in force.
  absl::Status Reload();

  // TLS 1.2 or later; a client certificate is required and verified where issuers are given. This object must outlive
  // the server that uses them.
  std::shared_ptr<grpc::ServerCredentials> Credentials();

  // Null: there are no lists of what was taken back.
  std::shared_ptr<const RevocationLists> revoked() const;

  // What is in force, if it is another version than `known`.
  bool Newer(uint64_t* known, Contents* contents) const;

 private:
  explicit TlsCertificates(TlsFiles files) : files_(std::move(files)) {}

  const TlsFiles files_;
  std::shared_ptr<grpc::ServerCredentials> credentials_;
  mutable Mutex mu_;
  Contents contents_ ABSL_GUARDED_BY(mu_);
  uint64_t version_ ABSL_GUARDED_BY(mu_) = 0;
};

}  // namespace cordon

#endif  // CORDON_SERVICE_GRPC_TLS_CREDENTIALS_H_
