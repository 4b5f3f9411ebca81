// cordon own: every format, every exit code, and what the other commands make of its formats.
#include "absl/strings/str_cat.h"
#include "tests/cli/cli_run.h"

namespace cordon {
namespace {

class Own : public CliTest {
 protected:
  void SetUp() override {
    ImportDenyList();
    const CliResult imported = Cordon({"lists", "import",
                                       Write("owners-2026-11-01.csv",
                                             "owner,asset,percent,asset_id\nOrlov Marine Supply,Baltic Hulls OY,75,\n"
                                             "Baltic Hulls OY,Harbour Cranes AB,50,LEI:5493001KJTIIGC8Y1R12\n"),
                                       "-o", "table"});
    ASSERT_EQ(imported.code, 0) << imported.err;
    EXPECT_EQ(
        Lines(imported.out)[0],
        "active: ownership/OWN (operator-csv), published 2026-11-01, 3 entities with 2 interests, 0 of unknown share");
  }
};

TEST_F(Own, EveryFormat) {
  const CliResult tree = Cordon({"own", "Harbour Cranes AB", "-o", "table"});
  EXPECT_EQ(tree.code, 0) << tree.err;
  EXPECT_EQ(Lines(tree.out)[0], "Harbour Cranes AB");
  EXPECT_EQ(Lines(tree.out)[1], "`-- 50 %  Baltic Hulls OY");
  EXPECT_EQ(Lines(tree.out)[2], "    `-- 75 %  Orlov Marine Supply  ** listed: DENY");
  EXPECT_EQ(tree.err, "");
  const CliResult by_id = Cordon({"own", "--id", "LEI:5493001KJTIIGC8Y1R12", "-o", "table"});
  EXPECT_EQ(by_id.out, tree.out);
  EXPECT_EQ(Cordon({"own", "Harbour Cranes AB", "-o", "dot"}).out.substr(0, 17), "digraph ownership");
  EXPECT_EQ(Cordon({"own", "Harbour Cranes AB", "-o", "svg"}).out.substr(0, 4), "<svg");
  const CliResult json = Cordon({"own", "Harbour Cranes AB", "-o", "json", "--regime", "bis"});
  EXPECT_EQ(Count(json.out, "\"restricted_min_bp\""), 0) << "an operator's own list restricts nobody by law";
  EXPECT_EQ(Count(json.out, "REGIME_BIS"), 1);
  EXPECT_EQ(Count(json.out, "REGIME_OFAC"), 0);
  EXPECT_EQ(Lines(Cordon({"own", "Harbour Cranes AB"}).out).size(), 1U) << "one JSON line where stdout is no terminal";
}

TEST_F(Own, AFileThatLostItsRowsIsRefusedUnlessMeant) {
  const std::string header = "owner,asset,percent\n";
  std::string whole = header;
  for (int i = 0; i < 60; ++i) absl::StrAppend(&whole, "Holder ", i, ",Held Company ", i, ",60\n");
  const std::string few = Write("few.csv", header + "Holder 1,Held Company 1,60\n");
  ASSERT_EQ(Cordon({"lists", "import", Write("whole.csv", whole), "--as", "REG"}).code, 0);
  const CliResult refused = Cordon({"lists", "import", few, "--as", "REG"});
  EXPECT_EQ(refused.code, 1);
  EXPECT_EQ(Count(refused.err, "ownership/REG would go from 60 to 1 interests"), 1) << refused.err;
  EXPECT_EQ(Count(refused.err, "--accept-change"), 1) << refused.err;
  EXPECT_EQ(Cordon({"lists", "import", few, "--as", "REG", "--accept-change"}).code, 0);
}

TEST_F(Own, ExitCodesAndWarnings) {
  const CliResult similar = Cordon({"own", "Harbor Cranes AB", "-o", "table"});
  EXPECT_EQ(similar.code, 0);
  EXPECT_EQ(Count(similar.err, "which may be somebody else"), 1) << similar.err;
  const CliResult unknown = Cordon({"own", "Nobody At All"});
  EXPECT_EQ(unknown.code, 1);
  EXPECT_EQ(Count(unknown.err, "says nothing about its owners"), 1) << unknown.err;
  EXPECT_EQ(Cordon({"own"}).code, 2);
  EXPECT_EQ(Cordon({"own", "a", "b"}).code, 2);
  EXPECT_EQ(Cordon({"own", "a", "--as-of", "yesterday"}).code, 2);
  EXPECT_EQ(Cordon({"own", "a", "--regime", "moon"}).code, 2);
  EXPECT_EQ(Cordon({"own", "a", "-o", "csv"}).code, 2);
  EXPECT_EQ(Cordon({"own", "a", "--limit", "5001"}).code, 2);
  for (const char* const picture : {"dot", "svg"}) {
    const CliResult refused = Cordon({"lists", "status", "-o", picture});
    EXPECT_EQ(refused.code, 2);
    EXPECT_EQ(Count(refused.err, "cordon own NAME"), 1) << refused.err;
  }
}

TEST_F(Own, StatusShowsListsAndOwnershipData) {
  const CliResult table = Cordon({"lists", "status", "-o", "table"});
  EXPECT_EQ(Count(table.out, "OWNERSHIP"), 1) << table.out;
  EXPECT_EQ(Count(table.out, "2026-11-01"), 1) << table.out;
  const CliResult rows = Cordon({"lists", "status", "-o", "jsonl"});
  ASSERT_EQ(Lines(rows.out).size(), 2U);
  EXPECT_EQ(Count(Lines(rows.out)[0], "entities"), 0);
  EXPECT_EQ(Count(Lines(rows.out)[1], "\"entities\":3,\"interests\":2"), 1) << rows.out;
}

}  // namespace
}  // namespace cordon
