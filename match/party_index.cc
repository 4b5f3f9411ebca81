#include "match/party_index.h"

#include <algorithm>
#include <utility>

#include "match/equality.h"
#include "match/identifier.h"
#include "match/index.h"
#include "match/initials.h"
#include "match/letters.h"
#include "match/party_keys.h"
#include "match/party_readings.h"
#include "match/similarity.h"
#include "match/sounds.h"

namespace cordon {

using internal::PartyKey;

void PartyIndex::Add(uint32_t party, const v1::Party& data) {
  all_.push_back(party);
  bool deceptive = false;
  for (int field = 0; field < internal::NameFields(data); ++field) {
    for (const Reading& reading : internal::ReadingsOfField(data, field)) {
      deceptive |= reading.name.obfuscated;
      if (!reading.name.tokens.empty()) AddReading(party, reading.name);
    }
  }
  for (const v1::Identifier& id : data.ids()) {
    const std::string key = internal::NormaliseIdentifier(id);
    if (!key.empty()) party_keys_.Add(KeyOfText(PartyKey::kIdentifier, key), party);
  }
  for (const std::string& wallet : data.wallets()) {
    const std::string key = internal::NormaliseWallet(wallet);
    if (!key.empty()) party_keys_.Add(KeyOfText(PartyKey::kWallet, key), party);
  }
  if (deceptive) always_.push_back(party);
  if (data.addresses_size() > 0) with_addresses_.push_back(party);
}

void PartyIndex::AddReading(uint32_t party, const PreparedName& name) {
  const auto reading = static_cast<uint32_t>(parties_of_.size());
  for (size_t i = 0; i < name.tokens.size(); ++i) {
    AddToken(name.tokens[i]);
    if (i + 1 < name.tokens.size()) AddJoined(name.tokens[i], name.tokens[i + 1]);
  }
  for (const uint64_t key : internal::EqualityKeys(name)) keys_.Add(key, reading);
  const absl::string_view initials = internal::QueryInitials(name);
  if (!initials.empty()) keys_.Add(KeyOfText(PartyKey::kInitials, initials), reading);
  internal::NameLetters letters = internal::LettersOf(name);
  if (!letters.text.empty()) keys_.Add(KeyOfText(PartyKey::kLetters, letters.text), reading);
  letters.runs = {};  // only a score needs them
  letters_.Add(letters);
  first_token_.push_back(static_cast<uint32_t>(tokens_.size()));
  parties_of_.push_back(party);
}

void PartyIndex::AddToken(const Token& token) {
  thread_local std::u32string word;
  internal::DecodeWord(token.text, &word);
  const auto reading = static_cast<uint32_t>(parties_of_.size());
  const uint32_t known = words_.size();
  const uint32_t id = words_.Insert(word, token.token_class, token.weight);
  words_.RaiseWeight(id, token.weight);  // the largest is similar to most
  tokens_.push_back({id, static_cast<int16_t>(token.weight), static_cast<int16_t>(token.rest_weight)});
  if (id == known && token.token_class == TokenClass::kWord) {
    for (const uint64_t key : internal::QuerySounds(word)) word_keys_.Add(key, id);
  }
  if (token.slip_similarity > 0) {
    const uint64_t key = KeyOfWord(PartyKey::kSlip, token.slip_of, token.slip_class);
    if (added_slips_.emplace(key, id).second) word_keys_.Add(key, id);
  }
  if (token.abbreviated) keys_.Add(KeyOfText(PartyKey::kAbbreviation, token.printed), reading);
}

void PartyIndex::AddJoined(const Token& first, const Token& second) {
  thread_local std::string printed;
  printed.clear();
  const auto reading = static_cast<uint32_t>(parties_of_.size());
  internal::CanonicalWord joined;
  const bool word = internal::JoinWords(first, second, &printed, &joined);
  if (word) keys_.Add(KeyOfWord(PartyKey::kJoined, joined.text, joined.token_class), reading);
  // What a brand is compared with; mostly the same text.
  if (!printed.empty() && (!word || joined.text != printed)) {
    keys_.Add(KeyOfText(PartyKey::kPrintedTogether, printed), reading);
  }
}

void PartyIndex::Finish() {
  words_.ShrinkToFit();
  deletions_.Build(words_);
  word_keys_.Finish();
  keys_.Finish();
  party_keys_.Finish();
  letters_.Finish();
  added_slips_ = {};
  for (std::vector<uint32_t>* const array : {&all_, &always_, &with_addresses_, &parties_of_, &first_token_}) {
    array->shrink_to_fit();
  }
  tokens_.shrink_to_fit();
  first_holder_.assign(words_.size() + size_t{1}, 0);
  for (const PartyToken& token : tokens_) ++first_holder_[token.word + size_t{1}];
  for (size_t w = 1; w < first_holder_.size(); ++w) first_holder_[w] += first_holder_[w - 1];
  holders_.resize(tokens_.size());
  std::vector<uint32_t> next(first_holder_.begin(), first_holder_.end() - 1);
  for (uint32_t reading = 0; reading < parties_of_.size(); ++reading) {
    for (uint32_t at = first_token_[reading]; at < first_token_[reading + 1]; ++at) {
      holders_[next[tokens_[at].word]++] = reading;
    }
  }
}

size_t PartyIndex::memory_bytes() const {
  size_t bytes = tokens_.capacity() * sizeof(PartyToken);
  for (const std::vector<uint32_t>* const array :
       {&all_, &always_, &with_addresses_, &parties_of_, &first_token_, &first_holder_, &holders_}) {
    bytes += array->capacity() * sizeof(uint32_t);
  }
  const auto count = [&bytes](const auto& array) { bytes += array.memory_bytes(); };
  // Looks only; the visitors are not const because a loader fills arrays through them.
  auto& self = const_cast<PartyIndex&>(*this);
  self.words_.ForEachArray(count);
  self.deletions_.ForEachArray(count);
  self.word_keys_.ForEachArray(count);
  self.keys_.ForEachArray(count);
  self.party_keys_.ForEachArray(count);
  self.letters_.ForEachArray(count);
  return bytes;
}

}  // namespace cordon
