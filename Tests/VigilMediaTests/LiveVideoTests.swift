import Foundation
import Testing
import VigilCore
import VigilMedia
import VigilTestSupport

@Suite struct `The fragments of a ring` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private static let plain = ["-c:v", "libx264", "-bf", "0"]
  private static let reordered = ["-c:v", "libx264", "-sc_threshold", "0", "-bf", "3", "-b_strategy", "0"]

  private func recording(_ arguments: [String], name: String = "a.mkv") async throws -> RingRecording {
    let path = folder.path(name)
    try CommandLineTool.run(
      "ffmpeg",
      ["-hide_banner", "-v", "error", "-y", "-f", "lavfi", "-i", "testsrc=size=64x48:rate=10:duration=6"]
        + arguments + ["-g", "10", path])
    return try await RingRecording(path)
  }

  /// What a player is given, as a file, with the beginning of it.
  private func write(_ pieces: [LivePiece], to name: String = "live.mp4") throws -> (
    path: String, beginning: LiveBeginning, fragments: [LiveFragment]
  ) {
    var (beginnings, fragments): ([LiveBeginning], [LiveFragment]) = ([], [])
    for piece in pieces {
      switch piece {
      case .beginning(let beginning): beginnings.append(beginning)
      case .fragment(let fragment): fragments.append(fragment)
      case .picture, .instead: Issue.record("unasked for")
      }
    }
    let beginning = try #require(beginnings.first)
    #expect(beginnings.count == 1)
    let path = folder.path(name)
    try Data(beginning.segment + fragments.flatMap(\.bytes)).write(to: URL(filePath: path))
    return (path, beginning, fragments)
  }

  @Test(arguments: [plain, reordered])
  func `show every picture once and at its time, from the newest key frame on`(arguments: [String])
    async throws
  {
    let recording = try await recording(arguments)
    let source = GrowingRing(recording.ring)
    #expect(source.add(27))
    let reader = RingFragments(source.ring)
    var pieces = try reader.next()
    while source.add(2) { pieces += try reader.next() }
    pieces += try reader.next()
    let (path, beginning, fragments) = try write(pieces)
    let start = try #require(fragments.first)
    #expect(start.isKey && (1.9...2.7).contains(start.time), "it begins at \(start.time)")
    #expect(beginning.mediaType?.hasPrefix("video/mp4; codecs=\"avc1.") == true)
    #expect(beginning.width == 64 && beginning.height == 48)
    // The last one waits for the next, which would tell how long it is shown.
    let shown = recording.frames(from: start.time, through: 99).dropLast(arguments == Self.plain ? 1 : 0)
    let found = try await MediaSource(path).frames()
    #expect(found.count == fragments.count && abs(found.count - shown.count) <= 1)
    let isEqual = zip(found, shown).allSatisfy { $0.pixels == $1.pixels }
    #expect(isEqual, "every picture is the camera's, to the last bit")
    // Times in the file and those that the pieces tell are the same.
    let times = try WrittenClip.times(path, "v").sorted()
    let told = fragments.map { $0.time - beginning.start }.sorted()
    #expect(zip(times, told).allSatisfy { abs($0 - $1) < 1e-3 }, "\(times.prefix(5)) and \(told.prefix(5))")
    try CommandLineTool.ffmpeg("-xerror", "-i", path, "-f", "null", "-")
  }

  @Test func `can be played from any key frame on`() async throws {
    let source = GrowingRing(try await recording(Self.plain).ring)
    _ = source.add(15)
    let reader = RingFragments(source.ring)
    var pieces = try reader.next()
    while source.add(1) { pieces += try reader.next() }
    let (_, beginning, fragments) = try write(pieces)
    let later = try #require(fragments.lastIndex { $0.isKey && $0.time < 4.5 })
    let rest = fragments[later...]
    let path = folder.path("later.mp4")
    try Data(beginning.segment + rest.flatMap(\.bytes)).write(to: URL(filePath: path))
    #expect(try CommandLineTool.frameCount(path) == rest.count)
    let first = try #require(try WrittenClip.times(path, "v").min())
    #expect(abs(first - (fragments[later].time - beginning.start)) < 1e-3)
  }

  @Test func `begin anew where packets are missing, and where the source is read anew`() async throws {
    let recording = try await recording(Self.plain)
    let source = GrowingRing(recording.ring, seconds: 1)
    _ = source.add(12)
    let reader = RingFragments(source.ring)
    _ = try reader.next()
    // Nobody asks for two seconds, and the ring keeps only one.
    _ = source.add(30)
    let pieces = try reader.next()
    #expect(pieces.count > 2)
    guard case .beginning(let beginning) = pieces[0], case .fragment(let first) = pieces[1] else {
      Issue.record("it does not begin anew")
      return
    }
    #expect(first.isKey && abs(beginning.start - first.time) < 1e-6)
    let reading = source.ring.beginReading()
    #expect(try reader.next().isEmpty && reading != beginning.timeline)
  }

  @Test(
    arguments: [
      (["libx265", "-x265-params", "log-level=none"], #"video/mp4; codecs="hvc1.1.6.L"#), (["mjpeg"], nil),
    ] as [([String], String?)])
  func `name their codec as browsers do, if any plays it`(encoder: [String], name: String?) async throws {
    let ring = try await recording(["-pix_fmt", "yuvj420p", "-c:v"] + encoder).ring
    guard case .beginning(let beginning) = try RingFragments(ring).next().first else {
      Issue.record("nothing begins")
      return
    }
    if let name {
      #expect(beginning.mediaType?.hasPrefix(name) == true, "\(beginning.mediaType ?? "")")
    } else {
      #expect(beginning.mediaType == nil)
    }
  }
}
