import Synchronization
public import VigilCore
public import VigilInference
public import VigilPreprocessing

/// Snippets to features: the I3D network in an engine, fed crop by crop, or with whole frames.
///
/// Inputs are written when a stream of the engine is free for them, so that a snippet of ten crops
/// (96 MB as floats) never exists in memory. It is cheap beside its network: each camera has its own.
public struct FeatureExtractor: Sendable {
  /// The preprocessing: preset and crops.
  public let preprocessing: Preprocessing
  /// The loaded network, which other extractors may share.
  public let network: ExtractorNetwork

  /// Combines a preprocessing with a network that takes its inputs.
  ///
  /// - Precondition: `network.accepts(preprocessing)`.
  public init(preprocessing: Preprocessing, network: ExtractorNetwork) {
    precondition(
      network.accepts(preprocessing),
      "the network does not take the inputs of \(preprocessing.name); load another")
    self.preprocessing = preprocessing
    self.network = network
  }

  /// Makes an extractor of a network with input [1] + `preprocessing.cropShape` and output [1, featureSize].
  ///
  /// - Precondition: the preprocessing cuts crops.
  public init(preprocessing: Preprocessing, featureSize: Int, session: any InferenceSession) {
    precondition(!preprocessing.seesWholeFrames, "the network for whole frames depends on their size")
    self.init(
      preprocessing: preprocessing, network: ExtractorNetwork(featureSize: featureSize, session: session))
  }

  /// Makes an extractor for whole frames, whose networks are loaded once the frame sizes are known.
  ///
  /// - Parameters:
  ///   - preprocessing: one that sees whole frames.
  ///   - featureSize: size of one crop's feature.
  ///   - layout: how many requests run at the same time, and on how many threads each.
  ///   - load: gives the network with input [1, 3, 16, height, width] and output
  ///     [1, preprocessing.cropsPerPass, featureSize].
  public init(
    preprocessing: Preprocessing, featureSize: Int, layout: StreamLayout,
    load:
      @escaping @Sendable (_ height: Int, _ width: Int) async throws(InferenceError) -> any InferenceSession
  ) {
    precondition(preprocessing.seesWholeFrames, "a network for crops is loaded at once")
    self.init(
      preprocessing: preprocessing,
      network: ExtractorNetwork(
        featureSize: featureSize, layout: layout, cropsPerPass: preprocessing.cropsPerPass, load: load))
  }

  /// Size of one crop's feature: 2048 for the full network.
  public var featureSize: Int { network.featureSize }

  /// How the network shares the machine's threads.
  public var layout: StreamLayout { network.layout }

  /// The shape of one snippet's features, [crops, featureSize].
  public var featureShape: [Int] { [preprocessing.crops.rawValue, featureSize] }

  /// The network's own memory, as far as its sizes are known; nil while the network waits for the first frame's size.
  public var memory: [MemoryItem]? { network.memory }

  /// Loads what the features of a snippet of such frames need, if it is not there: the network for whole frames of their size.
  ///
  /// - Throws: `InferenceError` of the load, or `CancellationError`; the load may go on then.
  func load(for prepared: PreparedSnippet) async throws {
    guard case .wholeFrames(let network) = network.loaded else { return }
    let size = FrameSize(height: prepared.inputShape[2], width: prepared.inputShape[3])
    _ = try await network.take(size)
    network.giveBack(size)
  }

  /// The features of all crops of one snippet, [crops, featureSize].
  ///
  /// - Throws: `InferenceError`, with `engineFailed` as well if a feature is non-finite: its score would never raise an alarm;
  ///   `CancellationError`.
  public func features(of prepared: PreparedSnippet) async throws -> Tensor {
    try await answer(prepared, clocks: .machine).features
  }

  /// The features of some crops of one snippet, [crops.count, featureSize], in the order given.
  ///
  /// - Precondition: the preprocessing cuts crops: a pass over whole frames gives them all.
  /// - Throws: as for all crops.
  public func features(of prepared: PreparedSnippet, crops: [Int]) async throws -> Tensor {
    try await answer(prepared, crops: crops, clocks: .machine).features
  }

  /// Features, and the seconds from requesting them to the start of the first input.
  typealias Answer = (features: Tensor, queueWait: Double)

  /// The features of all crops, or of those requested.
  func answer(
    _ prepared: PreparedSnippet, crops: [Int]? = nil, clocks: Clocks
  ) async throws -> Answer {
    // Before the network, which whole frames of a new size wait for as well.
    let asked = clocks.now()
    switch network.loaded {
    case .crops(let session):
      let crops = crops ?? Array(0..<preprocessing.crops.rawValue)
      return try await Self.answer(of: session, items: crops.count, asked: asked, clocks) { item, input in
        prepared.writeInput(crops[item], into: &input)
      }
    case .wholeFrames(let network):
      precondition(crops == nil, "crops of whole frames are not computed one by one")
      let size = FrameSize(height: prepared.inputShape[2], width: prepared.inputShape[3])
      let session = try await network.take(size)
      defer { network.giveBack(size) }
      var answer = try await Self.answer(of: session, items: preprocessing.passes, asked: asked, clocks) {
        pass, input in
        prepared.writeInput(pass, into: &input)
      }
      answer.features = Tensor(shape: featureShape, values: answer.features.values)
      return answer
    }
  }

  private static func answer(
    of session: any InferenceSession, items: Int, asked: Double, _ clocks: Clocks,
    fill: @escaping @Sendable (Int, inout MutableSpan<Float>) -> Void
  ) async throws -> Answer {
    let start = FirstMoment()
    let features = try await session.run(items: items) { item, input in
      start.note(clocks.now)
      fill(item, &input)
    }
    return (try finite(features), max(0, (start.moment ?? asked) - asked))
  }

  private static func finite(_ features: Tensor) throws(InferenceError) -> Tensor {
    guard features.values.allSatisfy(\.isFinite) else {
      throw InferenceError(
        .engineFailed,
        "the extractor gave non-finite features: its weights are damaged, so import them again; or, with "
          + "--device cuda, values overflow 16-bit floats, so leave that out")
    }
    return features
  }
}

/// The first of the moments noted by several threads.
private final class FirstMoment: Sendable {
  private let first = Mutex<Double?>(nil)

  var moment: Double? { first.withLock { $0 } }

  func note(_ now: () -> Double) {
    first.withLock { if $0 == nil { $0 = now() } }
  }
}
