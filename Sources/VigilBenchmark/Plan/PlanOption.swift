import VigilPreprocessing
import VigilReport

/// A setup that was measured for a plan, with its cost.
public struct PlanOption: Hashable, Sendable {
  /// The setup.
  public var setup: Setup
  /// Scored frames per second of a recording.
  public var framesPerSecond: Double
  /// The peak resident memory in MiB; nil if the system does not report it.
  public var memory: Double?
  /// The mean difference of its scores from those of the same model in full precision, as stored with the model; 0 for
  /// a model in full precision, nil if it was not measured.
  public var drift: Double?

  /// Makes an option.
  public init(setup: Setup, framesPerSecond: Double, memory: Double?, drift: Double?) {
    self.setup = setup
    self.framesPerSecond = framesPerSecond
    self.memory = memory
    self.drift = drift
  }

  /// Whether its crops are parts of the feature map of whole frames, which only approximate crops that are cut out.
  var seesWholeFrames: Bool { setup.knownPreprocessing?.seesWholeFrames ?? false }

  /// The fraction of the speed to plan with; the rest is headroom for other programs and for throttling.
  public static let headroom = 0.8

  /// The number of cameras that it should sustain.
  public func cameras(framesPerSecond target: Double) -> Int {
    Int((framesPerSecond * Self.headroom / target).rounded(.down))
  }
}
