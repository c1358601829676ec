import VigilEvaluation

extension AlarmCalibrationRecord {
  /// The keys in camera files, and in manifests, where other measurements of the model lie beside them.
  private enum Key: String, CaseIterable {
    case alarmsPerDay = "alarms_per_day"
    /// 1 if alarms were counted, 0 if the rate was extrapolated.
    case counted
    case tailPeaks = "tail_peaks"
    case tailShape = "tail_shape"
    case footageHours = "footage_hours"
    case footageSnippets = "footage_snippets"
    case footageAlarms = "footage_alarms"
    case hysteresis
    case minimumSnippets = "minimum_snippets"
    case mergeGapSnippets = "merge_gap_snippets"
    /// 0 for offline scores.
    case onlineWindow = "online_window"
    case thresholdLow = "threshold_low"
    case thresholdHigh = "threshold_high"
    case rateLow = "rate_low"
    case rateHigh = "rate_high"
  }

  /// All values by their keys in manifests and camera files.
  public var values: [String: Double] {
    var values: [Key: Double] = [
      .alarmsPerDay: alarmsPerDay, .counted: method == .counted ? 1 : 0, .tailPeaks: Double(tailPeaks),
      .tailShape: tailShape, .footageHours: footageHours, .footageSnippets: Double(footageSnippets),
      .footageAlarms: Double(footageAlarms), .hysteresis: hysteresis,
      .minimumSnippets: Double(minimumSnippets), .mergeGapSnippets: Double(mergeGapSnippets),
      .onlineWindow: Double(onlineWindow ?? 0),
    ]
    if let interval = thresholdInterval {
      (values[.thresholdLow], values[.thresholdHigh]) = (interval.lowerBound, interval.upperBound)
    }
    if let interval = rateInterval {
      (values[.rateLow], values[.rateHigh]) = (interval.lowerBound, interval.upperBound)
    }
    return Dictionary(uniqueKeysWithValues: values.map { ($0.key.rawValue, $0.value) })
  }

  /// Reads the values of a file; nil if one of them is missing or out of range.
  public init?(values: [String: Double]) {
    func number(_ key: Key) -> Double? { values[key.rawValue].flatMap { $0.isFinite ? $0 : nil } }
    func count(_ key: Key) -> Int? { number(key).flatMap { Int(exactly: $0) } }
    func interval(_ low: Key, _ high: Key) -> ClosedRange<Double>? {
      guard let low = number(low), let high = number(high), low <= high else { return nil }
      return low...high
    }
    guard let alarmsPerDay = number(.alarmsPerDay), let counted = number(.counted),
      let tailPeaks = count(.tailPeaks), let tailShape = number(.tailShape),
      let footageHours = number(.footageHours), let footageSnippets = count(.footageSnippets),
      let footageAlarms = count(.footageAlarms), let hysteresis = number(.hysteresis),
      let minimumSnippets = count(.minimumSnippets), let mergeGapSnippets = count(.mergeGapSnippets),
      let onlineWindow = count(.onlineWindow)
    else { return nil }
    self.alarmsPerDay = alarmsPerDay
    method = counted != 0 ? .counted : tailShape == 0 ? .exponentialTail : .paretoTail
    self.tailPeaks = tailPeaks
    self.tailShape = tailShape
    self.footageHours = footageHours
    self.footageSnippets = footageSnippets
    self.footageAlarms = footageAlarms
    self.hysteresis = hysteresis
    self.minimumSnippets = minimumSnippets
    self.mergeGapSnippets = mergeGapSnippets
    self.onlineWindow = onlineWindow == 0 ? nil : onlineWindow
    thresholdInterval = interval(.thresholdLow, .thresholdHigh)
    rateInterval = interval(.rateLow, .rateHigh)
  }

  /// The model's other measurements, without the calibration for an alarm rate, which holds for no other model; nil if none.
  public static func others(in values: [String: Double]?) -> [String: Double]? {
    let others = values?.filter { Key(rawValue: $0.key) == nil } ?? [:]
    return others.isEmpty ? nil : others
  }
}

extension AlarmCalibrationRecord: Codable {
  /// Reads a JSON object of numbers.
  ///
  /// - Throws: `DecodingError` if a value is missing or out of range.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let record = Self(values: try container.decode([String: Double].self)) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "a value of the calibration is missing or out of range")
    }
    self = record
  }

  /// Writes a JSON object of numbers.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(values)
  }
}
