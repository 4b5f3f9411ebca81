// The importers and the graph over published files, with the counts those files have. Skipped without shared data.
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "absl/strings/str_cat.h"
#include "base/files.h"
#include "db/ownership/import.h"
#include "tests/ownership/ownership_fixture.h"

namespace cordon {
namespace {

std::string SharedData() {
  const char* const named = std::getenv("CORDON_SHARED_DATA");
  if (named != nullptr) return named;
  const char* const source = std::getenv("CORDON_SOURCE_DIR");
  return absl::StrCat(source == nullptr ? "." : source, "/../shared/data");
}

// GTEST_SKIP returns from the calling function only in the test body.
#define SKIP_WITHOUT(path)                                        \
  if (!FileExists(path)) {                                        \
    GTEST_SKIP() << "skipped: no shared data (" << (path) << ")"; \
  }

absl::StatusOr<OwnershipImportReport> ImportFile(const std::string& path, OwnershipGraphBuilder* builder) {
  auto source = OpenFileSource(path);
  if (!source.ok()) return source.status();
  auto plain = Decompress(std::move(*source), DecompressLimits());
  OwnershipImportOptions options;
  options.file_name = path.substr(path.rfind('/') + 1);
  OwnershipSink sink;
  sink.node = [builder](const v1::OwnershipNode& node) { return builder->AddNode(node); };
  sink.edge = [builder](const v1::OwnershipEdge& edge) { return builder->AddEdge(edge); };
  return ImportOwnershipFile(*plain, options, sink);
}

struct FileCase {
  std::string path;
  std::string format;
  int64_t records;
  int64_t nodes;
  int64_t edges;
};

TEST(OwnershipRealData, Counts) {
  const std::string data = SharedData();
  SKIP_WITHOUT(data + "/ownership/gleif_lei-data.xml");
  const FileCase cases[] = {
      {"/ownership/gleif_lei-data.xml", "gleif-lei-xml", 13, 13, 0},
      {"/ownership/gleif_rr-data.xml", "gleif-rr-xml", 10, 0, 10},
      {"/ownership/gleif_repex-data.xml", "gleif-repex-xml", 10, 10, 0},
      {"/ownership/bods_0.4_sample_300_statements.json", "bods-0.4", 300, 200, 100},
      {"/ftm/zala/entities.ftm.json", "ftm", 91, 17, 17},
      {"/ftm/donations/donations.ijson", "ftm", 474, 95, 0},
      {"/ftm/donations/parteispenden.entities.ftm.json", "ftm", 475, 96, 0},
  };
  for (const FileCase& c : cases) {
    SCOPED_TRACE(c.path);
    OwnershipGraphBuilder builder;
    const auto report = ImportFile(data + c.path, &builder);
    ASSERT_TRUE(report.ok()) << std::string(report.status().message());
    EXPECT_EQ(report->format, c.format);
    EXPECT_EQ(report->records, c.records);
    EXPECT_EQ(report->nodes, c.nodes);
    EXPECT_EQ(report->edges, c.edges);
    EXPECT_EQ(report->unreadable_shares, 0);
    EXPECT_EQ(report->unreadable_dates, 0);
    ASSERT_TRUE(std::move(builder).Build().ok());
  }
}

TEST(OwnershipRealData, DeltaFilesAreRefused) {
  const std::string path = SharedData() + "/ftm/opensanctions-delta/t2/20240527194702-wnk/entities.delta.json";
  SKIP_WITHOUT(path);
  OwnershipGraphBuilder builder;
  const auto report = ImportFile(path, &builder);
  EXPECT_TRUE(absl::IsInvalidArgument(report.status()));
  EXPECT_NE(std::string(report.status().message()).find("delta"), std::string::npos);
}

// The owners of a sanctioned Russian manufacturer through the years: 50, 48 and 51 % of one person in overlapping
// records until 2023, then 51 % beside another person's 49 %.
TEST(OwnershipRealData, StakesOfOneOwnerOverTheYears) {
  const std::string path = SharedData() + "/ftm/zala/entities.ftm.json";
  SKIP_WITHOUT(path);
  OwnershipGraphBuilder builder;
  ASSERT_TRUE(ImportFile(path, &builder).ok());
  const auto graph = std::move(builder).Build();
  ASSERT_TRUE(graph.ok());
  const OwnershipNodeIndex company = (*graph)->FindId("ftm:NK-abdzbEBkqyT29GyREbiURZ");
  const OwnershipNodeIndex zakharov = (*graph)->FindId("ftm:NK-aU5ybkbRFJucf8YMwsJvDw");
  const OwnershipNodeIndex other = (*graph)->FindId("ftm:NK-nR5AXM9AVPq4pQaSPSaVam");
  ASSERT_NE(company, kNoOwnershipNode);
  ASSERT_NE(zakharov, kNoOwnershipNode);
  ASSERT_NE(other, kNoOwnershipNode);
  const auto ask = [&](OwnershipNodeIndex listed, OwnershipDay day) {
    OwnershipListings listings;
    v1::ListEntry entry;
    entry.set_list("SDN");
    entry.set_entry_id("1");
    listings.Add(listed, MakeOwnershipListing(entry, "test", true));
    OwnershipQuery query;
    query.root.graph_node = company;
    query.as_of = day;
    return SumOf(EvaluateOwnership(graph->get(), &listings, OwnershipOverlay(), DefaultOwnershipConfig(), query),
                 v1::REGIME_OFAC);
  };
  EXPECT_EQ(ask(zakharov, 20240701).restricted_min_bp(), 5'100);
  EXPECT_EQ(ask(zakharov, 20240701).restricted_max_bp(), 5'100);
  EXPECT_TRUE(ask(zakharov, 20240701).restricted());
  EXPECT_EQ(ask(zakharov, 20200101).restricted_max_bp(), 10'000);
  EXPECT_EQ(ask(zakharov, 20151124).restricted_max_bp(), 0);
  // 49 % known and "subsidiary of" without a share: the known one counts.
  EXPECT_EQ(ask(other, 20240701).restricted_max_bp(), 4'900);
  EXPECT_FALSE(ask(other, 20240701).unknown_share());
}

}  // namespace
}  // namespace cordon
