// The effective policy for people and programs. Pure functions.
#ifndef CORDON_SERVICE_RENDER_POLICY_H_
#define CORDON_SERVICE_RENDER_POLICY_H_

#include <map>
#include <string>

#include "cordon/v1/policy.pb.h"
#include "service/render/json.h"

namespace cordon::render {

// Textproto that can be edited and given back with --config. With origins (field -> where its value comes from) a
// comment stands above each field.
std::string PolicyText(const v1::Policy& policy, const std::map<std::string, std::string>& origins);

// One compact object; with origins {"policy": ..., "origin": {...}}.
std::string PolicyJson(const v1::Policy& policy, const std::map<std::string, std::string>& origins);

}  // namespace cordon::render

#endif  // CORDON_SERVICE_RENDER_POLICY_H_
