import Foundation
import Testing
import VigilTorch

/// What OpenBLAS calls the kernels that it took; nil if it is not what multiplies matrices for the plug-in.
private let kernels: String? = {
  guard plugin != nil, let library = dlopen("libopenblas.so.0", RTLD_LAZY | RTLD_NOLOAD),
    let symbol = dlsym(library, "openblas_get_corename")
  else { return nil }
  return unsafeBitCast(symbol, to: (@convention(c) () -> UnsafePointer<CChar>?).self)().map {
    String(cString: $0)
  }
}()

@Suite(.enabled(if: kernels != nil, "there is no plug-in whose LibTorch multiplies by OpenBLAS"))
struct `The kernels of OpenBLAS` {
  @Test func `fit the processor, however young it is`() throws {
    let processor = try String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)
    let hasAVX2 = processor.split(whereSeparator: \.isWhitespace).contains("avx2")
    #expect(!hasAVX2 || kernels != "Prescott")
  }
}
