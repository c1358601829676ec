import Testing
import VigilCore
import VigilInference
import VigilNetworks
import VigilPipeline
import VigilPreprocessing

/// The extractor without weights, which is small but takes longer than sixteen frames take to prepare.
func flowExtractor(crops: CropCount) async throws -> FeatureExtractor {
  let recipe = ClipRecipe(.compact, crops: crops)
  let graph = try FlowStatistics().graph(frameHeight: recipe.cropHeight, frameWidth: recipe.cropWidth)
  let image = NetworkImage(identity: "pipeline-test") { file in
    try ONNXExport(Network(graph, Weights([:]))).write(to: file)
  }
  let session = try await OpenVINOEngine().load(image, options: LoadOptions(cache: nil))
  let size = try #require(graph.outputs[0].shape.last?.size)
  return FeatureExtractor(recipe: recipe, featureSize: size, session: session)
}
