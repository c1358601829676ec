import Foundation
import Testing
import VigilCameraHealth
import VigilCore
import VigilScenes
import VigilTestSupport

/// What happens before cameras and is no change of the view.
struct Happening: Sendable, CustomTestStringConvertible {
  var name: String
  var change: @Sendable (Frame, Double) -> Frame
  var testDescription: String { name }

  static let all: [Happening] = [
    Happening(name: "nothing") { frame, _ in frame },
    Happening(name: "somebody before half of the picture for eight seconds") { frame, time in
      guard time >= 30, time < 38 else { return frame }
      let edge = Int(80 * min(1, (time - 29.5) / 2))
      return frame.mapping { x, y, channel, value in
        guard x < edge else { return value }
        let pattern = (x / 11 + y / 15 + Int(time * 2)) % 3
        return Float(40 + 45 * pattern + 12 * channel)
      }
    },
    Happening(name: "a lorry that passes close by, as dark as a wall") { frame, time in
      let left = Int((time - 30) * 45) - 80
      return frame.mapping { x, y, _, value in (left..<left + 80).contains(x) && y > 10 ? 45 : value }
    },
    Happening(name: "a red bus that stands for twenty seconds") { frame, time in
      guard time >= 30, time < 50 else { return frame }
      return frame.mapping { x, y, channel, value in
        guard x > 60, y > 40 else { return value }
        return channel == 0 ? 190 : y % 20 < 8 ? 60 : 30
      }
    },
    Happening(name: "clouds") { frame, time in frame.exposed(1 + 0.25 * sin(Float(time) * 0.4)) },

    Happening(name: "noise") { frame, time in frame.noisy(25, seed: UInt64(time * 2)) },
    Happening(name: "few bits") { frame, time in
      // Blocks of 8x8 pixels in steps of 16, which change with every picture.
      let source = frame.pixels
      let (width, phase) = (frame.width, Float(Int(time * 2) % 5) * 3)
      return frame.mapping { x, y, channel, _ in
        let mean = Float(source[3 * (y / 8 * 8 * width + x / 8 * 8) + channel])
        return ((mean + phase) / 16).rounded() * 16 - phase
      }
    },
    Happening(name: "lightning") { frame, time in
      [30.0, 41.5, 50].contains(time) ? frame.exposed(2.2) : frame
    },
    Happening(name: "wind at the mast") { frame, time in
      frame.turned(right: 0.012 * sin(Float(time) * 3), down: 0.01 * cos(Float(time) * 4))
    },
    Happening(name: "a lamp in a corner") { frame, time in
      guard time > 30 else { return frame }
      return frame.mapping { x, y, _, value in value * (1 + 0.8 * exp(-Float(x * x + y * y) / 2000)) }
    },
  ]
}

@Suite struct `A view in which things happen` {
  @Test(arguments: Happening.all)
  func `is the same view`(happening: Happening) async throws {
    for footage in try await Sample.all() {
      let changes = footage.changed(from: 0, happening.change).changes()
      #expect(changes == [], "\(happening.name), \(footage.name)")
    }
  }
}
