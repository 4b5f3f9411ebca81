#include "service/screening/suppressor.h"

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "service/screening/suppression_facts.h"

namespace cordon {
namespace {

class BookSuppressor final : public Suppressor {
 public:
  BookSuppressor(std::shared_ptr<const SuppressionBook> book, std::vector<std::string> parties,
                 const ListSnapshot& snapshot, std::string today)
      : book_(std::move(book)), parties_(std::move(parties)), snapshot_(snapshot), today_(std::move(today)) {}

  const v1::AppliedSuppression* Of(int party_index, const v1::Match& match) override {
    const auto index = static_cast<size_t>(party_index);
    if (party_index < 0 || index >= parties_.size() || !CanBeSuppressed(match.matched_on())) return nullptr;
    const std::vector<const v1::Suppression*>* const held = book_->Of(parties_[index]);
    if (held == nullptr) return nullptr;
    for (const v1::Suppression* const one : *held) {
      if (one->list() != match.list() || one->entry_id() != match.entry_id()) continue;
      if (one->matched_on() != match.matched_on() || one->score() != match.score() ||
          one->matched_name() != match.matched_name() || one->last_day() < today_ || !EntryIs(*one)) {
        continue;
      }
      applied_.set_suppression(one->name());
      applied_.set_audit_index(one->audit_index());
      applied_.set_party_index(party_index);
      applied_.set_list(match.list());
      applied_.set_entry_id(match.entry_id());
      return &applied_;
    }
    return nullptr;
  }

 private:
  bool EntryIs(const v1::Suppression& suppression) const {
    const std::vector<EntryIndex> found = snapshot_.FindEntries(suppression.list(), suppression.entry_id());
    return found.size() == 1 && EntryFactsDigest(snapshot_.Entry(found.front())) == suppression.entry_sha256();
  }

  const std::shared_ptr<const SuppressionBook> book_;
  const std::vector<std::string> parties_;  // digests
  const ListSnapshot& snapshot_;
  const std::string today_;
  v1::AppliedSuppression applied_;
};

}  // namespace

bool CanBeSuppressed(v1::MatchedOn matched_on) {
  return matched_on == v1::NAME || matched_on == v1::POSSIBLE_AFFILIATE;
}

std::unique_ptr<Suppressor> SuppressorFor(std::shared_ptr<const SuppressionBook> book, const v1::Party& party,
                                          const ListSnapshot& snapshot, const std::string& today) {
  if (book == nullptr || !book->silences_anything()) return nullptr;
  return std::make_unique<BookSuppressor>(std::move(book), std::vector<std::string>{PartyFactsDigest(party)}, snapshot,
                                          today);
}

std::unique_ptr<Suppressor> SuppressorFor(std::shared_ptr<const SuppressionBook> book,
                                          const v1::Transaction& transaction, const ListSnapshot& snapshot,
                                          const std::string& today) {
  if (book == nullptr || !book->silences_anything()) return nullptr;
  std::vector<std::string> parties;
  for (const v1::TransactionParty& party : transaction.parties()) parties.push_back(PartyFactsDigest(party));
  return std::make_unique<BookSuppressor>(std::move(book), std::move(parties), snapshot, today);
}

const v1::AppliedSuppression* RecordedSuppressor::Of(int party_index, const v1::Match& match) {
  if (!CanBeSuppressed(match.matched_on())) return nullptr;
  const auto found = std::find_if(applied_.begin(), applied_.end(), [&](const v1::AppliedSuppression& one) {
    return one.party_index() == party_index && one.list() == match.list() && one.entry_id() == match.entry_id();
  });
  return found == applied_.end() ? nullptr : &*found;
}

bool Suppress(Suppressor* suppressor, int party_index, v1::Match* match, v1::Screening* screening) {
  const v1::AppliedSuppression* const applied = suppressor == nullptr ? nullptr : suppressor->Of(party_index, *match);
  if (applied == nullptr) return false;
  match->set_suppressed_by(applied->suppression());
  *screening->add_suppressions() = *applied;
  return true;
}

void AddSuppressionWarning(v1::Screening* screening) {
  if (screening->suppressions().empty()) return;
  v1::Warning* const warning = screening->add_warnings();
  warning->set_reason("SUPPRESSED");
  warning->set_detail(absl::StrCat(screening->suppressions_size(), " of ", screening->match_count(),
                                   " matches did not count: two people found them to be somebody else"));
}

}  // namespace cordon
