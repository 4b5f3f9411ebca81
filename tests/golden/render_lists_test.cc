// Lists, entries and the policy as they are printed.
#include <gtest/gtest.h>

#include "base/clock.h"
#include "service/render/explain.h"
#include "service/render/lists.h"
#include "service/render/policy.h"
#include "tests/golden/golden_file.h"

namespace cordon {
namespace {

using render::Format;

v1::ListVersionsResponse Versions() {
  v1::ListVersionsResponse versions;
  v1::ListVersion* const csl = versions.add_versions();
  csl->set_name("listVersions/01a");
  csl->set_source("csl");
  csl->set_sha256("9b092c18b79a1e0942da8103839b024c2f11123da55ad36bf53eec741e303627");
  csl->set_published("2026-07-31");
  csl->set_retrieved_time("2026-11-20T05:04:03.000000Z");
  csl->set_file_name("consolidated.csv");
  csl->set_format("csl-csv");
  csl->set_active(true);
  csl->set_imported_by("uid:1000(alice)");
  for (const auto& [code, entries] : {std::pair("EL", 3412), std::pair("SDN", 19181)}) {
    v1::ListSummary* const list = csl->add_lists();
    list->set_list(code);
    list->set_entries(entries);
    list->set_names(entries * 2);
  }
  v1::ListVersion* const staged = versions.add_versions();
  staged->set_name("listVersions/01b");
  staged->set_source("operator/DENY");
  staged->set_sha256("00");
  staged->set_retrieved_time("2026-11-22T04:34:03.000000Z");
  v1::ListSummary* const list = staged->add_lists();
  list->set_list("DENY");
  list->set_entries(2);
  list->set_names(4);
  v1::ListVersion* const starter = versions.add_versions();
  starter->set_source("starter");
  starter->set_active(true);
  starter->set_starter(true);
  starter->add_lists()->set_list("EL");
  return versions;
}

TEST(RenderLists, StatusInEveryFormat) {
  const auto now = ParseTimestamp("2026-11-22T05:04:03Z");
  ASSERT_TRUE(now.ok());
  const render::Records status = render::ListStatus(Versions(), *now);
  EXPECT_TRUE(MatchesGolden("lists_status.txt", status.Render(Format::kTable, false)));
  EXPECT_TRUE(MatchesGolden("lists_status.json", status.Render(Format::kJson, false)));
  EXPECT_TRUE(MatchesGolden("lists_status.jsonl", status.Render(Format::kJsonl, false)));
  EXPECT_TRUE(MatchesGolden("lists_status.csv", status.Render(Format::kCsv, false)));
}

TEST(RenderLists, OwnershipDataHaveATableOfTheirOwnAndRowsAmongTheOthers) {
  const auto now = ParseTimestamp("2026-11-22T05:04:03Z");
  ASSERT_TRUE(now.ok());
  v1::ListVersionsResponse versions = Versions();
  v1::ListVersion* const gleif = versions.add_versions();
  gleif->set_name("listVersions/01c");
  gleif->set_source("ownership/GLEIF-RR");
  gleif->set_sha256("1b092c18b79a1e0942da8103839b024c2f11123da55ad36bf53eec741e303627");
  gleif->set_published("2026-11-21");
  gleif->set_retrieved_time("2026-11-20T05:04:03.000000Z");
  gleif->set_format("gleif-rr-csv");
  gleif->set_active(true);
  gleif->mutable_ownership()->set_entities(312'000);
  gleif->mutable_ownership()->set_interests(540'123);
  gleif->mutable_ownership()->set_unknown_shares(7);
  EXPECT_TRUE(MatchesGolden("imported_status.txt", render::ImportedStatus(versions, *now, Format::kTable, false)));
  EXPECT_TRUE(MatchesGolden("imported_status.jsonl", render::ImportedStatus(versions, *now, Format::kJsonl, false)));
  EXPECT_EQ(render::ImportedStatus(Versions(), *now, Format::kTable, false),
            render::ListStatus(Versions(), *now).Render(Format::kTable, false));
}

TEST(RenderLists, NothingIsAnEmptyArray) {
  EXPECT_EQ(render::ListStatus({}, absl::UnixEpoch()).Render(Format::kJson, false), "[]\n");
  EXPECT_EQ(render::FoundEntries({}).Render(Format::kJson, false), "[]\n");
  EXPECT_EQ(render::FoundEntries({}).Render(Format::kJsonl, false), "");
}

TEST(RenderLists, Ages) {
  EXPECT_EQ(render::AgeText(absl::Minutes(59)), "under an hour");
  EXPECT_EQ(render::AgeText(absl::Hours(1)), "1 hour");
  EXPECT_EQ(render::AgeText(absl::Hours(47)), "47 hours");
  EXPECT_EQ(render::AgeText(absl::Hours(48)), "2 days");
  EXPECT_EQ(render::AgeText(-absl::Hours(5)), "under an hour");
}

v1::ListEntry Entry() {
  v1::ListEntry entry;
  entry.set_list("EL");
  entry.set_entry_id("el-1");
  entry.set_type(v1::ENTRY_ORGANIZATION);
  entry.set_entry_name("Example Dynamics Ltd");
  const auto add = [&](const char* text, v1::NameKind kind, v1::NameQuality quality) {
    v1::ListName* const name = entry.add_names();
    name->set_text(text);
    name->set_kind(kind);
    name->set_quality(quality);
  };
  add("Example Dynamics Ltd", v1::PRIMARY, v1::STRONG);
  add("示例动力有限公司", v1::ALIAS, v1::STRONG);
  add("ExDyn", v1::ALIAS, v1::WEAK);
  add("Old Example", v1::FORMER, v1::STRONG);
  v1::ListAddress* const address = entry.add_addresses();
  address->set_text("1 Harbour Road, Hong Kong");
  address->set_country("HK");
  entry.add_countries("HK");
  v1::Identifier* const id = entry.add_ids();
  id->set_scheme("LEI");
  id->set_value("5493001KJTIIGC8Y1R12");
  entry.set_citation("89 FR 1");
  entry.set_license_requirement("All items subject to the EAR");
  entry.set_scope(v1::ALL_EAR);
  entry.add_footnotes(4);
  entry.set_covers_subunits(true);
  entry.set_start_date("2024-01-02");
  return entry;
}

TEST(RenderLists, EntryAndSearch) {
  EXPECT_TRUE(MatchesGolden("entry.txt", render::EntryText(Entry(), false)));
  EXPECT_TRUE(MatchesGolden("entry.json", render::IndentJson(render::EntryJson(Entry()))));
  v1::SearchListEntriesResponse found;
  *found.add_entries() = Entry();
  EXPECT_TRUE(MatchesGolden("search.txt", render::FoundEntries(found).Render(Format::kTable, false)));
  EXPECT_TRUE(MatchesGolden("search.csv", render::FoundEntries(found).Render(Format::kCsv, false)));
}

TEST(RenderPolicy, OriginsStandAboveTheirField) {
  v1::Policy policy;
  policy.set_version("v1");
  policy.set_threshold(9000);
  policy.add_required_lists("EL");
  EXPECT_EQ(render::PolicyText(policy, {}), "version: \"v1\"\nthreshold: 9000\nrequired_lists: \"EL\"\n");
  EXPECT_EQ(render::PolicyText(policy, {{"threshold", "flag --threshold"}}),
            "version: \"v1\"\n# flag --threshold\nthreshold: 9000\nrequired_lists: \"EL\"\n");
  EXPECT_EQ(render::PolicyJson(policy, {}), R"({"version":"v1","threshold":9000,"required_lists":["EL"]})");
}

}  // namespace
}  // namespace cordon
