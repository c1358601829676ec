public import Foundation

/// Features of some snippets of a camera, in their order, as one network computed them.
///
/// They are kept in 16-bit floats, of which one in 2,048 is the error at most.
public struct FeatureStretch: Hashable, Sendable, Identifiable {
  /// What the snippets are of.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// An event.
    case event
    /// A time without events.
    case quiet
    /// A span of which somebody said that something was missed in it.
    case missed
  }

  /// One snippet.
  public struct Snippet: Hashable, Sendable {
    /// When it begins.
    public var start: Date
    /// Seconds to its end.
    public var duration: Double
    /// The score that it had when its features were kept.
    public var score: Float
    /// [crops, size], crop by crop.
    public var values: [Float16]

    /// Makes a snippet of what the network computed; what 16 bits cannot hold becomes the largest that they can.
    public init(start: Date, duration: Double, score: Float, features: [Float]) {
      (self.start, self.duration, self.score) = (start, duration, score)
      let most = Float(Float16.greatestFiniteMagnitude)
      values = features.map { Float16(min(most, max(-most, $0))) }
    }

    init(start: Date, duration: Double, score: Float, values: [Float16]) {
      (self.start, self.duration, self.score, self.values) = (start, duration, score, values)
    }

    /// The mean over the crops of each feature.
    public func meanOverCrops(size: Int) -> [Float] {
      guard size > 0, values.count >= size else { return [] }
      let crops = values.count / size
      var mean = [Float](repeating: 0, count: size)
      for crop in 0..<crops {
        for index in 0..<size { mean[index] += Float(values[crop * size + index]) }
      }
      return mean.map { $0 / Float(crops) }
    }
  }

  /// The most snippets of one stretch.
  public static let mostSnippets = 64

  /// Its number; 0 before it is stored.
  public var id: Int64
  /// The camera's name.
  public var camera: String
  /// What the snippets are of.
  public var kind: Kind
  /// The event; nil for other kinds.
  public var event: UUID?
  /// Which network computed them, how frames were prepared for it, and in which precision: features of different ones are never compared.
  public var network: String
  /// Crops of each snippet.
  public var crops: Int
  /// Features of each crop.
  public var size: Int
  /// One or more.
  public var snippets: [Snippet]

  /// Makes a stretch.
  public init(
    id: Int64 = 0, camera: String, kind: Kind, event: UUID? = nil, network: String, crops: Int, size: Int,
    snippets: [Snippet]
  ) {
    (self.id, self.camera, self.kind, self.event) = (id, camera, kind, event)
    (self.network, self.crops, self.size, self.snippets) = (network, crops, size, snippets)
  }

  /// What its features take, in bytes.
  public var bytes: Int { 2 * snippets.count * crops * size }
  /// The first of its snippets with the highest score.
  public var peak: Snippet? { snippets.max { $0.score < $1.score } }

  /// What the stretch is compared by, averaged over the crops: the snippet with the highest score of an event, all snippets otherwise.
  public var vector: [Float] {
    let chosen = kind == .event ? [peak].compactMap { $0 } : snippets
    var sum = [Float](repeating: 0, count: size)
    for snippet in chosen {
      for (index, value) in snippet.meanOverCrops(size: size).enumerated() { sum[index] += value }
    }
    return sum.map { $0 / Float(max(1, chosen.count)) }
  }
}

/// What an event is compared by: the snippet with its highest score, averaged over the crops.
public struct FeaturePeak: Hashable, Sendable {
  /// The event.
  public var event: UUID
  /// The camera's name.
  public var camera: String
  /// When its features begin.
  public var start: Date
  /// [size].
  public var values: [Float16]
  /// What people say of the event: each verdict that somebody has given.
  public var verdicts: Set<ReviewLabel.Verdict>

  /// Makes a peak.
  public init(
    event: UUID, camera: String, start: Date, values: [Float16], verdicts: Set<ReviewLabel.Verdict> = []
  ) {
    (self.event, self.camera, self.start) = (event, camera, start)
    (self.values, self.verdicts) = (values, verdicts)
  }
}
