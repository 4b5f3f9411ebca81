// An ownership picture as text for people and programs: tree, Graphviz, drawing, JSON.
//
// Pure functions of the picture: same picture, same bytes. Names are escaped for the format they go into.
//
//   v1::OwnershipPicture picture = DrawOwnership(...);
//   std::string svg = OwnershipSvg(picture);
#ifndef CORDON_RULES_FACTS_OWNERSHIP_PICTURE_H_
#define CORDON_RULES_FACTS_OWNERSHIP_PICTURE_H_

#include <string>

#include "absl/status/statusor.h"
#include "cordon/v1/ownership.pb.h"

namespace cordon {

// The party and its owners, indented, then one block per regime with its explanation and arithmetic. Ends with a
// newline. Owners met before are named and not unfolded again, so circles end.
std::string OwnershipTree(const v1::OwnershipPicture& picture);
// A digraph for Graphviz, owners above what they own.
std::string OwnershipDot(const v1::OwnershipPicture& picture);
// A self-contained SVG: layers of boxes, owners above what they own; no fonts, scripts or links from outside.
std::string OwnershipSvg(const v1::OwnershipPicture& picture);
// Canonical JSON of the picture, with its findings.
absl::StatusOr<std::string> OwnershipJson(const v1::OwnershipPicture& picture);

// What the formats share. ------------------------------------------------------------------------------------------

// "EL, SDN", "restricted: BIS, OFAC", "possibly restricted: BIS" or "".
std::string OwnershipStatusText(const v1::OwnershipPictureNode& node);
// "55 %", "25-50 %", "unknown share", "consolidated", with ", indirect" where stated.
std::string OwnershipEdgeText(const v1::OwnershipHop& edge);

}  // namespace cordon

#endif  // CORDON_RULES_FACTS_OWNERSHIP_PICTURE_H_
