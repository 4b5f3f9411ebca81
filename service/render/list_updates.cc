#include "service/render/list_updates.h"

#include "absl/strings/str_cat.h"

namespace cordon::render {
namespace {

struct OutcomeWords {
  const char* key;
  const char* words;
  Shade shade;
};

OutcomeWords WordsOf(UpdateOutcome outcome) {
  switch (outcome) {
    case UpdateOutcome::kUpToDate:
      return {"up_to_date", "up to date", Shade::kGood};
    case UpdateOutcome::kUpdated:
      return {"updated", "updated", Shade::kGood};
    case UpdateOutcome::kAvailable:
      return {"available", "newer version available", Shade::kNote};
    case UpdateOutcome::kCouldNotCheck:
      break;
  }
  return {"could_not_check", "could not check", Shade::kBad};
}

}  // namespace

ListUpdates::ListUpdates()
    : records_({{"source", "SOURCE"},
                {"outcome", ""},
                {"", "OUTCOME"},
                {"published", "PUBLISHED"},
                {"entries", "ENTRIES", FieldKind::kInteger},
                {"version", ""},
                {"sha256", ""},
                {"", "SHA256"},
                {"url", ""},
                {"reason", "", FieldKind::kString, 0, true},
                {"detail", "DETAIL", FieldKind::kString, 100, true}}) {}

void ListUpdates::Add(const ListUpdate& update) {
  const OutcomeWords words = WordsOf(update.outcome);
  int64_t entries = update.version.ownership().interests();
  for (const v1::ListSummary& list : update.version.lists()) entries += list.entries();
  records_.Add(
      {update.source, words.key, words.words, update.version.published(), absl::StrCat(entries), update.version.name(),
       update.version.sha256(), update.version.sha256().substr(0, 12), update.url, update.reason, update.detail},
      words.shade, 2);
}

}  // namespace cordon::render
