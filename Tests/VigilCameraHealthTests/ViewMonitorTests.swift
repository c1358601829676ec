import Foundation
import Testing
import VigilCameraHealth
import VigilCore
import VigilScenes
import VigilTestSupport

/// The footage of the tests: rendered scenes everywhere, real ones where they are at hand.
enum Sample {
  static let rendered: [Footage] = [
    Footage(scene: "street by day", seed: 3, place: .street),
    Footage(scene: "square in the rain", seed: 5, place: .square, weather: .rain),
    Footage(scene: "car park", seed: 8, place: .carPark),
    Footage(scene: "street with a fight", seed: 9, place: .street, anomaly: .fight),
  ]
  static let night = Footage(scene: "street by night", seed: 4, place: .street, light: .night)

  static let real = Task {
    guard SharedData.isPresent else { return [Footage]() }
    var all: [Footage] = []
    for (video, step) in [
      ("data/videos/intel_one-by-one-person-detection.mp4", 6), ("data/traffic/video1.avi", 7),
      ("data/shoplifting/normal_1.mp4", 12),
    ] { all.append(try await Footage(video: video, step: step)) }
    return all
  }

  static func all() async throws -> [Footage] { try await rendered + [night] + real.value }
  static func coloured() async throws -> [Footage] { try await rendered + real.value }
}

/// What is done to a camera from the thirtieth to the sixtieth second, and what must be said of it.
struct Deed: Sendable, CustomTestStringConvertible {
  var name: String
  var kind: ViewChange.Kind
  /// In how many seconds it must be recognised.
  var within: Double
  /// What else may be said.
  var also: Set<ViewChange.Kind> = []
  /// Footage in which it cannot be seen.
  var except: Set<String> = []
  var change: @Sendable (Frame, Double) -> Frame
  var testDescription: String { name }

  static let all: [Deed] = [
    Deed(name: "grey paint", kind: .covered, within: 3) { $0.covered(90, seed: UInt64($1 * 2)) },
    Deed(name: "a bright lamp", kind: .covered, within: 3) { $0.covered(247, seed: UInt64($1 * 2)) },
    Deed(name: "a lens cap", kind: .covered, within: 3) { $0.covered(4, seed: UInt64($1 * 2)) },
    Deed(name: "turned by a seventh", kind: .moved, within: 18) { frame, _ in frame.turned(right: 0.15) },
    Deed(name: "turned by a half", kind: .moved, within: 18) { frame, _ in
      frame.turned(right: 0.45, down: 0.1)
    },
    Deed(name: "turned by a twentieth", kind: .moved, within: 18) { frame, _ in frame.turned(right: 0.05) },
    Deed(name: "zoomed in", kind: .moved, within: 18) { frame, _ in frame.turned(zoom: 1.8) },
    Deed(name: "brighter", kind: .exposure, within: 2) { frame, _ in frame.exposed(1.6) },
    Deed(name: "darker", kind: .exposure, within: 2) { frame, _ in frame.exposed(0.55) },
    Deed(name: "flickering lamps", kind: .flicker, within: 6, also: [.exposure]) { frame, time in
      frame.exposed(Int(time * 2) % 2 == 0 ? 0.8 : 1.1)
    },
    Deed(name: "bands", kind: .flicker, within: 13) { frame, time in
      frame.mapping { _, y, _, value in
        value * (1 + 0.15 * sin(Float(y) / 120 * 12 + Float(time) * 2.4))
      }
    },
    // Halved twice, these have hardly any detail to lose.
    Deed(
      name: "out of focus", kind: .defocused, within: 22,
      except: ["intel_one-by-one-person-detection", "video1"]
    ) { frame, _ in frame.blurred(2) },
  ]
}

@Suite struct `A view` {
  @Test(arguments: Deed.all)
  func `that changes is recognised, and its end`(deed: Deed) async throws {
    for footage in try await Sample.all() where !deed.except.contains(footage.name) {
      let changes = footage.changed(from: 30, to: 60, deed.change).changes()
      let text: Comment = "\(deed.name), \(footage.name): \(changes)"
      let found = changes.first { $0.kind == deed.kind && $0.phase == .began }
      guard let found else { Issue.record(text); continue }
      #expect(found.time >= 30 && found.time <= 30 + deed.within, text)
      #expect(changes.allSatisfy { $0.kind == deed.kind || deed.also.contains($0.kind) }, text)
      if !deed.kind.isMomentary {
        #expect(changes.contains { $0.kind == deed.kind && $0.phase == .ended && $0.time <= 80 }, text)
      }
    }
  }

  @Test func `without colour is night, with colours again day`() async throws {
    for footage in try await Sample.coloured() {
      let changes = footage.changed(from: 30, to: 60) { frame, _ in frame.greyed().exposed(0.8) }.changes()
      #expect(changes.map(\.kind) == [.dayNight, .dayNight], "\(footage.name): \(changes)")
      #expect(changes.first.map { $0.time <= 32 } == true && changes.last.map { $0.time <= 62 } == true)
    }
  }
}

@Suite struct `A camera` {
  private static let street = Sample.rendered[0]

  @Test func `that sends one picture only is frozen, until it changes`() {
    let frame = Self.street.frames[40]
    var monitor = ViewMonitor()
    var changes = Self.street.changes(&monitor)
    for step in 0..<200 { changes += monitor.note(ViewPicture(frame), at: 100 + Double(step) / 2) }
    #expect(changes.map(\.kind) == [.frozen] && changes.first.map { abs($0.time - 160) <= 1 } == true)
    #expect(monitor.isSettling(at: 190))
    changes = monitor.note(ViewPicture(Self.street.frames[41]), at: 200)
    #expect(changes.map(\.kind) == [.frozen] && changes.first?.phase == .ended)
  }

  @Test func `that is connected to anew and gives the same picture is frozen still`() {
    let frame = Self.street.frames[40]
    var monitor = ViewMonitor()
    _ = Self.street.changes(&monitor)
    for step in 0..<140 { _ = monitor.note(ViewPicture(frame), at: 100 + Double(step) / 2) }
    var changes = monitor.noteReconnect(at: 170)
    for start in [171.0, 200] {
      for step in 0..<20 { changes += monitor.note(ViewPicture(frame), at: start + Double(step) / 2) }
    }
    #expect(changes.map(\.kind) == [.reconnected])
    changes = monitor.note(ViewPicture(Self.street.frames[41]), at: 211)
    #expect(changes.map(\.kind) == [.frozen] && changes.first?.phase == .ended)
  }

  @Test func `in the dark is dark, without a word of a cover, if the light goes slowly`() {
    let dusk = Self.street.changed(from: 20) { frame, time in
      frame.exposed(Float(exp(-(time - 20) / 14))).noisy(3, seed: UInt64(time * 2))
    }
    #expect(dusk.changes().map(\.kind) == [.dark])
  }

  @Test func `that comes back settles for some seconds`() {
    var monitor = ViewMonitor()
    #expect(Self.street.changes(&monitor).isEmpty && !monitor.isSettling(at: 80))
    #expect(monitor.noteReconnect(at: 100).map(\.kind) == [.reconnected])
    #expect(monitor.isSettling(at: 103) && !monitor.isSettling(at: 106) && !monitor.isSettling(at: 99))
  }

  @Test func `is doubted from the first picture of another view, and no longer than it takes`() {
    let turned = Self.street.changed(from: 30) { frame, _ in frame.turned(right: 0.45, down: 0.1) }
    var monitor = ViewMonitor()
    _ = turned.changes(&monitor)
    #expect(!monitor.isSettling(at: 29) && monitor.isSettling(at: 30) && monitor.isSettling(at: 44))
    #expect(!monitor.isSettling(at: 60) && monitor.hasMoved)
  }

  @Test func `knows after a restart which view it was calibrated for`() throws {
    var monitor = ViewMonitor()
    _ = Self.street.changes(&monitor)
    let bytes = try #require(monitor.reference?.bytes)
    #expect(bytes.count < 8000)
    var same = ViewMonitor(reference: ViewReference(bytes: bytes))
    #expect(Self.street.changes(&same).isEmpty && !same.hasMoved)
    var other = ViewMonitor(reference: ViewReference(bytes: bytes))
    #expect(Sample.rendered[2].changes(&other).map(\.kind) == [.moved])
    // The mark survives as well.
    let moved = try #require(other.reference.flatMap { ViewReference(bytes: $0.bytes) })
    var again = ViewMonitor(reference: moved)
    #expect(again.hasMoved)
    #expect(again.acceptView(at: 500).map(\.phase) == [.ended] && !again.hasMoved)
    #expect(ViewReference(bytes: bytes.dropLast()) == nil && ViewReference(bytes: Data()) == nil)
  }

  @Test func `has a state that does not grow`() throws {
    var monitor = ViewMonitor()
    for round in 0..<8 { _ = Self.street.changes(&monitor, from: Double(round) * 100) }
    #expect(try #require(monitor.reference?.bytes).count < 8000)
    #expect(!monitor.isSettling(at: 500))
  }
}
