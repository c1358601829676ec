public import VigilCore
public import VigilDetection
import VigilPreprocessing

/// Decides which snippets get all their crops: the centre is scored first, and the others are extracted unless its score
/// is clearly low.
///
/// A snippet without its other crops has copies of the centre's features in their place, so that later stages,
/// online or offline, need not know.
public struct Cascade: Sendable {
  /// The result for one snippet.
  public struct Step: Sendable {
    /// [crops, featureSize].
    public var features: Tensor
    /// The score of the centre crop, from its own last features.
    public var centreScore: Float
    /// Whether all crops were extracted.
    public var hasAllCrops: Bool
  }

  /// The score of the centre crop from which all crops are extracted.
  public let bound: Float
  /// Crops per snippet.
  public let crops: Int
  /// The index of the crop that is extracted first.
  public let centre: Int
  private var detection: OnlineDetection

  /// Makes a cascade without history.
  ///
  /// - Parameters:
  ///   - bound: All crops are extracted if the centre's score is at least this.
  ///   - crops: Crops per snippet.
  ///   - centre: The index of the crop that is extracted first.
  ///   - featureSize: Size of one crop's feature.
  ///   - network: Scores the newest snippet of a window of one crop.
  ///   - window: Snippets in that window.
  /// - Precondition: there are several crops, and `centre` is one of them.
  public init(
    bound: Float, crops: Int, centre: Int, featureSize: Int, network: any DetectorNetwork, window: Int
  ) {
    precondition(crops > 1 && (0..<crops).contains(centre), "a cascade has a centre and other crops")
    self.bound = bound
    self.crops = crops
    self.centre = centre
    detection = OnlineDetection(network: network, snippets: window, crops: 1, featureSize: featureSize)
  }

  /// The cascade of these settings; nil if they have none.
  init?(_ settings: DetectionSettings, preprocessing: Preprocessing, featureSize: Int, detectors: Detectors) {
    guard let bound = settings.cascadeBound else { return nil }
    guard let network = detectors.online else { preconditionFailure("a cascade needs a detector") }
    precondition(!preprocessing.seesWholeFrames, "a pass over whole frames gives all crops")
    self.init(
      bound: bound, crops: preprocessing.crops.rawValue, centre: preprocessing.centreCrop,
      featureSize: featureSize,
      network: network, window: settings.window)
  }

  /// Takes the next snippet.
  ///
  /// - Parameters:
  ///   - position: Where the snippet lies.
  ///   - extract: Gives the features of some crops by index, [crops.count, featureSize]. It is asked once for
  ///     the centre, and perhaps once more for all others.
  public mutating func features(
    at position: SnippetPosition, extract: (_ crops: [Int]) async throws -> Tensor
  ) async throws -> Step {
    let middle = try await extract([centre])  // [1, featureSize]
    let score = try await detection.score(position, middle).score
    var shape = middle.shape
    shape[0] = crops
    // A non-finite score is not low.
    let hasAllCrops = !(score < bound)
    var values: [Float]
    if hasAllCrops {
      values = try await extract((0..<crops).filter { $0 != centre }).values
      values.insert(contentsOf: middle.values, at: centre * middle.values.count)
    } else {
      values = []
      values.reserveCapacity(crops * middle.values.count)
      for _ in 0..<crops { values += middle.values }
    }
    return Step(features: Tensor(shape: shape, values: values), centreScore: score, hasAllCrops: hasAllCrops)
  }

  /// Takes the last snippet's features for those of the next.
  ///
  /// - Precondition: there was a snippet since the last gap.
  public mutating func keep() { detection.keep() }

  /// Starts over after a gap, as the online window does.
  public mutating func reset() { detection.reset() }
}
