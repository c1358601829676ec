import Dispatch

/// Runs one actor's work on a thread of its own, so that writing and hashing hold up nothing else.
final class DiskExecutor: SerialExecutor {
  private let queue = DispatchQueue(label: "vigil.download.disk")

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }
}
