#include "rules/facts/tables.h"

#include <cstdlib>

#include "absl/strings/ascii.h"

namespace cordon {

std::string Tables::TreatedAs(absl::string_view country, absl::string_view date) const {
  return InSet("TREATED_AS_CN", country, date) ? "CN" : std::string(country);
}

bool Tables::InGroup(absl::string_view country, absl::string_view group, absl::string_view date) const {
  const auto found = group_rows_.find(group);
  if (found == group_rows_.end() || country.empty()) return false;
  const std::string code = TreatedAs(country, date);
  for (const int row : found->second) {
    const v1::CountryGroup& period = rows_.groups(row);
    if (!InPeriod(date, period.from(), period.to())) continue;
    const auto& members = group_members_[static_cast<size_t>(row)];
    if (members.contains(code)) return true;
    // A group may name other groups ("D5_PLUS" = "D:5" and MO); Finish() refused anything deeper.
    for (const std::string& member : period.countries()) {
      if (member.size() > 2 && InGroup(code, member, date)) return true;
    }
  }
  return false;
}

const v1::PolicyPeriod* Tables::PolicyAt(absl::string_view policy, absl::string_view date) const {
  const auto found = policy_rows_.find(policy);
  if (found == policy_rows_.end()) return nullptr;
  for (const int row : found->second) {
    if (InPeriod(date, rows_.policies(row).from(), rows_.policies(row).to())) return &rows_.policies(row);
  }
  return nullptr;
}

bool Tables::InForce(absl::string_view policy, absl::string_view date) const {
  const v1::PolicyPeriod* period = PolicyAt(policy, date);
  return period != nullptr && period->in_force();
}

int64_t Tables::Parameter(absl::string_view key, absl::string_view date) const {
  const auto found = parameter_rows_.find(key);
  if (found == parameter_rows_.end()) std::abort();  // RequiredParameters() is checked at load
  for (const int row : found->second) {
    if (InPeriod(date, rows_.parameters(row).from(), rows_.parameters(row).to())) return rows_.parameters(row).value();
  }
  return rows_.parameters(found->second.back()).value();  // the rows cover every day: an unreadable date
}

bool Tables::InSet(absl::string_view name, absl::string_view value, absl::string_view date) const {
  const auto found = set_rows_.find(name);
  if (found == set_rows_.end()) return false;
  const std::string upper = absl::AsciiStrToUpper(value);
  for (const int row : found->second) {
    if (InPeriod(date, rows_.sets(row).from(), rows_.sets(row).to()) &&
        set_members_[static_cast<size_t>(row)].contains(upper)) {
      return true;
    }
  }
  return false;
}

// False only if no value of the set stands anywhere in the text. Quick: nearly no text has one. Beyond ASCII letters
// have other cases, which the pattern knows.
bool Tables::MayHoldWord(int set, absl::string_view text) const {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) return true;
  }
  const std::string upper = absl::AsciiStrToUpper(text);
  for (const std::string& word : set_members_[static_cast<size_t>(set)]) {
    if (upper.find(word) != std::string::npos) return true;
  }
  return false;
}

std::string Tables::WordOf(absl::string_view set, absl::string_view text, absl::string_view date) const {
  const auto found = set_rows_.find(set);
  if (found == set_rows_.end() || text.empty()) return "";
  for (const int row : found->second) {
    if (!InPeriod(date, rows_.sets(row).from(), rows_.sets(row).to())) continue;
    if (!MayHoldWord(row, text)) continue;
    std::string word;
    if (RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *set_words_[static_cast<size_t>(row)], &word)) {
      return word;
    }
  }
  return "";
}

const v1::Chip* Tables::FindChip(absl::string_view name) const {
  const auto found = chip_by_name_.find(name);
  return found == chip_by_name_.end() ? nullptr : &rows_.chips(found->second);
}

const v1::ControlThreshold* Tables::ThresholdAt(absl::string_view date) const {
  for (const v1::ControlThreshold& row : thresholds_) {
    if (InPeriod(date, row.from(), row.to())) return &row;
  }
  return nullptr;
}

const v1::PriceBand* Tables::PriceBandAt(absl::string_view chip, absl::string_view date) const {
  for (const v1::PriceBand& band : rows_.price_bands()) {
    if (band.chip() == chip && InPeriod(date, band.from(), band.to())) return &band;
  }
  return nullptr;
}

v1::ListClass Tables::ListClassOf(absl::string_view list) const {
  const auto found = list_by_code_.find(list);
  if (found != list_by_code_.end()) return rows_.lists(found->second);
  v1::ListClass own;
  own.set_list(std::string(list));
  own.set_family(v1::FAMILY_OPERATOR);
  return own;
}

}  // namespace cordon
