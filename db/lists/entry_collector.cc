#include "db/lists/entry_collector.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace cordon {
namespace {

constexpr int64_t kProgressStep = 1LL << 20;
constexpr size_t kMaxEntryId = 128;

}  // namespace

absl::Status EntryCollector::CountRow(int64_t place) {
  if (list_->rows == options_.limits.max_rows) {
    return absl::InvalidArgumentError(
        absl::StrCat(unit_, " ", place, ": more than the limit of ", options_.limits.max_rows, " rows"));
  }
  ++list_->rows;
  return absl::OkStatus();
}

absl::Status EntryCollector::Add(v1::ListEntry entry, int64_t place) {
  const auto [it, added] =
      seen_.try_emplace(absl::StrCat(entry.list(), absl::string_view("\0", 1), entry.entry_id()), place);
  if (!added) {
    return absl::InvalidArgumentError(absl::StrCat(unit_, "s ", it->second, " and ", place, ": both are entry ",
                                                   QuoteCell(entry.entry_id()), " of list ", entry.list(),
                                                   "; an entry id must be unique within its list"));
  }
  list_->entries.push_back(std::move(entry));
  return absl::OkStatus();
}

void EntryCollector::Progress(int64_t bytes) {
  if (!options_.progress || bytes - reported_ < kProgressStep) return;
  reported_ = bytes;
  options_.progress(bytes);
}

absl::Status EntryCollector::Finish() const {
  if (!list_->entries.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError("holds no entry; an empty list is not imported");
}

absl::Status SetEntryId(absl::string_view id, const Place& place, absl::string_view column, v1::ListEntry* entry) {
  if (id.empty()) return CellError(place, column, "is empty");
  if (id.size() > kMaxEntryId) return CellError(place, column, "longer than the limit of 128 bytes");
  if (std::any_of(id.begin(), id.end(), [](char c) { return absl::ascii_iscntrl(static_cast<unsigned char>(c)); })) {
    return CellError(place, column, "holds a control character");
  }
  entry->set_entry_id(std::string(id));
  return absl::OkStatus();
}

}  // namespace cordon
