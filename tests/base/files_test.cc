#include "base/files.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/temp_dir.h"

namespace cordon {
namespace {

TEST(Files, WritesAndReadsBack) {
  const TempDir dir;
  const std::string path = dir / "file";
  for (const std::string& content : {std::string("first \0 bytes", 13), std::string(), std::string(200'000, 'x')}) {
    ASSERT_TRUE(WriteFileAtomically(path, content).ok());
    EXPECT_EQ(ReadFile(path, 1 << 20).value(), content);
  }
  struct stat info;
  ASSERT_EQ(::stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  int names = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(dir.path())) ++names;
  EXPECT_EQ(names, 1) << "no temporary file is left";
}

TEST(Files, ReadingHasALimit) {
  const TempDir dir;
  ASSERT_TRUE(WriteFileAtomically(dir / "file", std::string(1000, 'x')).ok());
  EXPECT_EQ(ReadFile(dir / "file", 1000)->size(), 1000u);
  const absl::Status status = ReadFile(dir / "file", 999).status();
  EXPECT_TRUE(absl::IsResourceExhausted(status));
  EXPECT_NE(status.message().find(dir / "file"), absl::string_view::npos) << status;
  EXPECT_TRUE(absl::IsResourceExhausted(ReadFile("/dev/zero", 1 << 20).status()));
}

TEST(Files, ErrorsNameThePath) {
  const TempDir dir;
  const absl::Status absent = ReadFile(dir / "absent", 10).status();
  EXPECT_TRUE(absl::IsNotFound(absent));
  EXPECT_NE(absent.message().find(dir / "absent"), absl::string_view::npos);
  EXPECT_TRUE(absl::IsNotFound(WriteFileAtomically(dir / "no/such/file", "x")));
  EXPECT_FALSE(ReadFile(dir.path(), 10).ok()) << "a directory";
  EXPECT_FALSE(WriteFileAtomically(dir.path(), "x").ok()) << "a directory";
}

TEST(Files, AFailedWriteLeavesTheOldContentAndNoTemporary) {
  const TempDir dir;
  ASSERT_TRUE(MakeDirectories(dir / "d/inner").ok());
  EXPECT_FALSE(WriteFileAtomically(dir / "d", "x").ok());
  int names = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(dir.path())) ++names;
  EXPECT_EQ(names, 1);
}

TEST(Files, ReadersSeeOldOrNewNeverAMixture) {
  const TempDir dir;
  const std::string path = dir / "file";
  const std::string contents[] = {std::string(50'000, 'a'), std::string(70'000, 'b')};
  ASSERT_TRUE(WriteFileAtomically(path, contents[0]).ok());
  std::vector<std::thread> threads;
  for (int t = 0; t < 2; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 20; ++i) EXPECT_TRUE(WriteFileAtomically(path, contents[i % 2]).ok());
    });
  }
  for (int i = 0; i < 200; ++i) {
    const std::string read = ReadFile(path, 1 << 20).value();
    EXPECT_TRUE(read == contents[0] || read == contents[1]) << read.size();
  }
  for (std::thread& thread : threads) thread.join();
}

TEST(Files, MakesDirectoriesForTheOwnerOnly) {
  const TempDir dir;
  ASSERT_TRUE(MakeDirectories(dir / "a/b//c/").ok());
  ASSERT_TRUE(MakeDirectories(dir / "a/b/c").ok()) << "again";
  struct stat info;
  ASSERT_EQ(::stat((dir / "a").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0700u);
  EXPECT_TRUE(FileExists(dir / "a/b/c"));
  ASSERT_TRUE(WriteFileAtomically(dir / "file", "x").ok());
  EXPECT_FALSE(MakeDirectories(dir / "file").ok());
  EXPECT_FALSE(MakeDirectories(dir / "file/under").ok());
}

TEST(Files, SyncsDirectories) {
  const TempDir dir;
  EXPECT_TRUE(SyncDirectory(dir.path()).ok());
  EXPECT_TRUE(absl::IsNotFound(SyncDirectory(dir / "absent")));
}

TEST(Files, ErrnoBecomesACode) {
  const struct {
    int error;
    absl::StatusCode code;
  } kCases[] = {
      {ENOENT, absl::StatusCode::kNotFound},          {EACCES, absl::StatusCode::kPermissionDenied},
      {EROFS, absl::StatusCode::kPermissionDenied},   {ENOSPC, absl::StatusCode::kResourceExhausted},
      {EDQUOT, absl::StatusCode::kResourceExhausted}, {EMFILE, absl::StatusCode::kResourceExhausted},
      {EIO, absl::StatusCode::kUnavailable},
  };
  for (const auto& c : kCases) {
    errno = c.error;
    EXPECT_EQ(ErrnoStatus("cannot read", "x").code(), c.code);
  }
}

}  // namespace
}  // namespace cordon
