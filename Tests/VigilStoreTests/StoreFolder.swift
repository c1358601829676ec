import Foundation
import GRDB
import Synchronization
import VigilStore
import VigilTestSupport

/// A clock that is set by hand.
final class SetClock: Sendable {
  private let value: Mutex<Date>

  init(_ date: Date = SetClock.origin) { value = Mutex(date) }

  /// Whole seconds, ten minutes and hours begin here.
  static let origin = Date(timeIntervalSince1970: 1_790_000_400)

  var date: Date {
    get { value.withLock { $0 } }
    set { value.withLock { $0 = newValue } }
  }

  func advance(_ seconds: Double) { value.withLock { $0 += seconds } }
}

/// A folder with a station's database and the clock of its station.
final class StoreFolder: Sendable {
  let folder: TemporaryFolder
  let clock = SetClock()

  init() throws { folder = try TemporaryFolder() }

  var url: URL { folder.appending("station") }
  var database: URL { url.appending(path: "station.sqlite") }

  func open(
    _ options: StoreOptions = StoreOptions(), routes: [OutboxRoute] = []
  ) throws -> StationStore {
    try StationStore(folder: url, options: options, routes: routes, date: { [clock] in clock.date })
  }

  /// The permissions of a file in the station's folder.
  func mode(_ name: String) throws -> Int {
    let path = name.isEmpty ? url.path : url.appending(path: name).path
    let value = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber
    return value?.intValue ?? 0
  }

  /// Reads or changes the file as another program would.
  func other<Value>(_ body: (Database) throws -> Value) throws -> Value {
    let queue = try DatabaseQueue(path: database.path)
    defer { try? queue.close() }
    return try queue.writeWithoutTransaction(body)
  }

  /// Whether the whole file is as it should be, indices too.
  func isWhole() throws -> Bool {
    try other { try String.fetchAll($0, sql: "PRAGMA integrity_check") } == ["ok"]
  }
}

extension StoredEvent {
  /// An event that begins some seconds after the origin.
  static func sample(
    _ second: Double = 0, camera: String = "gate", severity: EventSeverity = .alarm,
    state: EventState = .open, id: UUID = UUID(), revision: Int = 1
  ) -> StoredEvent {
    let start = SetClock.origin.addingTimeInterval(second)
    return StoredEvent(
      id: id, revision: revision, camera: camera, severity: severity, state: state, start: start,
      end: start.addingTimeInterval(3.2), peakScore: 0.8125, peakDate: start.addingTimeInterval(0.64),
      threshold: 0.5, model: "demo", part: 2, previousPart: UUID(), reasons: ["the threshold is provisional"])
  }
}

extension StoredFile {
  static func sample(
    _ second: Double = 0, camera: String = "gate", kind: FileKind = .segment, event: UUID? = nil,
    path: String = "\(UUID()).mp4", bytes: Int64 = 1000, isFinished: Bool = true
  ) -> StoredFile {
    let start = SetClock.origin.addingTimeInterval(second)
    return StoredFile(
      camera: camera, kind: kind, event: event, path: path, bytes: bytes, sha256: "ab12", start: start,
      end: start.addingTimeInterval(10), isFinished: isFinished)
  }
}

/// The code of the error that something throws; nil if it throws none of the store's.
func code(_ body: () throws -> Void) -> StoreError.Code? {
  do { try body() } catch { return (error as? StoreError)?.code }
  return nil
}

/// The message of the error that something throws.
func message(_ body: () throws -> Void) -> String {
  do { try body() } catch { return "\(error)" }
  return ""
}
