#include "service/render/suppressions.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "service/render/json.h"
#include "service/render/screening.h"

namespace cordon::render {

Records SuppressionRows(const v1::ListSuppressionsResponse& suppressions) {
  Records records({{"suppression", ""},
                   {"", "SUPPRESSION"},
                   {"status", "STATUS"},
                   {"party", "PARTY", FieldKind::kString, 36},
                   {"party_ref", "REF", FieldKind::kString, 20},
                   {"list", ""},
                   {"entry_id", ""},
                   {"", "ENTRY"},
                   {"entry_name", "LISTED AS", FieldKind::kString, 36},
                   {"score", "SCORE"},
                   {"last_day", "UNTIL"},
                   {"because", ""},
                   {"reason", ""},
                   {"case", ""},
                   {"proposed_by", "PROPOSED BY", FieldKind::kString, 24},
                   {"approved_by", "APPROVED BY", FieldKind::kString, 24},
                   {"audit_index", ""},
                   {"ended_by", ""},
                   {"end_reason", "ENDED"}});
  for (const v1::Suppression& one : suppressions.suppressions()) {
    const std::string because = absl::StrJoin(one.discriminators(), ";", [](std::string* text, int discriminator) {
      absl::StrAppend(text, v1::Alert::Discriminator_Name(static_cast<v1::Alert::Discriminator>(discriminator)));
    });
    const bool holds = one.status() == v1::Suppression::ACTIVE;
    records.Add({one.name(), std::string(absl::StripPrefix(one.name(), "suppressions/")),
                 v1::Suppression::Status_Name(one.status()), one.party(), one.party_ref(), one.list(), one.entry_id(),
                 absl::StrCat(one.list(), ":", one.entry_id()), one.entry_name(), ScoreText(one.score()),
                 one.last_day(), because, one.reason(), one.review_case(), one.proposed_by(), one.approved_by(),
                 one.audit_index() > 0 ? absl::StrCat(one.audit_index()) : "", one.ended_by(), one.end_reason()},
                holds ? Shade::kGood : Shade::kPlain, 2);
  }
  return records;
}

std::string SuppressionDetails(const v1::Suppression& suppression, Format format, bool color) {
  std::string json;
  JsonWriter(&json).Proto(suppression);
  if (format == Format::kJson) return IndentJson(json);
  if (format == Format::kJsonl) return absl::StrCat(json, "\n");
  v1::ListSuppressionsResponse one;
  *one.add_suppressions() = suppression;
  return SuppressionRows(one).Render(format, color);
}

}  // namespace cordon::render
