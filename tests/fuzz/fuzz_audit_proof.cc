// What a verifier is handed by strangers: notes, keys, checkpoints, receipts, events. One accepted spelling per value,
// and a receipt that holds must hold again after it was written anew.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "audit/verify/json.h"
#include "audit/verify/note.h"
#include "audit/verify/receipt.h"

namespace {

void Must(bool good) {
  if (!good) std::abort();
}

void ReadReceipt(absl::string_view text) {
  const auto receipt = cordon::verify::ParseReceipt(text);
  if (!receipt.ok()) return;
  // An empty extra line is left out when written, everything else comes back byte for byte.
  if (!receipt->extra.empty()) Must(cordon::verify::FormatReceipt(*receipt) == text);
  static const auto* const keys = new std::vector<cordon::verify::VerifierKey>();
  Must(!cordon::verify::CheckReceipt(*receipt, receipt->extra, *keys).ok());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view text(reinterpret_cast<const char*>(data), size);
  ReadReceipt(text);
  if (const auto note = cordon::verify::ParseNote(text); note.ok()) {
    cordon::verify::ParseCheckpoint(note->text).status().IgnoreError();
    Must(!note->signatures.empty());
  }
  cordon::verify::ParseVerifierKeys(text).status().IgnoreError();
  const auto json = cordon::verify::ParseCanonicalJson(text);
  if (json.ok() && json->kind == cordon::verify::JsonValue::Kind::kObject) {
    Must(cordon::verify::WithoutMembers(*json, {}) == text);
    Must(cordon::verify::ScanTopStrings(text, [&](absl::string_view key, absl::string_view raw) {
      std::string value;
      Must(cordon::verify::UnescapeCanonical(raw, &value));
      Must(json->Text(key) == value || key.find('\\') != absl::string_view::npos);
    }));
    cordon::verify::CollectBlobs(*json, [](const cordon::verify::JsonValue&) {});
  }
  return 0;
}
