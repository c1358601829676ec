import VigilCore
public import VigilInference
public import VigilModels
import VigilNetworks
import VigilPreprocessing

extension Setup {
  /// Describes a model that was loaded.
  ///
  /// - Parameters:
  ///   - name: what the record calls the model.
  ///   - layout: how the extractor shares the threads of the machine.
  ///   - configuration: how it was loaded.
  /// - Throws: `ModelError` if the model has no extractor.
  public init(
    name: String, _ networks: LoadedNetworks, layout: StreamLayout, configuration: EngineConfiguration
  ) throws {
    let selection = networks.selection
    self.init(
      model: name, networks: selection.networks.map(\.description),
      preprocessing: PreprocessingDescription(
        name: selection.preprocessing.preset.rawValue, crops: selection.preprocessing.crops.rawValue),
      engine: networks.description, threads: layout.threads, streams: layout.streams,
      hasFastStem: try configuration.usesFastStem && selection.network(.extractor).split() != nil)
  }
}
