import VigilCore

extension Download {
  /// Asks for the file until it is whole, waiting after each failure.
  func fetch(
    into partial: isolated PartialFile, progress: @Sendable (DownloadProgress) -> Void
  ) async throws(DownloadError) -> DownloadedFile {
    var failures = 0
    var milestone = partial.bytes
    var trustsRanges = true
    while true {
      do throws(DownloadFailure) {
        try request(into: partial, trustsRanges: trustsRanges, progress: progress)
        break
      } catch {
        guard !Task.isCancelled else { throw .cancelled(destination) }
        switch error {
        case .permanent(let error):
          if error.code == .tooLarge { partial.remove() }
          throw error
        case .stale:
          // Happens only once: without ranges nothing can be stale.
          trustsRanges = false
        case .temporary(let error, let asked):
          let bytes = partial.bytes
          // Measured from the furthest point, so that a server which always begins again makes no progress.
          if bytes >= milestone + 1 << 20 {
            milestone = bytes
            failures = 0
          }
          failures += 1
          guard failures < options.maximumAttempts else { throw givenUp(error, failures, bytes) }
          let delay = options.delay(afterFailures: failures, serverAsksFor: asked)
          var state = partial.progress
          state.retry = .init(reason: error.message, failures: failures, delay: delay)
          progress(state)
          // Fails only when the task is cancelled.
          do { try await wait(delay) } catch { throw .cancelled(destination) }
        }
      }
    }
    let file = try partial.finish(expecting: sha256)
    progress(DownloadProgress(bytes: file.bytes, total: file.bytes))
    return file
  }

  private func givenUp(_ last: DownloadError, _ failures: Int, _ bytes: Int) -> DownloadError {
    let count = failures == 1 ? "" : " (\(failures) attempts)"
    let hint = bytes > 0 ? "run it again to resume after \(bytes) bytes" : "check the address and the network"
    return DownloadError(last.code, "\(last.message)\(count); \(hint)")
  }
}
