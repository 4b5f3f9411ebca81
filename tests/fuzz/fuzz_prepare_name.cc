// The normaliser and the scorer: any bytes as a name, or two names separated by a line feed. Folding is total, gives
// valid UTF-8, and is stable; a name that leaves words scores in full against itself.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "base/utf8.h"
#include "match/prepared_name.h"
#include "match/reading.h"
#include "match/scorer.h"

namespace {

void Require(bool ok, const char* what, absl::string_view name) {
  if (ok) return;
  std::fprintf(stderr, "not so: %s\n%s\n", what, std::string(name).c_str());
  std::abort();
}

cordon::PreparedName Prepare(absl::string_view text) {
  cordon::PreparedName name = cordon::PrepareName(text);
  int64_t weight = 0;
  for (const cordon::Token& token : name.tokens) {
    Require(!token.text.empty() && cordon::IsValidUtf8(token.text), "a token is valid text", text);
    const cordon::PreparedName again = cordon::PrepareName(token.text);
    std::string bare = token.text;
    bare.erase(std::remove(bare.begin(), bare.end(), ' '), bare.end());
    Require(again.squashed_full == bare, "folding a token again changes nothing", text);
    Require(token.weight >= 1 && token.weight <= cordon::kMaxTokenWeight, "a weight is in range", text);
    Require(token.rest_weight >= 1 && token.rest_weight <= token.weight, "a rest weight is in range", text);
    weight += token.weight;
  }
  Require(weight == name.total_weight, "the weights add up", text);
  if (!name.squashed.empty())
    Require(cordon::ScorePair(name, name) == cordon::kFullScore, "a name equals itself", text);
  return name;
}

// All readings: few, different, the plain one first; and the best pair of a name's readings with themselves is full.
void Read(absl::string_view text) {
  for (const cordon::ReadingSide side : {cordon::ReadingSide::kQuery, cordon::ReadingSide::kListed}) {
    const std::vector<cordon::Reading> readings = cordon::ReadingsOf(text, side);
    Require(!readings.empty() && readings.size() <= cordon::kMaxReadings, "the number of readings is in range", text);
    Require(readings.front().kind == cordon::ReadingKind::kPlain, "the plain reading is first", text);
    for (const cordon::Reading& reading : readings) {
      for (const cordon::Token& token : reading.name.tokens) {
        Require(!token.text.empty() && cordon::IsValidUtf8(token.text), "a token of a reading is valid text", text);
        Require(token.rest_weight >= 1 && token.rest_weight <= token.weight, "a rest weight is in range", text);
      }
    }
    if (!readings.front().name.squashed.empty()) {
      Require(cordon::ScoreReadings(readings, readings).score == cordon::kFullScore, "a name equals itself", text);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  constexpr size_t kMaxInput = 4096;  // callers refuse names of more than 512 code points
  const absl::string_view text(reinterpret_cast<const char*>(data), size < kMaxInput ? size : kMaxInput);
  const size_t line = text.find('\n');
  const cordon::PreparedName first = Prepare(text.substr(0, line));
  Read(text.substr(0, line));
  if (line == absl::string_view::npos) return 0;
  const cordon::PreparedName second = Prepare(text.substr(line + 1));
  const int score = cordon::ScorePairWithAlignment(first, second).score;
  Require(score >= 0 && score <= cordon::kFullScore, "a score is in range", text);
  Require(score == cordon::ScorePair(first, second), "the alignment does not change the score", text);
  return 0;
}
