#include "match/script/loan_words.h"

#include <cstddef>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/utf8.h"

namespace cordon::internal {
namespace {

struct LoanRow {
  const char* key;
  const char* words;
};

#include "match/tables/loan_words.inc"

// What the key is made of, letter by letter; the generator of the table does the same.
//   Vowels: a, ae, eo and o are A; e is E; i is I; u is left out after a consonant. EI is E, as long vowels are short.
//   Consonants: f is p, v is b, z is j, l is r, sh is s; m before p or b is n. y goes after ch, j.
//   The o of "to" and "do" before a consonant or at the end is a filler and left out.
constexpr const char* kKanaKeys[] = {
    "-A", "A",  "-I", "I",  "-",  "U",   "-E", "E",  "-A", "A",  "KA", "GA", "KI",  "GI", "K",  "G",  "KE",  "GE",
    "KA", "GA", "SA", "JA", "SI", "JI",  "S",  "J",  "SE", "JE", "SA", "JA", "TA",  "DA", "CI", "JI", "",    "C",
    "J",  "TE", "DE", "T*", "D*", "NA",  "NI", "N",  "NE", "NA", "HA", "BA", "PA",  "HI", "BI", "PI", "P",   "B",
    "P",  "HE", "BE", "PE", "HA", "BA",  "PA", "MA", "MI", "M",  "ME", "MA", "-YA", "YA", "-Y", "YU", "-YA", "YA",
    "RA", "RI", "R",  "RE", "RA", "-WA", "WA", "WI", "WE", "A",  "N",  "B",  "KA",  "KE",
};
constexpr char32_t kFirstKatakana = 0x30A1;
constexpr char32_t kLongVowel = 0x30FC;
constexpr size_t kKanaKeyCount = sizeof(kKanaKeys) / sizeof(kKanaKeys[0]);

constexpr const char* kHangulInitialKeys[] = {"G", "K", "N", "D", "T", "R", "M", "B", "P", "S",
                                              "S", "",  "J", "J", "C", "K", "T", "P", "H"};
constexpr const char* kHangulVowelKeys[] = {"A",  "A",  "YA", "YA", "A",  "E",  "YA", "YE", "A", "WA", "WA",
                                            "WE", "YA", "U",  "WA", "WE", "WI", "YU", "",   "I", "I"};
constexpr const char* kHangulCodaKeys[] = {"",  "K", "K", "K", "N", "N", "N", "T",  "R", "K", "M", "R", "R", "R",
                                           "P", "R", "M", "P", "P", "T", "T", "NG", "J", "C", "K", "T", "P", "H"};

bool IsVowelKey(char c) { return c == 'A' || c == 'E' || c == 'I' || c == 'U'; }

class KeyBuilder {
 public:
  bool Add(char32_t c) {
    if (c >= 0x3041 && c <= 0x3096) c += 0x60;
    if (c == kLongVowel) {
      if (filler_) key_.push_back('A');
      filler_ = false;
      return true;
    }
    if (c >= kFirstKatakana && c - kFirstKatakana < kKanaKeyCount) {
      AddKana(kKanaKeys[c - kFirstKatakana]);
      return true;
    }
    if (c < 0xAC00 || c > 0xD7A3) return false;
    const size_t index = c - 0xAC00;
    absl::string_view vowel = kHangulVowelKeys[index / 28 % 21];
    const absl::string_view initial = kHangulInitialKeys[index / 588];
    if (!initial.empty() && !vowel.empty() && vowel.back() == 'U') vowel.remove_suffix(1);
    Append(initial);
    Append(vowel);
    Append(kHangulCodaKeys[index % 28]);
    return true;
  }

  std::string Take() && { return std::move(key_); }

 private:
  void AddKana(absl::string_view part) {
    if (part.empty()) {  // a doubled consonant: the vowel before it is real
      if (filler_) key_.push_back('A');
      filler_ = false;
      return;
    }
    if (part[0] == '-') {
      // Takes the place of the vowel before it.
      part.remove_prefix(1);
      filler_ = false;
      if (!key_.empty() && IsVowelKey(key_.back())) {
        const bool standing = key_.size() == 1 || key_[key_.size() - 2] != 'Y';
        if (standing && key_.back() == 'U') {
          key_.back() = 'W';
        } else {
          key_.pop_back();
        }
      }
      Append(part);
      return;
    }
    if (filler_ && IsVowelKey(part[0]) && part != "U") key_.push_back('A');  // "tou" is as long as "to", "tuwe" is twe
    filler_ = part.back() == '*';
    if (filler_) part.remove_suffix(1);
    Append(part);
  }

  void Append(absl::string_view part) {
    for (const char c : part) {
      if (!key_.empty()) {
        char& last = key_.back();
        if (c == last && !IsVowelKey(c)) continue;  // doubled
        if (c == 'I' && last == 'E') continue;      // long e
        if (c == 'Y' && (last == 'J' || last == 'C')) continue;
        if ((c == 'P' || c == 'B') && last == 'M') last = 'N';
      }
      key_.push_back(c);
    }
  }

  std::string key_;
  bool filler_ = false;  // the last sound was "to" or "do", whose vowel has not been written
};

constexpr size_t kMinKey = 4;

class LoanWords {
 public:
  static const LoanWords& Get() {
    static const LoanWords* const words = new LoanWords();
    return *words;
  }
  const Term* Find(absl::string_view key) const {
    const auto it = words_.find(key);
    return it == words_.end() ? nullptr : &it->second;
  }

 private:
  LoanWords() {
    for (const LoanRow& row : kLoanWords) words_[row.key] = Term{TermKind::kLoan, absl::StrSplit(row.words, '|')};
  }
  absl::flat_hash_map<absl::string_view, Term> words_;
};

}  // namespace

std::string SoundKey(absl::string_view text) {
  KeyBuilder builder;
  for (size_t at = 0; at < text.size();) {
    if (!builder.Add(DecodeUtf8(text, &at))) return std::string();
  }
  return std::move(builder).Take();
}

const Term* FindLoanWord(absl::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const char32_t c = DecodeUtf8(text, &at);
    if (c >= 0x3041 && c <= 0x3096) return nullptr;  // hiragana is for native words
  }
  const std::string key = SoundKey(text);
  return key.size() < kMinKey ? nullptr : LoanWords::Get().Find(key);
}

void DigestLoanWords(Sha256Hasher* hasher) {
  std::string bytes;
  for (const LoanRow& row : kLoanWords) absl::StrAppend(&bytes, row.key, "\n", row.words, "\n");
  hasher->UpdateField(bytes);
}

}  // namespace cordon::internal
