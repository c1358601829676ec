import CFFmpeg
import Foundation
import Synchronization
import VigilCore

/// FFmpeg's log messages, kept for error messages instead of being printed.
///
/// FFmpeg has one log for the whole process; lines are attributed by the thread that wrote them.
enum MediaLog {
  private static let lastLines = Mutex<[pthread_t: String]>([:])

  /// Runs FFmpeg code and returns its result, with the last error that FFmpeg logged on this thread.
  static func capturing<Result>(_ body: () -> Result) -> (result: Result, lastError: String?) {
    FFmpegLibrary.prepare()
    let thread = pthread_self()
    let outer = lastLines.withLock { $0.updateValue("", forKey: thread) }
    let result = body()
    let line = lastLines.withLock { lines in
      let line = lines[thread]
      lines[thread] = outer
      return line
    }
    return (result, line.flatMap { $0.isEmpty ? nil : $0 })
  }

  /// Captures FFmpeg's log; called once.
  static func start() {
    vigil_send_log_to { line in
      guard let line else { return }
      MediaLog.keep(String(cString: line))
    }
  }

  private static func keep(_ line: String) {
    let thread = pthread_self()
    lastLines.withLock { lines in
      let text = tidied(line)
      if lines[thread] != nil, !text.isEmpty { lines[thread] = text }
    }
  }

  /// The line without the name and address of the FFmpeg component that wrote it, and without secrets.
  static func tidied(_ line: String) -> String {
    var text = line.trimmingCharacters(in: .whitespacesAndNewlines)
    while text.hasPrefix("["), let end = text.range(of: "] ") { text = String(text[end.upperBound...]) }
    return text.split(separator: " ", omittingEmptySubsequences: false)
      .map { readable(SourceName.redacted(String($0))) }
      .joined(separator: " ")
  }

  /// The address that FFmpeg makes of a source's for its own use, such as `tcp://host:554?timeout=0`, as host and port.
  private static func readable(_ word: String) -> String {
    guard let inner = word.wholeMatch(of: /(tcp|tls):\/\/(?<host>[^\/?]+)(\?\*\*\*)?/) else { return word }
    return String(inner.host)
  }
}
