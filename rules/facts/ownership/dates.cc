#include "rules/facts/ownership/dates.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "base/clock.h"

namespace cordon {

bool ParseOwnershipDay(absl::string_view text, OwnershipDay* day) {
  const auto parsed = ParseDate(text);
  if (!parsed.ok()) return false;
  *day = static_cast<OwnershipDay>(parsed->year() * 10000 + parsed->month() * 100 + parsed->day());
  return true;
}

std::string FormatOwnershipDay(OwnershipDay day) {
  if (day == kNoStart || day == kNoEnd) return "";
  return absl::StrCat(absl::Dec(day / 10000, absl::kZeroPad4), "-", absl::Dec(day / 100 % 100, absl::kZeroPad2), "-",
                      absl::Dec(day % 100, absl::kZeroPad2));
}

}  // namespace cordon
