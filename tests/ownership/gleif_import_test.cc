// GLEIF level 1 and 2, as CSV and XML.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "db/ownership/import.h"
#include "tests/ownership/import_fixture.h"

namespace cordon {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr char kChild[] = "001GPB6A9XPE8XJICC14";
constexpr char kParent[] = "5493001Z012YSB2A0K51";

TEST(OwnershipImport, GleifCsv) {
  Imported got =
      Import(absl::StrCat("\xEF\xBB\xBF\"LEI\",\"Entity.LegalName\",\"Entity.OtherEntityNames.OtherEntityName.1\","
                          "\"Entity.HeadquartersAddress.Country\",\"Entity.LegalJurisdiction\","
                          "\"Entity.RegistrationAuthority.RegistrationAuthorityID\","
                          "\"Entity.RegistrationAuthority.RegistrationAuthorityEntityID\","
                          "\"Entity.EntityCreationDate\",\"Registration.RegistrationStatus\"\n",
                          "\"", kChild, "\",\"Foo, Ltd\",\"Old Foo\",\"CN\",\"KY\",\"RA000665\",\"X1\",",
                          "\"2012-11-29T00:00:00.000Z\",\"ISSUED\"\n", "\"", kParent,
                          "\",\"Gone\",\"\",\"DE\",\"DE\",\"RA999999\",\"\",\"\",\"ANNULLED\"\n"),
             "lei2.csv");
  ASSERT_TRUE(got.status.ok()) << got.error();
  EXPECT_EQ(got.report.format, "gleif-lei-csv");
  EXPECT_EQ(got.report.records, 2);
  EXPECT_EQ(got.report.withdrawn, 1);
  ASSERT_EQ(got.nodes.size(), 1U);
  EXPECT_EQ(got.nodes[0].id(), absl::StrCat("lei:", kChild));
  EXPECT_THAT(got.nodes[0].names(), ElementsAre("Foo, Ltd", "Old Foo"));
  EXPECT_EQ(got.nodes[0].hq_country(), "CN");
  EXPECT_EQ(got.nodes[0].incorporation_country(), "KY");
  EXPECT_EQ(got.nodes[0].incorporation_date(), "2012-11-29");
  ASSERT_EQ(got.nodes[0].ids_size(), 2);
  EXPECT_EQ(got.nodes[0].ids(1).scheme(), "RA000665");

  const std::string header =
      "Relationship.StartNode.NodeID,Relationship.StartNode.NodeIDType,Relationship.EndNode.NodeID,"
      "Relationship.EndNode.NodeIDType,Relationship.RelationshipType,Relationship.RelationshipStatus,"
      "Relationship.Period.1.startDate,Relationship.Period.1.endDate,Relationship.Period.1.periodType,"
      "Relationship.Period.2.startDate,Relationship.Period.2.endDate,Relationship.Period.2.periodType,"
      "Relationship.Quantifiers.1.QuantifierAmount,Relationship.Quantifiers.1.QuantifierUnits,"
      "Registration.RegistrationStatus,Registration.LastUpdateDate\n";
  const auto row = [&](const std::string& type, const std::string& rest) {
    return absl::StrCat(kChild, ",LEI,", kParent, ",LEI,", type, ",", rest, "\n");
  };
  got = Import(absl::StrCat(header,
                            row("IS_DIRECTLY_CONSOLIDATED_BY",
                                "ACTIVE,2019-01-01,2019-12-31,ACCOUNTING_PERIOD,2010-05-01,,RELATIONSHIP_PERIOD,100.00,"
                                "PERCENTAGE,PUBLISHED,2023-01-01T00:00:00Z"),
                            row("IS_ULTIMATELY_CONSOLIDATED_BY", "INACTIVE,,,,,,,,,LAPSED,2023-05-06T00:00:00Z"),
                            row("IS_INTERNATIONAL_BRANCH_OF", "ACTIVE,,,,,,,,,PUBLISHED,"),
                            row("IS_FUND-MANAGED_BY", "ACTIVE,,,,,,,,,PUBLISHED,"),
                            row("IS_DIRECTLY_CONSOLIDATED_BY", "ACTIVE,,,,,,,,,ANNULLED,"),
                            row("IS_DIRECTLY_CONSOLIDATED_BY", "INACTIVE,,,,,,,,,PUBLISHED,")),
               "rr.csv");
  ASSERT_TRUE(got.status.ok()) << got.error();
  EXPECT_EQ(got.report.format, "gleif-rr-csv");
  EXPECT_EQ(got.report.withdrawn, 2);
  ASSERT_EQ(got.edges.size(), 4U);
  EXPECT_EQ(got.edges[0].kind(), v1::INTEREST_CONSOLIDATION_DIRECT);
  EXPECT_TRUE(got.edges[0].unknown()) << "consolidation is never a share";
  EXPECT_EQ(got.edges[0].note(), "consolidated 100.00 PERCENTAGE");
  EXPECT_EQ(got.edges[0].start_date(), "2010-05-01");
  EXPECT_EQ(got.edges[1].kind(), v1::INTEREST_CONSOLIDATION_ULTIMATE);
  EXPECT_EQ(got.edges[1].end_date(), "2023-05-06");
  EXPECT_EQ(got.edges[2].kind(), v1::INTEREST_BRANCH);
  EXPECT_EQ(got.edges[3].kind(), v1::INTEREST_FUND);
  EXPECT_EQ(got.report.unknown_shares, 0) << "only shareholdings count";

  got = Import(absl::StrCat("LEI,Exception.Category,Exception.Reason.1\n", kChild,
                            ",ULTIMATE_ACCOUNTING_CONSOLIDATION_PARENT,NATURAL_PERSONS\n", kParent,
                            ",DIRECT_ACCOUNTING_CONSOLIDATION_PARENT,NO_LEI\n"),
               "repex.csv");
  ASSERT_TRUE(got.status.ok()) << got.error();
  EXPECT_EQ(got.report.format, "gleif-repex-csv");
  EXPECT_EQ(got.nodes[0].ultimate_parent_exception(), v1::NO_PARENT);
  EXPECT_EQ(got.nodes[1].direct_parent_exception(), v1::PARENT_NOT_NAMED);
}

TEST(OwnershipImport, GleifRefuses) {
  const std::vector<ErrorCase> cases = {
      {"LEI,Entity.LegalName\nabc,X\n", "row 2: LEI \"abc\" is not an LEI"},
      {"LEI,Something\n", "not a GLEIF golden-copy header"},
      {"Relationship.StartNode.NodeID\n", "the column Relationship.EndNode.NodeID is missing"},
      {absl::StrCat("LEI,Exception.Category\n", kChild, ",WHO_KNOWS\n"), "exception category \"WHO_KNOWS\""},
      {"<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"b\">]><x/>", "DOCTYPE) is refused"},
      {"<a><b></a>", "not well-formed XML"},
      {"<a/>", "not GLEIF XML"},
      {"<l:LEIData xmlns:l=\"u\"><l:LEIRecords><l:LEIRecord><l:LEI>1</l:LEI></l:LEIRecord></l:LEIRecords></l:LEIData>",
       "line 1: LEI \"1\" is not an LEI"},
      {"<l:LEIData xmlns:l=\"u\"><l:LEIRecords>", "not well-formed"},
  };
  for (const ErrorCase& c : cases) {
    const Imported got = Import(c.bytes, "f");
    EXPECT_TRUE(absl::IsInvalidArgument(got.status)) << c.bytes;
    EXPECT_THAT(got.error(), HasSubstr(c.message)) << c.bytes;
  }
}

TEST(OwnershipImport, GleifXml) {
  const Imported got = Import(
      absl::StrCat("<?xml version=\"1.0\"?><rr:RelationshipData xmlns:rr=\"u\"><rr:RelationshipRecords>"
                   "<rr:RelationshipRecord><rr:Relationship><rr:StartNode><rr:NodeID>",
                   kChild, "</rr:NodeID><rr:NodeIDType>LEI</rr:NodeIDType></rr:StartNode><rr:EndNode><rr:NodeID>",
                   kParent,
                   "</rr:NodeID><rr:NodeIDType>LEI</rr:NodeIDType></rr:EndNode>"
                   "<rr:RelationshipType>IS_DIRECTLY_CONSOLIDATED_BY</rr:RelationshipType><rr:RelationshipPeriods>"
                   "<rr:RelationshipPeriod><rr:StartDate>2018-01-01T00:00:00Z</rr:StartDate>"
                   "<rr:EndDate>2018-12-31T00:00:00Z</rr:EndDate><rr:PeriodType>ACCOUNTING_PERIOD</rr:PeriodType>"
                   "</rr:RelationshipPeriod><rr:RelationshipPeriod><rr:StartDate>2012-11-29</rr:StartDate>"
                   "<rr:PeriodType>RELATIONSHIP_PERIOD</rr:PeriodType></rr:RelationshipPeriod></rr:RelationshipPeriods>"
                   "<rr:RelationshipStatus>ACTIVE</rr:RelationshipStatus></rr:Relationship><rr:Registration>"
                   "<rr:RegistrationStatus>PUBLISHED</rr:RegistrationStatus></rr:Registration></rr:RelationshipRecord>"
                   "</rr:RelationshipRecords></rr:RelationshipData>"),
      "rr.xml");
  ASSERT_TRUE(got.status.ok()) << got.error();
  EXPECT_EQ(got.report.format, "gleif-rr-xml");
  EXPECT_THAT(got.Edges(), ElementsAre(absl::StrCat("lei:", kParent, ">lei:", kChild, " 0..10000? 2012-11-29/")));
}

}  // namespace
}  // namespace cordon
