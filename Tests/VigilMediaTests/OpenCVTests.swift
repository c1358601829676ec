import Foundation
import Testing
import VigilCore
import VigilMedia
import VigilTestSupport

/// Frame counts and pixels that OpenCV 5.0 (FFmpeg 8) gave for real videos.
struct OpenCVFrames: Decodable, Sendable, CustomTestStringConvertible {
  var file: String
  var width, height, frames: Int
  var checksumOfEveryTenth: UInt32
  var testDescription: String { file }

  static let all: [OpenCVFrames] = {
    guard let url = Bundle.module.url(forResource: "Fixtures/opencv_frames", withExtension: "json"),
      let data = try? Data(contentsOf: url)
    else { return [] }
    return (try? JSONDecoder().decode([OpenCVFrames].self, from: data)) ?? []
  }()
}

@Suite struct `Frames of real videos` {
  @Test(.enabled(if: SharedData.isPresent, "the real videos are not here"), arguments: OpenCVFrames.all)
  func `are those of OpenCV, bit for bit`(expected: OpenCVFrames) async throws {
    let folder = SharedData.url("data/videos")
    var checksum = Checksum()
    var count = 0
    for try await element in try MediaSource(folder.appending(path: expected.file).path) {
      guard case .frame(let frame) = element else { continue }
      #expect(frame.index == count && frame.width == expected.width && frame.height == expected.height)
      if count % 10 == 0 { checksum.add(frame.pixels) }
      count += 1
    }
    #expect(count == expected.frames)
    #expect(checksum.value == expected.checksumOfEveryTenth)
  }

  @Test func `are listed`() { #expect(OpenCVFrames.all.count == 9) }
}
