// A rule's condition, compiled: all / any / not over tests of fields, with three truth values. UNKNOWN names the fields
// that would have to be known. Immutable after compiling, thread-safe.
//
// Lists: a test holds if any element passes it. An empty list of Facts is known to be empty (FALSE), an empty list of
// the request was not told to us (UNKNOWN). NE and NOT_IN are the negations of EQ and IN.
//
//   CORDON_ASSIGN_OR_RETURN(auto when, CompiledCondition::Compile(rule.when(), each, tables, place));
//   Missing missing;
//   if (when.Evaluate(input, &missing) == Truth::kTrue) ...
#ifndef CORDON_RULES_CONDITION_H_
#define CORDON_RULES_CONDITION_H_

#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cordon/v1/rules.pb.h"
#include "re2/re2.h"
#include "rules/field_path.h"
#include "rules/text_file.h"

namespace cordon {

enum class Truth { kFalse = 0, kUnknown = 1, kTrue = 2 };
inline Truth Not(Truth truth) {
  return truth == Truth::kUnknown ? truth : (truth == Truth::kTrue ? Truth::kFalse : Truth::kTrue);
}

// Paths that were unknown, as first met, without repeats.
class Missing {
 public:
  void Add(const std::string* path) {
    for (const std::string* known : paths_) {
      if (*known == *path) return;
    }
    paths_.push_back(path);
  }
  void CutTo(size_t size) { paths_.resize(size); }
  size_t size() const { return paths_.size(); }
  const std::vector<const std::string*>& paths() const { return paths_; }

 private:
  std::vector<const std::string*> paths_;
};

class CompiledCondition {
 public:
  // InvalidArgument "FILE:LINE: what". `each` may be null; at most 16 levels and 256 tests.
  static absl::StatusOr<CompiledCondition> Compile(const v1::Condition& condition,
                                                   const google::protobuf::Descriptor* each, const Tables& tables,
                                                   const TextPlace& place);

  Truth Evaluate(const RuleInput& input, Missing* missing) const;
  // True if it is FALSE for every element of for_each, as far as that shows without looking at any.
  bool FalseForAll(const RuleInput& input) const;
  // The tests that made the condition TRUE, with the values they saw.
  void Trace(const RuleInput& input, std::vector<v1::FieldValue>* out) const { Trace(input, true, out); }

 private:
  enum class Kind { kAll, kAny, kNot, kTest };

  static absl::StatusOr<CompiledCondition> CompileAt(const v1::Condition& condition,
                                                     const google::protobuf::Descriptor* each, const Tables& tables,
                                                     const TextPlace& place, int depth, int* tests);
  absl::Status CompileTest(const v1::Condition& condition, const google::protobuf::Descriptor* each,
                           const Tables& tables, const TextPlace& place);
  absl::Status CompileValues(const v1::Condition& condition, const Tables& tables);
  Truth TestValues(const RuleInput& input) const;
  bool LeafPasses(const FieldLeaf& leaf, const RuleInput& input, int64_t bound) const;
  int64_t Bound(const RuleInput& input) const;
  void Trace(const RuleInput& input, bool positive, std::vector<v1::FieldValue>* out) const;

  Kind kind_ = Kind::kTest;
  bool reads_each_ = false;
  std::vector<CompiledCondition> children_;
  FieldPath path_;
  v1::Condition::Operator op_ = v1::Condition::EQ;
  bool negated_ = false;  // NE, NOT_IN
  std::vector<int64_t> integers_;
  std::vector<std::string> texts_;
  std::string parameter_;  // stands for integers_[0], read at as_of
  std::string table_;
  bool table_is_group_ = false;
  std::shared_ptr<const RE2> pattern_;
};

}  // namespace cordon

#endif  // CORDON_RULES_CONDITION_H_
