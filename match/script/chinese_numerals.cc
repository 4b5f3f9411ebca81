#include "match/script/chinese_numerals.h"

#include <algorithm>
#include <cstdint>

#include "base/utf8.h"

namespace cordon::internal {
namespace {

constexpr char32_t kOrdinal = U'第';
// What a number without 第 must stand before, to be one.
constexpr absl::string_view kNumbered[] = {"研究所", "研究院", "设计院", "工厂", "医院", "部队",
                                           "基地",   "大队",   "所",     "院",   "厂",   "局"};
constexpr size_t kMaxNumeral = 8;  // characters

int DigitOf(char32_t c) {
  constexpr absl::string_view kDigits = "零一二三四五六七八九";
  if (c == U'〇' || c == U'○' || c == U'◯') return 0;
  if (c == U'两') return 2;
  size_t at = 0;
  for (int value = 0; at < kDigits.size(); ++value) {
    if (DecodeUtf8(kDigits, &at) == c) return value;
  }
  return -1;
}

int UnitOf(char32_t c) { return c == U'十' ? 10 : c == U'百' ? 100 : c == U'千' ? 1000 : 0; }

bool IsNumeral(char32_t c) { return DigitOf(c) >= 0 || UnitOf(c) > 0; }

// "十三" 13, "五十五" 55, "三〇一" 301, "一百零一" 101.
std::string DigitsOf(const std::u32string& numeral) {
  if (std::none_of(numeral.begin(), numeral.end(), [](char32_t c) { return UnitOf(c) > 0; })) {
    std::string digits;
    for (const char32_t c : numeral) digits += std::to_string(DigitOf(c));
    return digits;
  }
  int64_t total = 0;
  int64_t digit = -1;
  for (const char32_t c : numeral) {
    const int unit = UnitOf(c);
    if (unit == 0) {
      digit = DigitOf(c);
    } else {
      total += (digit < 0 ? 1 : digit) * unit;
      digit = -1;
    }
  }
  return std::to_string(total + std::max<int64_t>(0, digit));
}

bool StartsNumbered(absl::string_view rest) {
  return std::any_of(std::begin(kNumbered), std::end(kNumbered),
                     [rest](absl::string_view word) { return rest.substr(0, word.size()) == word; });
}

}  // namespace

std::vector<NumeralPart> CutNumerals(absl::string_view run, bool before_number) {
  std::vector<NumeralPart> parts;
  std::string text;
  const auto flush = [&] {
    if (!text.empty()) parts.push_back({text, false});
    text.clear();
  };
  for (size_t at = 0; at < run.size();) {
    size_t next = at;
    char32_t c = DecodeUtf8(run, &next);
    const bool ordinal = c == kOrdinal;
    if (ordinal && next == run.size() && before_number) break;
    size_t end = ordinal ? next : at;
    std::u32string numeral;
    while (end < run.size()) {
      size_t after = end;
      c = DecodeUtf8(run, &after);
      if (!IsNumeral(c)) break;
      numeral.push_back(c);
      end = after;
    }
    const bool number = !numeral.empty() && numeral.size() <= kMaxNumeral &&
                        ((ordinal && (end == run.size() || StartsNumbered(run.substr(end)))) ||
                         (!ordinal && numeral.size() >= 2 && StartsNumbered(run.substr(end))) ||
                         (!ordinal && at > 0 && run.size() - end == 3 && StartsNumbered(run.substr(end))));
    if (number) {
      flush();
      parts.push_back({DigitsOf(numeral), true});
      at = end;
      continue;
    }
    // No number: all of its characters are text, so that none is tried again by itself.
    if (end == at || (ordinal && numeral.empty())) end = next;
    text.append(run.data() + at, end - at);
    at = end;
  }
  flush();
  return parts;
}

}  // namespace cordon::internal
