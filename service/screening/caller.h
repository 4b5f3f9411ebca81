// The identity of whoever runs this process, as it stands in records. Thread-safe.
#ifndef CORDON_SERVICE_SCREENING_CALLER_H_
#define CORDON_SERVICE_SCREENING_CALLER_H_

#include <string>

namespace cordon {

// Whoever calls over TCP without saying who it is.
inline constexpr char kLoopbackCaller[] = "loopback";

// "uid:1000(alice)", or "uid:1000" when the user has no name.
std::string LocalCaller();

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_CALLER_H_
