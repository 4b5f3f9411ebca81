#include "rules/condition.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/status_macros.h"

namespace cordon {
namespace {

using google::protobuf::FieldDescriptor;

constexpr size_t kMaxShownValues = 8;
constexpr size_t kMaxShownBytes = 300;

std::string ShownValues(const FieldPath& path, const RuleInput& input) {
  std::vector<std::string> values;
  path.Visit(input, [&](const FieldLeaf& leaf) {
    if (leaf.Known() && values.size() <= kMaxShownValues) values.push_back(leaf.Shown());
  });
  if (values.size() > kMaxShownValues) values.back() = "...";
  std::string shown = absl::StrJoin(values, ", ");
  if (shown.size() > kMaxShownBytes) {
    size_t cut = kMaxShownBytes;  // at a character boundary
    while (cut > 0 && (static_cast<unsigned char>(shown[cut]) & 0xC0) == 0x80) --cut;
    shown = absl::StrCat(shown.substr(0, cut), "...");
  }
  return shown;
}

}  // namespace

Truth CompiledCondition::Evaluate(const RuleInput& input, Missing* missing) const {
  const size_t before = missing->size();
  switch (kind_) {
    case Kind::kAll: {
      Truth truth = Truth::kTrue;
      for (const CompiledCondition& child : children_) {
        truth = std::min(truth, child.Evaluate(input, missing));
        if (truth == Truth::kFalse) {
          missing->CutTo(before);
          return truth;
        }
      }
      return truth;
    }
    case Kind::kAny: {
      Truth truth = Truth::kFalse;
      for (const CompiledCondition& child : children_) {
        truth = std::max(truth, child.Evaluate(input, missing));
        if (truth == Truth::kTrue) {
          missing->CutTo(before);
          return truth;
        }
      }
      return truth;
    }
    case Kind::kNot:
      return Not(children_[0].Evaluate(input, missing));
    case Kind::kTest:
      break;
  }
  const Truth truth = negated_ ? Not(TestValues(input)) : TestValues(input);
  if (truth == Truth::kUnknown) missing->Add(&path_.text());
  return truth;
}

bool CompiledCondition::FalseForAll(const RuleInput& input) const {
  if (kind_ == Kind::kAll) {
    return std::any_of(children_.begin(), children_.end(),
                       [&](const CompiledCondition& child) { return child.FalseForAll(input); });
  }
  if (reads_each_) return false;
  Missing missing;
  return Evaluate(input, &missing) == Truth::kFalse;
}

int64_t CompiledCondition::Bound(const RuleInput& input) const {
  if (!parameter_.empty()) return input.tables->Parameter(parameter_, input.as_of);
  return integers_.empty() ? 0 : integers_[0];
}

Truth CompiledCondition::TestValues(const RuleInput& input) const {
  int64_t leaves = 0, known = 0;
  bool passed = false;
  const bool counts = op_ == v1::Condition::EXISTS || op_ == v1::Condition::MISSING || op_ == v1::Condition::COUNT_GTE;
  const int64_t bound = Bound(input);
  path_.Visit(input, [&](const FieldLeaf& leaf) {
    ++leaves;
    if (!leaf.Known()) return;
    ++known;
    if (!passed && !counts) passed = LeafPasses(leaf, input, bound);
  });
  if (op_ == v1::Condition::EXISTS) return known > 0 ? Truth::kTrue : Truth::kFalse;
  if (op_ == v1::Condition::MISSING) return known > 0 ? Truth::kFalse : Truth::kTrue;
  if (op_ == v1::Condition::COUNT_GTE) {
    if (leaves == 0 && path_.root() == FieldPath::Root::kInputs) return Truth::kUnknown;
    return known >= bound ? Truth::kTrue : Truth::kFalse;
  }
  if (passed) return Truth::kTrue;
  if (leaves == 0) return path_.root() == FieldPath::Root::kInputs ? Truth::kUnknown : Truth::kFalse;
  return known < leaves ? Truth::kUnknown : Truth::kFalse;
}

bool CompiledCondition::LeafPasses(const FieldLeaf& leaf, const RuleInput& input, int64_t bound) const {
  const bool text = leaf.field->cpp_type() == FieldDescriptor::CPPTYPE_STRING;
  switch (op_) {
    case v1::Condition::MATCHES: {
      const std::string& value = leaf.Text();
      return RE2::PartialMatch(value, *pattern_);
    }
    case v1::Condition::GTE:
      return text ? leaf.Text() >= texts_[0] : leaf.Integer() >= bound;
    case v1::Condition::LTE:
      return text ? leaf.Text() <= texts_[0] : leaf.Integer() <= bound;
    case v1::Condition::GT:
      return text ? leaf.Text() > texts_[0] : leaf.Integer() > bound;
    case v1::Condition::LT:
      return text ? leaf.Text() < texts_[0] : leaf.Integer() < bound;
    default:
      break;
  }
  if (!table_.empty()) {
    return table_is_group_ ? input.tables->InGroup(leaf.Text(), table_, input.as_of)
                           : input.tables->InSet(table_, leaf.Text(), input.as_of);
  }
  if (text) return std::binary_search(texts_.begin(), texts_.end(), leaf.Text());
  return std::binary_search(integers_.begin(), integers_.end(), leaf.Integer());
}

void CompiledCondition::Trace(const RuleInput& input, bool positive, std::vector<v1::FieldValue>* out) const {
  if (kind_ == Kind::kNot) {
    children_[0].Trace(input, !positive, out);
    return;
  }
  if (kind_ != Kind::kTest) {
    for (const CompiledCondition& child : children_) child.Trace(input, positive, out);
    return;
  }
  const Truth truth = negated_ ? Not(TestValues(input)) : TestValues(input);
  if (truth != (positive ? Truth::kTrue : Truth::kFalse)) return;
  for (const v1::FieldValue& known : *out) {
    if (known.field() == path_.text()) return;
  }
  v1::FieldValue value;
  value.set_field(path_.text());
  value.set_value(ShownValues(path_, input));
  out->push_back(std::move(value));
  if (parameter_.empty()) return;
  v1::FieldValue bound;
  bound.set_field(absl::StrCat("parameter ", parameter_));
  bound.set_value(absl::StrCat(Bound(input)));
  out->push_back(std::move(bound));
}

}  // namespace cordon
