// The readings of a name: any bytes as a name, on either side. Decoding, look-alikes and parts are total and bounded;
// the plain reading is first; no reading repeats another's tokens; scoring through readings never lowers the plain
// score.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/utf8.h"
#include "match/encodings.h"
#include "match/reading.h"

namespace {

void RequireSo(bool ok, const char* what, absl::string_view text) {
  if (ok) return;
  std::fprintf(stderr, "not so: %s\n%s\n", what, std::string(text).c_str());
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr size_t kMaxInput = 2048;  // callers refuse names of more than 512 code points
  const absl::string_view text(reinterpret_cast<const char*>(data), size < kMaxInput ? size : kMaxInput);
  const std::string decoded = cordon::internal::UndoEncodings(text);
  RequireSo(!cordon::IsValidUtf8(text) || cordon::IsValidUtf8(decoded), "decoded text stays valid", text);
  RequireSo(decoded.size() <= text.size(), "decoding never makes text longer", text);

  const size_t line = text.find('\n');
  const std::vector<cordon::Reading> query = cordon::ReadingsOf(text.substr(0, line), cordon::ReadingSide::kQuery);
  RequireSo(!query.empty() && query.size() <= cordon::kMaxReadings, "the number of readings is bounded", text);
  RequireSo(query[0].kind == cordon::ReadingKind::kPlain, "the plain reading is first", text);
  for (size_t i = 1; i < query.size(); ++i) RequireSo(!query[i].name.tokens.empty(), "a reading has words", text);
  if (line == absl::string_view::npos) return 0;

  const std::vector<cordon::Reading> listed = cordon::ReadingsOf(text.substr(line + 1), cordon::ReadingSide::kListed);
  const cordon::ReadingPair best = cordon::ScoreReadings(query, listed);
  RequireSo(best.score >= 0 && best.score <= cordon::kFullScore, "a score is in range", text);
  RequireSo(best.score >= cordon::ScorePair(query[0].name, listed[0].name), "more readings never lower a score", text);
  RequireSo(cordon::ScoreReadingsWithAlignment(query, listed).score == best.score, "the alignment keeps the score",
            text);
  return 0;
}
