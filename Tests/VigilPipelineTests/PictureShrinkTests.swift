import Foundation
import Testing
import VigilCore
import VigilMedia
import VigilPreprocessing
import VigilTestSupport

/// The preset `compact` on pictures as FFmpeg decodes them.
@Suite struct `Shrinking decoded pictures` {
  static let compact = Preprocessing(.compact, crops: .one)
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func frames(_ source: String) async throws -> [Frame] {
    var frames: [Frame] = []
    for try await case .frame(let frame) in try MediaSource(source) { frames.append(frame) }
    return frames
  }

  /// The largest and the mean difference, in levels of 255, that it makes to convert a frame before it is shrunk.
  private func difference(_ frame: Frame) throws -> (largest: Int, mean: Double) {
    let converted = Frame(
      index: frame.index, time: frame.time, width: frame.width, height: frame.height, pixels: frame.pixels)
    let (a, b) = (try Self.compact.prepare(frame), try Self.compact.prepare(converted))
    let differences = zip(try #require(a.pixels), try #require(b.pixels)).map { abs(Int($0) - Int($1)) }
    return (differences.max() ?? 0, Double(differences.reduce(0, +)) / Double(differences.count))
  }

  /// Moving colours of everyday strength: a test picture's own are outside of RGB in part.
  private func picture(_ size: String, _ format: String) -> String {
    "lavfi:testsrc2=size=\(size):rate=5:duration=0.4,format=rgb24,hue=s=0.5,format=\(format)"
  }

  @Test(arguments: ["yuv420p", "yuvj420p", "yuv422p", "yuvj422p"], ["1280x720", "640x480", "322x240"])
  func `changes pixels by a level on average, and by ten at most`(format: String, size: String) async throws {
    for frame in try await frames(picture(size, format)) {
      #expect(frame.picture?.planes != nil)
      let found = try difference(frame)
      #expect(found.largest <= 10 && found.mean < 1.5, "\(found)")
    }
  }

  @Test(arguments: ["1280x720", "640x480", "322x240"])
  func `gives the same light from planes and from pixels, within the range of codes`(size: String)
    async throws
  {
    for frame in try await frames("lavfi:testsrc2=size=\(size):rate=5:duration=0.4,hue=s=0,format=yuvj420p") {
      let converted = Frame(
        index: frame.index, time: frame.time, width: frame.width, height: frame.height, pixels: frame.pixels)
      #expect(frame.picture?.planes != nil)
      let differences = zip(LightGrid(frame).samples, LightGrid(converted).samples).map {
        abs(Int($0) - Int($1))
      }
      #expect(differences.max() ?? 0 <= 32, "\(differences.max() ?? 0) sixteenths")
    }
  }

  @Test(arguments: ["yuv444p", "nv12", "yuv420p10le", "yuv410p", "gray", "rgb24", "bgr0", "yuyv422"])
  func `is only for formats whose conversion it equals; others give the same pixels as ever`(format: String)
    async throws
  {
    for frame in try await frames(picture("320x240", format)) {
      #expect(frame.picture?.planes == nil)
      #expect(try difference(frame).largest == 0)
    }
  }

  @Test func `is not for an odd height, which takes another way through the conversion`() async throws {
    let path = folder.path("odd.mkv")
    try CommandLineTool.ffmpeg(
      "-f", "lavfi", "-i", "testsrc=size=321x241:rate=5:duration=0.4", "-c:v", "ffv1", "-pix_fmt", "yuv420p",
      path)
    for frame in try await frames(path) {
      #expect(frame.height == 241 && frame.picture?.planes == nil)
      #expect(try difference(frame).largest == 0)
    }
  }

  @Test func `is not for pictures that have to be turned`() async throws {
    let (flat, turned) = (folder.path("flat.mp4"), folder.path("turned.mp4"))
    try CommandLineTool.ffmpeg("-f", "lavfi", "-i", "testsrc2=size=320x240:rate=5:duration=0.4", flat)
    try CommandLineTool.ffmpeg("-i", flat, "-c", "copy", "-metadata:s:v:0", "rotate=90", turned)
    let upright = try await frames(flat)
    #expect(upright.allSatisfy { $0.picture?.planes != nil })
    let found = try await frames(turned)
    #expect(found.count == upright.count && found.count == 2)
    for frame in found {
      #expect(frame.width == 240 && frame.height == 320 && frame.picture?.planes == nil)
      #expect(try difference(frame).largest == 0)
    }
  }

  @Test(.enabled(if: SharedData.isPresent, "the real videos are not here"))
  func `changes real footage by less than a level on average`() async throws {
    let source = SharedData.url("data/videos/RoadAccidents002_x264.mp4").path
    for frame in try await frames(source) where frame.index % 10 == 0 {
      let found = try difference(frame)
      #expect(found.largest <= 12 && found.mean < 1, "\(frame.index): \(found)")
    }
  }

  /// Otherwise the cost of the conversion would be back, unnoticed.
  @Test func `makes no RGB of pictures that nobody looks at`() async throws {
    for frame in try await frames(picture("320x240", "yuv420p")) {
      _ = try Self.compact.prepare(frame)
      #expect(frame.picture?.hasPixels == false)
      _ = frame.pixels
      #expect(frame.picture?.hasPixels == true)
    }
  }
}
