#include "db/lists/csv.h"

#include "gtest/gtest.h"

namespace cordon {
namespace {
TEST(CsvReader, Placeholder) {}
}  // namespace
}  // namespace cordon
