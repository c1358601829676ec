import Testing
import VigilTestSupport

@Suite struct `Doctor` {
  @Test func `finds this machine fit`() throws {
    let outcome = try VigilCommand.run("doctor")
    #expect(outcome.status == 0, "\(outcome.output) \(outcome.errors)")
    for word in ["machine", "libavcodec", "OpenVINO", "self-test", "cameras"] {
      #expect(outcome.output.contains(word))
    }
    #expect(!outcome.output.contains("✗"))
  }

  @Test func `says what is missing`() throws {
    let folder = try TemporaryFolder()
    let outcome = try VigilCommand.run("doctor", environment: ["VIGIL_OPENVINO": folder.url.path])
    #expect(outcome.status != 0)
    #expect(outcome.output.contains("✗ engine"))
  }
}
