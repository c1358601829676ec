/// The properties of a scene that are known without rendering it.
public struct SceneFacts: Hashable, Sendable {
  /// The number of frames.
  public let frameCount: Int
  /// The first and the last abnormal frame; nil in a normal scene.
  public let anomaly: ClosedRange<Int>?

  /// Derives the facts.
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
