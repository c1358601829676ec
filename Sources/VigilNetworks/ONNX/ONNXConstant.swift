import SwiftProtobuf

/// A constant of an ONNX graph, whose elements stay in their original array.
struct ONNXConstant: Sendable {
  enum Elements: Sendable {
    case floats([Float])
    /// Written in 16 bits.
    case halfFloats([Float])
    case integers([Int64])
    case signedBytes([Int8])
    case bytes([UInt8])
  }

  var name: String
  var shape: [Int]
  var elements: Elements

  /// Everything but the elements.
  var header: Onnx_TensorProto {
    .with {
      $0.name = name
      $0.dims = shape.map(Int64.init)
      $0.dataType =
        switch elements {
        case .floats: Int32(Onnx_TensorProto.DataType.float.rawValue)
        case .halfFloats: Int32(Onnx_TensorProto.DataType.float16.rawValue)
        case .integers: Int32(Onnx_TensorProto.DataType.int64.rawValue)
        case .signedBytes: Int32(Onnx_TensorProto.DataType.int8.rawValue)
        case .bytes: Int32(Onnx_TensorProto.DataType.uint8.rawValue)
        }
    }
  }

  var byteCount: Int {
    switch elements {
    case .floats(let values): 4 * values.count
    case .halfFloats(let values): 2 * values.count
    case .integers(let values): 8 * values.count
    case .signedBytes(let values): values.count
    case .bytes(let values): values.count
    }
  }

  /// The elements in memory order, which is little-endian on every machine that Vigil runs on.
  func withBytes<Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    switch elements {
    case .floats(let values): try Self.give(values, to: body)
    case .halfFloats(let values): try Self.give(values.map { Float16($0) }, to: body)
    case .integers(let values): try Self.give(values, to: body)
    case .signedBytes(let values): try Self.give(values, to: body)
    case .bytes(let values): try Self.give(values, to: body)
    }
  }

  private static func give<Element: BitwiseCopyable, Failure: Error>(
    _ values: [Element], to body: (UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    try values.withUnsafeBufferPointer { (buffer) throws(Failure) in try body(UnsafeRawBufferPointer(buffer))
    }
  }
}
