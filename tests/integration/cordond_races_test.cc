// Two reviewers at one case at the same time, over two connections: one of them acts, the other is told, and nothing of
// either is lost.
#include <algorithm>
#include <condition_variable>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "tests/integration/cases_fixture.h"

namespace cordon {
namespace {

// Two threads that go on together.
class Gate {
 public:
  void Pass() {
    std::unique_lock<std::mutex> lock(mu_);
    const int round = round_;
    if (++waiting_ == 2) {
      waiting_ = 0;
      ++round_;
      both_.notify_all();
      return;
    }
    both_.wait(lock, [&] { return round_ != round; });
  }

 private:
  std::mutex mu_;
  std::condition_variable both_;
  int waiting_ = 0;
  int round_ = 0;
};

class Races : public Cases {
 protected:
  struct Race {
    std::vector<std::string> texts;  // of who was first, in order
    int both = 0;                    // rounds that two won
    int neither = 0;
    std::vector<std::string> odd;  // reasons that are no CASE_CHANGED
  };
  // Ann and Ben both look at the case, and then both write a note to what they saw.
  Race Run(const std::string& name, int rounds) {
    const std::vector<std::string> people = {"ann", "ben"};
    std::vector<std::vector<std::string>> reasons(2, std::vector<std::string>(static_cast<size_t>(rounds)));
    for (const std::string& who : people) Line(who);
    Gate seen;
    const auto reviewer = [&](size_t me) {
      v1::ReviewCase review;
      for (int round = 0; round < rounds; ++round) {
        v1::GetCaseRequest get;
        get.set_name(name);
        std::string& reason = reasons[me][static_cast<size_t>(round)];
        reason = Ask(people[me], &Desk::GetCase, get, &review);
        seen.Pass();
        if (reason.empty()) reason = Call(people[me], &Desk::UpdateCase, Note(Text(people[me], round)), &review);
        seen.Pass();  // the next round begins when this one is over
      }
    };
    std::thread ann(reviewer, 0);
    std::thread ben(reviewer, 1);
    ann.join();
    ben.join();
    Race race;
    for (int round = 0; round < rounds; ++round) {
      int won = 0;
      for (size_t me = 0; me < 2; ++me) {
        const std::string& reason = reasons[me][static_cast<size_t>(round)];
        if (reason.empty()) {
          ++won;
          race.texts.push_back(Text(people[me], round));
        } else if (reason != "CASE_CHANGED") {
          race.odd.push_back(reason);
        }
      }
      race.both += won == 2 ? 1 : 0;
      race.neither += won == 0 ? 1 : 0;
    }
    return race;
  }
  static std::string Text(const std::string& who, int round) { return absl::StrCat(who, " ", round); }
  static void ExpectSound(const Race& race, const v1::ReviewCase& after) {
    EXPECT_EQ(race.both, 0);
    EXPECT_EQ(race.neither, 0);
    EXPECT_EQ(race.odd, std::vector<std::string>());
    std::vector<std::string> texts;
    for (const v1::CaseAction& action : after.actions()) {
      texts.push_back(action.text());
      EXPECT_EQ(action.actor(), "cert:" + action.text().substr(0, action.text().find(' ')));
    }
    EXPECT_EQ(texts, race.texts);
  }
};

// A case takes a thousand actions, each of which reads and writes the whole of it, so that one case alone is slow:
// CORDON_CASE_RACES=500 (notes of each) is that, the default spreads as many rounds over several cases.
TEST_F(Races, OfAThousandNotesEachHasOneWriterAndNoneIsLost) {
  StartDesk();
  const char* const wanted = std::getenv("CORDON_CASE_RACES");
  const int rounds = 2 * (wanted == nullptr ? 25 : std::clamp(std::atoi(wanted), 1, 500));
  int done = 0;
  for (; done < 1'000; done += rounds) {
    const v1::ReviewCase review = CaseOf(ScreenParty(PartyRequest("Orbital Gyroscope Works")));
    const Race race = Run(review.name(), rounds);
    const v1::ReviewCase after = Reread(review.name());
    ASSERT_EQ(after.actions_size(), rounds);
    ExpectSound(race, after);
  }
  EXPECT_GE(done, 1'000);
  std::string errors;
  EXPECT_EQ(RunProgram({ProgramPath("cordon"), "--data-dir", server_->data_dir(), "audit", "verify"}, &errors,
                       absl::Seconds(120)),
            0)
      << errors;
}

// Any two actions: whoever comes second is told, and the case is what the first made of it.
TEST_F(Races, AnyTwoActions) {
  StartDesk();
  ASSERT_TRUE(Issue("cem", "/CN=cem"));
  using Act = std::function<std::string(const std::string& who, v1::ReviewCase* review)>;
  struct Kind {
    const char* name;
    Act act;
    bool proposed;  // of a case that waits for the second person
  };
  const auto approve = [this](const std::string& who, v1::ReviewCase* review) {
    return Call(who, &Desk::ApproveCase, v1::ApproveCaseRequest(), review);
  };
  const auto send_back = [this](const std::string& who, v1::ReviewCase* review) {
    v1::ApproveCaseRequest back;
    back.set_send_back(true);
    back.set_reason("ask again");
    return Call(who, &Desk::ApproveCase, back, review);
  };
  const auto note = [this](const std::string& who, v1::ReviewCase* review) {
    return Call(who, &Desk::UpdateCase, Note("x"), review);
  };
  const auto reject = [this](const std::string& who, v1::ReviewCase* review) {
    v1::ResolveCaseRequest request = Release();
    request.set_outcome(v1::Resolution::REJECTED);
    return Call(who, &Desk::ResolveCase, request, review);
  };
  const auto decide = [this](const std::string& who, v1::ReviewCase* review) {
    return Call(who, &Desk::DecideAlert, FalsePositive(), review);
  };
  const std::vector<std::pair<Kind, Kind>> rows = {
      {{"approve", approve, true}, {"approve", approve, true}},
      {{"approve", approve, true}, {"return", send_back, true}},
      {{"approve", approve, true}, {"note", note, true}},
      {{"decide", decide, false}, {"decide", decide, false}},
      {{"decide", decide, false}, {"reject", reject, false}},
      {{"reject", reject, false}, {"reject", reject, false}},
      {{"reject", reject, false}, {"note", note, false}},
  };
  for (const std::pair<Kind, Kind>& row : rows) {
    const Kind& one = row.first;
    const Kind& other = row.second;
    for (int round = 0; round < 5; ++round) {
      SCOPED_TRACE(absl::StrCat(one.name, " and ", other.name, ", round ", round));
      v1::ReviewCase review = CaseOf(ScreenParty(PartyRequest("Orbital Gyroscope Works")));
      if (one.proposed) {
        ASSERT_EQ(Call("cem", &Desk::DecideAlert, FalsePositive(), &review), "");
        ASSERT_EQ(Call("cem", &Desk::ResolveCase, Release(), &review), "");
      }
      const int before = review.actions_size();
      v1::ReviewCase mine = review;
      v1::ReviewCase yours = review;
      std::string my_reason;
      std::string your_reason;
      for (const char* const who : {"ann", "ben"}) Line(who);
      Gate gate;
      std::thread ann([&] {
        gate.Pass();
        my_reason = one.act("ann", &mine);
      });
      std::thread ben([&] {
        gate.Pass();
        your_reason = other.act("ben", &yours);
      });
      ann.join();
      ben.join();
      EXPECT_EQ(my_reason.empty(), !your_reason.empty()) << my_reason << your_reason;
      EXPECT_EQ(my_reason + your_reason, "CASE_CHANGED");
      const v1::ReviewCase after = Reread(review.name());
      EXPECT_EQ(after.actions_size(), before + 1);
      EXPECT_EQ(after.SerializeAsString(), (my_reason.empty() ? mine : yours).SerializeAsString());
    }
  }
}

}  // namespace
}  // namespace cordon
