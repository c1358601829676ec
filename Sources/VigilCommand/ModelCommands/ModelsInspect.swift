import ArgumentParser
import Foundation
import VigilCore
import VigilInference
import VigilModels
import VigilNetworks

/// `vigil models inspect MODEL`.
struct ModelsInspect: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Prints the layers, parameters, multiply-accumulates and shapes of a model's networks.",
    discussion:
      "Costs are those of one snippet and one crop. Weights are checked against their hashes. With --engine: what the engine made of "
      + "the networks.")

  @OptionGroup
  var subject: ModelArgument

  @Flag(help: "Only the totals, no layers.")
  var summary = false

  @Flag(help: "One JSON object per network.")
  var json = false

  @Option(
    help:
      "Show what this engine made of the networks: fused layers, number formats, memory. Some engines do not tell."
  )
  var engine: EngineRegistration?

  @Option(help: "Device of the engine; its usual one if not given.")
  var device: ComputeDevice?

  func run() async throws {
    if let engine { return try await showCompiled(engine) }
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

  private func showCompiled(_ engine: EngineRegistration) async throws {
    let configuration = EngineConfiguration(engine: engine, device: device)
    try configuration.validate()
    let reports = try await ModelPreparation(
      ModelSelection(named: [subject.model]), configuration: configuration
    ).compiled()
    guard !reports.isEmpty else {
      throw CommandError(
        "--engine \(engine.name) does not tell what it made of a network; leave it out, or name another"
      )
    }
    for report in reports {
      guard !json else {
        Console.result(report.json)
        continue
      }
      if !summary { for line in TextTable.lines(report.table) { Console.result(line) } }
      Console.result(report.line)
      if !summary { Console.result("") }
    }
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
