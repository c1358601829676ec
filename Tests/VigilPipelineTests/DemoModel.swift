import Foundation
import VigilCore
import VigilInference
import VigilNetworks
import VigilOpenVINO
import VigilPipeline
import VigilPreprocessing

/// The demo model of the repository, for tests that need scores of real footage.
struct DemoModel: Sendable {
  let extractor: FeatureExtractor
  let detectors: Detectors

  init() async throws {
    let place = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "models/demo.vigil")
    let detector = try ModelFolder(reading: place).detector()
    extractor = try await flowExtractor(crops: .one)
    let newest = try Network(RTFM(of: detector.weights).graph(.newest), detector.weights)
    let portable = PortableNetwork(identity: "pipeline-test-detector") { file in
      try ONNXExport(newest).write(to: file)
    }
    let session = try await OpenVINOEngine().load(portable, options: LoadOptions(cache: nil))
    detectors = Detectors(online: SessionDetector(session: session), offline: nil)
  }
}
