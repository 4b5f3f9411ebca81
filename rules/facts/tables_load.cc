// Reading, checking and indexing the tables.
#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/canonical_json.h"
#include "base/clock.h"
#include "base/sha256.h"
#include "base/status_macros.h"
#include "rules/facts/tables.h"
#include "rules/text_file.h"

namespace cordon {
namespace {

constexpr int kMaxRows = 4096;
constexpr int kMaxPatternBytes = 512;
constexpr size_t kMaxParameterKey = 40;
constexpr int64_t kMaxParameter = 1'000'000'000;

// Checks of one file's rows; `at` says where a row stands.
class RowCheck {
 public:
  RowCheck(const NamedText& source, const TextTree* tree) : place_{source.name, tree} {}

  absl::Status Bad(const char* field, int index, absl::string_view what) const {
    return absl::InvalidArgumentError(
        absl::StrCat(place_.At(v1::Tables::descriptor(), field, index), ": ", field, ": ", what));
  }
  absl::Status Period(const char* field, int index, const std::string& from, const std::string& to) const {
    for (const std::string& date : {from, to}) {
      if (!date.empty() && !ParseDate(date).ok()) {
        return Bad(field, index, absl::StrCat("'", date, "' is not a date YYYY-MM-DD"));
      }
    }
    if (!from.empty() && !to.empty() && from > to) return Bad(field, index, absl::StrCat("ends before it starts"));
    return absl::OkStatus();
  }

 private:
  TextPlace place_;
};

absl::Status CheckRows(const v1::Tables& rows, const RowCheck& check) {
  if (rows.groups_size() + rows.policies_size() + rows.parameters_size() + rows.chips_size() + rows.sets_size() +
          rows.lists_size() + rows.thresholds_size() + rows.price_bands_size() + rows.letters_size() >
      kMaxRows) {
    return check.Bad("name", -1, absl::StrCat("more than ", kMaxRows, " rows"));
  }
  for (int i = 0; i < rows.groups_size(); ++i) {
    const v1::CountryGroup& row = rows.groups(i);
    CORDON_RETURN_IF_ERROR(check.Period("groups", i, row.from(), row.to()));
    if (row.group().size() < 3) return check.Bad("groups", i, "a group name has at least three characters");
    if (row.citation().empty()) return check.Bad("groups", i, absl::StrCat(row.group(), " has no citation"));
    for (const std::string& country : row.countries()) {
      if (country.size() < 2 ||
          (country.size() == 2 && (!absl::ascii_isupper(static_cast<unsigned char>(country[0])) ||
                                   !absl::ascii_isupper(static_cast<unsigned char>(country[1]))))) {
        return check.Bad("groups", i, absl::StrCat("'", country, "' is neither ISO alpha-2 nor a group"));
      }
    }
  }
  for (int i = 0; i < rows.policies_size(); ++i) {
    const v1::PolicyPeriod& row = rows.policies(i);
    CORDON_RETURN_IF_ERROR(check.Period("policies", i, row.from(), row.to()));
    if (row.policy().empty() || row.state().empty()) return check.Bad("policies", i, "policy and state are required");
    if (row.citation().empty()) return check.Bad("policies", i, absl::StrCat(row.policy(), " has no citation"));
  }
  for (int i = 0; i < rows.letters_size(); ++i) {
    const v1::InformedLetter& row = rows.letters(i);
    CORDON_RETURN_IF_ERROR(check.Period("letters", i, row.from(), row.to()));
    if (row.id().empty() || row.kind() == v1::InformedLetter::KIND_UNSPECIFIED) {
      return check.Bad("letters", i, "id and kind are required");
    }
  }
  for (int i = 0; i < rows.parameters_size(); ++i) {
    const v1::Parameter& row = rows.parameters(i);
    CORDON_RETURN_IF_ERROR(check.Period("parameters", i, row.from(), row.to()));
    if (row.key().empty() || row.key().size() > kMaxParameterKey) {
      return check.Bad("parameters", i, absl::StrCat("a key of 1 to ", kMaxParameterKey, " characters is required"));
    }
    if (row.value() < (row.key() == "H100_TPP" ? 1 : 0) || row.value() > kMaxParameter) {
      return check.Bad("parameters", i,
                       absl::StrCat(row.key(), " ", row.value(), " is outside ", row.key() == "H100_TPP" ? 1 : 0, "..",
                                    kMaxParameter));
    }
    if (row.citation().empty() && !row.house()) {
      return check.Bad("parameters", i,
                       absl::StrCat(row.key(), " has no citation; mark a default of your own with house: true"));
    }
  }
  for (int i = 0; i < rows.chips_size(); ++i) {
    const v1::Chip& row = rows.chips(i);
    if (row.name().empty() || row.patterns().empty() || row.tpp() < 0 || row.tpp() > 100000000) {
      return check.Bad("chips", i, "name, patterns and a TPP in 0..100000000 are required");
    }
  }
  for (int i = 0; i < rows.thresholds_size(); ++i) {
    CORDON_RETURN_IF_ERROR(check.Period("thresholds", i, rows.thresholds(i).from(), rows.thresholds(i).to()));
  }
  for (int i = 0; i < rows.price_bands_size(); ++i) {
    const v1::PriceBand& row = rows.price_bands(i);
    CORDON_RETURN_IF_ERROR(check.Period("price_bands", i, row.from(), row.to()));
    if (row.low_micros() <= 0 || row.high_micros() < row.low_micros()) {
      return check.Bad("price_bands", i, "low_micros must be positive and not above high_micros");
    }
  }
  for (int i = 0; i < rows.sets_size(); ++i) {
    CORDON_RETURN_IF_ERROR(check.Period("sets", i, rows.sets(i).from(), rows.sets(i).to()));
    if (rows.sets(i).name().empty() || rows.sets(i).values().empty()) {
      return check.Bad("sets", i, "name and at least one value are required");
    }
  }
  for (int i = 0; i < rows.lists_size(); ++i) {
    if (rows.lists(i).list().empty() || rows.lists(i).family() == v1::LIST_FAMILY_UNSPECIFIED) {
      return check.Bad("lists", i, "list and family are required");
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<RE2>> CompilePattern(const std::string& text, bool fold_case) {
  RE2::Options options(RE2::Quiet);
  options.set_max_mem(1 << 20);
  options.set_case_sensitive(!fold_case);
  auto pattern = std::make_unique<RE2>(text, options);
  if (!pattern->ok()) return absl::InvalidArgumentError(absl::StrCat("pattern '", text, "': ", pattern->error()));
  return pattern;
}

// "8xH100", "DGXH100", "H100SXM5", "H100s", "H100-80GB" all name the chip; "MH100", "H1000" do not.
std::string ChipPatternText(absl::string_view body) {
  return absl::StrCat("(?:^|[^A-Z0-9]|[0-9]X|[DH]GX)(", body, ")(?:S?(?:[^A-Z0-9]|$)|SXM|PCIE|NVL|OAM|X[0-9])");
}

}  // namespace

const std::vector<std::string>& RequiredParameters() {
  static const auto* const kParameters = new std::vector<std::string>{
      "H100_TPP",           "OWNLIKE_TERM_DAYS", "OWNLIKE_EXCLUSIVITY_BP", "TRAIN_GPUS",
      "TRAIN_FLOP_CENTI",   "POWER_GPUS",        "POWER_WATT_PER_GPU",     "PRICE_FAR_LOW_PCT",
      "PRICE_FAR_HIGH_PCT", "STOCKPILE_DAYS",    "STOCKPILE_FACTOR_CENTI", "LINKED_DAYS",
      "PHOENIX_DAYS",       "STRONG_NAME_SCORE", "CASE_BY_CASE_TPP",       "CASE_BY_CASE_DRAM"};
  return *kParameters;
}

absl::Status Tables::Add(const NamedText& source) {
  v1::Tables rows;
  CORDON_ASSIGN_OR_RETURN(const std::unique_ptr<TextTree> tree, ParseText(source, &rows));
  const RowCheck check(source, tree.get());
  CORDON_RETURN_IF_ERROR(CheckRows(rows, check));
  // Named rows of a later file replace earlier ones; dated rows add up and are checked for overlap in Finish().
  for (const v1::Chip& chip : rows.chips()) {
    const auto [known, fresh] = chip_by_name_.try_emplace(chip.name(), rows_.chips_size());
    *(fresh ? rows_.add_chips() : rows_.mutable_chips(known->second)) = chip;
  }
  for (const v1::ListClass& list : rows.lists()) {
    const auto [known, fresh] = list_by_code_.try_emplace(list.list(), rows_.lists_size());
    *(fresh ? rows_.add_lists() : rows_.mutable_lists(known->second)) = list;
  }
  // A policy or parameter that a later file mentions is replaced as a whole: the operator states the calendar he relies
  // on.
  absl::flat_hash_set<std::string> restated;
  for (const v1::PolicyPeriod& period : rows.policies()) restated.insert(period.policy());
  absl::flat_hash_set<std::string> numbers;
  for (const v1::Parameter& parameter : rows.parameters()) numbers.insert(parameter.key());
  v1::Tables kept;
  for (const v1::Parameter& parameter : rows_.parameters()) {
    if (!numbers.contains(parameter.key())) *kept.add_parameters() = parameter;
  }
  kept.mutable_parameters()->MergeFrom(rows.parameters());
  rows_.mutable_parameters()->Swap(kept.mutable_parameters());
  for (const v1::PolicyPeriod& period : rows_.policies()) {
    if (!restated.contains(period.policy())) *kept.add_policies() = period;
  }
  kept.mutable_policies()->MergeFrom(rows.policies());
  rows_.mutable_policies()->Swap(kept.mutable_policies());
  rows_.mutable_groups()->MergeFrom(rows.groups());
  rows_.mutable_sets()->MergeFrom(rows.sets());
  rows_.mutable_thresholds()->MergeFrom(rows.thresholds());
  rows_.mutable_price_bands()->MergeFrom(rows.price_bands());
  rows_.mutable_letters()->MergeFrom(rows.letters());
  return absl::OkStatus();
}

// The states of a number, by date: the first has no beginning, the last no end, each begins the day after the one
// before.
absl::Status Tables::FinishParameters() {
  for (int i = 0; i < rows_.parameters_size(); ++i) parameter_rows_[rows_.parameters(i).key()].push_back(i);
  std::vector<std::string> keys;
  for (const auto& [key, rows] : parameter_rows_) keys.push_back(key);
  std::sort(keys.begin(), keys.end());  // so that of several mistakes the same one is told
  for (const std::string& key : keys) {
    std::vector<int>& rows = parameter_rows_[key];
    std::stable_sort(rows.begin(), rows.end(),
                     [this](int a, int b) { return rows_.parameters(a).from() < rows_.parameters(b).from(); });
    std::string expected;  // of `from`
    for (size_t i = 0; i < rows.size(); ++i) {
      const v1::Parameter& row = rows_.parameters(rows[i]);
      const bool last = i + 1 == rows.size();
      if (row.from() != expected || row.to().empty() != last) {
        return absl::InvalidArgumentError(absl::StrCat(
            "tables: parameter ", key, ": its rows must cover every day once: ",
            row.from() != expected ? absl::StrCat("a row should begin ", expected.empty() ? "without a date" : expected,
                                                  ", it begins ", row.from().empty() ? "without a date" : row.from())
            : last ? absl::StrCat("nothing is said of the days after ", row.to())
                                   : "two rows have no end"));
      }
      if (!last) expected = FormatDate(absl::FromCivil(*ParseDate(row.to()) + 1, absl::UTCTimeZone()));
    }
  }
  for (const std::string& key : RequiredParameters()) {
    if (!parameter_rows_.contains(key)) {
      return absl::InvalidArgumentError(absl::StrCat("tables: parameter ", key, " is missing"));
    }
  }
  return absl::OkStatus();
}

absl::Status Tables::Finish() {
  CORDON_RETURN_IF_ERROR(FinishParameters());
  for (int i = 0; i < rows_.groups_size(); ++i) {
    group_rows_[rows_.groups(i).group()].push_back(i);
    group_members_.emplace_back(rows_.groups(i).countries().begin(), rows_.groups(i).countries().end());
  }
  for (const v1::CountryGroup& row : rows_.groups()) {
    for (const std::string& member : row.countries()) {
      if (member.size() == 2) continue;
      const auto inner = group_rows_.find(member);
      if (inner == group_rows_.end()) {
        return absl::InvalidArgumentError(absl::StrCat("tables: group ", row.group(), " names unknown group ", member));
      }
      for (const int index : inner->second) {
        for (const std::string& country : rows_.groups(index).countries()) {
          if (country.size() > 2) {
            return absl::InvalidArgumentError(
                absl::StrCat("tables: group ", row.group(), " -> ", member, " -> ", country, " is nested too deep"));
          }
        }
      }
    }
  }
  for (int i = 0; i < rows_.policies_size(); ++i) {
    const v1::PolicyPeriod& row = rows_.policies(i);
    for (const int other : policy_rows_[row.policy()]) {
      const v1::PolicyPeriod& earlier = rows_.policies(other);
      const bool apart = (!earlier.to().empty() && !row.from().empty() && earlier.to() < row.from()) ||
                         (!row.to().empty() && !earlier.from().empty() && row.to() < earlier.from());
      if (!apart) {
        return absl::InvalidArgumentError(
            absl::StrCat("tables: policy ", row.policy(), " has two states on ", std::max(row.from(), earlier.from())));
      }
    }
    policy_rows_[row.policy()].push_back(i);
  }
  for (int i = 0; i < rows_.sets_size(); ++i) {
    set_rows_[rows_.sets(i).name()].push_back(i);
    absl::flat_hash_set<std::string> members;
    std::vector<std::string> words;
    for (const std::string& value : rows_.sets(i).values()) {
      members.insert(absl::AsciiStrToUpper(value));
      words.push_back(RE2::QuoteMeta(value));
    }
    set_members_.push_back(std::move(members));
    // A word ends where a letter does not go on; scripts without blanks (Han) need no boundary.
    CORDON_ASSIGN_OR_RETURN(std::unique_ptr<RE2> pattern,
                            CompilePattern(absl::StrCat("(?:^|[^\\pL\\pN]|\\p{Han})(", absl::StrJoin(words, "|"),
                                                        ")(?:$|[^\\pL\\pN]|\\p{Han})"),
                                           true));
    set_words_.push_back(std::move(pattern));
  }
  std::vector<std::string> bodies;
  for (int i = 0; i < rows_.chips_size(); ++i) {
    for (const std::string& body : rows_.chips(i).patterns()) {
      if (static_cast<int>(body.size()) > kMaxPatternBytes) {
        return absl::InvalidArgumentError(absl::StrCat("tables: chip ", rows_.chips(i).name(), ": pattern too long"));
      }
      auto pattern = CompilePattern(ChipPatternText(body), false);
      if (!pattern.ok()) {
        return absl::InvalidArgumentError(
            absl::StrCat("tables: chip ", rows_.chips(i).name(), ": ", pattern.status().message()));
      }
      chip_patterns_.push_back({i, *std::move(pattern)});
      bodies.push_back(absl::StrCat("(?:", body, ")"));
    }
  }
  // All at once, to pass over the texts that name none. Patterns that are too much together are tried one by one.
  if (!bodies.empty()) {
    RE2::Options options(RE2::Quiet);
    options.set_max_mem(int64_t{16} << 20);
    any_chip_ = std::make_unique<RE2>(ChipPatternText(absl::StrJoin(bodies, "|")), options);
    if (!any_chip_->ok()) any_chip_ = std::make_unique<RE2>("(?s).");
  }
  thresholds_.assign(rows_.thresholds().begin(), rows_.thresholds().end());
  std::sort(thresholds_.begin(), thresholds_.end(), [](const auto& a, const auto& b) { return a.from() < b.from(); });
  CORDON_ASSIGN_OR_RETURN(const std::string json, ToCanonicalJson(rows_));
  digest_ = absl::StrCat("sha256:", Sha256Hex(json));
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<const Tables>> Tables::Load(const std::vector<NamedText>& texts) {
  std::shared_ptr<Tables> tables(new Tables());
  for (const NamedText& text : texts) CORDON_RETURN_IF_ERROR(tables->Add(text));
  CORDON_RETURN_IF_ERROR(tables->Finish());
  return std::shared_ptr<const Tables>(std::move(tables));
}

}  // namespace cordon
