public import VigilCore
public import VigilInference
public import VigilPreprocessing

/// A loaded extractor without its preprocessing: cameras with different presets or crop counts share it, as long as the
/// network's input is the same.
public struct ExtractorNetwork: Sendable {
  enum Loaded: Sendable {
    /// For crops, whose size is fixed by the preprocessing.
    case crops(any InferenceSession)
    /// For whole frames of any size.
    case wholeFrames(WholeFrameNetwork)
  }

  /// The default limit for networks of several sizes: enough for half a dozen full ones in 32-bit floats.
  public static let usualByteLimit = 1 << 30

  /// Size of one crop's feature: 2048 for the full network.
  public let featureSize: Int
  /// How the network shares the machine's threads.
  public let layout: StreamLayout
  let loaded: Loaded

  /// Wraps a network for crops, with input [1, 3, 16, height, width] and output [1, featureSize].
  public init(featureSize: Int, session: any InferenceSession) {
    self.featureSize = featureSize
    layout = session.layout
    loaded = .crops(session)
  }

  /// Wraps a network for whole frames, which is loaded once for each frame size.
  ///
  /// - Parameters:
  ///   - featureSize: Size of one crop's feature.
  ///   - layout: How many requests run at the same time, and on how many threads each.
  ///   - cropsPerPass: The number of crops that one pass gives (`Preprocessing.cropsPerPass`).
  ///   - byteLimit: The memory that the networks of all sizes may hold together: weights, wherever they are, and buffers; 128 MiB
  ///     are assumed for weights of unknown size. The least recently used one is released first; those in use, and the most
  ///     recent one, are kept.
  ///   - load: Returns the network with input [1, 3, 16, height, width] and output [1, cropsPerPass, featureSize].
  public init(
    featureSize: Int, layout: StreamLayout, cropsPerPass: Int,
    byteLimit: Int = ExtractorNetwork.usualByteLimit,
    load:
      @escaping @Sendable (_ height: Int, _ width: Int) async throws(InferenceError) -> any InferenceSession
  ) {
    self.init(
      WholeFrameNetwork(
        featureSize: featureSize, layout: layout, cropsPerPass: cropsPerPass,
        sessions: SessionCache(byteLimit: byteLimit), load: load))
  }

  /// Wraps a network for whole frames whose sessions are kept beside those of others.
  package init(_ network: WholeFrameNetwork) {
    featureSize = network.featureSize
    layout = network.layout
    loaded = .wholeFrames(network)
  }

  /// The network's own memory, as far as its sizes are known; nil while the network waits for the first frame's size.
  public var memory: [MemoryItem]? {
    switch loaded {
    case .crops(let session): session.memory
    case .wholeFrames: nil
    }
  }

  /// Whether the network takes the inputs of a preprocessing.
  public func accepts(_ preprocessing: Preprocessing) -> Bool {
    switch loaded {
    case .crops(let session):
      !preprocessing.seesWholeFrames && session.input.accepts([1] + preprocessing.cropShape)
    case .wholeFrames(let network):
      preprocessing.seesWholeFrames && preprocessing.cropsPerPass == network.cropsPerPass
    }
  }
}
