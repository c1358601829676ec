import Foundation
import Testing
import VigilCore
import VigilMedia
import VigilTestSupport

@Suite struct `A folder of frames` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Frames of 64x48 whose names are counted from 0, and their pixels.
  @discardableResult
  private func frames(_ pattern: String, count: Int = 12, _ arguments: String...) throws -> [UInt8] {
    let place = folder.path("frames/\(pattern)")
    try FileManager.default.createDirectory(at: folder.appending("frames"), withIntermediateDirectories: true)
    try CommandLineTool.run(
      "ffmpeg",
      [
        "-v", "error", "-y", "-f", "lavfi", "-i", "testsrc=size=64x48:rate=25", "-frames:v", "\(count)",
        "-start_number", "0",
      ] + arguments + [place])
    let raw = folder.path("raw")
    try CommandLineTool.ffmpeg(
      "-start_number", "0", "-i", place, "-f", "rawvideo", "-pix_fmt", "rgb24", raw)
    return [UInt8](try Data(contentsOf: URL(filePath: raw)))
  }

  private func source(_ path: String = "frames", rate: Double? = nil) throws -> MediaSource {
    var options = MediaSourceOptions()
    if let rate { options.pictureRate = rate }
    return try MediaSource(folder.path(path), options: options)
  }

  @Test(arguments: ["%03d.png", "%d.tif", "f_%05d.bmp", "%d.tiff"])
  func `gives every frame with its number and time`(pattern: String) async throws {
    let pixels = try frames(pattern, "-pix_fmt", "rgb24")
    let source = try source()
    let facts = try await source.facts()
    #expect(facts.frameCountEstimate == 12 && facts.frameRate == 25 && facts.duration == 12.0 / 25)
    #expect([facts.width, facts.height] == [64, 48] && facts.container == "image2" && !facts.isLive)
    #expect(!source.isLive && source.isRepeatable)
    let found = try await source.frames()
    #expect(found.map(\.index) == Array(0..<12))
    for frame in found { #expect(abs(frame.time - Double(frame.index) / 25) < 1e-9) }
    #expect(found.flatMap(\.pixels) == pixels)
    #expect(source.status.faults.isEmpty)
  }

  @Test func `of JPEGs has the pixels of a video of them`() async throws {
    try frames("%06d.jpg", count: 40, "-q:v", "3")
    let video = folder.path("same.mkv")
    try CommandLineTool.ffmpeg(
      "-start_number", "0", "-i", folder.path("frames/%06d.jpg"), "-c", "copy", video)
    let (pictures, same) = (try await source().frames(), try await MediaSource(video).frames())
    #expect(pictures.count == 40 && pictures.map(\.pixels) == same.map(\.pixels))
    #expect(try await source("frames/%06d.jpg").frames().map(\.pixels) == same.map(\.pixels))
  }

  @Test(arguments: [10.0, 24, 30000.0 / 1001, 0.5])
  func `has the rate that is asked for`(rate: Double) async throws {
    try frames("%03d.jpg")
    let source = try source(rate: rate)
    let facts = try await source.facts()
    #expect(facts.frameRate.map { abs($0 - rate) < 1e-3 } == true)
    #expect(facts.duration.map { abs($0 - 12 / rate) < 1e-3 } == true)
    for frame in try await source.frames() { #expect(abs(frame.time - Double(frame.index) / rate) < 1e-3) }
  }

  @Test func `goes on where a number is missing, and says so`() async throws {
    try frames("%03d.png", "-pix_fmt", "rgb24")
    for number in [3, 4, 9] {
      try FileManager.default.removeItem(at: folder.appending("frames/00\(number).png"))
    }
    let source = try source()
    let found = try await source.frames()
    #expect(found.map(\.index) == Array(0..<9) && found.last.map { abs($0.time - 8.0 / 25) < 1e-9 } == true)
    #expect(source.status.missingPictures == 3 && !source.status.isTruncated)
    #expect(
      source.status.faults.sentences(about: "a").first?.hasPrefix(
        "3 numbers between the first and the last picture of a have no picture") == true)
  }

  @Test func `passes over pictures that are empty or damaged, and counts them`() async throws {
    try frames("%03d.png", "-pix_fmt", "rgb24")
    try Data().write(to: folder.appending("frames/002.png"))
    try Data("no picture".utf8).write(to: folder.appending("frames/005.png"))
    let source = try source()
    #expect(try await source.frames().count == 10)
    #expect(source.status.damagedPlaces == 1 && source.status.undecodableFrames == 1)
    #expect(!source.status.isTruncated)
  }

  @Test func `can be annotated, and its frames taken again`() async throws {
    try frames("%03d.jpg", count: 25)
    let copy = folder.appending("copy.mp4")
    let source = try source(rate: 10)
    let summary = try await AnnotatedVideo(of: source, overlay: Overlay(threshold: 0.5)).write(to: copy) {
      _ in
      0.25
    }
    #expect(summary.frames == 25)
    let facts = try await MediaSource(copy.path).facts()
    #expect(facts.duration.map { abs($0 - 2.5) < 0.01 } == true)
    #expect(try await FrameGrabber.frames(at: [.index(3), .time(2.0)], of: source).map(\.index) == [3, 20])
  }

  @Test func `can be played again and as a camera`() async throws {
    try frames("%03d.jpg")
    var options = MediaSourceOptions()
    options.plays = 2
    let twice = try await MediaSource(folder.path("frames"), options: options).frames()
    #expect(twice.map(\.index) == Array(0..<24) && twice.last.map { abs($0.time - 23.0 / 25) < 1e-6 } == true)
  }

  @Test func `is refused where it is none, or several`() async throws {
    func message(_ path: String) async -> String {
      do {
        _ = try await source(path).frames()
        return ""
      } catch { return error.explanation }
    }
    try FileManager.default.createDirectory(at: folder.appending("frames"), withIntermediateDirectories: true)
    #expect(await message("frames").contains("is a folder without numbered pictures"))
    #expect(await message("frames/%d.jpg").contains("is called as %d.jpg says"))
    #expect(await message("nowhere/%d.jpg").contains("there is no file"))
    try frames("a%03d.jpg")
    try frames("b%03d.jpg")
    #expect(await message("frames").contains("a%03d.jpg"))
    #expect(try await source("frames/b%03d.jpg").frames().count == 12)
  }
}
