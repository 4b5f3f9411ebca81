// What a careless or an unwilling buyer does to a listed party's name: the evasion generator of the quality report.
// One category per row, each with the share that must be found. Deterministic by seed; changed names are made from the
// list entry alone, never from how matching works. Pure functions, any thread.
//
//   for (const Manipulation& m : Manipulations()) {
//     Random random(7);
//     v1::Party party;
//     if (m.apply(entry, &random, &party)) screen(party);
//   }
#ifndef CORDON_BENCH_MANIPULATE_H_
#define CORDON_BENCH_MANIPULATE_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "cordon/v1/list.pb.h"
#include "cordon/v1/party.pb.h"

namespace cordon::bench {

// splitmix64: the same numbers on every machine.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}
  uint64_t Next() {
    state_ += 0x9E3779B97F4A7C15ULL;
    uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31U);
  }
  // 0 .. bound - 1. REQUIRES: bound > 0.
  size_t Below(size_t bound) { return static_cast<size_t>(Next() % bound); }
  template <typename T>
  const T& Pick(const std::vector<T>& values) {
    return values[Below(values.size())];
  }

 private:
  uint64_t state_;
};

// Which list entries a category is made from.
enum class Subject : uint8_t { kOrganization, kAddressOnly, kWithIdentifier };

struct Manipulation {
  std::string name;
  int target = 0;  // basis points that must be found; 0: reported only, no part of the mean
  Subject subject = Subject::kOrganization;
  // Fills the party to screen; false where the category does not apply (no legal form to drop, one word to reorder).
  std::function<bool(const v1::ListEntry&, Random*, v1::Party*)> apply;
};

const std::vector<Manipulation>& Manipulations();

// The parts of the table, by what they need: letters, words, code points, the entry. Used by Manipulations only.
using NameChange = std::function<std::string(const std::string&, Random*)>;
Manipulation OnName(const char* name, int target, NameChange change);  // changes the primary name; "" does not apply
void AddWordManipulations(std::vector<Manipulation>* out);
void AddLetterManipulations(std::vector<Manipulation>* out);
void AddDisguiseManipulations(std::vector<Manipulation>* out);
void AddEntryManipulations(std::vector<Manipulation>* out);

// `count` typing errors (insertion, deletion, substitution, swap), each in a letter of a word of three letters or more;
// "" if the name without its legal form has fewer than five letters for each.
std::string Typos(const std::string& name, int count, Random* random);
std::string OneHomoglyph(const std::string& name, Random* random);
std::string ZeroWidth(const std::string& name, int count, Random* random);
// The folded words of a name without its legal forms, in order.
std::vector<std::string> WordsWithoutLegalForm(const std::string& name);

}  // namespace cordon::bench

#endif  // CORDON_BENCH_MANIPULATE_H_
