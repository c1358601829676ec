/// A change of what a camera shows that is no anomaly: it began or ended.
public struct ViewChange: Hashable, Sendable {
  /// What changed. The raw values are stored and must not change.
  public enum Kind: String, Hashable, Sendable, CaseIterable, Codable {
    /// The connection was lost and is back. Momentary.
    case reconnected
    /// Colours are gone or back: the camera switched to infrared, or from it. Momentary.
    case dayNight = "day_night"
    /// The whole picture became brighter or darker at once: exposure, or a light. Momentary.
    case exposure
    /// The light flickers, over the whole picture or in bands.
    case flicker
    /// Something lies over the lens, or blinds it: the structure of the picture is gone.
    case covered
    /// The picture has lost its fine detail.
    case defocused
    /// The camera was moved, turned or zoomed, and stays so.
    case moved
    /// The same picture comes again and again.
    case frozen
    /// There is too little light to see anything.
    case dark
  }

  /// Whether it begins or ends.
  public enum Phase: String, Hashable, Sendable, Codable {
    /// From now on; a momentary change does nothing else.
    case began
    /// Until now.
    case ended
  }

  /// What changed.
  public var kind: Kind
  /// Whether it begins or ends.
  public var phase: Phase
  /// When it was recognised, in the seconds that the caller counts in.
  public var time: Double
  /// When it really began or ended, as far as that is known: at most `time`.
  public var since: Double
  /// One line for the user, without a final full stop.
  public var message: String

  /// Makes a change.
  public init(_ kind: Kind, _ phase: Phase, time: Double, since: Double? = nil, message: String) {
    self.kind = kind
    self.phase = phase
    self.time = time
    self.since = since ?? time
    self.message = message
  }
}

extension ViewChange.Kind {
  /// Whether the kind only begins: it is over as soon as it happened.
  public var isMomentary: Bool { self == .reconnected || self == .dayNight || self == .exposure }
}
