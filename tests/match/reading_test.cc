#include "match/reading.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "match/deobfuscate.h"
#include "match/encodings.h"
#include "match/lookalikes.h"
#include "match/matcher.h"
#include "match/name_parts.h"

namespace cordon {
namespace {

using internal::OneReadsAs;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

int Best(const std::string& query, const std::string& listed) {
  return ScoreReadings(ReadingsOf(query, ReadingSide::kQuery), ReadingsOf(listed, ReadingSide::kListed)).score;
}

struct Disguise {
  const char* query;
  const char* listed;
};

TEST(ReadingTest, DisguisesAreUndone) {
  const std::vector<Disguise> cases = {
      {"\u041D\u0423AWEI", "Huawei"},                                              // Cyrillic capitals in a Latin word
      {"\u041D\u0423\u0410WEI \u0405.\u0410.", "Huawei S.A."},                     // ... and in a word of two letters
      {"\u0397\u03A5\u0391WEI", "Hyawei"},                                         // Greek
      {"\u13BBUAWEI", "Huawei"},                                                   // Cherokee
      {"H\u200BU\u200CA\u2060WEI", "Huawei"},                                      // zero width
      {"\u202EIEWAUH\u202C", "Huawei"},                                            // stored in reverse
      {"\u202EIEWAUH", "Huawei"},                                                  // ... and never popped
      {"\uFF28\uFF35\uFF21\uFF37\uFF25\uFF29", "Huawei"},                          // full width
      {"\U0001D407\U0001D414\U0001D400\U0001D416\U0001D404\U0001D408", "Huawei"},  // mathematical
      {"HUAWE1", "Huawei"},
      {"H1KV1510N D1G1TAL", "Hikvision Digital"},
      {"$EN5E7IME", "Sensetime"},
      {"@LIB@B@ ROCK", "Alibaba Rock"},
      {"d@v@r 5h1pp1ng c0 l7d", "Davar Shipping Co Ltd"},
      {"Zarkonit Velmar Ltmd", "Zarkonit Velmar LLC"},
      {"Zarkonit 5.A.", "Zarkonit S.A."},
      {"DSK 000", "OOO DSK"},
      {"LTS Holduing Limited", "LTS Holding Limited"},  // "LTS" is no slip of Ltd
      {"P & M Trading, Icn", "P & M Trading, Inc"},
      {"Zarkonit Dzhsk", "Zarkonit JSC"},
      {"Limited Liab. Company Zarkonit", "LLC Zarkonit"},
      {"Pako International Trading", "Pako International Trading Limited"},
      {"PAKO INTERNATIONAL TRA", "Pako International Trading Limited"},
      {"Zarkonit Holdings Ptyy Ltd", "Zarkonit Holdings Pty Ltd"},  // a form misspelt before another
      {"Zarkonit Services SSdn Bhd", "Zarkonit Services Sdn Bhd"},
      {"Zarkonit Sojuth-South Cooperation", "Zarkonit South-South Cooperation"},  // said twice, once misspelt
      {"Zark Ofy", "Zark Ofi"},                                                   // a slip in seven letters
      {"Limited Liability Company Zarkon", "LLC Zarkonitar"},                     // cut to six letters
      {"l3th Research Institute Tianwen", "13th Research Institute Tianwen"},
      {"H U A W E I Technologies", "Huawei Technologies"},
      {"H-U-A-W-E-I  T.E.C.H.", "Huawei Tech"},
      {"&#72;&#x55;AWEI", "Huawei"},
      {"Soci&eacute;t&eacute; Zarka", "Societe Zarka"},
      {"HUA%57EI%20TECH", "Huawei Tech"},
      {"HUA+WEI%20TECH", "Hua Wei Tech"},
      {"\\u0048UAWEI", "Huawei"},
      {"HUAWEI =54ECH", "Huawei Tech"},
      {"%2548UAWEI", "Huawei"},                                                                // encoded twice
      {"M\u00C3\u00BCnchner Zarka", "Munchner Zarka"},                                         // UTF-8 read as Latin-1
      {"\u00D0\u00A0\u00D0\u00BE\u00D1\u0081\u00D1\u201A\u00D0\u00B5\u00D1\u2026", "Rosteh"},  // as Windows-1252
      {"\u0420o\u0441\u0442e\u0445", "\u0420\u043E\u0441\u0442\u0435\u0445"},  // Latin letters in a Cyrillic word
  };
  for (const Disguise& c : cases) EXPECT_GE(Best(c.query, c.listed), kDefaultThreshold) << c.query;
}

TEST(ReadingTest, PartsAreFound) {
  const std::vector<Disguise> cases = {
      {"Meridian Supply House c/o Zarkonit", "Zarkonit"},
      {"Meridian Supply House d/b/a Zarkonit Trading", "Zarkonit Trading LLC"},
      {"Meridian Supply House, f/k/a Zarkonit", "Zarkonit"},
      {"Meridian Supply (formerly known as Zarkonit)", "Zarkonit"},
      {"Payment for the account of Zarkonit under invoice 22", "Zarkonit"},
      {"Meridian Supply House on behalf of Zarkonit Co., Ltd.", "Zarkonit Co., Ltd."},
      {"Meridian, successor to Zarkonit", "Zarkonit"},
      {"Meridian Supply House / Zarkonit", "Zarkonit"},
      {"Meridian [Zarkonit] Supply", "Zarkonit"},
      {"Meridian Supply House (Foshan Ltd)", "Foshan Ltd"},  // with a legal form a place is a company
      {"Shanghai branch of Zarkonit", "Zarkonit"},
      {"Affiliated Entity: Zarkonit", "Zarkonit"},
      {"Meridian Supply House\u3010Zarkonit\u3011", "Zarkonit"},
      {"Goods to be delivered c/o Zarkonit OOO, warehouse gate 4, before noon", "Zarkonit"},
      {"Dear Messrs Zarkonit", "Zarkonit"},
      {"To Attn the Net Trading Co., Limited", "NET TRADING CO., LIMITED"},
      {"Blue Harbor Trade, successor to Net Trading Co., Limited", "NET TRADING CO., LIMITED"},
      {"Please ship our order to Zarkonit this week", "Zarkonit"},
      {"Blue Meridian Harbour Zarkonit Velmar Electronics Supply House", "Zarkonit Velmar Electronics"},
  };
  for (const Disguise& c : cases) EXPECT_GE(Best(c.query, c.listed), kDefaultThreshold) << c.query;
}

TEST(ReadingTest, WhatIsNoDisguise) {
  const std::vector<Disguise> cases = {
      {"Meridian Supply House (Shanghai)", "Shanghai Huada"},
      {"Meridian A/S", "A/S"},
      {"Meridian Supply House (Hong Kong)", "Industria Hong Kong Ltd"},
      {"Shenzhen Tenda Technology Co., Ltd.", "Shenzhen A Technology Co., Ltd."},
      {"Zarkonit Meridian Paint Works", "Zarkonit"},  // one rare word among others is no name inside a letter
      {"13th Research Institute", "14th Research Institute"},
      {"731 Works", "Zel Works"},
  };
  for (const Disguise& c : cases) EXPECT_LT(Best(c.query, c.listed), kDefaultThreshold) << c.query;
}

TEST(ReadingTest, APlainNameHasOneReading) {
  for (const char* name :
       {"Hangzhou Hikvision Digital Technology Co., Ltd.", "AT&T Inc", "Bank of China", "J P Morgan", "Xi'an Aerospace",
        "13th Research Institute", "S.p.A. Rossi", "Plant No. 731", "M\u00FCnchner R\u00FCck"}) {
    EXPECT_EQ(ReadingsOf(name, ReadingSide::kQuery).size(), 1u) << name;
  }
}

TEST(ReadingTest, NeverMoreThanTheLimit) {
  std::string text = "1a l5 ";
  for (int i = 0; i < 200; ++i) absl::StrAppend(&text, "(Zarkonit", i, "q) c/o ");
  EXPECT_LE(ReadingsOf(text, ReadingSide::kQuery).size(), kMaxReadings);
}

TEST(ReadingTest, DeceptionIsReported) {
  EXPECT_TRUE(ReadingsOf("\u041DUAWEI", ReadingSide::kQuery)[0].name.obfuscated);
  EXPECT_TRUE(ReadingsOf("\u202EIEWAUH", ReadingSide::kQuery)[0].name.obfuscated);
  EXPECT_FALSE(ReadingsOf("\u0420\u043E\u0441\u0442\u0435\u0445", ReadingSide::kQuery)[0].name.obfuscated);
  EXPECT_FALSE(ReadingsOf("H3C Technologies", ReadingSide::kQuery)[0].name.obfuscated);
}

TEST(LookalikesTest, DigitsAndLetters) {
  EXPECT_EQ(internal::UndoDigits("HUAWE1 l3th 13th A1 360", OneReadsAs::kI, false), "HUAWEi 13th 13th Ai 360");
  EXPECT_EQ(internal::UndoDigits("AL1!ANCE", OneReadsAs::kL, false), "ALllANCE");
  EXPECT_EQ(internal::UndoDigits("5.@.", OneReadsAs::kI, true), "s.a.");
  EXPECT_EQ(internal::JoinSpacedLetters("H U A W E I  T E C H & C o"), "HUAWEI  TECH & C o");
  EXPECT_EQ(internal::JoinSpacedLetters("J P Morgan"), "J P Morgan");
}

TEST(EncodingsTest, WhatCannotBeDecodedStays) {
  for (const char* text : {"AT&T", "R&D;", "100% Wool", "a=b", "C:\\users", "&#xD800;", "&#1114112;", "%ZZ", "\\uD800",
                           "M\u00FCller", "Citro\u00EBn & S\u00F8n", "&", "%", "=", "\\"}) {
    EXPECT_EQ(internal::UndoEncodings(text), text);
  }
}

TEST(NamePartsTest, InOrder) {
  EXPECT_THAT(internal::NameParts("Sunrise Trading d/b/a Huawei Tech"), ElementsAre("sunrise trading", "huawei tech"));
  EXPECT_THAT(internal::NameParts("Plain Company Ltd."), IsEmpty());
  EXPECT_THAT(internal::NameParts("www.Kinoatis.com"), ElementsAre("kinoatis"));
  EXPECT_THAT(internal::NameParts("info@kinoatis-works.com.cn"), ElementsAre("kinoatis works"));
  EXPECT_THAT(internal::NameParts("kinoatis.ru"), ElementsAre("kinoatis"));
  EXPECT_THAT(internal::NameParts("https://shop.kinoatis.co.uk/a?b=c"), Contains("kinoatis"));
  for (const char* const text :
       {"info@gmail.com", "Alpha Co.Ltd", "Alpha d.o.o.", "A.B. Alpha", "www.com", "@", ".com"}) {
    EXPECT_THAT(internal::NameParts(text), IsEmpty()) << text;
  }
  for (const char* const text :
       {"vormals Kinoatis", "ehemals Kinoatis", "anciennement Kinoatis", "Filiale de Kinoatis",
        "Niederlassung der Kinoatis", "Chi nh\u00E1nh Kinoatis", "Kinoatis \u0444\u0438\u043B\u0438\u0430\u043B"}) {
    EXPECT_THAT(internal::NameParts(text), Contains("kinoatis")) << text;
  }
  EXPECT_THAT(internal::NameParts("Alpha (Beta) Gamma"), Contains("alpha   gamma"));
}

v1::Party Named(const std::string& name) {
  v1::Party party;
  party.set_name(name);
  return party;
}

std::shared_ptr<const ListSnapshot> ListOf(const std::vector<std::string>& names) {
  ListSnapshot::Builder builder;
  for (const std::string& name : names) {
    v1::ListEntry entry;
    entry.set_list("EL");
    entry.set_entry_id(name);
    entry.set_type(v1::ENTRY_ORGANIZATION);
    entry.add_names()->set_text(name);
    EXPECT_TRUE(builder.Add(entry).ok());
  }
  return std::move(builder).Build();
}

TEST(PartyReadingsTest, NamesSpreadOverFields) {
  const Matcher matcher(ListOf({"Zarkonit Velmar Works", "Tolvadex"}));
  v1::Party split = Named("Zarkonit");
  split.add_addresses("Velmar Works, 12 Harbour Road");
  EXPECT_EQ(matcher.Match(split, MatchOptions()).hits.size(), 1u);
  v1::Party aliases = Named("Zarkonit");
  aliases.add_aliases("Velmar Works");
  EXPECT_EQ(matcher.Match(aliases, MatchOptions()).hits.size(), 1u);
  v1::Party address = Named("Meridian Supply House");
  address.add_addresses("c/o Tolvadex, 12 Harbour Road, Block B");
  const MatchResult result = matcher.Match(address, MatchOptions());
  ASSERT_EQ(result.hits.size(), 1u);
  const v1::Match match = matcher.Describe(address, result.hits[0]);
  EXPECT_EQ(match.query_name(), address.addresses(0));
  EXPECT_EQ(match.alignment_size(), 1);
}

// An added alias or address never loses a match or lowers its score.
TEST(PartyReadingsTest, MoreFactsNeverLoseAMatch) {
  const Matcher matcher(ListOf({"Zarkonit Velmar Works", "Tolvadex", "Huawei Technologies Co., Ltd."}));
  for (const char* name : {"Zarkonit Velmar", "Tolvadexx", "c/o Huawei Technologies", "HUAWE1 Technologies"}) {
    v1::Party party = Named(name);
    const MatchResult before = matcher.Match(party, MatchOptions());
    ASSERT_FALSE(before.hits.empty()) << name;
    for (const char* more : {"Acme", "Zarkonit", "c/o Nobody, 1 Street", "Shenzhen", ""}) {
      v1::Party alias = party;
      alias.add_aliases(more);
      v1::Party address = party;
      address.add_addresses(more);
      for (const v1::Party& changed : {alias, address}) {
        const MatchResult after = matcher.Match(changed, MatchOptions());
        for (const Hit& hit : before.hits) {
          const bool kept = std::any_of(after.hits.begin(), after.hits.end(),
                                        [&](const Hit& h) { return h.entry == hit.entry && h.score >= hit.score; });
          EXPECT_TRUE(kept) << name << " with " << more;
        }
      }
    }
  }
}

}  // namespace
}  // namespace cordon
