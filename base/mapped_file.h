// A whole file mapped for reading. The mapping keeps the file it was opened as: replacing the name (as
// WriteFileAtomically does) or removing it changes nothing for who holds it. Files that are mapped are never written in
// place; one that is cut short from outside while it is read ends the process, as with any mapped file.
//
// Thread contract: immutable, any thread.
#ifndef CORDON_BASE_MAPPED_FILE_H_
#define CORDON_BASE_MAPPED_FILE_H_

#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace cordon {

class MappedFile {
 public:
  // NotFound if absent, ResourceExhausted above `max_bytes`, InvalidArgument for what is no regular file. The pages are
  // read in at once: the caller is about to check them all.
  static absl::StatusOr<std::shared_ptr<const MappedFile>> Open(const std::string& path, int64_t max_bytes);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  // Starts at a page boundary.
  absl::string_view bytes() const { return absl::string_view(data_, size_); }

 private:
  MappedFile(const char* data, size_t size) : data_(data), size_(size) {}
  const char* data_;
  size_t size_;
};

}  // namespace cordon

#endif  // CORDON_BASE_MAPPED_FILE_H_
