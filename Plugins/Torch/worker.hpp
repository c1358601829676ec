// The one thread that talks to LibTorch.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>

namespace vigil {

/// Does one thing after another, on a thread that lives as long as the program.
///
/// LibTorch's random numbers are the whole program's: two steps of training at the same time would take each other's. And it keeps
/// for each thread that calls it a team of threads on the processor, and what it found out about ways to compute on a GPU: callers
/// come on ever new threads.
class Worker {
 public:
  /// The only one.
  static Worker &shared();

  /// Waits for its turn, has the body done and rethrows what it throws.
  void run(const std::function<void()> &body);

 private:
  Worker() = default;
  void work();

  std::mutex mutex_;
  std::condition_variable wakes_;
  std::deque<std::function<void()>> waiting_;
};

}  // namespace vigil
