// Arguments, values and small parsers of the command line.
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <set>

#include "cli/arguments.h"
#include "cli/command.h"
#include "cli/csv_input.h"
#include "cli/entry_name.h"
#include "cli/party_input.h"
#include "cli/progress.h"
#include "cli/request_id.h"

namespace cordon::cli {
namespace {

TEST(Arguments, ShieldedTextComesBackAsTyped) {
  const std::vector<std::string> typed = {"screen", "[a,b]", "",   "{}", "%%", "\x01x",
                                          "-o",     "json",  "--", "-n", "--", "x"};
  std::vector<std::string> back;
  for (const std::string& argument : ShieldArguments(typed)) back.push_back(Unshield(argument));
  const std::vector<std::string> expected = {"screen", "[a,b]", "", "{}", "%%", "\x01x", "-o", "json", "-n", "--", "x"};
  EXPECT_EQ(back, expected);
}

// An empty value must not swallow the argument behind it.
TEST(Arguments, AnEmptyValueStaysAValue) {
  std::vector<std::string> back;
  for (const std::string& argument : ShieldArguments({"--ref=", "Huawei", "--limit=5", "--listen=[::1]:0"})) {
    back.push_back(Unshield(argument));
  }
  EXPECT_EQ(back, (std::vector<std::string>{"--ref", "", "Huawei", "--limit=5", "--listen", "[::1]:0"}));
}

TEST(Arguments, DidYouMean) {
  const std::vector<std::string> commands = {"screen", "compare", "lists", "doctor"};
  EXPECT_EQ(DidYouMean("scren", commands), "screen");
  EXPECT_EQ(DidYouMean("list", commands), "lists");
  EXPECT_EQ(DidYouMean("docter", commands), "doctor");
  EXPECT_EQ(DidYouMean("audit", commands), "");
  EXPECT_EQ(DidYouMean("x", commands), "");
}

TEST(Arguments, NamesOfScreeningsAndEntries) {
  EXPECT_EQ(ScreeningName("latest"), "");
  EXPECT_EQ(ScreeningName("01k"), "screenings/01k");
  EXPECT_EQ(ScreeningName("screenings/01k"), "screenings/01k");
  EXPECT_EQ(ParseEntryName("el:a:b").list, "EL");
  EXPECT_EQ(ParseEntryName("el:a:b").id, "a:b");
  EXPECT_EQ(ParseEntryName("123").list, "");
}

TEST(Values, Split) {
  EXPECT_EQ(SplitValues(" a;b ; ;;c"), (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_TRUE(SplitValues(" ; ").empty());
}

TEST(Values, PartyFromFlags) {
  PartyFlags flags;
  flags.type = "Organization";
  flags.countries = {"cn", "HK"};
  flags.ids = {"lei: 5493 ", "DUNS:1:2"};
  const auto party = PartyFromFlags(flags);
  ASSERT_TRUE(party.ok());
  EXPECT_EQ(party->type(), v1::ORGANIZATION);
  EXPECT_EQ(party->countries(0), "CN");
  EXPECT_EQ(party->ids(0).scheme(), "LEI");
  EXPECT_EQ(party->ids(0).value(), "5493");
  EXPECT_EQ(party->ids(1).value(), "1:2");
  flags.addresses = {"bad \xFF"};
  EXPECT_TRUE(IsUsageError(PartyFromFlags(flags).status()));
  EXPECT_FALSE(ParsePartyType("PARTY_TYPE_UNSPECIFIED").ok());
}

TEST(RequestIds, AreVersionFourUuidsAndDiffer) {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string id = NewRequestId();
    EXPECT_TRUE(RE2::FullMatch(id, "[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")) << id;
    seen.insert(id);
  }
  EXPECT_EQ(seen.size(), 1000U);
}

TEST(Progress, TellsWhatIsKnown) {
  EXPECT_EQ(ProgressText(45, 100, 52'000, "rows", "12 alerts", absl::Seconds(4)),
            "[#########-----------]  45%  52,000 rows  13,000/s  12 alerts  ETA 0:04");
  EXPECT_EQ(ProgressText(0, 0, 10, "rows", "", absl::Seconds(1)), "10 rows  10/s");
  EXPECT_EQ(ProgressText(100, 100, 0, "", "importing x", absl::Milliseconds(100)),
            "[####################] 100%  importing x");
}

std::unique_ptr<PartySource> Open(absl::string_view csv) {
  auto source = ReadParties(MemorySource(csv), "parties.csv", 0, v1::Party());
  EXPECT_TRUE(source.ok()) << source.status();
  return source.ok() ? *std::move(source) : nullptr;
}

TEST(PartyFile, HeaderErrorsNameTheColumn) {
  const auto refuse = [](absl::string_view csv) {
    const auto source = ReadParties(MemorySource(csv), "parties.csv", 0, v1::Party());
    EXPECT_FALSE(source.ok());
    EXPECT_TRUE(IsUsageError(source.status()));
    return std::string(source.status().message());
  };
  EXPECT_NE(refuse("").find("parties.csv is empty"), std::string::npos);
  EXPECT_NE(refuse("nmae\nx\n").find("unknown column \"nmae\""), std::string::npos);
  EXPECT_NE(refuse("name,name\nx,y\n").find("\"name\" stands there twice"), std::string::npos);
  EXPECT_NE(refuse("ref\nx\n").find("at least one of the columns"), std::string::npos);
  EXPECT_NE(refuse("Lindgren Bakery\nAcme\n").find("first line must name columns"), std::string::npos);
}

TEST(PartyFile, TheLastRowNeedsNoLineEnd) {
  const auto source = Open("name\nA\nB");
  InputRow row;
  for (const char* const name : {"A", "B"}) {
    const auto more = source->Next(&row);
    ASSERT_TRUE(more.ok() && *more);
    EXPECT_EQ(row.party.name(), name);
  }
  EXPECT_FALSE(*source->Next(&row));
  EXPECT_FALSE(*source->Next(&row));
}

TEST(PartyFile, ADefectAtTheEndIsOneRow) {
  const auto source = Open("name\nA\n\"open");
  InputRow row;
  EXPECT_TRUE(*source->Next(&row));
  EXPECT_TRUE(*source->Next(&row));
  EXPECT_NE(row.error, "");
  EXPECT_EQ(row.row, 2);
  EXPECT_FALSE(*source->Next(&row));
}

}  // namespace
}  // namespace cordon::cli
