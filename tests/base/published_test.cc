#include "base/published.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "base/mutex.h"

namespace cordon {
namespace {

struct Pair {
  int a;
  int b;
};

TEST(Published, ReadersNeverSeeAMixture) {
  Published<Pair> published(std::make_shared<const Pair>(Pair{0, 0}));
  std::atomic<bool> stop{false};
  std::vector<std::thread> readers;
  for (int t = 0; t < 3; ++t) {
    readers.emplace_back([&] {
      int last = 0;
      while (!stop.load()) {
        const std::shared_ptr<const Pair> pair = published.Get();
        ASSERT_EQ(pair->a, pair->b);
        ASSERT_GE(pair->a, last);
        last = pair->a;
      }
    });
  }
  for (int i = 1; i <= 2000; ++i) published.Set(std::make_shared<const Pair>(Pair{i, i}));
  stop.store(true);
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(published.Get()->a, 2000);
}

TEST(Published, AReaderKeepsWhatItGot) {
  Published<Pair> published;
  EXPECT_EQ(published.Get(), nullptr);
  published.Set(std::make_shared<const Pair>(Pair{1, 1}));
  const std::shared_ptr<const Pair> kept = published.Get();
  published.Set(nullptr);
  EXPECT_EQ(kept->a, 1);
  EXPECT_EQ(published.Get(), nullptr);
}

TEST(CondVar, WakesAndTimesOut) {
  Mutex mu;
  CondVar changed;
  bool ready = false;
  std::thread other([&] {
    MutexLock lock(mu);
    ready = true;
    changed.NotifyAll();
  });
  {
    MutexLock lock(mu);
    while (!ready) changed.Wait(mu);
    EXPECT_FALSE(changed.WaitFor(mu, std::chrono::milliseconds(1)));
  }
  other.join();
}

}  // namespace
}  // namespace cordon
