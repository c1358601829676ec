/// What goes wrong in a scene.
public enum Anomaly: String, Hashable, Sendable, CaseIterable {
  /// A fight: people close together who strike, push and fall.
  case fight
  /// A collision: two vehicles that meet, with spin and debris.
  case collision
  /// An explosion: a flash and a fireball, then fire and smoke; people run away.
  case explosion
  /// Many people who run the same way.
  case crowd = "running-crowd"
  /// A person who collapses and stays on the ground.
  case fall
  /// A bag that is put down and left behind.
  case abandoned = "abandoned-object"
}

/// The time of day.
public enum Daylight: String, Hashable, Sendable, CaseIterable {
  case day, night
}

/// The weather.
public enum Weather: String, Hashable, Sendable, CaseIterable {
  case clear, rain, snow, fog
}

/// The place.
public enum Place: String, Hashable, Sendable, CaseIterable {
  /// A road between two pavements, with houses behind.
  case street
  /// A paved square with trees and benches.
  case square
  /// Bays with parked cars along a drive.
  case carPark = "car-park"
}

/// Everything that determines the pixels of a scene.
public struct SceneDescription: Hashable, Sendable {
  /// Random seed: equal descriptions give equal pixels.
  public var seed: UInt64
  /// Width in pixels; an even number of at least 64.
  public var width = 480
  /// Height in pixels; an even number of at least 64.
  public var height = 360
  /// Frames per second.
  public var frameRate = 25.0
  /// Duration in seconds.
  public var duration = 30.0
  /// The anomaly; nil for a normal scene.
  public var anomaly: Anomaly?
  /// The start of the anomaly in seconds; random in the middle half if nil.
  public var start: Double?
  /// The duration of the anomaly in seconds; typical for its kind if nil.
  public var length: Double?
  /// The time of day.
  public var light: Daylight = .day
  /// The weather.
  public var weather: Weather = .clear
  /// The place; random if nil. A collision needs a road.
  public var place: Place?
  /// Sensor noise: 0 for none, 1 for a typical camera, more of it in the dark.
  public var noise = 1.0

  /// Describes a normal scene of half a minute by day.
  public init(seed: UInt64) {
    self.seed = seed
  }

  /// Everything that makes the description invalid, each as a clause; empty if it is valid.
  public var complaints: [String] {
    var complaints: [String] = []
    if !(64...4096).contains(width) || !(64...4096).contains(height) || width % 2 + height % 2 > 0 {
      complaints.append(
        "a scene's width and height must be even numbers from 64 to 4096, not \(width)x\(height)")
    }
    if !(1...120).contains(frameRate) {
      complaints.append("the frame rate must be 1 to 120 frames per second, not \(frameRate)")
    }
    if !(1...86_400).contains(duration) {
      complaints.append("the duration must be from a second to a day, not \(duration) s")
    }
    if !(0...20).contains(noise) { complaints.append("the noise must be from 0 to 20, not \(noise)") }
    if anomaly != nil {
      if let start, !(start >= 0 && start <= duration - 0.5) {
        complaints.append(
          "the anomaly must begin between 0 and half a second before the end, not at \(start) s")
      }
      if let length, !(length >= 0.5 && length <= 86_400) {
        complaints.append("the anomaly must last half a second or more, not \(length) s")
      }
    } else if start != nil || length != nil {
      complaints.append("a normal scene takes no start or duration of an anomaly")
    }
    if anomaly == .collision, place == .square {
      complaints.append("a square has no vehicles; a collision needs a street or car-park")
    }
    return complaints
  }
}
