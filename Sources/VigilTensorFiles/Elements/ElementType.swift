/// How one number is stored in a file.
enum ElementType: Hashable, Sendable, CaseIterable {
  case float16, bfloat16, float32, float64
  case boolean, int8, int16, int32, int64, uint8, uint16, uint32, uint64

  /// The size of one number in bytes.
  var size: Int {
    switch self {
    case .boolean, .int8, .uint8: 1
    case .float16, .bfloat16, .int16, .uint16: 2
    case .float32, .int32, .uint32: 4
    case .float64, .int64, .uint64: 8
    }
  }

  /// The type that NumPy calls `code`, such as `f4`.
  init?(numPyCode code: String) {
    switch code {
    case "f2": self = .float16
    case "f4": self = .float32
    case "f8": self = .float64
    case "b1", "?": self = .boolean
    case "i1": self = .int8
    case "i2": self = .int16
    case "i4": self = .int32
    case "i8": self = .int64
    case "u1": self = .uint8
    case "u2": self = .uint16
    case "u4": self = .uint32
    case "u8": self = .uint64
    default: return nil
    }
  }

  /// The type of a PyTorch storage class, such as `FloatStorage`.
  init?(torchStorage name: String) {
    switch name {
    case "HalfStorage": self = .float16
    case "BFloat16Storage": self = .bfloat16
    case "FloatStorage": self = .float32
    case "DoubleStorage": self = .float64
    case "BoolStorage": self = .boolean
    case "CharStorage": self = .int8
    case "ShortStorage": self = .int16
    case "IntStorage": self = .int32
    case "LongStorage": self = .int64
    case "ByteStorage": self = .uint8
    default: return nil
    }
  }

  /// The type that safetensors calls `name`, such as `BF16`.
  init?(safetensors name: String) {
    switch name {
    case "F16": self = .float16
    case "BF16": self = .bfloat16
    case "F32": self = .float32
    case "F64": self = .float64
    case "BOOL": self = .boolean
    case "I8": self = .int8
    case "I16": self = .int16
    case "I32": self = .int32
    case "I64": self = .int64
    case "U8": self = .uint8
    case "U16": self = .uint16
    case "U32": self = .uint32
    case "U64": self = .uint64
    default: return nil
    }
  }
}
