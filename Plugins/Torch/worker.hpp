// The one thread that calls LibTorch.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>

namespace vigil {

/// Runs one task after another, on a thread that lives as long as the program.
///
/// LibTorch's random generator is global: two concurrent training steps would take each other's numbers. And it keeps, for
/// each calling thread, a team of processor threads and its choice of GPU algorithms: callers would
/// come on ever new threads.
class Worker {
 public:
  /// The singleton.
  static Worker &shared();

  /// Waits for its turn, runs the body and rethrows its exception.
  void run(const std::function<void()> &body);

 private:
  Worker() = default;
  void work();

  std::mutex mutex_;
  std::condition_variable wakes_;
  std::deque<std::function<void()>> waiting_;
};

}  // namespace vigil
