// Lists of any size that look like real ones: names drawn from real templates, with a vocabulary that goes on growing
// as that of real names does (Heaps' law, exponent 0.7: about 41,000 distinct words in 57,000 names, 280,000 in a
// million). Seeded: the same list on every machine. Not thread-safe.
//
//   NameGenerator generator(real_names, 1);
//   std::string name = generator.Next();
#ifndef CORDON_BENCH_NAME_GENERATOR_H_
#define CORDON_BENCH_NAME_GENERATOR_H_

#include <cstdint>
#include <string>
#include <vector>

namespace cordon::bench {

// splitmix64.
class BenchRandom {
 public:
  explicit BenchRandom(uint64_t seed) : state_(seed) {}
  uint64_t Next();
  size_t Below(size_t bound) { return static_cast<size_t>(Next() % bound); }
  bool Chance(unsigned percent) { return Below(100) < percent; }

 private:
  uint64_t state_;
};

class NameGenerator {
 public:
  NameGenerator(const std::vector<std::string>& real_names, uint64_t seed);

  // A further name: four of ten words of a real one stay, the others are drawn from all words so far, as often as they
  // occurred, or are new; one name in twelve has a typing error.
  std::string Next();
  // A name that is on no list: words of the list put together anew, with the legal forms and places that come along.
  std::string Recombined();

 private:
  std::string NewWord();
  std::string Word();

  BenchRandom random_;
  std::vector<std::vector<std::string>> templates_;
  std::vector<std::string> words_;  // every occurrence so far
  size_t real_words_;               // occurrences in the real names
};

// One typing error in a word of four letters or more; the name itself if it has none.
std::string WithTypingError(std::string name, BenchRandom* random);

}  // namespace cordon::bench

#endif  // CORDON_BENCH_NAME_GENERATOR_H_
