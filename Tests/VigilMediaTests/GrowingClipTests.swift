import Foundation
import Testing
import VigilCore
import VigilMedia
import VigilTestSupport

/// A ring into which the packets of another come one by one, as from a camera.
final class GrowingRing {
  let ring: PacketRing
  private let stretches: [PacketStretch]
  private let reading: Int
  private var upcoming: ArraySlice<(stretch: Int, packet: MediaPacket)>
  private var stretch: Int?
  /// Pictures that came and are shown after one that is still to come.
  private var waiting: [(number: Int, time: Double)] = []

  init(_ source: PacketRing, seconds: Double = 1000) {
    ring = PacketRing(seconds: seconds, byteLimit: 64 << 20)
    stretches = source.packets(from: -.infinity, to: .infinity)
    reading = ring.beginReading()
    upcoming =
      stretches.enumerated().flatMap { index, stretch in
        (stretch.video + stretch.sound).sorted { $0.number < $1.number }.map { (index, $0) }
      }[...]
  }

  /// Adds packets; false when there are no more.
  func add(_ count: Int) -> Bool {
    for (index, packet) in upcoming.prefix(count) {
      if stretch != index {
        ring.beginStretch(stretches[index].streams, isNewConnection: true, reading: reading)
        stretch = index
      }
      let number = ring.append(
        packet.kind, bytes: packet.bytes, isKey: packet.isKey, stamp: packet.stamp, reading: reading)
      if packet.kind == .video, let time = packet.time { waiting.append((number, time)) }
    }
    upcoming = upcoming.dropFirst(count)
    let next = upcoming.lazy.filter { $0.packet.kind == .video }.compactMap(\.packet.time).min() ?? .infinity
    waiting.sort { $0.time < $1.time }
    for picture in waiting.prefix(while: { $0.time < next }) {
      ring.place(picture.number, at: picture.time, reading: reading)
    }
    waiting.removeAll { $0.time < next }
    return !upcoming.isEmpty
  }
}

@Suite struct `A clip that grows` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private var destination: URL { folder.appending("clip.mp4") }
  private var partial: URL { folder.appending("clip.mp4.partial") }

  private func recording(_ name: String, size: String = "64x48", _ arguments: String...) async throws
    -> RingRecording
  {
    let path = folder.path(name)
    try CommandLineTool.run(
      "ffmpeg",
      ["-hide_banner", "-v", "error", "-y", "-f", "lavfi", "-i", "testsrc=size=\(size):rate=10:duration=6"]
        + arguments + ["-g", "10", path])
    return try await RingRecording(path)
  }

  private static let reordered = ["-c:v", "libx264", "-sc_threshold", "0", "-bf", "3", "-b_strategy", "0"]

  @Test(arguments: [
    ["-c:v", "libx264", "-bf", "0"], reordered, reordered + ["-x264-params", "open-gop=1"],
    ["-c:v", "mjpeg"],
  ])
  func `shows the same pictures at the same times once it is finished`(arguments: [String]) async throws {
    let path = folder.path("a.mkv")
    try CommandLineTool.run(
      "ffmpeg",
      ["-hide_banner", "-v", "error", "-y", "-f", "lavfi", "-i", "testsrc=size=64x48:rate=10:duration=6"]
        + arguments + ["-g", "10", path])
    let recording = try await RingRecording(path)
    let source = GrowingRing(recording.ring)
    #expect(source.add(25))
    let clip = GrowingClip(destination, ring: source.ring, from: 1.25)
    repeat { try clip.append(to: 4.45) } while !clip.isAtEnd && source.add(3)
    #expect(clip.isAtEnd)
    let grown = try #require(try clip.close().files.first)
    #expect(grown.start <= 1.25 && grown.start > 0.15 && grown.end >= 4.45)
    let finished = try ClipRemux.finish(destination)
    #expect(finished.pictures == grown.pictures)
    #expect(try folder.names() == ["a.mkv", "clip.mp4"])
    let shown = recording.frames(from: grown.start, through: 99).prefix(grown.pictures)
    try await WrittenClip.expect(grown, shows: Array(shown))
    // The index comes before the pictures.
    let bytes = try Data(contentsOf: destination)
    let index = try #require(bytes.range(of: Data("moov".utf8)))
    let pictures = try #require(bytes.range(of: Data("mdat".utf8)))
    #expect(index.lowerBound < pictures.lowerBound)
  }

  @Test func `plays while it grows, up to its last second`() async throws {
    let source = GrowingRing(try await recording("a.mkv", "-c:v", "libx264", "-bf", "0").ring)
    let clip = GrowingClip(destination, ring: source.ring, from: 0)
    var pictures = 0
    var looks = 0
    while source.add(7) {
      pictures += 7
      try clip.append(to: .infinity)
      guard pictures > 20 else { continue }
      // What another program finds there now is what a killed one leaves.
      #expect(try CommandLineTool.frameCount(partial.path) ?? 0 >= pictures - 11)
      looks += 1
    }
    #expect(looks > 3)
    try clip.append(to: .infinity)
    _ = try clip.close()
    #expect(try CommandLineTool.frameCount(partial.path) == 60)
  }

  @Test(arguments: 1..<20)
  func `can be finished wherever it was cut off`(twentieth: Int) async throws {
    let recording = try await recording("a.mkv", size: "160x120", "-c:v", "libx264", "-bf", "2")
    let source = GrowingRing(recording.ring)
    _ = source.add(1000)
    let clip = GrowingClip(destination, ring: source.ring, from: 0)
    try clip.append(to: .infinity)
    _ = try clip.close()
    let bytes = try Data(contentsOf: partial)
    try bytes.prefix(bytes.count * twentieth / 20).write(to: partial)
    let finished: ClipFile
    do {
      finished = try ClipRemux.finish(destination)
    } catch {
      #expect([.unreadable, .noVideo, .noPackets].contains(error.code) && twentieth < 5)
      return
    }
    #expect(finished.pictures > 0 && abs(finished.pictures - 60 * twentieth / 20) < 15)
    #expect(try CommandLineTool.frameCount(destination.path) == finished.pictures)
    #expect(try WrittenClip.complaints(about: destination.path) == "")
    try CommandLineTool.ffmpeg("-xerror", "-i", destination.path, "-f", "null", "-")
  }

  @Test func `of a file without a picture cannot be finished, and stays`() throws {
    try Data("ftyp".utf8).write(to: partial)
    let error = #expect(throws: MediaError.self) { try ClipRemux.finish(destination) }
    #expect(error?.code == .unreadable)
    #expect(try folder.names() == ["clip.mp4.partial"])
  }

  @Test func `has sound only when it is asked for`() async throws {
    let path = folder.path("a.mkv")
    try CommandLineTool.ffmpeg(
      "-f", "lavfi", "-i", "testsrc=size=64x48:rate=10:duration=4", "-f", "lavfi", "-i",
      "sine=sample_rate=48000:duration=4", "-c:v", "libx264", "-bf", "2", "-g", "10", "-c:a", "aac", path)
    let recording = try await RingRecording(path)
    for includesSound in [true, false] {
      let source = GrowingRing(recording.ring)
      let clip = GrowingClip(destination, ring: source.ring, from: 1, includesSound: includesSound)
      while source.add(20) { try clip.append(to: .infinity) }
      try clip.append(to: .infinity)
      let grown = try #require(try clip.close().files.first)
      let finished = try ClipRemux.finish(destination)
      #expect((grown.soundPackets > 100) == includesSound)
      #expect(abs(finished.soundPackets - grown.soundPackets) < 6)
      #expect(try await MediaSource(destination.path).facts().hasAudio == includesSound)
      try await WrittenClip.expect(grown, shows: recording.frames(from: grown.start, through: 9))
    }
  }

  @Test func `begins another file where the size of pictures changes, and goes on over a hole`() async throws
  {
    let first = try await recording("1.mkv", "-c:v", "libx264", "-bf", "2")
    let second = try await recording("2.mkv", size: "96x64", "-c:v", "libx264", "-bf", "2")
    let ring = PacketRing(seconds: 1000, byteLimit: 64 << 20)
    let reading = ring.beginReading()
    let clip = GrowingClip(destination, ring: ring, from: 0)
    for (source, offset) in [(first, 0.0), (first, 20), (second, 40)] {
      for stretch in source.ring.packets(from: 0, to: 99) {
        ring.beginStretch(stretch.streams, isNewConnection: true, reading: reading)
        let numbers = stretch.video.map { packet in
          ring.append(.video, bytes: packet.bytes, isKey: packet.isKey, stamp: packet.stamp, reading: reading)
        }
        for (number, packet) in zip(numbers, stretch.video).sorted(by: { $0.1.time ?? 0 < $1.1.time ?? 0 }) {
          ring.place(number, at: (packet.time ?? 0) + offset, reading: reading)
        }
      }
      try clip.append(to: .infinity)
    }
    let summary = try clip.close()
    #expect(summary.files.map(\.url.lastPathComponent) == ["clip.mp4", "clip-2.mp4"])
    #expect(summary.gaps.map { $0.end.rounded() } == [20, 40])
    let files = try summary.files.map { try ClipRemux.finish($0.url) }
    #expect(files.map(\.pictures) == [120, 60] && files.map(\.video.width) == [64, 96])
    #expect(abs(files[0].end - 26) < 0.2)
    #expect(try CommandLineTool.frameCount(files[0].url.path) == 120)
  }

  @Test func `cut at key frames goes on in the next without losing or doubling a picture`() async throws {
    let recording = try await recording("a.mkv", "-c:v", "libx264", "-bf", "2", "-sc_threshold", "0")
    let source = GrowingRing(recording.ring)
    var place: PacketPlace?
    var files: [ClipFile] = []
    var number = 0
    _ = source.add(5)
    while true {
      let clip = GrowingClip(
        folder.appending("\(number).mp4"), ring: source.ring, from: -.infinity, after: place)
      let end = (place.flatMap { $0.next(in: source.ring)?.time } ?? 0) + 1.5
      var isMore = true
      try clip.append(to: end, cut: .group)
      while !clip.isAtEnd, isMore {
        isMore = source.add(4)
        try clip.append(to: end, cut: .group)
      }
      place = clip.place
      files += try clip.close().files
      number += 1
      if !isMore, !clip.isAtEnd { break }
    }
    #expect(files.count == 3 && files.reduce(0) { $0 + $1.pictures } == 60)
    #expect(zip(files, files.dropFirst()).allSatisfy { abs($0.end - $1.start) < 0.01 })
    // A span over all of them, cut out again.
    let pieces = files.map { ClipPiece(ClipRemux.partial(of: $0.url), start: $0.start) }
    let span = try ClipRemux.write(pieces, from: 1.25, to: 4.45, destination: destination)
    #expect(span.start <= 1.25 && span.end >= 4.45)
    let shown = recording.frames(from: span.start, through: 99).prefix(span.pictures)
    try await WrittenClip.expect(span, shows: Array(shown))
  }
}
