// How the update of each list ended, in the four formats. Pure functions.
#ifndef CORDON_SERVICE_RENDER_LIST_UPDATES_H_
#define CORDON_SERVICE_RENDER_LIST_UPDATES_H_

#include <string>

#include "cordon/v1/list.pb.h"
#include "service/render/records.h"

namespace cordon::render {

enum class UpdateOutcome {
  kUpToDate,       // the publisher still serves the active version
  kUpdated,        // a newer one was imported and is active
  kAvailable,      // a newer one exists; nothing was changed
  kCouldNotCheck,  // the last good version stays, and its age grows
};

struct ListUpdate {
  std::string source;
  std::string url;
  UpdateOutcome outcome = UpdateOutcome::kCouldNotCheck;
  std::string reason;       // of the error table, or what kind of error it was; only if it could not be checked
  std::string detail;       // for people
  v1::ListVersion version;  // the active one now; may be unset
};

// One row per update, in order.
class ListUpdates {
 public:
  ListUpdates();
  void Add(const ListUpdate& update);
  std::string Render(Format format, bool color) const { return records_.Render(format, color); }

 private:
  Records records_;
};

}  // namespace cordon::render

#endif  // CORDON_SERVICE_RENDER_LIST_UPDATES_H_
