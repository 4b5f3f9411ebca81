// The difference of two versions is exactly what the slow comparison says, page by page, within its limits.
#include "service/screening/list_diff.h"

#include <algorithm>
#include <random>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "service/screening/entries_file.h"
#include "service/screening/errors.h"
#include "tests/service/engine_fixture.h"
#include "tests/support/reference_diff.h"

namespace cordon {
namespace {

using ::testing::ElementsAre;

v1::ListEntry Entry(const std::string& list, const std::string& id, const std::string& name) {
  v1::ListEntry entry;
  entry.set_list(list);
  entry.set_entry_id(id);
  entry.set_entry_name(name);
  v1::ListName* const primary = entry.add_names();
  primary->set_text(name);
  primary->set_kind(v1::PRIMARY);
  return entry;
}

std::string Key(const v1::EntryChange& change) { return absl::StrCat(change.list(), ":", change.entry_id()); }

std::string WithFields(const v1::EntryChange& change) {
  std::string text = Key(change);
  for (const auto& field : change.fields()) absl::StrAppend(&text, " ", field.field());
  return text;
}

// Few values, so that equal ones meet often; few ids, so that both sides share most.
std::vector<v1::ListEntry> RandomEntries(std::mt19937& random, int count) {
  const auto pick = [&](int most) { return static_cast<int>(random() % static_cast<unsigned>(most)); };
  std::vector<v1::ListEntry> entries;
  for (int i = 0; i < count; ++i) {
    if (pick(8) == 0) continue;
    v1::ListEntry entry =
        Entry(i % 3 == 0 ? "EL" : "SDN", absl::StrCat("e", i / 2 * 2 + i % 2), absl::StrCat("N", pick(3)));
    for (int n = pick(3); n > 0; --n) {
      v1::ListName* const alias = entry.add_names();
      alias->set_text(absl::StrCat("A", pick(3)));
      alias->set_quality(pick(2) == 0 ? v1::STRONG : v1::WEAK);
    }
    for (int n = pick(3); n > 0; --n) entry.add_programs(absl::StrCat("P", pick(2)));
    for (int n = pick(2); n > 0; --n) entry.add_footnotes(pick(3));
    if (pick(3) == 0) entry.set_type(v1::ENTRY_PERSON);
    if (pick(3) == 0) entry.set_covers_subunits(true);
    if (pick(3) == 0) entry.set_remarks(absl::StrCat("remark ", pick(2)));
    entries.push_back(std::move(entry));
  }
  std::shuffle(entries.begin(), entries.end(), random);
  return entries;
}

TEST(ListDiff, IsWhatTheSlowComparisonSays) {
  std::mt19937 random(20261122);
  for (int round = 0; round < 60; ++round) {
    const auto from = RandomEntries(random, 1 + round % 40);
    const auto to = RandomEntries(random, 1 + round % 37);
    const ReferenceDiff expected = SlowDiff(from, to);
    const std::string a = WriteEntriesFile(from);
    const std::string b = WriteEntriesFile(to);
    std::set<std::string> added, removed, changed;
    std::vector<std::string> order;
    v1::DiffListVersionsResponse page;
    const int page_size = 1 + round % 7;
    do {
      page.Clear();
      ASSERT_TRUE(DiffEntries(a, b, {"", static_cast<int64_t>(order.size()), page_size}, &page).ok());
      for (const auto& change : page.changes()) {
        order.push_back(Key(change));
        if (change.kind() == v1::ENTRY_ADDED) added.insert(Key(change));
        if (change.kind() == v1::ENTRY_REMOVED) removed.insert(Key(change));
        if (change.kind() == v1::ENTRY_CHANGED) changed.insert(WithFields(change));
      }
      ASSERT_LE(page.changes_size(), page_size);
    } while (page.changes_size() > 0);
    EXPECT_EQ(added, expected.added);
    EXPECT_EQ(removed, expected.removed);
    EXPECT_EQ(changed, expected.changed);
    EXPECT_EQ(page.unchanged(), expected.unchanged);
    EXPECT_EQ(page.added(), static_cast<int64_t>(added.size()));
    EXPECT_EQ(page.removed(), static_cast<int64_t>(removed.size()));
    EXPECT_EQ(page.changed(), static_cast<int64_t>(changed.size()));
    EXPECT_EQ(order.size(), added.size() + removed.size() + changed.size()) << "each once";
  }
}

TEST(ListDiff, NamesTheValuesThatCameAndWent) {
  v1::ListEntry from = Entry("EL", "e1", "Aldgate Forgings");
  v1::ListEntry to = from;
  from.add_programs("A");
  from.add_programs("B");
  from.add_programs("A");
  to.add_programs("A");
  to.add_programs("C");
  from.add_countries("CN");
  from.add_countries("HK");
  to.add_countries("HK");
  to.add_countries("CN");
  to.set_type(v1::ENTRY_ORGANIZATION);
  from.set_citation("84 FR 22961");
  to.mutable_names(0)->set_quality(v1::STRONG);
  const auto fields = DiffFields(from, to);
  ASSERT_EQ(fields.size(), 5);
  EXPECT_EQ(fields[0].field(), "type");
  EXPECT_THAT(fields[0].added(), ElementsAre("ENTRY_ORGANIZATION"));
  EXPECT_EQ(fields[1].field(), "names");
  EXPECT_THAT(fields[1].removed(), ElementsAre(R"({"kind":"PRIMARY","text":"Aldgate Forgings"})"));
  EXPECT_THAT(fields[1].added(), ElementsAre(R"({"kind":"PRIMARY","quality":"STRONG","text":"Aldgate Forgings"})"));
  EXPECT_EQ(fields[2].field(), "countries") << "only the order";
  EXPECT_EQ(fields[2].added_size() + fields[2].removed_size(), 0);
  EXPECT_EQ(fields[3].field(), "programs");
  EXPECT_THAT(fields[3].removed(), ElementsAre("A", "B"));
  EXPECT_THAT(fields[3].added(), ElementsAre("C"));
  EXPECT_EQ(fields[4].field(), "citation");
  EXPECT_THAT(fields[4].removed(), ElementsAre("84 FR 22961"));
  EXPECT_EQ(DiffFields(from, from).size(), 0);
}

TEST(ListDiff, ValuesHaveLimits) {
  v1::ListEntry from = Entry("EL", "e1", "x");
  v1::ListEntry to = from;
  to.set_remarks(std::string(kMaxDiffValueBytes, 'r'));
  EXPECT_FALSE(DiffFields(from, to)[0].truncated());
  EXPECT_EQ(DiffFields(from, to)[0].added(0).size(), kMaxDiffValueBytes);
  to.set_remarks(std::string(kMaxDiffValueBytes - 1, 'r') + "ü");  // the limit lies inside the last character
  EXPECT_TRUE(DiffFields(from, to)[0].truncated());
  EXPECT_EQ(DiffFields(from, to)[0].added(0).size(), kMaxDiffValueBytes - 1);
  to.clear_remarks();
  for (int i = 0; i < kMaxDiffValues; ++i) to.add_programs(absl::StrCat("P", i));
  EXPECT_FALSE(DiffFields(from, to)[0].truncated());
  to.add_programs("one more");
  EXPECT_TRUE(DiffFields(from, to)[0].truncated());
  EXPECT_EQ(DiffFields(from, to)[0].added_size(), kMaxDiffValues);
}

TEST(ListDiff, APageEndsAtItsBytesAndLosesNothing) {
  std::vector<v1::ListEntry> to;
  for (int i = 0; i < 30; ++i) {
    to.push_back(Entry("EL", absl::StrCat("e", i), "x"));
    for (int p = 0; p < kMaxDiffValues; ++p) to.back().add_programs(absl::StrCat(std::string(2000, 'p'), p));
  }
  std::vector<v1::ListEntry> from = to;
  for (auto& entry : from) entry.clear_programs();
  const std::string a = WriteEntriesFile(from);
  const std::string b = WriteEntriesFile(to);
  int64_t seen = 0;
  int pages = 0;
  while (seen < 30) {
    v1::DiffListVersionsResponse page;
    ASSERT_TRUE(DiffEntries(a, b, {"", seen, 1000}, &page).ok());
    EXPECT_EQ(page.changed(), 30);
    ASSERT_GT(page.changes_size(), 0);
    EXPECT_LT(page.ByteSizeLong(), kMaxDiffPageBytes + (1U << 20U));
    seen += page.changes_size();
    ++pages;
  }
  EXPECT_EQ(seen, 30);
  EXPECT_GT(pages, 1);
}

TEST(ListDiff, DamagedFilesAreErrors) {
  v1::DiffListVersionsResponse response;
  const std::string good = WriteEntriesFile({Entry("EL", "e1", "x")});
  EXPECT_EQ(DiffEntries(good, good.substr(0, good.size() - 1), {"", 0, 10}, &response).code(),
            absl::StatusCode::kDataLoss);
}

class ListDiffTest : public EngineTest {};

TEST_F(ListDiffTest, OfStoredVersions) {
  Open();
  const auto a = Import(kSmallList);
  const auto b = Import("id,name\ne1,IFLYTEK\ne9,Newly Listed Works\n");
  ASSERT_TRUE(a.ok() && b.ok()) << b.status();
  v1::DiffListVersionsRequest request;
  request.set_from(a->version().name());
  request.set_to(b->version().name());
  request.set_page_size(2);
  const auto first = engine_->lists().DiffVersions(request);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->added(), 1);
  EXPECT_EQ(first->removed(), 3);
  EXPECT_EQ(first->changed(), 1);
  EXPECT_EQ(first->changes_size(), 2);
  request.set_page_token(first->next_page_token());
  request.set_page_size(10);
  const auto rest = engine_->lists().DiffVersions(request);
  ASSERT_TRUE(rest.ok()) << rest.status();
  EXPECT_EQ(rest->changes_size(), 3);
  EXPECT_EQ(rest->next_page_token(), "");
  request.set_list("SDN");
  EXPECT_EQ(GetErrorReason(engine_->lists().DiffVersions(request).status()), "INVALID_PAGE_TOKEN");
  request.clear_page_token();
  EXPECT_EQ(engine_->lists().DiffVersions(request)->changes_size(), 0);
  request.set_to("listVersions/absent");
  EXPECT_EQ(GetErrorReason(engine_->lists().DiffVersions(request).status()), "LIST_VERSION_NOT_FOUND");
}

}  // namespace
}  // namespace cordon
