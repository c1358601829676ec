import VigilCore
import VigilInference
public import VigilModels
import VigilNetworks
public import VigilPreprocessing

extension StoredSnippet {
  /// Puts a snippet beside an extractor, whose weights are computed from their names.
  ///
  /// - Throws: `badFile` if the preset does not keep frames in 8 bits, or the network is in 8-bit integers.
  public init(_ snippet: PreparedSnippet, extractor: SelectedNetwork) throws {
    let network = Network.deterministic(extractor.graph).simplified()
    let program = NetworkProgram(network)
    guard !program.usesIntegers else {
      throw BenchmarkError(
        .badFile,
        "\(extractor.weightsName) is in 8-bit integers, which the program that reads the file does not run; choose a model in fp32"
      )
    }
    try self.init(
      snippet, model: extractor.weightsName, program: program,
      tensors: network.graph.parameters.map { parameter in
        let (offset, factor) = parameter.deterministicRule
        return TensorRule(name: parameter.name, offset: offset, factor: factor, shape: parameter.shape)
      })
  }
}
