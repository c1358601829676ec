import Foundation
import Synchronization
import VigilDownload
import VigilReport

/// The progress line of a download, in megabytes.
final class DownloadLine: Sendable {
  private let line: Mutex<ProgressLine>

  init(screen: ProgressScreen?) {
    line = Mutex(ProgressLine("Downloading", total: nil, unit: "MB", screen: screen))
  }

  func show(_ progress: DownloadProgress) {
    line.withLock { line in
      if let retry = progress.retry {
        line.note("\(retry.reason); trying again in \(retry.delay.formatted())")
      }
      line.total = progress.total.map { $0 / 1_000_000 }
      line.update(done: progress.bytes / 1_000_000)
    }
  }

  func finish() {
    line.withLock { $0.finish() }
  }
}
