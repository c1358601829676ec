import Testing
import VigilCore
import VigilEvaluation

@Suite struct `Cascade calibration` {
  typealias Pair = CascadeCalibration.Pair
  static let rules = EventRules(threshold: 0.75, hysteresis: 0.25)

  /// Twelve snippets that must get all crops, centres 0.25, 0.28125 …, and quiet ones whose centres say the same as all crops.
  static let footage: [Pair] = {
    let eventful = (0..<12).map {
      Pair(centre: 0.25 + 0.03125 * Float($0), reference: 0.5 + 0.03125 * Float($0))
    }
    let quiet = (0..<50).map { Pair(centre: 0.001 * Float($0), reference: 0.001 * Float($0)) }
    return eventful + quiet
  }()

  static func found(_ pairs: [Pair], missed: Double = 0, margin: Float = 0) throws -> CalibratedCascade {
    try CascadeCalibration(rules: rules, mostMissed: missed, margin: margin).bound(for: pairs)
  }

  @Test func `is the lowest centre of those that must get all crops, less the margin`() throws {
    let result = try Self.found(Self.footage)
    #expect(result.bound == 0.25 && result.isCounted)
    #expect(result.needingAllCrops == 12 && result.missed == 0 && result.snippets == 62)
    #expect(try Self.found(Self.footage, margin: 0.125).bound == 0.125)
  }

  @Test(arguments: [(0.0, 0), (0.1, 1), (0.25, 3)])
  func `misses no more than is allowed, and could not be higher`(share: Double, allowed: Int) throws {
    let result = try Self.found(Self.footage, missed: share)
    #expect(result.missed == allowed)
    #expect(result.bound == 0.25 + 0.03125 * Float(allowed))
    let higher = Self.footage.count { $0.reference >= 0.5 && $0.centre < result.bound.nextUp }
    #expect(higher > Int(share * 12))
  }

  @Test func `is never above the level that decides`() throws {
    let sure = (0..<20).map { _ in Pair(centre: 0.9, reference: 0.9) }
    #expect(try Self.found(sure).bound == 0.5)
  }

  @Test func `allows for the largest excess where the footage is quiet`() throws {
    // All crops say 0.125 more than the centre somewhere: from 0.375 on they could reach 0.5.
    let quiet = [Pair(centre: 0.0625, reference: 0.1875), Pair(centre: 0.25, reference: 0.25)]
    let result = try Self.found(quiet)
    #expect(result.bound == 0.375 && !result.isCounted && result.needingAllCrops == 0)
  }

  @Test func `refuses where it would save nothing`() throws {
    #expect(throws: EvaluationError.self) {
      try Self.found([Pair(centre: 0.0625, reference: 0.875)])
    }
    #expect(throws: EvaluationError.self) { try Self.found([]) }
    let endless = CascadeCalibration(rules: EventRules(threshold: 0.25, hysteresis: 0.25))
    let error = #expect(throws: EvaluationError.self) { try endless.bound(for: Self.footage) }
    #expect(error?.message.contains("lower --hysteresis") == true, "\(error?.message ?? "")")
  }
}
