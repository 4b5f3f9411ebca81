// Korean names: loan words and words of the trade by meaning, names of Latin letters as letters, the rest by its sound.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "match/lexicon.h"
#include "match/script/hangul.h"
#include "match/script/loan_words.h"
#include "match/script/readers.h"
#include "match/script/term_table.h"

namespace cordon::internal {
namespace {

#include "match/tables/korean_terms.inc"

// Around the number of a series: 제6호, "No. 6".
constexpr absl::string_view kSeriesBefore = "제";
constexpr absl::string_view kSeriesAfter = "호";

class KoreanTerms {
 public:
  static const TermTable& Get() {
    static const KoreanTerms* const terms = new KoreanTerms();
    return terms->words_;
  }

 private:
  KoreanTerms() {
    const auto add = [this](absl::Span<const HanTerm> rows, TermKind kind) {
      for (const HanTerm& row : rows) words_.Add(row.term, row.canonical, kind);
    };
    add(kKoreanLetters, TermKind::kLetter);
    add(kKoreanTrades, TermKind::kTrade);
    add(kKoreanPlaces, TermKind::kPlace);
    add(kKoreanBrands, TermKind::kBrand);
    add(kKoreanForms, TermKind::kForm);
    words_.SetFallback(&FindLoanWord);
  }
  TermTable words_;
};

void AddHangulSounds(absl::string_view text, bool foreign, std::vector<std::string>* out) {
  if (foreign) {
    out->push_back(HangulSound(text, HangulScheme::kLoan));
    out->push_back(HangulSound(text, HangulScheme::kLoanSoft));
    return;
  }
  out->push_back(HangulSound(text, HangulScheme::kCustomary));
  out->push_back(HangulSound(text, HangulScheme::kRevised));
  if (text.size() > 6) out->push_back(HangulSound(text, HangulScheme::kCustomary, " "));  // two are joined in pairs
  out->push_back(HangulSound(text, HangulScheme::kMcCune));
}

class KoreanReader {
 public:
  // `foreign`: what no table knows is read as a foreign word.
  KoreanReader(const FoldedText& folded, bool foreign) : folded_(folded), foreign_(foreign) {}

  Draft Read() {
    for (size_t i = 0; i < folded_.words.size(); ++i) {
      const FoldedWord& word = folded_.words[i];
      absl::string_view text = folded_.Word(word);
      if (word.script != WordScript::kHangul) {
        draft_.Fixed(std::string(text));
        continue;
      }
      if (text == "주" || text == "유") continue;  // (주)
      const bool after_number = i > 0 && folded_.words[i - 1].has_digit;
      const bool before_number = i + 1 < folded_.words.size() && folded_.words[i + 1].has_digit;
      if (after_number && text.substr(0, kSeriesAfter.size()) == kSeriesAfter) text.remove_prefix(kSeriesAfter.size());
      const size_t end = text.size() - std::min(text.size(), kSeriesBefore.size());
      if (before_number && text.substr(end) == kSeriesBefore) text = text.substr(0, end);
      if (!text.empty()) ReadRun(text);
    }
    return std::move(draft_);
  }

 private:
  void ReadRun(absl::string_view run) {
    KoreanTerms::Get().Cut(run, &segments_);
    for (const Segment& segment : segments_) AddSegment(segment);
    FlushLetters();
  }

  void AddSegment(const Segment& segment) {
    if (segment.term != nullptr && segment.term->kind == TermKind::kLetter) {
      absl::StrAppend(&letters_, segment.term->options.front());
      absl::StrAppend(&letters_text_, segment.text);
      return;
    }
    FlushLetters();
    std::vector<std::string> options;
    if (segment.term == nullptr) {
      AddHangulSounds(segment.text, foreign_, &options);
      return draft_.Add(DraftWord::kName, std::move(options));
    }
    for (const absl::string_view option : segment.term->options) options.emplace_back(option);
    switch (segment.term->kind) {
      case TermKind::kForm:
        return draft_.Fixed(options.front());
      case TermKind::kPlace:
        return draft_.Add(DraftWord::kPlace, std::move(options));
      case TermKind::kTrade:
        return draft_.Add(DraftWord::kTrade, std::move(options));
      case TermKind::kLoan: {
        if (!foreign_) {  // it may be no foreign word
          options.resize(1);
          AddHangulSounds(segment.text, false, &options);
        }
        return draft_.Add(DraftWord::kName, std::move(options));
      }
      default:
        return draft_.Add(DraftWord::kName, std::move(options));
    }
  }

  // Letters written out; a word of one or two such syllables may also be no letters at all.
  void FlushLetters() {
    if (!letters_.empty()) {
      std::vector<std::string> options = {letters_};
      if (letters_.size() <= 2) AddHangulSounds(letters_text_, foreign_, &options);
      draft_.Add(DraftWord::kName, std::move(options));
    }
    letters_.clear();
    letters_text_.clear();
  }

  const FoldedText& folded_;
  const bool foreign_;
  Draft draft_;
  std::vector<Segment> segments_;
  std::string letters_;
  std::string letters_text_;
};

}  // namespace

std::vector<Draft> ReadKorean(const FoldedText& folded) {
  return {KoreanReader(folded, false).Read(), KoreanReader(folded, true).Read()};
}

void DigestKorean(Sha256Hasher* hasher) {
  std::string bytes;
  for (const absl::Span<const HanTerm> rows :
       {absl::MakeConstSpan(kKoreanLetters), absl::MakeConstSpan(kKoreanTrades), absl::MakeConstSpan(kKoreanPlaces),
        absl::MakeConstSpan(kKoreanBrands), absl::MakeConstSpan(kKoreanForms)}) {
    for (const HanTerm& row : rows) absl::StrAppend(&bytes, row.term, "\n", row.canonical, "\n");
  }
  hasher->UpdateField(bytes);
}

}  // namespace cordon::internal
