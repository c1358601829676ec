/// What goes wrong in a scene.
public enum Anomaly: String, Hashable, Sendable, CaseIterable {
  /// People close together who strike, push and fall.
  case fight
  /// Two vehicles that meet, with spin and debris.
  case collision
  /// A flash and a fireball, then fire and smoke; people run away.
  case explosion
  /// Many who run the same way.
  case crowd = "running-crowd"
  /// Somebody who collapses and stays on the ground.
  case fall
  /// A bag that somebody puts down and leaves.
  case abandoned = "abandoned-object"
}

/// When a scene is.
public enum Daylight: String, Hashable, Sendable, CaseIterable {
  case day, night
}

/// What falls from the sky.
public enum Weather: String, Hashable, Sendable, CaseIterable {
  case clear, rain, snow, fog
}

/// Where a scene is.
public enum Place: String, Hashable, Sendable, CaseIterable {
  /// A road between two pavements, with houses behind.
  case street
  /// A paved square with trees and benches.
  case square
  /// Bays with parked cars along a drive.
  case carPark = "car-park"
}

/// Everything that decides the pixels of a scene.
public struct SceneDescription: Hashable, Sendable {
  /// Where all chance begins: equal descriptions give equal pixels.
  public var seed: UInt64
  /// Pixels; even numbers of at least 64.
  public var width = 480
  /// Pixels; even numbers of at least 64.
  public var height = 360
  /// Frames per second.
  public var frameRate = 25.0
  /// Seconds.
  public var duration = 30.0
  /// What goes wrong; nil for a normal scene.
  public var anomaly: Anomaly?
  /// When it begins, in seconds; by chance in the middle half if nil.
  public var start: Double?
  /// How long it lasts, in seconds; what is usual for its kind if nil.
  public var length: Double?
  /// When it is.
  public var light: Daylight = .day
  /// What falls from the sky.
  public var weather: Weather = .clear
  /// Where it is; by chance if nil. A collision needs a road.
  public var place: Place?
  /// The sensor's noise: 0 none, 1 that of a usual camera, more of it in the dark.
  public var noise = 1.0

  /// Describes a normal scene of half a minute by day.
  public init(seed: UInt64) {
    self.seed = seed
  }

  /// What cannot be rendered, all of it, each as half a sentence; empty for a good description.
  public var complaints: [String] {
    var complaints: [String] = []
    if !(64...4096).contains(width) || !(64...4096).contains(height) || width % 2 + height % 2 > 0 {
      complaints.append("a scene's width and height are even numbers from 64 to 4096, not \(width)x\(height)")
    }
    if !(1...120).contains(frameRate) {
      complaints.append("a scene has 1 to 120 frames per second, not \(frameRate)")
    }
    if !(1...86_400).contains(duration) {
      complaints.append("a scene lasts from a second to a day, not \(duration) s")
    }
    if !(0...20).contains(noise) { complaints.append("the noise is a number from 0 to 20, not \(noise)") }
    if anomaly != nil {
      if let start, !(start >= 0 && start <= duration - 0.5) {
        complaints.append("an anomaly begins between 0 and half a second before the end, not at \(start) s")
      }
      if let length, !(length >= 0.5 && length <= 86_400) {
        complaints.append("an anomaly lasts half a second or more, not \(length) s")
      }
    } else if start != nil || length != nil {
      complaints.append("a normal scene has no anomaly that could begin or last")
    }
    if anomaly == .collision, place == .square {
      complaints.append("a square has no vehicles; a collision is in a street or car-park")
    }
    return complaints
  }
}
