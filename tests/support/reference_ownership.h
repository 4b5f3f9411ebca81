// The slow twin of the ownership arithmetic: written from the rules in docs/ownership.md, not from the product's code,
// with sets and tables instead of rounds and indexes. Only for graphs of at most 12 companies.
#ifndef CORDON_TESTS_SUPPORT_REFERENCE_OWNERSHIP_H_
#define CORDON_TESTS_SUPPORT_REFERENCE_OWNERSHIP_H_

#include <set>
#include <string>
#include <vector>

namespace cordon::reference {

enum class Kind { kShares, kVotes, kControl, kConsolidation, kBranch, kOfficer };

struct Statement {
  int owner = 0;
  int asset = 0;
  int min_bp = 0;
  int max_bp = 0;
  bool unknown = false;
  Kind kind = Kind::kShares;
  bool indirect = false;
  int source = 0;
  int start = 0;  // yyyymmdd, 0 = no bound
  int end = 99991231;
};

struct Test {
  int threshold_bp = 5000;
  bool must_exceed = false;
  bool votes_count = false;
  bool control_counts = false;
};

struct Answer {
  std::set<int> restricted;        // listed ones included
  std::set<int> maybe_restricted;  // restricted ones included
  std::vector<int> min_bp;         // per company, held by restricted owners, at most 10000
  std::vector<int> max_bp;         // per company, held by possibly restricted owners, at most 10000
};

// The least set that contains `listed` and every company of which its members hold enough: found as the intersection of
// all sets that are closed under the test.
Answer Solve(int companies, const std::vector<Statement>& statements, const std::set<int>& listed, const Test& test,
             int as_of);

}  // namespace cordon::reference

#endif  // CORDON_TESTS_SUPPORT_REFERENCE_OWNERSHIP_H_
