#include "db/lists/license.h"

#include <string>

#include "re2/re2.h"

namespace cordon {
namespace {

re2::StringPiece Piece(absl::string_view text) { return re2::StringPiece(text.data(), text.size()); }

struct ScopePatterns {
  // "For all items subject to the EAR when used in projects specified in § 746.8(a)(4) of the EAR"
  const RE2 projects{R"((?i)^\s*(?:for )?all items subject to the ear when used in projects specified in )"
                     R"(§?\s*746\.8\(a\)\(4\))"};
  const RE2 supp7{
      R"((?i)^\s*(?:for )?items on the ccl and (?:ear99 items )?listed in supplement no\. 7 to part 746\b)"};
  const RE2 supp2{R"((?i)^\s*(?:for )?any items? subject to the ear listed in supplement no\. 2 to part 744\b)"};
  const RE2 all{R"((?i)^\s*(?:for )?all items subject to the ear\b)"};
  // A licence exception does not narrow what the requirement covers.
  const RE2 overcome{R"((?i)this license requirement may be overcome by license exception.*$)"};
  // Anything that makes it less than all items.
  const RE2 narrowed{R"((?i)\b(?:except|apart from|other than|excluding|unless|when used|when destined|only|limited to)"
                     R"(|if)\b)"};
};

const ScopePatterns& Scopes() {
  static const auto* const kPatterns = new ScopePatterns;
  return *kPatterns;
}

struct FootnotePatterns {
  // "734.9(e)1", "734.9(e) 1", "734.9(e)(1)"
  const RE2 first{R"(734\.9\(e\)\s*(?:1\b|\(1\)))"};
  const RE2 third{R"(734\.9\(g\))"};
  const RE2 fourth{R"(734\.9\(e\)\(2\))"};
  const RE2 fifth{R"(734\.9\(e\)\(3\))"};
  // "of the EAR)4", "of the EAR) 5."
  const RE2 glued{R"(of the EAR\.?\)?\s*([1345])\b)"};
};

const FootnotePatterns& FootnoteForms() {
  static const auto* const kPatterns = new FootnotePatterns;
  return *kPatterns;
}

}  // namespace

v1::LicenseScope LicenseScopeOf(absl::string_view requirement) {
  if (requirement.empty()) return v1::LICENSE_SCOPE_UNSPECIFIED;
  const ScopePatterns& patterns = Scopes();
  if (RE2::PartialMatch(Piece(requirement), patterns.projects)) return v1::PROJECTS_746_8;
  if (RE2::PartialMatch(Piece(requirement), patterns.supp7)) return v1::CCL_AND_SUPP7_746;
  if (RE2::PartialMatch(Piece(requirement), patterns.supp2)) return v1::SUPP2_744;
  if (!RE2::PartialMatch(Piece(requirement), patterns.all)) return v1::OTHER_SCOPE;
  std::string text(requirement);
  RE2::Replace(&text, patterns.overcome, "");
  return RE2::PartialMatch(text, patterns.narrowed) ? v1::OTHER_SCOPE : v1::ALL_EAR;
}

std::vector<int32_t> FootnotesOf(absl::string_view requirement) {
  if (requirement.find("734.9") == absl::string_view::npos) return {};
  const FootnotePatterns& forms = FootnoteForms();
  bool found[6] = {};
  found[1] = RE2::PartialMatch(Piece(requirement), forms.first);
  found[3] = RE2::PartialMatch(Piece(requirement), forms.third);
  found[4] = RE2::PartialMatch(Piece(requirement), forms.fourth);
  found[5] = RE2::PartialMatch(Piece(requirement), forms.fifth);
  re2::StringPiece rest = Piece(requirement);
  int number = 0;
  while (RE2::FindAndConsume(&rest, forms.glued, &number)) found[number] = true;
  std::vector<int32_t> footnotes;
  for (int32_t i = 1; i <= 5; ++i) {
    if (found[i]) footnotes.push_back(i);
  }
  return footnotes;
}

}  // namespace cordon
