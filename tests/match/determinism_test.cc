// The same party gives the same bytes whatever the locale and however many threads ask at once.
#include <gtest/gtest.h>

#include <clocale>
#include <locale>
#include <string>
#include <thread>
#include <vector>

#include "match/matcher.h"

namespace cordon {
namespace {

std::shared_ptr<const ListSnapshot> SnapshotOfNames(const std::vector<std::string>& names) {
  ListSnapshot::Builder builder;
  for (size_t i = 0; i < names.size(); ++i) {
    v1::ListEntry entry;
    entry.set_list("EL");
    entry.set_entry_id(std::to_string(i));
    entry.set_type(v1::ENTRY_ORGANIZATION);
    entry.set_entry_name(names[i]);
    v1::ListName* const name = entry.add_names();
    name->set_text(names[i]);
    name->set_kind(v1::PRIMARY);
    const absl::Status added = builder.Add(entry);
    EXPECT_TRUE(added.ok()) << added;
  }
  return std::move(builder).Build();
}

const std::vector<std::string>& ListedNames() {
  static const auto* const names = new std::vector<std::string>{
      "Istanbul Iplik Sanayi", "ILIM BILISIM LIMITED SIRKETI",     "Huawei Technologies Co., Ltd.",
      "Zarkonit Velmar LLC",   "13th Research Institute",          "Kholtsvud OOO",
      "Strela Systems",        "Islamic Revolutionary Guard Corps"};
  return *names;
}

// Every hit and near miss of every name, as bytes.
std::string Answers(const Matcher& matcher) {
  static const char* const kQueries[] = {"ISTANBUL IPLIK SANAYI",
                                         "\u0130stanbul \u0130plik Sanayi",
                                         "istanbul \u0131plik",
                                         "ilim bilisim ltd sti",
                                         "H1KV1510N",
                                         "hua wei technologies",
                                         "xoltsvud",
                                         "IRGC",
                                         "No. 13 Research Institute",
                                         "Zarkonit 5.A.",
                                         "Payment for the account of ZARKONIT VELMAR under invoice 1.234,50",
                                         "\u534E\u4E3A\u6280\u672F"};
  MatchOptions options;
  options.near_band = 2000;
  std::string bytes;
  for (const char* const query : kQueries) {
    v1::Party party;
    party.set_name(query);
    const MatchResult result = matcher.Match(party, options);
    for (const std::vector<Hit>* const hits : {&result.hits, &result.near_misses}) {
      for (const Hit& hit : *hits) bytes += matcher.Describe(party, hit).SerializeAsString();
    }
    bytes += "|";
  }
  return bytes;
}

// Numbers as in Turkey, and its capital I for every letter that asks.
class TurkishNumbers : public std::numpunct<char> {
 protected:
  char do_decimal_point() const override { return ','; }
  char do_thousands_sep() const override { return '.'; }
  std::string do_grouping() const override { return "\3"; }
};
class TurkishLetters : public std::ctype<char> {
 protected:
  char do_tolower(char c) const override { return c == 'I' ? '\xB9' : std::ctype<char>::do_tolower(c); }
  char do_toupper(char c) const override { return c == 'i' ? '\xDD' : std::ctype<char>::do_toupper(c); }
};

TEST(DeterminismTest, LocaleTakesNoPart) {
  const std::string plain = Answers(Matcher(SnapshotOfNames(ListedNames())));
  EXPECT_GT(plain.size(), 500U);
  const std::string c_locale = std::setlocale(LC_ALL, nullptr);
  std::setlocale(LC_ALL, "tr_TR.UTF-8");  // where it is installed
  const std::locale before =
      std::locale::global(std::locale(std::locale(std::locale::classic(), new TurkishNumbers), new TurkishLetters));
  const std::string turkish = Answers(Matcher(SnapshotOfNames(ListedNames())));
  std::locale::global(before);
  std::setlocale(LC_ALL, c_locale.c_str());
  EXPECT_EQ(turkish, plain);
}

TEST(DeterminismTest, ThreadsTakeNoPart) {
  const Matcher matcher(SnapshotOfNames(ListedNames()));
  const std::string alone = Answers(matcher);
  std::vector<std::string> together(16);
  std::vector<std::thread> threads;
  for (std::string& answers : together) threads.emplace_back([&] { answers = Answers(matcher); });
  for (std::thread& thread : threads) thread.join();
  for (const std::string& answers : together) EXPECT_EQ(answers, alone);
}

}  // namespace
}  // namespace cordon
