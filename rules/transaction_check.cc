#include "rules/transaction_check.h"

#include <string>
#include <utility>
#include <vector>

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
  int count;  // of a list; -1 = default
  size_t chars;  // of a text; 0 = default
};
constexpr int kDefaultCount = 16;
constexpr size_t kDefaultChars = 512;
constexpr Limit kLimits[] = {
    {"Transaction.id", -1, 128},           {"Transaction.linked", 256, 0},
    {"Transaction.parties", kMaxParties, 0}, {"Transaction.items", kMaxItems, 0},
    {"Transaction.funding", 32, 0},        {"Transaction.attestations", 64, 0},
    {"Transaction.route", 32, 0},          {"Transaction.license_id", -1, 128},
    {"TransactionParty.roles", 8, 0},      {"TransactionParty.names", 32, 0},
    {"TransactionParty.owners", 64, 0},    {"TransactionParty.officers", 64, 0},
    {"TransactionParty.industry_codes", 8, 0}, {"Kyc.verified_fields", 32, 0},
    {"Kyc.refused_fields", 32, 0},         {"Item.serials", 1024, 128},
    {"Item.description", -1, 1024},        {"Item.eccn", -1, 32},
    {"Compute.access_countries", 64, 0},   {"EndUse.statement", -1, 2048},
    {"EndUse.difference_explained", -1, 1024}, {"Attestation.note", -1, 1024},
    {"Party.aliases", 32, 0},              {"Party.ids", 32, 0},
    {"Party.wallets", 32, 128},            {"Party.ref", -1, 128},
    {"Identifier.scheme", -1, 32},         {"Identifier.value", -1, 128},
    {"Payment.wallet", -1, 128},           {"Payment.payer_ref", -1, 128},
    {"LinkedTransaction.id", -1, 128},
};

Limit LimitOf(const FieldDescriptor* field) {
  const std::string name = absl::StrCat(field->containing_type()->name(), ".", field->name());
  for (const Limit& limit : kLimits) {
    if (name == limit.field) return limit;
  }
  return {nullptr, -1, 0};
}

bool IsDate(const std::string& name) {
  return name == "as_of" || name == "date" || name == "from" || name == "to" || absl::EndsWith(name, "_date") ||
         absl::EndsWith(name, "_dates");
}
bool IsCountry(const std::string& name) {
  return name == "country" || name == "countries" || name == "destination" || name == "onward_destination" ||
         name == "route" || absl::EndsWith(name, "_country") || absl::EndsWith(name, "_countries");
}

absl::Status CheckText(const FieldDescriptor* field, const std::string& text, const std::string& path) {
  const Limit limit = LimitOf(field);
  const size_t most = limit.chars > 0 ? limit.chars : kDefaultChars;
  if (!IsValidUtf8(text)) return Bad(path, "not valid UTF-8");
  if (CountCodePoints(text) > most) {
    return Bad(path, absl::StrCat(CountCodePoints(text), " characters, at most ", most, " are allowed"));
  }
  for (const char c : text) {
    if (c == '\0') return Bad(path, "contains a NUL character");
  }
  if (text.empty()) return absl::OkStatus();
  if (IsDate(field->name()) && !ParseDate(text).ok()) {
    return Bad(path, absl::StrCat("'", text, "' is not a date; write YYYY-MM-DD"));
  }
  if (IsCountry(field->name())) {
    if (!IsCountryCode(absl::AsciiStrToUpper(absl::StripAsciiWhitespace(text)))) {
      return Bad(path, absl::StrCat("'", text, "' is not a country; write its ISO 3166-1 alpha-2 code, like SG or GB"));
    }
  }
  return absl::OkStatus();
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

absl::Status CheckNumber(const FieldDescriptor* field, int64_t value, const std::string& path) {
  const auto [low, high] = RangeOf(field->name());
  if (value < low || value > high) {
    return Bad(path, absl::StrCat(value, " is outside ", low, "..", high,
                                  absl::EndsWith(field->name(), "_bp") ? " (basis points)" : ""));
  }
  return absl::OkStatus();
}

absl::Status CheckMessage(const Message& message, const std::string& path);

absl::Status CheckField(const Message& message, const FieldDescriptor* field, const std::string& path) {
  const Reflection* reflection = message.GetReflection();
  const int count = field->is_repeated() ? reflection->FieldSize(message, field) : 1;
  if (field->is_repeated()) {
    const Limit limit = LimitOf(field);
    const int most = limit.count >= 0 ? limit.count : kDefaultCount;
    if (count > most) return Bad(path, absl::StrCat(count, " entries, at most ", most, " are allowed"));
  }
  for (int i = 0; i < count; ++i) {
    const std::string here = field->is_repeated() ? absl::StrCat(path, "[", i, "]") : path;
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        CORDON_RETURN_IF_ERROR(CheckMessage(field->is_repeated() ? reflection->GetRepeatedMessage(message, field, i)
                                                                 : reflection->GetMessage(message, field),
                                            here));
        break;
      case FieldDescriptor::CPPTYPE_STRING:
        CORDON_RETURN_IF_ERROR(CheckText(field, field->is_repeated() ? reflection->GetRepeatedString(message, field, i)
                                                                     : reflection->GetString(message, field),
                                         here));
        break;
      case FieldDescriptor::CPPTYPE_INT32:
        CORDON_RETURN_IF_ERROR(CheckNumber(field, reflection->GetInt32(message, field), here));
        break;
      case FieldDescriptor::CPPTYPE_INT64:
        CORDON_RETURN_IF_ERROR(CheckNumber(field, reflection->GetInt64(message, field), here));
        break;
      case FieldDescriptor::CPPTYPE_ENUM: {
        const int number = field->is_repeated() ? reflection->GetRepeatedEnumValue(message, field, i)
                                                : reflection->GetEnumValue(message, field);
        if (field->enum_type()->FindValueByNumber(number) == nullptr) {
          return Bad(here, absl::StrCat(number, " is no value of ", field->enum_type()->name()));
        }
        break;
      }
      default:
        break;
    }
  }
  return absl::OkStatus();
}

absl::Status CheckMessage(const Message& message, const std::string& path) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    CORDON_RETURN_IF_ERROR(CheckField(message, field, absl::StrCat(path, ".", field->name())));
  }
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
    return Bad("transaction.activity", "is required: PURCHASE, EXPORT, REEXPORT, TRANSFER_IN_COUNTRY, PHYSICAL_LEASE, "
                                       "IAAS, BROKERING, FINANCING or SERVICE");
  }
  if (transaction.parties().empty()) {
    return Bad("transaction.parties", "at least one party is required");
  }
  CORDON_RETURN_IF_ERROR(CheckMessage(transaction, "transaction"));
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
