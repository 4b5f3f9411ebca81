// Chinese numerals in names of institutes and factories: 第十三研究所 is the 13th Research Institute, 三〇一医院 the
// 301 Hospital; 三一重工 and 一汽 are no numbers. Thread contract: pure functions.
#ifndef CORDON_MATCH_SCRIPT_CHINESE_NUMERALS_H_
#define CORDON_MATCH_SCRIPT_CHINESE_NUMERALS_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace cordon::internal {

// A part of a run: text, or a number in digits.
struct NumeralPart {
  std::string text;
  bool number = false;
};

// The run cut at its numbers. A trailing 第 goes when the next word is a number (`before_number`).
std::vector<NumeralPart> CutNumerals(absl::string_view run, bool before_number);

}  // namespace cordon::internal

#endif  // CORDON_MATCH_SCRIPT_CHINESE_NUMERALS_H_
