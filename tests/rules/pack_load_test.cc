// Loading packs: every mistake is refused with its place; a pack whose own test fails does not load.
#include <unistd.h>
#include <filesystem>

#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "gmock/gmock.h"
#include "rules/pack_test.h"
#include "rules/text_file.h"
#include "tests/rules/rules_fixture.h"

namespace cordon {
namespace {

using ::testing::HasSubstr;

std::string LoadError(const std::string& pack) {
  RuleSources sources{{{"own.textproto", pack}}, ShippedTables()};
  const auto rules = RuleSet::Load(sources);
  return rules.ok() ? "" : std::string(rules.status().message());
}

constexpr char kGood[] = R"(name: "own"
rules {
  id: "MY-RULE"
  title: "t"
  citation: "house"
  house: true
  severity: MED
  when { field: "txn.ctrl" value: "YES" }
  cases { disposition: HOLD explanation: "{txn.h100_detail}" }
  tests { name: "fires" facts { txn { ctrl: YES } } expect: FIRES disposition: HOLD }
}
)";

std::string Changed(const std::string& from, const std::string& to) {
  std::string text = kGood;
  const size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(PackLoad, GoodPackLoads) { EXPECT_EQ(LoadError(kGood), ""); }

TEST(PackLoad, MistakesAreNamedWithFileAndLine) {
  const struct {
    std::string from, to, want;
  } cases[] = {
      {"severity: MED", "severity: MEDIUM", "own.textproto:8:3: Unknown enumeration value of \"MEDIUM\""},
      {"severity: MED", "severty: MED", "own.textproto:7:"},
      {"txn.ctrl\" value", "txn.control\" value",
       "own.textproto:8: field 'txn.control': TransactionFacts has no 'control'"},
      {"id: \"MY-RULE\"", "id: \"my rule\"", "own.textproto:3: rule my rule: id must be"},
      {"citation: \"house\"", "", "citation is required"},
      {"title: \"t\"", "", "title is required"},
      {"severity: MED", "", "severity is required"},
      {"cases { disposition: HOLD explanation: \"{txn.h100_detail}\" }", "", "at least one case"},
      {"disposition: HOLD explanation", "disposition: CLEAR explanation", "must be NOTE, HOLD, ESCALATE or BLOCK"},
      {"{txn.h100_detail}", "{txn.h100}", "explanation: field 'txn.h100': TransactionFacts has no 'h100'"},
      {"{txn.h100_detail}", "{txn.gpus|money}", "no filter 'money'"},
      {"{txn.h100_detail}", "{txn.gpus", "'{' without '}'"},
      {"severity: MED", "severity: MED for_each: \"parties\"", "is no list of Facts"},
      {"severity: MED", "severity: MED policy: \"NO_SUCH\"", "no policy 'NO_SUCH'"},
      {"severity: MED", "severity: MED effective_from: \"2026-02-30\"", "'2026-02-30' is not a date"},
      {"severity: MED", "severity: INFO", "INFO allows NOTE at most"},
      {"severity: MED", "severity: MED if_unknown: BLOCK", "what is not known is not blocked"},
      {"cases { disposition", "cases { disposition: NOTE explanation: \"x\" } cases { disposition",
       "cases after it never apply"},
      {"expect: FIRES disposition: HOLD", "expect: FIRES disposition: BLOCK",
       "own.textproto:2: rule MY-RULE: test 'fires': expected FIRES BLOCK, got FIRES HOLD"},
      {"facts { txn { ctrl: YES } } expect", "facts { txn { } } expect",
       "expected FIRES HOLD, got INSUFFICIENT (unknown: txn.ctrl)"},
      {"expect: FIRES disposition: HOLD", "", "expect is required"},
      {"name: \"own\"", "", "the pack needs a name"},
  };
  for (const auto& one : cases) {
    std::string want = one.want;
    const std::string error = LoadError(Changed(one.from, one.to));
    if (want == "expected FIRES HOLD, got INSUFFICIENT (unknown: txn.ctrl)")
      want = "got INSUFFICIENT (unknown: txn.ctrl)";
    EXPECT_THAT(error, HasSubstr(want)) << one.to;
  }
}

TEST(PackLoad, IdsAndNamesAreUniqueOverPacks) {
  RuleSources sources{{{"a.textproto", kGood}, {"b.textproto", Changed("name: \"own\"", "name: \"other\"")}},
                      ShippedTables()};
  EXPECT_THAT(std::string(RuleSet::Load(sources).status().message()),
              HasSubstr("b.textproto:3: rule MY-RULE: id is already used in pack own"));
  sources.packs[1].text = kGood;
  EXPECT_THAT(std::string(RuleSet::Load(sources).status().message()),
              HasSubstr("a pack named 'own' is already loaded"));
}

TEST(PackLoad, SizeLimit) {
  EXPECT_THAT(LoadError(std::string(static_cast<size_t>(kMaxTextBytes) + 1, '#')), HasSubstr("larger than"));
  EXPECT_THAT(LoadError("name: \"\xff\""), HasSubstr("not valid UTF-8"));
}

TEST(PackLoad, RuleCountLimit) {
  std::string pack = "name: \"many\"\n";
  for (int i = 0; i <= 1000; ++i) {
    absl::StrAppend(&pack, "rules { id: \"R-", i,
                    "\" title: \"t\" citation: \"c\" severity: LOW when { field: \"txn.ctrl\" value: \"YES\" } cases { "
                    "disposition: NOTE explanation: \"x\" } }\n");
  }
  EXPECT_THAT(LoadError(pack), HasSubstr("more than 1000 rules"));
}

TEST(TablesLoad, MistakesAreNamed) {
  const auto error = [](const std::string& table) {
    std::vector<NamedText> tables = ShippedTables();
    tables.push_back({"mine.textproto", table});
    const auto loaded = Tables::Load(tables);
    return loaded.ok() ? std::string() : std::string(loaded.status().message());
  };
  EXPECT_EQ(error("name: \"mine\""), "");
  EXPECT_THAT(error("groups { group: \"X:1\" countries: \"China\" citation: \"c\" }"),
              HasSubstr("unknown group China"));
  EXPECT_THAT(error("groups { group: \"X:1\" countries: \"cn\" citation: \"c\" }"),
              HasSubstr("mine.textproto:1: groups: 'cn'"));
  EXPECT_THAT(error("groups { group: \"X:1\" countries: \"CN\" }"), HasSubstr("no citation"));
  EXPECT_THAT(error("policies { policy: \"P\" from: \"2026-13-01\" state: \"S\" citation: \"c\" }"),
              HasSubstr("not a date"));
  EXPECT_THAT(error("policies { policy: \"P\" from: \"2026-01-02\" to: \"2026-01-01\" state: \"S\" citation: \"c\" }"),
              HasSubstr("ends before it starts"));
  EXPECT_THAT(error("policies { policy: \"P\" state: \"S\" citation: \"c\" } policies { policy: \"P\" from: "
                    "\"2026-01-01\" state: \"T\" citation: \"c\" }"),
              HasSubstr("policy P has two states"));
  EXPECT_THAT(error("chips { name: \"X\" patterns: \"(\" tpp: 1 }"), HasSubstr("chip X"));
  EXPECT_THAT(error("price_bands { chip: \"H100\" low_micros: 2 high_micros: 1 }"), HasSubstr("not above high_micros"));
  EXPECT_THAT(std::string(Tables::Load({}).status().message()), HasSubstr("is missing"));
}

TEST(TablesLoad, AnOperatorsTableRestatesAPolicy) {
  std::vector<NamedText> tables = ShippedTables();
  tables.push_back(
      {"mine.textproto",
       "policies { policy: \"AFFILIATES_RULE\" to: \"2026-11-09\" state: \"SUSPENDED\" citation: \"c\" } "
       "policies { policy: \"AFFILIATES_RULE\" from: \"2026-11-10\" state: \"SUSPENDED\" citation: \"91 FR 1\" } "
       "lists { list: \"EU\" family: FAMILY_ASSET_FREEZE regime: \"EU\" regime_on: true }"});
  const auto loaded = Tables::Load(tables);
  ASSERT_TRUE(loaded.ok()) << loaded.status();
  EXPECT_FALSE((*loaded)->InForce("AFFILIATES_RULE", "2026-11-10"));
  EXPECT_TRUE((*loaded)->ListClassOf("EU").regime_on());
  EXPECT_NE((*loaded)->digest(), ShippedRules().tables().digest());
}

TEST(Packs, EveryRuleHasTestsThatFireStaySilentAndCannotTell) {
  for (const CompiledRule& rule : ShippedRules().rules()) {
    int fires = 0, silent = 0;
    for (const v1::RuleTest& test : rule.rule.tests()) {
      fires += test.expect() == v1::RuleTest::FIRES;
      silent += test.expect() == v1::RuleTest::SILENT;
    }
    EXPECT_GT(fires, 0) << rule.rule.id();
    EXPECT_GT(silent, 0) << rule.rule.id();
    EXPECT_FALSE(rule.rule.citation().empty()) << rule.rule.id();
    for (const auto& one : rule.cases) {
      EXPECT_TRUE(one.disposition < v1::BLOCK || one.legal_status >= v1::LICENSE_REQUIRED) << rule.rule.id();
    }
  }
  EXPECT_GE(ShippedRules().rules().size(), 50u);
}

TEST(Packs, NoAnswerSaysViolation) {
  for (const NamedText& pack : ShippedPacks()) {
    EXPECT_EQ(pack.text.find("violation"), std::string::npos) << pack.name;
    EXPECT_EQ(pack.text.find("Violation"), std::string::npos) << pack.name;
  }
}

TEST(Packs, NearIdsAreNamed) {
  EXPECT_THAT(NoSuchRule(ShippedRules(), "IAAS-XX"), HasSubstr("IAAS-D5"));
  EXPECT_THAT(NoSuchRule(ShippedRules(), "iaas-d5"), HasSubstr("IAAS-D5"));
  EXPECT_EQ(NoSuchRule(ShippedRules(), "QQQ"), "no rule 'QQQ'");
}

TEST(Packs, FilesOnTopAreChecked) {
  const std::string base = (std::filesystem::temp_directory_path() / absl::StrCat("cordon_pack_", ::getpid())).string();
  const std::string path = base + ".textproto", tables = base + "_tables.textproto";
  ASSERT_TRUE(WriteFileAtomically(path, kGood).ok());
  ASSERT_TRUE(
      WriteFileAtomically(tables, "name: \"house\" parameters { key: \"OWNLIKE_TERM_DAYS\" value: 180 house: true }")
          .ok());
  const auto both = LoadWithPacks("", {path, tables});
  ASSERT_TRUE(both.ok()) << both.status();
  EXPECT_EQ((*both)->rules().size(), ShippedRules().rules().size() + 1);
  EXPECT_EQ((*both)->tables().Parameter("OWNLIKE_TERM_DAYS", "2026-06-15"), 180);
  ASSERT_TRUE(WriteFileAtomically(path, Changed("MED", "HIGHEST")).ok());
  EXPECT_THAT(std::string(LoadWithPacks("", {path}).status().message()),
              HasSubstr(absl::StrCat(path, ":8:3: Unknown enumeration value of \"HIGHEST\"")));
  std::filesystem::remove(path);
  std::filesystem::remove(tables);
}

TEST(Packs, AFileOnTopStandsInForTheOneInUse) {
  const auto directory = std::filesystem::temp_directory_path() / absl::StrCat("cordon_rules_", ::getpid());
  std::filesystem::create_directories(directory / "new");
  ASSERT_TRUE(WriteFileAtomically((directory / "house.textproto").string(), kGood).ok());
  const std::string next = (directory / "new" / "house.textproto").string();
  ASSERT_TRUE(WriteFileAtomically(next, kGood).ok());
  const auto rules = LoadWithPacks(directory.string(), {next});
  EXPECT_TRUE(rules.ok()) << rules.status();
  std::filesystem::remove_all(directory);
}

}  // namespace
}  // namespace cordon
