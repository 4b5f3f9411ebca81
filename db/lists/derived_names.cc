#include "db/lists/derived_names.h"

#include <algorithm>
#include <deque>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "base/utf8.h"
#include "db/lists/brackets.h"
#include "db/lists/countries.h"
#include "db/lists/entry_type.h"
#include "db/lists/text.h"
#include "re2/re2.h"

namespace cordon {
namespace {

constexpr size_t kMaxDerived = 32;
// A name longer than this behind "subordinate entity" is a description of facilities.
constexpr size_t kMaxSubordinateName = 110;

struct ShapePatterns {
  // Whether a name can hold any of the shapes below: nearly all do not.
  const RE2 any{
      R"((?i)[(\[;]|^and |\b(?:a\.?k\.?as?|a/k/a|f\.?k\.?a|f/k/a|n\.?k\.?a|n/k/a|d\.?b\.?a|d/b/a|t/a|c/o)\b)"
      R"(|known as|formerly|business as|trading as|thereof|sub-?units|, including |affiliated entity|subordinate )"};
  const RE2 subunits{
      R"((?i)[\s,;]*\b(?:and\s+)?(?:any|all|its|their)\s+)"
      R"((?:(?:successors?|sub-?units?|subsidiar(?:y|ies)|affiliates?|,|and|or)\s*)+(?:thereof)?[\s.]*$)"};
  // The party of the entry stands behind the marker, its parent before it.
  const RE2 subordinate{
      R"((?i)^(.*?)[\s.,;]*(?:\baffiliated entity:|\bsubordinate (?:institution|entity)(?:\s*[-:–]|s?:))"
      R"(|\band subordinate entity )\s*(.+)$)"};
  // The forms of "also known as", "formerly", "doing business as" between two names.
  const RE2 marker{
      R"((?i)(?:^|[\s,;:.(\[-])(a\.k\.a\.?|a/k/a|akas?|also known as|f\.k\.a\.?|f/k/a|fka|formerly known as)"
      R"(|formerly|n\.k\.a\.?|n/k/a|nka|now known as|d\.b\.a\.?|d/b/a|dba|doing business as|trading as|t/a))"
      R"((?:[\s:,.)\]-]|$))"};
  const RE2 care_of{R"((?i)^(.*?)[\s,]+c/o\s)"};
};

const ShapePatterns& Shapes() {
  static const auto* const kPatterns = new ShapePatterns;
  return *kPatterns;
}

re2::StringPiece ShapePiece(absl::string_view text) { return re2::StringPiece(text.data(), text.size()); }

// Outer blanks and separators off, inner runs of blanks to one.
std::string TidyName(absl::string_view text) {
  const std::string whole = WithoutLooseBrackets(text);
  std::string out;
  bool blank = false;
  for (size_t i = 0; i < whole.size(); ++i) {
    const bool is_blank = whole[i] == ' ' || whole[i] == '\t';
    if (is_blank) {
      blank = true;
      continue;
    }
    // No blank before a comma that a removed bracket left alone.
    if (blank && !out.empty() && whole[i] != ',') out.push_back(' ');
    blank = false;
    out.push_back(whole[i]);
  }
  absl::string_view tidy = out;
  const auto outer = [](char c) { return c == ',' || c == ';' || c == ':' || c == '-' || c == ' '; };
  while (!tidy.empty() && (outer(tidy.front()) || tidy.front() == '.')) tidy.remove_prefix(1);
  while (!tidy.empty() && outer(tidy.back())) tidy.remove_suffix(1);
  return std::string(TrimBlanks(tidy));
}

struct Marker {
  size_t begin = 0;  // of the separator before it
  size_t end = 0;    // behind it
  std::string word;  // lower case
};

// Markers outside brackets. A bare "AKA" at the start is part of a name ("AKA INTEGRAL SERVICES"), but not of the
// content of brackets ("(AKA: X)").
std::vector<Marker> FindMarkers(absl::string_view text, bool is_content = false) {
  std::vector<Marker> markers;
  const std::vector<BracketGroup> groups = FindBracketGroups(text);
  const re2::StringPiece piece = ShapePiece(text);
  re2::StringPiece found[2];
  size_t from = 0;
  while (from < text.size() && Shapes().marker.Match(piece, from, text.size(), RE2::UNANCHORED, found, 2)) {
    Marker marker;
    marker.begin = static_cast<size_t>(found[0].data() - text.data());
    const size_t word = static_cast<size_t>(found[1].data() - text.data());
    marker.end = word + found[1].size();
    marker.word = LowerAscii(absl::string_view(found[1].data(), found[1].size()));
    from = marker.end;
    const bool inside = std::any_of(groups.begin(), groups.end(),
                                    [&](const BracketGroup& group) { return word > group.open && word < group.close; });
    if (inside || (!is_content && word == 0 && marker.word == "aka")) continue;
    markers.push_back(marker);
  }
  return markers;
}

// What stands before and behind something removed: "Corps" + "-Qods Force", "Physics" + "'s 902 Institute".
std::string Join(absl::string_view before, absl::string_view after) {
  before = TrimBlanks(before);
  const bool glued = !after.empty() && (after.front() == '-' || after.front() == '\'' || absl::StartsWith(after, "’"));
  after = TrimBlanks(after);
  if (before.empty() || after.empty() || glued || after.front() == ',' || after.front() == '.') {
    return absl::StrCat(before, after);
  }
  return absl::StrCat(before, " ", after);
}

// "entity" of "Hong Kong Entity".
std::string LastWord(absl::string_view text) {
  const std::vector<std::string> words = LookupWords(text);
  return words.empty() ? "" : words.back();
}

class Deriver {
 public:
  explicit Deriver(absl::string_view printed) : printed_(printed), organisation_(HasOrganisationWord(printed)) {}

  DerivedNames Run() {
    Derive(printed_);
    while (!queue_.empty()) {
      const std::string next = queue_.front();
      queue_.pop_front();
      Derive(next);
    }
    return std::move(out_);
  }

 private:
  void Derive(absl::string_view text) {
    if (!RE2::PartialMatch(ShapePiece(text), Shapes().any)) return;
    if (StripSubunits(text) || Subordinate(text) || Including(text) || AroundMarkers(text)) return;
    if (TrailingBrackets(text)) return;
    InnerBrackets(text);
    Pieces(text);
  }

  void Emit(absl::string_view raw) {
    if (out_.names.size() >= kMaxDerived) return;
    std::string name = TidyName(raw);
    size_t letters = 0;
    bool has_letter = false;
    for (const char c : name) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte >= 0x80 || absl::ascii_isalpha(byte)) has_letter = true;
      if (byte >= 0x80 || absl::ascii_isalnum(byte)) ++letters;
    }
    if (letters < 3 || !has_letter || name == printed_ || IsOnlyPlace(name)) return;
    for (const DerivedName& old : out_.names) {
      if (old.text == name) return;
    }
    // One short word proves little on its own, nor does one word of a person's name.
    const bool weak =
        name.find(' ') == std::string::npos && letters == name.size() && (CountCodePoints(name) < 5 || !organisation_);
    queue_.push_back(name);
    out_.names.push_back({std::move(name), weak});
  }

  // "INDONESIA (MMI)" without its brackets is a country.
  static bool IsOnlyPlace(absl::string_view name) {
    const std::vector<std::string> words = LookupWords(name);
    return std::all_of(words.begin(), words.end(), [](const std::string& word) { return IsPlaceWord(word); });
  }

  bool StripSubunits(absl::string_view text) {
    re2::StringPiece found;
    if (!Shapes().subunits.Match(ShapePiece(text), 0, text.size(), RE2::UNANCHORED, &found, 1)) return false;
    out_.covers_subunits = true;
    Emit(text.substr(0, static_cast<size_t>(found.data() - text.data())));
    return true;
  }

  bool Subordinate(absl::string_view text) {
    re2::StringPiece head;
    re2::StringPiece tail;
    if (!RE2::FullMatch(ShapePiece(text), Shapes().subordinate, &head, &tail)) return false;
    const absl::string_view party = TrimBlanks(absl::string_view(tail.data(), tail.size()));
    if (party.size() > kMaxSubordinateName) return true;
    if (SaysLittle(party)) {
      // "Second Academy. Subordinate Institution - 201 Research Institute": a name only together with its parent.
      std::string parent(head.data(), head.size());
      const std::vector<BracketGroup> groups = FindBracketGroups(parent);
      if (!groups.empty() && groups.back().close + 1 == parent.size()) parent.resize(groups.back().open);
      Emit(absl::StrCat(TrimBlanks(parent), " ", party));
    } else {
      Emit(party);
    }
    return true;
  }

  static bool SaysLittle(absl::string_view name) {
    for (const std::string& word : LookupWords(name)) {
      const bool number = absl::ascii_isdigit(static_cast<unsigned char>(word[0]));
      const bool filler = word == "of" || word == "and" || word == "the" || word == "first" || word == "second" ||
                          word == "third" || word == "micro" || word == "general";
      if (!number && !filler && !IsOrganisationWord(word)) return false;
    }
    return true;
  }

  // "Ministry of Defence of X, including the armed forces ... wherever located."
  bool Including(absl::string_view text) {
    const size_t at = text.find(", including ");
    if (at == absl::string_view::npos || at == 0) return false;
    const std::vector<BracketGroup> groups = FindBracketGroups(text);
    for (const BracketGroup& group : groups) {
      if (at > group.open && at < group.close) return false;
    }
    Emit(text.substr(0, at));
    return true;
  }

  void EmitList(absl::string_view text) {
    // "A LTD, B PTE LTD, C": comma separated; a legal form behind a comma belongs to the name before it.
    std::string name;
    for (const absl::string_view part : SplitCell(text, ",")) {
      const bool form = !LookupWords(part).empty() && LookupWords(part).size() <= 2 &&
                        IsOrganisationWord(LookupWords(part).front()) && part.size() <= 8;
      if (!name.empty() && form) {
        absl::StrAppend(&name, ", ", part);
        continue;
      }
      if (!name.empty()) Emit(name);
      name = std::string(part);
    }
    if (!name.empty()) Emit(name);
  }

  // Splits "A a.k.a. B f.k.a. C". True if there was a marker.
  bool AroundMarkers(absl::string_view text) {
    const std::vector<Marker> markers = FindMarkers(text);
    if (markers.empty()) {
      re2::StringPiece head;
      if (RE2::PartialMatch(ShapePiece(text), Shapes().care_of, &head)) {
        Emit(absl::string_view(head.data(), head.size()));
        return true;
      }
      return false;
    }
    Emit(text.substr(0, markers.front().begin));
    EmitBehindMarkers(text, markers);
    return true;
  }

  std::vector<std::string> NamesBehindMarkers(absl::string_view text, const std::vector<Marker>& markers) {
    std::vector<std::string> names;
    for (size_t i = 0; i < markers.size(); ++i) {
      const size_t end = i + 1 < markers.size() ? markers[i + 1].begin : text.size();
      if (end > markers[i].end) names.push_back(TidyName(text.substr(markers[i].end, end - markers[i].end)));
    }
    return names;
  }

  void EmitBehindMarkers(absl::string_view text, const std::vector<Marker>& markers) {
    for (size_t i = 0; i < markers.size(); ++i) {
      const size_t end = i + 1 < markers.size() ? markers[i + 1].begin : text.size();
      if (end <= markers[i].end) continue;
      const absl::string_view behind = text.substr(markers[i].end, end - markers[i].end);
      if (markers[i].word == "akas") {
        EmitList(behind);
      } else {
        Emit(behind);
      }
    }
  }

  // Names that a bracket's content gives: those behind markers, else the content itself if it is like a name.
  void EmitContent(absl::string_view content) {
    const std::vector<Marker> markers = FindMarkers(content, true);
    if (!markers.empty()) {
      EmitBehindMarkers(content, markers);
    } else if (IsAliasLike(content)) {
      Emit(content);
    }
  }

  // "Almo Aero (Dart Aviation Technics) (IEAS)" -> the name before the brackets and what stands in them.
  bool TrailingBrackets(absl::string_view text) {
    std::vector<BracketGroup> groups = FindBracketGroups(text);
    size_t end = text.size();
    const auto skip = [&] {
      while (end > 0 &&
             (text[end - 1] == ' ' || text[end - 1] == '.' || text[end - 1] == ',' || text[end - 1] == '\t')) {
        --end;
      }
    };
    skip();
    std::vector<BracketGroup> trailing;
    while (!groups.empty() && groups.back().close + 1 == end) {
      trailing.push_back(groups.back());
      end = groups.back().open;
      groups.pop_back();
      skip();
    }
    if (trailing.empty()) return false;
    if (end > 0) Emit(text.substr(0, trailing.back().open));
    // The whole text in parentheses is a remark or a name as printed.
    if (end == 0 && trailing.size() == 1) return true;
    for (auto group = trailing.rbegin(); group != trailing.rend(); ++group) {
      const absl::string_view content = text.substr(group->open + 1, group->close - group->open - 1);
      const absl::string_view before = text.substr(0, group->open);
      const size_t words = FindInitialism(content, before);
      if (words != absl::string_view::npos && words > 0 && LastWord(before.substr(0, words)) == "of") {
        // "20th Research Institute of China Electronic Technology Group Corp (CETC)": the parent's acronym.
        Emit(Join(before.substr(0, words), content));
      } else {
        EmitContent(content);
      }
    }
    return true;
  }

  void InnerBrackets(absl::string_view text) {
    for (const BracketGroup& group : FindBracketGroups(text)) {
      const absl::string_view before = text.substr(0, group.open);
      const absl::string_view content = text.substr(group.open + 1, group.close - group.open - 1);
      const absl::string_view after = text.substr(group.close + 1);
      const std::vector<Marker> markers = FindMarkers(content, true);
      const size_t words = FindInitialism(content, before);
      if (!markers.empty()) {
        Emit(Join(before, after));
        EmitContent(content);
        // "PEARL (A.K.A. NEI-CHIEN CHU) LI": the family name stands behind.
        if (!organisation_) {
          for (const std::string& name : NamesBehindMarkers(content, markers)) {
            if (!absl::EndsWithIgnoreCase(name, TrimBlanks(after))) Emit(Join(name, after));
          }
        }
      } else if (!IsAliasLike(content)) {
        // "X (Russian entity) Y": a remark goes, a place or legal form stays part of the name.
        const std::string last = LastWord(content);
        if (last == "entity" || last == "individual" || last == "national") Emit(Join(before, after));
      } else if (words != absl::string_view::npos) {
        // "China State Shipbuilding Corporation (CSSC) 12th Research Institute" is also "CSSC 12th Research Institute".
        Emit(Join(before, after));
        Emit(Join(Join(before.substr(0, words), content), after));
      } else if (!organisation_ && !TrimBlanks(after).empty()) {
        // "AFSHIN (SEAN) NAGHIBI": another given name.
        if (!TrimBlanks(before).empty()) Emit(Join(before, after));
        Emit(Join(content, after));
      }
    }
  }

  void Pieces(absl::string_view text) {
    if (absl::StartsWith(text, "and ")) Emit(text.substr(4));
    if (text.find(';') == absl::string_view::npos) return;
    for (const absl::string_view piece : SplitCell(text, ";")) {
      if (!SaysLittle(piece)) Emit(piece);
    }
  }

  const absl::string_view printed_;
  const bool organisation_;
  DerivedNames out_;
  std::deque<std::string> queue_;
};

}  // namespace

DerivedNames DeriveNames(absl::string_view printed) {
  if (!RE2::PartialMatch(ShapePiece(printed), Shapes().any)) return {};
  return Deriver(printed).Run();
}

}  // namespace cordon
