public import VigilCore
public import VigilPipeline

/// Somewhere the updates of a detection go: a result folder, standard output, a store of events.
///
/// A sink begins its output when it is made, and ends it in `finish` or `discard`; a sink that gets neither leaves what a
/// power cut would leave.
public protocol DetectionSink {
  /// What it writes, in a few words for messages, such as `results`.
  var name: String { get }

  /// Handles the next update; updates come in order. After an error, later updates come all the same.
  mutating func take(_ update: DetectionUpdate) async throws

  /// Completes the output. Nothing follows.
  mutating func finish(_ outcome: RunOutcome) async throws

  /// Removes the output: the run failed before anything was scored. Nothing follows.
  mutating func discard() async
}

extension DetectionSink {
  /// Leaves the output as it is.
  public mutating func discard() async {}
}

/// A failure of a sink that the run survived.
public struct SinkFailure: Sendable {
  /// The name of the sink.
  public var sink: String
  /// How many updates it has failed to take so far.
  public var count: Int
  /// The newest error.
  public var error: any Error
}
