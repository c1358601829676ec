import Foundation
import VigilModels
import VigilTraining

extension Train {
  /// Where the model goes.
  var destination: DetectorDestination {
    DetectorDestination(new.url, replace: new.replace, threshold: alarm.value)
  }

  /// What to learn from.
  var source: TrainingSource { data.source(extractingTo: destination.folder.features) }

  /// The recipe's hyperparameters with the user's overrides.
  var settings: TrainingSettings {
    var settings: TrainingSettings = method == .paper ? .paper : .rtfm
    stepping.change(&settings)
    settings.seed = random.seed
    settings.validation = validation.settings
    return settings
  }

  /// Everything that a training in steps is asked for.
  var configuration: TrainingConfiguration {
    get throws {
      var configuration = TrainingConfiguration(
        source, validation: validation.files(manifest: data.manifest), to: destination, settings: settings)
      configuration.start =
        try stepping.resume
        ? nil
        : stepping.from.map {
          TrainingConfiguration.Start(name: $0, folder: try ModelLibrary().folder($0))
        }
      (configuration.resume, configuration.saveEvery) = (stepping.resume, stepping.saveEvery)
      (configuration.device, configuration.threads) = (machine.device, machine.threads)
      configuration.preset = preset
      return configuration
    }
  }

  /// The linear fit that is asked for.
  var linear: LinearTrainingJob {
    LinearTrainingJob(
      source, to: destination,
      penalty: fitting.sparsity.map { .absolutes(share: $0) } ?? .squares(fitting.penalty ?? 5),
      seed: random.seed, preset: preset)
  }
}
