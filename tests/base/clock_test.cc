#include "base/clock.h"

#include <gtest/gtest.h>

namespace cordon {
namespace {

TEST(Clock, TimestampsHaveSixDigitsAndUtc) {
  EXPECT_EQ(FormatTimestamp(absl::UnixEpoch()), "1970-01-01T00:00:00.000000Z");
  EXPECT_EQ(FormatTimestamp(absl::FromUnixMicros(1)), "1970-01-01T00:00:00.000001Z");
  EXPECT_EQ(FormatTimestamp(absl::FromUnixNanos(1'999)), "1970-01-01T00:00:00.000001Z");
  EXPECT_EQ(FormatTimestamp(absl::FromUnixSeconds(2'147'483'648)), "2038-01-19T03:14:08.000000Z");
  EXPECT_EQ(FormatDate(absl::FromUnixSeconds(86'399)), "1970-01-01");
}

TEST(Clock, ReadsRfc3339) {
  const struct {
    const char* text;
    int64_t micros;
  } kCases[] = {
      {"1970-01-01T00:00:00Z", 0},      {"1970-01-01T00:00:00.000001Z", 1},  {"1970-01-01T01:00:00+01:00", 0},
      {"1969-12-31T23:00:00-01:00", 0}, {"1970-01-01T00:00:00.5Z", 500'000},
  };
  for (const auto& c : kCases) {
    const absl::StatusOr<absl::Time> time = ParseTimestamp(c.text);
    ASSERT_TRUE(time.ok()) << c.text << ": " << time.status();
    EXPECT_EQ(absl::ToUnixMicros(*time), c.micros) << c.text;
  }
}

TEST(Clock, RefusesWhatIsNotRfc3339) {
  for (const char* text : {"",
                           "now",
                           "infinite-future",
                           "infinite-past",
                           "1970-01-01",
                           "1970-01-01T00:00:00",
                           "1970-01-01 00:00:00Z",
                           " 1970-01-01T00:00:00Z",
                           "1970-01-01T00:00:00Z ",
                           "1970-13-01T00:00:00Z",
                           "1970-02-30T00:00:00Z",
                           "1970-01-01T24:00:01Z",
                           "1970-01-01T00:61:00Z",
                           "70-01-01T00:00:00Z",
                           "+1970-01-01T00:00:00Z",
                           "12026-01-01T00:00:00Z",
                           "-970-01-01T00:00:00Z",
                           "1970-1-1T0:0:0Z",
                           "1970-01-01T00:00:00.Z",
                           "1970-01-01T00:00:00+0100",
                           "1970-01-01T00:00:00+25:00",
                           "1970-01-01T00:00:00.00000000000000000000000000000000000000000000000000001Z"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(ParseTimestamp(text).status())) << "'" << text << "'";
  }
}

TEST(Clock, TimestampsSurviveARoundTripAndSortAsText) {
  const absl::Time end = absl::FromCivil(absl::CivilDay(9999, 12, 31), absl::UTCTimeZone());
  std::string before;
  absl::Time time = absl::FromCivil(absl::CivilDay(1000, 1, 1), absl::UTCTimeZone());
  for (; time < end; time += absl::Hours(99'991) + absl::Microseconds(7919)) {
    const std::string text = FormatTimestamp(time);
    EXPECT_EQ(ParseTimestamp(text).value(), time) << text;
    EXPECT_LT(before, text);
    before = text;
  }
}

TEST(Clock, ReadsDates) {
  for (const char* text : {"1900-01-01", "2199-12-31", "2024-02-29", "2000-02-29", "2026-11-22"}) {
    const absl::StatusOr<absl::CivilDay> day = ParseDate(text);
    ASSERT_TRUE(day.ok()) << text;
    EXPECT_EQ(absl::FormatCivilTime(*day), text);
  }
}

TEST(Clock, RefusesWhatIsNoDate) {
  for (const char* text :
       {"", "2026-11-2", "2026-11-222", "2026/11/22", "22-11-2026", "2026-13-01", "2026-00-01", "2026-01-00",
        "2026-02-29", "1900-02-29", "2026-04-31", "1899-12-31", "2200-01-01", "2026-+1-01", "2026- 1-01", "20 6-01-01",
        "today", "2026-11-22Z", "\xd9\xa2\xd9\xa0\xd9\xa2\xd9\xa6-1-1"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(ParseDate(text).status())) << text;
  }
}

TEST(Clock, AFixedClockStandsStill) {
  FixedClock clock(absl::FromUnixSeconds(5));
  EXPECT_EQ(clock.Now(), clock.Now());
  clock.Set(absl::FromUnixSeconds(6));
  EXPECT_EQ(clock.Now(), absl::FromUnixSeconds(6));
  EXPECT_GT(SystemClock()->Now(), absl::FromCivil(absl::CivilDay(2020, 1, 1), absl::UTCTimeZone()));
}

}  // namespace
}  // namespace cordon
