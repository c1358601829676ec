import Foundation
import VigilCore
public import VigilInference
public import VigilNetworks

/// What an engine made of a network, for people and for programs.
public struct CompiledReport: Hashable, Sendable, Encodable {
  /// One layer of the engine.
  public struct Layer: Hashable, Sendable, Encodable {
    var kind: String
    /// Number formats; nil where the engine does not say.
    var input, output: String?
    /// The layers of the network that were fused into it.
    var parts: [String]

    init(_ layer: CompiledLayer) {
      kind = layer.kind
      (input, output) = (layer.input?.rawValue, layer.output?.rawValue)
      parts = layer.parts
    }
  }

  /// What the network does: `extractor` or `detector`.
  public var role: String
  /// The engine with its version and device.
  public var engine: String
  /// The layers, in the order of execution.
  public var layers: [Layer]
  /// The size of the weights, and memory for intermediate values, in bytes.
  public var weightBytes, workingBytes: Int
  /// Whether all operations are started at once, rather than one after another.
  public var isReplayed: Bool

  private enum CodingKeys: String, CodingKey {
    case role, engine, layers
    case weightBytes = "weight_bytes"
    case workingBytes = "working_bytes"
    case isReplayed = "replayed"
  }

  /// Describes a network.
  public init(_ network: CompiledNetwork, role: Architecture.Role, engine: String) {
    self.role = role.rawValue
    self.engine = engine
    layers = network.layers.map(Layer.init)
    (weightBytes, workingBytes) = (network.weightBytes, network.workingBytes)
    isReplayed = network.isReplayed
  }

  /// The totals: how many layers of the network became how many of the engine's, in which number formats.
  public var line: String {
    let formats = NumberFormat.allCases.compactMap { format -> String? in
      let count = layers.count { $0.output == format.rawValue }
      return count == 0 ? nil : "\(count) in \(format.rawValue)"
    }
    let parts = layers.reduce(0) { $0 + $1.parts.count }
    return (["\(role) on \(engine): \(parts) operations in \(layers.count) layers"] + formats).joined(
      separator: ", ")
      + "; weights \(Self.megabytes(weightBytes)), working memory \(Self.megabytes(workingBytes)), "
      + (isReplayed ? "started at once" : "started one by one")
  }

  /// The names of columns, then a row for each layer.
  public var table: [[String]] {
    [["layer", "input", "output", "made of"]]
      + layers.map { [$0.kind, $0.input ?? "-", $0.output ?? "-", $0.parts.joined(separator: " + ")] }
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

  private static func megabytes(_ bytes: Int) -> String { "\((bytes + 500_000) / 1_000_000) MB" }
}
