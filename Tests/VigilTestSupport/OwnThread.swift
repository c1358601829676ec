import Dispatch
package import Testing

/// Runs each test on a thread of its own.
///
/// Tests that compute hold the threads that all tasks share, for a minute and more on two cores. A test that reads from
/// a live server cannot wait that long: the server goes on sending.
package struct OwnThread: TestTrait, SuiteTrait, TestScoping {
  package let isRecursive = true

  package func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
  ) async throws {
    try await withTaskExecutorPreference(Executor()) { try await function() }
  }

  private final class Executor: TaskExecutor {
    private let queue = DispatchQueue(label: "own thread of a test")

    func enqueue(_ job: consuming ExecutorJob) {
      let job = UnownedJob(job)
      queue.async { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
  }
}

extension Trait where Self == OwnThread {
  /// Does not wait for tests that compute.
  package static var ownThread: Self { Self() }
}
