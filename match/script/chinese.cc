// Chinese names: cut into place, brand, trade and legal form; the known parts translated, the brand by its Latin name
// or by its sound.
#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "match/lexicon.h"
#include "match/script/chinese_numerals.h"
#include "match/script/han_sound.h"
#include "match/script/readers.h"
#include "match/script/term_table.h"

namespace cordon::internal {
namespace {

struct BrandRow {
  const char* term;
  const char* canonical;
};
using HanTermRow = BrandRow;
#include "match/tables/brand_terms.inc"

// What stands behind the number of an institute or factory.
constexpr BrandRow kNumberedUnits[] = {
    {"所", "research institute|institute"},
    {"研究所", "research institute|institute"},
    {"院", "academy|research institute"},
    {"研究院", "research institute|academy"},
    {"厂", "factory|plant"},
    {"工厂", "factory|plant"},
    {"局", "bureau"},
    {"部", "department"},
};

class ChineseTerms {
 public:
  static const ChineseTerms& Get() {
    static const ChineseTerms* const terms = new ChineseTerms();
    return *terms;
  }
  TermTable words;
  TermTable units;  // after a number

 private:
  ChineseTerms() {
    const auto add = [this](absl::Span<const HanTerm> rows, TermKind kind) {
      for (const HanTerm& row : rows) words.Add(row.term, row.canonical, kind);
    };
    add(Lexicon::HanPlaces(), TermKind::kPlace);
    add(Lexicon::HanTrades(), TermKind::kTrade);
    add(Lexicon::HanForms(), TermKind::kForm);
    for (const BrandRow& row : kBrandTerms) {
      // A word of both tables is a place or a trade first ("朝阳", "黄金").
      const Term* known = words.Find(row.term);
      if (known == nullptr || known->kind == TermKind::kTrade) words.Add(row.term, row.canonical, TermKind::kBrand);
    }
    for (const BrandRow& row : kNumberedUnits) units.Add(row.term, row.canonical, TermKind::kTrade);
  }
};

std::vector<std::string> OptionsOf(const Term& term) {
  return std::vector<std::string>(term.options.begin(), term.options.end());
}

// Two syllables make one word; more may be written apart, which tokens joined in pairs do not cover.
std::string Apart(const std::vector<absl::string_view>& syllables) {
  return absl::StrJoin(syllables, syllables.size() == 2 ? "" : " ");
}

void AddSounds(absl::string_view text, bool traditional, std::vector<std::string>* out) {
  const std::vector<absl::string_view> pinyin = SoundsOf(text, HanScheme::kPinyin);
  if (pinyin.empty()) return;
  // Four syllables are two words more often than one.
  out->push_back(pinyin.size() == 4 ? absl::StrCat(pinyin[0], pinyin[1], " ", pinyin[2], pinyin[3])
                                    : absl::StrJoin(pinyin, ""));
  if (pinyin.size() > 2) out->push_back(Apart(pinyin));
  if (!traditional) return;
  out->push_back(Apart(SoundsOf(text, HanScheme::kWadeGiles)));
  out->push_back(Apart(SoundsOf(text, HanScheme::kCantonese)));
}

constexpr absl::string_view kOrdinals[] = {"",        "first",  "second", "third", "fourth",   "fifth",  "sixth",
                                           "seventh", "eighth", "ninth",  "tenth", "eleventh", "twelfth"};

// The digits, or the word.
std::vector<std::string> NumberOptions(const std::string& digits) {
  std::vector<std::string> options = {digits};
  for (size_t i = 1; i < sizeof(kOrdinals) / sizeof(kOrdinals[0]); ++i) {
    if (digits == std::to_string(i)) options.emplace_back(kOrdinals[i]);
  }
  return options;
}

// The kinds of segments as one name is read; `merge` reads a word beside a single unknown character as part of the
// brand (新|文化 is Xinwenhua, not "xin culture"), and the first trade word as the brand where there is none.
std::vector<Segment> Merged(const std::vector<Segment>& segments) {
  constexpr size_t kCharacter = 3;  // bytes
  const TermTable& words = ChineseTerms::Get().words;
  const auto is_trade = [](const Segment& s) { return s.term != nullptr && s.term->kind == TermKind::kTrade; };
  const auto is_name = [](const Segment& s) { return s.term == nullptr || s.term->kind == TermKind::kBrand; };
  std::vector<Segment> out;
  bool took_trade = std::any_of(segments.begin(), segments.end(), is_name);
  for (size_t i = 0; i < segments.size(); ++i) {
    const Segment& segment = segments[i];
    const bool single = segment.term == nullptr && segment.text.size() == kCharacter;
    if (single && i + 1 < segments.size() && is_trade(segments[i + 1])) {
      const absl::string_view next = segments[i + 1].text;
      const Term* rest = next.size() == 4 * kCharacter ? words.Find(next.substr(2 * kCharacter)) : nullptr;
      if (next.size() == 2 * kCharacter || rest != nullptr) {
        out.push_back({absl::string_view(segment.text.data(), 3 * kCharacter), nullptr});
        if (rest != nullptr) out.push_back({next.substr(2 * kCharacter), rest});
        ++i;
        continue;
      }
    }
    if (single && !out.empty() && is_trade(out.back()) && out.back().text.size() == 2 * kCharacter) {
      out.back() = {absl::string_view(out.back().text.data(), 3 * kCharacter), nullptr};
      continue;
    }
    if (!took_trade && is_trade(segment) && segment.text.size() == 2 * kCharacter) {
      took_trade = true;
      out.push_back({segment.text, nullptr});
      continue;
    }
    out.push_back(segment);
  }
  return out;
}

constexpr absl::string_view kAcademy = "中国科学院";
constexpr absl::string_view kAcademyShort = "中科院";
constexpr uint32_t kMinInstitute = 9;  // characters with the academy

class ChineseReader {
 public:
  ChineseReader(const FoldedText& folded, bool traditional, bool merge)
      : folded_(folded), traditional_(traditional), merge_(merge) {}

  Draft Read() {
    for (size_t i = 0; i < folded_.words.size(); ++i) {
      const FoldedWord& word = folded_.words[i];
      if (word.script != WordScript::kHan) {
        draft_.Fixed(std::string(folded_.Word(word)));
        after_number_ = word.has_digit;
        continue;
      }
      const bool before_number = i + 1 < folded_.words.size() && folded_.words[i + 1].has_digit;
      for (const NumeralPart& part : CutNumerals(folded_.Word(word), before_number)) {
        if (part.number) {
          draft_.Add(DraftWord::kFixed, NumberOptions(part.text));
        } else {
          ReadRun(part.text);
        }
        after_number_ = part.number;
      }
    }
    return std::move(draft_);
  }

 private:
  void ReadRun(absl::string_view run) {
    if (after_number_) {
      for (size_t length = std::min<size_t>(run.size(), 9); length >= 3; length -= 3) {
        const Term* unit = ChineseTerms::Get().units.Find(run.substr(0, length));
        if (unit == nullptr) continue;
        draft_.Add(DraftWord::kTrade, OptionsOf(*unit));
        run.remove_prefix(length);
        break;
      }
      if (run.empty()) return;
    }
    ChineseTerms::Get().words.Cut(run, &segments_);
    for (const Segment& segment : merge_ ? Merged(segments_) : segments_) AddSegment(segment);
  }

  void AddSegment(const Segment& segment) {
    std::vector<std::string> options;
    if (segment.term == nullptr) {
      AddSounds(segment.text, traditional_, &options);
      return draft_.Add(DraftWord::kName, std::move(options));
    }
    options = OptionsOf(*segment.term);
    switch (segment.term->kind) {
      case TermKind::kForm:
        return draft_.Fixed(options.front());
      case TermKind::kPlace:
        return draft_.Add(DraftWord::kPlace, std::move(options));
      case TermKind::kTrade:
        return draft_.Add(DraftWord::kTrade, std::move(options));
      default:
        AddSounds(segment.text, traditional_, &options);
        return draft_.Add(DraftWord::kName, std::move(options));
    }
  }

  const FoldedText& folded_;
  const bool traditional_;
  const bool merge_;
  bool after_number_ = false;
  Draft draft_;
  std::vector<Segment> segments_;
};

}  // namespace

std::vector<Draft> ReadChinese(const FoldedText& folded, bool traditional) {
  std::vector<Draft> drafts;
  drafts.push_back(ChineseReader(folded, traditional, false).Read());
  drafts.push_back(ChineseReader(folded, traditional, true).Read());
  // Institutes of the Academy of Sciences are listed with and without it.
  for (const absl::string_view academy : {kAcademy, kAcademyShort}) {
    if (folded.words.empty() || folded.words.front().script != WordScript::kHan) break;
    const FoldedWord& first = folded.words.front();
    if (folded.Word(first).substr(0, academy.size()) != academy || first.letters < kMinInstitute) continue;
    FoldedText institute = folded;
    institute.words.front().begin += static_cast<uint32_t>(academy.size());
    drafts.push_back(ChineseReader(institute, traditional, false).Read());
    break;
  }
  return drafts;
}

void DigestChinese(Sha256Hasher* hasher) {
  std::string bytes;
  const auto add = [&bytes](const BrandRow& row) { absl::StrAppend(&bytes, row.term, "\n", row.canonical, "\n"); };
  for (const BrandRow& row : kBrandTerms) add(row);
  for (const BrandRow& row : kNumberedUnits) add(row);
  hasher->UpdateField(bytes);
  DigestHanSounds(hasher);
}

}  // namespace cordon::internal
