/// What the clips of events show.
public struct EventRecorderOptions: Hashable, Sendable {
  /// Seconds before the beginning of an event, at least; the ring of packets must reach as far back, beyond what detection takes.
  public var before: Double
  /// Seconds after its end, at least.
  public var after: Double
  /// Whether sound is written.
  public var includesSound: Bool
  /// How long the packets after an event are waited for beyond the time at which they are due, in seconds.
  public var patience: Double
  /// The most clips of a camera that are written at a time, each with a file that is open; further events get none.
  public var mostEvents: Int

  /// Makes options.
  ///
  /// - Parameter mostEvents: If not given, 8, and more where `after` is long, since a clip is written until it is over: 32 at most.
  public init(
    before: Double = 5, after: Double = 5, includesSound: Bool = false, patience: Double = 10,
    mostEvents: Int? = nil
  ) {
    self.before = before
    self.after = after
    self.includesSound = includesSound
    self.patience = patience
    // One in 25 s for as long as an event that is over keeps its place, as of events that are split at half a minute.
    self.mostEvents = mostEvents ?? min(32, 8 + Int(max(0, after + patience) / 25))
  }
}
