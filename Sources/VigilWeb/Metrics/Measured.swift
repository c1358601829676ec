/// Metrics by their names, for pages.
struct Measured {
  private let families: [String: MetricFamily]

  init(_ families: [MetricFamily]) {
    self.families = Dictionary(families.map { ($0.name, $0) }, uniquingKeysWith: { $1 })
  }

  /// The value of a metric that has all of these labels; nil if nothing is known of it.
  subscript(_ name: String, _ labels: [String: String] = [:]) -> Double? {
    let sample = families[name]?.samples.first { sample in
      labels.allSatisfy { sample.labels[$0.key] == $0.value }
    }
    return (sample?.value).finite
  }
}
