// An explanation template: text with fields in braces, resolved at load. "{each.party_name} is owned
// {each.min_bp|percent} by listed parties". Filters: percent (basis points), words (ENUM_VALUE -> enum value), list (at
// most eight values, joined), none. An unknown field reads "unknown". Immutable, thread-safe.
#ifndef CORDON_RULES_EXPLANATION_H_
#define CORDON_RULES_EXPLANATION_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "rules/field_path.h"

namespace cordon {

class Explanation {
 public:
  static absl::StatusOr<Explanation> Compile(absl::string_view text, const google::protobuf::Descriptor* each);
  bool empty() const { return pieces_.empty(); }
  std::string Render(const RuleInput& input) const;

 private:
  enum class Filter { kNone, kPercent, kWords };
  struct Piece {
    std::string literal;
    bool is_field = false;
    FieldPath path;
    Filter filter = Filter::kNone;
  };
  std::vector<Piece> pieces_;
};

// 5000 -> "50 %", 2999 -> "29.99 %".
std::string PercentText(int64_t basis_points);

}  // namespace cordon

#endif  // CORDON_RULES_EXPLANATION_H_
