#include "db/lists/entry_type.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "db/lists/countries.h"
#include "db/lists/text.h"

namespace cordon {
namespace {

// Legal forms and words that companies, authorities and institutes carry and people do not. Written by hand and
// checked against the rows of the US lists whose type is stated (docs/lists.md has the figures).
constexpr absl::string_view kOrganisationWords =
    "academia academie academy administration aero aeroflot aeronautical aeronautics aerospace agencies agency "
    "agricultural air aircraft aircrafts airfield airfreight airline airlines airport airports airways "
    "aktiengesellschaft aktsionernoe alliance alloys anonim aps army arsenal asa asociacion associacion "
    "associates association atelier authority auto automation automotive avia aviation bakery banco bancorp bank "
    "banka base bearings bhd biotech biotechnology bnpp brigade brigades bros brothers bureau business bv "
    "byudzhetnoe byuro capital cargo cartel catering center centers centr centre centres charity chemical "
    "chemicals cia cjsc clinic cloud club co college comercializadora commerce commercial commission committee "
    "communication communications companhia compania companies company component components computer computers "
    "computing concern congress consortium construction constructions constructora consultancy consultant "
    "consultants consulting contracting contractor contractors controls cooperative corp corporation corps "
    "cosmetics council courier cv dd defence defense department depot design development developments devices "
    "digital directorate distribution distributor distributors division dmcc doo dooel dynamics ead eirl "
    "electric electrical electro electronic electronics elektronik empresa energy engine engineering engineers "
    "engines enterprise enterprises eood equipment est establishment establishments ev exchange exim exploration "
    "export exportadora exporters exports express fabrication factory faculty farm farmacia fau federal "
    "federalnoe federation fgau fgbu fgbun fgup field finance financial firm fkp fku fleet force forces "
    "forwarding foundation freight fsue fund fzc fzco fze fzllc fzo gas genomics gesellschaft global gmbh goods "
    "gosudarstvennoe government group groupe grupo gruppa guard gulf hardware havacilik headquarters holding "
    "holdings hospital hotel impex import importadora importers imports inc incorporated industria industrial "
    "industrias industriel industries industry info information infrastructure inmobiliaria innovation institut "
    "institute institution institutions instrument instruments insurance integrated intelligence international "
    "intl inversiones invest investment investments jewellers jewellery jewelry jsc kft kg kompania kompaniya "
    "lab laboratories laboratory labs laser leasing lighting limited line liner lines llc llp logistic logistics "
    "lojistik lp ltd ltda machine machinery management manufacturer manufacturers manufacturing marine maritime "
    "market marketing markets material materials mbh mechanical media medical metal metallurgical metals "
    "microelectronics microsystems military mill mills mining ministry missile mobile mosque motor motors "
    "movement multiservicios museum national nauchno navy neft network networks news nii nits npc npo npp "
    "nuclear nv nyrt oao obedinenie oblast obschestvo obshchestva obshchestvo office ogranichennoi ohg oil "
    "oilfield ojsc okb ood ooo operations optical optics optoelectronics organisation organisations organization "
    "otvetstvennostyu overseas oyj pao paper partnership parts party petrochemical petrochemicals petroleum "
    "pharma pharmaceutical pharmaceuticals photonics pipeline pjsc plant plants plastics plc pllc pmc police "
    "port ports powder power precision predpriyatie press prison procurement product production productions "
    "products project projects properties property pt pte pty publishing purchasing pvt quantum radar radio "
    "railway railways refinery regiment republic research resources restaurant rl robotics rocket rue sal sanayi "
    "sapi sarl sas satellite savunma school science sciences scientific sdn secretariat security semiconductor "
    "semiconductors sensor service services servicios shipbuilding shipping shipyard sicav sirket sirketi skb "
    "sociedad societa societe society software solution solutions sons spa space specialists spolka sprl srl sro "
    "state sti stock store stores studies studio studios subsidiary sue suppliers supplies supply syndicate "
    "system systems tanker tankers tbk tech technic technical technics technik technological technologies "
    "technology tekhnologii telecom telecommunication telecommunications textile textiles ticaret tool tools "
    "tourism trade traders trading tradings transit transport transportation transports travel trust tskb tsnii "
    "tv uav union unit unitarnoe unite united universal universitet university unmanned ventures vessel vessels "
    "warehouse warehousing wings works workshop world worldwide zao zavod zrt ";

// Legal forms that are also parts of personal names; they count at the end of a name only.
constexpr absl::string_view kFinalForms = "sa as ag ab oy kk se ao ou ad cc";

// Given names that few companies use as a word of their own name ("angel", "diana", "victoria" are not here).
constexpr absl::string_view kGivenNames =
    "aaron abbas abdallah abdel abdelkarim abdul abdulaziz abdulkarim abdulla abdullah abdulrahman abraham abu "
    "adam adnan adolfo adrian agustin ahmad ahmed ahmet aidan akbar alan albert alberto alejandra alejandro "
    "aleksandr aleksandra aleksei aleksey alex alexander alexandr alexandra alexandre alexei alexey alfonso "
    "alfred alfredo ali alireza allan alvaro amanda amin amina amir amy ana anas anastasia anatoli anatoliy "
    "anatoly anders andre andreas andrei andres andrew andrey andrzej andy angela anna anne anthony antoine "
    "anton antonio ari armando arnold artem arthur arturo asghar ashley ashraf augusto awad ayman aziz bahman "
    "barbara bashir behrouz behzad benjamin bernard beth bilal billy bogdan boris bradley brandon brenda brett "
    "brian bruce bryan byron carl carla carlos carol carolina caroline catherine cesar charles cheryl chris "
    "christian christina christine christopher clarence claude claudia claudio craig cristian curtis cynthia "
    "daniel daniela darren dave david dean deborah denis dennis derek diego dieter dimitri dirk dmitri dmitriy "
    "dmitry dmytro dominic donald donna dorothy douglas dragan duane dwayne ebrahim eddie edgar edith eduard "
    "eduardo edward edwin ehsan ekaterina elena elias elizabeth ellen emilio emily emmanuel enrique eric erik "
    "ernest ernesto esteban eugene evan evgeni evgeniy evgeny fadi faisal faraj farhad farid fatima felipe "
    "fernando floyd francis francisco francois frank franklin fred frederick gabriel gabriela gary gennady "
    "geoffrey george georgi georgy gerald gerard gerardo gilbert gilberto giovanni giuseppe gleb gonzalo gordon "
    "grace greg gregory guadalupe guillermo gunther gustavo habib hadi hamed hamid hamza hans harold harry hasan "
    "hassan heather hector heinz helen henry hernan hosein hossein howard hugh hugo humberto husayn hussain "
    "hussein ian ibrahim ignacio igor ilya imad imran inna irina isaac ismael ismail ivan jack jacob jacques "
    "jaime jamal james jamil jan jane janet jason javad javier jay jean jeff jeffrey jennifer jeremy jerry jesse "
    "jesus jim joan joaquin joe joel johan johann john johnny jon jonathan jorge jose joseph joshua juan judith "
    "julia julian julie julio justin kamal kamran karen karim karl kate katherine kathleen kathy keith kelly ken "
    "kenneth kevin khaled khalid khalil kimberly kirill klaus konstantin kristina kurt kyle larisa larry laszlo "
    "latif laura lawrence leila leo leon leonard leonardo leonid leroy leslie lester lewis linda lisa lloyd "
    "lorenzo louis lucas luis lyudmila mahdi maher mahmood mahmoud mahmud majid maksim manuel manuela marc "
    "marcel marcelo marco marcos marcus margaret margarita maria mariana marina mario marjan mark marta martha "
    "martin martyn mary mashhad masoud matthew maurice mauricio maxim mehdi mehmet mehran mehrdad melissa melvin "
    "michael michel michelle miguel mike mikhail miroslav mitchell moe mohamad mohamed mohammad mohammed mohamud "
    "mohd mohsen mojtaba monica morteza moses mostafa muhammad muhammed murat musa mustafa nabil nancy naser "
    "nasser natalia natalie natalya nathan nathaniel neil nicholas nicolas nikita nikolai nikolaos nikolay noel "
    "norman octavio oleg oleksandr olga oliver omar omid oscar osman otto pablo pamela parviz patricia patrick "
    "paul paula paulo pavel pedro peter petr philip philippe phillip pierre piotr qasim rachel rafael ralph "
    "ramin ramiro ramon randall randy rashid raul ray raymond rebecca reda reza ricardo richard rita robert "
    "roberto rodney rodolfo rodrigo rogelio roger roland ronald ronnie rosa rosemary roy ruben rudolf ruslan "
    "russell ruth ryan saad sadegh saeed said salah saleh salim sam samer sami samir samuel sandra sara sarah "
    "scott sean sebastian sergei sergey sergio seyed shahram shane sharon shawn siamak simon sofia sophia "
    "stanislav stanley stefan stella stephanie stephen steve steven stuart susan suzanne svetlana sylvia taha "
    "tahir tamara tania tariq tatiana tatyana ted teresa terrence terry theodore theresa thomas tim timothy "
    "timur todd tom tommy tony tracy travis troy tyler uladzimir umar vadim valentin valentina valeri valeriy "
    "valery vasili vasiliy vasily vera vernon veronica vicente victor viktor vincent virginia vitali vitaliy "
    "vitaly vladimir vladislav volodymyr vyacheslav wael walid wallace walter wanda warren wayne wendy werner "
    "wilhelm william willie wolfgang xavier yahya yaser yasser yelena yevgeniy yevgeny yolanda yousef youssef "
    "yuri yuriy yury yusuf zahra zaid zoran ";

using WordSet = absl::flat_hash_set<std::string>;

WordSet* MakeWordSet(absl::string_view words) {
  auto* set = new WordSet();
  for (const absl::string_view word : absl::StrSplit(words, ' ', absl::SkipEmpty())) set->emplace(word);
  return set;
}

const WordSet& OrganisationWords() {
  static const WordSet* const kSet = MakeWordSet(kOrganisationWords);
  return *kSet;
}
const WordSet& FinalForms() {
  static const WordSet* const kSet = MakeWordSet(kFinalForms);
  return *kSet;
}
const WordSet& GivenNames() {
  static const WordSet* const kSet = MakeWordSet(kGivenNames);
  return *kSet;
}

// Without what stands in parentheses or brackets.
std::string WithoutBrackets(absl::string_view name) {
  std::string out;
  int depth = 0;
  for (const char c : name) {
    if (c == '(' || c == '[') {
      ++depth;
      out.push_back(' ');
    } else if (c == ')' || c == ']') {
      depth = std::max(0, depth - 1);
    } else if (depth == 0) {
      out.push_back(c);
    }
  }
  return out;
}

bool IsNameSuffix(absl::string_view lower) {
  return lower == "jr" || lower == "sr" || lower == "ii" || lower == "iii" || lower == "iv" || lower == "dr" ||
         lower == "mr" || lower == "mrs" || lower == "ms";
}

bool IsPatronymic(absl::string_view lower) {
  return lower.size() >= 7 &&
         (absl::EndsWith(lower, "ovich") || absl::EndsWith(lower, "evich") || absl::EndsWith(lower, "avich") ||
          absl::EndsWith(lower, "ovna") || absl::EndsWith(lower, "evna"));
}

bool IsAlphabetic(absl::string_view token) {
  for (const char c : token) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80 && !absl::ascii_isalpha(byte) && c != '.' && c != '\'' && c != '-' && c != '`') return false;
  }
  return true;
}

// The words of a name as printed, without brackets, titles and suffixes.
std::vector<std::string> PersonTokens(absl::string_view name) {
  std::vector<std::string> tokens;
  const std::string plain = WithoutBrackets(name);
  for (const absl::string_view token : absl::StrSplit(plain, absl::ByAnyChar(" \t,"), absl::SkipEmpty())) {
    absl::string_view bare = token;
    while (!bare.empty() && bare.back() == '.') bare.remove_suffix(1);
    if (!IsNameSuffix(LowerAscii(bare))) tokens.emplace_back(token);
  }
  return tokens;
}

struct PersonShape {
  bool possible = false;  // 2-5 alphabetic words, no word of an organisation
  bool strong = false;    // and a patronymic, a given name or "bin"
  bool initial = false;   // and one initial between other words
  bool titled = false;    // and 2-4 words of which each is written like a name and none is a place
};

bool IsTitleWord(absl::string_view token) {
  if (token.empty() || !absl::ascii_isupper(static_cast<unsigned char>(token[0]))) return false;
  if (token.size() == 1 || (token.size() == 2 && token[1] == '.')) return true;
  bool start = true;
  for (const char c : token) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '-' || c == '\'' || c == '.' || c == '`') {
      start = true;
      continue;
    }
    if (!start && absl::ascii_isupper(byte)) return false;
    start = false;
  }
  return true;
}

PersonShape ShapeOf(absl::string_view name) {
  PersonShape shape;
  const std::vector<std::string> tokens = PersonTokens(name);
  if (tokens.size() < 2 || tokens.size() > 5 || HasOrganisationWord(WithoutBrackets(name))) return shape;
  for (const std::string& token : tokens) {
    if (!IsAlphabetic(token)) return shape;
  }
  shape.possible = true;
  int initials = 0;
  bool place = false;
  bool all_titled = true;
  for (size_t i = 0; i < tokens.size(); ++i) {
    const std::vector<std::string> words = LookupWords(tokens[i]);
    for (const std::string& word : words) {
      if (IsPatronymic(word) || GivenNames().contains(word) || word == "bin" || word == "bint" || word == "ibn") {
        shape.strong = true;
      }
      if (IsPlaceWord(word)) place = true;
    }
    const bool one_letter = tokens[i].size() == 1 || (tokens[i].size() == 2 && tokens[i][1] == '.');
    if (one_letter) {
      // "Lashkar I Jhangvi", "Tarh O Palayesh", "Frutas Y Flores": conjunctions, unless a full stop follows.
      const bool conjunction = tokens[i].size() == 1 && absl::StrContains("EIOYeioy", tokens[i]);
      if (i > 0 && i + 1 < tokens.size() && !conjunction) shape.initial = true;
      ++initials;
    }
    if (!IsTitleWord(tokens[i])) all_titled = false;
  }
  if (initials > 1) {
    shape.initial = false;
    if (initials > 2) shape.strong = false;
  }
  shape.titled = all_titled && !place && tokens.size() <= 4;
  return shape;
}

// "(Russian individual)", "(DPRK national)", "(PRC entity)".
v1::EntryType TypeFromDescriptor(absl::string_view name) {
  const std::string lower = LowerAscii(name);
  if (absl::StrContains(lower, " individual)") || absl::StrContains(lower, " national)") ||
      absl::StrContains(lower, "(individual)")) {
    return v1::ENTRY_PERSON;
  }
  if (absl::StrContains(lower, " entity)") || absl::StrContains(lower, "(entity)")) return v1::ENTRY_ORGANIZATION;
  return v1::ENTRY_TYPE_UNSPECIFIED;
}

}  // namespace

bool IsOrganisationWord(absl::string_view lower_case_word) { return OrganisationWords().contains(lower_case_word); }

bool HasOrganisationWord(absl::string_view name) {
  const std::vector<std::string> words = LookupWords(name);
  for (const std::string& word : words) {
    if (OrganisationWords().contains(word)) return true;
  }
  return !words.empty() && FinalForms().contains(words.back());
}

v1::EntryType DecideEntryType(absl::string_view list, absl::string_view name) {
  const v1::EntryType described = TypeFromDescriptor(name);
  if (described != v1::ENTRY_TYPE_UNSPECIFIED) return described;
  if (HasOrganisationWord(name)) return v1::ENTRY_ORGANIZATION;
  const PersonShape shape = ShapeOf(name);
  if (shape.strong) return v1::ENTRY_PERSON;
  if (list == "MEU") return v1::ENTRY_ORGANIZATION;
  if (list == "EL") return shape.titled ? v1::ENTRY_TYPE_UNSPECIFIED : v1::ENTRY_ORGANIZATION;
  if ((list == "DPL" || list == "DTC") && shape.initial) return v1::ENTRY_PERSON;
  return v1::ENTRY_TYPE_UNSPECIFIED;
}

}  // namespace cordon
