public import VigilCore
public import VigilDetection

/// How to score a source.
public struct DetectionSettings: Sendable {
  /// When scores are made.
  public var mode: DetectionMode
  /// Snippets in the online window.
  public var window: Int
  /// Whether scores of the other mode are computed as well, to compare the two.
  public var comparesModes: Bool
  /// How scores become events.
  public var rules: EventRules
  /// The score of the centre crop from which all crops of a snippet are extracted; nil: always.
  public var cascadeBound: Float?
  /// Whether scores become events here; a station forms its own.
  public var formsEvents = true
  /// Keeps the score of snippets in which nothing changes; nil: all are scored. It has no effect where whole recordings are scored.
  public var stillGate: StillGate?
  /// Asked for each snippet that could be kept, in place of the gate's `highestScore`, by whoever forms events with rules that change
  /// while the run goes on; nil: the gate's holds throughout.
  public var highestKeptScore: (@Sendable () -> Float)?
  /// Gives up quality while there is too little time, shared by the runs of a station; nil: never. It has no effect on recordings,
  /// which wait.
  public var economy: Economy?

  /// Makes settings.
  public init(
    mode: DetectionMode, window: Int = 32, comparesModes: Bool = false, rules: EventRules,
    cascadeBound: Float? = nil, formsEvents: Bool = true, stillGate: StillGate? = nil,
    economy: Economy? = nil
  ) {
    self.mode = mode
    self.window = window
    self.comparesModes = comparesModes
    self.rules = rules
    self.cascadeBound = cascadeBound
    self.formsEvents = formsEvents
    self.stillGate = stillGate
    self.economy = economy
  }
}

extension DetectionSettings {
  /// Whether each snippet is scored as soon as it ends.
  public var needsOnline: Bool { mode == .online || comparesModes }
  /// Whether the detector that scores the newest snippet of a window runs at all.
  public var needsNewest: Bool { needsOnline || cascadeBound != nil }
  /// Whether all snippets are scored at the end.
  public var needsOffline: Bool { mode == .offline || comparesModes }
  /// The gate, if it has an effect, with the score from which none is kept.
  var usedGate: StillGate? {
    guard var gate = stillGate, !needsOffline else { return nil }
    if gate.highestScore == nil, formsEvents { gate.highestScore = rules.threshold - rules.hysteresis }
    return gate
  }
}

/// The detector as each mode needs it.
public struct Detectors: Sendable {
  /// Scores the newest snippet of a window; nil if the settings do not need it.
  public var online: (any DetectorNetwork)?
  /// Scores all snippets of a recording; nil if the settings do not need it.
  public var offline: (any DetectorNetwork)?

  /// Holds the networks.
  public init(online: (any DetectorNetwork)?, offline: (any DetectorNetwork)?) {
    self.online = online
    self.offline = offline
  }
}
