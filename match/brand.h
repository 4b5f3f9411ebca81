// The distinctive brand of a listed group: the word by which "Shenzhen SenseTime Medical Imaging" is recognised as a
// possible affiliate of listed SenseTime companies although no listed name is close to it.
//
// A listed organisation's name gives a brand if one word of it
//   - is in the curated table (tables/group_brands.inc), wherever it stands, also as two neighbours ("Kuang-Chi"), or
//   - is the only word no frozen table knows: at least six letters, no common or personal word
//   (tables/common_words.inc),
//     with nothing but known words (places, generic words, legal forms) before it.
// A brand of the second kind counts once two listed entries share it. So an entry's brand depends on its own name and
// frozen tables alone, and importing a list can only add evidence.
//
// A party's name carries a brand if the brand is one of its words, or two neighbouring words written together; one of
// the second kind only with nothing but known words before it ("Acme Sudostroy" is not "Sudostroy").
//
// Thread contract: pure functions; a BrandTable is immutable after Build or Adopt.
#ifndef CORDON_MATCH_BRAND_H_
#define CORDON_MATCH_BRAND_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "base/sha256.h"
#include "match/flat_array.h"
#include "match/prepared_name.h"
#include "match/vocabulary.h"

namespace cordon::internal {

enum class BrandKind : uint8_t { kNone, kDerived, kCurated };

// What the word is as a brand of a listed name, by the rules above for one name.
struct BrandWord {
  BrandKind kind = BrandKind::kNone;
  std::string text;
};
BrandWord BrandOf(const PreparedName& listed);

// A curated brand of a listed group.
bool IsGroupBrand(absl::string_view word);

// A word of plain language, of persons' names or of several companies: nobody's brand.
bool IsCommonWord(absl::string_view word);

// Whether the brand is a word of the name, or two neighbours written together.
bool HoldsBrand(const PreparedName& name, absl::string_view brand);

// A listed name that stands for its group.
struct BrandRef {
  uint32_t entry = 0;
  uint32_t name = 0;  // id in the name index
};

// What Build needs of an entry.
struct BrandSource {
  uint32_t entry = 0;
  uint32_t name = 0;
  std::string brand;
  BrandKind kind = BrandKind::kNone;
  bool ended = false;          // the entry has an end date
  int64_t other_weight = 0;    // of the name's other words
  absl::string_view list;      // code
  absl::string_view entry_id;  // breaks ties, so that the order of entries does not matter
  absl::string_view start_date;
};

class BrandTable {
 public:
  // Keeps for each brand and list the plainest name, and the entry listed longest.
  void Build(std::vector<BrandSource> sources);

  // A brand that a party's name carries, with the names that stand for it.
  struct Found {
    std::string text;
    absl::Span<const BrandRef> refs;
  };
  // Each once, in the order of the name.
  std::vector<Found> Find(const PreparedName& query) const;

  size_t size() const { return brands_.size(); }
  // By number; ascending by text.
  BrandKind kind(uint32_t brand) const { return kinds_[brand]; }
  absl::Span<const BrandRef> refs(uint32_t brand) const { return refs_.span(first_[brand], first_[brand + 1]); }
  std::string text(uint32_t brand) const;

  template <typename Fn>
  void ForEachArray(Fn&& fn) {
    brands_.ForEachArray(fn);
    fn(kinds_);
    fn(first_);
    fn(refs_);
  }
  bool IsSound(size_t entries, size_t names) const;

 private:
  Vocabulary brands_;
  FlatArray<BrandKind> kinds_;
  FlatArray<uint32_t> first_ = {0};
  FlatArray<BrandRef> refs_;
};

// The frozen tables behind it, for TablesDigest().
void DigestBrands(Sha256Hasher* hasher);

}  // namespace cordon::internal

#endif  // CORDON_MATCH_BRAND_H_
