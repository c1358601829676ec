/// Decides how much is given up: a level for all cameras of a station, so that all are treated alike, which changes one step at a time.
///
/// It rises when a camera's snippets take as long as they last, several times in a row. Where many cameras wait for each other, each has
/// its turn rarely, so it also rises when the snippets of all cameras do so, without a pause, for twice that time. It falls when, for some time, no snippet has
/// taken so long that there would be too much load at the lower level, going by what the levels leave out. If that proves wrong and it
/// rises again, it waits twice as long the next time. Levels that save nothing, such as fewer crops where there is one, are passed over.
public struct EconomyController: Sendable {
  /// What a camera asks for.
  public struct Demand: Hashable, Sendable {
    /// Crops that are extracted one by one; 1 where the network sees whole frames, of which none can be left out.
    public var crops: Int
    /// Whether snippets in which nothing changes are recognised.
    public var hasStillGate: Bool

    /// Makes a demand.
    public init(crops: Int, hasStillGate: Bool) {
      self.crops = crops
      self.hasStillGate = hasStillGate
    }
  }

  /// How a snippet fared.
  public struct Outcome: Hashable, Sendable {
    /// The level at which it was treated.
    public var level: EconomyLevel
    /// Its length in seconds.
    public var length: Double
    /// Seconds from taking it to its score.
    public var duration: Double
    /// Seconds from the arrival of its last frame to its score.
    public var age: Double
    /// Snippets that gave way to it since the networks were busy.
    public var dropped: Int

    /// Makes an outcome.
    public init(level: EconomyLevel, length: Double, duration: Double, age: Double, dropped: Int = 0) {
      self.level = level
      self.length = length
      self.duration = duration
      self.age = age
      self.dropped = dropped
    }
  }

  private struct Camera {
    var demand: Demand
    /// Snippets in a row that showed too much load.
    var slow = 0
    /// Those that were dropped meanwhile.
    var dropped = 0
  }

  /// The rules.
  public let rules: EconomyRules
  /// The level of all cameras.
  public private(set) var level = EconomyLevel.full

  private var cameras: [Int: Camera] = [:]
  private var lastChange: (time: Double, fell: Bool)?
  /// Snippets of any camera that showed too much load, one after the other: from when to when, and how many.
  private var jam: (from: Double, to: Double, snippets: Int)?
  /// Since when there has been time to spare, and the greatest load since then.
  private var calmSince: Double?
  private var peak = 0.0
  private var calm: Double

  /// Makes a controller without cameras.
  public init(rules: EconomyRules = EconomyRules()) {
    self.rules = rules
    calm = rules.calm
  }

  /// Adds a camera.
  public mutating func join(_ camera: Int, _ demand: Demand) { cameras[camera] = Camera(demand: demand) }

  /// Removes a camera; nothing is given up once there is none.
  public mutating func leave(_ camera: Int, at time: Double) -> EconomyChange? {
    cameras[camera] = nil
    guard cameras.isEmpty, level > .full else { return nil }
    calm = rules.calm
    return change(to: .full, .idle, load: 0, at: time)
  }

  /// Takes note of a camera's snippet that was scored, or was kept without any computation (nil).
  public mutating func note(_ outcome: Outcome?, of camera: Int, at time: Double) -> EconomyChange? {
    if let lastChange, time - lastChange.time < rules.hold { return nil }
    guard let outcome else { return fall(at: time) }
    // What was begun at another level says nothing about this one.
    guard outcome.level == level, outcome.length > 0, cameras[camera] != nil else { return nil }
    // The next comes when this one has passed, or the one after it.
    let load = outcome.duration / outcome.length / (level >= .everySecondSnippet ? 2 : 1)
    if load >= rules.riseLoad || outcome.age > outcome.length + rules.lateness {
      cameras[camera]?.slow += 1
      cameras[camera]?.dropped += outcome.dropped
      noteSlow(outcome, at: time)
    } else {
      cameras[camera]?.slow = 0
      cameras[camera]?.dropped = 0
      jam = nil
    }
    if let slow = cameras[camera], slow.slow >= rules.riseSnippets || areAllSlow(outcome.length),
      let next = savingLevel(after: level)
    {
      return change(to: next, slow.dropped > 0 ? .dropped : .slow, load: load, at: time)
    }
    guard let lower = savingLevel(before: level) else { return nil }
    peak = max(peak, load)
    if load * cost(at: lower) / cost(at: level) >= rules.fallLoad {
      (calmSince, peak) = (time, 0)
    }
    return fall(at: time)
  }

  /// Notes one of those that follow each other without a pause: each was there, or about to come, when the one before it was scored.
  private mutating func noteSlow(_ outcome: Outcome, at time: Double) {
    if let jam, time - outcome.duration - outcome.length <= jam.to {
      self.jam = (jam.from, time, jam.snippets + 1)
    } else {
      jam = (time, time, 1)
    }
  }

  /// Whether that has lasted for twice the snippets that one camera needs.
  private func areAllSlow(_ length: Double) -> Bool {
    guard let jam, jam.snippets >= rules.riseSnippets else { return false }
    return jam.to - jam.from >= Double(2 * rules.riseSnippets) * length
  }

  private mutating func fall(at time: Double) -> EconomyChange? {
    guard let lower = savingLevel(before: level) else { return nil }
    guard let since = calmSince else {
      calmSince = time
      return nil
    }
    return time - since >= calm ? change(to: lower, .spare, load: peak, at: time) : nil
  }

  private mutating func change(
    to next: EconomyLevel, _ reason: EconomyChange.Reason, load: Double, at time: Double
  ) -> EconomyChange {
    let falls = next < level
    if let lastChange, lastChange.fell {
      // What fell either came back too soon, or has stood.
      calm = !falls && time - lastChange.time < calm ? min(2 * calm, rules.longestCalm) : rules.calm
    }
    defer {
      level = next
      lastChange = (time, falls)
      (calmSince, peak) = (time, 0)
      jam = nil
      for camera in cameras.keys {
        cameras[camera]?.slow = 0
        cameras[camera]?.dropped = 0
      }
    }
    return EconomyChange(from: level, to: next, reason: reason, load: load, time: time)
  }

  private func savingLevel(after level: EconomyLevel) -> EconomyLevel? {
    EconomyLevel.allCases.first { $0 > level && saves($0) }
  }

  private func savingLevel(before level: EconomyLevel) -> EconomyLevel? {
    EconomyLevel.allCases.last { $0 < level && ($0 == .full || saves($0)) }
  }

  /// Whether a level saves anything that the one before does not.
  private func saves(_ level: EconomyLevel) -> Bool {
    guard let before = EconomyLevel(rawValue: level.rawValue - 1) else { return false }
    if level == .tighterGate { return cameras.values.contains { $0.demand.hasStillGate } }
    return cost(at: level) < cost(at: before)
  }

  /// What all cameras compute at a level, in crops of snippets without pause.
  private func cost(at level: EconomyLevel) -> Double {
    cameras.values.reduce(0) { $0 + Double(level.crops(of: $1.demand.crops)) } * level.partOfTime
  }
}

extension EconomyLevel {
  /// How many crops are extracted of so many.
  func crops(of crops: Int) -> Int { self >= .centreCrop ? 1 : self >= .fiveCrops ? min(crops, 5) : crops }

  /// The part of all snippets that are extracted.
  var partOfTime: Double { self >= .everySecondSnippet ? 0.25 : self >= .everySecondFrame ? 0.5 : 1 }
}
