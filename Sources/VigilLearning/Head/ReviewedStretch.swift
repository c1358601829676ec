public import VigilCore

/// A stretch of a camera's time: the features of its snippets, and what people said of it.
public struct ReviewedStretch: Sendable {
  /// What is known of it.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Nothing was raised, and nobody said that something was missed.
    case quiet
    /// An event that people called false.
    case falseAlarm = "false"
    /// An event that people called real.
    case real
    /// Something happened, and nothing was raised.
    case missed

    /// Whether the station raised an event.
    public var isEvent: Bool { self == .real || self == .falseAlarm }
    /// Whether a detector should raise one.
    public var isAnomaly: Bool { self == .real || self == .missed }
  }

  /// The camera's name.
  public var camera: String
  /// The day in the station's calendar: any count of days.
  public var day: Int
  /// What is known of it.
  public var kind: Kind
  /// Its length in seconds.
  public var seconds: Double
  /// [snippets, crops, F], finite; at least one snippet.
  public var features: Tensor
  /// Whether the event was kept for review alone: its scores did not reach the threshold of alarms.
  public var isReview = false
  /// Whether another head watched then, or the camera was moved since: it is not known what the present one raises there. Such a
  /// stretch is learned from, and heads are not compared on it.
  public var isFormer = false

  /// Whether the present head raised an alarm.
  var isAlarm: Bool { kind.isEvent && !isReview }

  /// Describes a stretch.
  ///
  /// - Precondition: The features have three dimensions, and none is empty.
  public init(camera: String, day: Int, kind: Kind, seconds: Double, features: Tensor) {
    precondition(
      features.shape.count == 3 && features.shape.allSatisfy { $0 > 0 }, "features are [snippets, crops, F]")
    self.camera = camera
    self.day = day
    self.kind = kind
    self.seconds = seconds
    self.features = features
  }
}

/// How long a camera was watched on a day, by the present head.
public struct WatchedDay: Hashable, Sendable {
  /// The camera's name.
  public var camera: String
  /// The day in the station's calendar, counted as those of stretches.
  public var day: Int
  /// Hours watched.
  public var hours: Double

  /// Describes a day.
  public init(camera: String, day: Int, hours: Double) {
    self.camera = camera
    self.day = day
    self.hours = hours
  }
}
