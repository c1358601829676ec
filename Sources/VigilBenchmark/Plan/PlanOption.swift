import VigilPreprocessing
import VigilReport

/// A setup that was measured for a plan, and what it costs.
public struct PlanOption: Hashable, Sendable {
  /// The setup.
  public var setup: Setup
  /// Scored frames per second when all frames are there.
  public var framesPerSecond: Double
  /// The most resident memory in MiB; nil where the system does not tell.
  public var memory: Double?
  /// The mean difference of its scores from those of the same model in full precision, as stored with the model; 0 for
  /// a model in full precision, nil if nobody measured it.
  public var drift: Double?

  /// Describes a setup.
  public init(setup: Setup, framesPerSecond: Double, memory: Double?, drift: Double?) {
    self.setup = setup
    self.framesPerSecond = framesPerSecond
    self.memory = memory
    self.drift = drift
  }

  /// Whether its crops are parts of the feature map of whole frames, which only come near those that are cut out.
  var seesWholeFrames: Bool { setup.knownPreprocessing?.seesWholeFrames ?? false }

  /// The share of the speed that is planned with; the rest is for what else the machine does, and for heat.
  public static let headroom = 0.8

  /// The cameras that it should hold.
  public func cameras(framesPerSecond target: Double) -> Int {
    Int((framesPerSecond * Self.headroom / target).rounded(.down))
  }
}
