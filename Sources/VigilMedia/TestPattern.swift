public import Foundation

/// A sample recording for users who have none: eight seconds of a moving test pattern, 320x240, as H.264.
public enum TestPattern {
  /// Creates it in the temporary folder; the caller removes it.
  public static func make() async throws -> URL {
    let file = URL.temporaryDirectory.appending(path: "vigil-\(UUID().uuidString).mp4")
    let writer = VideoWriter(file)
    for try await element in try MediaSource("lavfi:testsrc2=size=320x240:rate=25:duration=8") {
      if case .frame(let frame) = element { try await writer.append(frame) }
    }
    _ = try await writer.finish()
    return file
  }
}
