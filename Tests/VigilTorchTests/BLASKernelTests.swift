import Foundation
import Testing
import VigilTorch

@Suite(.enabled(if: plugin != nil, "the LibTorch plug-in is not built: scripts/build-torch"))
struct `The kernels of OpenBLAS` {
  @Test func `fit the processor, however young it is`() throws {
    _ = try TorchPlugin()
    // What the plug-in opened, if it is OpenBLAS that multiplies matrices for it.
    guard let library = dlopen("libopenblas.so.0", RTLD_LAZY | RTLD_NOLOAD),
      let symbol = dlsym(library, "openblas_get_corename")
    else { return }
    let core = try #require(unsafeBitCast(symbol, to: (@convention(c) () -> UnsafePointer<CChar>?).self)())
    let processor = try String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
    let hasAVX2 = processor.split(whereSeparator: \.isWhitespace).contains("avx2")
    #expect(!hasAVX2 || String(cString: core) != "Prescott")
  }
}
