// A snapshot as a file: what was mapped answers as what was built, and a file that is not exactly right is refused.
#include "match/snapshot_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "base/files.h"
#include "base/mapped_file.h"
#include "base/sha256.h"
#include "match/brand.h"
#include "match/index.h"
#include "match/matcher.h"
#include "match/snapshot_data.h"
#include "tests/support/temp_dir.h"

namespace cordon {
namespace {

using testing::HasSubstr;

v1::ListEntry FileEntry(const std::string& list, const std::string& id, const std::vector<std::string>& names) {
  v1::ListEntry entry;
  entry.set_list(list);
  entry.set_entry_id(id);
  entry.set_type(v1::ENTRY_ORGANIZATION);
  entry.set_entry_name(names.front());
  for (const std::string& name : names) entry.add_names()->set_text(name);
  entry.mutable_names(0)->set_kind(v1::PRIMARY);
  entry.set_start_date("2019-10-09");
  return entry;
}

std::shared_ptr<const ListSnapshot> SmallSnapshot() {
  ListSnapshot::Builder builder;
  EXPECT_TRUE(builder.Add(FileEntry("EL", "1", {"Huawei Technologies Co., Ltd.", "Hua Wei"})).ok());
  EXPECT_TRUE(builder.Add(FileEntry("EL", "2", {"Beijing Sensetime Technology Development Co., Ltd."})).ok());
  EXPECT_TRUE(builder.Add(FileEntry("SDN", "2", {"Joint Stock Company Promtekhnika", "Limzited Servises 13th"})).ok());
  v1::ListEntry address = FileEntry("EL", "a", {"Address 01"});
  address.clear_names();
  address.set_type(v1::ENTRY_ADDRESS);
  address.add_addresses()->set_text("Room 1318-19, 13/F, Hollywood Plaza, 610 Nathan Road");
  EXPECT_TRUE(builder.Add(address).ok());
  v1::ListEntry watched = FileEntry("OWN", "w", {"Watch"});
  watched.set_pattern("gpu (rent|lease)");
  watched.add_wallets("0xAbCdEf0123456789abcdef0123456789ABCDEF01");
  v1::Identifier* id = watched.add_ids();
  id->set_scheme("LEI");
  id->set_value("5493001KJTIIGC8Y1R12");
  EXPECT_TRUE(builder.Add(watched).ok());
  return std::move(builder).Build();
}

std::string FileKey(char c = 'k') { return std::string(kSnapshotKeyBytes, c); }

// Aligned as a mapping is, and exactly as long, so that the sanitizer sees what reads beyond the end.
std::shared_ptr<char> PlacedBytes(const std::string& bytes) {
  void* memory = nullptr;
  if (::posix_memalign(&memory, 4096, bytes.size() + 1) != 0) std::abort();
  std::memcpy(memory, bytes.data(), bytes.size());
  return std::shared_ptr<char>(static_cast<char*>(memory), [](char* p) { std::free(p); });
}

absl::StatusOr<std::shared_ptr<const ListSnapshot>> ReadSnapshot(const std::string& bytes,
                                                                 const std::string& key = FileKey()) {
  const std::shared_ptr<char> placed = PlacedBytes(bytes);
  return SnapshotFromFile(absl::string_view(placed.get(), bytes.size()), placed, key);
}

std::string Resealed(std::string bytes) {
  bytes.replace(kSnapshotDigestAt, 32, Sha256(absl::string_view(bytes).substr(kSnapshotDigestFrom)));
  return bytes;
}

std::vector<std::string> Answers(const ListSnapshot& snapshot, std::shared_ptr<const ListSnapshot> owner) {
  EXPECT_EQ(&snapshot, owner.get());
  const Matcher matcher(std::move(owner));
  std::vector<std::string> answers;
  v1::Party full;
  full.set_name("Huawei Marine Networks");
  full.add_aliases("Sense Time Technology Development, GPU rental");
  full.add_addresses("Rm 1319 Hollywood Plaza, 610 Nathan Rd");
  full.add_wallets("0xabcdef0123456789abcdef0123456789abcdef01");
  v1::Identifier* id = full.add_ids();
  id->set_scheme("LEI");
  id->set_value("5493001KJTIIGC8Y1R12");
  for (const char* const name :
       {"Huawei Technologies", "hua wei", "Promtekhnka", "Limited Services 13", "Nobody", ""}) {
    v1::Party party = full;
    if (*name != '\0') party.Clear();
    if (*name != '\0') party.set_name(name);
    MatchOptions options;
    options.near_band = 3000;
    const MatchResult result = matcher.Match(party, options);
    for (const Hit& hit : result.hits) answers.push_back(matcher.Describe(party, hit).SerializeAsString());
    for (const Hit& hit : result.near_misses) answers.push_back(matcher.Describe(party, hit).SerializeAsString());
  }
  return answers;
}

TEST(SnapshotFileTest, AnswersAsWhatWasBuilt) {
  const auto built = SmallSnapshot();
  const std::string file = SnapshotFileBytes(*built, FileKey());
  const auto read = ReadSnapshot(file);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ((*read)->entry_count(), 5U);
  EXPECT_EQ((*read)->name_count(), built->name_count());
  ASSERT_EQ((*read)->lists().size(), 3U);
  for (size_t i = 0; i < 3; ++i) {
    EXPECT_EQ((*read)->lists()[i].SerializeAsString(), built->lists()[i].SerializeAsString());
  }
  EXPECT_EQ((*read)->FindEntries("", "2").size(), 2U);
  EXPECT_EQ((*read)->FindEntries("SDN", "2").size(), 1U);
  EXPECT_EQ((*read)->summary(0).start_date, "2019-10-09");
  const std::vector<std::string> answers = Answers(*built, built);
  EXPECT_GE(answers.size(), 8U);
  EXPECT_EQ(Answers(**read, *read), answers);
  // The same snapshot again gives the same bytes, also from the mapped one.
  EXPECT_EQ(SnapshotFileBytes(**read, FileKey()), file);
  EXPECT_EQ(SnapshotFileBytes(*SmallSnapshot(), FileKey()), file);
}

TEST(SnapshotFileTest, AnEmptySnapshotIsOneToo) {
  const auto read = ReadSnapshot(SnapshotFileBytes(*ListSnapshot::Builder().Build(), FileKey()));
  ASSERT_TRUE(read.ok()) << read.status();
  v1::Party party;
  party.set_name("Huawei");
  EXPECT_TRUE(Matcher(*read).Match(party, MatchOptions()).hits.empty());
}

TEST(SnapshotFileTest, AnotherKeyIsRefused) {
  const std::string file = SnapshotFileBytes(*SmallSnapshot(), FileKey());
  EXPECT_EQ(ReadSnapshot(file, FileKey('x')).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST(SnapshotFileTest, EveryTruncationIsRefused) {
  const std::string file = SnapshotFileBytes(*SmallSnapshot(), FileKey());
  for (size_t size = 0; size < file.size(); size += size < 4000 ? 1 : 97) {
    ASSERT_FALSE(ReadSnapshot(file.substr(0, size)).ok()) << size;
  }
  EXPECT_THAT(std::string(ReadSnapshot(file + "x").status().message()), HasSubstr("cut off or too long"));
}

TEST(SnapshotFileTest, EveryDamagedByteIsFound) {
  const std::string file = SnapshotFileBytes(*SmallSnapshot(), FileKey());
  for (size_t at = 0; at < file.size(); at += at < 2000 ? 1 : 53) {
    std::string damaged = file;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x40);
    ASSERT_FALSE(ReadSnapshot(damaged).ok()) << at;
  }
}

// With the checksum made right again: such a file is read or refused, and what is read answers without reading outside
// it (the sanitizers watch).
TEST(SnapshotFileTest, ForgedArraysNeverReadOutside) {
  const std::string file = SnapshotFileBytes(*SmallSnapshot(), FileKey());
  uint64_t state = 20261122;
  int read = 0;
  for (int round = 0; round < 1500; ++round) {
    std::string forged = file;
    for (int n = 0; n < 1 + round % 3; ++n) {
      state = state * 6364136223846793005ULL + 1442695040888963407ULL;
      const size_t at = kSnapshotDigestFrom + static_cast<size_t>(state >> 20U) % (file.size() - kSnapshotDigestFrom);
      forged[at] = static_cast<char>(state >> 13U);
    }
    const auto snapshot = ReadSnapshot(Resealed(std::move(forged)));
    if (!snapshot.ok()) continue;
    ++read;
    (void)Answers(**snapshot, *snapshot);
    (void)(*snapshot)->FindEntries("EL", "1");
  }
  EXPECT_GT(read, 100);
}

TEST(SnapshotFileTest, AFileIsMappedAndOutlivesItsName) {
  const TempDir dir;
  const std::string path = dir.path() + "/a.snapshot";
  const std::string file = SnapshotFileBytes(*SmallSnapshot(), FileKey());
  ASSERT_TRUE(WriteFileAtomically(path, file).ok());
  std::shared_ptr<const ListSnapshot> snapshot;
  {
    const auto mapped = MappedFile::Open(path, 1 << 20);
    ASSERT_TRUE(mapped.ok()) << mapped.status();
    const auto read = SnapshotFromFile((*mapped)->bytes(), *mapped, FileKey());
    ASSERT_TRUE(read.ok()) << read.status();
    snapshot = *read;
  }
  ASSERT_TRUE(WriteFileAtomically(path, "something else").ok());
  EXPECT_GE(Answers(*snapshot, snapshot).size(), 8U);
  EXPECT_EQ(MappedFile::Open(path, 3).status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(MappedFile::Open(dir.path(), 1 << 20).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(MappedFile::Open(dir.path() + "/none", 1 << 20).status().code(), absl::StatusCode::kNotFound);
}

TEST(SnapshotFileTest, TheFormatNamesTablesAndSources) { EXPECT_EQ(SnapshotFormat().size(), 64U); }

}  // namespace
}  // namespace cordon
