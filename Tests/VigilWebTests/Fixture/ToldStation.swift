import Foundation
import Logging
import Synchronization
import VigilMedia
import VigilStation
import VigilWeb

/// A station that is as a test says.
final class ToldStation: WatchedStation {
  private struct State {
    var cameras: [WatchedCamera]
    var channels: [WatchedChannel] = []
    var readiness = Readiness()
    var metrics: [MetricFamily] = []
  }
  private let state: Mutex<State>

  private let shown = LiveCameras()

  init(cameras: [WatchedCamera]) { state = Mutex(State(cameras: cameras)) }

  var cameras: [WatchedCamera] { state.withLock { $0.cameras } }
  var channels: [WatchedChannel] { state.withLock { $0.channels } }
  var readiness: Readiness { state.withLock { $0.readiness } }
  var metrics: [MetricFamily] { state.withLock { $0.metrics } }

  func live(_ camera: String) -> LiveCamera { shown.camera(named: camera) }

  func set(_ cameras: [WatchedCamera]) { state.withLock { $0.cameras = cameras } }
  func set(_ channels: [WatchedChannel]) { state.withLock { $0.channels = channels } }
  func set(_ readiness: Readiness) { state.withLock { $0.readiness = readiness } }
  func set(_ metrics: [MetricFamily]) { state.withLock { $0.metrics = metrics } }
}

/// Clocks that are set by hand.
final class SetClock: Sendable {
  static let origin = Date(timeIntervalSince1970: 1_790_000_400)
  private let seconds = Mutex(0.0)

  var now: Double { seconds.withLock { $0 } }
  var date: Date { Self.origin + now }
  func advance(_ seconds: Double) { self.seconds.withLock { $0 += seconds } }
}

/// A log whose lines a test reads.
final class ReadableLog: Sendable {
  private let text = Mutex("")

  var lines: String { text.withLock { $0 } }

  var logger: Logger {
    var logger = Logger(label: "web") { _ in Handler(log: self) }
    logger.logLevel = .trace
    return logger
  }

  private struct Handler: LogHandler {
    let log: ReadableLog
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      let all = metadata.merging(event.metadata ?? [:]) { $1 }
      log.text.withLock { $0 += "\(event.level) \(event.message) \(all)\n" }
    }
  }
}
