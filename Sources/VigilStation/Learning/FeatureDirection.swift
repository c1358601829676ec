/// In which direction features differ from what is usual at their camera, as a vector of length 1.
///
/// What a camera always shows makes most of any feature: without it, all events of one camera are alike.
package struct FeatureDirection: Sendable {
  private let values: [Float]

  /// Takes features and what is usual; nil where they do not differ, or are not of one size.
  package init?(_ features: [Float], usual: [Float]) {
    guard features.count == usual.count else { return nil }
    let difference = zip(features, usual).map { $0 - $1 }
    let length = difference.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    guard length.isFinite, length > 1e-6 else { return nil }
    values = difference.map { Float(Double($0) / length) }
  }

  /// The same for features as they are kept.
  package init?(_ features: [Float16], usual: [Float]) {
    self.init(features.map { Float($0) }, usual: usual)
  }

  /// The cosine of the angle between two: 1 for the same, 0 for what has nothing in common, -1 for the opposite.
  ///
  /// - Precondition: both are of one size.
  package func similarity(to other: FeatureDirection) -> Float {
    precondition(values.count == other.values.count, "features of different networks are not compared")
    var sum: Float = 0
    for index in values.indices { sum += values[index] * other.values[index] }
    return max(-1, min(1, sum))
  }
}
