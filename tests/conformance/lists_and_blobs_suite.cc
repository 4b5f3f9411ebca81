// The contract for list versions and for content-addressed bytes.
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/conformance/store_suite.h"

namespace cordon {
namespace {

v1::ListVersion MakeVersion(const std::string& id, const std::string& source, bool active) {
  v1::ListVersion version;
  version.set_name("listVersions/" + id);
  version.set_source(source);
  version.set_sha256(Sha256Hex(id));
  version.set_published("2026-07-31");
  version.set_file_name("\xe5\x8c\x97 list.csv");
  version.set_bytes(int64_t{1} << 40);
  version.set_active(active);
  auto* list = version.add_lists();
  list->set_list("EL");
  list->set_entries(3000);
  return version;
}

absl::Status Put(Store& store, const v1::ListVersion& version, bool drop_starter = false) {
  WriteBatch batch;
  batch.lists.push_back({version, drop_starter});
  return store.TransactAndWait(std::move(batch)).status();
}

// "name source +" for active, "-" otherwise.
std::vector<std::string> Shown(Store& store, bool all) {
  std::vector<std::string> shown;
  const absl::StatusOr<std::vector<v1::ListVersion>> versions = store.ListVersions(all);
  EXPECT_TRUE(versions.ok()) << versions.status();
  for (const v1::ListVersion& version : *versions) {
    shown.push_back(absl::StrCat(version.name().substr(13), " ", version.source(), version.active() ? " +" : " -"));
  }
  return shown;
}

using Lines = std::vector<std::string>;

TEST_P(StoreConformance, KeepsAListVersionWhole) {
  const v1::ListVersion version = MakeVersion("v1", "csl", true);
  ASSERT_TRUE(Put(store(), version).ok());
  for (int round = 0; round < 2; ++round) {
    const std::vector<v1::ListVersion> versions = store().ListVersions(false).value();
    ASSERT_EQ(versions.size(), 1u);
    EXPECT_EQ(versions[0].SerializeAsString(), version.SerializeAsString());
    Reopen();
  }
}

TEST_P(StoreConformance, OneActiveVersionPerSource) {
  ASSERT_TRUE(Put(store(), MakeVersion("v1", "csl", true)).ok());
  ASSERT_TRUE(Put(store(), MakeVersion("o1", "operator/OWN", true)).ok());
  ASSERT_TRUE(Put(store(), MakeVersion("v2", "csl", true)).ok());
  EXPECT_EQ(Shown(store(), false), (Lines{"v2 csl +", "o1 operator/OWN +"}));
  EXPECT_EQ(Shown(store(), true), (Lines{"v2 csl +", "v1 csl -", "o1 operator/OWN +"}));
}

TEST_P(StoreConformance, AStagedVersionWaitsBesideTheActiveOne) {
  ASSERT_TRUE(Put(store(), MakeVersion("v1", "csl", true)).ok());
  ASSERT_TRUE(Put(store(), MakeVersion("v2", "csl", false)).ok());
  EXPECT_EQ(Shown(store(), false), (Lines{"v2 csl -", "v1 csl +"}));
  ASSERT_TRUE(Put(store(), MakeVersion("v2", "csl", false)).ok());  // confirmed, still staged
  EXPECT_EQ(Shown(store(), false), (Lines{"v2 csl -", "v1 csl +"}));
  ASSERT_TRUE(Put(store(), MakeVersion("v2", "csl", true)).ok());
  EXPECT_EQ(Shown(store(), false), (Lines{"v2 csl +"}));
  EXPECT_EQ(Shown(store(), true), (Lines{"v2 csl +", "v1 csl -"}));
}

TEST_P(StoreConformance, AnEarlierVersionCanBeActivatedAgain) {
  ASSERT_TRUE(Put(store(), MakeVersion("v1", "csl", true)).ok());
  ASSERT_TRUE(Put(store(), MakeVersion("v2", "csl", true)).ok());
  ASSERT_TRUE(Put(store(), MakeVersion("v1", "csl", true)).ok());
  EXPECT_EQ(Shown(store(), true), (Lines{"v2 csl -", "v1 csl +"}));
}

TEST_P(StoreConformance, AnActiveVersionCanBeSwitchedOff) {
  ASSERT_TRUE(Put(store(), MakeVersion("v1", "csl", true)).ok());
  ASSERT_TRUE(Put(store(), MakeVersion("v1", "csl", false)).ok());
  EXPECT_EQ(Shown(store(), false), Lines{});
  EXPECT_EQ(Shown(store(), true), (Lines{"v1 csl -"}));
}

TEST_P(StoreConformance, UpdatingTheActiveVersionKeepsItActive) {
  v1::ListVersion version = MakeVersion("v1", "csl", true);
  ASSERT_TRUE(Put(store(), version).ok());
  version.set_retrieved_time("2026-11-22T05:04:03.000000Z");
  ASSERT_TRUE(Put(store(), version).ok());
  const std::vector<v1::ListVersion> versions = store().ListVersions(true).value();
  ASSERT_EQ(versions.size(), 1u);
  EXPECT_TRUE(versions[0].active());
  EXPECT_EQ(versions[0].retrieved_time(), "2026-11-22T05:04:03.000000Z");
}

TEST_P(StoreConformance, TheStarterListGoesWithTheFirstImport) {
  ASSERT_TRUE(Put(store(), MakeVersion("s1", "starter", true)).ok());
  ASSERT_TRUE(Put(store(), MakeVersion("o1", "operator/OWN", true)).ok());
  EXPECT_EQ(Shown(store(), false), (Lines{"o1 operator/OWN +", "s1 starter +"}));
  ASSERT_TRUE(Put(store(), MakeVersion("v1", "csl", true), true).ok());
  EXPECT_EQ(Shown(store(), false), (Lines{"v1 csl +", "o1 operator/OWN +"}));
  ASSERT_TRUE(Put(store(), MakeVersion("s2", "starter", true), true).ok()) << "itself stays";
  EXPECT_EQ(Shown(store(), false), (Lines{"v1 csl +", "o1 operator/OWN +", "s2 starter +"}));
}

TEST_P(StoreConformance, AListVersionAndItsScreeningsAreOneBatch) {
  ASSERT_TRUE(store().TransactAndWait(OneScreening(MakeScreeningRow("taken"))).ok());
  ASSERT_TRUE(Put(store(), MakeVersion("v1", "csl", true)).ok());
  WriteBatch batch = OneScreening(MakeScreeningRow("taken"));
  batch.screenings[0].request_id = "another";
  batch.lists.push_back({MakeVersion("v2", "csl", true), false});
  EXPECT_TRUE(absl::IsAlreadyExists(store().TransactAndWait(std::move(batch)).status()));
  EXPECT_EQ(Shown(store(), true), (Lines{"v1 csl +"}));
}

TEST_P(StoreConformance, RefusesListVersionsThatCannotBeKept) {
  v1::ListVersion version = MakeVersion("v1", "csl", true);
  version.clear_name();
  EXPECT_TRUE(absl::IsInvalidArgument(Put(store(), version)));
  version = MakeVersion("v1", "", true);
  EXPECT_TRUE(absl::IsInvalidArgument(Put(store(), version)));
  version = MakeVersion("v1", "csl", true);
  version.set_file_name(std::string(2 << 20, 'x'));
  EXPECT_TRUE(absl::IsInvalidArgument(Put(store(), version)));
  EXPECT_EQ(Shown(store(), true), Lines{});
}

TEST_P(StoreConformance, BlobsAreNamedByTheirDigest) {
  const std::string bytes("a list\0 of bytes \xff", 18);
  for (const std::string& content : {bytes, std::string(), std::string(3 << 20, 'x')}) {
    const absl::StatusOr<std::string> name = store().PutBlob(content);
    ASSERT_TRUE(name.ok()) << name.status();
    EXPECT_EQ(*name, Sha256Hex(content));
    EXPECT_EQ(store().PutBlob(content).value(), *name) << "again is a no-op";
    Reopen();
    EXPECT_EQ(store().GetBlob(*name).value(), content);
  }
  EXPECT_TRUE(absl::IsNotFound(store().GetBlob(Sha256Hex("absent")).status()));
  for (const std::string name : {"", "../../etc/passwd", "abc", "ABCDEF"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(store().GetBlob(name).status())) << name;
  }
  EXPECT_TRUE(absl::IsInvalidArgument(store().GetBlob(std::string(64, 'A')).status()));
}

TEST_P(StoreConformance, TheSameBlobFromManyThreads) {
  const std::string bytes(100'000, 'y');
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 5; ++i) {
        const absl::StatusOr<std::string> name = store().PutBlob(bytes);
        ASSERT_TRUE(name.ok()) << name.status();
        EXPECT_EQ(store().GetBlob(*name).value(), bytes);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace cordon
