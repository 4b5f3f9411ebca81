// The pack loader: any text as the operator's pack on top of nothing. What loads has passed its own tests, judges
// without failing, and says the same twice; what does not load names the file.
#include <google/protobuf/stubs/logging.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "google/protobuf/text_format.h"
#include "rules/engine.h"

namespace {

void RequireOfPack(bool fine, const char* what) {
  if (fine) return;
  std::fprintf(stderr, "broken: %s\n", what);
  std::abort();
}

const cordon::v1::FactInputs& SomeDeal() {
  static const auto* const inputs = [] {
    auto* deal = new cordon::v1::FactInputs;
    RequireOfPack(google::protobuf::TextFormat::ParseFromString(R"(
        transaction { as_of: "2026-06-15" activity: EXPORT destination: "SG"
          parties { roles: PURCHASER party { name: "Buyer" } hq_country: "SG" owners { party { name: "Owner" } exact_bp: 3000 } }
          items { description: "NVIDIA H100" quantity: 8 } compute { gpu_model: "H100" gpu_count: 8 term_days: 400 } }
        parties { party_index: 0 matches { list: "EL" entry_name: "Buyer" score: 9000 matched_on: NAME } })",
                                                                deal),
                  "deal");
    return deal;
  }();
  return *inputs;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const bool quiet = [] {
    google::protobuf::SetLogHandler(nullptr);
    return true;
  }();
  if (!quiet || size > 65536) return 0;
  cordon::RuleSources sources;
  sources.tables = cordon::ShippedTables();
  sources.packs.push_back({"fuzz.textproto", std::string(reinterpret_cast<const char*>(data), size)});
  const auto rules = cordon::RuleSet::Load(sources);
  if (!rules.ok()) {
    RequireOfPack(std::string(rules.status().message()).find("fuzz.textproto") != std::string::npos,
                  "an error names the file");
    return 0;
  }
  const cordon::v1::Decision first = (*rules)->Evaluate(SomeDeal());
  RequireOfPack(first.disposition() >= cordon::v1::CLEAR && first.disposition() <= cordon::v1::BLOCK, "disposition");
  RequireOfPack(first.SerializeAsString() == (*rules)->Evaluate(SomeDeal()).SerializeAsString(), "the same again");
  return 0;
}
