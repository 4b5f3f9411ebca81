// The matches of one request, each found once: the same name as supplier, owner, parent and brand in a text is searched
// for a single time. Lives as long as the request; not thread-safe.
//
//   MatchMemo matches(*state.matcher, options);
//   for (const Hit& hit : matches.Of(party).hits) ...
#ifndef CORDON_SERVICE_SCREENING_MATCH_MEMO_H_
#define CORDON_SERVICE_SCREENING_MATCH_MEMO_H_

#include <string>

#include "absl/container/node_hash_map.h"
#include "match/matcher.h"

namespace cordon {

class MatchMemo {
 public:
  MatchMemo(const Matcher& matcher, const MatchOptions& options) : matcher_(matcher), options_(options) {}

  // As Matcher::Match. The result stays where it is while the memo lives.
  const MatchResult& Of(const v1::Party& party) {
    party.SerializeToString(&key_);  // same bytes, same party; a party serialised differently is only searched again
    const auto [place, fresh] = results_.try_emplace(key_);
    if (fresh) place->second = matcher_.Match(party, options_);
    return place->second;
  }
  const MatchOptions& options() const { return options_; }

 private:
  const Matcher& matcher_;
  const MatchOptions options_;
  std::string key_;
  absl::node_hash_map<std::string, MatchResult> results_;
};

}  // namespace cordon

#endif  // CORDON_SERVICE_SCREENING_MATCH_MEMO_H_
