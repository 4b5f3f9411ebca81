#include "rules/transaction_check.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/clock.h"
#include "base/country_codes.h"
#include "base/status_macros.h"
#include "base/utf8.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace cordon {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

absl::Status Bad(const std::string& path, absl::string_view what) {
  return absl::InvalidArgumentError(absl::StrCat(path, ": ", what));
}

// Limits that are not the default, by "Message.field".
struct Limit {
  const char* field;
  int count;     // of a list; -1 = default
  size_t chars;  // of a text; 0 = default
};
constexpr int kDefaultCount = 16;
constexpr size_t kDefaultChars = 512;
constexpr Limit kLimits[] = {
    {"Transaction.id", -1, 128},
    {"Transaction.linked", 256, 0},
    {"Transaction.parties", kMaxParties, 0},
    {"Transaction.items", kMaxItems, 0},
    {"Transaction.funding", 32, 0},
    {"Transaction.attestations", 64, 0},
    {"Transaction.route", 32, 0},
    {"Transaction.license_id", -1, 128},
    {"TransactionParty.roles", 8, 0},
    {"TransactionParty.names", 32, 0},
    {"TransactionParty.owners", 64, 0},
    {"TransactionParty.officers", 64, 0},
    {"TransactionParty.industry_codes", 8, 0},
    {"Kyc.verified_fields", 32, 0},
    {"Kyc.refused_fields", 32, 0},
    {"Item.serials", 1024, 128},
    {"Item.description", -1, 1024},
    {"Item.eccn", -1, 32},
    {"Compute.access_countries", 64, 0},
    {"EndUse.statement", -1, 2048},
    {"EndUse.difference_explained", -1, 1024},
    {"Attestation.note", -1, 1024},
    {"Party.aliases", 32, 0},
    {"Party.ids", 32, 0},
    {"Party.wallets", 32, 128},
    {"Party.ref", -1, 128},
    {"Identifier.scheme", -1, 32},
    {"Identifier.value", -1, 128},
    {"Payment.wallet", -1, 128},
    {"Payment.payer_ref", -1, 128},
    {"LinkedTransaction.id", -1, 128},
};

bool IsDate(const std::string& name) {
  return name == "as_of" || name == "date" || name == "from" || name == "to" || absl::EndsWith(name, "_date") ||
         absl::EndsWith(name, "_dates");
}
bool IsCountry(const std::string& name) {
  return name == "country" || name == "countries" || name == "destination" || name == "onward_destination" ||
         name == "route" || absl::EndsWith(name, "_country") || absl::EndsWith(name, "_countries");
}

// Lowest and highest value of a number, by what it is.
std::pair<int64_t, int64_t> RangeOf(const std::string& name) {
  if (absl::EndsWith(name, "_bp")) return {0, 10000};
  if (name == "tpp") return {0, kMaxTransactionTpp};
  if (name == "quantity" || name == "gpu_count" || name == "first_order_gpus") return {0, kMaxQuantity};
  if (name == "chips_per_unit") return {0, 100000};
  if (name == "term_days") return {0, 100000};
  if (name == "est_flop_log10_centi") return {0, 10000};
  if (name == "performance_density_centi") return {0, 100000000};
  return {0, int64_t{1} << 50};
}

// What a field may hold.
struct FieldRule {
  int count = kDefaultCount;
  size_t chars = kDefaultChars;
  bool date = false;
  bool country = false;
  std::pair<int64_t, int64_t> range;
};

void AddRules(const google::protobuf::Descriptor* type, absl::flat_hash_map<const FieldDescriptor*, FieldRule>* rules) {
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    const auto [place, fresh] = rules->try_emplace(field);
    if (!fresh) continue;
    FieldRule rule;
    const std::string name = absl::StrCat(type->name(), ".", field->name());
    for (const Limit& limit : kLimits) {
      if (name != limit.field) continue;
      if (limit.count >= 0) rule.count = limit.count;
      if (limit.chars > 0) rule.chars = limit.chars;
    }
    rule.date = IsDate(field->name());
    rule.country = IsCountry(field->name());
    rule.range = RangeOf(field->name());
    place->second = rule;
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) AddRules(field->message_type(), rules);
  }
}

// The rules of every field a transaction can have, worked out once.
const FieldRule& RuleOf(const FieldDescriptor* field) {
  static const auto* const kRules = [] {
    auto* const rules = new absl::flat_hash_map<const FieldDescriptor*, FieldRule>();
    AddRules(v1::Transaction::descriptor(), rules);
    return rules;
  }();
  return kRules->find(field)->second;
}

// Where a value stands; put into words only for a value that is refused.
struct FieldPlace {
  const FieldPlace* above = nullptr;
  const FieldDescriptor* field = nullptr;
  int index = -1;

  std::string Text() const {
    if (field == nullptr) return "transaction";
    const std::string name = absl::StrCat(above->Text(), ".", field->name());
    return index < 0 ? name : absl::StrCat(name, "[", index, "]");
  }
};

absl::Status CheckText(const FieldRule& rule, const std::string& text, const FieldPlace& place) {
  if (text.empty()) return absl::OkStatus();
  if (!IsValidUtf8(text)) return Bad(place.Text(), "not valid UTF-8");
  if (text.size() > rule.chars && CountCodePoints(text) > rule.chars) {
    return Bad(place.Text(), absl::StrCat(CountCodePoints(text), " characters, at most ", rule.chars, " are allowed"));
  }
  if (text.find('\0') != std::string::npos) return Bad(place.Text(), "contains a NUL character");
  if (rule.date && !ParseDate(text).ok()) {
    return Bad(place.Text(), absl::StrCat("'", text, "' is not a date; write YYYY-MM-DD"));
  }
  if (rule.country) {
    if (!IsCountryCode(absl::AsciiStrToUpper(absl::StripAsciiWhitespace(text)))) {
      return Bad(place.Text(),
                 absl::StrCat("'", text, "' is not a country; write its ISO 3166-1 alpha-2 code, like SG or GB"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckNumber(const FieldRule& rule, int64_t value, const FieldPlace& place) {
  const auto [low, high] = rule.range;
  if (value >= low && value <= high) return absl::OkStatus();
  return Bad(place.Text(), absl::StrCat(value, " is outside ", low, "..", high,
                                        absl::EndsWith(place.field->name(), "_bp") ? " (basis points)" : ""));
}

absl::Status CheckMessage(const Message& message, const FieldPlace& place);

absl::Status CheckField(const Message& message, const FieldDescriptor* field, const FieldPlace& above) {
  const Reflection* reflection = message.GetReflection();
  const FieldRule& rule = RuleOf(field);
  FieldPlace place{&above, field, -1};
  const int count = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
  if (field->is_repeated() && count > rule.count) {
    return Bad(place.Text(), absl::StrCat(count, " entries, at most ", rule.count, " are allowed"));
  }
  std::string scratch;
  for (int i = 0; i < count; ++i) {
    if (field->is_repeated()) place.index = i;
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        CORDON_RETURN_IF_ERROR(CheckMessage(field->is_repeated() ? reflection->GetRepeatedMessage(message, field, i)
                                                                 : reflection->GetMessage(message, field),
                                            place));
        break;
      case FieldDescriptor::CPPTYPE_STRING:
        CORDON_RETURN_IF_ERROR(CheckText(rule,
                                         field->is_repeated()
                                             ? reflection->GetRepeatedStringReference(message, field, i, &scratch)
                                             : reflection->GetStringReference(message, field, &scratch),
                                         place));
        break;
      case FieldDescriptor::CPPTYPE_INT32:
        CORDON_RETURN_IF_ERROR(CheckNumber(rule, reflection->GetInt32(message, field), place));
        break;
      case FieldDescriptor::CPPTYPE_INT64:
        CORDON_RETURN_IF_ERROR(CheckNumber(rule, reflection->GetInt64(message, field), place));
        break;
      case FieldDescriptor::CPPTYPE_ENUM: {
        const int number = field->is_repeated() ? reflection->GetRepeatedEnumValue(message, field, i)
                                                : reflection->GetEnumValue(message, field);
        if (field->enum_type()->FindValueByNumber(number) == nullptr) {
          return Bad(place.Text(), absl::StrCat(number, " is no value of ", field->enum_type()->name()));
        }
        break;
      }
      default:
        break;
    }
  }
  return absl::OkStatus();
}

absl::Status CheckMessage(const Message& message, const FieldPlace& place) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) CORDON_RETURN_IF_ERROR(CheckField(message, field, place));
  return absl::OkStatus();
}

absl::Status CheckOwner(const v1::Owner& owner, const std::string& path) {
  if (owner.party().name().empty() && owner.party().ids().empty()) {
    return Bad(absl::StrCat(path, ".party"), "needs a name or an identifier");
  }
  if (owner.has_exact_bp() && (owner.has_min_bp() || owner.has_max_bp())) {
    return Bad(path, "give exact_bp or min_bp and max_bp, not both");
  }
  if (owner.has_min_bp() && owner.has_max_bp() && owner.min_bp() > owner.max_bp()) {
    return Bad(path, "min_bp is above max_bp");
  }
  if (!owner.from().empty() && !owner.to().empty() && owner.from() > owner.to()) {
    return Bad(path, "ends before it starts");
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckTransaction(const v1::Transaction& transaction) {
  if (transaction.activity() == v1::Transaction::ACTIVITY_UNSPECIFIED) {
    return Bad("transaction.activity",
               "is required: PURCHASE, EXPORT, REEXPORT, TRANSFER_IN_COUNTRY, PHYSICAL_LEASE, "
               "IAAS, BROKERING, FINANCING or SERVICE");
  }
  if (transaction.parties().empty()) {
    return Bad("transaction.parties", "at least one party is required");
  }
  CORDON_RETURN_IF_ERROR(CheckMessage(transaction, FieldPlace()));
  for (int i = 0; i < transaction.parties_size(); ++i) {
    const v1::TransactionParty& party = transaction.parties(i);
    const std::string path = absl::StrCat("transaction.parties[", i, "]");
    const v1::Party& who = party.party();
    if (who.name().empty() && who.aliases().empty() && who.ids().empty() && who.wallets().empty() &&
        who.addresses().empty() && party.names().empty() && party.addresses().empty()) {
      return Bad(absl::StrCat(path, ".party"), "needs a name, address, identifier or wallet");
    }
    if (party.roles().empty()) return Bad(absl::StrCat(path, ".roles"), "at least one role is required");
    for (int r = 0; r < party.roles_size(); ++r) {
      if (party.roles(r) == v1::TransactionParty::ROLE_UNSPECIFIED) {
        return Bad(absl::StrCat(path, ".roles[", r, "]"), "is not a role");
      }
    }
    for (int o = 0; o < party.owners_size(); ++o) {
      CORDON_RETURN_IF_ERROR(CheckOwner(party.owners(o), absl::StrCat(path, ".owners[", o, "]")));
    }
  }
  return absl::OkStatus();
}

}  // namespace cordon
