// Names of listed organisations inside free text: "GPU time for iFLYTEK", "subsidiary of SenseTime", 供科大讯飞训练.
//
// Looked for is the core of a name, without legal form, place and trade at its ends, word by word in the folded text:
// the brand of "Beijing SenseTime Technology Development Co., Ltd." is sensetime. A core of one word counts only if the
// frozen tables know it as none of the ordinary words. A text that names one is a reason to read it, not a match.
// Thread contract: immutable after construction.
//
//   for (const Mention& mention : mentions.Find(end_use.statement())) ...
#ifndef CORDON_SERVICE_SCREENING_LISTED_MENTIONS_H_
#define CORDON_SERVICE_SCREENING_LISTED_MENTIONS_H_

#include <cstddef>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "cordon/v1/list.pb.h"
#include "match/list_snapshot.h"

namespace cordon {

struct Mention {
  EntryIndex entry = 0;
  std::string words;  // as the text has them, folded
};

class ListedMentions {
 public:
  // Takes organisations and entries that do not say what they are; people's names are too common.
  void Add(EntryIndex index, const v1::ListEntry& entry);

  // Longest first at each place, one per entry, at most kMaxMentions.
  std::vector<Mention> Find(absl::string_view text) const;

  static constexpr size_t kMaxMentions = 16;

 private:
  absl::flat_hash_map<std::string, std::vector<EntryIndex>> by_core_;
  size_t longest_ = 0;      // words of the longest core
  size_t longest_han_ = 0;  // characters of the longest Han name
};

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_LISTED_MENTIONS_H_
