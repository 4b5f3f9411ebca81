// The report of one screening: as people get it, and with hostile text in every field.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "service/render/audit_report.h"
#include "tests/golden/golden_file.h"
#include "tests/golden/hostile_text.h"
#include "tests/golden/sample_answers.h"

namespace cordon {
namespace {

using testing::HasSubstr;
using testing::Not;

render::AuditProof SampleProof() {
  render::AuditProof proof;
  proof.origin = "cordon/0123456789abcdef";
  proof.index = 7;
  proof.size = 9;
  proof.root = "cm9vdA==";
  proof.key = "cordon/0123456789abcdef+00112233+a2V5";
  proof.leaf_hash = "55aa";
  proof.record = "{\"name\":\"screenings/01m80x842fregnnx744735baps\"}";
  proof.record_sha256 = "33cc";
  proof.receipt = "c2sp.org/tlog-proof@v1\nindex 7\n\ncordon/0123456789abcdef\n";
  return proof;
}

std::string DrawNames(const v1::OwnershipPicture& picture) {
  std::string out = "<svg>";
  for (const auto& node : picture.nodes()) absl::StrAppend(&out, "<desc>", node.level(), " ", node.name(), "</desc>");
  return out + "</svg>";
}

TEST(RenderReport, AScreeningAsADocument) {
  const v1::Screening screening = SampleParties()[0].screening;
  EXPECT_TRUE(MatchesGolden("report.html", render::AuditReportHtml(screening, SampleProof(), &DrawNames)));
}

TEST(RenderReport, NothingInARecordBecomesMarkup) {
  v1::Screening deal;
  FillHostile(&deal);
  v1::Screening party = deal;
  party.clear_parties();
  party.clear_transaction();
  render::AuditProof proof = SampleProof();
  for (std::string* const text : {&proof.origin, &proof.root, &proof.key, &proof.leaf_hash, &proof.record,
                                  &proof.record_sha256, &proof.receipt}) {
    *text = kHostile;
  }
  for (const v1::Screening& screening : {deal, party}) {
    const std::string html = render::AuditReportHtml(screening, proof, [](const auto&) { return "<svg></svg>"; });
    EXPECT_THAT(html, HasSubstr("&lt;script&gt;alert(&#39;x&#39;)"));
    EXPECT_THAT(html, Not(HasSubstr("<script")));
    EXPECT_THAT(html, Not(HasSubstr("\xE2\x80\xAE")));  // would turn the rest of the line around
    EXPECT_THAT(html, Not(HasSubstr("src=")));
  }
}

TEST(RenderReport, OwnersComeFromTheRecordedPaths) {
  v1::PartyResult party;
  v1::OwnershipSum* const sum = party.mutable_ownership()->add_sums();
  sum->set_regime(v1::REGIME_BIS);
  sum->set_restricted(true);
  for (const char* const list : {"EL", "SDN"}) {
    v1::OwnershipPath* const path = sum->add_paths();
    path->set_list(list);
    path->set_entry_id("7");
    for (const auto& [asset, owner] : {std::pair("Buyer", "Holding"), std::pair("Holding", "Listed")}) {
      v1::OwnershipHop* const hop = path->add_hops();
      hop->set_asset(asset);
      hop->set_asset_name(asset);
      hop->set_owner(owner);
      hop->set_owner_name(owner);
    }
    v1::OwnerEntry* const entry = sum->add_owners();
    entry->set_list(list);
    entry->set_entry_id("7");
  }
  const v1::OwnershipPicture picture = render::RecordedOwnership(party, "Buyer");
  EXPECT_EQ(DrawNames(picture), "<svg><desc>0 Buyer</desc><desc>1 Holding</desc><desc>2 Listed</desc></svg>");
  EXPECT_EQ(picture.edges_size(), 2);
  EXPECT_EQ(picture.nodes(2).entries_size(), 2);
  EXPECT_EQ(picture.nodes(0).restricted_size(), 1);
  EXPECT_EQ(render::RecordedOwnership(v1::PartyResult(), "Buyer").nodes_size(), 0);
}

}  // namespace
}  // namespace cordon
