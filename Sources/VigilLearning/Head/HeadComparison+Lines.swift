import VigilCore

extension HeadComparison {
  /// What people read of it.
  public var lines: [String] {
    func percent(_ share: Double) -> String { NumberText.fixed(100 * share, decimals: 0) + " %" }
    func span(_ range: ClosedRange<Double>?, times factor: Double, decimals: Int, _ unit: String) -> String {
      guard let range else { return "no interval" }
      let ends = [range.lowerBound, range.upperBound].map { value in
        (value > 0 ? "+" : "") + NumberText.fixed(value * factor, decimals: decimals)
      }
      return "change \(ends[0]) to \(ends[1])\(unit)"
    }
    let level = NumberText.fixed(100 * confidence, decimals: 0)
    return [
      "\(NumberText.fixed(hours, decimals: 1)) camera-hours on \(NumberText.count(days, "day")), each held out once; "
        + "\(level) % intervals over days",
      "anomalies found: \(present.found) of \(anomalies) (\(percent(present.recall))) by the present head, "
        + "\(new.found) (\(percent(new.recall))) by the new one; "
        + span(recallChange, times: 100, decimals: 0, " points"),
      "false alarms per camera-hour: \(NumberText.fixed(present.falseAlarmsPerHour, decimals: 2)) by the present head, "
        + "\(NumberText.fixed(new.falseAlarmsPerHour, decimals: 2)) by the new one; "
        + span(falseAlarmChange, times: 1, decimals: 2, ""),
      "alarms in quiet stretches, carried on to all hours: \(present.quietAlarms) and \(new.quietAlarms)",
      "\(isBetter ? "better" : "not better"): \(reason)",
    ]
  }
}
