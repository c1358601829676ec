import Foundation
import VigilCore

/// What a network is made of and what it costs, for people and for programs.
public struct NetworkReport: Hashable, Sendable, Encodable {
  /// One layer.
  public struct Layer: Hashable, Sendable, Encodable {
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

  /// What it does: `extractor` or `detector`.
  public var role: String
  /// The architecture, such as `i3d-resnet50-nonlocal`.
  public var network: String
  /// How many numbers training can change, and the cost of a run of one snippet and crop.
  public var parameters, multiplyAccumulates: Int
  /// The layers in the order in which they are computed.
  public var layers: [Layer]
  private let inputs, outputs: String

  private enum CodingKeys: String, CodingKey {
    case role, network, parameters, layers
    case multiplyAccumulates = "multiply_accumulates"
  }

  /// Describes a network.
  public init(_ graph: Graph, role: Architecture.Role) {
    self.role = role.rawValue
    network = graph.name
    parameters = graph.parameterCount
    multiplyAccumulates = graph.multiplyAccumulates
    layers = graph.layers.map(Layer.init)
    func text(_ values: [Graph.Value]) -> String {
      values.map { "\($0.name) \(Self.shape($0.shape))" }.joined(separator: ", ")
    }
    (inputs, outputs) = (text(graph.inputs), text(graph.outputs))
  }

  /// The totals, with inputs and outputs.
  public var line: String {
    "\(role) \(network): \(NumberText.grouped(parameters)) parameters, "
      + "\(NumberText.grouped(multiplyAccumulates)) multiply-accumulates, \(inputs) -> \(outputs)"
  }

  /// The columns of `table` that hold numbers.
  public static let numericColumns: Set = [3, 4]

  /// The names of columns, then a row for each layer.
  public var table: [[String]] {
    [["layer", "operation", "output", "parameters", "multiply-accumulates"]]
      + layers.map {
        [
          $0.name, $0.operation, $0.output, NumberText.grouped($0.parameters),
          NumberText.grouped($0.multiplyAccumulates),
        ]
      }
  }

  /// Everything as one JSON object.
  public var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard let bytes = try? encoder.encode(self) else {
      preconditionFailure("texts and whole numbers can be written as JSON")
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  static func shape(_ shape: [Dimension]) -> String {
    "[" + shape.map { "\($0)" }.joined(separator: ", ") + "]"
  }
}
