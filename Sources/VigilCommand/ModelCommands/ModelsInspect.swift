import ArgumentParser
import Foundation
import VigilCore
import VigilModels
import VigilNetworks

/// `vigil models inspect MODEL`.
struct ModelsInspect: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Prints the layers, parameters, multiply-accumulates and shapes of a model's networks.",
    discussion: "Costs are those of one snippet and one crop. Weights are checked against their hashes.")

  @OptionGroup
  var subject: ModelArgument

  @Flag(help: "Only the totals, no layers.")
  var summary = false

  @Flag(help: "One JSON object per network.")
  var json = false

  func run() throws {
    if let builtIn = TestWeights(rawValue: subject.model) {
      for network in try builtIn.networks() { try show(network.graph, role: network.role, file: nil) }
      return
    }
    let folder = try ModelLibrary().folder(subject.model)
    let preprocessing = folder.manifest.settings.preprocessing
    for entry in folder.manifest.networks {
      _ = try entry.architecture.role == .extractor ? folder.extractor() : folder.detector()
      try show(
        entry.snippetGraph(preprocessing), role: entry.architecture.role,
        file: "\(entry.file), sha256 \(entry.sha256)")
    }
    guard !json else { return }
    for line in folder.manifest.lines { Console.result(line) }
  }

  private func show(_ graph: Graph, role: Architecture.Role, file: String?) throws {
    let report = NetworkReport(graph, role: role)
    guard !json else { return Console.result(report.json) }
    if !summary {
      for line in TextTable.lines(report.table, numeric: NetworkReport.numericColumns) {
        Console.result(line)
      }
    }
    Console.result(report.line)
    if let file { Console.result("\(role.rawValue) weights: \(file)") }
    if !summary { Console.result("") }
  }
}
