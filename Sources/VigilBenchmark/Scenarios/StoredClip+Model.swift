import VigilInference
public import VigilModels
import VigilNetworks
public import VigilPreprocessing
import VigilTorch

extension StoredClip {
  /// Puts a snippet beside an extractor, whose weights are computed from their names.
  ///
  /// - Throws: `badFile` if the preset does not keep frames in 8 bits; what a network throws that LibTorch cannot run.
  public init(_ snippet: PreparedSnippet, extractor: SelectedNetwork) throws {
    let network = Network.deterministic(extractor.graph).simplified()
    try self.init(
      snippet, model: extractor.weightsName, program: NetworkProgram(network),
      tensors: network.graph.parameters.map { parameter in
        let (offset, factor) = parameter.deterministicRule
        return TensorRule(name: parameter.name, offset: offset, factor: factor, shape: parameter.shape)
      })
  }
}
