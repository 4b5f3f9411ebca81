// Manipulations of whole words: legal forms, order, spacing, noise, truncation, abbreviation.
#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "bench/manipulate.h"
#include "match/prepared_name.h"

namespace cordon::bench {
namespace {

std::vector<std::string> SplitWords(const std::string& name) { return absl::StrSplit(name, ' ', absl::SkipEmpty()); }

bool IsLegalFormWord(const std::string& word) {
  const PreparedName prepared = PrepareName(word);
  return prepared.tokens.size() == 1 && prepared.tokens[0].token_class == TokenClass::kLegalForm;
}

std::string PunctuationAndCase(const std::string& name, Random* random) {
  static const std::vector<std::string> kGaps = {" ", "  ", ", ", " - ", " / ", "_", "\t", " (", ") ", "; "};
  const std::vector<std::string> words = SplitWords(name);
  std::string out;
  for (const std::string& word : words) {
    if (!out.empty()) out += random->Pick(kGaps);
    for (const char c : word) out.push_back(random->Below(2) == 0 ? absl::ascii_toupper(c) : absl::ascii_tolower(c));
  }
  return out;
}

// LLC -> L.L.C.
std::string DottedLegalForm(const std::string& name, Random*) {
  std::vector<std::string> words = SplitWords(name);
  bool changed = false;
  for (std::string& word : words) {
    std::string letters;
    for (const char c : word) {
      if (absl::ascii_isalpha(static_cast<unsigned char>(c))) letters.push_back(c);
    }
    if (letters.size() < 2 || letters.size() > 4 || !IsLegalFormWord(word)) continue;
    std::string dotted;
    for (const char c : letters) absl::StrAppend(&dotted, std::string(1, c), ".");
    word = dotted;
    changed = true;
  }
  return changed ? absl::StrJoin(words, " ") : "";
}

std::string DropLegalForm(const std::string& name, Random*) {
  const std::vector<std::string> kept = WordsWithoutLegalForm(name);
  const bool dropped = kept.size() < PrepareName(name).tokens.size();
  return dropped && !kept.empty() ? absl::StrJoin(kept, " ") : "";
}

std::string ReplaceLegalForm(const std::string& name, Random* random) {
  static const std::vector<std::string> kForms = {"GmbH",      "S.A.",       "LLC",  "d.o.o.", "Sdn. Bhd.", "AB",
                                                  "Pte. Ltd.", "Inc.",       "B.V.", "S.p.A.", "OOO",       "Oy",
                                                  "K.K.",      "S. de R.L.", "Kft.", "A.S.",   "PLC",       "FZE"};
  const std::string bare = DropLegalForm(name, random);
  return bare.empty() ? "" : bare + " " + random->Pick(kForms);
}

std::string Reorder(const std::string& name, Random* random) {
  std::vector<std::string> words = SplitWords(name);
  if (words.size() < 2) return "";
  const std::vector<std::string> before = words;
  for (int tries = 0; tries < 8 && words == before; ++tries) {
    for (size_t i = words.size(); i > 1; --i) std::swap(words[i - 1], words[random->Below(i)]);
  }
  return words == before ? "" : absl::StrJoin(words, " ");
}

std::string JoinAll(const std::string& name, Random*) {
  const std::vector<std::string> words = SplitWords(name);
  return words.size() < 2 ? "" : absl::StrJoin(words, "");
}

std::string JoinTwo(const std::string& name, Random* random) {
  std::vector<std::string> words = SplitWords(name);
  if (words.size() < 2) return "";
  const size_t at = random->Below(words.size() - 1);
  words[at] += words[at + 1];
  words.erase(words.begin() + static_cast<std::ptrdiff_t>(at) + 1);
  return absl::StrJoin(words, " ");
}

std::string SplitInHalves(const std::string& name, Random*) {
  std::vector<std::string> words = SplitWords(name);
  bool split = false;
  for (std::string& word : words) {
    if (word.size() < 4 || static_cast<unsigned char>(word[word.size() / 2]) >= 0x80) continue;
    word.insert(word.size() / 2, 1, ' ');
    split = true;
  }
  return split ? absl::StrJoin(words, " ") : "";
}

std::string SpacedLetters(const std::string& name, Random*) {
  std::string out;
  for (const char c : name) {
    if (static_cast<unsigned char>(c) >= 0x80) return "";
    if (c == ' ') {
      out += "  ";
    } else {
      if (!out.empty() && out.back() != ' ') out.push_back(' ');
      out.push_back(c);
    }
  }
  return out;
}

std::string NoiseInFront(const std::string& name, Random* random) {
  static const std::vector<std::string> kNoise = {"The",  "Messrs", "M/s",    "Attn",   "Dear", "To",  "Supplier",
                                                  "Dept", "Order",  "Client", "Vendor", "New",  "Our", "Ref"};
  std::string out;
  for (int n = 0; n < 3; ++n) absl::StrAppend(&out, random->Pick(kNoise), " ");
  return out + name;
}

std::string InSentence(const std::string& name, Random* random) {
  static const std::vector<std::pair<std::string, std::string>> kFrames = {
      {"Payment for the account of ", " under invoice 2026-0417 dated 3 May"},
      {"Goods to be delivered c/o ", ", warehouse gate 4, before noon"},
      {"Please ship two pallets on behalf of ", " as agreed last week by telephone"},
      {"Consignee is our customer ", " according to the contract of April"},
      {"Attention: purchasing department of ", ", second floor, ask for the manager"},
      {"End user of the equipment will be ", " and nobody else"},
      {"We act as forwarding agent for ", " in this matter"},
  };
  const auto& frame = random->Pick(kFrames);
  return absl::StrCat(frame.first, name, frame.second);
}

// Where the name begins behind legal forms in front: "LIMITED LIABILITY COMPANY ELGA DOROGA".
size_t BehindLegalForm(const std::string& name) {
  const std::string squashed = PrepareName(name).squashed;
  size_t behind = 0;
  for (size_t at = name.find(' '); at != std::string::npos; at = name.find(' ', at + 1)) {
    if (PrepareName(name.substr(at + 1)).squashed == squashed) behind = at + 1;
  }
  return behind;
}

// 65 % of the name; of a legal form in front nothing is cut, or little else would be left of many a Russian name.
std::string Truncate(const std::string& name, Random*) {
  const size_t front = BehindLegalForm(name);
  if (name.size() - front < 10) return "";
  size_t keep = front + (name.size() - front) * 65 / 100;
  while (keep > 0 && (static_cast<unsigned char>(name[keep]) & 0xC0U) == 0x80U) --keep;
  return std::string(absl::StripAsciiWhitespace(name.substr(0, keep)));
}

// The heaviest word by the frozen weights is the most distinctive; the longest of equals.
std::string DropDistinctiveWord(const std::string& name, Random*) {
  const PreparedName prepared = PrepareName(name);
  if (prepared.tokens.size() < 3) return "";
  size_t heaviest = 0;
  for (size_t i = 1; i < prepared.tokens.size(); ++i) {
    const Token& best = prepared.tokens[heaviest];
    const Token& token = prepared.tokens[i];
    if (token.weight > best.weight || (token.weight == best.weight && token.text.size() > best.text.size())) {
      heaviest = i;
    }
  }
  std::vector<std::string> kept;
  for (size_t i = 0; i < prepared.tokens.size(); ++i) {
    if (i != heaviest && !prepared.tokens[i].printed.empty()) kept.push_back(prepared.tokens[i].printed);
  }
  return absl::StrJoin(kept, " ");
}

std::string Abbreviate(const std::string& name, Random* random) {
  std::vector<std::string> words = SplitWords(name);
  std::vector<size_t> longer;
  for (size_t i = 0; i < words.size(); ++i) {
    const bool letters = std::all_of(words[i].begin(), words[i].end(),
                                     [](char c) { return absl::ascii_isalpha(static_cast<unsigned char>(c)); });
    if (letters && words[i].size() >= 7) longer.push_back(i);
  }
  if (longer.empty() || words.size() < 2) return "";
  std::string& word = words[random->Pick(longer)];
  word = word.substr(0, 3 + random->Below(2)) + ".";
  return absl::StrJoin(words, " ");
}

std::string Initialism(const std::string& name, Random*) {
  const std::vector<std::string> words = WordsWithoutLegalForm(name);
  std::string initials;
  size_t used = 0;
  for (const std::string& word : words) {
    if (word == "and" || word == "of" || word == "the" || word == "for") continue;
    if (static_cast<unsigned char>(word[0]) >= 0x80) return "";
    initials.push_back(absl::ascii_toupper(word[0]));
    ++used;
  }
  return used < 3 ? "" : initials;
}

std::string DropLastWord(const std::string& name, Random*) {
  std::vector<std::string> words = WordsWithoutLegalForm(name);
  if (words.size() < 3) return "";
  words.pop_back();
  return absl::StrJoin(words, " ");
}

// PLANT <-> ZAVOD: the same generic word in another language.
std::string TranslateGenericWords(const std::string& name, Random*) {
  static const std::vector<std::pair<std::string, std::string>> kWords = {{"plant", "zavod"},
                                                                          {"zavod", "plant"},
                                                                          {"factory", "fabrika"},
                                                                          {"institute", "institut"},
                                                                          {"university", "universitet"},
                                                                          {"company", "kompaniya"},
                                                                          {"corporation", "korporatsiya"},
                                                                          {"center", "tsentr"},
                                                                          {"centre", "tsentr"},
                                                                          {"bureau", "byuro"},
                                                                          {"design", "konstruktorskoe"},
                                                                          {"scientific", "nauchno"},
                                                                          {"research", "issledovatelskiy"},
                                                                          {"production", "proizvodstvennoe"},
                                                                          {"association", "obedinenie"},
                                                                          {"enterprise", "predpriyatie"},
                                                                          {"state", "gosudarstvennoe"},
                                                                          {"federal", "federalnoe"},
                                                                          {"technology", "tekhnologii"},
                                                                          {"technologies", "tekhnologii"},
                                                                          {"industrial", "promyshlennaya"},
                                                                          {"trading", "torgovyy"},
                                                                          {"group", "gruppa"},
                                                                          {"bank", "banka"},
                                                                          {"transport", "transporte"},
                                                                          {"shipping", "denizcilik"},
                                                                          {"trade", "ticaret"},
                                                                          {"industry", "sanayi"},
                                                                          {"foundation", "fond"},
                                                                          {"holding", "kholding"},
                                                                          {"systems", "sistemy"},
                                                                          {"insurance", "sigorta"},
                                                                          {"construction", "insaat"},
                                                                          {"export", "ihracat"},
                                                                          {"import", "ithalat"},
                                                                          {"international", "internacional"},
                                                                          {"services", "servicios"},
                                                                          {"general", "umumi"},
                                                                          {"aviation", "aviatsionnaya"},
                                                                          {"oil", "neft"}};
  std::vector<std::string> words = SplitWords(name);
  bool changed = false;
  for (std::string& word : words) {
    const std::string lower = absl::AsciiStrToLower(word);
    const auto it = std::find_if(kWords.begin(), kWords.end(), [&](const auto& pair) { return pair.first == lower; });
    if (it == kWords.end()) continue;
    word = absl::AsciiStrToUpper(it->second);
    changed = true;
  }
  return changed ? absl::StrJoin(words, " ") : "";
}

std::string NameThenNow(const std::string& name, Random* random) {
  static const std::vector<std::pair<std::string, std::string>> kFrames = {
      {"Meridian Supply House d/b/a ", ""},     {"Northfield Sourcing Ltd (formerly ", ")"},
      {"Blue Harbor Trade, successor to ", ""}, {"Kestrel Parts LLC f/k/a ", ""},
      {"Oakline Procurement trading as ", ""},  {"", " now known as Silverbrook Partners"},
      {"Tamarind Office, a branch of ", ""},    {"Halcyon Desk o/b/o ", ""}};
  const auto& frame = random->Pick(kFrames);
  return absl::StrCat(frame.first, name, frame.second);
}

// A listed parent's name before a suffix of its own: a subsidiary, or one that pretends to be.
std::string ParentWithSuffix(const std::string& name, Random* random) {
  static const std::vector<std::string> kSuffixes = {"Advanced Solutions Ltd", "Holdings Inc",        "Middle East FZE",
                                                     "Medical GmbH",           "Logistics Co., Ltd.", "Europe B.V.",
                                                     "Hong Kong Limited",      "Trading LLC"};
  const std::vector<std::string> words = WordsWithoutLegalForm(name);
  if (words.empty()) return "";
  return absl::StrCat(absl::StrJoin(words, " "), " ", random->Pick(kSuffixes));
}

}  // namespace

std::vector<std::string> WordsWithoutLegalForm(const std::string& name) {
  std::vector<std::string> kept;
  for (const Token& token : PrepareName(name).tokens) {
    if (token.token_class != TokenClass::kLegalForm && !token.printed.empty()) kept.push_back(token.printed);
  }
  return kept;
}

void AddWordManipulations(std::vector<Manipulation>* out) {
  out->push_back(OnName("case, punctuation, spacing", 10000, PunctuationAndCase));
  out->push_back(OnName("legal form dotted", 10000, DottedLegalForm));
  out->push_back(OnName("legal form replaced", 9950, ReplaceLegalForm));
  out->push_back(OnName("legal form dropped", 9950, DropLegalForm));
  out->push_back(OnName("words reordered", 9950, Reorder));
  out->push_back(OnName("all words joined", 9900, JoinAll));
  out->push_back(OnName("two words joined", 9900, JoinTwo));
  out->push_back(OnName("words split in halves", 9900, SplitInHalves));
  out->push_back(OnName("letters spaced", 9900, SpacedLetters));
  out->push_back(OnName("3 noise words in front", 9950, NoiseInFront));
  out->push_back(OnName("inside a sentence", 9900, InSentence));
  out->push_back(OnName("truncated to 65 %", 9500, Truncate));
  out->push_back(OnName("most distinctive word dropped", 0, DropDistinctiveWord));
  out->push_back(OnName("last word dropped", 0, DropLastWord));
  out->push_back(OnName("word abbreviated", 9400, Abbreviate));
  out->push_back(OnName("initialism", 6000, Initialism));
  out->push_back(OnName("generic words translated", 9500, TranslateGenericWords));
  out->push_back(OnName("d/b/a, formerly, successor to", 9900, NameThenNow));
  out->push_back(OnName("parent name with new suffix", 9000, ParentWithSuffix));
}

}  // namespace cordon::bench
