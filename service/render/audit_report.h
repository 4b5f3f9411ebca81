// One screening as a document for paper and file: a single HTML page without script, picture or font from outside, with
// drawings of how names were aligned and who owns whom, the record itself, and the proof that it stood in the log.
//
// Pure functions: same record and proof, same bytes. Everything from a record is escaped.
//
//   std::string html = AuditReportHtml(screening, proof, &OwnershipSvg);
#ifndef CORDON_SERVICE_RENDER_AUDIT_REPORT_H_
#define CORDON_SERVICE_RENDER_AUDIT_REPORT_H_

#include <cstdint>
#include <functional>
#include <string>

#include "absl/strings/string_view.h"
#include "cordon/v1/ownership.pb.h"
#include "cordon/v1/screening.pb.h"

namespace cordon::render {

inline constexpr int kMaxReportMatches = 100;  // of one party; how many are left out is said

struct AuditProof {
  std::string origin;
  int64_t index = 0;
  int64_t size = 0;       // entries the checkpoint covers
  std::string root;       // base64
  std::string key;        // verifier key
  std::string leaf_hash;  // hex
  std::string record;     // its bytes
  std::string record_sha256;
  std::string receipt;  // tlog-proof
};

using DrawOwnershipFn = std::function<std::string(const v1::OwnershipPicture&)>;

std::string AuditReportHtml(const v1::Screening& screening, const AuditProof& proof, const DrawOwnershipFn& draw);

// The steps of an alignment as an SVG drawing: the screened name above, the listed one below, each pair of tokens
// joined by what they have to do with each other.
std::string AlignmentSvg(const v1::Match& match);

// Owners and listed parties above a party, from what its record says of the paths to them. Empty without any.
v1::OwnershipPicture RecordedOwnership(const v1::PartyResult& party, absl::string_view name);

}  // namespace cordon::render

#endif  // CORDON_SERVICE_RENDER_AUDIT_REPORT_H_
