#include "worker.hpp"

#include <future>
#include <memory>
#include <thread>

namespace vigil {

Worker &Worker::shared() {
  // Never freed: its thread runs until the program ends.
  static Worker &worker = *[] {
    auto *worker = new Worker;
    std::thread([worker] { worker->work(); }).detach();
    return worker;
  }();
  return worker;
}

void Worker::run(const std::function<void()> &body) {
  // Shared: the caller may be gone before the worker has left the task that resumed it.
  auto task = std::make_shared<std::packaged_task<void()>>(body);
  auto done = task->get_future();
  {
    std::lock_guard<std::mutex> lock(mutex_);
    waiting_.push_back([task] { (*task)(); });
  }
  wakes_.notify_one();
  done.get();
}

void Worker::work() {
  for (;;) {
    std::unique_lock<std::mutex> lock(mutex_);
    wakes_.wait(lock, [this] { return !waiting_.empty(); });
    auto next = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    next();
  }
}

}  // namespace vigil
