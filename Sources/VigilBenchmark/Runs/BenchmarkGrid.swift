import VigilCore
import VigilModels
import VigilNetworks
public import VigilPreprocessing

/// All combinations of models, presets, crops and graphs that were asked for, checked before anything is measured.
public struct BenchmarkGrid: Hashable, Sendable {
  /// The models, each once.
  public let models: [String]
  /// The presets, each once; empty for the models' own.
  public let presets: [Preset]
  /// The numbers of crops, each once; empty for the models' own.
  public let crops: [CropCount]
  /// Whether the graph as published is measured beside the one that the engine runs.
  public let measuresPlainGraph: Bool

  /// Checks that all models are there and have both networks.
  ///
  /// - Throws: `notAvailable` with what is wrong with each model.
  public init(
    models: [String], presets: [Preset] = [], crops: [CropCount] = [], measuresPlainGraph: Bool = false
  ) throws(BenchmarkError) {
    var complaints: [String] = []
    for model in models {
      do {
        let selection = try ModelSelection(named: MeasurementTask(.offline, model: model).folders)
        _ = try selection.network(.extractor)
        _ = try selection.network(.detector)
      } catch {
        complaints.append("\(model): \(error.explanation)")
      }
    }
    guard complaints.isEmpty else {
      throw BenchmarkError(.notAvailable, complaints.joined(separator: "; "))
    }
    self.models = models.unique
    self.presets = presets.unique
    self.crops = crops.unique
    self.measuresPlainGraph = measuresPlainGraph
  }

  /// A task for every scenario of every combination, in the order in which they are measured.
  public func tasks(_ scenarios: [Scenario]) -> [MeasurementTask] {
    var tasks: [MeasurementTask] = []
    for model in models {
      for preset in presets.optional {
        for crops in crops.optional {
          for isPlain in measuresPlainGraph ? [false, true] : [false] {
            tasks += scenarios.map {
              MeasurementTask($0, model: model, preset: preset, crops: crops, usesPlainGraph: isPlain)
            }
          }
        }
      }
    }
    return tasks
  }
}

extension Array where Element: Equatable {
  /// The distinct elements, in order.
  fileprivate var unique: [Element] { reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }
  /// The elements, or a single nil if there are none.
  fileprivate var optional: [Element?] { isEmpty ? [nil] : map { $0 } }
}
