import SwiftProtobuf
import VigilCore

extension ONNXTranslation {
  /// The attributes of a convolution or pooling.
  static func attributes(of window: Window, isConvolution: Bool) -> [Onnx_AttributeProto] {
    [
      .integers("kernel_shape", window.kernel), .integers("strides", window.stride),
      .integers("pads", window.padding + window.padding),
    ] + (isConvolution ? [.integers("dilations", window.dilation)] : [])
  }

  /// The declaration of an input or output.
  static func valueInfo(_ value: Graph.Value) -> Onnx_ValueInfoProto {
    .with {
      $0.name = value.name
      $0.type.tensorType.elemType = Int32(Onnx_TensorProto.DataType.float.rawValue)
      $0.type.tensorType.shape.dim = value.shape.map { dimension in
        .with {
          switch dimension {
          case .fixed(let size): $0.dimValue = Int64(size)
          case .symbol(let name): $0.dimParam = name
          case .atMost(let most, let name): $0.dimParam = "\(name)_up_to_\(most)"
          }
        }
      }
    }
  }
}

extension Onnx_AttributeProto {
  static func integer(_ name: String, _ value: Int) -> Self {
    .with {
      $0.name = name
      $0.type = .int
      $0.i = Int64(value)
    }
  }

  static func integers(_ name: String, _ values: [Int]) -> Self {
    .with {
      $0.name = name
      $0.type = .ints
      $0.ints = values.map(Int64.init)
    }
  }

  static func float(_ name: String, _ value: Float) -> Self {
    .with {
      $0.name = name
      $0.type = .float
      $0.f = value
    }
  }
}
