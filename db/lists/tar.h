// Several files as one stream of bytes, in the POSIX ustar layout: how a list that is published as a set of files is
// imported, stored and hashed as one. What PackTar writes depends on names and contents only, so that equal files have
// equal digests; what `tar -cf` writes is read too.
// Not thread-safe.
#ifndef CORDON_DB_LISTS_TAR_H_
#define CORDON_DB_LISTS_TAR_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "db/lists/byte_source.h"

namespace cordon {

// True for the first bytes of an archive.
bool LooksLikeTar(absl::string_view head);

struct TarMember {
  std::string name;  // at most 100 bytes
  int64_t size = 0;
  std::unique_ptr<ByteSource> bytes;  // gives exactly `size` bytes
};

// DataLoss from Read if a member gives fewer or more bytes than its size (the file changed meanwhile).
std::unique_ptr<ByteSource> PackTar(std::vector<TarMember> members);

class TarReader {
 public:
  // At most `max_members` plain files; other things than files and directories are refused.
  TarReader(ByteSource& archive, int max_members) : archive_(archive), members_left_(max_members) {}

  // Goes to the next file; false at the end. What was not read of the last one is skipped.
  absl::StatusOr<bool> Next();
  const std::string& name() const { return name_; }  // without its folders
  // Bytes of the current file, 0 at its end.
  absl::StatusOr<size_t> Read(char* buffer, size_t size);

 private:
  absl::Status SkipMember();
  absl::Status ReadBlock(char* block, bool* at_end);

  ByteSource& archive_;
  int members_left_;
  std::string name_;
  int64_t left_ = 0;     // of the current file
  int64_t padding_ = 0;  // behind it
  bool done_ = false;
};

}  // namespace cordon

#endif  // CORDON_DB_LISTS_TAR_H_
