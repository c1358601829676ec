/// The anomaly of a scene, by its name, or `none`.
public struct AnomalyChoice: Hashable, Sendable, LosslessStringConvertible {
  /// The anomaly; nil for a normal scene.
  public var anomaly: Anomaly?

  /// All that can be written, for messages.
  public static let spelled = Anomaly.allCases.map(\.rawValue).joined(separator: ", ") + " or none"

  /// Chooses an anomaly; nil for none.
  public init(anomaly: Anomaly?) { self.anomaly = anomaly }

  /// Reads a name or `none`; nil for anything else.
  public init?(_ text: String) {
    guard text != "none" else { return }
    guard let anomaly = Anomaly(rawValue: text) else { return nil }
    self.anomaly = anomaly
  }

  /// As it is written.
  public var description: String { anomaly?.rawValue ?? "none" }
}

/// The anomalies of a set: `all`, `none`, or different names with commas between.
public struct AnomalyList: Hashable, Sendable, LosslessStringConvertible {
  /// The anomalies, in the order given.
  public var anomalies: [Anomaly]

  /// Reads a list; nil if a name is unknown or comes twice.
  public init?(_ text: String) {
    switch text {
    case "all": anomalies = Anomaly.allCases
    case "none": anomalies = []
    default:
      let names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      anomalies = names.compactMap(Anomaly.init(rawValue:))
      guard anomalies.count == names.count, Set(anomalies).count == names.count else { return nil }
    }
  }

  /// As it is written.
  public var description: String {
    anomalies.isEmpty ? "none" : anomalies.map(\.rawValue).joined(separator: ",")
  }
}
