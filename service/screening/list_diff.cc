#include "service/screening/list_diff.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "base/canonical_json.h"
#include "base/status_macros.h"
#include "service/screening/entries_file.h"

namespace cordon {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Reflection;

struct StoredEntry {
  std::string list;
  std::string entry_id;
  absl::string_view bytes;  // of the file
};

absl::Status DamagedEntry() { return absl::DataLossError("stored list entries are damaged; import the list again"); }

// The entries of a file ascending by list and id; `bytes` point into it.
absl::StatusOr<std::vector<StoredEntry>> SortedEntries(const std::string& file, const std::string& list) {
  std::vector<StoredEntry> entries;
  CORDON_RETURN_IF_ERROR(ReadEntriesFile(file, [&](absl::string_view bytes) {
    v1::ListEntry entry;
    if (!entry.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return DamagedEntry();
    if (list.empty() || entry.list() == list) {
      entries.push_back({std::move(*entry.mutable_list()), std::move(*entry.mutable_entry_id()), bytes});
    }
    return absl::OkStatus();
  }));
  std::sort(entries.begin(), entries.end(), [](const StoredEntry& a, const StoredEntry& b) {
    return std::tie(a.list, a.entry_id) < std::tie(b.list, b.entry_id);
  });
  return entries;
}

// Element `index` of a field, -1 for one that is not repeated, as a person reads it.
std::string ValueText(const v1::ListEntry& entry, const FieldDescriptor* field, int index) {
  const Reflection& reflection = *entry.GetReflection();
  const bool repeated = index >= 0;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return repeated ? reflection.GetRepeatedString(entry, field, index) : reflection.GetString(entry, field);
    case FieldDescriptor::CPPTYPE_INT32:
      return absl::StrCat(repeated ? reflection.GetRepeatedInt32(entry, field, index)
                                   : reflection.GetInt32(entry, field));
    case FieldDescriptor::CPPTYPE_BOOL:
      return (repeated ? reflection.GetRepeatedBool(entry, field, index) : reflection.GetBool(entry, field)) ? "true"
                                                                                                             : "false";
    case FieldDescriptor::CPPTYPE_ENUM: {
      const int number =
          repeated ? reflection.GetRepeatedEnumValue(entry, field, index) : reflection.GetEnumValue(entry, field);
      const auto* const value = field->enum_type()->FindValueByNumber(number);
      return value == nullptr ? absl::StrCat(number) : value->name();
    }
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      const google::protobuf::Message& message =
          repeated ? reflection.GetRepeatedMessage(entry, field, index) : reflection.GetMessage(entry, field);
      const absl::StatusOr<std::string> json = ToCanonicalJson(message);
      return json.ok() ? *json : message.ShortDebugString();
    }
    default:
      return field->name();  // no field of ListEntry has another type
  }
}

// Empty values of a field that is not repeated are its absence.
std::vector<std::string> Values(const v1::ListEntry& entry, const FieldDescriptor* field) {
  std::vector<std::string> values;
  const Reflection& reflection = *entry.GetReflection();
  if (field->is_repeated()) {
    const int size = reflection.FieldSize(entry, field);
    for (int i = 0; i < size; ++i) values.push_back(ValueText(entry, field, i));
  } else if (reflection.HasField(entry, field)) {
    values.push_back(ValueText(entry, field, -1));
  }
  return values;
}

void AddDiffValue(const std::string& value, google::protobuf::RepeatedPtrField<std::string>* values, bool* truncated) {
  if (values->size() >= kMaxDiffValues) {
    *truncated = true;
    return;
  }
  size_t bytes = std::min(value.size(), kMaxDiffValueBytes);
  if (bytes < value.size()) {
    *truncated = true;
    // Not inside a character.
    while (bytes > 0 && (static_cast<unsigned char>(value[bytes]) & 0xC0U) == 0x80U) --bytes;
  }
  *values->Add() = value.substr(0, bytes);
}

v1::EntryChange DescribeChange(v1::EntryChangeKind kind, const v1::ListEntry& entry) {
  v1::EntryChange change;
  change.set_kind(kind);
  change.set_list(entry.list());
  change.set_entry_id(entry.entry_id());
  change.set_entry_name(entry.entry_name());
  return change;
}

}  // namespace

google::protobuf::RepeatedPtrField<v1::FieldChange> DiffFields(const v1::ListEntry& from, const v1::ListEntry& to) {
  google::protobuf::RepeatedPtrField<v1::FieldChange> changes;
  const auto* const descriptor = v1::ListEntry::descriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const std::vector<std::string> before = Values(from, descriptor->field(i));
    const std::vector<std::string> after = Values(to, descriptor->field(i));
    if (before == after) continue;
    // How many more of each value stand on one side than on the other; the order is that of the file.
    std::map<absl::string_view, int64_t> surplus;
    for (const std::string& value : before) ++surplus[value];
    for (const std::string& value : after) --surplus[value];
    v1::FieldChange& change = *changes.Add();
    change.set_field(descriptor->field(i)->name());
    bool truncated = false;
    for (const std::string& value : before) {
      if (surplus[value] <= 0) continue;
      --surplus[value];
      AddDiffValue(value, change.mutable_removed(), &truncated);
    }
    for (const std::string& value : after) {
      if (surplus[value] >= 0) continue;
      ++surplus[value];
      AddDiffValue(value, change.mutable_added(), &truncated);
    }
    change.set_truncated(truncated);
  }
  return changes;
}

absl::Status DiffEntries(const std::string& from, const std::string& to, const DiffPage& page,
                         v1::DiffListVersionsResponse* response) {
  CORDON_ASSIGN_OR_RETURN(const std::vector<StoredEntry> before, SortedEntries(from, page.list));
  CORDON_ASSIGN_OR_RETURN(const std::vector<StoredEntry> after, SortedEntries(to, page.list));
  int64_t counts[v1::EntryChangeKind_ARRAYSIZE] = {};
  int64_t number = 0;
  size_t bytes = 0;
  bool full = false;
  const auto add = [&](v1::EntryChange change) {
    ++counts[change.kind()];
    const bool shown = number++ >= page.start && response->changes_size() < page.size && !full;
    if (!shown) return;
    bytes += change.ByteSizeLong();
    full = bytes > kMaxDiffPageBytes;
    *response->add_changes() = std::move(change);
  };
  int64_t unchanged = 0;
  auto a = before.begin();
  auto b = after.begin();
  while (a != before.end() || b != after.end()) {
    const bool paired = a != before.end() && b != after.end() && a->list == b->list && a->entry_id == b->entry_id;
    v1::ListEntry old_entry;
    v1::ListEntry new_entry;
    if (paired) {
      if (a->bytes == b->bytes) {
        ++unchanged;
      } else {
        if (!old_entry.ParseFromString(std::string(a->bytes)) || !new_entry.ParseFromString(std::string(b->bytes))) {
          return DamagedEntry();
        }
        v1::EntryChange change = DescribeChange(v1::ENTRY_CHANGED, new_entry);
        *change.mutable_fields() = DiffFields(old_entry, new_entry);
        if (change.fields_size() > 0) {
          add(std::move(change));
        } else {
          ++unchanged;
        }
      }
      ++a;
      ++b;
      continue;
    }
    const bool removed =
        b == after.end() || (a != before.end() && std::tie(a->list, a->entry_id) < std::tie(b->list, b->entry_id));
    v1::ListEntry& entry = removed ? old_entry : new_entry;
    if (!entry.ParseFromString(std::string(removed ? a->bytes : b->bytes))) return DamagedEntry();
    add(DescribeChange(removed ? v1::ENTRY_REMOVED : v1::ENTRY_ADDED, entry));
    if (removed) {
      ++a;
    } else {
      ++b;
    }
  }
  response->set_added(counts[v1::ENTRY_ADDED]);
  response->set_removed(counts[v1::ENTRY_REMOVED]);
  response->set_changed(counts[v1::ENTRY_CHANGED]);
  response->set_unchanged(unchanged);
  return absl::OkStatus();
}

}  // namespace cordon
