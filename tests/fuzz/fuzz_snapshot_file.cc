// The snapshot reader: any bytes, and a sound small file with bytes changed and its checksum made right again. What is
// read answers a query without reading outside the bytes.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

#include "base/sha256.h"
#include "match/matcher.h"
#include "match/snapshot_file.h"

namespace {

const std::string& SoundFile() {
  static const std::string* const file = [] {
    cordon::ListSnapshot::Builder builder;
    for (const char* const name : {"Huawei Technologies Co., Ltd.", "Hua Wei Device", "Limzited Servises 13th"}) {
      cordon::v1::ListEntry entry;
      entry.set_list("EL");
      entry.set_entry_id(name);
      entry.set_entry_name(name);
      entry.add_names()->set_text(name);
      if (!builder.Add(entry).ok()) std::abort();
    }
    return new std::string(
        cordon::SnapshotFileBytes(*std::move(builder).Build(), std::string(cordon::kSnapshotKeyBytes, 'k')));
  }();
  return *file;
}

void ReadIt(const std::string& bytes) {
  void* memory = nullptr;
  if (::posix_memalign(&memory, 64, bytes.size() + 1) != 0) std::abort();
  std::memcpy(memory, bytes.data(), bytes.size());
  const std::shared_ptr<void> owner(memory, [](void* p) { std::free(p); });
  const auto snapshot = cordon::SnapshotFromFile(absl::string_view(static_cast<const char*>(memory), bytes.size()),
                                                 owner, std::string(cordon::kSnapshotKeyBytes, 'k'));
  if (!snapshot.ok()) return;
  const cordon::Matcher matcher(*snapshot);
  for (const char* const name : {"Huawei Technologies", "hua wei devices", "Limited Services 13"}) {
    cordon::v1::Party party;
    party.set_name(name);
    cordon::MatchOptions options;
    options.near_band = 3000;
    for (const cordon::Hit& hit : matcher.Match(party, options).hits) (void)matcher.Describe(party, hit);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  ReadIt(std::string(reinterpret_cast<const char*>(data), size));
  // Three bytes place, one byte value.
  std::string forged = SoundFile();
  const size_t span = forged.size() - cordon::kSnapshotDigestFrom;
  for (size_t i = 0; i + 4 <= size && i < 256; i += 4) {
    const size_t at = (size_t{data[i]} | size_t{data[i + 1]} << 8U | size_t{data[i + 2]} << 16U) % span;
    forged[cordon::kSnapshotDigestFrom + at] = static_cast<char>(data[i + 3]);
  }
  forged.replace(cordon::kSnapshotDigestAt, 32,
                 cordon::Sha256(absl::string_view(forged).substr(cordon::kSnapshotDigestFrom)));
  ReadIt(forged);
  return 0;
}
