import Foundation
import VigilBenchmark
import VigilModels
import VigilNetworks
import VigilPreprocessing

/// One measurement, made by one process.
struct BenchmarkTask {
  /// What the progress line calls it.
  var name: String
  /// The arguments of the process.
  var arguments: [String]
}

/// All combinations of models, presets, crops and graphs that were asked for, checked before anything is measured.
struct BenchmarkGrid {
  let models: [String]
  let presets: [Preset]
  let crops: [CropCount]
  /// The flags that choose the graph, one for each to be measured.
  let graphs: [[String]]

  /// Checks that all models are there and have both networks.
  init(models: [String], presets: [Preset], crops: [CropCount], plain: Bool, engine: EngineOptions) throws {
    var complaints: [String] = []
    for model in models {
      do {
        let selection = try ModelSelection(named: Self.folders(model))
        _ = try selection.network(.extractor)
        _ = try selection.network(.detector)
      } catch {
        complaints.append("\(model): \(error)")
      }
    }
    guard complaints.isEmpty else { throw CommandError(complaints.joined(separator: "; ")) }
    self.models = models.unique
    self.presets = presets.unique
    self.crops = crops.unique
    graphs = plain && engine.configuration.usesFastStem ? [[], ["--no-fast-stem"]] : [[]]
  }

  /// A task for every scenario of every combination, in the order in which they are measured.
  func tasks(
    _ scenarios: [Scenario], video: String, measurement: MeasurementOptions, engine: EngineOptions
  ) -> [BenchmarkTask] {
    var tasks: [BenchmarkTask] = []
    for model in models {
      for preset in presets.optional {
        for crops in crops.optional {
          for graph in graphs {
            for scenario in scenarios {
              var arguments = ["benchmark", "measure", "--name", model, "--scenario", scenario.rawValue]
              arguments += ["--video", video] + Self.folders(model).flatMap { ["--model", $0] }
              if let preset { arguments += ["--preset", preset.rawValue] }
              if let crops { arguments += ["--crops", "\(crops.rawValue)"] }
              arguments += measurement.arguments + engine.arguments + graph
              let details =
                [preset?.rawValue, crops.map { "\($0.rawValue) crops" }, graph.isEmpty ? nil : "plain graph"]
                .compactMap { $0 }
              tasks.append(
                BenchmarkTask(
                  name: ([scenario.rawValue, model] + details).joined(separator: ", "), arguments: arguments))
            }
          }
        }
      }
    }
    return tasks
  }

  /// The folders of a model: `i3d.vigil+street.vigil` are two.
  private static func folders(_ model: String) -> [String] {
    model.split(separator: "+").map(String.init)
  }
}

extension Array where Element: Equatable {
  /// The distinct elements, in order.
  fileprivate var unique: [Element] { reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }
  /// The elements, or a single nil if there are none.
  fileprivate var optional: [Element?] { isEmpty ? [nil] : map { $0 } }
}
