// Which addresses a list may be downloaded from. Pure functions.
#ifndef CORDON_DB_FETCH_URL_H_
#define CORDON_DB_FETCH_URL_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace cordon {

inline constexpr size_t kMaxUrlBytes = 2048;

// Https; http only to the own machine ("localhost", 127.x.x.x, ::1) or with `allow_http`. No user or password in it.
// InvalidArgument says which rule is broken.
absl::Status CheckDownloadUrl(const std::string& url, bool allow_http);

// Whether a download that began at `url` may go on at `next`: never from https to http, and to http at all only within
// the own machine.
absl::Status CheckRedirect(const std::string& url, const std::string& next);

// Whether it leads to the own machine by its text: "localhost", 127.x.x.x, ::1.
bool IsLoopbackUrl(const std::string& url);

// For messages: without query and fragment, which may hold a key.
std::string ShownUrl(const std::string& url);

// The last piece of the path, without what does not belong in a file name; "download" if there is none.
std::string FileNameOfUrl(const std::string& url);

}  // namespace cordon

#endif  // CORDON_DB_FETCH_URL_H_
