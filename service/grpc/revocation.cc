#include "service/grpc/revocation.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <ctime>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"

namespace cordon {
namespace {

constexpr absl::Duration kSeenFor = absl::Minutes(1);
constexpr size_t kMaxSeen = 1'024;
constexpr size_t kMaxCertificates = 64;  // of a chain, and of lists

template <auto Free>
struct Freed {
  template <typename T>
  void operator()(T* pointer) const {
    Free(pointer);
  }
};
using Bio = std::unique_ptr<BIO, Freed<&BIO_free>>;
using Certificate = std::unique_ptr<X509, Freed<&X509_free>>;
using List = std::unique_ptr<X509_CRL, Freed<&X509_CRL_free>>;
using StoreContext = std::unique_ptr<X509_STORE_CTX, Freed<&X509_STORE_CTX_free>>;

// Everything of this kind in the text. InvalidArgument where a block is damaged: what stands behind it would be missed.
template <typename T, typename Read>
absl::StatusOr<std::vector<T>> ReadAllPem(absl::string_view pem, const Read& read) {
  std::vector<T> all;
  ERR_clear_error();
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  while (all.size() <= kMaxCertificates) {
    T one(read(bio.get(), nullptr, nullptr, nullptr));
    if (one == nullptr) {
      const unsigned long error = ERR_peek_last_error();
      ERR_clear_error();
      if (ERR_GET_LIB(error) == ERR_LIB_PEM && ERR_GET_REASON(error) == PEM_R_NO_START_LINE) return all;
      return absl::InvalidArgumentError(absl::StrCat("PEM block ", all.size() + 1, " is damaged"));
    }
    all.push_back(std::move(one));
  }
  return all;
}

absl::StatusOr<std::vector<Certificate>> ReadCertificates(absl::string_view pem) {
  return ReadAllPem<Certificate>(pem, &PEM_read_bio_X509);
}

std::string NameText(const X509_NAME* name) {
  char text[256];
  X509_NAME_oneline(name, text, sizeof text);
  return text;
}

bool HasRunOut(const X509_CRL* list, absl::Time now) {
  std::time_t at = absl::ToTimeT(now);
  const ASN1_TIME* const next = X509_CRL_get0_nextUpdate(list);
  return next == nullptr || X509_cmp_time(next, &at) <= 0;
}

}  // namespace

absl::StatusOr<std::shared_ptr<RevocationLists>> RevocationLists::Load(const std::string& issuers,
                                                                       const std::string& lists, absl::Time now) {
  const absl::StatusOr<std::vector<Certificate>> read_authorities = ReadCertificates(issuers);
  if (!read_authorities.ok()) {
    return absl::InvalidArgumentError(absl::StrCat("--tls-client-ca: ", read_authorities.status().message()));
  }
  const std::vector<Certificate>& authorities = *read_authorities;
  const absl::StatusOr<std::vector<List>> read_lists = ReadAllPem<List>(lists, &PEM_read_bio_X509_CRL);
  if (!read_lists.ok()) return read_lists.status();
  const std::vector<List>& all = *read_lists;
  if (all.empty()) return absl::InvalidArgumentError("holds no PEM list of revoked certificates");
  if (all.size() > kMaxCertificates || authorities.size() > kMaxCertificates) {
    return absl::InvalidArgumentError(absl::StrCat("at most ", kMaxCertificates, " lists, and as many issuers"));
  }
  for (const List& list : all) {
    if (!HasRunOut(list.get(), now)) continue;
    return absl::InvalidArgumentError(absl::StrCat("the list of ", NameText(X509_CRL_get_issuer(list.get())),
                                                   " has run out, or does not say when it does; get a new one"));
  }
  for (const Certificate& authority : authorities) {
    const X509_NAME* const subject = X509_get_subject_name(authority.get());
    const bool has_list = std::any_of(all.begin(), all.end(), [&](const List& list) {
      return X509_NAME_cmp(X509_CRL_get_issuer(list.get()), subject) == 0 &&
             X509_CRL_verify(list.get(), X509_get0_pubkey(authority.get())) == 1;
    });
    ERR_clear_error();
    if (has_list) continue;
    return absl::InvalidArgumentError(absl::StrCat("has no list that ", NameText(subject),
                                                   " of --tls-client-ca has signed, so all of its callers would be "
                                                   "refused; add it"));
  }
  std::shared_ptr<RevocationLists> loaded(new RevocationLists());
  loaded->store_.reset(X509_STORE_new());
  for (const Certificate& authority : authorities) X509_STORE_add_cert(loaded->store_.get(), authority.get());
  for (const List& list : all) X509_STORE_add_crl(loaded->store_.get(), list.get());
  X509_STORE_set_flags(loaded->store_.get(), X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
  X509_STORE_set_purpose(loaded->store_.get(), X509_PURPOSE_SSL_CLIENT);
  ERR_clear_error();
  return loaded;
}

absl::Status RevocationLists::Verify(absl::string_view leaf, absl::string_view chain, absl::Time now) const {
  const absl::StatusOr<std::vector<Certificate>> leaves_read = ReadCertificates(leaf);
  const absl::StatusOr<std::vector<Certificate>> chain_read = ReadCertificates(chain);
  if (!leaves_read.ok() || !chain_read.ok() || leaves_read->empty() || chain_read->size() > kMaxCertificates) {
    return absl::UnauthenticatedError("the client certificate cannot be read");
  }
  const std::vector<Certificate>& leaves = *leaves_read;
  const std::vector<Certificate>& between = *chain_read;
  STACK_OF(X509)* const stack = sk_X509_new_null();
  for (const Certificate& one : between) sk_X509_push(stack, one.get());
  const StoreContext context(X509_STORE_CTX_new());
  bool fine = stack != nullptr && context != nullptr &&
              X509_STORE_CTX_init(context.get(), store_.get(), leaves.front().get(), stack) == 1;
  if (fine) {
    X509_VERIFY_PARAM_set_time(X509_STORE_CTX_get0_param(context.get()), absl::ToTimeT(now));
    fine = X509_verify_cert(context.get()) == 1;
  }
  const char* const why =
      context == nullptr ? "" : X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get()));
  sk_X509_free(stack);
  ERR_clear_error();
  if (fine) return absl::OkStatus();
  return absl::UnauthenticatedError(absl::StrCat("the client certificate does not hold: ", why));
}

absl::Status RevocationLists::Check(absl::string_view leaf, absl::string_view chain, absl::Time now) const {
  std::string key = absl::StrCat(leaf, "\n", chain);
  {
    MutexLock lock(mu_);
    if (const auto seen = seen_.find(key); seen != seen_.end() && now < seen->second.until) return seen->second.status;
  }
  const absl::Status status = Verify(leaf, chain, now);
  MutexLock lock(mu_);
  if (seen_.size() >= kMaxSeen) seen_.clear();
  seen_[std::move(key)] = {status, now + kSeenFor};
  return status;
}

}  // namespace cordon
