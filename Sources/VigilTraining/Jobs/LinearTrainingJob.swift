public import VigilCore
import VigilDatasets
public import VigilNetworks
public import VigilPreprocessing

/// A linear fit from files of features to a model.
public struct LinearTrainingJob: Sendable {
  /// How a fit ended.
  public struct Outcome: Sendable {
    /// The model.
    public var model: ModelFolder
    /// The fit.
    public var fit: LinearFit
    /// The videos that it was fitted to.
    public var normalVideos, abnormalVideos: Int
  }

  /// What to learn from.
  public var source: TrainingSource
  /// Where the model goes.
  public var destination: DetectorDestination
  /// The regularisation of the coefficients.
  public var penalty: LinearFit.Penalty
  /// Where the random numbers begin of the layers that have no effect.
  public var seed: UInt64
  /// The preset that the features were made with; theirs if nil.
  public var preset: Preset?

  /// Prepares a fit.
  public init(
    _ source: TrainingSource, to destination: DetectorDestination, penalty: LinearFit.Penalty = .squares(5),
    seed: UInt64 = 1, preset: Preset? = nil
  ) {
    self.source = source
    self.destination = destination
    self.penalty = penalty
    self.seed = seed
    self.preset = preset
  }

  /// Fails before hours of work if the model cannot be put in its place.
  ///
  /// - Throws: `alreadyThere`.
  public func check() throws(TrainingError) { try destination.check(resume: false) }

  /// Fits; there is a model only if it was not ended early.
  ///
  /// - Parameters:
  ///   - stop: ends the fit.
  ///   - progress: told after each video how many of how many were read.
  /// - Throws: `DatasetError` and `TrainingError` with what is wrong with the files; `TrainingError.interrupted`.
  public func run(stop: StopRequest, progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }) throws
    -> Outcome
  {
    let (normal, abnormal) = try source.files()
    try check()
    let set = try FeatureSet(normal: normal, abnormal: abnormal)
    let preprocessing = try Preprocessing(
      ofNormal: normal, abnormal: abnormal, crops: set.crops, preset: preset)
    let total = set.normal.count + set.abnormal.count
    let fit = try LinearFit(
      set, penalty: penalty, seed: seed, stop: stop, progress: { progress($0, total) })
    guard !stop.isRequested else { throw LinearFit.interrupted }
    let (name, cost): (String, Double) =
      switch penalty {
      case .squares(let cost): ("penalty", cost)
      case .absolutes(let share): ("sparsity", share)
      }
    let training = TrainingProvenance(
      recipe: "linear", seed: seed, settings: [name: cost], normalVideos: set.normal.count,
      abnormalVideos: set.abnormal.count, measures: ["mean_loss": fit.loss],
      programs: ["vigil \(VigilVersion.current)"])
    let model = try destination.write(
      fit.weights, of: set, preprocessing, replace: destination.replace, training: training)
    return Outcome(
      model: model, fit: fit, normalVideos: set.normal.count, abnormalVideos: set.abnormal.count)
  }
}
