/// The only names outside a pickle that it may refer to. None of them is the Python object of that
/// name: each is a case that the machine knows how to build a value for.
enum PickleGlobal {
  case orderedDictionary
  case rebuildTensor
  case rebuildParameter
  case storage(ElementType)
  case reconstructArray
  case arrayClass
  case dataTypeClass
  case scalar
  /// `_codecs.encode`, with which Python 3 writes bytes in protocol 2.
  case encode
  /// `bytes`, with which it writes empty bytes.
  case bytesClass

  init?(module: String, name: String) {
    switch (module, name) {
    case ("collections", "OrderedDict"): self = .orderedDictionary
    case ("torch._utils", "_rebuild_tensor_v2"): self = .rebuildTensor
    case ("torch._utils", "_rebuild_parameter"): self = .rebuildParameter
    case ("torch", _):
      guard let type = ElementType(torchStorage: name) else { return nil }
      self = .storage(type)
    case ("numpy.core.multiarray", "_reconstruct"), ("numpy._core.multiarray", "_reconstruct"):
      self = .reconstructArray
    case ("numpy.core.multiarray", "scalar"), ("numpy._core.multiarray", "scalar"): self = .scalar
    case ("numpy", "ndarray"): self = .arrayClass
    case ("numpy", "dtype"): self = .dataTypeClass
    case ("_codecs", "encode"): self = .encode
    case ("__builtin__", "bytes"), ("builtins", "bytes"): self = .bytesClass
    default: return nil
    }
  }

  /// Why a name is not in the list.
  static func refusal(module: String, name: String, in bytes: Bytes) -> TensorFileError {
    if module == "torch", name.hasSuffix("Storage") {
      return bytes.error(.unsupported, "holds numbers of type torch.\(name.shown); save them as float32")
    }
    // `os` is the familiar name of the two platform modules.
    let module = ["posix", "nt"].contains(module) ? "os" : module
    return bytes.error(
      .refused,
      "refers to \(module.shown).\(name.shown), which a checkpoint of weights never needs; refused, nothing was executed"
    )
  }
}
