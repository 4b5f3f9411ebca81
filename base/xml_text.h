// Text inside XML, SVG and HTML, and inside their attributes: nothing of it can be read as markup. Pure function.
//
//   absl::StrAppend(&svg, "<title>", EscapeXml(name), "</title>");
#ifndef CORDON_BASE_XML_TEXT_H_
#define CORDON_BASE_XML_TEXT_H_

#include <string>

#include "absl/strings/string_view.h"

namespace cordon {

// Control characters become blanks.
std::string EscapeXml(absl::string_view text);

}  // namespace cordon

#endif  // CORDON_BASE_XML_TEXT_H_
