#include "rules/facts/ownership/picture.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "base/canonical_json.h"
#include "tests/ownership/ownership_fixture.h"

namespace cordon {
namespace {

using testing::HasSubstr;
using testing::Not;

v1::OwnershipPicture Sample() {
  SmallWorld world;
  v1::OwnershipNode node;
  node.set_id("buyer");
  node.add_names("Buyer <& \"Co\">\x1b[31m");
  node.set_hq_country("SG");
  world.Node(node).Own("holding", "buyer", 6'000).Own("E1", "holding", 3'000).Own("E2", "holding", 2'500);
  world.Own("buyer", "E2", 1'000);  // a circle
  world.Edge(UnknownInterest("top", "buyer", v1::INTEREST_CONSOLIDATION_ULTIMATE));
  world.List("E1", "EL").List("E2", "EL");
  return world.Draw("buyer");
}

TEST(OwnershipPicture, Tree) {
  EXPECT_EQ(OwnershipTree(Sample()),
            "Buyer <& \"Co\"> [31m [SG]  ** restricted: BIS\n"
            "|-- 60 %  holding  ** restricted: BIS\n"
            "|   |-- 30 %  E1  ** listed: EL\n"
            "|   `-- 25 %  E2  ** listed: EL\n"
            "|       `-- 10 %  Buyer <& \"Co\"> [31m [SG]  ** restricted: BIS (owners above)\n"
            "`-- ultimate parent (accounts)  top\n"
            "\n"
            "Ultimate parent: top, headquarters unknown, source test\n"
            "\n"
            "BIS: Owned 60 % by restricted parties: holding 60 %; behind them E1 (EL), E2 (EL); at least 50 %.\n"
            "  holding: E1 (EL) 30 % + E2 (EL) 25 % = 55 %, at least 50 %: restricted\n"
            "  Buyer <& \"Co\"> [31m: holding 60 % = 60 %, at least 50 %: restricted\n");
}

TEST(OwnershipPicture, DotEscapesAndMarks) {
  const std::string dot = OwnershipDot(Sample());
  EXPECT_THAT(
      dot,
      HasSubstr("n0 [label=\"Buyer <& \\\"Co\\\"> [31m [SG]\\nrestricted: BIS\", fillcolor=\"#f7c6c5\", penwidth=2]"));
  EXPECT_THAT(dot, HasSubstr("n1 -> n0 [label=\"60 %\"]"));
  EXPECT_THAT(dot, HasSubstr("n2 -> n0 [label=\"ultimate parent (accounts)\", style=dashed]"));
  EXPECT_THAT(dot, Not(HasSubstr("\x1b")));
}

TEST(OwnershipPicture, SvgIsSelfContainedAndEscaped) {
  const std::string svg = OwnershipSvg(Sample());
  EXPECT_THAT(svg, HasSubstr("<svg xmlns=\"http://www.w3.org/2000/svg\""));
  EXPECT_THAT(svg, HasSubstr("Buyer &lt;&amp; &quot;Co&quot;&gt;"));
  EXPECT_THAT(svg, Not(HasSubstr("<script")));
  EXPECT_THAT(svg, Not(HasSubstr("href")));
  EXPECT_THAT(svg, Not(HasSubstr("\x1b")));
  EXPECT_EQ(svg.substr(svg.size() - 7), "</svg>\n");
  EXPECT_EQ(svg, OwnershipSvg(Sample()));
}

TEST(OwnershipPicture, JsonReadsBack) {
  const auto json = OwnershipJson(Sample());
  ASSERT_TRUE(json.ok());
  v1::OwnershipPicture back;
  ASSERT_TRUE(FromJson(*json, &back).ok());
  EXPECT_EQ(back.nodes_size(), 5);
}

TEST(OwnershipPicture, WideAndTruncatedPicturesSaySo) {
  SmallWorld world;
  for (int i = 0; i < 30; ++i) world.Own(absl::StrCat("owner", i), "A", 100);
  const v1::OwnershipPicture picture = world.Draw("A", 20260615, 20);
  EXPECT_EQ(picture.nodes_size(), 20);
  EXPECT_TRUE(picture.truncated());
  EXPECT_THAT(OwnershipTree(picture), HasSubstr("... more owners are known than are shown"));
  EXPECT_EQ(OwnershipTree(v1::OwnershipPicture()), "nothing is known\n");
  EXPECT_THAT(OwnershipSvg(v1::OwnershipPicture()), HasSubstr("</svg>"));
}

}  // namespace
}  // namespace cordon
