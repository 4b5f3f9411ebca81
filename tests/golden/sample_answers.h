// Answers made by hand for the renderers: a hit with everything, a clear party, an incomplete one, a bad row.
#ifndef CORDON_TESTS_GOLDEN_SAMPLE_ANSWERS_H_
#define CORDON_TESTS_GOLDEN_SAMPLE_ANSWERS_H_

#include <string>
#include <vector>

#include "service/render/screening.h"

namespace cordon {

inline void AddStep(const char* query, const char* listed, v1::TokenRelation relation, int similarity, int weight,
                    v1::Match* match) {
  v1::TokenAlignment* const step = match->add_alignment();
  step->set_query(query);
  step->set_listed(listed);
  step->set_relation(relation);
  step->set_similarity(similarity);
  step->set_weight(weight);
}

inline v1::Match EntityListMatch() {
  v1::Match match;
  match.set_list("EL");
  match.set_entry_id("el-1");
  match.set_entry_name("Huawei Technologies Co., Ltd.");
  match.set_matched_name("Huawei Technologies Co., Ltd.");
  match.set_matched_name_kind(v1::PRIMARY);
  match.set_matched_name_quality(v1::STRONG);
  match.set_matched_on(v1::NAME);
  match.set_score(9410);
  match.set_priority(71);
  match.set_disposition(v1::HOLD);
  AddStep("hua wei", "huawei", v1::JOINED, 10000, 812, &match);
  AddStep("technology", "technologies", v1::SYNONYM, 10000, 201, &match);
  AddStep("", "co", v1::LIST_EXTRA, 0, 3, &match);
  match.set_entry_type(v1::ENTRY_ORGANIZATION);
  match.add_countries("CN");
  match.set_citation("84 FR 22961");
  match.set_license_requirement("For all items subject to the EAR");
  match.set_license_policy("Presumption of denial");
  match.set_scope(v1::ALL_EAR);
  match.add_footnotes(1);
  match.set_covers_subunits(true);
  match.set_start_date("2019-05-21");
  return match;
}

inline v1::Match SecuritiesMatch() {
  v1::Match match;
  match.set_list("CMIC");
  match.set_entry_id("23213");
  match.set_entry_name("HUAWEI TECHNOLOGIES CO., LTD.");
  match.set_matched_name("HUAWEI");
  match.set_matched_name_kind(v1::ALIAS);
  match.set_matched_name_quality(v1::WEAK);
  match.set_matched_on(v1::NAME);
  match.set_score(8500);
  match.set_priority(40);
  match.set_disposition(v1::NOTE);
  match.add_countries("CN");
  match.add_programs("CMIC-EO13959");
  match.set_start_date("2027-01-01");
  match.set_listed_later(true);
  return match;
}

// Fields that every answer has; the party's name is given.
inline v1::Screening BaseScreening(const std::string& name) {
  v1::Screening screening;
  screening.set_name("screenings/01m80x842fregnnx744735baps");
  screening.set_record_version(1);
  screening.set_kind("PARTY");
  screening.mutable_party()->set_name(name);
  screening.mutable_party()->set_type(v1::ANY);
  screening.set_as_of("2026-11-22");
  screening.set_threshold(8500);
  screening.set_disposition(v1::CLEAR);
  screening.set_engine_version("cordon-engine/1");
  screening.set_engine_state("sha256:00ff");
  screening.set_policy_version("default-1");
  screening.set_policy_digest("sha256:11ee");
  screening.set_caller("uid:1000(alice)");
  screening.set_request_id("3d1f0cce-5c58-4f1a-9b0c-2f6f4f3b8d11");
  screening.set_create_time("2026-11-22T05:04:03.000123Z");
  screening.set_request_sha256("22dd");
  screening.set_record_sha256("33cc");
  for (const auto& [list, date] :
       {std::pair("CMIC", "2026-07-31"), std::pair("EL", "2026-07-31"), std::pair("OWN", "2026-08-02")}) {
    v1::ListStamp* const stamp = screening.add_lists();
    stamp->set_list(list);
    stamp->set_published(date);
    stamp->set_sha256("44bb");
    stamp->set_entries(3412);
  }
  return screening;
}

inline std::vector<render::ScreenedParty> SampleParties() {
  std::vector<render::ScreenedParty> parties(5);
  for (size_t i = 0; i < parties.size(); ++i) {
    parties[i].row = static_cast<int64_t>(i) + 1;
    parties[i].ref = "S-" + std::to_string(i + 1);
  }
  parties[0].name = "Hua Wei Technology";
  parties[0].screening = BaseScreening(parties[0].name);
  parties[0].screening.set_disposition(v1::HOLD);
  parties[0].screening.set_match_count(3);
  *parties[0].screening.add_matches() = EntityListMatch();
  *parties[0].screening.add_matches() = SecuritiesMatch();

  parties[1].name = "商汤 \"Lindgren\" Bakery, AB";
  parties[1].screening = BaseScreening(parties[1].name);
  parties[1].screening.clear_record_sha256();
  parties[1].screening.set_audit_index(0);

  parties[2].name = "=cmd|' /C calc'!A0";
  parties[2].screening = BaseScreening(parties[2].name);
  parties[2].screening.set_disposition(v1::HOLD);
  parties[2].screening.set_audit_index(12);
  v1::Incompleteness* const reason = parties[2].screening.add_incomplete();
  reason->set_reason("REQUIRED_LIST_MISSING");
  reason->set_subject("SDN");
  reason->set_detail("the policy requires list SDN, which is not active");

  parties[3].name = "bad \xFF name\x1B[31m";
  parties[3].error = "name: byte 5 is not valid UTF-8";

  parties[4].name = "Huawai";
  parties[4].screening = BaseScreening(parties[4].name);
  v1::Match near = EntityListMatch();
  near.set_score(7000);
  *parties[4].screening.add_near_misses() = near;
  v1::Warning* const warning = parties[4].screening.add_warnings();
  warning->set_reason("STARTER_LIST");
  warning->set_detail("answered from the built-in starter list");
  return parties;
}

}  // namespace cordon

#endif  // CORDON_TESTS_GOLDEN_SAMPLE_ANSWERS_H_
