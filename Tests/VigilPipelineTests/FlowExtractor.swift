import Testing
import VigilCore
import VigilInference
import VigilNetworks
import VigilOpenVINO
import VigilPipeline
import VigilPreprocessing

/// The extractor without weights, which is small but takes longer than sixteen frames take to prepare.
func flowExtractor(crops: CropCount) async throws -> FeatureExtractor {
  let preprocessing = Preprocessing(.compact, crops: crops)
  let graph = try FlowStatistics().graph(
    frameHeight: preprocessing.cropHeight, frameWidth: preprocessing.cropWidth)
  let portable = PortableNetwork(identity: "pipeline-test") { file in
    try ONNXExport(Network(graph, Weights([:]))).write(to: file)
  }
  let session = try await OpenVINOEngine().load(portable, options: LoadOptions(cache: nil))
  let size = try #require(graph.outputs[0].shape.last?.size)
  return FeatureExtractor(preprocessing: preprocessing, featureSize: size, session: session)
}
