import Foundation
import Testing
import VigilCore
import VigilMedia

@Suite struct `Pictures that pass through JPEG files` {
  /// Fourteen lossless pictures of 94x62: `testsrc2` with noise, of which the encoder makes coarser and coarser ones.
  let video: MediaSource

  init() throws {
    video = try MediaSource(
      #require(Bundle.module.url(forResource: "Fixtures/jpeg_frames", withExtension: "mkv")).path)
  }

  /// The pixels of all frames of a source.
  func frames(_ source: MediaSource) async throws -> [[UInt8]] {
    var frames: [[UInt8]] = []
    for try await element in source {
      if case .frame(let frame) = element { frames.append(frame.pixels) }
    }
    return frames
  }

  /// By how many levels two pictures differ, on average and at most.
  func difference(_ one: [UInt8], _ other: [UInt8]) -> (mean: Double, largest: Int) {
    let levels = zip(one, other).map { abs(Int($0) - Int($1)) }
    return (Double(levels.reduce(0, +)) / Double(levels.count), levels.max() ?? 0)
  }

  /// Against what Pillow 13 reads from the files that FFmpeg 5.1's program writes (`ffmpeg -i jpeg_frames.mkv %d.jpg`).
  @Test func `are what Pillow reads from the files of FFmpeg's program`() async throws {
    let file = try #require(Bundle.module.url(forResource: "Fixtures/jpeg_frames", withExtension: "rgb"))
    let wanted = [UInt8](try Data(contentsOf: file))
    let plain = try await frames(video)
    let passed = try await frames(video.passingJPEGs())
    #expect(plain.count == 14 && passed.count == 14)
    for (place, index) in [0, 4, 13].enumerated() {
      let size = 94 * 62 * 3
      let golden = Array(wanted[place * size..<(place + 1) * size])
      let (mean, largest) = difference(passed[index], golden)
      #expect(mean < 0.1 && largest <= 4, "picture \(index): \(mean) on average, \(largest) at most")
      #expect(difference(plain[index], golden).mean > 3)
    }
  }

  @Test func `are the same in every reading`() async throws {
    let source = video.passingJPEGs()
    let first = try await frames(source)
    #expect(first.count == 14 && source.status.facts != nil)
    // Each reading begins anew with the finest quantisation.
    #expect(try await frames(source) == first)
  }
}
