// The real Consolidated Screening List of 2026-07-31 and two older samples, from the shared data.
#include <map>
#include <set>
#include <string>

#include "db/lists/entry_type.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "tests/db/lists/list_test_util.h"
#include "tests/support/shared_data.h"

namespace cordon {
namespace {

using ::testing::ElementsAre;
using ::testing::IsSupersetOf;
using ::testing::Pair;

const absl::StatusOr<ImportedList>* RealList() {
  static const absl::StatusOr<ImportedList>* const kList = []() -> const absl::StatusOr<ImportedList>* {
    const std::string path = SharedDataPath("lists/us_csl_2026-07-31/consolidated.csv.xz");
    if (path.empty()) return nullptr;
    auto bytes = OpenFileSource(path);
    if (!bytes.ok()) return new absl::StatusOr<ImportedList>(bytes.status());
    return new absl::StatusOr<ImportedList>(ImportListFile(**bytes, {.file_name = "consolidated-2026-07-31.csv.xz"}));
  }();
  return kList;
}

class RealCslTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (RealList() == nullptr) GTEST_SKIP() << "skipped: no shared data";
    ASSERT_TRUE(RealList()->ok()) << RealList()->status();
    list_ = &RealList()->value();
  }

  std::map<std::string, int> PerList(bool (*counts)(const v1::ListEntry&)) const {
    std::map<std::string, int> out;
    for (const v1::ListEntry& entry : list_->entries) {
      if (counts(entry)) ++out[entry.list()];
    }
    return out;
  }

  const v1::ListEntry* Find(const std::string& list, const std::string& name) const {
    for (const v1::ListEntry& entry : list_->entries) {
      if (entry.list() == list && entry.entry_name() == name) return &entry;
    }
    return nullptr;
  }

  const ImportedList* list_ = nullptr;
};

TEST_F(RealCslTest, EntriesAndNames) {
  EXPECT_EQ(list_->entries.size(), 25'921U);
  EXPECT_EQ(list_->rows, 25'921);
  EXPECT_EQ(list_->published, "2026-07-31");
  EXPECT_THAT(PerList([](const v1::ListEntry&) { return true; }),
              ElementsAre(Pair("CAP", 1), Pair("CMIC", 68), Pair("DPL", 1596), Pair("DTC", 787), Pair("EL", 3420),
                          Pair("ISN", 161), Pair("MBS", 51), Pair("MEU", 70), Pair("PLC", 78), Pair("SDN", 19'181),
                          Pair("SSI", 286), Pair("UVL", 222)));
  int printed = 0;
  int placeholders = 0;
  for (const v1::ListEntry& entry : list_->entries) {
    if (entry.type() == v1::ENTRY_ADDRESS) ++placeholders;
    for (const v1::ListName& name : entry.names()) {
      if (name.kind() == v1::PRIMARY || name.kind() == v1::ALIAS) ++printed;
    }
  }
  EXPECT_EQ(placeholders, 19);
  EXPECT_EQ(printed + placeholders, 57'176);  // the publisher's count takes "Address 07" for a name
}

TEST_F(RealCslTest, EveryEntryIsWhole) {
  for (const v1::ListEntry& entry : list_->entries) {
    ASSERT_FALSE(entry.entry_id().empty());
    ASSERT_FALSE(entry.entry_name().empty());
    if (entry.type() == v1::ENTRY_ADDRESS) {
      ASSERT_EQ(entry.names_size(), 0);
      ASSERT_GT(entry.addresses_size(), 0);
      continue;
    }
    ASSERT_GT(entry.names_size(), 0);
    ASSERT_EQ(entry.names(0).kind(), v1::PRIMARY);
    ASSERT_EQ(entry.names(0).text(), entry.entry_name());
    std::set<std::string> derived;
    for (const v1::ListName& name : entry.names()) {
      ASSERT_FALSE(name.text().empty());
      ASSERT_NE(name.kind(), v1::NAME_KIND_UNSPECIFIED);
      ASSERT_NE(name.quality(), v1::NAME_QUALITY_UNSPECIFIED);
      if (name.kind() == v1::DERIVED) {
        ASSERT_TRUE(derived.insert(name.text()).second) << name.text();
      }
    }
    // Programme, or a citation, or a list that has neither.
    ASSERT_TRUE(entry.start_date().empty() || entry.start_date_text().empty());
  }
}

TEST_F(RealCslTest, AffiliatedEntitiesAreDerived) {
  int affiliated = 0;
  for (const v1::ListEntry& entry : list_->entries) {
    const size_t at = entry.entry_name().find("Affiliated Entity: ");
    if (at == std::string::npos) continue;
    ++affiliated;
    const std::string party = entry.entry_name().substr(at + 19);
    bool found = false;
    for (const v1::ListName& name : entry.names())
      found = found || (name.kind() != v1::PRIMARY && name.text() == party);
    EXPECT_TRUE(found) << entry.entry_name();
  }
  EXPECT_EQ(affiliated, 22);
}

TEST_F(RealCslTest, ScopesFootnotesDatesAndSubunits) {
  std::map<v1::LicenseScope, int> scopes;
  std::map<int, int> footnotes;
  int undated = 0;
  int subunits = 0;
  for (const v1::ListEntry& entry : list_->entries) {
    if (entry.list() != "EL") {
      subunits += entry.covers_subunits() ? 1 : 0;
      EXPECT_EQ(entry.footnotes_size(), 0);
      continue;
    }
    ++scopes[entry.scope()];
    for (const int footnote : entry.footnotes()) ++footnotes[footnote];
    if (entry.start_date_text() == "Various") ++undated;
    EXPECT_FALSE(entry.covers_subunits());
  }
  // 81 rows in one wording and one row in another.
  EXPECT_THAT(scopes, ElementsAre(Pair(v1::ALL_EAR, 3315), Pair(v1::CCL_AND_SUPP7_746, 19),
                                  Pair(v1::PROJECTS_746_8, 82), Pair(v1::OTHER_SCOPE, 4)));
  EXPECT_THAT(footnotes, ElementsAre(Pair(1, 156), Pair(3, 771), Pair(4, 96), Pair(5, 16)));
  EXPECT_EQ(undated, 154);
  EXPECT_EQ(subunits, 16);
}

TEST_F(RealCslTest, NoCompanyOfTheEntityListIsAPerson) {
  int persons = 0;
  for (const v1::ListEntry& entry : list_->entries) {
    if (entry.list() != "EL" || entry.type() != v1::ENTRY_PERSON) continue;
    ++persons;
    // A legal form in any of its printed names would contradict.
    for (const char* form :
         {"Ltd", "LLC", "Inc", "GmbH", "JSC", "OOO", "Co.", "Company", "Institute", "Corp", "Group"}) {
      EXPECT_EQ(entry.entry_name().find(form), std::string::npos) << entry.entry_name();
    }
  }
  EXPECT_GT(persons, 150);
  EXPECT_LT(persons, 400);
  for (const char* company : {"IFLYTEK", "DJI", "Sugon", "Intellifusion", "Piotech", "Huawei France", "Rosneft"}) {
    const v1::ListEntry* entry = Find("EL", company);
    if (entry == nullptr) continue;
    EXPECT_EQ(entry->type(), v1::ENTRY_ORGANIZATION) << company;
  }
}

// The evidence against the rows whose type the source states (docs/lists.md quotes these figures).
TEST_F(RealCslTest, TypeEvidenceAgreesWithStatedTypes) {
  int individuals = 0;
  int individuals_as_organisation = 0;
  int entities = 0;
  int entities_as_person = 0;
  for (const v1::ListEntry& entry : list_->entries) {
    if (entry.list() == "EL" || entry.list() == "DPL" || entry.list() == "DTC" || entry.list() == "UVL" ||
        entry.list() == "ISN" || entry.list() == "MEU") {
      continue;
    }
    const v1::EntryType decided = DecideEntryType("DPL", entry.entry_name());
    if (entry.type() == v1::ENTRY_PERSON) {
      ++individuals;
      individuals_as_organisation += decided == v1::ENTRY_ORGANIZATION ? 1 : 0;
    } else if (entry.type() == v1::ENTRY_ORGANIZATION) {
      ++entities;
      entities_as_person += decided == v1::ENTRY_PERSON ? 1 : 0;
    }
  }
  EXPECT_EQ(individuals, 7591);
  EXPECT_EQ(individuals_as_organisation, 6);
  EXPECT_EQ(entities, 10'206);
  EXPECT_EQ(entities_as_person, 9);
}

TEST_F(RealCslTest, WellKnownEntries) {
  const v1::ListEntry* iflytek = Find("EL", "IFLYTEK");
  ASSERT_NE(iflytek, nullptr);
  EXPECT_THAT(CountriesOf(*iflytek), ElementsAre("CN"));
  EXPECT_EQ(iflytek->scope(), v1::ALL_EAR);
  EXPECT_EQ(iflytek->start_date(), "2019-10-09");
  const v1::ListEntry* huawei = Find("EL", "Huawei Technologies Co., Ltd. (Huawei)");
  ASSERT_NE(huawei, nullptr);
  EXPECT_THAT(NamesOf(*huawei), IsSupersetOf({"d:Huawei Technologies Co., Ltd.", "d:Huawei"}));
  EXPECT_THAT(huawei->footnotes(), ElementsAre(1));
  const v1::ListEntry* address = Find("EL", "Address 07");
  ASSERT_NE(address, nullptr);
  EXPECT_THAT(CountriesOf(*address), ElementsAre("CN", "HK"));
}

TEST_F(RealCslTest, DerivedNamesAreFew) {
  int derived = 0;
  for (const v1::ListEntry& entry : list_->entries) {
    for (const v1::ListName& name : entry.names()) derived += name.kind() == v1::DERIVED ? 1 : 0;
  }
  EXPECT_EQ(derived, 922);
}

// Exports of official lists read back with the same names, dates, scopes and places. Not in the layout: identifiers,
// wallets, the source's address; a name or address with ";" inside comes back as two.
TEST_F(RealCslTest, ExportOfAnOfficialListReadsBack) {
  for (const char* code : {"EL", "DPL", "SDN", "MEU"}) {
    std::string text = ExportOperatorCsvHeader();
    std::vector<const v1::ListEntry*> entries;
    for (const v1::ListEntry& entry : list_->entries) {
      if (entry.list() != code) continue;
      entries.push_back(&entry);
      text += ExportOperatorCsvRow(entry);
    }
    const auto again = ImportText(text, {.as_code = code});
    ASSERT_TRUE(again.ok()) << again.status();
    ASSERT_EQ(again->entries.size(), entries.size());
    int different = 0;
    for (size_t i = 0; i < entries.size(); ++i) {
      v1::ListEntry expected = *entries[i];
      expected.clear_ids();
      expected.clear_wallets();
      expected.clear_source_url();
      if (!google::protobuf::util::MessageDifferencer::Equals(expected, again->entries[i])) {
        bool inner_separator = false;
        for (const v1::ListName& name : expected.names())
          inner_separator = inner_separator || name.text().find(';') != std::string::npos;
        for (const std::string& program : expected.programs())
          inner_separator = inner_separator || program.find(';') != std::string::npos;
        for (const v1::ListAddress& address : expected.addresses())
          inner_separator = inner_separator || address.text().find(';') != std::string::npos;
        EXPECT_TRUE(inner_separator) << expected.DebugString() << again->entries[i].DebugString();
        ++different;
      }
    }
    EXPECT_LE(different, 12) << code;
  }
}

TEST(RealCslSamplesTest, OlderLayoutsRead) {
  const struct {
    const char* path;
    size_t entries;
  } cases[] = {{"lists/us_csl_samples/csl_2019-12_sample.csv", 115},
               {"lists/us_csl_samples/consolidated_2025-06_sample.csv", 13}};
  for (const auto& test : cases) {
    const std::string path = SharedDataPath(test.path);
    if (path.empty()) GTEST_SKIP() << "skipped: no shared data";
    auto bytes = OpenFileSource(path);
    ASSERT_TRUE(bytes.ok()) << bytes.status();
    const auto list = ImportListFile(**bytes, {.file_name = test.path});
    ASSERT_TRUE(list.ok()) << list.status();
    EXPECT_EQ(list->entries.size(), test.entries);
    EXPECT_EQ(list->format, "csl-csv");
  }
}

}  // namespace
}  // namespace cordon
