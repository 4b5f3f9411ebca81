#include "service/screening/listed_places.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "match/address.h"
#include "match/scorer.h"
#include "re2/re2.h"

namespace cordon {
namespace {

constexpr size_t kMaxPlaceText = 2048;  // longer listed addresses are cut: they hold several
constexpr size_t kListedKeyWords = 3;
constexpr size_t kMaxNumbers = 12;
constexpr size_t kMaxCandidates = 512;

std::string WithoutPostcode(absl::string_view address) {
  static const RE2* const kPostcode = new RE2(R"(\b\d{5,7}\b)");
  std::string text(address.substr(0, kMaxPlaceText));
  RE2::GlobalReplace(&text, *kPostcode, " ");
  return text;
}

bool SameUnit(const internal::PreparedAddress& a, const internal::PreparedAddress& b) {
  return internal::ScoreAddress(a, b) >= kDefaultThreshold && internal::ScoreAddress(b, a) >= kDefaultThreshold;
}

}  // namespace

std::string BuildingPart(absl::string_view address) {
  static const RE2* const kUnit = new RE2(
      R"((?i)\b(?:flat/rm|flats?|rooms?|rms?|units?|suites?|ste|shops?|offices?|apts?|apartments?|workshops?)\b\.?\s*(?:no\.?\s*)?#?\s*[A-Z]?\d*[A-Z]?\b(?:\s*(?:[-/&]|and|to)\s*[A-Z]?\d+[A-Z]?\b)*)");
  static const RE2* const kFloor = new RE2(
      R"((?i)\b(?:\d+|g|ug|lg|m)\s*(?:/\s*)(?:f|fl|floor)\b\.?|\b\d+(?:st|nd|rd|th)?\s*(?:floor|flr|fl|f)\b\.?|\b(?:floor|level|lvl)\s*\d+\b)");
  static const RE2* const kHash = new RE2(R"(#\s*[A-Z]?\d+(?:\s*-\s*\d+)*)");
  static const RE2* const kHan =
      new RE2("[0-9A-Za-z-]+\\s*(?:\xE5\xAE\xA4|\xE5\x8D\x95\xE5\x85\x83|\xE5\xB1\x82|\xE6\xA5\xBC|\xE6\x88\xBF)");
  std::string text = WithoutPostcode(address);
  for (const RE2* pattern : {kUnit, kFloor, kHash, kHan}) RE2::GlobalReplace(&text, *pattern, " ");
  return text;
}

v1::AddressSharing::Level ComparePlaces(absl::string_view a, absl::string_view b) {
  if (SameUnit(internal::PrepareAddress(WithoutPostcode(a)), internal::PrepareAddress(WithoutPostcode(b)))) {
    return v1::AddressSharing::UNIT;
  }
  const internal::PreparedAddress here = internal::PrepareAddress(BuildingPart(a));
  const internal::PreparedAddress there = internal::PrepareAddress(BuildingPart(b));
  return SameUnit(here, there) ? v1::AddressSharing::BUILDING : v1::AddressSharing::LEVEL_UNSPECIFIED;
}

std::vector<std::string> PlaceKeys(absl::string_view address, bool all) {
  const internal::PreparedAddress building = internal::PrepareAddress(BuildingPart(address));
  std::vector<Token> words;
  for (const Token& token : building.words.tokens) {
    if (token.token_class == TokenClass::kWord && token.text.size() > 2) words.push_back(token);
  }
  std::stable_sort(words.begin(), words.end(), [](const Token& a, const Token& b) { return a.weight > b.weight; });
  if (!all && words.size() > kListedKeyWords) words.resize(kListedKeyWords);
  std::vector<std::string> keys;
  for (size_t i = 0; i < building.numbers.size() && i < kMaxNumbers; ++i) {
    const internal::AddressNumber& number = building.numbers[i];
    if (number.kind != internal::AddressNumber::Kind::kPlain || number.low == 0) continue;
    for (const Token& word : words) {
      keys.push_back(absl::StrCat(number.low, " ", word.text));
      // "301-307 Lockhart Road" is also 303.
      if (number.high != number.low && !all) keys.push_back(absl::StrCat(number.high, " ", word.text));
      if (number.high != number.low && all) {
        for (uint32_t n = number.low + 1; n <= number.high && n < number.low + 20; ++n) {
          keys.push_back(absl::StrCat(n, " ", word.text));
        }
      }
    }
  }
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

void ListedPlaces::Add(EntryIndex index, const v1::ListEntry& entry) {
  std::vector<std::string> texts;
  for (const v1::ListAddress& address : entry.addresses()) {
    if (std::find(texts.begin(), texts.end(), address.text()) != texts.end()) continue;
    texts.push_back(address.text());
    const auto place = static_cast<uint32_t>(places_.size());
    bool kept = false;
    for (const std::string& key : PlaceKeys(address.text(), false)) {
      by_key_[key].push_back(place);
      kept = true;
    }
    if (kept) places_.push_back({index, address.text()});
  }
}

std::vector<SharedPlace> ListedPlaces::Find(absl::string_view address, bool* cut) const {
  std::vector<uint32_t> candidates;
  for (const std::string& key : PlaceKeys(address, true)) {
    const auto found = by_key_.find(key);
    if (found == by_key_.end()) continue;
    candidates.insert(candidates.end(), found->second.begin(), found->second.end());
  }
  std::sort(candidates.begin(), candidates.end());
  candidates.erase(std::unique(candidates.begin(), candidates.end()), candidates.end());
  *cut = candidates.size() > kMaxCandidates;
  if (*cut) candidates.resize(kMaxCandidates);
  std::vector<SharedPlace> shared;
  for (const uint32_t candidate : candidates) {
    const Place& place = places_[candidate];
    const v1::AddressSharing::Level level = ComparePlaces(address, place.text);
    if (level == v1::AddressSharing::LEVEL_UNSPECIFIED) continue;
    const auto known = std::find_if(shared.begin(), shared.end(),
                                    [&](const SharedPlace& other) { return other.entry == place.entry; });
    if (known == shared.end()) {
      shared.push_back({place.entry, level, place.text});
    } else if (level < known->level) {
      *known = {place.entry, level, place.text};
    }
  }
  std::stable_sort(shared.begin(), shared.end(),
                   [](const SharedPlace& a, const SharedPlace& b) { return a.level < b.level; });
  if (shared.size() > kMaxShared) shared.resize(kMaxShared);
  return shared;
}

}  // namespace cordon
