import Foundation
import Testing
import VigilCore
import VigilNetworks

@Suite struct `Flow statistics` {
  /// The features of a grey snippet.
  func features(
    frames: Int = 8, height: Int = 64, width: Int = 72,
    _ grey: (_ t: Double, _ y: Double, _ x: Double) -> Double
  ) throws -> [Float] {
    var values: [Float] = []
    for (factor, offset) in [(1.0, 0.0), (0.5, 0), (1.5, -0.2)] {
      for t in 0..<frames {
        for y in 0..<height {
          for x in 0..<width { values.append(Float(factor * grey(Double(t), Double(y), Double(x)) + offset)) }
        }
      }
    }
    let graph = try FlowStatistics().graph(frames: frames, frameHeight: height, frameWidth: width)
    let snippet = Tensor(shape: [1, 3, frames, height, width], values: values)
    let result = try ReferenceInterpreter.run(Network(graph, Weights([:])), ["snippet": snippet])
    return try #require(result["features"]).values
  }

  /// The median over the frame of map `index`, in its unit.
  func median(_ features: [Float], map index: Int) -> Double {
    exp(2 * Double(features[index * 16 + 2]) - 2.5) - 0.01
  }

  @Test func `are what NumPy computes in 64 bits`() throws {
    let expected = try Golden.read("flow", as: Golden.SmallExtractor.self).features
    let values = try features { t, y, x in
      sin(0.3 * x + 0.17 * y + 0.5 * t) + 0.5 * cos(0.21 * x - 0.4 * y - 0.3 * t * (y > 32 ? 1 : 0))
    }
    #expect(values.count == FlowStatistics().features && values.count == 336 + 8)
    #expect(values.suffix(8).allSatisfy { $0 == 1 })
    for (value, wanted) in zip(values, expected) { #expect(abs(value - wanted) < 1e-3) }
  }

  @Test func `give the speed of what glides, and no incoherence`() throws {
    let gliding = try features { t, y, x in sin(0.3 * (x - 0.5 * t)) + sin(0.25 * y) }
    #expect(abs(median(gliding, map: 0) - 0.5) < 0.2)
    #expect(median(gliding, map: 3) < 0.05)
  }

  @Test func `give incoherence where neighbours move against each other`() throws {
    let torn = try features { t, y, x in
      sin(0.3 * (x - 0.5 * t * (Int(y / 6).isMultiple(of: 2) ? 1 : -1))) + sin(0.5 * y)
    }
    #expect(median(torn, map: 3) > 0.15)
  }

  @Test func `do not take a cut for movement`() throws {
    let still = try features { _, y, x in sin(0.3 * x) + sin(0.25 * y) }
    let cut = try features { t, y, x in
      t < 4 ? sin(0.3 * x) + sin(0.25 * y) : cos(0.37 * y) - 0.5 * sin(0.2 * x)
    }
    for (one, other) in zip(still, cut) { #expect(abs(one - other) < 1e-3) }
  }

  @Test func `need room to be halved three times`() {
    #expect(throws: NetworksError.self) { try FlowStatistics().graph(frameHeight: 32, frameWidth: 128) }
    #expect(throws: NetworksError.self) {
      try FlowStatistics().graph(frames: 2, frameHeight: 96, frameWidth: 128)
    }
  }
}
