// The shipped rules, loaded once per test program, and where the source tree is.
#ifndef CORDON_TESTS_RULES_RULES_FIXTURE_H_
#define CORDON_TESTS_RULES_RULES_FIXTURE_H_

#include <cstdlib>
#include <memory>
#include <string>

#include "google/protobuf/text_format.h"
#include "gtest/gtest.h"
#include "rules/engine.h"

namespace cordon {

inline const RuleSet& ShippedRules() {
  static const auto* const kRules = [] {
    auto rules = RuleSet::Load({ShippedPacks(), ShippedTables()});
    if (!rules.ok()) {
      ADD_FAILURE() << rules.status();
      std::abort();
    }
    return new std::shared_ptr<const RuleSet>(*rules);
  }();
  return **kRules;
}

inline std::string SourceFile(const std::string& path) {
  const char* root = std::getenv("CORDON_SOURCE_DIR");
  return std::string(root == nullptr ? "." : root) + "/" + path;
}

template <typename Message>
Message Proto(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

inline v1::Decision Decide(const std::string& inputs) { return ShippedRules().Evaluate(Proto<v1::FactInputs>(inputs)); }

// The worst disposition of a rule in a decision; CLEAR if it did not fire.
inline v1::Disposition Fired(const v1::Decision& decision, const std::string& rule) {
  v1::Disposition worst = v1::CLEAR;
  for (const v1::RedFlag& flag : decision.red_flags()) {
    if (flag.rule() == rule) worst = std::max(worst, flag.disposition());
  }
  return worst;
}

}  // namespace cordon

#endif  // CORDON_TESTS_RULES_RULES_FIXTURE_H_
