import VigilTensorFiles

/// Any checkpoint, in the container that its first bytes announce.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  _ = try? Checkpoint.read(Bytes(Array(UnsafeBufferPointer(start: start, count: count)), name: "input"))
  return 0
}
