// Japanese names: known words by meaning and by sound, loan words as the foreign word, the rest by its reading.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/utf8.h"
#include "match/lexicon.h"
#include "match/script/kana.h"
#include "match/script/loan_words.h"
#include "match/script/readers.h"
#include "match/script/term_table.h"

namespace cordon::internal {
namespace {

struct SoundRow {
  const char* word;
  const char* sound;
};

#include "match/tables/japanese_readings.inc"
#include "match/tables/japanese_terms.inc"

constexpr absl::string_view kJapaneseLegalForms[] = {"株式会社", "有限会社", "合同会社", "相互会社"};

class JapaneseTerms {
 public:
  static const JapaneseTerms& Get() {
    static const JapaneseTerms* const terms = new JapaneseTerms();
    return *terms;
  }
  TermTable words;   // everything
  TermTable sounds;  // readings only

 private:
  JapaneseTerms() {
    for (const SoundRow& row : kJapaneseReadings) {
      words.Add(row.word, row.sound, TermKind::kSound);
      sounds.Add(row.word, row.sound, TermKind::kSound);
    }
    const auto add = [this](absl::Span<const HanTerm> rows, TermKind kind) {
      for (const HanTerm& row : rows) words.Add(row.term, row.canonical, kind);
    };
    add(kKatakanaLetters, TermKind::kLetter);
    add(kKatakanaWords, TermKind::kTrade);
    add(kJapaneseTrades, TermKind::kTrade);
    add(kJapanesePlaces, TermKind::kPlace);
    add(kJapaneseBrands, TermKind::kBrand);
    add(kJapaneseForms, TermKind::kForm);
    words.SetFallback(&FindLoanWord);
  }
};

// The reading of characters, words joined; kana by its sound.
std::string JapaneseSound(absl::string_view text) {
  std::vector<Segment> segments;
  JapaneseTerms::Get().sounds.Cut(text, &segments);
  std::string out;
  for (const Segment& segment : segments) {
    if (segment.term != nullptr) {
      absl::StrAppend(&out, segment.term->options.front());
    } else {
      out += KanaSound(segment.text, KanaScheme::kHepburn);
    }
  }
  return out;
}

enum class KanaClass { kNone, kHiragana, kKatakana };

KanaClass KanaClassOf(char32_t c) {
  if (!IsKana(c)) return KanaClass::kNone;
  return c < 0x30A1 ? KanaClass::kHiragana : KanaClass::kKatakana;
}

bool StartsWithKana(absl::string_view text) {
  size_t at = 0;
  return !text.empty() && IsKana(DecodeUtf8(text, &at));
}

// Cuts unknown text where hiragana, katakana and characters meet.
std::vector<absl::string_view> SplitAtKana(absl::string_view text) {
  std::vector<absl::string_view> parts;
  size_t from = 0;
  KanaClass last = KanaClass::kNone;
  for (size_t at = 0; at < text.size();) {
    size_t next = at;
    const KanaClass here = KanaClassOf(DecodeUtf8(text, &next));
    if (here != last && at > from) {
      parts.push_back(text.substr(from, at - from));
      from = at;
    }
    last = here;
    at = next;
  }
  if (from < text.size()) parts.push_back(text.substr(from));
  return parts;
}

class JapaneseReader {
 public:
  // `foreign`: kana no table knows are read as a foreign word.
  JapaneseReader(const FoldedText& folded, bool foreign) : folded_(folded), foreign_(foreign) {}

  Draft Read() {
    std::string run;
    for (const FoldedWord& word : folded_.words) {
      const absl::string_view text = folded_.Word(word);
      if (word.script == WordScript::kHan || word.script == WordScript::kKana) {
        if (text == "株" || text == "有") continue;  // (株)
        run.append(text.data(), text.size());
        continue;
      }
      ReadRun(run);
      run.clear();
      draft_.Fixed(std::string(text));
    }
    ReadRun(run);
    return std::move(draft_);
  }

 private:
  void ReadRun(absl::string_view run) {
    if (run.empty()) return;
    JapaneseTerms::Get().words.Cut(run, &segments_);
    for (const Segment& segment : segments_) AddSegment(segment);
    FlushName();
    FlushLetters();
  }

  void AddSegment(const Segment& segment) {
    const bool letter = segment.term != nullptr && segment.term->kind == TermKind::kLetter;
    if (!letter) FlushLetters();
    const bool sound = segment.term == nullptr || segment.term->kind == TermKind::kSound;
    if (!sound) FlushName();
    if (letter) {
      absl::StrAppend(&letters_, segment.term->options.back());
      return;
    }
    if (segment.term == nullptr) {
      for (const absl::string_view part : SplitAtKana(segment.text)) AddUnknown(part);
      return;
    }
    std::vector<std::string> options(segment.term->options.begin(), segment.term->options.end());
    switch (segment.term->kind) {
      case TermKind::kSound:
        return AddSound(options.front());
      case TermKind::kForm:
        return draft_.Fixed(options.front());
      case TermKind::kBrand:
        options.push_back(JapaneseSound(segment.text));
        return draft_.Add(DraftWord::kName, std::move(options));
      case TermKind::kPlace:
        return draft_.Add(DraftWord::kPlace, std::move(options));
      case TermKind::kLoan: {
        if (!foreign_) options = {options.front(), KanaSound(segment.text, KanaScheme::kHepburn)};  // it may be none
        return draft_.Add(DraftWord::kName, std::move(options));
      }
      default:
        // The second choice of every word of the trade is its sound.
        options.insert(options.begin() + 1, JapaneseSound(segment.text));
        return draft_.Add(DraftWord::kTrade, std::move(options));
    }
  }

  void AddSound(absl::string_view sound) {
    absl::StrAppend(&joined_, sound);
    absl::StrAppend(&apart_, apart_.empty() ? "" : " ", sound);
  }

  void AddUnknown(absl::string_view part) {
    if (!StartsWithKana(part)) return;  // characters nobody reads
    FlushName();
    std::vector<std::string> options = KanaSounds(part);
    if (!options.front().empty()) draft_.Add(DraftWord::kName, std::move(options));
  }

  std::vector<std::string> KanaSounds(absl::string_view part) const {
    if (!foreign_) return {KanaSound(part, KanaScheme::kHepburn)};
    return {KanaSound(part, KanaScheme::kLoanR), KanaSound(part, KanaScheme::kLoanL)};
  }

  void FlushName() {
    if (!joined_.empty()) draft_.Add(DraftWord::kName, {joined_, apart_});
    joined_.clear();
    apart_.clear();
  }

  void FlushLetters() {
    if (!letters_.empty()) draft_.Add(DraftWord::kName, {letters_});
    letters_.clear();
  }

  const FoldedText& folded_;
  const bool foreign_;
  Draft draft_;
  std::vector<Segment> segments_;
  std::string joined_;
  std::string apart_;
  std::string letters_;
};

}  // namespace

bool LooksJapanese(const FoldedText& folded) {
  for (const FoldedWord& word : folded.words) {
    if (word.script == WordScript::kKana) return true;
    if (word.script != WordScript::kHan) continue;
    const absl::string_view text = folded.Word(word);
    if (text == "株") return true;
    for (const absl::string_view form : kJapaneseLegalForms) {
      if (text.find(form) != absl::string_view::npos) return true;
    }
  }
  return false;
}

std::vector<Draft> ReadJapanese(const FoldedText& folded) {
  return {JapaneseReader(folded, false).Read(), JapaneseReader(folded, true).Read()};
}

void DigestJapanese(Sha256Hasher* hasher) {
  std::string bytes;
  for (const SoundRow& row : kJapaneseReadings) absl::StrAppend(&bytes, row.word, "\n", row.sound, "\n");
  for (const absl::Span<const HanTerm> rows :
       {absl::MakeConstSpan(kKatakanaLetters), absl::MakeConstSpan(kKatakanaWords),
        absl::MakeConstSpan(kJapaneseTrades), absl::MakeConstSpan(kJapanesePlaces),
        absl::MakeConstSpan(kJapaneseBrands), absl::MakeConstSpan(kJapaneseForms)}) {
    for (const HanTerm& row : rows) absl::StrAppend(&bytes, row.term, "\n", row.canonical, "\n");
  }
  hasher->UpdateField(bytes);
}

}  // namespace cordon::internal
