#include "tests/support/random_inputs.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "rules/transaction_check.h"

namespace cordon {
namespace {

using google::protobuf::FieldDescriptor;
using Strings = std::vector<std::string>;

const Strings& Countries() {
  static const auto* const kAll =
      new Strings{"CN", "HK", "MO", "SG", "DE", "US", "AE", "TW", "KH", "RU", "IR", "VN", "SY", "MY", "AU", "CU"};
  return *kAll;
}
const Strings& Dates() {
  static const auto* const kAll =
      new Strings{"2022-08-01", "2022-10-20", "2022-10-21", "2023-03-09", "2023-11-16", "2023-11-17", "2024-06-30",
                  "2025-09-28", "2025-09-29", "2025-10-15", "2025-11-10", "2026-06-15", "2026-11-09", "2026-11-10"};
  return *kAll;
}
const Strings& Models() {
  static const auto* const kAll =
      new Strings{"NVIDIA A100", "H100", "A800", "keyboards", "B200", "GeForce RTX 3090", "module", "H20", "MI300X"};
  return *kAll;
}

}  // namespace

std::string RandomInputs::Text(const std::string& field) {
  static const auto* const kNames =
      new Strings{"Alpha Works", "Beta Cloud", "Gamma Trading", "Delta Bank", "0x9fe1", "Epsilon Freight"};
  static const auto* const kLists =
      new Strings{"EL", "DPL", "SDN", "MEU", "UVL", "EU", "ISN", "CMIC", "INFORMED", "MINE"};
  static const auto* const kTexts = new Strings{"speech recognition", "for the armed forces", "re-exported to China",
                                                "not for use in Russia", "weather models"};
  static const auto* const kEccns = new Strings{"EAR99", "3A090.a", "5A992.z", "3A991", "4A994", "5A992"};
  static const auto* const kIndustries =
      new Strings{"NACE 46.90", "real estate", "26.11", "freight forwarding", "software"};
  static const auto* const kBases = new Strings{"ID", "NAME", "NAME_AND_CONTEXT"};
  static const auto* const kFields =
      new Strings{"legal_name", "registration", "ultimate_parent", "beneficial_owners", "end_use"};
  if (absl::StrContains(field, "country") || absl::StrContains(field, "countries") || field == "route" ||
      absl::EndsWith(field, "destination")) {
    return Of(Countries());
  }
  if (field == "as_of" || absl::EndsWith(field, "date") || absl::EndsWith(field, "dates") || field == "from" ||
      field == "to") {
    return Of(Dates());
  }
  if (absl::StrContains(field, "model") || field == "description" || field == "chips") return Of(Models());
  if (absl::StrContains(field, "eccn")) return Of(*kEccns);
  if (field == "list" || field == "employer_list") return Of(*kLists);
  if (field == "currency") return Chance(70) ? "USD" : "EUR";
  if (field == "destination_region") return Chance(50) ? "CRIMEA" : "Bavaria";
  if (field == "statement" || field == "difference_explained") return Of(*kTexts);
  if (field == "industry_codes") return Of(*kIndustries);
  if (field == "emails") return Chance(50) ? "info@alpha.example" : "alpha@163.com";
  if (field == "websites") return "https://alpha.example";
  if (field == "verified_fields" || field == "refused_fields") return Of(*kFields);
  if (field == "basis") return Of(*kBases);
  if (field == "scheme") return "LEI";
  if (field == "script" || field == "lang" || field == "token") return "Latn";
  if (field == "former_employers") return Chance(50) ? "Nvidia" : "a bakery";
  return Of(*kNames);
}

int64_t RandomInputs::Number(const std::string& field) {
  if (absl::EndsWith(field, "_bp")) return Pick(10001);
  if (field == "score") return 8500 + 500 * Pick(4);
  if (field == "est_flop_log10_centi") return 2300 + Pick(400);
  if (absl::StrContains(field, "tpp")) return Pick(40000);
  if (absl::StrContains(field, "price")) return 100000 + Pick(30000000);
  return Pick(3000);
}

void RandomInputs::Fill(google::protobuf::Message* message, int depth) {
  const auto* type = message->GetDescriptor();
  const auto* reflection = message->GetReflection();
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    const bool message_field = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    if (!Chance(message_field ? 45 : 35) || (message_field && depth <= 0)) continue;
    const std::string& name = field->name();
    const int count = field->is_repeated() ? 1 + Pick(2) : 1;
    for (int k = 0; k < count; ++k) {
      const bool many = field->is_repeated();
      switch (field->cpp_type()) {
        case FieldDescriptor::CPPTYPE_MESSAGE:
          Fill(many ? reflection->AddMessage(message, field) : reflection->MutableMessage(message, field), depth - 1);
          break;
        case FieldDescriptor::CPPTYPE_STRING:
          many ? reflection->AddString(message, field, Text(name)) : reflection->SetString(message, field, Text(name));
          break;
        case FieldDescriptor::CPPTYPE_ENUM: {
          const int value = field->enum_type()->value(Pick(field->enum_type()->value_count()))->number();
          if (many && value == 0) break;
          many ? reflection->AddEnumValue(message, field, value) : reflection->SetEnumValue(message, field, value);
          break;
        }
        case FieldDescriptor::CPPTYPE_BOOL:
          if (!many) reflection->SetBool(message, field, Chance(50));
          break;
        case FieldDescriptor::CPPTYPE_INT32: {
          const auto value = static_cast<int32_t>(Number(name));
          many ? reflection->AddInt32(message, field, value) : reflection->SetInt32(message, field, value);
          break;
        }
        case FieldDescriptor::CPPTYPE_INT64:
          many ? reflection->AddInt64(message, field, Number(name))
               : reflection->SetInt64(message, field, Number(name));
          break;
        default:
          break;
      }
    }
  }
}

v1::PartyInputs* RandomInputs::PartyOf(v1::FactInputs* inputs) {
  const int index = Pick(inputs->transaction().parties_size());
  for (v1::PartyInputs& party : *inputs->mutable_parties()) {
    if (party.party_index() == index) return &party;
  }
  v1::PartyInputs* party = inputs->add_parties();
  party->set_party_index(index);
  return party;
}

// What the request check or the assembler would never let through.
void RandomInputs::MakeConsistent(v1::FactInputs* inputs) {
  v1::Transaction* deal = inputs->mutable_transaction();
  deal->set_as_of(Of(Dates()));
  if (deal->activity() == v1::Transaction::ACTIVITY_UNSPECIFIED)
    deal->set_activity(static_cast<v1::Transaction::Activity>(1 + Pick(9)));
  if (deal->parties().empty()) deal->add_parties();
  for (v1::TransactionParty& party : *deal->mutable_parties()) {
    if (party.roles().empty()) party.add_roles(static_cast<v1::TransactionParty::Role>(1 + Pick(19)));
    if (party.party().name().empty()) party.mutable_party()->set_name(Text("name"));
    for (v1::Owner& owner : *party.mutable_owners()) {
      if (owner.party().name().empty()) owner.mutable_party()->set_name(Text("name"));
      if (owner.has_exact_bp()) owner.clear_min_bp();
      if (owner.has_exact_bp()) owner.clear_max_bp();
      if (owner.has_min_bp() && owner.has_max_bp() && owner.min_bp() > owner.max_bp()) owner.set_max_bp(owner.min_bp());
      if (!owner.from().empty() && !owner.to().empty() && owner.from() > owner.to()) owner.clear_to();
    }
    for (v1::Officer& officer : *party.mutable_officers()) {
      if (officer.party().name().empty()) officer.mutable_party()->set_name(Text("name"));
    }
  }
  google::protobuf::RepeatedPtrField<v1::PartyInputs> found;
  found.Swap(inputs->mutable_parties());
  for (int i = 0; i < found.size() && i < deal->parties_size(); ++i) {
    v1::PartyInputs* party = inputs->add_parties();
    party->Swap(&found[i]);
    party->set_party_index(i);
    for (v1::OwnershipSum& sum : *party->mutable_ownership()->mutable_sums()) {
      if (sum.restricted_min_bp() > sum.restricted_max_bp()) sum.set_restricted_max_bp(sum.restricted_min_bp());
      sum.set_restricted(sum.restricted_min_bp() >= 5000);
      sum.set_single_owner(sum.restricted() && sum.single_owner());
      sum.set_unknown_share(!sum.restricted() && sum.restricted_max_bp() >= 5000);
    }
  }
  // Deals that rules look at together are rare by chance.
  if (Chance(30)) {
    deal->set_activity(v1::Transaction::IAAS);
    v1::Compute* compute = deal->mutable_compute();
    compute->set_gpu_model(Chance(80) ? "H100" : Of(Models()));
    compute->set_physical_possession(v1::NO);
    compute->set_workload(Chance(70) ? v1::Compute::TRAINING : v1::Compute::INFERENCE);
    if (Chance(70)) compute->set_gpu_count(Pick(3000));
    if (Chance(70)) compute->set_dc_country(Of(Countries()));
    v1::TransactionParty* customer = deal->mutable_parties(0);
    customer->add_roles(v1::TransactionParty::END_USER);
    if (Chance(60)) customer->set_hq_country("CN");
  }
  if (!Chance(8)) inputs->clear_incomplete();
  if (!Chance(15)) inputs->clear_informed();
  if (Chance(5)) {
    v1::InformedLetter* letter = inputs->add_informed();
    letter->set_kind(v1::InformedLetter::IS_INFORMED);
    letter->set_id("L");
    for (const std::string& country : Countries()) letter->add_countries(country);
    deal->set_activity(v1::Transaction::EXPORT);
    if (deal->items().empty()) deal->add_items()->set_model("H100");
    deal->mutable_items(0)->set_subject_to_ear(v1::YES);
    deal->mutable_items(0)->clear_flow();
    deal->mutable_items(0)->set_destination(Of(Countries()));
  }
}

v1::FactInputs RandomInputs::Next() {
  while (true) {
    v1::FactInputs inputs;
    Fill(&inputs, 4);
    MakeConsistent(&inputs);
    if (CheckTransaction(inputs.transaction()).ok()) return inputs;
  }
}

}  // namespace cordon
