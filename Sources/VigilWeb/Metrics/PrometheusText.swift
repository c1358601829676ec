import VigilCore

/// Metrics as Prometheus reads them: text format 0.0.4.
///
/// See https://prometheus.io/docs/instrumenting/exposition_formats/.
public enum PrometheusText {
  /// The type to announce.
  public static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

  /// The text. Families of one name are joined; what has no valid name is left out.
  public static func text(_ families: [MetricFamily]) -> String {
    var text = ""
    var seen: [String: Int] = [:]
    var joined: [MetricFamily] = []
    for family in families where isName(family.name) {
      if let index = seen[family.name] {
        joined[index].samples += family.samples
      } else {
        seen[family.name] = joined.count
        joined.append(family)
      }
    }
    for family in joined where !family.samples.isEmpty {
      text += "# HELP \(family.name) \(escape(family.help, quote: false))\n"
      text += "# TYPE \(family.name) \(family.kind.rawValue)\n"
      var lines: Set<String> = []
      for sample in family.samples {
        let labels = sample.labels.filter { isName($0.key) }.sorted { $0.key < $1.key }
          .map { "\($0.key)=\"\(escape($0.value, quote: true))\"" }.joined(separator: ",")
        // A value of the same labels must not come twice.
        guard lines.insert(labels).inserted else { continue }
        text += family.name + (labels.isEmpty ? "" : "{\(labels)}") + " \(number(sample.value))\n"
      }
    }
    return text
  }

  private static func isName(_ name: String) -> Bool {
    guard let first = name.utf8.first, !(48...57).contains(first) else { return false }
    return name.utf8.allSatisfy { byte in
      (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || byte == 95
    }
  }

  private static func escape(_ text: String, quote: Bool) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": escaped += "\\\\"
      case "\n": escaped += "\\n"
      case "\"" where quote: escaped += "\\\""
      // Nothing else that could move a terminal's cursor or end a line.
      case _ where scalar.properties.generalCategory == .control: escaped += " "
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  private static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    return value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
  }
}
