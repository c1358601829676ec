import Foundation
import Testing
import VigilInference
import VigilModels
import VigilTestSupport

@Suite struct `A check of the machine` {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      at: folder.appending("broken.vigil"), withIntermediateDirectories: true)
  }

  /// The check of an engine, with a model that cannot be read; and what was reported on the way.
  func check(_ engine: EngineRegistration) async -> (check: MachineCheck, reported: [MachineCheck.Finding]) {
    var reported: [MachineCheck.Finding] = []
    let check = await MachineCheck(
      EngineConfiguration(engine: engine, device: .cuda, threads: 2, cache: nil),
      library: ModelLibrary(environment: ["VIGIL_MODELS": folder.url.path])
    ) { reported.append($0) }
    return (check, reported)
  }

  @Test func `marks an engine that computes wrongly and a model that cannot be read`() async throws {
    let (check, reported) = await check(FancyEngine.registration())
    #expect(check.findings == reported)
    #expect(check.problems == reported.count { !$0.isFine })
    let engine = try #require(check.findings.first { $0.title == "engine" })
    #expect(engine.line == "✓ engine      Fancy 1.0 on cuda, /lib/libfancy.so")
    let test = try #require(check.findings.first { $0.title == "self-test" })
    #expect(test.line.hasPrefix("✗ self-test   extractor: largest error 1.0, 2 threads in "))
    #expect(check.findings.contains { !$0.isFine && $0.title == "model" && $0.text.contains("broken.vigil") })
    for title in ["vigil", "machine", "processor", "libavcodec", "window", "cameras"] {
      #expect(check.findings.contains { $0.title == title && $0.isFine }, "\(title)")
    }
  }

  @Test func `says why an engine cannot be opened, and tests nothing then`() async throws {
    let missing = EngineRegistration("fancy", title: "Fancy") { _ throws(InferenceError) -> FancyEngine in
      throw InferenceError(.engineMissing, "install libfancy")
    }
    let (check, _) = await check(missing)
    #expect(check.findings.last?.line == "✗ engine      install libfancy")
    #expect(!check.findings.contains { $0.title == "self-test" })
  }
}
