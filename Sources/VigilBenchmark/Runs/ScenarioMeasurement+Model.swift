import VigilCore
import VigilDetection
import VigilInference
public import VigilModels
import VigilPipeline

extension ScenarioMeasurement {
  /// Loads a model to measure it on a recording, with the meters of this machine that can be read.
  ///
  /// - Parameters:
  ///   - name: What the record calls the model.
  ///   - configuration: How networks run.
  ///   - video: The recording.
  /// - Throws: `ModelError`, `InferenceError`.
  public init(
    of selection: ModelSelection, name: String, configuration: EngineConfiguration, video: String,
    settings: MeasurementSettings
  ) async throws {
    let networks = try LoadedNetworks(selection, configuration: configuration)
    let loaded = try await networks.detection(
      DetectionSettings(mode: .online, window: settings.window, rules: EventRules()))
    guard let detector = loaded.detectors.online else { preconditionFailure("online scores need a detector") }
    self.init(
      Workload(video: video, extractor: loaded.extractor, detector: detector, window: settings.window),
      settings: settings,
      setup: try Setup(
        name: name, networks, layout: loaded.extractor.layout, configuration: configuration),
      // A missing sensor is reported once, by the process that starts measurements.
      meters: Meters(
        sensor: try? PowerSensor(of: .machine),
        graphics: configuration.device.number.flatMap { try? GraphicsMeter(index: $0) }))
  }
}
