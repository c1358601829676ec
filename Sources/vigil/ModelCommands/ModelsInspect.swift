import ArgumentParser
import Foundation
import VigilCore
import VigilModels
import VigilNetworks
import VigilPreprocessing
import VigilReport

/// `vigil models inspect MODEL`.
struct ModelsInspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Prints the layers, parameters, multiply-accumulates and shapes of a model's networks.",
    discussion: "Costs are those of one snippet and one crop. Weights are checked against their hashes.")

  @Argument(help: "A NAME.vigil folder, or a name that `vigil models list` shows.")
  var model: String

  @Flag(help: "Only the totals, no layers.")
  var summary = false

  @Flag(help: "One JSON object per network.")
  var json = false

  func run() throws {
    if let builtIn = TestWeights(rawValue: model) {
      for network in try builtIn.networks() { try show(network.graph, role: network.role, file: nil) }
      return
    }
    let folder = try ModelLibrary().folder(model)
    let settings = folder.manifest.settings
    for entry in folder.manifest.networks {
      _ = try entry.architecture.role == .extractor ? folder.extractor() : folder.detector()
      try show(
        entry.snippetGraph(settings.preprocessing), role: entry.architecture.role,
        file: "\(entry.file), sha256 \(entry.sha256)")
    }
    guard !json else { return }
    for case let quantization? in folder.manifest.networks.map(\.quantization) {
      let floats = quantization.floats.isEmpty ? "none" : quantization.floats.joined(separator: ", ")
      Console.result(
        "int8 weights of \(quantization.weightBits) bits, \(quantization.activations.count) activations quantised, "
          + "layers in floats besides the first: \(floats)")
    }
    Console.result(
      "preset \(settings.preprocessing.preset.rawValue), \(settings.preprocessing.crops.rawValue) crops, threshold \(settings.threshold), "
        + "licence \(settings.licence ?? "unknown"), made by \(settings.createdBy)")
    if let cascade = settings.cascade {
      Console.result(
        "cascade of \(cascade.preprocessing): all crops from a centre score of \(cascade.bound) on, found with "
          + "\(cascade.footageSnippets) snippets")
    }
  }

  private func show(_ graph: Graph, role: Architecture.Role, file: String?) throws {
    let layers = graph.layers
    if json {
      let report = NetworkReport(
        role: role.rawValue, network: graph.name, parameters: graph.parameterCount,
        multiplyAccumulates: graph.multiplyAccumulates, layers: layers.map(NetworkReport.Layer.init))
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      Console.result(String(decoding: try encoder.encode(report), as: UTF8.self))
      return
    }
    if !summary {
      let rows =
        [["layer", "operation", "output", "parameters", "multiply-accumulates"]]
        + layers.map {
          [
            $0.name, $0.operation, NetworkReport.shape($0.outputShape), NumberText.grouped($0.parameterCount),
            NumberText.grouped($0.multiplyAccumulates),
          ]
        }
      for line in TextTable.lines(rows, numeric: [3, 4]) { Console.result(line) }
    }
    let inputs = graph.inputs.map(NetworkReport.text).joined(separator: ", ")
    let outputs = graph.outputs.map(NetworkReport.text).joined(separator: ", ")
    let counts =
      "\(NumberText.grouped(graph.parameterCount)) parameters, "
      + "\(NumberText.grouped(graph.multiplyAccumulates)) multiply-accumulates"
    Console.result("\(role.rawValue) \(graph.name): \(counts), \(inputs) -> \(outputs)")
    if let file { Console.result("\(role.rawValue) weights: \(file)") }
    if !summary { Console.result("") }
  }
}

/// A network's description for programs.
private struct NetworkReport: Encodable {
  struct Layer: Encodable {
    var name: String
    var operation: String
    var output: String
    var parameters: Int
    var multiplyAccumulates: Int

    private enum CodingKeys: String, CodingKey {
      case name, operation, output, parameters
      case multiplyAccumulates = "multiply_accumulates"
    }

    init(_ layer: LayerSummary) {
      name = layer.name
      operation = layer.operation
      output = NetworkReport.shape(layer.outputShape)
      parameters = layer.parameterCount
      multiplyAccumulates = layer.multiplyAccumulates
    }
  }

  var role: String
  var network: String
  var parameters: Int
  var multiplyAccumulates: Int
  var layers: [Layer]

  private enum CodingKeys: String, CodingKey {
    case role, network, parameters, layers
    case multiplyAccumulates = "multiply_accumulates"
  }

  static func shape(_ shape: [VigilNetworks.Dimension]) -> String {
    "[" + shape.map { "\($0)" }.joined(separator: ", ") + "]"
  }

  static func text(_ value: Graph.Value) -> String { "\(value.name) \(shape(value.shape))" }
}
