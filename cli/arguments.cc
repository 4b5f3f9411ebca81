#include "cli/arguments.h"

#include <algorithm>
#include <utility>

namespace cordon::cli {
namespace {

constexpr char kShield = '\x01';

size_t EditDistance(absl::string_view a, absl::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = std::exchange(row[0], i);
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

// What the parser does not hand on as it is.
bool TakenApart(const std::string& text) {
  return text.empty() || text[0] == '[' || text[0] == kShield || text == "{}" || text == "%%" || text == "++";
}

}  // namespace

std::vector<std::string> ShieldArguments(const std::vector<std::string>& arguments) {
  std::vector<std::string> shielded;
  bool literal = false;
  for (const std::string& argument : arguments) {
    if (!literal && argument == "--") {
      literal = true;
      continue;
    }
    if (literal || TakenApart(argument)) {
      shielded.push_back(kShield + argument);
      continue;
    }
    // "--option=": the parser would take what follows for the value, and a name would go unscreened.
    const size_t equals = argument.find('=');
    if (argument.compare(0, 2, "--") == 0 && equals != std::string::npos && TakenApart(argument.substr(equals + 1))) {
      shielded.push_back(argument.substr(0, equals));
      shielded.push_back(kShield + argument.substr(equals + 1));
      continue;
    }
    shielded.push_back(argument);
  }
  return shielded;
}

std::string Unshield(const std::string& argument) {
  return !argument.empty() && argument[0] == kShield ? argument.substr(1) : argument;
}

std::string DidYouMean(absl::string_view word, const std::vector<std::string>& candidates) {
  std::string best;
  size_t least = std::max<size_t>(1, word.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    const size_t distance = EditDistance(word, candidate);
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

}  // namespace cordon::cli
