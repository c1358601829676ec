import VigilTensorFiles

/// The pickle of a PyTorch archive, with numbers beside it under the keys that PyTorch uses.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let pickle = Bytes(Array(UnsafeBufferPointer(start: start, count: count)), name: "input")
  _ = try? Checkpoint.torch(pickle: pickle, storages: storages)
  return 0
}

private let storages = Dictionary(
  uniqueKeysWithValues: (0..<8).map { key in
    ("\(key)", Bytes([UInt8](repeating: UInt8(key), count: 64 << key), name: "storage"))
  })
