#include "tests/support/reference_rules.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <sstream>

#include "re2/re2.h"

namespace cordon {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

enum Kleene { kNo = 0, kOpen = 1, kYes = 2 };

// One value at the end of a path, as text and as number.
struct Value {
  bool known = false;
  bool integer = false;
  std::string text;  // enum values by name, numbers in decimal
  long long number = 0;
};

std::vector<std::string> Split(const std::string& path) {
  std::vector<std::string> parts;
  std::istringstream stream(path);
  for (std::string part; std::getline(stream, part, '.');) parts.push_back(part);
  return parts;
}

Value Read(const Message& message, const FieldDescriptor* field, int i) {
  const auto* reflection = message.GetReflection();
  const bool many = i >= 0;
  Value value;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      value.text = many ? reflection->GetRepeatedString(message, field, i) : reflection->GetString(message, field);
      value.known = !value.text.empty();
      break;
    case FieldDescriptor::CPPTYPE_ENUM:
      value.number =
          many ? reflection->GetRepeatedEnumValue(message, field, i) : reflection->GetEnumValue(message, field);
      value.known = value.number != 0;
      if (const auto* name = field->enum_type()->FindValueByNumber(static_cast<int>(value.number)))
        value.text = name->name();
      break;
    case FieldDescriptor::CPPTYPE_BOOL:
      value.number = many ? reflection->GetRepeatedBool(message, field, i) : reflection->GetBool(message, field);
      value.text = value.number != 0 ? "true" : "false";
      value.known = true;
      break;
    case FieldDescriptor::CPPTYPE_INT32:
      value.integer = true;
      value.number = many ? reflection->GetRepeatedInt32(message, field, i) : reflection->GetInt32(message, field);
      value.known = many || !field->has_presence() || reflection->HasField(message, field);
      break;
    case FieldDescriptor::CPPTYPE_INT64:
      value.integer = true;
      value.number = many ? reflection->GetRepeatedInt64(message, field, i) : reflection->GetInt64(message, field);
      value.known = many || !field->has_presence() || reflection->HasField(message, field);
      break;
    default:
      value.known = many || reflection->HasField(message, field);
  }
  if (value.text.empty() && field->cpp_type() != FieldDescriptor::CPPTYPE_STRING)
    value.text = std::to_string(value.number);
  return value;
}

void Collect(const Message& message, const std::vector<std::string>& path, size_t at, std::vector<Value>* out) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(path[at]);
  const auto* reflection = message.GetReflection();
  const bool last = at + 1 == path.size();
  if (!field->is_repeated()) {
    if (last) {
      out->push_back(Read(message, field, -1));
    } else {
      Collect(reflection->GetMessage(message, field), path, at + 1, out);
    }
    return;
  }
  for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
    if (last) {
      out->push_back(Read(message, field, i));
    } else {
      Collect(reflection->GetRepeatedMessage(message, field, i), path, at + 1, out);
    }
  }
}

class Judge {
 public:
  Judge(const v1::Tables& tables, const v1::Facts& facts, const v1::FactInputs& inputs)
      : tables_(tables), facts_(facts), inputs_(inputs), as_of_(facts.txn().as_of()) {}

  Kleene Holds(const v1::Condition& condition, const Message* each) const {
    if (condition.all_size() > 0) {
      int truth = kYes;
      for (const auto& part : condition.all()) truth = std::min<int>(truth, Holds(part, each));
      return static_cast<Kleene>(truth);
    }
    if (condition.any_size() > 0) {
      int truth = kNo;
      for (const auto& part : condition.any()) truth = std::max<int>(truth, Holds(part, each));
      return static_cast<Kleene>(truth);
    }
    if (condition.has_not_()) return static_cast<Kleene>(kYes - Holds(condition.not_(), each));
    return Test(condition, each);
  }

  bool InForce(const std::string& from, const std::string& to) const {
    return (from.empty() || from <= as_of_) && (to.empty() || as_of_ <= to);
  }

 private:
  Kleene Test(const v1::Condition& test, const Message* each) const {
    std::vector<std::string> path = Split(test.field());
    const Message* root = &facts_;
    const bool request = path[0] == "inputs";
    if (path[0] == "each" || request) {
      root = request ? &inputs_ : each;
      path.erase(path.begin());
    }
    std::vector<Value> values;
    Collect(*root, path, 0, &values);
    const auto known = std::count_if(values.begin(), values.end(), [](const Value& value) { return value.known; });
    switch (test.op()) {
      case v1::Condition::EXISTS:
        return known > 0 ? kYes : kNo;
      case v1::Condition::MISSING:
        return known > 0 ? kNo : kYes;
      case v1::Condition::COUNT_GTE:
        if (values.empty() && request) return kOpen;
        return known >= std::atoll(FirstValue(test).c_str()) ? kYes : kNo;
      default:
        break;
    }
    Kleene truth = kNo;
    const bool any =
        std::any_of(values.begin(), values.end(), [&](const Value& v) { return v.known && Passes(test, v); });
    if (any) {
      truth = kYes;
    } else if (values.empty()) {
      truth = request ? kOpen : kNo;
    } else if (known < static_cast<long>(values.size())) {
      truth = kOpen;
    }
    const bool negated = test.op() == v1::Condition::NE || test.op() == v1::Condition::NOT_IN;
    return negated ? static_cast<Kleene>(kYes - truth) : truth;
  }

  std::string FirstValue(const v1::Condition& test) const {
    for (const v1::Parameter& row : tables_.parameters()) {
      if (!test.parameter().empty() && row.key() == test.parameter() && InForce(row.from(), row.to())) {
        return std::to_string(row.value());
      }
    }
    return test.value_size() > 0 ? test.value(0) : "";
  }

  bool Passes(const v1::Condition& test, const Value& value) const {
    const std::string first = FirstValue(test);
    const bool date = first.size() == 10 && first[4] == '-';
    const long long number = std::atoll(first.c_str());
    switch (test.op()) {
      case v1::Condition::MATCHES:
        return RE2::PartialMatch(value.text, Pattern(first));
      case v1::Condition::GTE:
        return date ? value.text >= first : value.number >= number;
      case v1::Condition::LTE:
        return date ? value.text <= first : value.number <= number;
      case v1::Condition::GT:
        return date ? value.text > first : value.number > number;
      case v1::Condition::LT:
        return date ? value.text < first : value.number < number;
      default:
        break;
    }
    if (!test.table().empty()) return InTable(test.table(), value.text);
    if (value.integer) {
      return std::any_of(test.value().begin(), test.value().end(),
                         [&](const std::string& wanted) { return std::atoll(wanted.c_str()) == value.number; });
    }
    return std::find(test.value().begin(), test.value().end(), value.text) != test.value().end();
  }

  bool InTable(const std::string& table, std::string value) const {
    for (const v1::ValueSet& set : tables_.sets()) {
      if (set.name() == table && InForce(set.from(), set.to()) && Has(set.values(), value)) return true;
    }
    for (const v1::ValueSet& set : tables_.sets()) {
      if (set.name() == "TREATED_AS_CN" && InForce(set.from(), set.to()) && Has(set.values(), value)) value = "CN";
    }
    return InGroup(table, value);
  }
  bool InGroup(const std::string& group, const std::string& country) const {
    for (const v1::CountryGroup& row : tables_.groups()) {
      if (row.group() != group || !InForce(row.from(), row.to())) continue;
      for (const std::string& member : row.countries()) {
        if (member == country || (member.size() > 2 && InGroup(member, country))) return true;
      }
    }
    return false;
  }
  static const RE2& Pattern(const std::string& text) {
    static auto* const kKnown = new std::map<std::string, RE2*>();
    RE2*& pattern = (*kKnown)[text];
    if (pattern == nullptr) pattern = new RE2("(?i)" + text);
    return *pattern;
  }
  template <typename List>
  static bool Has(const List& list, const std::string& value) {
    return std::find(list.begin(), list.end(), value) != list.end();
  }

  const v1::Tables& tables_;
  const v1::Facts& facts_;
  const v1::FactInputs& inputs_;
  const std::string as_of_;
};

std::string Subject(const Message* each) {
  if (each == nullptr) return "";
  const auto* type = each->GetDescriptor();
  const auto number = [&](const char* name) {
    return each->GetReflection()->GetInt32(*each, type->FindFieldByName(name));
  };
  if (type->FindFieldByName("party_index") != nullptr) return "parties[" + std::to_string(number("party_index")) + "]";
  if (type->name() == "PartyFacts") return "parties[" + std::to_string(number("index")) + "]";
  if (type->name() == "ItemFacts")
    return number("index") < 0 ? "compute" : "items[" + std::to_string(number("index")) + "]";
  return "";
}

// What one rule says about one element.
struct Said {
  bool open = false;
  v1::Disposition disposition = v1::CLEAR;
  v1::LegalStatus legal_status = v1::NONE;
  v1::Severity severity = v1::INFO;
};

Said Ask(const Judge& judge, const v1::Rule& rule, const Message* each) {
  Said said;
  const auto unsure = [&](v1::Disposition disposition) {
    said.open = true;
    if (disposition < v1::NOTE) return;
    said.disposition = disposition;
    said.legal_status = disposition >= v1::HOLD ? v1::RED_FLAG_UNRESOLVED : v1::NONE;
    said.severity = disposition >= v1::HOLD ? rule.severity() : v1::INFO;
  };
  const Kleene when = judge.Holds(rule.when(), each);
  if (when == kNo) return said;
  if (when == kOpen) {
    unsure(rule.if_unknown());
    return said;
  }
  v1::Disposition passed_over = v1::CLEAR;
  for (const v1::Case& one : rule.cases()) {
    const Kleene truth = one.has_when() ? judge.Holds(one.when(), each) : kYes;
    if (truth == kNo) continue;
    if (truth == kOpen) {
      passed_over = std::max(passed_over, one.disposition());
      continue;
    }
    const v1::Disposition floor = std::min(passed_over, v1::HOLD);
    said.disposition = std::max(one.disposition(), floor);
    const v1::LegalStatus usual = one.disposition() == v1::NOTE ? v1::NONE : v1::RED_FLAG_UNRESOLVED;
    said.legal_status = floor > one.disposition()                            ? v1::RED_FLAG_UNRESOLVED
                        : one.legal_status() == v1::LEGAL_STATUS_UNSPECIFIED ? usual
                                                                             : one.legal_status();
    said.severity = one.severity() == v1::SEVERITY_UNSPECIFIED ? rule.severity() : one.severity();
    return said;
  }
  if (passed_over != v1::CLEAR) unsure(std::min(passed_over, v1::HOLD));
  return said;
}

}  // namespace

ReferenceDecision ReferenceDecide(const std::vector<v1::Rule>& rules, const v1::Tables& tables,
                                  const v1::Accumulation& accumulation, const v1::Facts& facts,
                                  const v1::FactInputs& inputs) {
  ReferenceDecision decision;
  const Judge judge(tables, facts, inputs);
  std::map<std::string, int> severity;
  for (const v1::Rule& rule : rules) {
    std::vector<const Message*> elements;
    if (rule.for_each().empty()) elements.push_back(nullptr);
    if (const FieldDescriptor* list = v1::Facts::descriptor()->FindFieldByName(rule.for_each())) {
      for (int i = 0; i < facts.GetReflection()->FieldSize(facts, list); ++i) {
        elements.push_back(&facts.GetReflection()->GetRepeatedMessage(facts, list, i));
      }
    }
    bool fired = false, open = false;
    for (const Message* each : elements) {
      if (!judge.InForce(rule.effective_from(), rule.effective_to())) continue;
      const Said said = Ask(judge, rule, each);
      open = open || said.open;
      if (said.disposition == v1::CLEAR) continue;
      fired = true;
      decision.flags.insert({rule.id(), Subject(each), said.disposition, said.legal_status, said.severity});
      severity[rule.id()] = std::max<int>(severity[rule.id()], said.severity);
      decision.disposition = std::max(decision.disposition, said.disposition);
    }
    if (open) decision.insufficient.insert(rule.id());
    if (!fired && !open) decision.silent.insert(rule.id());
  }
  // Small things together.
  std::set<std::string> counted, high, small;
  int halves = 0;
  for (const auto& [rule, level] : severity) {
    if (level == v1::HIGH) high.insert(rule);
    if (level == v1::MED) halves += 2;
    if (level == v1::LOW && accumulation.low_counts_half()) halves += 1;
    if (level == v1::MED || (level == v1::LOW && accumulation.low_counts_half())) small.insert(rule);
  }
  if (decision.disposition < v1::HOLD && accumulation.med_for_hold() > 0 && halves >= 2 * accumulation.med_for_hold()) {
    decision.disposition = v1::HOLD;
    counted = small;
  }
  if (decision.disposition < v1::ESCALATE && accumulation.high_for_escalate() > 0 &&
      static_cast<int>(high.size()) >= accumulation.high_for_escalate()) {
    decision.disposition = v1::ESCALATE;
    counted = high;
  }
  for (const auto& [rule, subject, disposition, legal_status, level] : decision.flags) {
    const bool decides = counted.empty() ? disposition == decision.disposition : counted.count(rule) > 0;
    if (decides) decision.legal_status = std::max(decision.legal_status, static_cast<v1::LegalStatus>(legal_status));
  }
  if (!counted.empty() && decision.disposition == v1::HOLD) {
    decision.legal_status = std::max(decision.legal_status, v1::RED_FLAG_UNRESOLVED);
  }
  if ((inputs.incomplete_size() > 0 || facts.txn().incomplete()) && decision.disposition < v1::HOLD) {
    decision.disposition = v1::HOLD;
    decision.legal_status = v1::RED_FLAG_UNRESOLVED;
  }
  return decision;
}

}  // namespace cordon
