/// The only names outside a pickle that it may refer to. None of them is the Python object of that
/// name: each is a case that the machine knows how to build a value for.
enum PickleGlobal {
  case orderedDictionary
  case counter
  case rebuildTensor
  /// What wraps a tensor or array, the first argument: `_rebuild_parameter` and its kin.
  case rebuildAround
  /// `_rebuild_from_type_v2`, whose first argument rebuilds the tensor.
  case rebuildFromType
  case storage(ElementType)
  case reconstructArray
  /// `_frombuffer`, with which protocol 5 describes an array.
  case arrayFromBuffer
  case arrayClass
  case dataTypeClass
  case scalar
  /// `_codecs.encode`, with which Python 3 writes bytes in protocol 2.
  case encode
  /// `bytes`, with which it writes empty bytes.
  case bytesClass
  case byteArrayClass
  case setClass
  /// A class of tuples: `torch.Size` or `complex`.
  case tupleClass
  /// A constant or a class of PyTorch that says what a tensor is: `torch.float32`, `torch.device`. Its value plays no part.
  case trait

  init?(module: String, name: String) {
    switch (module, name) {
    case ("collections", "OrderedDict"): self = .orderedDictionary
    case ("collections", "Counter"): self = .counter
    case ("torch._utils", "_rebuild_tensor_v2"), ("torch._utils", "_rebuild_tensor"): self = .rebuildTensor
    case ("torch._utils", "_rebuild_parameter"), ("torch._utils", "_rebuild_parameter_with_state"),
      ("torch._utils", "_rebuild_device_tensor_from_numpy"),
      ("torch._utils", "_rebuild_device_tensor_from_cpu_tensor"):
      self = .rebuildAround
    case ("torch._tensor", "_rebuild_from_type_v2"): self = .rebuildFromType
    case ("torch.nn.parameter", "Parameter"), ("torch.serialization", "_get_layout"): self = .trait
    case ("torch", "Size"): self = .tupleClass
    case ("torch", _):
      if let type = ElementType(torchStorage: name) {
        self = .storage(type)
      } else if Self.torchTraits.contains(name) {
        self = .trait
      } else {
        return nil
      }
    case ("numpy.core.multiarray", "_reconstruct"), ("numpy._core.multiarray", "_reconstruct"):
      self = .reconstructArray
    case ("numpy.core.numeric", "_frombuffer"), ("numpy._core.numeric", "_frombuffer"):
      self = .arrayFromBuffer
    case ("numpy.core.multiarray", "scalar"), ("numpy._core.multiarray", "scalar"): self = .scalar
    case ("numpy", "ndarray"): self = .arrayClass
    case ("numpy", "dtype"): self = .dataTypeClass
    case ("_codecs", "encode"): self = .encode
    case ("__builtin__", "bytes"), ("builtins", "bytes"): self = .bytesClass
    case ("__builtin__", "bytearray"), ("builtins", "bytearray"): self = .byteArrayClass
    case ("__builtin__", "set"), ("builtins", "set"): self = .setClass
    case ("__builtin__", "complex"), ("builtins", "complex"): self = .tupleClass
    default: return nil
    }
  }

  /// What describes tensors in PyTorch's own list of safe names (torch/_weights_only_unpickler.py).
  private static let torchTraits: Set<String> = [
    "Tensor", "device", "float16", "bfloat16", "float32", "float64", "bool", "uint8", "int8", "int16",
    "int32",
    "int64", "uint16", "uint32", "uint64", "complex32", "complex64", "complex128", "quint8", "qint8",
    "qint32",
    "float8_e4m3fn", "float8_e5m2", "per_tensor_affine", "per_tensor_symmetric", "per_channel_affine",
    "per_channel_symmetric", "per_channel_affine_float_qparams",
  ]

  /// Tensors that are not plain numbers, by the name that rebuilds them.
  private static let otherTensors = [
    "_rebuild_qtensor": "quantised tensors", "_rebuild_sparse_tensor": "sparse tensors",
    "_rebuild_meta_tensor_no_storage": "tensors without numbers (on the device meta)",
    "_rebuild_nested_tensor": "nested tensors",
    "_rebuild_tensor_v3": "numbers of a rare type, such as 8-bit floats",
    "_rebuild_wrapper_subclass": "tensors of another class",
  ]

  /// Modules that no honest checkpoint refers to.
  private static let hostile: Set<String> = [
    "os", "sys", "subprocess", "builtins", "__builtin__", "runpy", "shutil", "socket", "importlib",
  ]

  /// Why a name is not in the list.
  static func refusal(module: String, name: String, in bytes: Bytes) -> TensorFileError {
    if ["torch", "torch.storage"].contains(module), name.hasSuffix("Storage") {
      return bytes.error(.unsupported, "holds numbers of type torch.\(name.shown); save them as float32")
    }
    if module == "torch._utils", let tensors = otherTensors[name] {
      return bytes.error(.unsupported, "holds \(tensors); save them as plain float32 tensors")
    }
    // `os` is the familiar name of the two platform modules.
    let module = ["posix", "nt"].contains(module) ? "os" : module
    if hostile.contains(module) {
      return bytes.error(
        .refused,
        "refers to \(module.shown).\(name.shown), which a checkpoint of weights never needs; refused, nothing was executed"
      )
    }
    let what =
      (module, name) == ("argparse", "Namespace")
      ? "holds settings (argparse.Namespace) beside the weights"
      : "refers to \(module.shown).\(name.shown), so it holds a whole module or other Python objects, not weights alone"
    return bytes.error(
      .refused,
      "\(what), which only code can restore; refused, nothing was executed. Save the weights alone in the program that made it: "
        + "torch.save(model.state_dict(), \"weights.pth\")")
  }
}
