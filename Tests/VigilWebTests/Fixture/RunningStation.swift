import Foundation
import Logging
import VigilCore
import VigilHashing
import VigilStation
import VigilStore
import VigilTestSupport
import VigilWeb

/// A web server with a database and a folder of its own, over real sockets. What it would ask of the detection is told by the test.
final class RunningStation: Sendable {
  let folder: TemporaryFolder
  let store: StationStore
  let users: StationUsers
  let watched: ToldStation
  let clock: SetClock
  let log: ReadableLog
  let server: WebServer
  let port: Int
  private let stop = StopRequest()
  private let task: Task<Void, any Error>

  /// Cheap enough for tests.
  static let cost = PasswordHash.Parameters(logN: 4, r: 8, p: 1)
  static let password = "correct horse battery"

  /// - Parameters:
  ///   - people: Users to add first, all with the same password.
  ///   - cameras: What is watched.
  ///   - former: A station that has ended, whose folder is used again.
  ///   - passwordCost: What passwords are to be stored with.
  ///   - change: Changes the options.
  init(
    people: [StationUser] = [], cameras: [String] = ["gate", "yard"], after former: RunningStation? = nil,
    passwordCost: PasswordHash.Parameters = RunningStation.cost,
    _ change: (inout WebOptions) -> Void = { _ in }
  ) async throws {
    let (folder, clock, log) = (try former?.folder ?? TemporaryFolder(), SetClock(), ReadableLog())
    let store = try StationStore(folder: folder.url, date: { clock.date })
    let users = try store.users
    for person in people { try users.add(person) }
    var options = WebOptions()
    options.port = 0
    change(&options)
    let watched = ToldStation(
      cameras: cameras.map { WatchedCamera(name: $0, state: .watching, since: SetClock.origin) })
    let clocks = Clocks(now: { clock.now }, date: { clock.date })
    let server = try WebServer(
      watched, store: store, options: options, clocks: clocks, passwordCost: passwordCost, log: log.logger)
    let (ports, listening) = AsyncStream<Int>.makeStream()
    let stop = stop
    task = Task {
      defer { listening.finish() }
      try await server.run(stop: stop) { listening.yield($0) }
    }
    var port: Int?
    for await found in ports {
      port = found
      break
    }
    guard let port else {
      try await task.value
      throw CommandLineTool.Failure(description: "the server ended before it listened")
    }
    (self.folder, self.store, self.users, self.watched, self.clock) = (folder, store, users, watched, clock)
    (self.log, self.server, self.port) = (log, server, port)
  }

  /// Ends it as a station does.
  func end() async throws {
    stop.request()
    try await task.value
  }

  deinit { stop.request() }

  /// Somebody who is not signed in.
  var nobody: Client { Client(port: port, server: self) }

  /// A connection on which nothing was said yet.
  func wire() throws -> Wire { try Wire(port: port, server: self) }

  /// What the web server counts under a name. Not asked for over HTTP, where a busy machine may be slower than a test's short limits.
  func count(_ name: String) -> Double? {
    PrometheusText.text(server.metrics).split(separator: "\n").first { $0.hasPrefix(name + " ") }
      .flatMap { Double($0.dropFirst(name.count + 1)) }
  }

  /// Signs a user in.
  func client(_ name: String) throws -> Client { try nobody.signedIn(as: name) }

  /// What was changed of cameras at run time, the newest first.
  var changed: [RuntimeChange] { get throws { try store.history() } }

  /// Puts a file into the folder, and its row into the database.
  func add(
    _ content: [UInt8], camera: String = "gate", kind: FileKind = .clip, event: UUID? = nil,
    path: String = "\(UUID()).mp4", isFinished: Bool = true
  ) throws -> StoredFile {
    let url = folder.url.appending(path: path)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(content).write(to: url)
    return try store.add(
      StoredFile(
        camera: camera, kind: kind, event: event, path: path, bytes: Int64(content.count),
        sha256: SHA256.hexadecimal(of: content), start: SetClock.origin, end: SetClock.origin + 10,
        isFinished: isFinished))
  }

  /// Puts an event into the database.
  @discardableResult func addEvent(
    _ second: Double = 0, camera: String = "gate", state: EventState = .ended, crops: [EventCrop] = []
  ) throws -> StoredEvent {
    let start = SetClock.origin + second
    let event = StoredEvent(
      id: UUID(), camera: camera, severity: .alarm, state: state, start: start, end: start + 3,
      peakScore: 0.75,
      peakDate: start + 1, threshold: 0.5, model: "demo", reasons: ["the threshold is provisional"])
    try store.put(event, crops: crops)
    return event
  }
}

extension Client {
  /// The same for a user with the password of all users in tests.
  func signedIn(as name: String) throws -> Client {
    let answer = try ask(
      "POST", "/api/v1/session", json: #"{"name":"\#(name)","password":"\#(RunningStation.password)"}"#)
    guard answer.status == 201, let cookie = answer["set-cookie"]?.split(separator: ";").first else {
      throw CommandLineTool.Failure(description: "\(name) was not signed in: \(answer.status) \(answer.text)")
    }
    var client = self
    client.cookie = String(cookie)
    return client
  }
}

extension StationUser {
  /// A user with the password of all users in tests.
  static func with(_ name: String, _ role: UserRole, cameras: Set<String>? = nil) throws -> StationUser {
    StationUser(
      name: name, role: role, cameras: cameras,
      passwordHash: try Password.hash(of: RunningStation.password, RunningStation.cost),
      created: SetClock.origin)
  }

  /// One of each kind.
  static var everybody: [StationUser] {
    get throws {
      [
        try .with("ada", .admin), try .with("olga", .operator, cameras: ["gate"]),
        try .with("vera", .viewer, cameras: ["gate"]),
        try .with("yuri", .viewer, cameras: ["yard"]),
      ]
    }
  }
}
