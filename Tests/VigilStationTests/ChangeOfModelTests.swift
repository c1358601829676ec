import Foundation
import Testing
import VigilModels
import VigilStation
import VigilStationConfiguration
import VigilStore
import VigilTestSupport

/// An engine that compiles for minutes must not leave a camera unwatched while it does.
@Suite(.ownThread) struct `A change of model that is compiled for minutes` {
  private let bench: StationBench
  private let camera: FakeCamera
  private let gate = CompilingEngine.Gate()
  private let low: String
  private let new: String

  init() throws {
    bench = try StationBench()
    camera = try FakeCamera { $0.rate = 25 }
    low = try OtherHead.write("low", bias: -8, in: bench.folder)
    new = try OtherHead.write("new", bias: -7, in: bench.folder)
    try write(model: low)
  }

  private func write(model: String, more: (name: String, lines: String)...) throws {
    try bench.write(
      "record: off",
      cameras: [("door", "source: rtsp://127.0.0.1:\(camera.port)/main\nmodel: \(model)")] + more)
  }

  private func running(_ body: (Station, ReloadRequest) async throws -> Void) async throws {
    try await bench.running(
      configuration: EngineConfiguration(engine: CompilingEngine.registration(gate))
    ) { station, reload in
      // Whatever fails, the station's end must not wait for a load.
      defer { gate.open() }
      try await body(station, reload)
    }
  }

  @Test(arguments: ["adopted", "edited"])
  func `begins when its networks are there, and the camera is watched until then`(change: String) async throws
  {
    let other = try FakeCamera { $0.rate = 25 }
    try await running { station, reload in
      try await bench.until("door", isScored: 2, in: station)
      let own = station.board["door"]?.model
      gate.close()
      if change == "adopted" {
        let change = ShadowChange(try StationFile(bench.file), by: "anna", at: Date())
        _ = try change.shadow(["door"], by: new)
        _ = try change.adopt(["door"])
      } else {
        try write(model: new)
        reload.request()
      }
      try await bench.until("a load is held up") { gate.held == 1 }
      try await bench.until("door", isScored: 4, in: station)
      // The station's own loop goes on: what needs no new network begins at once.
      try write(
        model: change == "adopted" ? low : new,
        more: ("yard", "source: rtsp://127.0.0.1:\(other.port)/main\nmodel: \(low)"))
      reload.request()
      try await bench.until("yard", isScored: 2, in: station)
      try await bench.until("door", isScored: 2, in: station)
      #expect(camera.connections.count == 1 && station.board["door"]?.model == own)
      #expect(gate.held == 1)

      gate.open()
      let name = try OtherHead.name(new)
      try await bench.until("the other model") { station.board["door"]?.model == name }
      try await bench.until("door", isScored: 2, in: station)
      #expect(camera.connections.count == 2 && other.connections.count == 1)
    }
    let told = change == "adopted" ? "another model takes over" : "other settings take over"
    #expect(bench.log.entries.count { $0.contains(told) } == 1)
    #expect(bench.log.entries.count { $0.contains("the camera goes on as it is until") } == 1)
  }

  @Test func `is forgotten if it is taken back before`() async throws {
    try await running { station, reload in
      try await bench.until("door", isScored: 2, in: station)
      gate.close()
      try write(model: new)
      reload.request()
      try await bench.until("a load is held up") { gate.held == 1 }
      try write(model: low)
      reload.request()
      try await bench.until("the file was read twice") {
        bench.log.entries.count { $0.contains("the file was read again") } == 2
      }
      gate.open()
      try await bench.until("door", isScored: 4, in: station)
    }
    #expect(camera.connections.count == 1)
    #expect(bench.log.entries.count { $0.contains("the camera goes on as it is until") } == 1)
    #expect(bench.log.entries.allSatisfy { !$0.contains("take over") && !$0.contains("takes over") })
  }
}
