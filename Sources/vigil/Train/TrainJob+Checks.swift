import Foundation
import VigilModels
import VigilNetworks
import VigilPreprocessing
import VigilTraining

extension TrainJob {
  /// Fails before hours of work if the model cannot be put in its place.
  func checkDestination() throws {
    let exists = FileManager.default.fileExists(atPath: destination.path)
    if exists, !options.replace, !options.resume {
      throw CommandError("\(destination.path) is already there; add --replace, or choose another name")
    }
    let hasState = FileManager.default.fileExists(atPath: folder.state.path)
    if hasState, !options.resume, !options.replace {
      throw CommandError(
        "\(folder.url.path) has an earlier training; add --resume to continue it, or --replace")
    }
    if !hasState, options.resume {
      throw CommandError("there is no training to resume in \(folder.url.path)")
    }
  }

  func startingWeights(features: Int) throws -> Weights? {
    guard let from = options.from, !options.resume else { return nil }
    let detector = try ModelLibrary().folder(from).detector()
    guard detector.graph.inputs[0].shape.last?.size == features else {
      throw CommandError(
        "the detector of \(from) takes \(detector.graph.inputs[0].shape.last.map { "\($0)" } ?? "?") features, the files have "
          + "\(features)")
    }
    return detector.weights
  }

  /// Adds the extractor that the features were made with if it has no weights, so that the model is whole.
  func addExtractor(of set: FeatureSet, to writer: inout ModelFolderWriter) throws {
    let extractors = set.normal.map { FeatureProvenance.beside($0.url)?.recipe.extractor }
    guard extractors.allSatisfy({ $0 == FlowStatistics.name }) else { return }
    try writer.add(.flow(FlowStatistics()), Weights([:]))
  }

  /// How the features were made, as far as they record it: all must agree.
  func preprocessing(of files: [URL], crops: Int) throws -> Preprocessing {
    let found = files.compactMap { file in FeatureProvenance.beside(file).map { (file, $0.recipe) } }
    if let first = found.first,
      let differing = FeatureFiles.shown(
        found.filter { $0.1 != first.1 }.map { "\($0.0.path) with \($0.1)" })
    {
      throw CommandError(
        "all features must be made with the same settings, but \(first.0.path) was made with \(first.1); \(differing)"
      )
    }
    guard let count = CropCount(rawValue: crops) else {
      throw CommandError("the features have \(crops) crops; a model takes 1, 5 or 10")
    }
    let said = try found.first.map { try Preprocessing(name: $0.1.clips) }
    if let said, let preset = options.preset, said.preset != preset {
      throw CommandError("the features were made with \(said.name), not with --preset \(preset.rawValue)")
    }
    return Preprocessing(options.preset ?? said?.preset ?? .rtfm, crops: count)
  }
}
