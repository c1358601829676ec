public import Foundation
import Synchronization
public import VigilMedia
public import VigilPipeline

/// How one camera is, at one moment.
public struct CameraStatus: Sendable {
  /// Whether the camera is watched.
  public enum State: String, Sendable, CaseIterable {
    /// Its networks are loaded, or it is connected to for the first time.
    case starting
    /// Its snippets are scored.
    case watching
    /// It gives no pictures, and is connected to again and again.
    case lost
    /// It cannot be watched, such as for want of its model; tried again later.
    case failed
    /// It is switched off in the file, or its section there is wrong.
    case off
  }

  /// The name.
  public var name: String
  /// Whether it is watched.
  public var state: State
  /// Why it is not; empty if it is.
  public var reason = ""
  /// Since when it is in this state.
  public var since: Date
  /// The newest score, and when its snippet ended.
  public var score: Float?
  /// When the snippet of `score` began.
  public var scoreDate: Date?
  /// The snippet of `score` on the timeline of what is shown live, in seconds.
  public var scoreSpan: ClosedRange<Double>?
  /// Seconds from the arrival of a snippet's last frame to its score.
  public var latency: Double?
  /// Seconds that the newest snippet waited behind other cameras.
  public var queueWait: Double?
  /// Totals since the reading began.
  public var counts = PipelineCounts()
  /// Snippets that were scored since the station began.
  public var snippets = 0
  /// How the scored stream is read.
  public var source = SourceStatus()
  /// What the packet ring holds; nil without one.
  public var ring: PacketRing.Status?
  /// The event that goes on.
  public var openEvent: UUID?
  /// Whether that is an alarm.
  public var hasAlarm = false
  /// From which score on events are alarms, and are kept; nil before the model is known.
  public var thresholds: StandingThresholds?
  /// The name of the model whose scores these are; nil before it is known.
  public var model: String?
  /// What scores beside it and raises nothing; nil if nothing does.
  public var shadow: ShadowStatus?
  /// Why events are not alarms now; empty if they are.
  public var standing: [String] = []
  /// What is wrong with the camera, by kind.
  public var health: [String: String] = [:]
  /// Events that have begun since the station did.
  public var events = 0
  /// Those of them that became alarms.
  public var alarms = 0

  /// A camera that nothing is known of yet.
  public init(name: String, state: State, reason: String = "", since: Date) {
    (self.name, self.state, self.reason, self.since) = (name, state, reason, since)
  }
}
