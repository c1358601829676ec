import Foundation
public import VigilCore

extension LinearFit {
  /// The scores that the network gives a camera's snippets, each as it comes: the next is not known yet.
  ///
  /// Before the first snippet there was another like it.
  ///
  /// - Parameter features: [snippets, crops, F].
  /// - Returns: the mean over the crops for each snippet.
  /// - Precondition: The features are as long as those of the fit.
  public func onlineScores(of features: Tensor) -> [Float] {
    let (snippets, crops, size) = (features.shape[0], features.shape[1], features.shape[2])
    precondition(size == coefficients.count, "\(size) features for a fit of \(coefficients.count)")
    var before = [Double?](repeating: nil, count: crops)
    return (0..<snippets).map { snippet in
      var score = 0.0
      for crop in 0..<crops {
        let start = (snippet * crops + crop) * size
        var sum = 0.0
        for index in 0..<size { sum += Double(features.values[start + index]) * Double(coefficients[index]) }
        let smoothed = isSmoothed ? sum / 2 + (before[crop] ?? sum) / 4 : sum
        score += 1 / (1 + exp(-smoothed - Double(intercept))) / Double(crops)
        before[crop] = sum
      }
      return Float(score)
    }
  }
}
