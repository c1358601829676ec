import Dispatch

/// Runs one actor on a thread of its own, so that waiting for the network or the disk blocks nothing else.
package final class BlockingExecutor: SerialExecutor {
  private let queue: DispatchQueue

  /// - Parameter label: what debuggers call it.
  package init(label: String) { queue = DispatchQueue(label: label) }

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }
}
