// Text for people: display width, padding, shortening, and what may safely reach a terminal.
// Pure functions; input is UTF-8, invalid bytes are shown as U+FFFD.
//
//   PadRight("商汤科技", 10)          // four wide characters take eight cells, two blanks follow
//   ScoreText(9410)                  // "0.9410"
#ifndef CORDON_SERVICE_RENDER_TEXT_H_
#define CORDON_SERVICE_RENDER_TEXT_H_

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "cordon/v1/match.pb.h"

namespace cordon::render {

// Basis points as a decimal with four digits, by integer arithmetic: 9410 -> "0.9410", 10000 -> "1.0000".
std::string ScoreText(int32_t basis_points);

// Valid UTF-8 with every invalid byte replaced by U+FFFD.
std::string ValidUtf8(absl::string_view text);

// For a terminal: control characters, bidi and zero-width characters become visible as <U+202E>; tab and line ends
// become blanks. A listed or submitted name can thus neither move the cursor nor hide a letter.
std::string Printable(absl::string_view text);

// Terminal cells: East Asian wide characters take two, combining marks none.
size_t DisplayWidth(absl::string_view text);
// Cut to `width` cells with a closing ellipsis when longer.
std::string Ellipsize(absl::string_view text, size_t width);
// Filled with blanks to `width` cells; longer text stays whole.
std::string PadRight(absl::string_view text, size_t width);
std::string PadLeft(absl::string_view text, size_t width);

// 25921 -> "25,921".
std::string WithThousands(int64_t number);

// Names of enum values as they stand in every output ("HOLD", "NAME", "JOINED"); "UNKNOWN(7)" for a value this
// program does not know.
std::string DispositionName(v1::Disposition disposition);
std::string ScopeName(v1::LicenseScope scope);
std::string MatchedOnName(v1::MatchedOn on);
std::string RelationName(v1::TokenRelation relation);

// Terminal colours. Text passes unchanged when `color` is off.
enum class Shade { kPlain, kGood, kNote, kBad, kWorst, kDim, kBold };
std::string Paint(absl::string_view text, Shade shade, bool color);
Shade DispositionShade(v1::Disposition disposition);

}  // namespace cordon::render

#endif  // CORDON_SERVICE_RENDER_TEXT_H_
