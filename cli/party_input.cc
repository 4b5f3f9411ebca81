#include "cli/party_input.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "base/status_macros.h"
#include "base/utf8.h"
#include "cli/command.h"
#include "cli/csv_input.h"

namespace cordon::cli {
namespace {

absl::StatusOr<std::string> ParseCountry(absl::string_view text) {
  const std::string code = absl::AsciiStrToUpper(absl::StripAsciiWhitespace(text));
  if (code.size() != 2 || !absl::ascii_isupper(static_cast<unsigned char>(code[0])) ||
      !absl::ascii_isupper(static_cast<unsigned char>(code[1]))) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", text, "\" is not a country code of two letters (ISO 3166-1) such as CN"));
  }
  return code;
}

absl::Status ParseIdentifier(absl::string_view text, v1::Identifier* id) {
  const size_t colon = text.find(':');
  const absl::string_view scheme = absl::StripAsciiWhitespace(text.substr(0, colon));
  if (colon == absl::string_view::npos || scheme.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("\"", text, "\" is not SCHEME:VALUE such as LEI:5493001KJTIIGC8Y1R12"));
  }
  id->set_scheme(absl::AsciiStrToUpper(scheme));
  id->set_value(std::string(absl::StripAsciiWhitespace(text.substr(colon + 1))));
  return absl::OkStatus();
}

// Every text goes into a protobuf string, which must be UTF-8.
absl::Status CheckUtf8(absl::string_view what, absl::string_view text) {
  const size_t bad = FindInvalidUtf8(text);
  if (bad == absl::string_view::npos) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(what, ": byte ", bad + 1, " is not valid UTF-8"));
}

class NamedParties : public PartySource {
 public:
  NamedParties(std::vector<std::string> names, v1::Party flags) : names_(std::move(names)), flags_(std::move(flags)) {}

  absl::StatusOr<bool> Next(InputRow* row) override {
    if (next_ == std::max<size_t>(1, names_.size())) return false;
    *row = InputRow();
    row->party = flags_;
    if (!names_.empty()) {
      const std::string& name = names_[next_];
      row->error = std::string(CheckUtf8("name", name).message());
      row->party.set_name(name);
    }
    row->row = static_cast<int64_t>(++next_);
    return true;
  }

 private:
  std::vector<std::string> names_;
  v1::Party flags_;
  size_t next_ = 0;
};

class CsvParties : public PartySource {
 public:
  CsvParties(std::unique_ptr<CsvInput> csv, const v1::Party& defaults)
      : csv_(std::move(csv)),
        defaults_(defaults),
        ref_(csv_->Find("ref")),
        name_(csv_->Find("name")),
        type_(csv_->Find("type")),
        country_(csv_->Find("country")),
        address_(csv_->Find("address")),
        id_(csv_->Find("id")),
        wallet_(csv_->Find("wallet")),
        aliases_(csv_->Find("aliases")) {}

  absl::StatusOr<bool> Next(InputRow* row) override {
    CORDON_ASSIGN_OR_RETURN(const bool more, csv_->Next());
    if (!more) return false;
    *row = InputRow();
    row->row = csv_->row();
    row->error = csv_->error();
    if (!row->error.empty()) return true;
    row->error = std::string(Fill(&row->party).message());
    return true;
  }

  int64_t bytes_done() const override { return csv_->bytes_done(); }
  int64_t bytes_total() const override { return csv_->bytes_total(); }

 private:
  absl::Status Fill(v1::Party* party) const {
    party->set_type(defaults_.type());
    party->set_ref(csv_->Field(ref_));
    party->set_name(csv_->Field(name_));
    // A quote that is not closed swallows the rows behind it: a cell over several lines is not taken on trust. Postal
    // addresses are written so.
    const struct {
      const char* column;
      int index;
    } kOneLine[] = {{"ref", ref_}, {"name", name_},     {"type", type_},      {"country", country_},
                    {"id", id_},   {"wallet", wallet_}, {"aliases", aliases_}};
    for (const auto& cell : kOneLine) {
      if (csv_->Field(cell.index).find_first_of("\r\n") == std::string::npos) continue;
      return absl::InvalidArgumentError(
          absl::StrCat(cell.column, ": holds a line break; is a quote missing, or one too many?"));
    }
    const std::string& type = csv_->Field(type_);
    if (!absl::StripAsciiWhitespace(type).empty()) {
      CORDON_ASSIGN_OR_RETURN(const v1::PartyType value, ParsePartyType(type));
      party->set_type(value);
    }
    for (const std::string& text : SplitValues(csv_->Field(country_))) {
      CORDON_ASSIGN_OR_RETURN(*party->add_countries(), ParseCountry(text));
    }
    for (std::string& text : SplitValues(csv_->Field(address_))) *party->add_addresses() = std::move(text);
    for (const std::string& text : SplitValues(csv_->Field(id_)))
      CORDON_RETURN_IF_ERROR(ParseIdentifier(text, party->add_ids()));
    for (std::string& text : SplitValues(csv_->Field(wallet_))) *party->add_wallets() = std::move(text);
    for (std::string& text : SplitValues(csv_->Field(aliases_))) *party->add_aliases() = std::move(text);
    return absl::OkStatus();
  }

  const std::unique_ptr<CsvInput> csv_;
  const v1::Party defaults_;
  const int ref_, name_, type_, country_, address_, id_, wallet_, aliases_;
};

}  // namespace

absl::StatusOr<v1::PartyType> ParsePartyType(absl::string_view text) {
  const std::string name = absl::AsciiStrToUpper(absl::StripAsciiWhitespace(text));
  v1::PartyType type = v1::ANY;
  if (name.empty()) return type;
  if (!v1::PartyType_Parse(name, &type) || type == v1::PARTY_TYPE_UNSPECIFIED) {
    return absl::InvalidArgumentError(
        absl::StrCat("type \"", text, "\" is unknown; use organization, person, vessel, aircraft or any"));
  }
  return type;
}

absl::StatusOr<v1::Party> PartyFromFlags(const PartyFlags& flags) {
  v1::Party party;
  const auto type = ParsePartyType(flags.type);
  if (!type.ok()) return UsageError(absl::StrCat("--type: ", type.status().message()));
  party.set_type(*type);
  for (const std::string& text : flags.countries) {
    auto code = ParseCountry(text);
    if (!code.ok()) return UsageError(absl::StrCat("--country: ", code.status().message()));
    party.add_countries(*std::move(code));
  }
  for (const std::string& text : flags.ids) {
    const absl::Status status = ParseIdentifier(text, party.add_ids());
    if (!status.ok()) return UsageError(absl::StrCat("--id: ", status.message()));
  }
  for (const std::string& text : flags.addresses) party.add_addresses(text);
  for (const std::string& text : flags.wallets) party.add_wallets(text);
  party.set_ref(flags.ref);
  for (const std::vector<std::string>* values : {&flags.addresses, &flags.ids, &flags.wallets}) {
    for (const std::string& text : *values) {
      if (const absl::Status status = CheckUtf8("argument", text); !status.ok()) return UsageError(status.message());
    }
  }
  if (const absl::Status status = CheckUtf8("--ref", flags.ref); !status.ok()) return UsageError(status.message());
  return party;
}

std::unique_ptr<PartySource> PartiesFromNames(const std::vector<std::string>& names, const v1::Party& flags) {
  return std::make_unique<NamedParties>(names, flags);
}

absl::StatusOr<std::unique_ptr<PartySource>> ReadParties(std::unique_ptr<ByteSource> bytes,
                                                         const std::string& shown_path, int64_t total,
                                                         const v1::Party& defaults) {
  auto csv = std::make_unique<CsvInput>(std::move(bytes), shown_path, total);
  CsvColumns columns;
  columns.known = {"ref", "name", "type", "country", "address", "id", "wallet", "aliases"};
  columns.one_of = {"name", "address", "id", "wallet"};
  CORDON_RETURN_IF_ERROR(csv->ReadHeader(columns));
  return std::unique_ptr<PartySource>(std::make_unique<CsvParties>(std::move(csv), defaults));
}

absl::StatusOr<std::unique_ptr<PartySource>> OpenPartyFile(const std::string& path, const v1::Party& defaults) {
  int64_t total = 0;
  CORDON_ASSIGN_OR_RETURN(std::unique_ptr<ByteSource> bytes, OpenInput(path, &total));
  return ReadParties(std::move(bytes), path == "-" ? "standard input" : path, total, defaults);
}

}  // namespace cordon::cli
