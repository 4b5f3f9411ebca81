// The limits of an operator's watch pattern: what an import accepts is what matching compiles.
#ifndef CORDON_BASE_WATCH_PATTERN_H_
#define CORDON_BASE_WATCH_PATTERN_H_

#include <cstddef>
#include <cstdint>

namespace cordon {

inline constexpr size_t kMaxWatchPatternBytes = 1024;
// Of the compiled program and, while it runs, of its cache; a pattern that needs more runs slower, never wrongly.
inline constexpr int64_t kWatchPatternMemory = 1 << 20;
// In one list and over all active lists.
inline constexpr size_t kMaxWatchPatterns = 20'000;
// Instructions of all compiled programs together, 16 bytes each.
inline constexpr int64_t kMaxWatchInstructions = 4'000'000;

}  // namespace cordon

#endif  // CORDON_BASE_WATCH_PATTERN_H_
