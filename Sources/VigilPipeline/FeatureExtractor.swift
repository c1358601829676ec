public import VigilCore
public import VigilInference
public import VigilPreprocessing

/// Snippets to features: the I3D network in an engine, fed crop by crop, or with whole frames.
///
/// Inputs are written when a stream of the engine is free for them, so that a snippet of ten crops
/// (96 MB as floats) never exists in memory.
public struct FeatureExtractor: Sendable {
  private enum Network {
    case loaded(any InferenceSession)
    case bySize(SessionCache)
  }

  /// The preprocessing: preset and crops.
  public let preprocessing: Preprocessing
  /// Size of one crop's feature: 2048 for the full network.
  public let featureSize: Int
  /// How the network shares the machine's threads.
  public let layout: StreamLayout
  private let network: Network

  /// Makes an extractor of a network with input [1] + `preprocessing.cropShape` and output [1, featureSize].
  ///
  /// - Precondition: the preprocessing cuts crops.
  public init(preprocessing: Preprocessing, featureSize: Int, session: any InferenceSession) {
    precondition(!preprocessing.seesWholeFrames, "the network for whole frames depends on their size")
    self.preprocessing = preprocessing
    self.featureSize = featureSize
    layout = session.layout
    network = .loaded(session)
  }

  /// Makes an extractor for whole frames, whose network is loaded once the frame size is known.
  ///
  /// It keeps the network of one size, so sources of different sizes that run at the same time need an extractor each.
  ///
  /// - Parameter load: gives the network with input [1, 3, 16, height, width] and output
  ///   [1, preprocessing.cropsPerPass, featureSize].
  public init(
    preprocessing: Preprocessing, featureSize: Int, layout: StreamLayout,
    load:
      @escaping @Sendable (_ height: Int, _ width: Int) async throws(InferenceError) -> any InferenceSession
  ) {
    precondition(preprocessing.seesWholeFrames, "a network for crops is loaded at once")
    self.preprocessing = preprocessing
    self.featureSize = featureSize
    self.layout = layout
    network = .bySize(SessionCache(load: load))
  }

  /// The shape of one snippet's features, [crops, featureSize].
  public var featureShape: [Int] { [preprocessing.crops.rawValue, featureSize] }

  /// The network's own memory, as far as its sizes are known; nil while the network waits for the first frame's size.
  public var memory: [MemoryItem]? {
    switch network {
    case .loaded(let session): session.memory
    case .bySize: nil
    }
  }

  /// The features of all crops of one snippet, [crops, featureSize].
  ///
  /// - Throws: `engineFailed` as well, if a feature is non-finite: its score would never raise an alarm.
  public func features(of prepared: PreparedSnippet) async throws(InferenceError) -> Tensor {
    let session: any InferenceSession
    switch network {
    case .loaded(let loaded): session = loaded
    case .bySize(let sessions):
      session = try await sessions.session(height: prepared.inputShape[2], width: prepared.inputShape[3])
    }
    let features = try await session.run(items: preprocessing.passes) { pass, input in
      prepared.writeInput(pass, into: &input)
    }
    return Tensor(shape: featureShape, values: try Self.finite(features).values)
  }

  /// The features of some crops of one snippet, [crops.count, featureSize], in the order given.
  ///
  /// - Precondition: the preprocessing cuts crops: a pass over whole frames gives them all.
  public func features(of prepared: PreparedSnippet, crops: [Int]) async throws(InferenceError) -> Tensor {
    guard case .loaded(let session) = network else {
      preconditionFailure("crops of whole frames are not computed one by one")
    }
    return try Self.finite(
      await session.run(items: crops.count) { item, input in prepared.writeInput(crops[item], into: &input) })
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
