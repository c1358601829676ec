import Foundation
import Logging
import Testing
import VigilCore
import VigilModels
import VigilPipeline
import VigilStation
import VigilStationConfiguration
import VigilStore
import VigilTestSupport

/// A station in a folder of its own, as its tests start it.
final class StationBench: Sendable {
  let folder: TemporaryFolder
  let log = LogRecord()
  /// Where the station keeps everything.
  let data: URL
  private let clocks: Clocks

  /// - Parameter disk: the disk that everything is kept on; nil for a folder of its own.
  init(on disk: URL? = nil, clocks: Clocks = .machine) throws {
    let folder = try TemporaryFolder()
    (self.folder, self.clocks) = (folder, clocks)
    data = disk?.appending(path: "data") ?? folder.appending("data")
  }

  /// The model that the repository has.
  static let model = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "models/demo.vigil").path

  var file: URL { folder.appending("station.yaml") }

  /// Writes the file: the lines of all cameras, and then each camera's own.
  func write(_ common: String = "", _ cameras: (name: String, lines: String)...) throws {
    try write(common, cameras: cameras)
  }

  /// Writes the file: the lines of all cameras, and then each camera's own.
  func write(_ common: String, cameras: [(name: String, lines: String)]) throws {
    func indented(_ text: String, by count: Int) -> String {
      text.split(separator: "\n").map { String(repeating: " ", count: count) + $0 + "\n" }.joined()
    }
    var text = "folder: \(data.path)\nmodel: \(Self.model)\n" + indented(common, by: 0) + "cameras:\n"
    for camera in cameras { text += "  \(camera.name):\n" + indented(camera.lines, by: 4) }
    try Data(text.utf8).write(to: file)
  }

  /// Runs the station while `body` watches it, and ends it as a stop would.
  func running(
    environment: [String: String] = [:], configuration: EngineConfiguration = EngineConfiguration(),
    economy: EconomyRules = EconomyRules(),
    _ body: (Station, ReloadRequest) async throws -> Void
  ) async throws {
    let station = try Station(
      try StationFile(file, secrets: SecretSource(environment: environment)), at: file,
      configuration: configuration, secrets: SecretSource(environment: environment), economy: economy,
      clocks: clocks, environment: environment, log: log.logger())
    let (stop, reload) = (StopRequest(), ReloadRequest())
    let task = Task { await station.run(stop: stop, reload: reload) }
    do { try await body(station, reload) } catch {
      stop.request()
      await task.value
      throw error
    }
    stop.request()
    await task.value
  }

  /// Waits until something holds.
  func until(
    _ what: String, within limit: Double = 300, _ holds: () throws -> Bool, state: () -> [String] = { [] }
  ) async throws {
    let deadline = Clocks.machine.now() + limit
    while try !holds() {
      guard Clocks.machine.now() < deadline else {
        Issue.record(
          "waited \(Int(limit)) s in vain: \(what)\n\((state() + log.entries.suffix(20)).joined(separator: "\n"))"
        )
        throw CancellationError()
      }
      try await Task.sleep(for: .milliseconds(20))
    }
  }

  /// Waits until a camera was scored so many times more: detection goes on.
  func until(_ camera: String, isScored count: Int, in station: Station) async throws {
    let goal = (station.board[camera]?.snippets ?? 0) + count
    try await until("\(count) more scores of \(camera)") { (station.board[camera]?.snippets ?? 0) >= goal }
  }

  /// Waits for a line of the log.
  func until(told text: String) async throws {
    try await until("a line with: \(text)") { log.entries.contains { $0.contains(text) } }
  }
}
