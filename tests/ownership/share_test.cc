#include "db/ownership/share.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "db/ownership/mapping.h"

namespace cordon {
namespace {

struct ShareCase {
  std::string text;
  int min_bp;  // -1: not understood
  int max_bp;
};

TEST(Share, PercentIsExact) {
  const std::vector<ShareCase> cases = {
      {"0", 0, 0},
      {"100", 10'000, 10'000},
      {"100.00", 10'000, 10'000},
      {"50", 5'000, 5'000},
      {"49.99", 4'999, 4'999},
      {"33.3", 3'330, 3'330},
      {"0.01", 1, 1},
      {"0.29", 29, 29},
      {"1.15", 115, 115},
      {"33.333", 3'333, 3'334},
      {"49.995", 4'999, 5'000},
      {"50.000", 5'000, 5'000},
      {".5", 50, 50},
      {"007", 700, 700},
      {"100.001", -1, 0},
      {"101", -1, 0},
      {"100.01", -1, 0},
      {"-1", -1, 0},
      {"+1", -1, 0},
      {"1e2", -1, 0},
      {"", -1, 0},
      {".", -1, 0},
      {"5.", -1, 0},
      {"5 0", -1, 0},
      {"50%", -1, 0},
      {"99999999999999999999", -1, 0},
      {"0.000000000000000000001", -1, 0},
  };
  for (const ShareCase& c : cases) {
    ShareRange share;
    const bool ok = ParsePercent(c.text, &share);
    EXPECT_EQ(ok, c.min_bp >= 0) << c.text;
    if (!ok) continue;
    EXPECT_EQ(share.min_bp, c.min_bp) << c.text;
    EXPECT_EQ(share.max_bp, c.max_bp) << c.text;
  }
}

TEST(Share, Phrases) {
  const std::vector<ShareCase> cases = {
      {"100", 10'000, 10'000},
      {"25-50%", 2'500, 5'000},
      {"25% - 50%", 2'500, 5'000},
      {"25\xE2\x80\x93"
       "50 %",
       2'500, 5'000},
      {"25 to 50 percent", 2'500, 5'000},
      {">50", 5'001, 10'000},
      {"> 50 %", 5'001, 10'000},
      {">=50", 5'000, 10'000},
      {"\xE2\x89\xA5 50%", 5'000, 10'000},
      {"<25", 0, 2'499},
      {"<=25", 0, 2'500},
      {"at least 25%", 2'500, 10'000},
      {"up to 10 %", 0, 1'000},
      {"More than 25% but not more than 50%", 2'501, 5'000},
      {">25, <=50", 2'501, 5'000},
      {"75+", 7'500, 10'000},
      {"75%+", 7'500, 10'000},
      {"33,33", 3'333, 3'333},
      {"33.33 %", 3'333, 3'333},
      {" 51 ", 5'100, 5'100},
      {">33.333", 3'333, 10'000},
      {">100", 10'000, 10'000},
      {"<0", 0, 0},
      {"majority", -1, 0},
      {"50-25", -1, 0},
      {"about 50", -1, 0},
      {"1/2", -1, 0},
      {"10,000 shares", -1, 0},
      {"50 50", -1, 0},
      {"-50", -1, 0},
      {"", -1, 0},
      {"%", -1, 0},
      {"50-", -1, 0},
      {"25-50-75", -1, 0},
      {std::string(201, '1'), -1, 0},
  };
  for (const ShareCase& c : cases) {
    ShareRange share;
    const bool ok = ParseSharePhrase(c.text, &share);
    EXPECT_EQ(ok, c.min_bp >= 0) << c.text;
    if (!ok) continue;
    EXPECT_EQ(share.min_bp, c.min_bp) << c.text;
    EXPECT_EQ(share.max_bp, c.max_bp) << c.text;
  }
}

struct DateCase {
  std::string text;
  std::string first;  // "-": unreadable
  std::string last;
};

TEST(OwnershipMapping, PartialDatesTakeTheWidestReading) {
  const std::vector<DateCase> cases = {
      {"2016", "2016-01-01", "2016-12-31"},
      {"2016-02", "2016-02-01", "2016-02-29"},
      {"2015-02", "2015-02-01", "2015-02-28"},
      {"2016-04-06", "2016-04-06", "2016-04-06"},
      {"2012-11-29T00:00:00.000Z", "2012-11-29", "2012-11-29"},
      {"1867-01-01", "", "1900-01-01"},
      {"9999-12-31", "-", ""},
      {"2015-02-30", "-", "-"},
      {"2016-13", "-", "-"},
      {"06.04.2016", "-", "-"},
      {"", "-", "-"},
  };
  for (const DateCase& c : cases) {
    std::string day = "?";
    EXPECT_EQ(internal::FirstDay(c.text, &day), c.first != "-") << c.text;
    if (c.first != "-") {
      EXPECT_EQ(day, c.first) << c.text;
    }
    day = "?";
    EXPECT_EQ(internal::LastDay(c.text, &day), c.last != "-") << c.text;
    if (c.last != "-") {
      EXPECT_EQ(day, c.last) << c.text;
    }
  }
}

TEST(OwnershipMapping, Countries) {
  EXPECT_EQ(internal::CountryCode("cn"), "CN");
  EXPECT_EQ(internal::CountryCode("US-MA"), "US");
  EXPECT_EQ(internal::CountryCode("suhh"), "");
  EXPECT_EQ(internal::CountryCode("1A"), "");
  EXPECT_EQ(internal::CountryCode("C"), "");
}

}  // namespace
}  // namespace cordon
