import Foundation
import VigilCore
import VigilModels
import VigilNetworks
import VigilPreprocessing
import VigilStation
import VigilTestSupport

/// Models made of the one that the repository has.
enum OtherHead {
  /// The same with another last bias of its detector: from 8 on it scores nearly 1, whatever it sees.
  ///
  /// - Parameters:
  ///   - crops: of its features, in place of the model's.
  ///   - isAlone: whether it has no extractor.
  static func write(
    _ name: String, bias: Float = 8, crops: CropCount? = nil, isAlone: Bool = false,
    in folder: TemporaryFolder
  ) throws -> String {
    let demo = try ModelFolder(reading: URL(filePath: StationBench.model))
    let url = folder.appending("\(name).vigil")
    var writer = try ModelFolderWriter(url)
    var settings = demo.manifest.settings
    let preprocessing = settings.preprocessing
    if !isAlone {
      try writer.add(
        demo.entry(.extractor).architecture,
        demo.extractor(
          frames: 16, frameHeight: preprocessing.cropHeight, frameWidth: preprocessing.cropWidth
        ).weights)
    }
    var weights = try demo.detector().weights
    weights.tensors["fc3.bias"] = Tensor(shape: [1], values: [bias])
    try writer.add(demo.entry(.detector).architecture, weights)
    settings.name = name
    if let crops { settings.preprocessing = Preprocessing(preprocessing.preset, crops: crops) }
    _ = try writer.finish(settings)
    return url.path
  }

  /// What a station calls the model of a folder.
  static func name(_ folder: String) throws -> String {
    try EngineConfiguration().computed(ModelSelection(named: [folder])).recordedName
  }
}
