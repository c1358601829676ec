public import VigilCore
import VigilDatasets
public import VigilNetworks
import VigilTensorFiles

/// A detector fitted exactly to features, each snippet by itself: every snippet of an abnormal video counts as abnormal. Scores are
/// then smoothed over three snippets, since what happens lasts longer than an accident of the picture.
///
/// For short clips and few of them, where the network would learn by heart what it is shown.
public struct LinearFit: Sendable {
  /// What keeps coefficients small.
  public enum Penalty: Sendable {
    /// What a square of a coefficient of standardised features costs, next to half the sum of the losses of all samples: every feature
    /// has its say.
    case squares(Double)
    /// What an absolute value costs, as a share, 0 to 1, of the least cost at which no feature is left: few have their say.
    case absolutes(share: Double)
  }

  /// The weights of an RTFM network that gives the fitted scores.
  public let weights: Weights
  /// Snippets fitted to, each crop counted.
  public let samples: Int
  /// Features whose coefficient is not nought.
  public let usedFeatures: Int
  /// Steps of the search made.
  public let steps: Int
  /// The mean logistic loss of a sample.
  public let loss: Double

  static let interrupted = TrainingError(
    .interrupted, "interrupted before the end of the fit; nothing is kept")

  /// Features that are held in memory at most: 1 GiB with their standardised copy.
  private static let mostNumbers = 90_000_000

  /// Fits to all snippets and crops of a set.
  ///
  /// - Parameters:
  ///   - penalty: what keeps coefficients small.
  ///   - seed: where the random numbers begin of the layers that have no effect.
  ///   - progress: called with the videos read so far.
  ///   - search: told the number, from 1, of each step of the search before it is made.
  ///   - stop: ends the fit: looked at after each video and before each step of the search, which a large set makes long.
  /// - Throws: `TrainingError.badData`; `TrainingError.interrupted`, for there is nothing to keep of half a fit;
  ///   `NetworksError`.
  public init(
    _ set: FeatureSet, penalty: Penalty, seed: UInt64, stop: StopRequest = StopRequest(),
    progress: (Int) -> Void = { _ in }, search: (Int) -> Void = { _ in }
  ) throws {
    let rows = (set.normal + set.abnormal).reduce(0) { $0 + $1.features.rowCount } * set.crops
    guard rows * set.size <= Self.mostNumbers else {
      throw TrainingError(
        .badData,
        "\(rows) samples of \(set.size) features are too many for a linear fit in memory; train with --recipe rtfm"
      )
    }
    var (values, labels): ([Float], [Float]) = ([], [])
    for (index, video) in (set.normal + set.abnormal).enumerated() {
      let features = video.features.rows(0..<video.features.rowCount).values
      values += features
      let label: Float = index < set.normal.count ? 0 : 1
      labels += [Float](repeating: label, count: features.count / set.size)
      progress(index + 1)
      guard !stop.isRequested else { throw Self.interrupted }
    }
    let fit =
      switch penalty {
      case .squares(let cost):
        try LogisticRegression(penalty: cost).fit(values, labels: labels, stop: stop, search: search)
      case .absolutes(let share):
        try SparseLogisticRegression(sparsity: share).fit(values, labels: labels, stop: stop, search: search)
      }
    usedFeatures = fit.coefficients.count { $0 != 0 }
    let detector = try RTFM(features: set.size)
    weights = detector.weights(
      coefficients: fit.coefficients.map { Float($0) }, intercept: Float(fit.intercept),
      constant: (0..<set.size).first { feature in
        stride(from: feature, to: values.count, by: set.size).allSatisfy { values[$0] == 1 }
      },
      beginning: Weights.initial(for: detector.graph(), seed: seed))
    (samples, steps, loss) = (labels.count, fit.steps, fit.loss)
  }
}
