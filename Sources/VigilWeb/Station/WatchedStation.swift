public import Foundation
public import VigilMedia
public import VigilStation

/// What the web server asks of the station that runs.
///
/// All of it is answered at once, from memory, on any thread.
public protocol WatchedStation: Sendable {
  /// The cameras of the station's file, by name.
  var cameras: [WatchedCamera] { get }
  /// The channels of the station's file, in its order.
  var channels: [WatchedChannel] { get }
  /// Whether the station does its work.
  var readiness: Readiness { get }
  /// What a camera of `cameras` shows now.
  func live(_ camera: String) -> LiveCamera
  /// What it counts, beside what the web server counts itself.
  var metrics: [MetricFamily] { get }
}

/// A camera of the station, as far as others may know of it: nothing of where it is or how it is reached.
public struct WatchedCamera: Hashable, Sendable {
  /// Whether the camera is watched.
  public typealias State = CameraStatus.State

  /// Its name.
  public var name: String
  /// Whether it is watched.
  public var state: State
  /// Why it is not, in one line without addresses and passwords; empty if it is.
  public var reason: String
  /// Since when it is in this state.
  public var since: Date
  /// The newest score, 0 to 1.
  public var score: Float?
  /// Where the snippet of `score` begins.
  public var scoreDate: Date?
  /// The snippet of `score` in the media time of what is shown live, in seconds.
  public var scoreSpan: ClosedRange<Double>?
  /// Seconds from the arrival of a snippet's last frame to its score.
  public var latency: Double?
  /// The event that goes on.
  public var openEvent: UUID?
  /// From which score on events are alarms.
  public var alarmThreshold: Float?
  /// From which score on events are kept for review.
  public var reviewThreshold: Float?
  /// Both, at all hours of the day and with what they are from.
  public var thresholds: StandingThresholds?
  /// The name of the model whose scores these are.
  public var model: String?
  /// What scores beside it and raises nothing.
  public var shadow: ShadowStatus?
  /// Why no event is an alarm at the moment, a sentence each; empty if they are.
  public var quiet: [String]
  /// What is wrong with its view, by kind.
  public var health: [String: String]

  /// Makes a description of a camera.
  public init(
    name: String, state: State, reason: String = "", since: Date, score: Float? = nil, scoreDate: Date? = nil,
    scoreSpan: ClosedRange<Double>? = nil, latency: Double? = nil, openEvent: UUID? = nil,
    alarmThreshold: Float? = nil,
    reviewThreshold: Float? = nil, thresholds: StandingThresholds? = nil, model: String? = nil,
    shadow: ShadowStatus? = nil,
    quiet: [String] = [], health: [String: String] = [:]
  ) {
    (self.name, self.state, self.reason, self.since) = (name, state, reason, since)
    (self.score, self.scoreDate, self.scoreSpan) = (score, scoreDate, scoreSpan)
    (self.latency, self.openEvent) = (latency, openEvent)
    (self.alarmThreshold, self.reviewThreshold) = (alarmThreshold, reviewThreshold)
    (self.thresholds, self.model, self.shadow) = (thresholds, model, shadow)
    (self.quiet, self.health) = (quiet, health)
  }
}

/// A channel that people are told by, as far as others may know of it: nothing of where it leads.
public struct WatchedChannel: Hashable, Sendable {
  /// Its name.
  public var name: String
  /// What it is told of, and what of that now.
  public var hours: ChannelHours

  /// Makes a description of a channel.
  public init(name: String, hours: ChannelHours = ChannelHours()) {
    (self.name, self.hours) = (name, hours)
  }
}

/// Whether the station does its work: `/readyz`.
public struct Readiness: Hashable, Sendable {
  /// What keeps it from it, one word each, such as `database` or `recording`; empty if nothing does. Told to everybody: no names.
  public var faults: [String]

  /// Ready without faults.
  public init(faults: [String] = []) { self.faults = faults }
}
