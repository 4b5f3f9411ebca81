#include "tests/support/reference_ownership.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <tuple>

namespace cordon::reference {
namespace {

constexpr int kMost = 12;
constexpr int kFar = 1'000;

struct Stake {
  bool present = false;
  bool known = false;
  bool indirect = false;
  bool control = false;
  int min_bp = 0;
  int max_bp = 0;
};

using Table = std::array<std::array<Stake, kMost>, kMost>;  // [owner][asset]

// What several statements of one pair say together, for shares or for votes.
bool Range(const std::vector<Statement>& of_pair, bool votes, int* low, int* high) {
  std::map<int, std::set<std::tuple<int, int, bool, int>>> distinct;  // source -> what it says, repetitions once
  *low = 0;
  bool any = false;
  for (const Statement& s : of_pair) {
    const bool counts = votes ? s.kind == Kind::kVotes && !s.unknown
                              : (s.kind == Kind::kShares && !s.unknown) || s.kind == Kind::kBranch;
    if (!counts) continue;
    const bool branch = s.kind == Kind::kBranch;
    any = true;
    *low = std::max(*low, branch ? 10'000 : s.min_bp);
    distinct[s.source].insert({branch ? 10'000 : s.min_bp, branch ? 10'000 : s.max_bp, s.indirect, branch ? 1 : 0});
  }
  *high = 0;
  for (const auto& [source, said] : distinct) {
    int total = 0;
    for (const auto& item : said) total += std::get<1>(item);
    *high = std::max(*high, std::min(total, 10'000));
  }
  return any;
}

Table MakeTable(int companies, const std::vector<Statement>& statements, const Test& test, int as_of) {
  Table table;
  for (int owner = 0; owner < companies; ++owner) {
    for (int asset = 0; asset < companies; ++asset) {
      if (owner == asset) continue;
      std::vector<Statement> of_pair;
      for (const Statement& s : statements) {
        if (s.owner == owner && s.asset == asset && s.kind != Kind::kOfficer && s.start <= as_of && as_of <= s.end) {
          of_pair.push_back(s);
        }
      }
      if (of_pair.empty()) continue;
      Stake& stake = table[static_cast<size_t>(owner)][static_cast<size_t>(asset)];
      stake.present = true;
      int share_low = 0;
      int share_high = 0;
      int vote_low = 0;
      int vote_high = 0;
      const bool shares = Range(of_pair, false, &share_low, &share_high);
      const bool votes = Range(of_pair, true, &vote_low, &vote_high);
      bool all_indirect = shares || votes;
      for (const Statement& s : of_pair) {
        const bool known =
            s.kind == Kind::kBranch || ((s.kind == Kind::kShares || s.kind == Kind::kVotes) && !s.unknown);
        if (known && !s.indirect) all_indirect = false;
        if (s.kind == Kind::kControl) stake.control = true;
      }
      stake.indirect = all_indirect;
      if (shares || (votes && test.votes_count)) {
        stake.known = true;
        stake.min_bp = std::max(shares ? share_low : 0, votes && test.votes_count ? vote_low : 0);
        stake.max_bp = std::max(shares ? share_high : 0, votes && test.votes_count ? vote_high : 0);
      } else {
        stake.max_bp = 10'000;
      }
    }
  }
  return table;
}

// Length of the shortest chain of owners from `from` up to `to`, not through `without`.
std::array<std::array<int, kMost>, kMost> Chains(int companies, const Table& table, int without) {
  std::array<std::array<int, kMost>, kMost> length;
  for (auto& row : length) row.fill(kFar);
  for (int owner = 0; owner < companies; ++owner) {
    for (int asset = 0; asset < companies; ++asset) {
      if (owner == without || asset == without) continue;
      if (table[static_cast<size_t>(owner)][static_cast<size_t>(asset)].present) {
        length[static_cast<size_t>(asset)][static_cast<size_t>(owner)] = 1;
      }
    }
  }
  for (size_t k = 0; k < static_cast<size_t>(companies); ++k) {
    for (size_t i = 0; i < static_cast<size_t>(companies); ++i) {
      for (size_t j = 0; j < static_cast<size_t>(companies); ++j) {
        length[i][j] = std::min(length[i][j], length[i][k] + length[k][j]);
      }
    }
  }
  return length;
}

// For every owner of `asset` the indirect owner whose stake contains it, or -1.
std::vector<int> Containers(int companies, const Table& table, int asset) {
  std::vector<int> container(static_cast<size_t>(companies), -1);
  const auto chains = Chains(companies, table, asset);
  for (int inner = 0; inner < companies; ++inner) {
    if (!table[static_cast<size_t>(inner)][static_cast<size_t>(asset)].present) continue;
    std::vector<std::pair<int, int>> candidates;
    for (int outer = 0; outer < companies; ++outer) {
      if (outer == inner || !table[static_cast<size_t>(outer)][static_cast<size_t>(asset)].indirect) continue;
      const int length = chains[static_cast<size_t>(inner)][static_cast<size_t>(outer)];
      if (length < kFar) candidates.emplace_back(length, outer);
    }
    std::sort(candidates.begin(), candidates.end());
    for (const auto& candidate : candidates) {
      // Would `inner` contain itself?
      bool circle = false;
      for (int up = candidate.second; up >= 0; up = container[static_cast<size_t>(up)]) circle = circle || up == inner;
      if (circle) continue;
      container[static_cast<size_t>(inner)] = candidate.second;
      break;
    }
  }
  return container;
}

// What `owner` and those contained in it hold, counted once.
int Contained(int companies, const Table& table, int asset, const std::vector<int>& container, unsigned members,
              int owner) {
  int inner = 0;
  for (int other = 0; other < companies; ++other) {
    if (container[static_cast<size_t>(other)] == owner) {
      inner += Contained(companies, table, asset, container, members, other);
    }
  }
  if ((members >> static_cast<unsigned>(owner) & 1U) == 0) return inner;
  const Stake& stake = table[static_cast<size_t>(owner)][static_cast<size_t>(asset)];
  return stake.indirect ? std::max(stake.min_bp, inner) : stake.min_bp + inner;
}

struct Held {
  int bp = 0;
  bool control = false;
};

Held HeldBy(int companies, const Table& table, const std::vector<std::vector<int>>& containers, int asset,
            unsigned members, bool low) {
  Held held;
  for (int owner = 0; owner < companies; ++owner) {
    const Stake& stake = table[static_cast<size_t>(owner)][static_cast<size_t>(asset)];
    if (!stake.present) continue;
    const bool member = (members >> static_cast<unsigned>(owner) & 1U) != 0;
    if (member && stake.control) held.control = true;
    if (!low && member) held.bp += stake.max_bp;
    if (low && containers[static_cast<size_t>(asset)][static_cast<size_t>(owner)] < 0) {
      held.bp += Contained(companies, table, asset, containers[static_cast<size_t>(asset)], members, owner);
    }
  }
  held.bp = std::min(held.bp, 10'000);
  return held;
}

unsigned LeastClosedSet(int companies, const Table& table, const std::vector<std::vector<int>>& containers,
                        unsigned listed, const Test& test, bool low) {
  const unsigned all = (1U << static_cast<unsigned>(companies)) - 1U;
  unsigned least = all;
  for (unsigned candidate = 0; candidate <= all; ++candidate) {
    if ((candidate & listed) != listed) continue;
    bool closed = true;
    for (int asset = 0; closed && asset < companies; ++asset) {
      if ((candidate >> static_cast<unsigned>(asset) & 1U) != 0) continue;
      const Held held = HeldBy(companies, table, containers, asset, candidate, low);
      const bool enough = test.must_exceed ? held.bp > test.threshold_bp : held.bp >= test.threshold_bp;
      closed = !enough && !(held.control && test.control_counts);
    }
    if (closed) least &= candidate;
  }
  return least;
}

}  // namespace

Answer Solve(int companies, const std::vector<Statement>& statements, const std::set<int>& listed, const Test& test,
             int as_of) {
  if (companies > kMost) std::abort();
  const Table table = MakeTable(companies, statements, test, as_of);
  std::vector<std::vector<int>> containers;
  for (int asset = 0; asset < companies; ++asset) containers.push_back(Containers(companies, table, asset));
  unsigned listed_bits = 0;
  for (const int company : listed) listed_bits |= 1U << static_cast<unsigned>(company);
  const unsigned sure = LeastClosedSet(companies, table, containers, listed_bits, test, true);
  const unsigned maybe = LeastClosedSet(companies, table, containers, listed_bits, test, false);
  Answer answer;
  for (int company = 0; company < companies; ++company) {
    if ((sure >> static_cast<unsigned>(company) & 1U) != 0) answer.restricted.insert(company);
    if ((maybe >> static_cast<unsigned>(company) & 1U) != 0) answer.maybe_restricted.insert(company);
    answer.min_bp.push_back(HeldBy(companies, table, containers, company, sure, true).bp);
    answer.max_bp.push_back(HeldBy(companies, table, containers, company, maybe, false).bp);
  }
  return answer;
}

}  // namespace cordon::reference
