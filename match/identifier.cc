#include "match/identifier.h"

#include "absl/strings/ascii.h"

namespace cordon::internal {
namespace {

// Upper-case letters and digits; letters of other scripts stay as they are, punctuation and spaces go.
std::string UpperAlphanumeric(absl::string_view text) {
  std::string out;
  for (const char c : text) {
    const unsigned char byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 || absl::ascii_isalnum(byte)) out.push_back(absl::ascii_toupper(byte));
  }
  return out;
}

}  // namespace

std::string NormaliseIdentifier(const v1::Identifier& id) {
  std::string value = UpperAlphanumeric(id.value());
  if (value.empty()) return value;
  return UpperAlphanumeric(id.scheme()) + ":" + value;
}

std::string NormaliseWallet(absl::string_view wallet) {
  std::string out;
  for (const char c : wallet) {
    if (!absl::ascii_isspace(static_cast<unsigned char>(c))) out.push_back(c);
  }
  if (out.size() > 2 && out[0] == '0' && (out[1] == 'x' || out[1] == 'X')) absl::AsciiStrToLower(&out);
  return out;
}

}  // namespace cordon::internal
