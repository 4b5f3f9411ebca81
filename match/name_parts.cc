#include "match/name_parts.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "base/utf8.h"
#include "match/domain_name.h"
#include "match/fold_map.h"
#include "match/lexicon.h"
#include "match/weights.h"
#include "re2/re2.h"
#include "re2/set.h"

namespace cordon::internal {
namespace {

// Words between two names, over the folded text (lower case, ASCII punctuation kept).
constexpr absl::string_view kMarkers[] = {
    // in whose care
    R"(\bc ?[/.] ?o\b\.?|\bcare of\b|\bp ?/ ?a\b)",
    // other names of the same party
    R"(\bd ?[/.] ?b ?[/.] ?a\b\.?|\bdba\b|\bdoing business (?:as|under(?: the name(?: of)?)?)\b)",
    R"(\b(?:trading|operating|acting|carrying on business) (?:as|under(?: the (?:name|style)(?: of)?)?)\b|\bt ?/ ?a\b)",
    R"(\b[afnp] ?[/.] ?k ?[/.] ?a\b\.?|\b(?:aka|fka|nka|pka)\b)",
    R"(\b(?:also|formerly|previously|now|currently|originally|otherwise|better) (?:known|called|named|registered|trading|operating)(?: as)?\b)",
    R"(\b(?:formerly|previously|alias|also|renamed(?: as| to)?|ex|now)\b:?)",
    // the same in other languages, and whose branch it is
    R"(\b(?:ehemals|vormals|fruher|anciennement|antes|anteriormente|dawniej|eskiden|ranee|byvshiy|byvshaya)\b)",
    R"(\b(?:filiale|sucursal|succursale|filial|oddzial|chi nhanh)(?: (?:de|di|der|von|da|do))?\b|\b(?:zweig)?niederlassung(?: (?:der|von))?\b)",
    // on whose account
    R"(\b(?:for|to) (?:and )?(?:on )?(?:the )?(?:account|benefit|order|use|credit|attention|delivery) (?:of|to)\b)",
    R"(\bon (?:the )?(?:behalf|account|instructions?|order) of\b|\bin favou?r of\b|\bpayable to\b|\bf ?/ ?b ?/ ?o\b|\bfao\b)",
    R"(\b(?:beneficiary|attention|attn|consignee|end[ -]?user|ultimate consignee|notify party|buyer|seller|vendor|supplier|customer)\b ?[:.])",
    // part of what
    R"(\b(?:successors?|heirs?|assigns?|assignee)(?: in (?:interest|title))? (?:to|of)\b)",
    R"(\b(?:an? |the )?(?:branch|division|unit|affiliate|agent|representative(?: office)?|subsidiary|member|part|arm|office|department|shareholder|owner|parent|nominee|trustee) (?:of|for)\b)",
    R"(\b(?:owned|controlled|managed|operated|represented) by\b|\bmerged (?:with|into)\b|\bin partnership with\b|\bacting (?:for|through)\b)",
    R"(\baffiliated entit(?:y|ies)\b:?)",
};

// Where a name ends that follows a marker in a sentence.
constexpr absl::string_view kEndings =
    R"( (?:under|against|per|regarding|re|ref|reference|invoice|inv|contract|order no|po|dated|due|acct|account|iban|swift|attn|located|with address|of the (?:city|province)|in respect|in connection|as per|according) )";

constexpr int kMaxCommas = 2;
constexpr size_t kMinPartBytes = 4;
constexpr size_t kMinMarkedBytes = 3;

// Stands between names when spaces are around it, or always.
bool IsBreak(char c) {
  switch (c) {
    case '/':
    case '(':
    case ')':
    case '[':
    case ']':
    case '{':
    case '}':
    case '<':
    case '>':
    case '"':
    case ';':
    case '|':
    case ':':
    case '\n':
    case '\t':
      return true;
    default:
      return false;
  }
}

struct Patterns {
  std::unique_ptr<RE2::Set> any;
  std::vector<std::unique_ptr<RE2>> markers;
  std::unique_ptr<RE2> ending;
};

const Patterns& GetPatterns() {
  static const Patterns* const patterns = [] {
    auto* made = new Patterns();
    RE2::Options options;
    options.set_log_errors(false);
    options.set_never_capture(true);
    made->any = std::make_unique<RE2::Set>(options, RE2::UNANCHORED);
    for (const absl::string_view marker : kMarkers) {
      const re2::StringPiece pattern(marker.data(), marker.size());
      made->any->Add(pattern, nullptr);
      made->markers.push_back(std::make_unique<RE2>(pattern, options));
    }
    made->any->Compile();
    made->ending = std::make_unique<RE2>(re2::StringPiece(kEndings.data(), kEndings.size()), options);
    return made;
  }();
  return *patterns;
}

// Letters folded, punctuation kept: ASCII as it is, full-width as ASCII, other marks and brackets as what they are
// like.
void FoldKeepingMarks(absl::string_view text, std::string* out) {
  out->clear();
  for (size_t pos = 0; pos < text.size();) {
    const unsigned char byte = static_cast<unsigned char>(text[pos]);
    if (byte < 0x80) {
      out->push_back(absl::ascii_tolower(byte));
      ++pos;
      continue;
    }
    const char32_t c = DecodeUtf8(text, &pos);
    if (c > 0xFF00 && c < 0xFF5F) {
      out->push_back(absl::ascii_tolower(static_cast<unsigned char>(c - 0xFEE0)));
      continue;
    }
    switch (c) {
      case 0x3010:  // lenticular and other brackets of East Asia, guillemets
      case 0x3014:
      case 0x300A:
      case 0x300C:
      case 0x00AB:
      case 0x201C:
        out->push_back('(');
        continue;
      case 0x3011:
      case 0x3015:
      case 0x300B:
      case 0x300D:
      case 0x00BB:
      case 0x201D:
        out->push_back(')');
        continue;
      case 0x2013:
      case 0x2014:
        out->append(" - ");
        continue;
      default:
        break;
    }
    const FoldValue value = FoldMap::Get().Lookup(c);
    if (value.mapped) {
      out->append(value.text.data(), value.text.size());
    } else if (value.fold_class == FoldClass::kSeparator) {
      out->push_back(' ');
    } else if (value.fold_class != FoldClass::kInvisible && value.fold_class != FoldClass::kSkipMark) {
      AppendUtf8(c, out);
    }
  }
}

class Splitter {
 public:
  explicit Splitter(const std::string& text) : text_(text), cut_(text.size(), false) {}

  // Cuts out every place where the pattern matches.
  void CutMatches(const RE2& pattern) {
    re2::StringPiece found;
    size_t from = 0;
    while (from < text_.size() && pattern.Match(text_, from, text_.size(), RE2::UNANCHORED, &found, 1)) {
      const size_t begin = static_cast<size_t>(found.data() - text_.data());
      std::fill_n(cut_.begin() + static_cast<std::ptrdiff_t>(begin), found.size(), true);
      from = begin + std::max<size_t>(found.size(), 1);
      marked_ = true;
    }
  }

  void CutBreaks() {
    for (size_t i = 0; i < text_.size(); ++i) {
      const bool dash = text_[i] == '-' && i > 0 && text_[i - 1] == ' ' && i + 1 < text_.size() && text_[i + 1] == ' ';
      if (!cut_[i] && (IsBreak(text_[i]) || dash)) cut_[i] = true;
    }
  }

  std::vector<std::string> Parts() const {
    std::vector<std::string> parts;
    for (size_t begin = 0; begin < text_.size();) {
      size_t end = begin;
      while (end < text_.size() && !cut_[end]) ++end;
      if (end > begin) Add(absl::string_view(text_).substr(begin, end - begin), &parts);
      begin = end + 1;
    }
    Add(OutsideBrackets(), &parts);
    return parts;
  }

 private:
  void Add(absl::string_view part, std::vector<std::string>* parts) const {
    part = absl::StripAsciiWhitespace(part);
    while (!part.empty() && (part.front() == ',' || part.front() == '.')) part.remove_prefix(1);
    part = absl::StripAsciiWhitespace(part);
    if (marked_) part = BeforeEnding(part);
    AddOne(part, parts);
    // "c/o X, warehouse 4": the name may end at any of the first commas ("Co., Ltd.").
    if (!marked_) return;
    size_t comma = 0;
    for (int n = 0; n < kMaxCommas; ++n) {
      comma = part.find(',', comma + 1);
      if (comma == absl::string_view::npos) return;
      AddOne(absl::StripAsciiWhitespace(part.substr(0, comma)), parts);
    }
  }

  void AddOne(absl::string_view part, std::vector<std::string>* parts) const {
    if (part.empty() || part == absl::StripAsciiWhitespace(text_) || parts->size() == kMaxNameParts) return;
    if (std::find(parts->begin(), parts->end(), part) == parts->end()) parts->emplace_back(part);
  }

  static absl::string_view BeforeEnding(absl::string_view part) {
    re2::StringPiece found;
    const re2::StringPiece text(part.data(), part.size());
    if (!GetPatterns().ending->Match(text, 0, text.size(), RE2::UNANCHORED, &found, 1)) return part;
    return part.substr(0, static_cast<size_t>(found.data() - text.data()));
  }

  // "Huawei (Galaxy) Technologies" without what is in brackets.
  std::string OutsideBrackets() const {
    std::string out;
    int depth = 0;
    for (const char c : text_) {
      if (c == '(' || c == '[' || c == '{') {
        ++depth;
        out.push_back(' ');
      } else if (c == ')' || c == ']' || c == '}') {
        depth = std::max(0, depth - 1);
      } else if (depth == 0) {
        out.push_back(c);
      }
    }
    return out.size() == text_.size() ? std::string() : out;
  }

  const std::string& text_;
  std::vector<bool> cut_;
  bool marked_ = false;
};

bool HasBreak(absl::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (IsBreak(text[i]) || (text[i] == '-' && i > 0 && text[i - 1] == ' ')) return true;
  }
  return false;
}

}  // namespace

namespace {

// The words of place names, as Chinese ones are written in Latin letters.
const absl::flat_hash_set<absl::string_view>& PlaceWords() {
  static const auto* const words = [] {
    auto* const made = new absl::flat_hash_set<absl::string_view>();
    for (const HanTerm& row : Lexicon::HanPlaces()) {
      for (const absl::string_view spelling : absl::StrSplit(row.canonical, absl::ByAnyChar(" |"), absl::SkipEmpty())) {
        made->insert(spelling);
      }
    }
    return made;
  }();
  return *words;
}

// "(Hong Kong)" says where a company is, not who; "(Nanshan Ltd)" is a company.
bool IsPlace(const PreparedName& part) {
  return std::all_of(part.tokens.begin(), part.tokens.end(), [](const Token& token) {
    return PlaceWords().contains(token.text) || PlaceWords().contains(token.printed);
  });
}

}  // namespace

std::vector<std::string> NameParts(absl::string_view text, bool* marked_out) {
  thread_local std::string folded;
  thread_local std::vector<int> found;
  FoldKeepingMarks(text, &folded);
  const Patterns& patterns = GetPatterns();
  found.clear();
  const bool marked = patterns.any->Match(folded, &found);
  if (marked_out != nullptr) *marked_out = marked;
  std::vector<std::string> parts;
  if (marked || HasBreak(folded)) {
    Splitter splitter(folded);
    for (const int pattern : found) splitter.CutMatches(*patterns.markers[static_cast<size_t>(pattern)]);
    splitter.CutBreaks();
    parts = splitter.Parts();
  }
  std::string domain = DomainName(folded);
  if (!domain.empty() && parts.size() < kMaxNameParts) parts.push_back(std::move(domain));
  return parts;
}

bool IsNamePart(const PreparedName& part, bool marked) {
  if (part.only_forms || (!marked && IsPlace(part))) return false;
  if (marked && part.squashed.size() >= kMinMarkedBytes && part.tokens.size() >= 2) return true;
  if (part.squashed.size() < kMinPartBytes) return false;
  int64_t excess = 0;
  for (const Token& token : part.tokens) {
    if (token.token_class != TokenClass::kLegalForm) excess += std::max(0, token.weight - kContainedFloor);
  }
  return excess >= kMinPartExcess;
}

void DigestNameParts(Sha256Hasher* hasher) {
  std::string bytes;
  for (const absl::string_view marker : kMarkers) absl::StrAppend(&bytes, marker, "\n");
  absl::StrAppend(&bytes, kEndings);
  hasher->UpdateField(bytes);
}

}  // namespace cordon::internal
