// Is a chip or item controlled for advanced computing on a day: in 3A090, 4A090 or a .z paragraph ("CTRL"). Pure
// functions.
//
//   ControlQuery query{.chip = tables.FindChip("A800")};
//   JudgeControl(tables, query, "2023-11-16").ctrl;   // NO: interconnect below 600 GB/s; YES a day later
#ifndef CORDON_RULES_FACTS_CONTROL_H_
#define CORDON_RULES_FACTS_CONTROL_H_

#include <optional>
#include <string>

#include "cordon/v1/transaction.pb.h"
#include "rules/facts/tables.h"

namespace cordon {

struct ControlQuery {
  const v1::Chip* chip = nullptr;
  std::string eccn;            // upper case, may be empty
  std::optional<int64_t> tpp;  // as stated in the request; the chip table fills it otherwise
  std::optional<int64_t> density_centi;
};

struct ControlAnswer {
  v1::Tri ctrl = v1::UNKNOWN;
  std::string basis;
  std::optional<int64_t> tpp;
  std::optional<int64_t> density_centi;
  bool misdeclared = false;  // the chip is controlled, the stated ECCN is not
};

ControlAnswer JudgeControl(const Tables& tables, const ControlQuery& query, absl::string_view date);

// "3a090 a" -> "3A090.A"; blanks and case do not matter.
std::string NormalizeEccn(absl::string_view eccn);
// 3A090, 4A090 or a .z paragraph.
bool IsAdvancedComputingEccn(absl::string_view normalized, bool z_paragraphs);

// First day on which the item is controlled, or empty.
std::string ControlledSince(const Tables& tables, const ControlQuery& query);

}  // namespace cordon

#endif  // CORDON_RULES_FACTS_CONTROL_H_
