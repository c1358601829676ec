/// A quantity that a monitoring system reads, in Prometheus' words.
public struct MetricFamily: Hashable, Sendable {
  /// How its values behave.
  public enum Kind: String, Hashable, Sendable {
    /// It only rises, until the station ends. Its name ends in `_total`.
    case counter
    /// It rises and falls.
    case gauge
  }

  /// One value.
  public struct Sample: Hashable, Sendable {
    /// What it is a value of, such as `camera: gate`.
    public var labels: [String: String]
    /// The value, in the unit in which the name ends.
    public var value: Double

    /// Makes a sample.
    public init(_ value: Double, _ labels: [String: String] = [:]) {
      (self.value, self.labels) = (value, labels)
    }
  }

  /// `vigil_`, or `process_` for what every process has, and letters, digits and underscores; ends in the unit.
  public var name: String
  /// What it is, a sentence.
  public var help: String
  /// How its values behave.
  public var kind: Kind
  /// The values, each with other labels.
  public var samples: [Sample]

  /// Makes a family.
  public init(_ name: String, _ kind: Kind, help: String, _ samples: [Sample]) {
    (self.name, self.kind, self.help, self.samples) = (name, kind, help, samples)
  }
}
