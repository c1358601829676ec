public import VigilCore
public import VigilInference
public import VigilPreprocessing

/// Clips to features: the I3D network in an engine, fed crop by crop.
///
/// Crops are cut when a stream of the engine is free for them, so that a clip of ten crops
/// (96 MB as floats) never exists in memory.
public struct FeatureExtractor: Sendable {
  /// How frames become crops.
  public let recipe: ClipRecipe
  /// Numbers in one crop's feature: 2048 for the full network.
  public let featureSize: Int
  private let session: any InferenceSession

  /// Makes an extractor of a network with input [1] + `recipe.cropShape` and output [1, featureSize].
  public init(recipe: ClipRecipe, featureSize: Int, session: any InferenceSession) {
    self.recipe = recipe
    self.featureSize = featureSize
    self.session = session
  }

  /// The shape of one snippet's features, [crops, featureSize].
  public var featureShape: [Int] { [recipe.crops.rawValue, featureSize] }

  /// How the network shares the threads of the machine.
  public var plan: ExecutionPlan { session.plan }

  /// The memory that is the network's own, as far as its sizes are known.
  public var memory: [MemoryItem] { session.memory }

  /// The features of all crops of one clip, [crops, featureSize].
  public func features(of clip: PreparedClip) async throws(InferenceError) -> Tensor {
    try await session.run(items: recipe.crops.rawValue) { crop, input in
      clip.writeCrop(crop, into: &input)
    }
  }
}
