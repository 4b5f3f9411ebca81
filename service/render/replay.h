// What a replay of recorded screenings gave. Pure functions.
#ifndef CORDON_SERVICE_RENDER_REPLAY_H_
#define CORDON_SERVICE_RENDER_REPLAY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "service/render/format.h"

namespace cordon::render {

struct ReplayedEntry {
  int64_t entry = 0;
  std::string screening;  // screenings/{id}
  std::string outcome;    // IDENTICAL, DIFFERENT, SAME_DECISION, OTHER_DECISION, NOT_REPLAYED
  std::vector<std::string> details;
};

struct ReplayReport {
  bool current = false;  // judged by today's lists and rules instead of those of the record
  int64_t replayed = 0;
  int64_t equal = 0;
  int64_t unequal = 0;
  int64_t not_replayed = 0;
  std::vector<ReplayedEntry> entries;  // those that are not equal, or the only one
  int64_t left_out = 0;                // of those, for want of room
};

std::string ReplayText(const ReplayReport& report, Format format, bool color);

}  // namespace cordon::render

#endif  // CORDON_SERVICE_RENDER_REPLAY_H_
