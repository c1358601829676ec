import Dispatch

/// Runs one actor's work on a thread of its own, where waiting for the network, writing and hashing hold up nothing else.
final class BlockingExecutor: SerialExecutor {
  private let queue = DispatchQueue(label: "vigil.download")

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }
}
