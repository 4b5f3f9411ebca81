// The dated tables that facts and conditions read: country groups, policy calendar, parameters, chips, control
// thresholds, price bands, value sets, what each list means. Law is data: nothing here is a constant of the code.
// Immutable after loading, hence thread-safe.
//
//   CORDON_ASSIGN_OR_RETURN(auto tables, Tables::Load(ShippedTables()));
//   tables->InGroup("KH", "D:5", "2025-11-06");   // true; false a day later
#ifndef CORDON_RULES_FACTS_TABLES_H_
#define CORDON_RULES_FACTS_TABLES_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "cordon/v1/rules.pb.h"
#include "re2/re2.h"
#include "rules/shipped.h"

namespace cordon {

// Dates are YYYY-MM-DD texts, which order like the days they name; empty bounds are open.
inline bool InPeriod(absl::string_view date, absl::string_view from, absl::string_view to) {
  return (from.empty() || date >= from) && (to.empty() || date <= to);
}

class Tables {
 public:
  // Later texts add rows; a parameter, chip or list class given again replaces the earlier one (an operator's own
  // table). InvalidArgument names file and row.
  static absl::StatusOr<std::shared_ptr<const Tables>> Load(const std::vector<NamedText>& texts);

  // Hong Kong reads as China once the tables say so. `country` as ISO alpha-2.
  bool InGroup(absl::string_view country, absl::string_view group, absl::string_view date) const;
  bool HasGroup(absl::string_view group) const { return group_rows_.contains(group); }
  // Macau or Country Group D:5.
  bool InD5Plus(absl::string_view country, absl::string_view date) const { return InGroup(country, "D5_PLUS", date); }
  std::string TreatedAs(absl::string_view country, absl::string_view date) const;

  // The row in force, or null if the calendar says nothing about that day.
  const v1::PolicyPeriod* PolicyAt(absl::string_view policy, absl::string_view date) const;
  bool HasPolicy(absl::string_view policy) const { return policy_rows_.contains(policy); }
  bool InForce(absl::string_view policy, absl::string_view date) const;

  // The value in force that day. REQUIRES: HasParameter(key); those of RequiredParameters() are always there.
  int64_t Parameter(absl::string_view key, absl::string_view date) const;
  bool HasParameter(absl::string_view key) const { return parameter_rows_.contains(key); }

  bool HasSet(absl::string_view name) const { return set_rows_.contains(name); }
  bool InSet(absl::string_view name, absl::string_view value, absl::string_view date) const;
  // A value of the set that occurs in the text as a word, ignoring case; empty if none.
  std::string WordOf(absl::string_view set, absl::string_view text, absl::string_view date) const;

  // The most powerful chip named anywhere in the text, or null. Case, full-width letters and hyphens do not matter.
  const v1::Chip* RecognizeChip(absl::string_view text) const;
  const v1::Chip* FindChip(absl::string_view name) const;

  const v1::ControlThreshold* ThresholdAt(absl::string_view date) const;
  const v1::PriceBand* PriceBandAt(absl::string_view chip, absl::string_view date) const;
  v1::ListClass ListClassOf(absl::string_view list) const;  // unknown codes: the operator's own list

  const std::vector<v1::ControlThreshold>& thresholds() const { return thresholds_; }
  const v1::Tables& rows() const { return rows_; }
  const std::string& digest() const { return digest_; }  // "sha256:<64 hex>" over the merged rows

 private:
  Tables() = default;
  absl::Status Add(const NamedText& source);
  absl::Status Finish();
  absl::Status FinishParameters();

  struct ChipPattern {
    int chip = 0;
    std::unique_ptr<RE2> pattern;
  };
  struct WordPattern {
    std::string from, to;
    std::unique_ptr<RE2> pattern;
  };

  v1::Tables rows_;
  absl::flat_hash_map<std::string, std::vector<int>> group_rows_, policy_rows_, set_rows_, parameter_rows_;
  std::vector<absl::flat_hash_set<std::string>> group_members_, set_members_;  // parallel to rows_
  absl::flat_hash_map<std::string, int> chip_by_name_, list_by_code_;
  std::vector<ChipPattern> chip_patterns_;
  std::unique_ptr<RE2> any_chip_;  // matches where one of chip_patterns_ does
  bool MayHoldWord(int set, absl::string_view text) const;

  std::vector<std::unique_ptr<RE2>> set_words_;  // parallel to rows_.sets()
  std::vector<v1::ControlThreshold> thresholds_;
  std::string digest_;
};

// Parameters the facts need; a table without one of them does not load.
const std::vector<std::string>& RequiredParameters();

}  // namespace cordon

#endif  // CORDON_RULES_FACTS_TABLES_H_
