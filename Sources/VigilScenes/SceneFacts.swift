/// What is known of a scene without rendering it.
public struct SceneFacts: Hashable, Sendable {
  /// How many frames it has.
  public let frameCount: Int
  /// The first and the last abnormal frame; nil in a normal scene.
  public let anomaly: ClosedRange<Int>?

  /// Finds out.
  ///
  /// - Precondition: the description has no complaints.
  public init(_ description: SceneDescription) {
    self = Staging(description).facts
  }

  /// - Parameter interval: Of the anomaly, in seconds.
  init(_ description: SceneDescription, interval: ClosedRange<Float>?) {
    frameCount = max(1, Int((description.duration * description.frameRate).rounded()))
    let (rate, last) = (Float(description.frameRate), frameCount - 1)
    anomaly = interval.map { interval in
      let first = min(Int((interval.lowerBound * rate).rounded(.up)), last)
      return first...max(first, min(Int((interval.upperBound * rate).rounded(.down)), last))
    }
  }
}
