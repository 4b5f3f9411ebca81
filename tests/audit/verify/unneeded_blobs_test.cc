#include "audit/verify/unneeded_blobs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include "absl/status/status.h"
#include "audit/verify/live_store.h"
#include "tests/support/blob_path.h"
#include "tests/support/reference_store.h"
#include "tests/support/temp_dir.h"

namespace cordon::verify {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::string Digest(char digit) { return std::string(64, digit); }

void Put(const std::string& path, const std::string& bytes) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
}

std::vector<std::string> Names(const std::vector<UnneededBlob>& blobs) {
  std::vector<std::string> names;
  for (const UnneededBlob& blob : blobs) names.push_back(std::filesystem::path(blob.path).filename().string());
  return names;
}

TEST(UnneededBlobs, DigestsAreFoundWhereverTheyStand) {
  std::set<std::string> digests;
  CollectDigests("{\"a\":\"sha256:" + Digest('a') + "\",\"b\":[\"" + Digest('b') + "\"],\"c\":\"" + Digest('c') +
                     "0\",\"d\":\"" + Digest('d').substr(1) + "\"}" + Digest('e'),
                 &digests);
  EXPECT_THAT(digests, ElementsAre(Digest('a'), Digest('b'), Digest('e'))) << "not what is longer or shorter";
}

TEST(UnneededBlobs, AreThoseThatNothingNames) {
  const TempDir dir = TempDir::InMemory();
  Put(dir / ("aa/" + Digest('a') + ".zst"), "needed");
  Put(dir / ("bb/" + Digest('b') + ".zst"), "not needed");
  Put(dir / ("cc/" + Digest('c')), "needed, plain");
  Put(dir / ("aa/" + Digest('a')), "a plain copy beside the compressed one");
  Put(dir / "aa/README", "somebody else's");
  Put(dir / ("incoming/" + Digest('b') + ".3"), "being written");
  const auto found = FindUnneededBlobs(dir.path(), {Digest('a'), Digest('c')});
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_THAT(Names(*found), ElementsAre(Digest('a'), Digest('b') + ".zst"));
  EXPECT_EQ(found->at(1).bytes, 10);
  EXPECT_TRUE(absl::IsNotFound(FindUnneededBlobs(dir / "none", {}).status()));
}

TEST(UnneededBlobs, AVerificationFindsThemOnlyInASoundStore) {
  const TempDir dir = TempDir::InMemory();
  reference::Store store(dir / "data");
  store.Event("heartbeat", {{"something", "\"" + Digest('b') + "\""}});
  store.Screen();
  store.Commit();
  store.Close();
  Put(dir / ("data/blobs/aa/" + Digest('a') + ".zst"), "left by nobody");
  Put(dir / ("data/blobs/bb/" + Digest('b') + ".zst"), "a later version may name it so");
  const auto report = VerifyStore({dir / "data", {}, {}, {}, {}});
  ASSERT_TRUE(report.ok() && report->ok()) << report.status();
  EXPECT_THAT(Names(report->unneeded), ElementsAre(Digest('a') + ".zst"));
  const std::string state = HexOf(Sha256Of("{\"engine_version\":\"test\"}"));
  std::filesystem::remove(BlobPath(dir / "data", state));
  const auto damaged = VerifyStore({dir / "data", {}, {}, {}, {}});
  ASSERT_TRUE(damaged.ok() && !damaged->ok());
  EXPECT_THAT(damaged->unneeded, IsEmpty());
}

}  // namespace
}  // namespace cordon::verify
