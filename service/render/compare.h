// Compared pairs of names, and alignments as tables. Pure functions.
#ifndef CORDON_SERVICE_RENDER_COMPARE_H_
#define CORDON_SERVICE_RENDER_COMPARE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "cordon/v1/match.pb.h"
#include "service/render/table.h"

namespace cordon::render {

struct ComparedPair {
  int64_t row = 0;
  std::string name_a;
  std::string name_b;
  std::string type;    // as given; may be empty
  int32_t score = 0;   // basis points
  bool match = false;  // at or above the threshold
  std::vector<v1::TokenAlignment> alignment;
  std::string error;  // not empty: nothing was compared
};

std::string CompareJson(const ComparedPair& pair);

// The input columns as they came, then score and match.
std::string CompareCsvHeader(const std::vector<std::string>& input_columns);
std::string CompareCsvRow(const ComparedPair& pair, const std::vector<std::string>& input_fields);

Table CompareTable();
void AddToTable(const ComparedPair& pair, Table* table);

// What each step adds to the score of an alignment (match/scorer.h), in basis points: weight times similarity, over all
// weights as the score counts them. A score that comes from letters, initials or equality may be higher than their sum.
std::vector<int32_t> Contributions(const std::vector<v1::TokenAlignment>& alignment);

// QUERY | LISTED | RELATION | SIMILARITY | WEIGHT | CONTRIBUTION, one line per step, `indent` blanks in front.
std::string AlignmentTable(const std::vector<v1::TokenAlignment>& alignment, size_t indent, bool color);

}  // namespace cordon::render

#endif  // CORDON_SERVICE_RENDER_COMPARE_H_
