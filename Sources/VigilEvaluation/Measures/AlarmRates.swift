public import VigilCore
import VigilDetection

/// Alarm metrics as an operator sees them: recall, detection delay, false alarms.
public struct AlarmRates: Hashable, Sendable {
  /// The rules that formed events from scores.
  public let rules: EventRules
  /// The events found.
  public let events: Int
  /// False alarms: events without any abnormal frame.
  public let falseAlarms: Int
  /// Annotated anomalies.
  public let anomalies: Int
  /// Detection delays in seconds, in order: from the first abnormal frame of each anomaly found to the moment of the alarm,
  /// which is the end of the snippet that opened the event, or 0 if the event had begun before.
  public let delays: [Double]
  /// The footage in hours.
  public let hours: Double

  /// Forms events from the scores of tracks and compares them with the annotation.
  ///
  /// An anomaly is found if an event shares a frame with it.
  public init(_ tracks: [ScoreTrack], rules: EventRules) {
    var (events, falseAlarms, anomalies, seconds) = (0, 0, 0, 0.0)
    var delays: [Double] = []
    for track in tracks {
      let raised = EventDetector.events(in: track.snippetScores, rules: rules)
      events += raised.count
      anomalies += track.truth.abnormal.count
      seconds += track.seconds
      let ranges = raised.map { event in
        track.frames(of: event.firstSnippet).lowerBound..<track.frames(of: event.lastSnippet).upperBound
      }
      falseAlarms += ranges.filter { track.truth.abnormalFrames(in: $0) == 0 }.count
      for anomaly in track.truth.abnormal {
        guard let found = ranges.indices.first(where: { ranges[$0].overlaps(anomaly) }) else { continue }
        // An event is announced when its first snippets are over, as many as the rules require.
        let known = track.frames(of: raised[found].firstSnippet + rules.minimumLength - 1).upperBound
        delays.append(max(0, Double(known - anomaly.lowerBound) / track.frameRate))
      }
    }
    self.rules = rules
    self.events = events
    self.falseAlarms = falseAlarms
    self.anomalies = anomalies
    self.delays = delays.sorted()
    hours = seconds / 3600
  }

  /// Anomalies that were found.
  public var found: Int { delays.count }

  /// Recall: the fraction of anomalies that was found; nil without any.
  public var recall: Double? { anomalies > 0 ? Double(found) / Double(anomalies) : nil }

  /// False-alarm rate: false alarms per camera-hour; nil without footage.
  public var falseAlarmsPerHour: Double? { hours > 0 ? Double(falseAlarms) / hours : nil }

  /// The mean detection delay in seconds; nil if nothing was found.
  public var meanDelay: Double? { delays.isEmpty ? nil : delays.reduce(0, +) / Double(delays.count) }

  /// The median detection delay in seconds; nil if nothing was found.
  public var medianDelay: Double? {
    guard !delays.isEmpty else { return nil }
    return (delays[(delays.count - 1) / 2] + delays[delays.count / 2]) / 2
  }
}
