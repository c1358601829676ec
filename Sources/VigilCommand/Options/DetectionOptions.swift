import ArgumentParser
import VigilCore
import VigilModels
import VigilPipeline

/// Which networks run, and on what.
struct NetworkOptions: ParsableArguments {
  @OptionGroup(title: "Model")
  var model: ModelOptions

  @OptionGroup(title: "Engine")
  var engine: EngineOptions
}

/// The window of online scores.
struct WindowOptions: ParsableArguments {
  @Option(help: "Window of the online detector, in snippets.")
  var window = 32

  func validate() throws {
    try require((1...4096).contains(window), "--window takes 1 to 4096 snippets")
  }
}

/// How videos are scored: by which networks, and what becomes of their scores.
struct DetectionOptions: ParsableArguments {
  @OptionGroup
  var networks: NetworkOptions

  @OptionGroup(title: "Events")
  var events: EventOptions

  @OptionGroup
  var online: WindowOptions

  /// How the networks run.
  var engine: EngineConfiguration { networks.engine.configuration }

  /// The networks and the preprocessing.
  func selection() throws -> ModelSelection { try networks.model.selection() }
}

/// How footage is scored to calibrate a model.
struct FootageOptions: ParsableArguments {
  @OptionGroup
  var detection: DetectionOptions

  @Flag(help: "Score offline, over whole recordings; online, as on a camera, if not given.")
  var offline = false

  /// How scores and events are formed, with the model's threshold where the user gave none.
  func settings(for selection: ModelSelection) -> DetectionSettings {
    DetectionSettings(
      mode: offline ? .offline : .online, window: detection.online.window,
      rules: detection.events.rules(modelThreshold: selection.threshold))
  }
}
