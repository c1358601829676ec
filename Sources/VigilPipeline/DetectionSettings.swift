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

  /// Makes settings.
  public init(
    mode: DetectionMode, window: Int = 32, comparesModes: Bool = false, rules: EventRules,
    cascadeBound: Float? = nil
  ) {
    self.mode = mode
    self.window = window
    self.comparesModes = comparesModes
    self.rules = rules
    self.cascadeBound = cascadeBound
  }
}

extension DetectionSettings {
  /// Whether each snippet is scored as soon as it ends.
  public var needsOnline: Bool { mode == .online || comparesModes }
  /// Whether the detector that scores the newest snippet of a window runs at all.
  public var needsNewest: Bool { needsOnline || cascadeBound != nil }
  /// Whether all snippets are scored at the end.
  public var needsOffline: Bool { mode == .offline || comparesModes }
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
