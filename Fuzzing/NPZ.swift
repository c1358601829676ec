import VigilTensorFiles

/// A zip archive of NumPy arrays.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = Bytes(Array(UnsafeBufferPointer(start: start, count: count)), name: "input")
  if let archive = try? NPZ(bytes) {
    for name in archive.names { _ = try? archive.tensor(name) }
  }
  return 0
}
