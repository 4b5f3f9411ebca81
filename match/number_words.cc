#include "match/number_words.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <string>

namespace cordon::internal {
namespace {

struct NumberWord {
  absl::string_view ordinal;
  absl::string_view cardinal;
  int value;
};

constexpr NumberWord kNumberWords[] = {
    {"first", "one", 1},
    {"second", "two", 2},
    {"third", "three", 3},
    {"fourth", "four", 4},
    {"fifth", "five", 5},
    {"sixth", "six", 6},
    {"seventh", "seven", 7},
    {"eighth", "eight", 8},
    {"ninth", "nine", 9},
    {"tenth", "ten", 10},
    {"eleventh", "eleven", 11},
    {"twelfth", "twelve", 12},
    {"thirteenth", "thirteen", 13},
    {"fourteenth", "fourteen", 14},
    {"fifteenth", "fifteen", 15},
    {"sixteenth", "sixteen", 16},
    {"seventeenth", "seventeen", 17},
    {"eighteenth", "eighteen", 18},
    {"nineteenth", "nineteen", 19},
    {"twentieth", "twenty", 20},
    {"thirtieth", "thirty", 30},
    {"fortieth", "forty", 40},
    {"fiftieth", "fifty", 50},
    {"sixtieth", "sixty", 60},
    {"seventieth", "seventy", 70},
    {"eightieth", "eighty", 80},
    {"ninetieth", "ninety", 90},
};

// What a numeral of this value looks like: 14 -> "xiv".
std::string RomanNumeral(int value) {
  static constexpr absl::string_view kOnes[] = {"", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"};
  std::string numeral(static_cast<size_t>(value / 10), 'x');
  numeral.append(kOnes[value % 10].data(), kOnes[value % 10].size());
  return numeral;
}

}  // namespace

bool MayBeNumberWord(absl::string_view word) {
  constexpr size_t kLongest = 16;
  // By first letter, the lengths of such words.
  static const std::array<uint32_t, 32> lengths = [] {
    std::array<uint32_t, 32> made{};
    const auto add = [&made](char first, size_t length) {
      made[static_cast<unsigned char>(first) % 32] |= 1U << length;
    };
    for (const NumberWord& row : kNumberWords) {
      add(row.ordinal[0], row.ordinal.size());
      add(row.cardinal[0], row.cardinal.size());
    }
    for (const char roman : {'i', 'v', 'x'}) {
      for (size_t length = 2; length <= 7; ++length) add(roman, length);
    }
    return made;
  }();
  if (word.empty() || word.size() > kLongest) return false;
  return (lengths[static_cast<unsigned char>(word[0]) % 32] >> word.size() & 1U) != 0;
}

int OrdinalOf(absl::string_view word) {
  const auto* const it = std::find_if(std::begin(kNumberWords), std::end(kNumberWords),
                                      [&](const NumberWord& row) { return row.ordinal == word; });
  return it == std::end(kNumberWords) ? 0 : it->value;
}

int CardinalOf(absl::string_view word) {
  const auto* const it = std::find_if(std::begin(kNumberWords), std::end(kNumberWords),
                                      [&](const NumberWord& row) { return row.cardinal == word; });
  return it == std::end(kNumberWords) ? 0 : it->value;
}

int RomanOf(absl::string_view word) {
  if (word.size() < 2 || word.size() > 7 || word == "xi" || word == "vi" || word == "ix") return 0;
  if (word.find_first_not_of("ivx") != absl::string_view::npos) return 0;
  for (int value = 2; value < 40; ++value) {
    if (RomanNumeral(value) == word) return value;
  }
  return 0;
}

}  // namespace cordon::internal
