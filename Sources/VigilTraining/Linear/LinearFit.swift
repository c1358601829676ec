public import VigilCore
import VigilDatasets
public import VigilNetworks
import VigilTensorFiles

/// A linear detector fitted to features, each snippet by itself: every snippet of an abnormal video counts as abnormal. Scores are
/// then smoothed over three snippets, since real events last longer than glitches of the picture.
///
/// For few and short videos, on which the network would overfit.
public struct LinearFit: Sendable {
  /// The regularisation of the coefficients.
  public enum Penalty: Sendable {
    /// L2 penalty: the cost of a squared coefficient of standardised features, relative to half the sum of the losses of all samples; every
    /// feature contributes.
    case squares(Double)
    /// L1 penalty as a fraction (0-1) of the smallest penalty that zeroes every coefficient; few features contribute.
    case absolutes(share: Double)
  }

  /// The weights of an RTFM network that gives the fitted scores.
  public let weights: Weights
  let coefficients: [Float]
  let intercept: Float
  /// Whether the network smooths over time: it does unless too few coefficients can carry that.
  let isSmoothed: Bool
  /// The number of snippets fitted to, times crops.
  public let samples: Int
  /// The number of non-zero coefficients.
  public let usedFeatures: Int
  /// The number of iterations.
  public let steps: Int
  /// The mean logistic loss per sample.
  public let loss: Double

  static let interrupted = TrainingError(
    .interrupted, "interrupted before the end of the fit; nothing is kept")

  /// The maximum number of feature values in memory: 1 GiB with their standardised copy.
  private static let mostNumbers = 90_000_000

  /// Fits to all snippets and crops of a set.
  ///
  /// - Parameters:
  ///   - penalty: the regularisation of the coefficients.
  ///   - seed: random seed of the layers that have no effect.
  ///   - progress: called with the number of videos read so far.
  ///   - stop: ends the fit: checked after each video and before each iteration, of which a large set needs many.
  ///   - search: called with the number, from 1, of each iteration before it.
  /// - Throws: `TrainingError.badData`; `TrainingError.interrupted`, for there is nothing to keep of half a fit;
  ///   `NetworksError`.
  public init(
    _ set: FeatureSet, penalty: Penalty, seed: UInt64, stop: StopRequest = StopRequest(),
    progress: (Int) -> Void = { _ in }, search: (Int) -> Void = { _ in }
  ) throws {
    let rows = (set.normal + set.abnormal).reduce(0) { $0 + $1.features.rowCount } * set.crops
    try Self.check(samples: rows, size: set.size)
    var (values, labels): ([Float], [Float]) = ([], [])
    for (index, video) in (set.normal + set.abnormal).enumerated() {
      let features = video.features.rows(0..<video.features.rowCount).values
      guard features.allSatisfy(\.isFinite) else {
        throw TrainingError(.badData, video.nonFiniteComplaint ?? video.name)
      }
      values += features
      video.features.release()
      let label: Float = index < set.normal.count ? 0 : 1
      labels += [Float](repeating: label, count: features.count / set.size)
      progress(index + 1)
      guard !stop.isRequested else { throw Self.interrupted }
    }
    try self.init(
      values, labels: labels, size: set.size, penalty: penalty, seed: seed, stop: stop, search: search)
  }

  /// Refuses what would not fit into memory.
  private static func check(samples: Int, size: Int) throws(TrainingError) {
    guard samples * size <= mostNumbers else {
      throw TrainingError(
        .badData,
        "\(samples) samples of \(size) features are too many for a linear fit in memory; train with --recipe rtfm"
      )
    }
  }

  /// Fits to samples in memory.
  ///
  /// - Parameters:
  ///   - values: [samples, size], row by row.
  ///   - labels: 0 for a normal sample, 1 for an abnormal one; both occur.
  ///   - size: The length of a feature.
  ///   - penalty: the regularisation of the coefficients.
  ///   - seed: random seed of the layers that have no effect.
  ///   - stop: checked before each iteration.
  ///   - search: called with the number, from 1, of each iteration before it.
  /// - Throws: `TrainingError.badData` if a feature is non-finite or no minimum is found; `TrainingError.interrupted`; `NetworksError`.
  public init(
    _ values: [Float], labels: [Float], size: Int, penalty: Penalty, seed: UInt64,
    stop: StopRequest = StopRequest(), search: (Int) -> Void = { _ in }
  ) throws {
    try Self.check(samples: labels.count, size: size)
    let fit =
      switch penalty {
      case .squares(let cost):
        try LogisticRegression(penalty: cost).fit(values, labels: labels, stop: stop, search: search)
      case .absolutes(let share):
        try SparseLogisticRegression(sparsity: share).fit(values, labels: labels, stop: stop, search: search)
      }
    usedFeatures = fit.coefficients.count { $0 != 0 }
    coefficients = fit.coefficients.map { Float($0) }
    intercept = Float(fit.intercept)
    isSmoothed = RTFM.smooths(coefficients)
    let detector = try RTFM(features: size)
    weights = detector.weights(
      coefficients: coefficients, intercept: intercept,
      constant: (0..<size).first { feature in
        stride(from: feature, to: values.count, by: size).allSatisfy { values[$0] == 1 }
      },
      beginning: Weights.initial(for: detector.graph(), seed: seed))
    (samples, steps, loss) = (labels.count, fit.steps, fit.loss)
  }
}
