import Foundation
import Testing
import VigilNetworks
import VigilTestSupport

/// Not a check by itself: with `VIGIL_ONNX_FOLDER` set, writes the files that `scripts/check_onnx.py` compares
/// with the golden values, using other people's checker and engines.
@Suite(.enabled(if: ONNXFilesForPython.folder != nil))
struct `The ONNX files for the Python check` {
  @Test func `are written`() throws {
    let folder = try #require(ONNXFilesForPython.folder)
    let extractor = try I3DNonLocal().graph()
    let narrow = try I3DNonLocal(width: 0.25).graph(frameHeight: 64, frameWidth: 64)
    let detector = try RTFM().graph()
    for (name, graph) in [("i3d_full", extractor), ("i3d_narrow", narrow), ("rtfm", detector)] {
      let network = Network.deterministic(graph)
      for isSimplified in [true, false] {
        let export = ONNXExport(network, ONNXOptions(isSimplified: isSimplified))
        let place = folder.appending(path: name + (isSimplified ? ".onnx" : "_plain.onnx"))
        try export.write(to: place)
        #expect(try place.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0 > 4 * graph.parameterCount)
      }
    }
  }
}

private enum ONNXFilesForPython {
  static let folder = ProcessInfo.processInfo.environment["VIGIL_ONNX_FOLDER"].map { URL(filePath: $0) }
}
