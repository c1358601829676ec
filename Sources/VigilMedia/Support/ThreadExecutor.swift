import Dispatch
import Synchronization

/// Runs the jobs of one actor in order on one thread that may block.
///
/// The thread is always the same one, as graphics libraries require, and ends with the executor.
package final class ThreadExecutor: SerialExecutor {
  private let jobs = JobQueue()

  /// Starts the thread.
  package init(name: String) {
    let jobs = jobs
    OwnThread.start(name) {
      while let job = jobs.next() { job() }
    }
  }

  deinit { jobs.close() }

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    // The job keeps the executor alive, so that neither is released while the other is running.
    jobs.add { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }

  package func asUnownedSerialExecutor() -> UnownedSerialExecutor {
    UnownedSerialExecutor(ordinary: self)
  }
}

/// The queue of jobs for one thread.
private final class JobQueue: Sendable {
  private struct State {
    var jobs: [@Sendable () -> Void] = []
    var isClosed = false
  }
  private let state = Mutex(State())
  private let filled = DispatchSemaphore(value: 0)

  func add(_ job: @escaping @Sendable () -> Void) {
    state.withLock { $0.jobs.append(job) }
    filled.signal()
  }

  func close() {
    state.withLock { $0.isClosed = true }
    filled.signal()
  }

  /// Blocks until there is a job; nil when the queue is closed and empty.
  func next() -> (@Sendable () -> Void)? {
    while true {
      let (job, isClosed) = state.withLock { state in
        (state.jobs.isEmpty ? nil : state.jobs.removeFirst(), state.isClosed)
      }
      if let job { return job }
      if isClosed { return nil }
      filled.wait()
    }
  }
}
