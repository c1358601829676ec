import Testing
import VigilPipeline

/// A controller of one camera, with a clock that the test moves.
private struct Bench {
  var controller: EconomyController
  var time = 0.0
  var changes: [EconomyChange] = []

  init(crops: Int = 10, hasStillGate: Bool = true, rules: EconomyRules = EconomyRules()) {
    controller = EconomyController(rules: rules)
    controller.join(0, EconomyController.Demand(crops: crops, hasStillGate: hasStillGate))
  }

  /// A snippet of a second that takes as long as it lasts, times a load.
  mutating func snippet(load: Double, age: Double = 0, dropped: Int = 0, camera: Int = 0, passing: Double = 1)
  {
    time += passing
    let length = controller.level >= .everySecondFrame ? 2.0 : 1
    let period = controller.level >= .everySecondSnippet ? 2 * length : length
    note(
      EconomyController.Outcome(
        level: controller.level, length: length, duration: load * period, age: age, dropped: dropped),
      camera: camera)
  }

  mutating func note(_ outcome: EconomyController.Outcome?, camera: Int = 0) {
    if let change = controller.note(outcome, of: camera, at: time) { changes.append(change) }
  }
}

@Suite struct `An economy's controller` {
  @Test(
    arguments: [
      (10, true, [.tighterGate, .fiveCrops, .centreCrop, .everySecondFrame, .everySecondSnippet]),
      (10, false, [.fiveCrops, .centreCrop, .everySecondFrame, .everySecondSnippet]),
      (5, true, [.tighterGate, .centreCrop, .everySecondFrame, .everySecondSnippet]),
      (1, true, [.tighterGate, .everySecondFrame, .everySecondSnippet]),
      (1, false, [.everySecondFrame, .everySecondSnippet]),
    ] as [(Int, Bool, [EconomyLevel])])
  func `gives up in the declared order what saves anything, and takes it back in reverse`(
    crops: Int, hasStillGate: Bool, levels: [EconomyLevel]
  ) {
    var bench = Bench(crops: crops, hasStillGate: hasStillGate)
    for _ in 0..<60 { bench.snippet(load: 2) }
    #expect(bench.changes.map(\.to) == levels)
    #expect(bench.changes.allSatisfy { $0.reason == .slow && $0.load == 2 })
    for _ in 0..<200 { bench.snippet(load: 0.01) }
    #expect(bench.changes.dropFirst(levels.count).map(\.to) == levels.dropLast().reversed() + [.full])
    #expect(bench.changes.last?.reason == .spare)
  }

  @Test(
    arguments: [
      // load, age, dropped, reason
      (0.94, 1.4, 0, nil), (0.95, 0, 0, .slow), (1.3, 2, 1, .dropped), (0.3, 1.5, 0, nil),
      (0.3, 1.6, 0, .slow),
      // Drops that computing did not cause.
      (0.3, 1, 5, nil),
    ] as [(Double, Double, Int, EconomyChange.Reason?)])
  func `rises for snippets that take as long as they last or come too late`(
    load: Double, age: Double, dropped: Int, reason: EconomyChange.Reason?
  ) {
    var bench = Bench()
    for _ in 0..<4 { bench.snippet(load: load, age: age, dropped: dropped) }
    #expect(bench.changes.first?.reason == reason)
  }

  @Test func `does not rise for a few slow snippets among others, or one each of many cameras at once`() {
    var bench = Bench()
    for _ in 0..<20 { for load in [3, 3, 0.5] { bench.snippet(load: load) } }
    for camera in 1..<20 {
      bench.controller.join(camera, EconomyController.Demand(crops: 10, hasStillGate: true))
      bench.snippet(load: 3, camera: camera, passing: 0.2)
    }
    #expect(bench.changes.isEmpty)
  }

  @Test func `rises while many cameras wait for each other, of which each has its turn rarely`() {
    var bench = Bench()
    for camera in 1..<30 {
      bench.controller.join(camera, EconomyController.Demand(crops: 10, hasStillGate: true))
    }
    for camera in 0..<30 { bench.snippet(load: 9, age: 9, dropped: 8, camera: camera) }
    #expect(bench.changes.map(\.to) == [.tighterGate, .fiveCrops, .centreCrop])
    #expect(bench.changes.first?.time == 7 && bench.changes.allSatisfy { $0.reason == .dropped })
    // One that is in time is enough to stay; those that are kept say nothing.
    for camera in 0..<30 {
      bench.note(nil, camera: camera)
      bench.snippet(load: camera.isMultiple(of: 4) ? 0.1 : 9, camera: camera)
    }
    #expect(bench.controller.level == .centreCrop)
  }

  @Test func `does not rise for slow snippets of many cameras with pauses between them`() {
    var bench = Bench()
    for camera in 1..<30 {
      bench.controller.join(camera, EconomyController.Demand(crops: 10, hasStillGate: true))
    }
    for camera in 0..<30 { bench.snippet(load: 2, age: 2, camera: camera, passing: 3.1) }
    #expect(bench.changes.isEmpty)
  }

  @Test func `holds after a change, and does not count what was begun before it`() {
    var bench = Bench()
    for _ in 0..<3 { bench.snippet(load: 2) }
    #expect(bench.controller.level == .tighterGate)
    for _ in 0..<10 {
      bench.time += 0.1
      bench.snippet(load: 2, passing: 0.01)
    }
    #expect(bench.controller.level == .tighterGate)
    bench.time += 10
    for _ in 0..<9 {
      bench.note(EconomyController.Outcome(level: .full, length: 1, duration: 9, age: 9))
    }
    #expect(bench.controller.level == .tighterGate)
  }

  @Test func `stays where it is if the lower level would be too much`() {
    var bench = Bench(hasStillGate: false)
    for _ in 0..<3 { bench.snippet(load: 1.6) }
    #expect(bench.controller.level == .fiveCrops)
    // Half of 1.6: ten crops would be too much again.
    for _ in 0..<1000 { bench.snippet(load: 0.8) }
    #expect(bench.changes.count == 1)
    // A third of it is not.
    for _ in 0..<15 { bench.snippet(load: 0.3) }
    #expect(bench.changes.map(\.to) == [.fiveCrops, .full])
  }

  @Test func `waits longer each time that it fell too early, and no longer once it has stood`() {
    var bench = Bench(hasStillGate: false)
    var falls: [Double] = []
    // The lower level takes ten times as much as the levels promise.
    for _ in 0..<1000 {
      let before = bench.changes.count
      bench.snippet(load: bench.controller.level == .full ? 2 : 0.2)
      if bench.changes.count > before, bench.controller.level == .full { falls.append(bench.time) }
    }
    let waits = zip(falls.dropFirst(), falls).map { $0.0 - $0.1 }
    #expect(
      waits.count >= 4 && zip(waits.dropFirst(), waits).allSatisfy { $0.0 > 1.8 * $0.1 || $0.0 > 600 },
      "\(waits)")
    #expect(bench.changes.count < 16)
    for _ in 0..<2000 { bench.snippet(load: 0.2) }
    for _ in 0..<3 { bench.snippet(load: 2) }
    let rise = bench.time
    while bench.controller.level > .full { bench.snippet(load: 0.2) }
    #expect(bench.time - rise <= 16)
  }

  @Test func `falls while all snippets are kept, since nothing is computed`() {
    var bench = Bench()
    for _ in 0..<60 { bench.snippet(load: 2) }
    for _ in 0..<120 {
      bench.time += 1
      bench.note(nil)
    }
    #expect(bench.controller.level == .full)
  }

  @Test func `gives up nothing once the last camera has left`() {
    var bench = Bench()
    bench.controller.join(1, EconomyController.Demand(crops: 1, hasStillGate: false))
    for _ in 0..<10 { bench.snippet(load: 2) }
    let first = bench.controller.leave(0, at: 20)
    #expect(first == nil && bench.controller.level > .full)
    let last = bench.controller.leave(1, at: 21)
    #expect(last?.reason == .idle && bench.controller.level == .full)
  }
}
