#include "db/lists/entry_names.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "base/utf8.h"
#include "db/lists/derived_names.h"
#include "db/lists/entry_type.h"
#include "db/lists/text.h"
#include "re2/re2.h"

namespace cordon {
namespace {

constexpr absl::string_view kWeakSuffix = "(weak)";
constexpr absl::string_view kWeakPrefixes[] = {"weak a.k.a. ", "weak aka "};

// "\"FOOPIE\"": one pair of quotes around all of it. A company in quotes ("'Bank of X, OAO'") is only quoted.
bool IsQuotedNickname(absl::string_view text) {
  constexpr absl::string_view kPairs[][2] = {{"\"", "\""}, {"'", "'"}, {"\xE2\x80\x9C", "\xE2\x80\x9D"}};
  for (const auto& pair : kPairs) {
    if (text.size() <= pair[0].size() + pair[1].size()) continue;
    if (!absl::StartsWith(text, pair[0]) || !absl::EndsWith(text, pair[1])) continue;
    const absl::string_view inner = text.substr(pair[0].size(), text.size() - pair[0].size() - pair[1].size());
    if (inner.find(pair[0]) == absl::string_view::npos && !HasOrganisationWord(inner)) return true;
  }
  return false;
}

// "X (weak)" and "weak a.k.a. X" to X. True if there was a mark.
bool StripWeakMarks(absl::string_view* name) {
  bool weak = false;
  while (true) {
    const size_t before = name->size();
    if (absl::EndsWithIgnoreCase(*name, kWeakSuffix)) {
      *name = TrimBlanks(name->substr(0, name->size() - kWeakSuffix.size()));
    }
    for (const absl::string_view prefix : kWeakPrefixes) {
      if (absl::StartsWithIgnoreCase(*name, prefix)) *name = TrimBlanks(name->substr(prefix.size()));
    }
    if (name->size() == before) return weak;
    weak = true;
  }
}

const RE2& WeakAliasInRemarks() {
  static const auto* const kPattern = new RE2(R"((?i)\ba\.k\.a\.,? '([^;]+?)'\s*(?:[;.,]|$))");
  return *kPattern;
}

}  // namespace

absl::Status EntryNames::Check(absl::string_view name, absl::string_view column) const {
  if (static_cast<int64_t>(name.size()) > limits_.max_name_code_points &&
      static_cast<int64_t>(CountCodePoints(name)) > limits_.max_name_code_points) {
    return CellError(place_, column,
                     absl::StrCat("a name longer than the limit of ", limits_.max_name_code_points, " characters"));
  }
  if (entry_->names_size() >= limits_.max_names_per_entry) {
    return CellError(place_, column,
                     absl::StrCat("more names than the limit of ", limits_.max_names_per_entry, " per entry"));
  }
  return absl::OkStatus();
}

absl::Status EntryNames::AddPrimary(absl::string_view name, absl::string_view column) {
  CORDON_RETURN_IF_ERROR(SetPlaceholder(name, column));
  v1::ListName* const primary = entry_->add_names();
  primary->set_text(entry_->entry_name());
  primary->set_kind(v1::PRIMARY);
  primary->set_quality(v1::STRONG);
  return absl::OkStatus();
}

absl::Status EntryNames::SetPlaceholder(absl::string_view name, absl::string_view column) {
  name = TrimBlanks(name);
  if (name.empty()) return CellError(place_, column, "is empty");
  CORDON_RETURN_IF_ERROR(Check(name, column));
  entry_->set_entry_name(std::string(name));
  return absl::OkStatus();
}

absl::Status EntryNames::AddAlias(absl::string_view text, bool weak, absl::string_view column) {
  return Append(text, v1::ALIAS, weak ? v1::WEAK : v1::STRONG, column);
}

absl::Status EntryNames::Append(absl::string_view text, v1::NameKind kind, v1::NameQuality quality,
                                absl::string_view column) {
  CORDON_RETURN_IF_ERROR(Check(text, column));
  v1::ListName* const alias = entry_->add_names();
  alias->set_text(std::string(text));
  alias->set_kind(kind);
  alias->set_quality(quality);
  return absl::OkStatus();
}

absl::Status EntryNames::AddName(absl::string_view text, v1::NameKind kind, v1::NameQuality quality,
                                 absl::string_view column) {
  text = TrimBlanks(text);
  if (StripWeakMarks(&text) || IsQuotedNickname(text)) quality = v1::WEAK;
  if (text.empty()) return absl::OkStatus();
  for (v1::ListName& old : *entry_->mutable_names()) {
    if (old.text() != text) continue;
    // Stated twice, once as a strong name: strong.
    if (quality == v1::STRONG && old.kind() != v1::DERIVED) old.set_quality(v1::STRONG);
    return absl::OkStatus();
  }
  return Append(text, kind, quality, column);
}

absl::Status EntryNames::AddAliases(absl::string_view cell, absl::string_view separator, absl::string_view column) {
  for (absl::string_view piece : SplitCell(cell, separator)) {
    // "HPSTAR;; Beijing ..." and "...; GLAVNOE UPRAVLENIE;": a separator too many.
    while (absl::EndsWith(piece, ";")) piece = TrimBlanks(piece.substr(0, piece.size() - 1));
    while (absl::StartsWith(piece, ";")) piece = TrimBlanks(piece.substr(1));
    const bool weak = StripWeakMarks(&piece);
    if (piece.empty()) continue;
    CORDON_RETURN_IF_ERROR(AddAlias(piece, weak || IsQuotedNickname(piece), column));
  }
  return absl::OkStatus();
}

absl::Status EntryNames::AddWeakAliasesOf(absl::string_view remarks, absl::string_view column) {
  if (!absl::StrContains(remarks, ".k.a.") && !absl::StrContains(remarks, ".K.A.")) return absl::OkStatus();
  re2::StringPiece rest(remarks.data(), remarks.size());
  std::string name;
  while (RE2::FindAndConsume(&rest, WeakAliasInRemarks(), &name)) {
    absl::string_view text = TrimBlanks(name);
    StripWeakMarks(&text);
    if (text.empty()) continue;
    bool known = false;
    for (v1::ListName& old : *entry_->mutable_names()) {
      if (old.text() != text) continue;
      known = true;
      if (old.kind() == v1::ALIAS) old.set_quality(v1::WEAK);
    }
    if (!known) CORDON_RETURN_IF_ERROR(AddAlias(text, true, column));
  }
  return absl::OkStatus();
}

void EntryNames::Derive() {
  const int printed = entry_->names_size();
  for (int i = 0; i < printed; ++i) {
    DerivedNames derived = DeriveNames(entry_->names(i).text());
    if (derived.covers_subunits) entry_->set_covers_subunits(true);
    for (DerivedName& name : derived.names) {
      bool known = false;
      for (const v1::ListName& old : entry_->names()) known = known || old.text() == name.text;
      if (known) continue;
      v1::ListName* const added = entry_->add_names();
      added->set_text(std::move(name.text));
      added->set_kind(v1::DERIVED);
      added->set_quality(name.weak || entry_->names(i).quality() == v1::WEAK ? v1::WEAK : v1::STRONG);
    }
  }
}

}  // namespace cordon
