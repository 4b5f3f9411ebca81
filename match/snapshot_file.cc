#include "match/snapshot_file.h"

#include <cstdint>
#include <cstring>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "match/prepared_name.h"
#include "match/snapshot_data.h"
#include "match/source_digest.h"

namespace cordon {
namespace {

using internal::FlatArray;

constexpr char kMagic[] = "cordon snapshot";  // 16 bytes with the final zero
constexpr uint64_t kByteOrder = 0x0102030405060708ULL;
constexpr size_t kAlignment = 64;

struct Header {
  char magic[kSnapshotDigestAt];
  char sha256[kSnapshotDigestFrom - kSnapshotDigestAt];
  char key[kSnapshotKeyBytes];
  uint64_t byte_order;
  uint64_t file_bytes;
  uint64_t arrays;
  uint64_t reserved[3];
};
static_assert(sizeof(Header) == kSnapshotHeaderBytes && sizeof(kMagic) == kSnapshotDigestAt);

struct ArrayPlace {
  uint64_t offset;
  uint64_t count;
  uint64_t element;
};

size_t Aligned(size_t at) { return (at + kAlignment - 1) / kAlignment * kAlignment; }

absl::Status Unsound(absl::string_view what) {
  return absl::DataLossError(absl::StrCat("not a sound snapshot file: ", what));
}

// Gives arrays their place in the mapped bytes, one after the other.
class ArrayReader {
 public:
  ArrayReader(absl::string_view bytes, const ArrayPlace* places, size_t count)
      : bytes_(bytes), places_(places), count_(count), end_(kSnapshotHeaderBytes + count * sizeof(ArrayPlace)) {}

  template <typename T>
  void operator()(FlatArray<T>& array) {
    if (!ok_ || next_ == count_) {
      ok_ = false;
      return;
    }
    const ArrayPlace& place = places_[next_++];
    ok_ = place.element == sizeof(T) && place.offset == Aligned(end_) && place.offset <= bytes_.size() &&
          place.count <= (bytes_.size() - place.offset) / sizeof(T);
    if (!ok_) return;
    end_ = place.offset + place.count * sizeof(T);
    // The base is a multiple of 64 and so is the offset.
    array.Map(reinterpret_cast<const T*>(bytes_.data() + place.offset), place.count);
  }

  // All arrays found their place and nothing is left over.
  bool Complete() const { return ok_ && next_ == count_ && end_ == bytes_.size(); }

 private:
  const absl::string_view bytes_;
  const ArrayPlace* const places_;
  const size_t count_;
  size_t next_ = 0;
  size_t end_;
  bool ok_ = true;
};

}  // namespace

const std::string& SnapshotFormat() {
  static const std::string* const format = [] {
    Sha256Hasher hasher;
    hasher.UpdateField("cordon snapshot 1");
    hasher.UpdateField(TablesDigest());
    hasher.UpdateField(internal::MatchSourcesDigest());
    return new std::string(HexEncode(hasher.Finish()));
  }();
  return *format;
}

std::string SnapshotFileBytes(const ListSnapshot& snapshot, absl::string_view key) {
  // Only looks; the visitor is not const because a reader maps the arrays through it.
  ListSnapshot::Data& data = const_cast<ListSnapshot::Data&>(snapshot.data());
  std::vector<ArrayPlace> places;
  data.ForEachArray([&places](const auto& array) { places.push_back({0, array.size(), sizeof(array[0])}); });
  size_t end = kSnapshotHeaderBytes + places.size() * sizeof(ArrayPlace);
  for (ArrayPlace& place : places) {
    place.offset = Aligned(end);
    end = place.offset + place.count * place.element;
  }
  Header header{};
  std::memcpy(header.magic, kMagic, sizeof(kMagic));
  std::memcpy(header.key, key.data(), kSnapshotKeyBytes);
  header.byte_order = kByteOrder;
  header.file_bytes = end;
  header.arrays = places.size();

  std::string file;
  file.reserve(end);
  file.append(reinterpret_cast<const char*>(&header), sizeof(header));
  file.append(reinterpret_cast<const char*>(places.data()), places.size() * sizeof(ArrayPlace));
  size_t next = 0;
  data.ForEachArray([&](const auto& array) {
    const ArrayPlace& place = places[next++];
    file.append(place.offset - file.size(), '\0');
    if (!array.empty()) file.append(reinterpret_cast<const char*>(array.data()), place.count * place.element);
  });
  const std::string digest = Sha256(absl::string_view(file).substr(kSnapshotDigestFrom));
  file.replace(kSnapshotDigestAt, digest.size(), digest);
  return file;
}

absl::StatusOr<std::shared_ptr<const ListSnapshot>> SnapshotFromFile(absl::string_view bytes,
                                                                     std::shared_ptr<const void> owner,
                                                                     absl::string_view key) {
  Header header;
  if (bytes.size() < sizeof(header)) return Unsound("it is too short");
  std::memcpy(&header, bytes.data(), sizeof(header));
  if (std::memcmp(header.magic, kMagic, sizeof(kMagic)) != 0) return Unsound("it does not begin like one");
  if (header.byte_order != kByteOrder) return Unsound("it was written by another kind of machine");
  if (header.file_bytes != bytes.size()) return Unsound("it is cut off or too long");
  if (key != absl::string_view(header.key, sizeof(header.key))) {
    return absl::FailedPreconditionError("the snapshot file was made from other lists or by another version");
  }
  if (header.arrays > (bytes.size() - sizeof(header)) / sizeof(ArrayPlace)) return Unsound("its table is cut off");
  if (Sha256(bytes.substr(kSnapshotDigestFrom)) != absl::string_view(header.sha256, sizeof(header.sha256))) {
    return Unsound("its checksum is wrong");
  }
  std::vector<ArrayPlace> places(header.arrays);
  if (!places.empty()) std::memcpy(places.data(), bytes.data() + sizeof(header), places.size() * sizeof(ArrayPlace));
  auto data = std::make_unique<ListSnapshot::Data>();
  ArrayReader reader(bytes, places.data(), places.size());
  data->ForEachArray(reader);
  if (!reader.Complete()) return Unsound("its arrays are not those of this version");
  CORDON_RETURN_IF_ERROR(data->Adopt());
  data->Settle();
  data->Derive();
  data->mapping = std::move(owner);
  return ListSnapshot::FromData(std::move(data));
}

}  // namespace cordon
