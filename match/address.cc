#include "match/address.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "match/align.h"
#include "match/fold.h"
#include "match/scorer.h"
#include "match/weights.h"

namespace cordon::internal {
namespace {

constexpr size_t kMaxNumberDigits = 9;

struct AddressSpelling {
  const char* from;
  const char* to;
};
// Street words and their abbreviations; the empty ones say nothing about which door it is.
constexpr AddressSpelling kAddressSpellings[] = {
    {"rd", "road"},        {"street", "st"},       {"str", "st"},      {"ave", "avenue"},
    {"bldg", "building"},  {"centre", "center"},   {"ctr", "center"},  {"blvd", "boulevard"},
    {"ln", "lane"},        {"dr", "drive"},        {"hwy", "highway"}, {"dist", "district"},
    {"ind", "industrial"}, {"comm", "commercial"}, {"twr", "tower"},   {"no", ""},
    {"nos", ""},           {"number", ""},         {"the", ""},
};

bool IsUnitWord(absl::string_view word) {
  for (const absl::string_view unit : {"unit", "room", "rm", "flat", "office", "suite", "ste", "shop", "apt", "fl"}) {
    if (word == unit) return true;
  }
  return false;
}

bool IsFloorWord(absl::string_view word) { return word == "f" || word == "fl" || word == "flr" || word == "floor"; }

absl::string_view AddressWord(absl::string_view word) {
  for (const AddressSpelling& row : kAddressSpellings) {
    if (word == row.from) return row.to;
  }
  return word;
}

// A word of the address with what stands before it: a dash makes a range, anything else does not.
struct AddressPart {
  std::string text;
  bool after_dash = false;
};

bool IsDash(absl::string_view text, size_t pos) {
  if (text[pos] == '-') return true;
  return text.substr(pos, 3) == "\xE2\x80\x93" || text.substr(pos, 3) == "\xE2\x80\x90";  // en dash, hyphen
}

// Folds the text between dashes separately, so that the dashes are not lost.
std::vector<AddressPart> SplitAddress(absl::string_view text) {
  std::vector<AddressPart> parts;
  FoldedText folded;
  size_t begin = 0;
  bool dash = false;
  for (size_t pos = 0; pos <= text.size(); ++pos) {
    if (pos < text.size() && !IsDash(text, pos)) continue;
    FoldText(text.substr(begin, pos - begin), &folded);
    for (const FoldedWord& word : folded.words) {
      parts.push_back({std::string(folded.Word(word)), dash});
      dash = false;
    }
    if (pos < text.size()) {
      begin = pos + (text[pos] == '-' ? 1 : 3);
      dash = true;
    }
  }
  return parts;
}

// "610", "19c", "13f", "10th", "b12".
bool ReadNumber(absl::string_view word, AddressNumber* out) {
  size_t digits = 0;
  while (digits < word.size() && absl::ascii_isdigit(static_cast<unsigned char>(word[digits]))) ++digits;
  if (digits == 0 || digits > kMaxNumberDigits) return false;
  uint32_t value = 0;
  for (const char c : word.substr(0, digits)) value = value * 10 + static_cast<uint32_t>(c - '0');
  const absl::string_view rest = word.substr(digits);
  *out = AddressNumber{AddressNumber::Kind::kPlain, value, value, '\0'};
  if (rest.empty()) return true;
  if (rest == "st" || rest == "nd" || rest == "rd" || rest == "th") return true;
  if (IsFloorWord(rest)) {
    out->kind = AddressNumber::Kind::kFloor;
    return true;
  }
  if (rest.size() != 1) return false;
  out->letter = rest[0];
  return true;
}

// The end of a range may leave out leading digits: 1318-19, 1318-20.
uint32_t RangeEnd(uint32_t low, uint32_t written) {
  if (written >= low) return written;
  uint32_t scale = 10;
  while (scale <= written && scale < 1000000000U) scale *= 10;
  const uint32_t high = low - low % scale + written;
  return high >= low ? high : low;
}

bool Overlap(const AddressNumber& a, const AddressNumber& b) {
  return a.letter == b.letter && a.low <= b.high && b.low <= a.high;
}

bool NumbersAgree(const std::vector<AddressNumber>& query, const std::vector<AddressNumber>& listed) {
  bool any = false;
  for (const AddressNumber& number : listed) {
    const bool floor = number.kind == AddressNumber::Kind::kFloor;
    bool found = false;
    bool stated = false;
    for (const AddressNumber& other : query) {
      if (other.kind != number.kind) continue;
      stated = true;
      found |= Overlap(number, other);
    }
    if (!found && (!floor || stated)) return false;
    any |= found;
  }
  return any;
}

}  // namespace

PreparedAddress PrepareAddress(absl::string_view text) {
  PreparedAddress address;
  const std::vector<AddressPart> parts = SplitAddress(text);
  std::string words;
  bool after_unit = false;
  for (size_t i = 0; i < parts.size(); ++i) {
    const std::string& part = parts[i].text;
    const absl::string_view word = AddressWord(part);
    if (!word.empty()) absl::StrAppend(&address.folded, address.folded.empty() ? "" : " ", word);
    AddressNumber number;
    if (ReadNumber(part, &number)) {
      const bool range = parts[i].after_dash && !address.numbers.empty() && number.letter == '\0' && i > 0 &&
                         absl::ascii_isdigit(static_cast<unsigned char>(parts[i - 1].text[0]));
      if (range) {
        AddressNumber& last = address.numbers.back();
        last.high = RangeEnd(last.low, number.high);
      } else {
        address.numbers.push_back(number);
      }
      if (i + 1 < parts.size() && IsFloorWord(parts[i + 1].text)) {
        address.numbers.back().kind = AddressNumber::Kind::kFloor;
        ++i;
      }
      after_unit = false;
      continue;
    }
    if (after_unit && part.size() == 1) {
      address.numbers.push_back(AddressNumber{AddressNumber::Kind::kPlain, 0, 0, part[0]});
      after_unit = false;
      continue;
    }
    if (word.empty()) continue;  // "unit no. D"
    after_unit = IsUnitWord(part);
    if (after_unit) continue;
    absl::StrAppend(&words, words.empty() ? "" : " ", word);
  }
  address.words = PrepareName(words);
  return address;
}

int ScoreAddress(const PreparedAddress& query, const PreparedAddress& listed) {
  if (!listed.folded.empty() && query.folded == listed.folded) return kFullScore;
  if (!NumbersAgree(query.numbers, listed.numbers)) return 0;
  // One side may leave out the district or add the country, so only the side with less left over must be explained.
  Aligner aligner;
  const Alignment alignment = AlignNames(query.words, listed.words, &aligner);
  if (alignment.rare_evidence < kMinRareEvidence) return 0;
  const int64_t rest = std::min(alignment.query_rest, alignment.listed_rest);
  return static_cast<int>(alignment.matched / (alignment.aligned + rest));
}

}  // namespace cordon::internal
