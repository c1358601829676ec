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
  var plan: TrainingPlan {
    var plan: TrainingPlan = recipe == .paper ? .paper : .rtfm
    if let steps { plan.steps = steps }
    if let batch { plan.videosPerClass = batch }
    if let learningRate { plan.learningRate = learningRate }
    if let finalRate { plan.finalLearningRateShare = finalRate }
    if let weightDecay { plan.weightDecay = weightDecay }
    plan.seed = seed
    plan.validation = validation.plan
    return plan
  }

  /// Everything that a training in steps is asked for.
  var configuration: TrainingConfiguration {
    get throws {
      var configuration = TrainingConfiguration(
        source, validation: validation.files, to: destination, plan: plan)
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
