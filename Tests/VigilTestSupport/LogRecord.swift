package import Logging
import Synchronization

/// What was logged, one line for each record: `level: message key=value`, with sorted keys.
package final class LogRecord: Sendable {
  private let lines = Mutex<[String]>([])

  /// An empty record.
  package init() {}

  /// The lines so far.
  package var entries: [String] { lines.withLock { $0 } }

  /// A logger that writes here from a level on.
  package func logger(_ level: Logger.Level = .info) -> Logger {
    Logger(label: "test") { _ in Handler(record: self, logLevel: level) }
  }

  private struct Handler: LogHandler {
    let record: LogRecord
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      let details = metadata.merging(event.metadata ?? [:]) { $1 }.sorted { $0.key < $1.key }.map {
        " \($0.key)=\($0.value)"
      }
      record.lines.withLock { $0.append("\(event.level): \(event.message)\(details.joined())") }
    }
  }
}
