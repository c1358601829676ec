public import Foundation
import SwiftProtobuf
public import VigilCore

/// A network in the Open Neural Network Exchange format, operator set 17, ready to be written.
///
/// Weights go straight from their arrays to the file, one after another: no second copy is made.
public struct ONNXExport: Sendable {
  private let model: Onnx_ModelProto
  private let constants: [ONNXConstant]
  private let metadata: [UInt8]

  /// Translates a network.
  public init(_ network: Network, _ options: ONNXOptions = ONNXOptions()) {
    let network = options.isSimplified ? network.simplified() : network
    var graph = network.graph.fixing(options.sizes)
    if options.target == .tensorRT { graph = graph.symmetric }
    var translation = ONNXTranslation(graph, options)
    for node in graph.nodes { translation.append(node, network.weights) }
    constants = translation.constants
    metadata = Self.metadata(options, precision: translation.precision)
    model = .with {
      $0.irVersion = 8
      $0.producerName = "vigil"
      $0.opsetImport = [.with { $0.version = 17 }]
      $0.graph = .with {
        $0.name = graph.name
        $0.node = translation.nodes
        $0.input = graph.inputs.map(ONNXTranslation.valueInfo)
        $0.output = graph.outputs.map(ONNXTranslation.valueInfo)
      }
    }
  }

  /// Writes the file atomically.
  public func write(to destination: URL) throws(CoreError) {
    var file = try AtomicFile(destination)
    try forEachPiece { (bytes) throws(CoreError) in try file.write(bytes) }
    try file.finish()
  }

  /// The bytes of the file, for engines that take a network from memory.
  public func serialized() -> Data {
    var data = Data()
    forEachPiece { data.append(contentsOf: $0) }
    return data
  }

  /// Yields the file piece by piece: everything but the constants, then the constants, which are the last
  /// field of the graph, which is the last field of the model.
  private func forEachPiece<Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    var shell = model
    shell.clearGraph()
    let graph = Self.bytes(of: model.graph)
    let starts = constants.map { constant in
      let header = Self.bytes(of: constant.header) + Self.field(9, length: constant.byteCount)
      return Self.field(5, length: header.count + constant.byteCount) + header
    }
    let total = zip(constants, starts).reduce(graph.count) { $0 + $1.1.count + $1.0.byteCount }

    func give(_ bytes: [UInt8]) throws(Failure) {
      try bytes.withUnsafeBufferPointer { (buffer) throws(Failure) in try body(UnsafeRawBufferPointer(buffer))
      }
    }
    try give(Self.bytes(of: shell) + metadata + Self.field(7, length: total) + graph)
    for (constant, start) in zip(constants, starts) {
      try give(start)
      try constant.withBytes(body)
    }
  }

  /// The start of a protocol-buffer field that holds `length` bytes: number and kind, then the length.
  static func field(_ number: Int, length: Int) -> [UInt8] {
    var bytes = [UInt8(number << 3 | 2)]
    var rest = UInt64(length)
    while rest > 0x7F {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  private static func bytes(of message: some SwiftProtobuf.Message) -> [UInt8] {
    do {
      return try message.serializedBytes()
    } catch {
      preconditionFailure("only a required field could be missing, and ONNX has none: \(error)")
    }
  }
}
