// Events in the four formats, and as lines while they happen. Pure functions.
#ifndef CORDON_SERVICE_RENDER_EVENTS_H_
#define CORDON_SERVICE_RENDER_EVENTS_H_

#include <string>

#include "cordon/v1/events.pb.h"
#include "service/render/records.h"

namespace cordon::render {

// One row per event, in the order given.
Records EventRows(const v1::ListEventsResponse& events);

// The event as one line of JSON.
std::string EventLine(const v1::Event& event);

}  // namespace cordon::render

#endif  // CORDON_SERVICE_RENDER_EVENTS_H_
