import Foundation
import Synchronization
import Testing
import VigilCore
import VigilDetection
import VigilStation
import VigilStationConfiguration
import VigilStore
import VigilTestSupport

/// A detector that gives the mean of the newest features, or fails.
private final class MeanHead: DetectorNetwork {
  struct Broken: ExplainedError { var message = "the graphics processor is gone" }

  let isBroken = Mutex(false)
  /// The name of its model, when it is loaded.
  let name = Mutex("mean")
  /// How many snippets it saw at once, each time.
  let windows = Mutex<[Int]>([])

  func scores(_ features: Tensor) async throws -> Tensor {
    if isBroken.withLock({ $0 }) { throw Broken() }
    let (crops, snippets, size) = (features.shape[0], features.shape[1], features.shape[2])
    windows.withLock { $0.append(snippets) }
    let means = (0..<crops).map { crop in
      let start = (crop * snippets + snippets - 1) * size
      return features.values[start..<start + size].reduce(0, +) / Float(size)
    }
    return Tensor(shape: [crops, 1], values: means)
  }
}

@Suite(.ownThread) struct `Scores in shadow` {
  private let head = MeanHead()
  private let bench: LearningBench

  init() async throws {
    bench = try await LearningBench(shadow: { [head] folder in
      guard folder == "/srv/mean.vigil" else { throw StationError(.settings, "there is no \(folder)") }
      return ShadowHead(name: head.name.withLock { $0 }, threshold: 0.7, detector: head)
    })
  }

  private func set(_ folder: String?) async throws {
    try bench.station.store.set(
      RuntimeChange(
        camera: "door", key: ShadowKeys.folder, value: folder, by: "anna", at: bench.clock.date))
    // Changes are read beside the scores, and so is a head loaded.
    for _ in 0..<3 { await bench.goRound() }
  }

  /// Snippets until the shadow scores, which is loaded beside them.
  private func settle() async throws {
    let deadline = Clocks.machine.now() + 300
    while bench.station.board["door"]?.shadow == nil {
      try #require(Clocks.machine.now() < deadline, "no shadow")
      await bench.pass(0.1)
      try await Task.sleep(for: .milliseconds(5))
    }
    // The snippet of which the head came may have been its first.
    await bench.pass(0.1)
  }

  private func samples(_ shadow: String? = "mean") throws -> [ScoreSample] {
    try bench.station.store.samples(camera: "door", shadow: shadow, from: .distantPast, to: .distantFuture)
  }

  @Test func `are of the same features, also where nothing changes, and raise nothing`() async throws {
    try await set("/srv/mean.vigil")
    try await settle()
    let before = try samples().count
    for number in 0..<4 { await bench.pass(0.2, like: UInt64(number + 3)) }
    await bench.pass(0.2, like: nil)
    await bench.pass(0.2, like: nil)
    let new = try samples().dropFirst(before)
    #expect(new.count == 6)
    let own = Set(try samples(nil).map(\.start))
    #expect(Set(new.map(\.start)).isSubset(of: own))
    // Of features of 16 numbers in two crops that differ by noise.
    #expect(Set(new.prefix(4).map(\.score)).count == 4 && new.allSatisfy { (0...1.1).contains($0.score) })
    #expect(new.suffix(3).map(\.score) == [Float](repeating: new.last?.score ?? -1, count: 3))
    #expect(new.suffix(2).allSatisfy { $0.isStill })
    await bench.goRound()
    #expect(try bench.station.store.events().isEmpty)
    let changes = try bench.station.store.changes(at: bench.clock.date)
    #expect(changes.contains { $0.key == ShadowKeys.model && $0.value == "mean" })
  }

  @Test func `begin anew when the camera was lost`() async throws {
    try await set("/srv/mean.vigil")
    try await settle()
    for _ in 0..<3 { await bench.pass(0.1) }
    let last = try #require(head.windows.withLock { $0.last })
    #expect(last > 3)
    await bench.lose()
    await bench.pass(0.1)
    #expect(head.windows.withLock { $0.last } == 1)
  }

  @Test func `that fail are told, and the camera goes on`() async throws {
    try await set("/srv/mean.vigil")
    try await settle()
    head.isBroken.withLock { $0 = true }
    let (before, own) = (try samples().count, try samples(nil).count)
    for _ in 0..<3 { await bench.pass(0.1) }
    #expect(try samples().count == before && samples(nil).count == own + 3)
    let told = bench.station.board["door"]?.health["shadow"]
    #expect(told?.contains("the graphics processor is gone") == true)
    // It is tried again after a while.
    head.isBroken.withLock { $0 = false }
    await bench.wait(400)
    try await settle()
    #expect(bench.station.board["door"]?.health["shadow"] == nil)
    #expect(try samples().count > before)
  }

  @Test func `are of what the folder holds now once it is asked for again, under a name that is noted again`()
    async throws
  {
    try await set("/srv/mean.vigil")
    try await settle()
    for name in ["mean", "median"] {
      head.name.withLock { $0 = name }
      // As the command does.
      for key in ShadowKeys.all.dropFirst() {
        try bench.station.store.set(
          RuntimeChange(camera: "door", key: key, value: nil, by: "anna", at: bench.clock.date))
      }
      try await set("/srv/mean.vigil")
      func noted() throws -> String? {
        ShadowKeys.model(in: try bench.station.store.changes(at: bench.clock.date))?.value
      }
      let deadline = Clocks.machine.now() + 300
      while try noted() != name {
        try #require(Clocks.machine.now() < deadline, "\(name) is not noted")
        await bench.pass(0.1)
        try await Task.sleep(for: .milliseconds(5))
      }
      #expect(bench.station.board["door"]?.shadow?.name == name)
      await bench.pass(0.1)
      await bench.goRound()
      #expect(try !samples(name).isEmpty)
    }
  }

  @Test func `end when nobody wants them any more`() async throws {
    try await set("/srv/mean.vigil")
    try await settle()
    try await set(nil)
    for _ in 0..<3 {
      await bench.pass(0.1)
      await bench.goRound()
    }
    let before = try samples().count
    for _ in 0..<3 { await bench.pass(0.1) }
    #expect(try samples().count == before)
    #expect(bench.station.board["door"]?.shadow == nil)
  }
}
