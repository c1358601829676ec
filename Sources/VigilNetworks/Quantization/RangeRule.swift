/// How the range of an 8-bit activation is chosen; larger values are clipped.
public enum RangeRule: Hashable, Sendable {
  /// The largest value that was seen.
  case maximum
  /// This percentile of the non-zero values, as a fraction such as 0.9999.
  case percentile(Double)
  /// The range with the smallest mean squared error of rounding and clipping.
  case leastSquares

  /// Reads `mse`, `max`, or a percentile above 50 such as `99.99`; nil for anything else.
  public init?(_ text: String) {
    switch text {
    case "mse": self = .leastSquares
    case "max": self = .maximum
    default:
      guard let percentage = Double(text), percentage > 50, percentage <= 100 else { return nil }
      self = .percentile(percentage / 100)
    }
  }

  /// The scale for the values in a histogram.
  ///
  /// - Parameter headroom: factor by which it is wider than the rule says, as other snippets have larger values.
  public func scale(for histogram: ValueHistogram, headroom: Double = 1) -> ActivationScale {
    let isSigned = histogram.isSigned
    let peak = Double(max(histogram.bounds.upperBound, -histogram.bounds.lowerBound))
    // All-zero values can have any scale.
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
  /// The squared error of rounding to a scale, over the mean square.
  public func noise(of scale: ActivationScale) -> Double {
    let levels = scale.isSigned ? 127 : 255
    return power > 0 ? squaredError(limit: Double(scale.step) * Double(levels), levels: levels) / power : 0
  }
}
