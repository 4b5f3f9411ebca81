// Names in their own script: companies that publish both names, and the Entity List asked in Chinese.
#include <algorithm>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "base/status_macros.h"
#include "bench/corpora.h"
#include "bench/quality_sections.h"
#include "match/equality.h"
#include "match/list_snapshot.h"

namespace cordon::bench {
namespace {

// The least score a first place is taken from.
constexpr int kRetrievalFloor = 5000;

std::shared_ptr<const ListSnapshot> SnapshotOf(const std::vector<NamePair>& pairs) {
  ListSnapshot::Builder builder;
  for (size_t i = 0; i < pairs.size(); ++i) {
    v1::ListEntry entry;
    entry.set_list("X");
    entry.set_entry_id(absl::StrCat(i));
    entry.set_type(v1::ENTRY_ORGANIZATION);
    entry.set_entry_name(pairs[i].latin);
    v1::ListName* const name = entry.add_names();
    name->set_text(pairs[i].latin);
    name->set_kind(v1::PRIMARY);
    if (!builder.AddSerialized(entry.SerializeAsString()).ok()) break;
  }
  return std::move(builder).Build();
}

void Retrieval(const std::string& name, int target, const std::vector<NamePair>& pairs, const QualityOptions& options,
               Details* details, QualityReport* report) {
  report->Progress(absl::StrCat("cross-script: ", name));
  const Matcher matcher(SnapshotOf(pairs));
  MatchOptions match_options;
  match_options.threshold = kRetrievalFloor;
  int64_t first = 0;
  int64_t answered = 0;
  int64_t right = 0;
  for (size_t i = 0; i < pairs.size(); ++i) {
    const MatchResult result = matcher.Match(PartyOf(pairs[i].native, v1::ORGANIZATION), match_options);
    const bool any = !result.hits.empty();
    const bool correct = any && (result.hits[0].entry == i || pairs[result.hits[0].entry].latin == pairs[i].latin);
    first += correct ? 1 : 0;
    if (any && result.hits[0].score >= options.threshold) {
      ++answered;
      right += correct ? 1 : 0;
    }
    if (!correct) {
      details->Line(absl::StrCat("cross-script ", name), any ? result.hits[0].score : 0, pairs[i].native,
                    absl::StrCat(pairs[i].latin, "\t", any ? pairs[result.hits[0].entry].latin : ""));
    }
  }
  report->Share(absl::StrCat(name, ": right one first"), first, static_cast<int64_t>(pairs.size()), target);
  report->Share(absl::StrCat(name, ": right at the threshold"), right, answered, 9000);
  report->Share(absl::StrCat(name, ": found at the threshold"), right, static_cast<int64_t>(pairs.size()), 0);
}

// The entries that carry a name equal to this one.
std::vector<EntryIndex> EntriesNamed(const QualityWorld& world, const std::string& name) {
  std::vector<EntryIndex> entries;
  MatchOptions options;
  options.threshold = kFullScore;
  for (const Hit& hit : world.matcher().Match(PartyOf(name, v1::ANY), options).hits) {
    if (world.Holds(hit.entry)) entries.push_back(hit.entry);
  }
  return entries;
}

absl::Status EntityListInChinese(const QualityWorld& world, const QualityOptions& options, Details* details,
                                 QualityReport* report) {
  struct File {
    const char* title;
    const char* name;
  };
  constexpr File kFiles[] = {{"institutes and universities, by hand", "entity_list_chinese.csv"},
                             {"aliases of the starter list", ""}};
  int64_t all = 0;
  int64_t all_found = 0;
  for (const File& file : kFiles) {
    std::vector<LabelledPair> pairs;
    if (*file.name != '\0') {
      CORDON_ASSIGN_OR_RETURN(pairs, LoadLabelledPairs(absl::StrCat(options.pairs_dir, "/", file.name)));
    } else {
      CORDON_ASSIGN_OR_RETURN(pairs,
                              LoadStarterAliases(absl::StrCat(options.pairs_dir, "/../../../db/lists/starter/EL.csv")));
    }
    int64_t of = 0;
    int64_t found = 0;
    for (const LabelledPair& pair : pairs) {
      const std::vector<EntryIndex> entries = EntriesNamed(world, pair.name_b);
      if (entries.empty()) {
        details->Line("not on the list", 0, pair.name_a, pair.name_b);
        continue;
      }
      ++of;
      int score = 0;
      for (const EntryIndex entry : entries) {
        score = std::max(score, world.ScoreOf(PartyOf(pair.name_a, v1::ORGANIZATION), entry, options.threshold));
      }
      if (score > 0) {
        ++found;
      } else {
        details->Line("missed: asked in Chinese", score, pair.name_a, pair.name_b);
      }
    }
    report->Share(file.title, found, of, 0);
    all += of;
    all_found += found;
  }
  report->Share("Entity List asked in Chinese", all_found, all, 8000);
  return absl::OkStatus();
}

}  // namespace

absl::Status CrossScriptSection(const QualityWorld& world, const QualityOptions& options, Details* details,
                                QualityReport* report) {
  report->Begin("cross-script", "native name asked against the English names of all companies of the file");
  const std::string dir = absl::StrCat(options.data_dir, "/cross_script/");
  CORDON_ASSIGN_OR_RETURN(const auto chinese, LoadNamePairs(dir + "cn_listed_companies.csv", "公司全称", "英文名称"));
  CORDON_ASSIGN_OR_RETURN(const auto japanese,
                          LoadNamePairs(dir + "jp_edinet_codes.csv", "提出者名", "提出者名（英字）"));
  CORDON_ASSIGN_OR_RETURN(const auto korean, LoadCorpCodes(dir + "kr_dart_corpcode_english_2025.xml"));
  Retrieval("Chinese", 5500, chinese, options, details, report);
  Retrieval("Japanese", 3500, japanese, options, details, report);
  Retrieval("Korean", 5500, korean, options, details, report);
  return EntityListInChinese(world, options, details, report);
}

}  // namespace cordon::bench
