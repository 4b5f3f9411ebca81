// How two sets of entries differ, the slow obvious way: every entry against every other, every field by its printed
// text. What service/screening/list_diff.h is compared with.
#ifndef CORDON_TESTS_SUPPORT_REFERENCE_DIFF_H_
#define CORDON_TESTS_SUPPORT_REFERENCE_DIFF_H_

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "cordon/v1/list.pb.h"

namespace cordon {

struct ReferenceDiff {
  std::set<std::string> added, removed;  // "LIST:ID"
  std::set<std::string> changed;         // "LIST:ID field field ..."
  int64_t unchanged = 0;
};

inline std::string ReferenceKey(const v1::ListEntry& entry) {
  return absl::StrCat(entry.list(), ":", entry.entry_id());
}

// The names of the fields in which they differ, each behind a blank.
inline std::string ReferenceFields(const v1::ListEntry& a, const v1::ListEntry& b) {
  std::string fields;
  const auto* const descriptor = v1::ListEntry::descriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    // A copy with nothing but this field.
    const auto alone = [&](const v1::ListEntry& entry) {
      v1::ListEntry one = entry;
      for (int other = 0; other < descriptor->field_count(); ++other) {
        if (other != i) one.GetReflection()->ClearField(&one, descriptor->field(other));
      }
      return one.DebugString();
    };
    if (alone(a) != alone(b)) absl::StrAppend(&fields, " ", descriptor->field(i)->name());
  }
  return fields;
}

inline ReferenceDiff SlowDiff(const std::vector<v1::ListEntry>& from, const std::vector<v1::ListEntry>& to) {
  ReferenceDiff diff;
  for (const auto& a : from) {
    bool found = false;
    for (const auto& b : to) {
      if (a.list() != b.list() || a.entry_id() != b.entry_id()) continue;
      found = true;
      const std::string fields = ReferenceFields(a, b);
      if (fields.empty()) {
        ++diff.unchanged;
      } else {
        diff.changed.insert(ReferenceKey(a) + fields);
      }
    }
    if (!found) diff.removed.insert(ReferenceKey(a));
  }
  for (const auto& b : to) {
    bool found = false;
    for (const auto& a : from) found = found || (a.list() == b.list() && a.entry_id() == b.entry_id());
    if (!found) diff.added.insert(ReferenceKey(b));
  }
  return diff;
}

}  // namespace cordon

#endif  // CORDON_TESTS_SUPPORT_REFERENCE_DIFF_H_
