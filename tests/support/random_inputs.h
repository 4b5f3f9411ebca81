// Random FactInputs over the whole schema: every field of the messages may be set, with values that mean something
// where the field's name says what it is. What CheckTransaction refuses is thrown away, so that every one is valid.
// Seeded.
//
//   RandomInputs random(6);
//   v1::FactInputs inputs = random.Next();
#ifndef CORDON_TESTS_SUPPORT_RANDOM_INPUTS_H_
#define CORDON_TESTS_SUPPORT_RANDOM_INPUTS_H_

#include <random>
#include <string>
#include <vector>

#include "cordon/v1/facts.pb.h"

namespace cordon {

class RandomInputs {
 public:
  explicit RandomInputs(unsigned seed) : random_(seed) {}

  v1::FactInputs Next();

  int Pick(int n) { return static_cast<int>(random_() % static_cast<unsigned>(n)); }
  bool Chance(int percent) { return Pick(100) < percent; }
  const std::string& Of(const std::vector<std::string>& values) {
    return values[static_cast<size_t>(Pick(static_cast<int>(values.size())))];
  }

  // Fills one message; `depth` bounds nesting.
  void Fill(google::protobuf::Message* message, int depth);
  // The findings of some party of the transaction.
  v1::PartyInputs* PartyOf(v1::FactInputs* inputs);

 private:
  std::string Text(const std::string& field);
  int64_t Number(const std::string& field);
  void MakeConsistent(v1::FactInputs* inputs);

  std::mt19937 random_;
};

}  // namespace cordon

#endif  // CORDON_TESTS_SUPPORT_RANDOM_INPUTS_H_
