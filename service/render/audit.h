// Entries of the log and proofs, in the four formats. Pure functions.
#ifndef CORDON_SERVICE_RENDER_AUDIT_H_
#define CORDON_SERVICE_RENDER_AUDIT_H_

#include <string>

#include "cordon/v1/audit.pb.h"
#include "service/render/format.h"

namespace cordon::render {

std::string AuditEntries(const v1::ListAuditEntriesResponse& entries, Format format, bool color);

// What an entry says about itself, then its bytes. Not as CSV.
std::string AuditEntryText(const v1::AuditEntry& entry, Format format);

// A table is the receipt itself, for a file. Not as CSV.
std::string AuditProofText(const v1::AuditProof& proof, Format format);

}  // namespace cordon::render

#endif  // CORDON_SERVICE_RENDER_AUDIT_H_
