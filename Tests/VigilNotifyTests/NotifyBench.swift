import Foundation
import Synchronization
import Testing
import VigilCore
import VigilNotify
import VigilStationConfiguration
import VigilStore
import VigilTestSupport

/// A store with routes and the channels that deliver from it.
final class NotifyBench: Sendable {
  let folder: TemporaryFolder
  private let told = Mutex<[NotifyReport]>([])

  init() throws { folder = try TemporaryFolder() }

  /// Waits so little that a test can see every attempt.
  static let schedule = DeliverySchedule(
    refusals: Array(repeating: 0.02, count: 1000), firstPause: 0.02, longestPause: 0.2, longestAsked: 2)

  /// What was reported so far.
  var reports: [NotifyReport] { told.withLock { $0 } }

  /// The channel of a file.
  static func channel(_ lines: String, camera: String = "gate") throws -> ChannelSettings {
    let text =
      "cameras: {\(camera): {source: a.mp4}}\nnotify:\n  phone:\n"
      + lines.split(separator: "\n").map { "    \($0)\n" }.joined()
    return try #require(try StationFile(text: text, name: "s.yaml").notify.first)
  }

  func open(_ routes: [OutboxRoute], options: StoreOptions = StoreOptions()) throws -> StationStore {
    try StationStore(folder: folder.appending("station"), options: options, routes: routes)
  }

  /// Changes the database as another program would.
  func change(_ store: StationStore, _ statement: String) throws {
    let script =
      "import sqlite3, sys; sqlite3.connect(sys.argv[1], isolation_level=None).execute(sys.argv[2])"
    try CommandLineTool.run(
      "python3", ["-c", script, store.folder.appending(path: "station.sqlite").path, statement])
  }

  /// Delivers what is in a store while `body` runs.
  func delivering(
    _ settings: ChannelSettings, from store: StationStore, schedule: DeliverySchedule = NotifyBench.schedule,
    _ body: () async throws -> Void
  ) async throws {
    let broker = Broker(settings, station: "yard")
    let other: (any MessageChannel)? =
      settings.kind == .command
      ? CommandChannel(settings, station: "yard") : Webhook(settings, station: "yard")
    let channel: any MessageChannel = try broker ?? #require(other)
    try await delivering(by: channel, broker, from: store, schedule: schedule, body)
  }

  /// Delivers what is in a store by a channel, over the connection of a broker, while `body` runs.
  func delivering(
    by channel: any MessageChannel, _ broker: Broker?, from store: StationStore,
    schedule: DeliverySchedule = NotifyBench.schedule, _ body: () async throws -> Void
  ) async throws {
    let stop = StopRequest()
    let delivery = Delivery(channel, store: store, schedule: schedule) { [self] report in
      told.withLock { $0.append(report) }
    }
    let connection = Task { await broker?.run(stop: stop) }
    let task = Task { await delivery.run(stop: stop) }
    let outcome: Result<Void, any Error>
    do { outcome = .success(try await body()) } catch { outcome = .failure(error) }
    stop.request()
    await task.value
    await connection.value
    try outcome.get()
  }

  /// Keeps a connection to a broker, by a channel of these lines, while `body` runs.
  func connected(
    _ mosquitto: MosquittoBroker, _ lines: String = "",
    command: @escaping @Sendable (ArmingCommand) -> Void = { _ in }, _ body: (Broker) async throws -> Void
  ) async throws {
    let settings = try Self.channel("url: mqtt://127.0.0.1:\(mosquitto.port)\n" + lines)
    let (broker, stop) = (try #require(Broker(settings, station: "yard")), StopRequest())
    let connection = Task { await broker.run(stop: stop, command: command) }
    let outcome: Result<Void, any Error>
    do { outcome = .success(try await body(broker)) } catch { outcome = .failure(error) }
    stop.request()
    await connection.value
    try outcome.get()
  }

  /// Waits until something holds.
  func until(_ what: String, within limit: Double = 200, _ holds: () throws -> Bool) async throws {
    let deadline = Clocks.machine.now() + limit
    while try !holds() {
      guard Clocks.machine.now() < deadline else {
        Issue.record("waited \(Int(limit)) s in vain: \(what)\n\(reports)")
        throw CancellationError()
      }
      try await Task.sleep(for: .milliseconds(20))
    }
  }
}

extension DeliveryOutcome {
  /// Whether the message was not taken, and others may be.
  var isRefused: Bool { if case .refused = self { true } else { false } }
}

extension StoredEvent {
  /// An alarm that goes on.
  static func sample(_ number: Int, camera: String = "gate", revision: Int = 1, state: EventState = .open)
    -> StoredEvent
  {
    let start = Date(timeIntervalSince1970: 1_790_000_400 + Double(number))
    let digits = String(number, radix: 16)
    let tail = String(repeating: "0", count: 12 - digits.count) + digits
    return StoredEvent(
      id: UUID(uuidString: "00000000-0000-4000-8000-\(tail)") ?? UUID(), revision: revision, camera: camera,
      severity: .alarm, state: state, start: start, end: start + 3.2, peakScore: 0.8125, peakDate: start,
      threshold: 0.5, model: "demo", reasons: ["the threshold is provisional"])
  }
}
