import VigilTensorFiles

/// A safetensors file.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  _ = try? Safetensors.read(Bytes(Array(UnsafeBufferPointer(start: start, count: count)), name: "input"))
  return 0
}
