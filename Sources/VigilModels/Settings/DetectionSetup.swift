public import Foundation
public import VigilCore
public import VigilPipeline
import VigilPreprocessing

/// Everything that a detection decides before anything is opened: when scores are made, from which score on they are
/// abnormal, which crops are extracted; and where each of these came from.
public struct DetectionSetup: Sendable {
  /// What is asked for; what is left open follows from the source, a camera's file or the models.
  public struct Request: Hashable, Sendable {
    /// When scores are made; nil: online for a source without an end, else offline.
    public var mode: DetectionMode?
    /// Snippets in the online window.
    public var window = 32
    /// Whether scores of the other mode are computed as well, to compare the two.
    public var comparesModes = false
    /// The score from which on a snippet is abnormal, 0 to 1; nil for that of `calibration`, else of the model.
    public var threshold: Float?
    /// The path of a camera's file; nil for the model's threshold.
    public var calibration: String?
    /// How scores become events; its threshold is replaced. Without a maximum length, events of a source without an end are
    /// split after `EventRules.usualMaximumLength`.
    public var rules: EventRules
    /// Whether all crops are extracted only where the centre crop scores above a bound.
    public var usesCascade = false
    /// The bound, 0 to 1, which implies a cascade; nil for the model's.
    public var cascadeBound: Float?

    /// Asks for the usual.
    public init(rules: EventRules = EventRules()) { self.rules = rules }
  }

  /// The networks and the preprocessing.
  public let selection: ModelSelection
  /// How the source is scored.
  public let settings: DetectionSettings
  /// The threshold and where it came from.
  public let threshold: ResolvedThreshold
  /// The cascade that decides when all crops are extracted; nil: always.
  public let cascade: ResolvedCascade?

  /// Decides.
  ///
  /// - Parameters:
  ///   - request: What is asked for.
  ///   - selection: The networks, as the engine computes them.
  ///   - source: What errors call the source.
  ///   - isEndless: Whether the source never ends by itself.
  /// - Throws: `ModelError`: `mismatch` for offline scores of a source without an end, for a cascade that these models cannot
  ///   have and for a camera's file of other networks; `unreadable` for a damaged one.
  public init(_ request: Request, selection: ModelSelection, source: String, isEndless: Bool) throws {
    if isEndless, request.mode == .offline || request.comparesModes {
      throw ModelError(
        .mismatch,
        "offline scores need a source that ends, and \(source) does not; leave out "
          + (request.comparesModes ? "--compare" : "--offline"))
    }
    self.selection = selection
    threshold = try ResolvedThreshold(
      given: request.threshold, calibration: request.calibration, selection: selection)
    cascade =
      request.usesCascade || request.cascadeBound != nil
      ? try ResolvedCascade(given: request.cascadeBound, selection: selection) : nil
    var rules = request.rules
    rules.threshold = threshold.value
    // A score that is stuck high would be one event that nobody is told the end of.
    if isEndless { rules.maximumLength = rules.maximumLength ?? EventRules.usualMaximumLength }
    settings = DetectionSettings(
      mode: request.mode ?? (isEndless ? .online : .offline), window: request.window,
      comparesModes: request.comparesModes, rules: rules, cascadeBound: cascade?.bound)
  }

  /// Where the run differs from the conditions that the threshold and the bound of the cascade were calibrated under.
  public var warnings: [String] {
    (threshold.calibration?.differences(from: settings) ?? []) + (cascade?.differences(from: settings) ?? [])
  }

  /// The provenance of results on this machine.
  ///
  /// - Parameters:
  ///   - source: What is watched.
  ///   - engine: What computes.
  ///   - date: When the run begins.
  public func provenance(
    of source: SourceDescription, engine: EngineDescription, date: Date = .now
  ) -> Provenance {
    Provenance(
      vigil: VigilVersion.current, date: date, source: source,
      preprocessing: PreprocessingDescription(
        name: selection.preprocessing.preset.rawValue, crops: selection.preprocessing.crops.rawValue),
      networks: selection.networks.map(\.description), engine: engine,
      detection: DetectionDescription(
        mode: settings.mode, windowSnippets: settings.mode == .online ? settings.window : nil,
        cascade: cascade.map { CascadeDescription(bound: $0.bound.roundedForStorage, source: $0.source) }),
      rules: settings.rules, thresholdSource: threshold.source, machine: Machine.current.line)
  }
}
