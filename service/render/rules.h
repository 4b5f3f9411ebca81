// Rules for people and programs: the overview and one rule in full. Pure functions.
#ifndef CORDON_SERVICE_RENDER_RULES_H_
#define CORDON_SERVICE_RENDER_RULES_H_

#include <string>

#include "cordon/v1/engine.pb.h"
#include "service/render/format.h"

namespace cordon::render {

// One row per rule, in the order loaded.
std::string RuleList(const v1::ListRulesResponse& rules, Format format, bool color);
// The whole rule with its tests: textproto that stands in a pack as it is (kTable), else JSON.
// REQUIRES: format is not kCsv.
std::string RuleText(const v1::LoadedRule& rule, Format format);

}  // namespace cordon::render

#endif  // CORDON_SERVICE_RENDER_RULES_H_
