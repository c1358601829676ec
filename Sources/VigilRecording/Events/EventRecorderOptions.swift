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
  /// The most events of a camera that are recorded at a time; further ones get no clip.
  public var mostEvents: Int

  /// Makes options.
  public init(
    before: Double = 5, after: Double = 5, includesSound: Bool = false, patience: Double = 10,
    mostEvents: Int = 8
  ) {
    self.before = before
    self.after = after
    self.includesSound = includesSound
    self.patience = patience
    self.mostEvents = mostEvents
  }
}
