#include "db/ownership/mapping.h"

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "base/clock.h"
#include "base/utf8.h"

namespace cordon::internal {
namespace {

constexpr size_t kMaxRemarks = 20;
constexpr size_t kMaxRemarkText = 80;
constexpr char kLongAgo[] = "1900-01-01";

bool AllDigits(absl::string_view text) {
  for (const char c : text) {
    if (!absl::ascii_isdigit(static_cast<unsigned char>(c))) return false;
  }
  return !text.empty();
}

int Number(absl::string_view digits) {
  int value = 0;
  (void)absl::SimpleAtoi(digits, &value);
  return value;
}

// Year, month (0 = none) and day (0 = none) of the forms described in the header.
bool SplitDate(absl::string_view text, int* year, int* month, int* day) {
  const size_t time = text.find_first_of("T ");
  if (time != absl::string_view::npos) text = text.substr(0, time);
  *month = *day = 0;
  if (text.size() < 4 || !AllDigits(text.substr(0, 4))) return false;
  *year = Number(text.substr(0, 4));
  if (text.size() == 4) return true;
  if (text.size() < 7 || text[4] != '-' || !AllDigits(text.substr(5, 2))) return false;
  *month = Number(text.substr(5, 2));
  if (*month < 1 || *month > 12) return false;
  if (text.size() == 7) return true;
  if (text.size() != 10 || text[7] != '-' || !AllDigits(text.substr(8, 2))) return false;
  *day = Number(text.substr(8, 2));
  return *day >= 1 && *day <= 31;
}

std::string DateText(int year, int month, int day) {
  return absl::StrCat(absl::Dec(year, absl::kZeroPad4), "-", absl::Dec(month, absl::kZeroPad2), "-",
                      absl::Dec(day, absl::kZeroPad2));
}

}  // namespace

bool FirstDay(absl::string_view text, std::string* day) {
  int y = 0;
  int m = 0;
  int d = 0;
  if (!SplitDate(text, &y, &m, &d)) return false;
  if (y < 1900) {
    day->clear();
    return true;
  }
  const std::string first = DateText(y, m == 0 ? 1 : m, d == 0 ? 1 : d);
  if (!ParseDate(first).ok()) return false;
  *day = first;
  return true;
}

bool LastDay(absl::string_view text, std::string* day) {
  int y = 0;
  int m = 0;
  int d = 0;
  if (!SplitDate(text, &y, &m, &d)) return false;
  if (y < 1900) {
    *day = kLongAgo;
    return true;
  }
  if (m == 0) m = 12;
  if (d == 0) {
    d = 31;
    while (d > 28 && !ParseDate(DateText(y, m, d)).ok()) --d;
  }
  const std::string last = DateText(y, m, d);
  // A last day beyond the calendar we keep ("9999-12-31") is no bound.
  if (y > 2199) {
    day->clear();
    return true;
  }
  if (!ParseDate(last).ok()) return false;
  *day = last;
  return true;
}

std::string CountryCode(absl::string_view text) {
  text = absl::StripAsciiWhitespace(text);
  if (text.size() > 2 && text[2] != '-') return "";
  if (text.size() < 2 || !absl::ascii_isalpha(static_cast<unsigned char>(text[0])) ||
      !absl::ascii_isalpha(static_cast<unsigned char>(text[1]))) {
    return "";
  }
  return absl::AsciiStrToUpper(text.substr(0, 2));
}

std::string CutText(absl::string_view text, size_t max_bytes) {
  text = absl::StripAsciiWhitespace(text);
  if (text.size() <= max_bytes) return std::string(text);
  size_t end = max_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return std::string(text.substr(0, end));
}

bool LooksLikeLei(absl::string_view text) {
  if (text.size() != 20) return false;
  for (const char c : text) {
    const auto u = static_cast<unsigned char>(c);
    if (!absl::ascii_isupper(u) && !absl::ascii_isdigit(u)) return false;
  }
  return true;
}

absl::Status ImportRun::Node(v1::OwnershipNode node) {
  ++report_.nodes;
  node.set_source(report_.source);
  return sink_.node(node);
}

absl::Status ImportRun::Edge(v1::OwnershipEdge edge) {
  ++report_.edges;
  if (edge.unknown() && edge.kind() == v1::INTEREST_SHAREHOLDING) ++report_.unknown_shares;
  edge.set_source(report_.source);
  return sink_.edge(edge);
}

absl::Status ImportRun::Record() {
  if (++report_.records > options_.limits.max_records) {
    return absl::ResourceExhaustedError(
        absl::StrCat(options_.file_name, ": more than ", options_.limits.max_records, " records; split the file"));
  }
  if (report_.records % 65'536 == 0 && options_.progress) options_.progress(report_.bytes);
  return absl::OkStatus();
}

void ImportRun::Remark(absl::string_view place, absl::string_view what, absl::string_view value) {
  if (report_.remarks.size() >= kMaxRemarks) return;
  report_.remarks.push_back(absl::StrCat(place, ": ", what, " \"", CutText(value, kMaxRemarkText), "\""));
}

void ImportRun::SetDates(absl::string_view place, absl::string_view start, absl::string_view end,
                         v1::OwnershipEdge* edge) {
  std::string day;
  if (!start.empty()) {
    if (FirstDay(start, &day)) {
      edge->set_start_date(day);
    } else {
      ++report_.unreadable_dates;
      Remark(place, "unreadable start date", start);
    }
  }
  if (!end.empty()) {
    if (LastDay(end, &day)) {
      edge->set_end_date(day);
    } else {
      ++report_.unreadable_dates;
      Remark(place, "unreadable end date", end);
    }
  }
  // A source that ends before it starts says nothing reliable: no bounds.
  if (!edge->start_date().empty() && !edge->end_date().empty() && edge->end_date() < edge->start_date()) {
    ++report_.unreadable_dates;
    Remark(place, "ends before it starts", absl::StrCat(edge->start_date(), " > ", edge->end_date()));
    edge->clear_start_date();
    edge->clear_end_date();
  }
}

absl::Status ImportRun::Invalid(absl::string_view place, absl::string_view what) const {
  return absl::InvalidArgumentError(absl::StrCat(options_.file_name, ": ", place, ": ", what));
}

std::string SourceTag(absl::string_view file_name) {
  const size_t slash = file_name.rfind('/');
  if (slash != absl::string_view::npos) file_name.remove_prefix(slash + 1);
  const size_t dot = file_name.find('.', 1);
  const std::string tag = CutText(file_name.substr(0, dot), 64);
  return tag.empty() ? "file" : tag;
}

void SetShare(int min_bp, int max_bp, v1::OwnershipEdge* edge) {
  edge->set_min_bp(min_bp);
  edge->set_max_bp(max_bp);
  edge->set_unknown(false);
}

void SetUnknownShare(v1::OwnershipEdge* edge) {
  edge->set_min_bp(0);
  edge->set_max_bp(10'000);
  edge->set_unknown(true);
}

}  // namespace cordon::internal
