// What a thread remembers of words: nothing may come out of it that would not have been computed.
#include "match/word_memo.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "match/matcher.h"
#include "match/search_scratch.h"

namespace cordon {
namespace {

using internal::WordMemo;
using internal::name_search::Expansion;
using internal::name_search::ExpansionMemo;

struct OneFact {
  int number = 0;
  bool operator==(const OneFact& other) const { return number == other.number; }
};

TEST(WordMemoTest, ReturnsWhatWasKeptForThisWordAndTheseFacts) {
  WordMemo<OneFact, int, 8> memo;
  EXPECT_EQ(memo.Find(1, "huawei", {1}), nullptr);
  memo.Keep(1, "huawei", {1}, 41);
  ASSERT_NE(memo.Find(1, "huawei", {1}), nullptr);
  EXPECT_EQ(*memo.Find(1, "huawei", {1}), 41);
  EXPECT_EQ(memo.Find(1, "huawei", {2}), nullptr);
  EXPECT_EQ(memo.Find(1, "huawe", {1}), nullptr) << "the same hash is not the same word";
  EXPECT_EQ(memo.Find(1, "huawei2", {1}), nullptr);
  memo.Keep(9, "hikvision", {1}, 42);  // the same slot
  EXPECT_EQ(memo.Find(1, "huawei", {1}), nullptr);
  EXPECT_EQ(*memo.Find(9, "hikvision", {1}), 42);
}

TEST(WordMemoTest, KeepsNoWordItCannotHoldWhole) {
  WordMemo<OneFact, int, 8> memo;
  const std::string longest(WordMemo<OneFact, int, 8>::kMaxBytes, 'x');
  memo.Keep(1, longest, {1}, 1);
  EXPECT_NE(memo.Find(1, longest, {1}), nullptr);
  memo.Keep(2, longest + "x", {1}, 2);
  EXPECT_EQ(memo.Find(2, longest + "x", {1}), nullptr);
  memo.Keep(3, "", {1}, 3);
  EXPECT_EQ(memo.Find(3, "", {1}), nullptr);
}

TEST(ExpansionMemoTest, WhatWasThrownOutIsNotFound) {
  ExpansionMemo memo;
  ExpansionMemo::Facts facts;
  facts.index = 1;
  const auto words_of = [](uint32_t first, size_t count) {
    std::vector<Expansion> expansions(count);
    for (size_t i = 0; i < count; ++i) expansions[i].word = first + static_cast<uint32_t>(i);
    return expansions;
  };
  memo.Keep(0, "first", facts, true, words_of(7, 3));
  const ExpansionMemo::Known* known = memo.Find(0, "first", facts);
  ASSERT_NE(known, nullptr);
  EXPECT_TRUE(known->split);
  ASSERT_EQ(memo.List(*known).size(), 3U);
  EXPECT_EQ(memo.List(*known)[2].word, 9U);
  // Far more than the memo holds, in other slots.
  for (uint32_t i = 1; i < 200; ++i) memo.Keep(i, absl::StrCat("word", i), facts, false, words_of(i, 10'000));
  EXPECT_EQ(memo.Find(0, "first", facts), nullptr);
  known = memo.Find(199, "word199", facts);
  ASSERT_NE(known, nullptr);
  EXPECT_EQ(memo.List(*known).size(), 10'000U);
  EXPECT_EQ(memo.List(*known)[9'999].word, 199U + 9'999U);
  memo.Keep(200, "too many", facts, false, words_of(0, 1'000'000));
  EXPECT_EQ(memo.Find(200, "too many", facts), nullptr);
}

std::shared_ptr<const ListSnapshot> ListOf(const std::vector<std::string>& names) {
  ListSnapshot::Builder builder;
  for (size_t i = 0; i < names.size(); ++i) {
    v1::ListEntry entry;
    entry.set_list("EL");
    entry.set_entry_id(absl::StrCat(i));
    entry.set_entry_name(names[i]);
    entry.add_names()->set_text(names[i]);
    EXPECT_TRUE(builder.Add(entry).ok());
  }
  return std::move(builder).Build();
}

// Lists of the same and of other words, asked in turn by one thread, as while a list is being replaced: each answers as
// it does to a thread that remembers nothing.
TEST(ExpansionMemoTest, ListsAskedInTurnDoNotMix) {
  const std::vector<Matcher> matchers = {
      Matcher(ListOf({"Zarkonit Velmar", "Qorvandel Optics", "Huawei"})),
      Matcher(ListOf({"Qorvandal Optics", "Huawei Zarkonit", "Velmar"})),
      Matcher(ListOf({"Orbital Gyroscope Works"})),
  };
  const std::vector<std::string> queries = {"Zarkonit Velmar", "Qorvandel Optics", "Qorvandl Optcs Ltd",
                                            "Hua Wei",         "Velmar Trading",   "Orbital Gyroscpe Works"};
  const auto answer = [](const Matcher& matcher, const std::string& query) {
    v1::Party party;
    party.set_name(query);
    std::string text;
    for (const Hit& hit : matcher.Match(party, MatchOptions()).hits)
      absl::StrAppend(&text, hit.entry, ":", hit.score, " ");
    return text;
  };
  for (int round = 0; round < 3; ++round) {
    for (const std::string& query : queries) {
      for (const Matcher& matcher : matchers) {
        std::string afresh;
        std::thread([&] { afresh = answer(matcher, query); }).join();
        EXPECT_EQ(answer(matcher, query), afresh) << query;
      }
    }
  }
}

}  // namespace
}  // namespace cordon
