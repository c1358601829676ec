public import Foundation
import VigilCore
public import VigilDatasets
import VigilNetworks
public import VigilPipeline
import VigilPreprocessing

extension Extraction {
  /// Prepares an extraction by the extractor of a model.
  ///
  /// - Parameters:
  ///   - output: the folder for the features.
  ///   - overwrite: whether features that were made in another way are replaced.
  /// - Throws: `ModelError` if the model has no extractor, or the engine does not compute it.
  public init(
    _ items: [ExtractionList.Item], to output: URL, with selection: ModelSelection,
    configuration: EngineConfiguration, overwrite: Bool = false
  ) throws {
    let selection = try configuration.computed(selection)
    let network = try selection.network(.extractor).description
    let method = FeatureProvenance.Method(
      preprocessing: selection.preprocessing.name, extractor: network.architecture,
      weights: network.sha256 ?? network.weights, precision: network.precision)
    self.init(items, to: output, method: method, overwrite: overwrite) {
      let networks = try LoadedNetworks(selection, configuration: configuration)
      return Loaded(extractor: try await networks.extractor(), engine: networks.description.line)
    }
  }
}
