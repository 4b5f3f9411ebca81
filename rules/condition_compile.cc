// Compiling conditions: every mistake is found at load and named with its place.
#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/clock.h"
#include "base/status_macros.h"
#include "rules/condition.h"

namespace cordon {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

constexpr int kMaxDepth = 16;
constexpr int kMaxTests = 256;
constexpr int kMaxValues = 1024;
constexpr size_t kMaxPattern = 512;

std::string EnumNames(const google::protobuf::EnumDescriptor* type) {
  std::vector<std::string> names;
  for (int i = 1; i < type->value_count(); ++i) names.push_back(type->value(i)->name());
  return absl::StrJoin(names, ", ");
}

absl::Status BadCondition(const TextPlace& place, const char* field, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(place.At(v1::Condition::descriptor(), field, -1), ": ", what));
}

bool Ordered(v1::Condition::Operator op) {
  return op == v1::Condition::GTE || op == v1::Condition::LTE || op == v1::Condition::GT || op == v1::Condition::LT;
}

}  // namespace

absl::StatusOr<CompiledCondition> CompiledCondition::Compile(const v1::Condition& condition, const Descriptor* each,
                                                             const Tables& tables, const TextPlace& place) {
  int tests = 0;
  return CompileAt(condition, each, tables, place, 0, &tests);
}

absl::StatusOr<CompiledCondition> CompiledCondition::CompileAt(const v1::Condition& condition, const Descriptor* each,
                                                               const Tables& tables, const TextPlace& place, int depth,
                                                               int* tests) {
  if (depth >= kMaxDepth) {
    return absl::InvalidArgumentError(absl::StrCat(place.file, ": condition deeper than ", kMaxDepth, " levels"));
  }
  const int kinds =
      (condition.all_size() > 0) + (condition.any_size() > 0) + condition.has_not_() + !condition.field().empty();
  if (kinds != 1) {
    const char* anchor = condition.all_size() > 0 ? "all" : condition.any_size() > 0 ? "any" : "field";
    return absl::InvalidArgumentError(absl::StrCat(
        place.At(v1::Condition::descriptor(), anchor, condition.field().empty() && kinds > 0 ? 0 : -1),
        ": a condition is exactly one of all, any, not, field; this one has ", kinds == 0 ? "none" : "several"));
  }
  CompiledCondition compiled;
  if (!condition.field().empty()) {
    if (++*tests > kMaxTests) {
      return BadCondition(place, "field", absl::StrCat("more than ", kMaxTests, " tests in one condition"));
    }
    CORDON_RETURN_IF_ERROR(compiled.CompileTest(condition, each, tables, place));
    return compiled;
  }
  const auto add = [&](const v1::Condition& child, const char* field, int index) -> absl::Status {
    CORDON_ASSIGN_OR_RETURN(
        CompiledCondition inner,
        CompileAt(child, each, tables, place.Nested(v1::Condition::descriptor(), field, index), depth + 1, tests));
    compiled.reads_each_ = compiled.reads_each_ || inner.reads_each_;
    compiled.children_.push_back(std::move(inner));
    return absl::OkStatus();
  };
  if (condition.has_not_()) {
    compiled.kind_ = Kind::kNot;
    CORDON_RETURN_IF_ERROR(add(condition.not_(), "not", -1));
  } else if (condition.all_size() > 0) {
    compiled.kind_ = Kind::kAll;
    for (int i = 0; i < condition.all_size(); ++i) CORDON_RETURN_IF_ERROR(add(condition.all(i), "all", i));
  } else {
    compiled.kind_ = Kind::kAny;
    for (int i = 0; i < condition.any_size(); ++i) CORDON_RETURN_IF_ERROR(add(condition.any(i), "any", i));
  }
  return compiled;
}

absl::Status CompiledCondition::CompileTest(const v1::Condition& condition, const Descriptor* each,
                                            const Tables& tables, const TextPlace& place) {
  kind_ = Kind::kTest;
  auto path = FieldPath::Resolve(condition.field(), each);
  if (!path.ok()) return BadCondition(place, "field", path.status().message());
  path_ = *std::move(path);
  reads_each_ = path_.root() == FieldPath::Root::kEach;
  op_ = condition.op() == v1::Condition::OPERATOR_UNSPECIFIED ? v1::Condition::EQ : condition.op();
  const absl::Status values = CompileValues(condition, tables);
  if (!values.ok()) {
    return BadCondition(place, "field", absl::StrCat("field '", condition.field(), "': ", values.message()));
  }
  if (op_ == v1::Condition::NE || op_ == v1::Condition::NOT_IN) {
    negated_ = true;
    op_ = v1::Condition::IN;
  }
  return absl::OkStatus();
}

absl::Status CompiledCondition::CompileValues(const v1::Condition& condition, const Tables& tables) {
  const FieldDescriptor* field = path_.leaf();
  const std::string op = v1::Condition::Operator_Name(op_);
  const auto type = field->cpp_type();
  const bool text = type == FieldDescriptor::CPPTYPE_STRING;
  const bool number = type == FieldDescriptor::CPPTYPE_INT32 || type == FieldDescriptor::CPPTYPE_INT64;
  if (condition.value_size() > kMaxValues) {
    return absl::InvalidArgumentError(absl::StrCat("more than ", kMaxValues, " values"));
  }
  if (op_ == v1::Condition::EXISTS || op_ == v1::Condition::MISSING) {
    if (condition.value_size() > 0 || !condition.table().empty() || !condition.parameter().empty()) {
      return absl::InvalidArgumentError(absl::StrCat(op, " takes no value"));
    }
    return absl::OkStatus();
  }
  if (!condition.parameter().empty()) {
    if (condition.value_size() > 0 || !condition.table().empty()) {
      return absl::InvalidArgumentError("give a value, a table or a parameter, not several");
    }
    const bool counted = op_ == v1::Condition::COUNT_GTE && path_.many();
    if (!(Ordered(op_) && number) && !counted) {
      return absl::InvalidArgumentError("a parameter needs a number and GTE, LTE, GT or LT, or a list and COUNT_GTE");
    }
    if (!tables.HasParameter(condition.parameter())) {
      return absl::InvalidArgumentError(absl::StrCat("no parameter '", condition.parameter(), "' in the tables"));
    }
    parameter_ = condition.parameter();
    return absl::OkStatus();
  }
  if (op_ == v1::Condition::COUNT_GTE) {
    int64_t count = 0;
    if (!path_.many() || condition.value_size() != 1 || !absl::SimpleAtoi(condition.value(0), &count) || count < 0) {
      return absl::InvalidArgumentError("COUNT_GTE needs a list and one number");
    }
    integers_.push_back(count);
    return absl::OkStatus();
  }
  if (type == FieldDescriptor::CPPTYPE_MESSAGE) {
    return absl::InvalidArgumentError("is a message; only EXISTS and MISSING apply, or name one of its fields");
  }
  if (type == FieldDescriptor::CPPTYPE_FLOAT || type == FieldDescriptor::CPPTYPE_DOUBLE ||
      type == FieldDescriptor::CPPTYPE_UINT64 || type == FieldDescriptor::CPPTYPE_UINT32) {
    return absl::InvalidArgumentError("has a type that conditions do not read");
  }
  if (!condition.table().empty()) {
    if (condition.value_size() > 0) return absl::InvalidArgumentError("give value or table, not both");
    if (!text || (op_ != v1::Condition::IN && op_ != v1::Condition::NOT_IN)) {
      return absl::InvalidArgumentError("a table needs a text field and IN or NOT_IN");
    }
    table_ = condition.table();
    table_is_group_ = tables.HasGroup(table_);
    if (!table_is_group_ && !tables.HasSet(table_)) {
      return absl::InvalidArgumentError(absl::StrCat("no table '", table_, "' (neither country group nor set)"));
    }
    return absl::OkStatus();
  }
  if (condition.value_size() == 0) return absl::InvalidArgumentError(absl::StrCat(op, " needs a value"));
  const bool single = op_ != v1::Condition::IN && op_ != v1::Condition::NOT_IN;
  if (single && condition.value_size() > 1) {
    return absl::InvalidArgumentError(absl::StrCat(op, " takes one value; use IN for several"));
  }
  if (op_ == v1::Condition::MATCHES) {
    if (!text) return absl::InvalidArgumentError("MATCHES needs a text field");
    const std::string& pattern = condition.value(0);
    if (pattern.size() > kMaxPattern) {
      return absl::InvalidArgumentError(absl::StrCat("pattern of ", pattern.size(), " bytes, at most ", kMaxPattern));
    }
    RE2::Options options(RE2::Quiet);
    options.set_case_sensitive(false);
    options.set_max_mem(1 << 20);
    auto compiled = std::make_shared<const RE2>(pattern, options);
    if (!compiled->ok())
      return absl::InvalidArgumentError(absl::StrCat("pattern '", pattern, "': ", compiled->error()));
    if (RE2::PartialMatch("", *compiled)) {
      return absl::InvalidArgumentError(
          absl::StrCat("pattern '", pattern, "' matches the empty text, hence everything"));
    }
    pattern_ = std::move(compiled);
    return absl::OkStatus();
  }
  if (Ordered(op_) && !text && !number) {
    return absl::InvalidArgumentError(absl::StrCat(op, " needs a number or a date"));
  }
  for (const std::string& value : condition.value()) {
    int64_t integer = 0;
    if (type == FieldDescriptor::CPPTYPE_ENUM) {
      const auto* known = field->enum_type()->FindValueByName(value);
      if (known == nullptr) {
        return absl::InvalidArgumentError(absl::StrCat("'", value, "' is no value of ", field->enum_type()->name(),
                                                       "; these are: ", EnumNames(field->enum_type())));
      }
      if (known->number() == 0) {
        return absl::InvalidArgumentError(absl::StrCat("'", value, "' means unknown; use MISSING"));
      }
      integers_.push_back(known->number());
    } else if (type == FieldDescriptor::CPPTYPE_BOOL) {
      if (value != "true" && value != "false") return absl::InvalidArgumentError("is true or false");
      integers_.push_back(value == "true");
    } else if (number) {
      if (!absl::SimpleAtoi(value, &integer)) {
        return absl::InvalidArgumentError(absl::StrCat("'", value, "' is not an integer"));
      }
      integers_.push_back(integer);
    } else {
      if (Ordered(op_) && !ParseDate(value).ok()) {
        return absl::InvalidArgumentError(absl::StrCat("'", value, "' is not a date; texts are ordered only as dates"));
      }
      texts_.push_back(value);
    }
  }
  std::sort(integers_.begin(), integers_.end());
  std::sort(texts_.begin(), texts_.end());
  return absl::OkStatus();
}

}  // namespace cordon
