// Files that a publisher, a proxy or an attacker may hand over instead of a list: in every format all are refused, with
// a reason a person can act on.
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/db/lists/list_test_util.h"

namespace cordon {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;

struct GoodFile {
  const char* format;
  std::string text;
};

// One small valid file of each format, with two entries.
std::vector<GoodFile> GoodFiles() {
  CslRow second;
  second.id = "2";
  return {
      {"csl-csv", kCslHeader + CslRow().Csv() + second.Csv()},
      {"operator-csv", "id,name\n1,A CO\n2,B CO\n"},
      {"ofac-csv", PackFiles({{"sdn.csv",
                               "1,\"A CO\",-0- ,\"SDGT\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n"
                               "2,\"B CO\",-0- ,\"SDGT\",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n"},
                              {"alt.csv", "1,1,\"aka\",\"A2\",-0- \r\n"},
                              {"add.csv", "1,1,\"Road\",\"Minsk\",\"Belarus\",-0- \r\n"},
                              {"sdn_comments.csv", "1,\"x\"\r\n"}})},
      {"ofac-xml",
       "<sdnList><sdnEntry><uid>1</uid><lastName>A CO</lastName><sdnType>Entity</sdnType></sdnEntry>\n"
       "<sdnEntry><uid>2</uid><lastName>B CO</lastName><sdnType>Entity</sdnType></sdnEntry></sdnList>"},
      {"un-xml",
       "<CONSOLIDATED_LIST><ENTITIES><ENTITY><FIRST_NAME>A</FIRST_NAME><REFERENCE_NUMBER>1</REFERENCE_NUMBER></"
       "ENTITY>\n"
       "<ENTITY><FIRST_NAME>B</FIRST_NAME><REFERENCE_NUMBER>2</REFERENCE_NUMBER></ENTITY></ENTITIES></"
       "CONSOLIDATED_LIST>"},
      {"canada-xml",
       "<data-set><record><Country>Iran</Country><EntityOrShip>A</EntityOrShip><Item>1</Item></record>\n"
       "<record><Country>Iran</Country><EntityOrShip>B</EntityOrShip><Item>2</Item></record></data-set>"},
      {"bis-dpl",
       "Name\tStreet_Address\tCity\tState\tCountry\tPostal_Code\tEffective_Date\tExpiration_Date\tStandard_Order\t"
       "Last_Update\tAction\tFR_Citation\nA CO\t\t\t\t\t\t\t\t\t\t\t\nB CO\t\t\t\t\t\t\t\t\t\t\t\n"},
      {"opensanctions-csv",
       "id,schema,name,aliases,birth_date,countries,addresses,identifiers,sanctions,dataset\n1,Person,A "
       "B,,,,,,,x\n2,Person,B CO,,,,,,,x\n"},
      {"opensanctions-ftm",
       "{\"id\":\"1\",\"schema\":\"Person\",\"properties\":{\"name\":[\"A B\"]}}\n"
       "{\"id\":\"2\",\"schema\":\"Person\",\"properties\":{\"name\":[\"B CO\"]}}\n"},
      {"eu-fsf-csv", "Entity_LogicalId;Entity_SubjectType;NameAlias_WholeName\n1;person;A B\n2;person;B CO\n"},
      {"uk-sanctions-csv",
       "Unique ID,Name 6,Name 1,Name 2,Name 3,Name 4,Name 5,Name type,Regime Name,Designation Type\n"
       "1,A,,,,,,Primary Name,Russia,Entity\n2,B,,,,,,Primary Name,Russia,Entity\n"},
      {"csl-json",
       "{\"total\":2,\"results\":[{\"id\":\"1\",\"source\":\"(EL)\",\"name\":\"A CO\"},\n"
       "{\"id\":\"2\",\"source\":\"(EL)\",\"name\":\"B CO\"}]}"},
  };
}

TEST(BadFiles, TheGoodOnesAreRead) {
  for (const GoodFile& good : GoodFiles()) {
    const auto list = ImportText(good.text);
    ASSERT_TRUE(list.ok()) << good.format << ": " << list.status();
    EXPECT_EQ(list->format, good.format);
    EXPECT_EQ(list->entries.size(), 2U) << good.format;
  }
}

TEST(BadFiles, ByContentNotByName) {
  for (const GoodFile& good : GoodFiles()) {
    const auto list = ImportText(good.text, {.file_name = "something.pdf"});
    EXPECT_TRUE(list.ok()) << good.format;
  }
}

TEST(BadFiles, EmptyAndForeignFiles) {
  EXPECT_THAT(ImportError(""), HasSubstr("the file is empty; fetch it again"));
  EXPECT_THAT(ImportError("\n \n"), HasSubstr("the file is empty"));
  EXPECT_THAT(ImportError("<!DOCTYPE html>\n<html><body>503 Service Unavailable</body></html>"),
              HasSubstr("is a web page or XML (an error page of the publisher?)"));
  EXPECT_THAT(ImportError("<html><p>Not found</p></html>"), HasSubstr("is a web page"));
  EXPECT_THAT(ImportError("<other><sdnEntry/></other>"), HasSubstr("Known formats: "));
  EXPECT_THAT(ImportError("{\"error\":\"no key\"}"), HasSubstr("is JSON in no known layout"));
  EXPECT_THAT(ImportError("PK\x03\x04zip"), HasSubstr("is a ZIP archive"));
}

// Half a file: cut anywhere in its second half, but not where a whole row ends.
TEST(BadFiles, HalfAFile) {
  for (const GoodFile& good : GoodFiles()) {
    const bool rows = absl::string_view(good.format).find("csv") != absl::string_view::npos ||
                      absl::string_view(good.format) == "bis-dpl";
    const bool archive = absl::string_view(good.format) == "ofac-csv";
    for (size_t size = good.text.size() / 2; size + 2 < good.text.size(); size += archive ? 97 : 1) {
      const absl::string_view half = absl::string_view(good.text).substr(0, size);
      const auto list = ImportText(half);
      if (!list.ok()) continue;
      // A file of rows that ends behind or inside a row's last cell looks whole; what it lost is whole rows or the end
      // of that cell, which the guard against shrinking lists is for.
      EXPECT_TRUE((rows && !archive) || absl::string_view(good.format) == "opensanctions-ftm")
          << good.format << " " << size;
    }
  }
}

TEST(BadFiles, NulAndInvalidUtf8) {
  for (const GoodFile& good : GoodFiles()) {
    for (const absl::string_view bad : {absl::string_view("\0", 1), absl::string_view("\xFF\xFE")}) {
      std::string text = good.text;
      const size_t name = text.find("B CO");
      const size_t at = name == std::string::npos ? text.rfind('B') : name;
      ASSERT_NE(at, std::string::npos);
      text.replace(at, bad.size(), bad.data(), bad.size());
      EXPECT_NE(ImportError(text), "OK") << good.format;
    }
  }
}

TEST(BadFiles, DuplicateIds) {
  // The gathering formats and the one without ids join or number them instead.
  for (const GoodFile& good : GoodFiles()) {
    const absl::string_view format = good.format;
    if (format == "eu-fsf-csv" || format == "uk-sanctions-csv" || format == "bis-dpl") continue;
    std::string text = good.text;
    for (const absl::string_view second :
         {"2,\"B CO\"", "\n2,B CO", "<uid>2<", "R>2<", "Item>2<", "\n2,Person", "\"id\":\"2\"", "\n2,"}) {
      const size_t at = text.find(second.data(), 0, second.size());
      if (at == std::string::npos) continue;
      text[text.find('2', at)] = '1';
      break;
    }
    EXPECT_THAT(ImportError(text), HasSubstr("both are entry")) << format;
  }
}

TEST(BadFiles, OverTheSizeCap) {
  const std::string good = "id,name\n1,First Example\n";
  const auto import = [&](int64_t cap) {
    DecompressLimits limits;
    limits.max_input = cap;
    const std::unique_ptr<ByteSource> bytes = Decompress(MemorySource(good), limits);
    const auto list = ImportListFile(*bytes, {});
    return list.ok() ? "OK" : std::string(list.status().message());
  };
  EXPECT_EQ(import(static_cast<int64_t>(good.size())), "OK");
  EXPECT_THAT(import(static_cast<int64_t>(good.size()) - 1), HasSubstr("larger than the limit of"));
}

TEST(BadFiles, AListCodeIsForAnOperatorsList) {
  for (const GoodFile& good : GoodFiles()) {
    const std::string error = ImportError(good.text, {.as_code = "DENY"});
    if (absl::string_view(good.format) == "operator-csv") {
      EXPECT_EQ(error, "OK");
    } else {
      EXPECT_THAT(error, HasSubstr("which names its lists itself")) << good.format;
    }
  }
}

}  // namespace
}  // namespace cordon
