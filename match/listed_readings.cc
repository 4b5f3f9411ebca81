#include "match/listed_readings.h"

namespace cordon::internal {

std::vector<Reading> ListedReadings(const v1::ListEntry& entry, int name) {
  std::vector<Reading> readings = ReadingsOf(entry.names(name).text(), ReadingSide::kListed);
  if (entry.type() != v1::ENTRY_PERSON) return readings;
  for (Reading& reading : readings) {
    reading.name.initials.clear();
    reading.name.initial_kinds.clear();
  }
  return readings;
}

}  // namespace cordon::internal
