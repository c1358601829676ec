public import ArgumentParser
import Foundation
import VigilModels
public import VigilNetworks

/// `vigil models export MODEL --output FILE.onnx`.
struct ModelsExport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Writes a network of a model as ONNX, operator set 17.")

  @OptionGroup
  var subject: ModelArgument

  @Option(help: "Which network: extractor or detector.")
  var role: Architecture.Role = .extractor

  @Option(help: "The file to write.")
  var output: String

  @Option(
    name: .customLong("for"),
    help: "The program that will read it, which decides how 8-bit integers are written.")
  var target: ONNXTarget = .openVINO

  @Option(help: "Floats of an extractor; fp32, but for tensorrt the model's own, if not given.")
  var precision: Floats?

  @Option(help: "Batch size of the extractor.")
  var batch = 1

  @Flag(help: "Keep every layer as published: no batch-norm folding, no reassociation.")
  var plain = false

  @Flag(
    help: "Write convolutions over volumes as ones over planes, for processors that are fast with no others.")
  var planes = false

  /// The number formats that a network in floats can be written in.
  enum Floats: String, CaseIterable, ExpressibleByArgument {
    case fp32, fp16
  }

  func validate() throws {
    try require((1...1024).contains(batch), "--batch takes a number from 1 to 1024")
  }

  func run() throws {
    var selection = ModelSelection.empty
    if let builtIn = TestWeights(rawValue: subject.model) {
      selection.networks = try builtIn.networks()
    } else {
      try selection.add(ModelLibrary().folder(subject.model))
    }
    let selected = try selection.network(role)
    let network = try Network(selected.graph, selected.weights(selected.graph))
    let destination = URL(filePath: output)
    let options = try selected.exportOptions(
      selection.preprocessing, threshold: selection.threshold, isSimplified: !plain, batch: batch,
      target: target, usesHalfFloats: precision.map { $0 == .fp16 }, usesPlanes: planes)
    try ONNXExport(network, options).write(to: destination)
    Console.result("wrote \(destination.path)")
  }
}

extension Architecture.Role: ExpressibleByArgument {}
extension ONNXTarget: ExpressibleByArgument {}
