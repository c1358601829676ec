public import VigilCore
public import VigilInference
public import VigilPreprocessing

/// A loaded extractor, apart from how its inputs are made: cameras with other presets or crop counts share it, as long as
/// the network's input is the same.
public struct ExtractorNetwork: Sendable {
  enum Loaded: Sendable {
    /// For crops, whose size the preprocessing fixes.
    case crops(any InferenceSession)
    /// For whole frames, by their size, with so many crops cut out of each pass.
    case wholeFrames(SessionCache, cropsPerPass: Int)
  }

  /// The limit for networks of several sizes unless another is given: room for half a dozen full ones in 32-bit floats.
  public static let usualByteLimit = 1 << 30

  /// Numbers in one crop's feature: 2048 for the full network.
  public let featureSize: Int
  /// How the network shares the threads of the machine.
  public let layout: StreamLayout
  let loaded: Loaded

  /// Takes a network with input [1, 3, 16, height, width] for crops of that size, and output [1, featureSize].
  public init(featureSize: Int, session: any InferenceSession) {
    self.featureSize = featureSize
    layout = session.layout
    loaded = .crops(session)
  }

  /// Takes a network for whole frames, which is loaded anew for each size of frame.
  ///
  /// - Parameters:
  ///   - cropsPerPass: How many crops it cuts out of its last feature map (`Preprocessing.cropsPerPass`).
  ///   - byteLimit: How much the networks of all sizes together may hold, as far as their sizes are known. The least
  ///     recently used one goes first; those in use, and the most recent, never do.
  ///   - load: Gives the network with input [1, 3, 16, height, width] and output [1, cropsPerPass, featureSize].
  public init(
    featureSize: Int, layout: StreamLayout, cropsPerPass: Int,
    byteLimit: Int = ExtractorNetwork.usualByteLimit,
    load:
      @escaping @Sendable (_ height: Int, _ width: Int) async throws(InferenceError) -> any InferenceSession
  ) {
    self.featureSize = featureSize
    self.layout = layout
    loaded = .wholeFrames(SessionCache(byteLimit: byteLimit, load: load), cropsPerPass: cropsPerPass)
  }

  /// The memory that is the network's own, as far as its sizes are known; nil while the network waits for the first
  /// frame's size.
  public var memory: [MemoryItem]? {
    switch loaded {
    case .crops(let session): session.memory
    case .wholeFrames: nil
    }
  }

  /// Whether the network takes what a preprocessing makes.
  public func accepts(_ preprocessing: Preprocessing) -> Bool {
    switch loaded {
    case .crops(let session):
      !preprocessing.seesWholeFrames && session.input.accepts([1] + preprocessing.cropShape)
    case .wholeFrames(_, let cropsPerPass):
      preprocessing.seesWholeFrames && preprocessing.cropsPerPass == cropsPerPass
    }
  }
}
