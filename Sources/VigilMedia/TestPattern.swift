public import Foundation

/// A recording for those who have none at hand: eight seconds of a moving test picture, 320x240, as H.264.
public enum TestPattern {
  /// Makes it in the folder for temporary files; whoever asked for it removes it.
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
