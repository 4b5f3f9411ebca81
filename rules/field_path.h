// A field named in a condition or an explanation, resolved once at load and read many times: "txn.activity",
// "each.score", "inputs.transaction.items.eccn". Immutable, thread-safe.
//
//   CORDON_ASSIGN_OR_RETURN(FieldPath path, FieldPath::Resolve("each.score", v1::ListHit::descriptor()));
#ifndef CORDON_RULES_FIELD_PATH_H_
#define CORDON_RULES_FIELD_PATH_H_

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "cordon/v1/facts.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "rules/facts/tables.h"

namespace cordon {

// What one evaluation reads. `each` is null outside for_each.
struct RuleInput {
  const v1::Facts* facts = nullptr;
  const v1::FactInputs* inputs = nullptr;
  const google::protobuf::Message* each = nullptr;
  const Tables* tables = nullptr;
  absl::string_view as_of;
};

// One value found at the end of a path; `index` is -1 unless the field is a list.
struct FieldLeaf {
  const google::protobuf::Message* message;
  const google::protobuf::FieldDescriptor* field;
  int index;

  // Known: a tri-state or enum not 0, a text not empty, an `optional` number present, any other number.
  bool Known() const;
  int64_t Integer() const;          // REQUIRES: integer, bool or enum
  const std::string& Text() const;  // REQUIRES: string
  std::string Shown() const;        // for people: enum value names, numbers, texts
};

class FieldPath {
 public:
  enum class Root { kFacts, kEach, kInputs };

  // `each` is the element type of the rule's for_each or null. InvalidArgument names the part that does not exist and
  // what there is instead.
  static absl::StatusOr<FieldPath> Resolve(absl::string_view text, const google::protobuf::Descriptor* each);

  const std::string& text() const { return text_; }
  Root root() const { return root_; }
  const google::protobuf::FieldDescriptor* leaf() const { return steps_.back(); }
  bool many() const { return many_; }  // a list is on the way
  void Visit(const RuleInput& input, absl::FunctionRef<void(const FieldLeaf&)> visit) const;

 private:
  void VisitFrom(const google::protobuf::Message& message, size_t step,
                 absl::FunctionRef<void(const FieldLeaf&)> visit) const;

  std::string text_;
  Root root_ = Root::kFacts;
  std::vector<const google::protobuf::FieldDescriptor*> steps_;
  bool many_ = false;
};

}  // namespace cordon

#endif  // CORDON_RULES_FIELD_PATH_H_
