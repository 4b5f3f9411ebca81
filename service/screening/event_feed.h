// Events for those who wait for decisions: read from the log, so that nothing is told that is not durable, and that the
// same place always tells the same. Thread contract: all methods from any thread; they block for the store.
//
//   CORDON_ASSIGN_OR_RETURN(v1::ListEventsResponse page, feed.ListEvents(request));
//   request.set_after(page.sequence());
#ifndef CORDON_SERVICE_SCREENING_EVENT_FEED_H_
#define CORDON_SERVICE_SCREENING_EVENT_FEED_H_

#include <cstdint>

#include "absl/status/statusor.h"
#include "base/clock.h"
#include "cordon/v1/events.pb.h"
#include "db/store/store.h"

namespace cordon {

class EventFeed {
 public:
  // `store` may be null: then nothing has happened.
  EventFeed(Store* store, const Clock* clock) : store_(store), clock_(clock) {}

  // Errors: InvalidArgument INVALID_FIELD, OutOfRange EVENTS_UNKNOWN_PLACE (the log is not the one `after` is a place
  // in), those of the store. A page may be empty and have a next one: a filter is looked for in a limited number of
  // entries at a time.
  absl::StatusOr<v1::ListEventsResponse> ListEvents(const v1::ListEventsRequest& request) const;

  // The sequence behind which everything is new.
  absl::StatusOr<int64_t> Latest() const;

 private:
  Store* store_;
  const Clock* clock_;
};

// What a stream asks for, as the request for its next page.
v1::ListEventsRequest PageOf(const v1::WatchEventsRequest& request);

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_EVENT_FEED_H_
