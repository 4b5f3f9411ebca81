#include "db/lists/countries.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "db/lists/text.h"

namespace cordon {
namespace {

struct CountryName {
  absl::string_view name;  // lower case
  absl::string_view code;
};

// English names and the forms official lists print, sorted by name.
constexpr std::array<CountryName, 282> kCountryNames = {{
    {"afghanistan", "AF"},
    {"albania", "AL"},
    {"algeria", "DZ"},
    {"andorra", "AD"},
    {"angola", "AO"},
    {"anguilla", "AI"},
    {"antigua and barbuda", "AG"},
    {"argentina", "AR"},
    {"armenia", "AM"},
    {"aruba", "AW"},
    {"australia", "AU"},
    {"austria", "AT"},
    {"azerbaijan", "AZ"},
    {"bahamas", "BS"},
    {"bahamas, the", "BS"},
    {"bahrain", "BH"},
    {"bangladesh", "BD"},
    {"barbados", "BB"},
    {"belarus", "BY"},
    {"belgium", "BE"},
    {"belize", "BZ"},
    {"benin", "BJ"},
    {"bermuda", "BM"},
    {"bhutan", "BT"},
    {"bolivia", "BO"},
    {"bosnia", "BA"},
    {"bosnia and herzegovina", "BA"},
    {"botswana", "BW"},
    {"brazil", "BR"},
    {"british virgin islands", "VG"},
    {"brunei", "BN"},
    {"bulgaria", "BG"},
    {"burkina faso", "BF"},
    {"burma", "MM"},
    {"burundi", "BI"},
    {"cabo verde", "CV"},
    {"cambodia", "KH"},
    {"cameroon", "CM"},
    {"canada", "CA"},
    {"cape verde", "CV"},
    {"cayman islands", "KY"},
    {"central african republic", "CF"},
    {"chad", "TD"},
    {"chile", "CL"},
    {"china", "CN"},
    {"colombia", "CO"},
    {"comoros", "KM"},
    {"congo", "CG"},
    {"congo, democratic republic of the", "CD"},
    {"congo, republic of the", "CG"},
    {"costa rica", "CR"},
    {"cote d ivoire", "CI"},
    {"cote d'ivoire", "CI"},
    {"crimea", "UA"},
    {"crimea (occupied)", "UA"},
    {"croatia", "HR"},
    {"cuba", "CU"},
    {"curacao", "CW"},
    {"curaçao", "CW"},
    {"cyprus", "CY"},
    {"czech republic", "CZ"},
    {"czechia", "CZ"},
    {"côte d'ivoire", "CI"},
    {"democratic people's republic of korea", "KP"},
    {"democratic republic of the congo", "CD"},
    {"denmark", "DK"},
    {"djibouti", "DJ"},
    {"dominica", "DM"},
    {"dominican republic", "DO"},
    {"dprk", "KP"},
    {"drc", "CD"},
    {"east timor", "TL"},
    {"ecuador", "EC"},
    {"egypt", "EG"},
    {"el salvador", "SV"},
    {"england", "GB"},
    {"equatorial guinea", "GQ"},
    {"eritrea", "ER"},
    {"estonia", "EE"},
    {"eswatini", "SZ"},
    {"ethiopia", "ET"},
    {"fiji", "FJ"},
    {"finland", "FI"},
    {"france", "FR"},
    {"gabon", "GA"},
    {"gambia", "GM"},
    {"gambia, the", "GM"},
    {"gaza", "PS"},
    {"georgia", "GE"},
    {"germany", "DE"},
    {"ghana", "GH"},
    {"gibraltar", "GI"},
    {"great britain", "GB"},
    {"greece", "GR"},
    {"greenland", "GL"},
    {"grenada", "GD"},
    {"guam", "GU"},
    {"guatemala", "GT"},
    {"guernsey", "GG"},
    {"guinea", "GN"},
    {"guinea-bissau", "GW"},
    {"guyana", "GY"},
    {"h.k", "HK"},
    {"haiti", "HT"},
    {"holland", "NL"},
    {"honduras", "HN"},
    {"hong kong", "HK"},
    {"hong kong sar", "HK"},
    {"hongkong", "HK"},
    {"hungary", "HU"},
    {"iceland", "IS"},
    {"india", "IN"},
    {"indonesia", "ID"},
    {"iran", "IR"},
    {"iran, islamic republic of", "IR"},
    {"iraq", "IQ"},
    {"ireland", "IE"},
    {"isle of man", "IM"},
    {"israel", "IL"},
    {"italy", "IT"},
    {"ivory coast", "CI"},
    {"jamaica", "JM"},
    {"japan", "JP"},
    {"jersey", "JE"},
    {"jordan", "JO"},
    {"kazakhstan", "KZ"},
    {"kenya", "KE"},
    {"kiribati", "KI"},
    {"korea, north", "KP"},
    {"korea, republic of", "KR"},
    {"korea, south", "KR"},
    {"kosovo", "XK"},
    {"kuwait", "KW"},
    {"kyrgyz republic", "KG"},
    {"kyrgyzstan", "KG"},
    {"laos", "LA"},
    {"latvia", "LV"},
    {"lebanon", "LB"},
    {"lesotho", "LS"},
    {"liberia", "LR"},
    {"libya", "LY"},
    {"liechtenstein", "LI"},
    {"lithuania", "LT"},
    {"luxembourg", "LU"},
    {"macao", "MO"},
    {"macau", "MO"},
    {"macau sar", "MO"},
    {"macedonia", "MK"},
    {"madagascar", "MG"},
    {"mainland china", "CN"},
    {"malawi", "MW"},
    {"malaysia", "MY"},
    {"maldives", "MV"},
    {"mali", "ML"},
    {"malta", "MT"},
    {"man, isle of", "IM"},
    {"marshall islands", "MH"},
    {"mauritania", "MR"},
    {"mauritius", "MU"},
    {"mexico", "MX"},
    {"micronesia", "FM"},
    {"moldova", "MD"},
    {"monaco", "MC"},
    {"mongolia", "MN"},
    {"montenegro", "ME"},
    {"montserrat", "MS"},
    {"morocco", "MA"},
    {"mozambique", "MZ"},
    {"myanmar", "MM"},
    {"namibia", "NA"},
    {"nauru", "NR"},
    {"nepal", "NP"},
    {"netherlands", "NL"},
    {"new caledonia", "NC"},
    {"new zealand", "NZ"},
    {"nicaragua", "NI"},
    {"niger", "NE"},
    {"nigeria", "NG"},
    {"north gaza", "PS"},
    {"north korea", "KP"},
    {"north macedonia", "MK"},
    {"north macedonia, the republic of", "MK"},
    {"northern gaza", "PS"},
    {"norway", "NO"},
    {"oman", "OM"},
    {"p.r. china", "CN"},
    {"p.r.c", "CN"},
    {"pakistan", "PK"},
    {"palau", "PW"},
    {"palestine", "PS"},
    {"palestinian", "PS"},
    {"panama", "PA"},
    {"papua new guinea", "PG"},
    {"paraguay", "PY"},
    {"people's republic of china", "CN"},
    {"peoples republic of china", "CN"},
    {"peru", "PE"},
    {"philippines", "PH"},
    {"poland", "PL"},
    {"portugal", "PT"},
    {"prc", "CN"},
    {"puerto rico", "PR"},
    {"qatar", "QA"},
    {"republic of korea", "KR"},
    {"republic of the congo", "CG"},
    {"romania", "RO"},
    {"russia", "RU"},
    {"russian federation", "RU"},
    {"rwanda", "RW"},
    {"saint kitts and nevis", "KN"},
    {"saint lucia", "LC"},
    {"saint vincent and the grenadines", "VC"},
    {"samoa", "WS"},
    {"san marino", "SM"},
    {"sao tome and principe", "ST"},
    {"saudi arabia", "SA"},
    {"scotland", "GB"},
    {"senegal", "SN"},
    {"serbia", "RS"},
    {"seychelles", "SC"},
    {"sierra leone", "SL"},
    {"singapore", "SG"},
    {"slovakia", "SK"},
    {"slovenia", "SI"},
    {"solomon islands", "SB"},
    {"somalia", "SO"},
    {"south africa", "ZA"},
    {"south korea", "KR"},
    {"south sudan", "SS"},
    {"spain", "ES"},
    {"sri lanka", "LK"},
    {"st. kitts and nevis", "KN"},
    {"sudan", "SD"},
    {"suriname", "SR"},
    {"swaziland", "SZ"},
    {"sweden", "SE"},
    {"switzerland", "CH"},
    {"syria", "SY"},
    {"syrian arab republic", "SY"},
    {"taiwan", "TW"},
    {"tajikistan", "TJ"},
    {"tanzania", "TZ"},
    {"thailand", "TH"},
    {"the bahamas", "BS"},
    {"the gambia", "GM"},
    {"the netherlands", "NL"},
    {"timor-leste", "TL"},
    {"togo", "TG"},
    {"tonga", "TO"},
    {"trinidad and tobago", "TT"},
    {"tunisia", "TN"},
    {"turkey", "TR"},
    {"turkiye", "TR"},
    {"turkmenistan", "TM"},
    {"turks and caicos islands", "TC"},
    {"tuvalu", "TV"},
    {"türkiye", "TR"},
    {"u.a.e", "AE"},
    {"u.k", "GB"},
    {"u.s.a", "US"},
    {"uae", "AE"},
    {"uganda", "UG"},
    {"uk", "GB"},
    {"ukraine", "UA"},
    {"united arab emirates", "AE"},
    {"united kingdom", "GB"},
    {"united states", "US"},
    {"united states of america", "US"},
    {"uruguay", "UY"},
    {"usa", "US"},
    {"uzbekistan", "UZ"},
    {"vanuatu", "VU"},
    {"vatican city", "VA"},
    {"venezuela", "VE"},
    {"viet nam", "VN"},
    {"vietnam", "VN"},
    {"virgin islands, british", "VG"},
    {"wales", "GB"},
    {"west bank", "PS"},
    {"yemen", "YE"},
    {"zambia", "ZM"},
    {"zimbabwe", "ZW"},
}};

// Provinces, cities and regions seen in names of the lists (and their neighbours), besides the countries above.
constexpr absl::string_view kPlaceWords =
    "hk uk usa uae us prc dprk eu asia europe africa america emea apac hongkong macao korea beijing shanghai "
    "tianjin chongqing hebei shanxi liaoning jilin heilongjiang jiangsu zhejiang anhui fujian jiangxi shandong "
    "henan hubei hunan guangdong hainan sichuan guizhou yunnan shaanxi gansu qinghai guangxi tibet ningxia "
    "xinjiang shenzhen guangzhou dongguan foshan zhuhai huizhou zhongshan nanjing suzhou wuxi changzhou kunshan "
    "nantong yangzhou xuzhou liyang jiangyin lianyungang hangzhou ningbo wenzhou jiaxing haining shaoxing huzhou "
    "hefei wuhu xiamen fuzhou quanzhou nanchang jinan qingdao yantai weifang zhengzhou luoyang wuhan yichang "
    "changsha zhuzhou xiangtan haikou sanya chengdu mianyang guiyang kunming lhasa xian xianyang baoji lanzhou "
    "xining yinchuan urumqi kashgar shanshan shijiazhuang baoding tangshan langfang yanjiao taiyuan hohhot "
    "baotou shenyang dalian changchun harbin daqing kowloon taipei hsinchu kaohsiung taichung moscow petersburg "
    "kiev kyiv minsk crimea sevastopol yangon tehran isfahan dubai sharjah istanbul ankara baghdad damascus "
    "beirut karachi lahore islamabad delhi mumbai bangalore london paris berlin munich tokyo osaka seoul "
    "pyongyang jerusalem zurich geneva vienna rome milan madrid toronto vancouver sydney melbourne johannesburg "
    "lagos nairobi jakarta bangkok hanoi manila labuan ";

// Long forms as the United Nations print them. Apart from the names above, because their words ("state", "region") are
// no place words.
constexpr CountryName kLongCountryNames[] = {
    {"bolivarian republic of venezuela", "VE"},
    {"bolivia (plurinational state of)", "BO"},
    {"china, hong kong special administrative region", "HK"},
    {"iran (islamic republic of)", "IR"},
    {"lao people's democratic republic", "LA"},
    {"republic of moldova", "MD"},
    {"state of palestine", "PS"},
    {"united kingdom of great britain and northern ireland", "GB"},
    {"united republic of tanzania", "TZ"},
    {"venezuela (bolivarian republic of)", "VE"},
};

const absl::flat_hash_set<std::string>& PlaceWordSet() {
  static const auto* const kSet = [] {
    auto* set = new absl::flat_hash_set<std::string>();
    for (const absl::string_view word : absl::StrSplit(kPlaceWords, ' ', absl::SkipEmpty())) {
      set->emplace(word);
    }
    // Of "new zealand" both words stand for the place.
    for (const CountryName& country : kCountryNames) {
      for (std::string& word : LookupWords(country.name)) {
        if (word.size() > 3) set->insert(std::move(word));
      }
    }
    // Words of country names that say nothing on their own.
    for (const char* word :
         {"republic",   "people",   "peoples",  "democratic", "united",   "states", "kingdom", "islamic",
          "federation", "islands",  "mainland", "great",      "city",     "north",  "south",   "east",
          "west",       "northern", "central",  "african",    "emirates", "bank",   "isle",    "saint"}) {
      set->erase(word);
    }
    return set;
  }();
  return *kSet;
}

}  // namespace

absl::string_view CountryCodeOfName(absl::string_view name) {
  while (!name.empty() && name.back() == '.') name.remove_suffix(1);
  if (name.size() < 2 || name.size() > 64) return "";
  const std::string lower = LowerAscii(name);
  const auto* const found = std::lower_bound(kCountryNames.begin(), kCountryNames.end(), lower,
                                             [](const CountryName& a, const std::string& b) { return a.name < b; });
  if (found != kCountryNames.end() && found->name == lower) return found->code;
  for (const CountryName& known : kLongCountryNames) {
    if (known.name == lower) return known.code;
  }
  return "";
}

bool IsPlaceWord(absl::string_view lower_case_word) { return PlaceWordSet().contains(lower_case_word); }

}  // namespace cordon
