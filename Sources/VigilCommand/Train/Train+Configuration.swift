import Foundation
import VigilModels
import VigilTraining

extension Train {
  /// Where the model goes.
  var destination: DetectorDestination {
    DetectorDestination(URL(filePath: output), replace: replace, threshold: threshold)
  }

  /// What to learn from.
  var source: TrainingSource {
    if let videos { return .videos(videos, features: destination.folder.features) }
    if let manifest, let features { return .manifest(manifest, features: URL(filePath: features)) }
    return .features(normal: normal, abnormal: abnormal)
  }

  /// The recipe's hyperparameters with the user's overrides.
  var settings: TrainingSettings {
    var settings: TrainingSettings = recipe == .paper ? .paper : .rtfm
    if let steps { settings.steps = steps }
    if let batch { settings.videosPerClass = batch }
    if let learningRate { settings.learningRate = learningRate }
    if let finalRate { settings.finalLearningRateShare = finalRate }
    if let weightDecay { settings.weightDecay = weightDecay }
    settings.seed = seed
    settings.validation = validation.settings
    return settings
  }

  /// Everything that a training in steps is asked for.
  var configuration: TrainingConfiguration {
    get throws {
      var configuration = TrainingConfiguration(
        source, validation: validation.files, to: destination, settings: settings)
      configuration.start =
        try resume
        ? nil
        : from.map {
          TrainingConfiguration.Start(name: $0, folder: try ModelLibrary().folder($0))
        }
      (configuration.resume, configuration.saveEvery) = (resume, saveEvery)
      (configuration.preset, configuration.device, configuration.threads) = (preset, device, threads)
      return configuration
    }
  }

  /// The linear fit that is asked for.
  var linear: LinearTrainingJob {
    LinearTrainingJob(
      source, to: destination,
      penalty: sparsity.map { .absolutes(share: $0) } ?? .squares(penalty ?? 5), seed: seed, preset: preset)
  }
}
