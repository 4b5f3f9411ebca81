// A stored screening, a non-match and a list entry, in full, for people. Pure functions.
#ifndef CORDON_SERVICE_RENDER_EXPLAIN_H_
#define CORDON_SERVICE_RENDER_EXPLAIN_H_

#include <string>

#include "cordon/v1/list.pb.h"
#include "cordon/v1/screening.pb.h"

namespace cordon::render {

// The record: who asked what when, on which lists, and each match with its alignment.
std::string RecordText(const v1::Screening& screening, bool color);

// Why a name does not hit an entry: every name of the entry with its score, the best one with its alignment.
std::string NonMatchText(const std::string& name, const v1::ExplainNonMatchResponse& answer, bool color);
std::string NonMatchJson(const std::string& name, const v1::ExplainNonMatchResponse& answer);

// One line per name of the entry.
std::string NonMatchCsv(const std::string& name, const v1::ExplainNonMatchResponse& answer);

// One entry with everything the source says of it.
std::string EntryText(const v1::ListEntry& entry, bool color);

}  // namespace cordon::render

#endif  // CORDON_SERVICE_RENDER_EXPLAIN_H_
