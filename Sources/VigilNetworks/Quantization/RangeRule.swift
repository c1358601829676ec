/// Which values an 8-bit integer reaches; larger ones are cut.
public enum RangeRule: Hashable, Sendable {
  /// All that were seen.
  case maximum
  /// This share of those that are not zero, such as 0.9999.
  case percentile(Double)
  /// As many as make the mean squared error of rounding and cutting smallest.
  case leastSquares

  /// The scale for values like those in a histogram.
  ///
  /// - Parameter headroom: how many times as far it reaches as the rule says, for other clips have larger values.
  public func scale(for histogram: ValueHistogram, headroom: Double = 1) -> ActivationScale {
    let isSigned = histogram.isSigned
    let peak = Double(max(histogram.bounds.upperBound, -histogram.bounds.lowerBound))
    // Values that were all zero can have any scale.
    guard peak.isNormal else { return ActivationScale(step: 1, isSigned: isSigned) }
    return ActivationScale(limit: headroom * limit(of: histogram, peak: peak), isSigned: isSigned)
  }

  private func limit(of histogram: ValueHistogram, peak: Double) -> Double {
    switch self {
    case .maximum: return peak
    case .percentile(let share): return min(peak, histogram.quantile(share))
    case .leastSquares:
      let candidates = (8...128).map { peak * Double($0) / 128 }
      let levels = histogram.isSigned ? 127 : 255
      let errors = candidates.map { histogram.squaredError(limit: $0, levels: levels) }
      return zip(candidates, errors).min { $0.1 < $1.1 }?.0 ?? peak
    }
  }
}

extension ValueHistogram {
  /// The squared error of rounding to a scale over the mean square.
  public func noise(of scale: ActivationScale) -> Double {
    let levels = scale.isSigned ? 127 : 255
    return power > 0 ? squaredError(limit: Double(scale.step) * Double(levels), levels: levels) / power : 0
  }
}
