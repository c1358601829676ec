import Foundation
import Synchronization
import Testing
import VigilCore
import VigilMedia
import VigilTestSupport

/// Somebody who looks.
private final class Looker: Sendable {
  private let pieces = Mutex<[LivePiece]>([])
  var all: [LivePiece] { pieces.withLock { $0 } }
  var fragments: [LiveFragment] { all.compactMap { if case .fragment(let one) = $0 { one } else { nil } } }
  var beginnings: [LiveBeginning] { all.compactMap { if case .beginning(let one) = $0 { one } else { nil } } }
  var pictures: [LivePicture] { all.compactMap { if case .picture(let one) = $0 { one } else { nil } } }
  var reasons: [String] { all.compactMap { if case .instead(let one) = $0 { one } else { nil } } }

  func take(_ piece: LivePiece) { pieces.withLock { $0.append(piece) } }
}

@Suite(.ownThread) struct `A camera that is looked at` {
  private func waitUntil(_ what: String, _ holds: () -> Bool) throws {
    let deadline = ContinuousClock.now + .seconds(120)
    while !holds() {
      try #require(ContinuousClock.now < deadline, "waited in vain: \(what)")
      usleep(5000)
    }
  }

  private func frame(_ index: Int, _ rate: Double = 25) -> Frame {
    Frame(
      index: index, time: Double(index) / rate, date: Date(timeIntervalSince1970: Double(index)), width: 64,
      height: 48, pixels: [UInt8](repeating: UInt8(index % 256), count: 64 * 48 * 3))
  }

  private func recording() async throws -> RingRecording {
    let folder = try TemporaryFolder()
    try CommandLineTool.ffmpeg(
      "-f", "lavfi", "-i", "testsrc=size=64x48:rate=10:duration=6", "-c:v", "libx264", "-bf", "0", "-g", "10",
      folder.path("a.mkv"))
    return try await RingRecording(folder.path("a.mkv"))
  }

  @Test func `shows the same video to all, muxed once, each from a key frame on`() async throws {
    let source = GrowingRing(try await recording().ring)
    _ = source.add(14)
    let camera = LiveCamera()
    camera.begin(.packets(source.ring))
    let (first, second) = (Looker(), Looker())
    let watch = camera.watch(asPictures: false) { first.take($0) }
    try waitUntil("the first fragments") { first.fragments.count >= 3 }
    _ = source.add(3)
    try waitUntil("later fragments") { first.fragments.count >= 6 }
    let other = camera.watch(asPictures: false) { second.take($0) }
    // What is there already comes at once.
    #expect(second.beginnings == first.beginnings && second.fragments == first.fragments)
    while source.add(5) {}
    try waitUntil("all fragments") { first.fragments.count == 49 && second.fragments.count == 49 }
    #expect(second.fragments == first.fragments && first.fragments[0].isKey)
    // Somebody who comes later begins with the newest key frame.
    let third = Looker()
    let late = camera.watch(asPictures: false) { third.take($0) }
    #expect(third.fragments.first?.isKey == true && third.fragments.count == 9)
    for one in [watch, other, late] { one.end() }
    #expect(!camera.isWatched)
  }

  @Test func `gives at most five pictures a second, with the reason, where packets may not be copied`() throws
  {
    let camera = LiveCamera()
    camera.begin(.pictures("masked"))
    camera.see(frame(0))
    let looker = Looker()
    let watch = camera.watch(asPictures: false) { looker.take($0) }
    #expect(looker.reasons == ["masked"])
    for index in 0..<50 {
      camera.see(frame(index))
      if index % 5 == 0 { try waitUntil("a picture") { looker.pictures.count == index / 5 + 1 } }
    }
    #expect(looker.pictures.map { Int(($0.time * 10).rounded()) } == (0..<10).map { $0 * 2 })
    #expect(looker.pictures.allSatisfy { $0.jpeg.starts(with: [0xFF, 0xD8]) })
    #expect(looker.pictures[1].date == Date(timeIntervalSince1970: 5))
    watch.end()
    camera.see(frame(60))
    #expect(looker.pictures.count == 10)
  }

  @Test func `gives pictures to those who ask for them, and video to the others`() async throws {
    let source = GrowingRing(try await recording().ring)
    while source.add(5) {}
    let camera = LiveCamera()
    camera.begin(.packets(source.ring))
    camera.setOffset(2)
    let (modern, old) = (Looker(), Looker())
    let watches = [
      camera.watch(asPictures: false) { modern.take($0) }, camera.watch(asPictures: true) { old.take($0) },
    ]
    camera.see(frame(0))
    try waitUntil("both") { !modern.fragments.isEmpty && !old.pictures.isEmpty }
    #expect(modern.pictures.isEmpty && old.fragments.isEmpty && old.pictures[0].time == 2)
    for watch in watches { watch.end() }
  }

  @Test func `says when its timeline is another one, and when its codec cannot be copied`() async throws {
    let ring = try await recording().ring
    let (looker, camera) = (Looker(), LiveCamera())
    camera.begin(.packets(ring))
    let watch = camera.watch(asPictures: false) { looker.take($0) }
    try waitUntil("video") { looker.beginnings.count == 1 }
    camera.end()
    camera.begin(.packets(try await recording().ring))
    try waitUntil("video again") { looker.beginnings.count == 2 }
    #expect(looker.beginnings.map(\.timeline) == [1, 2])
    let refused = PacketRing(seconds: 1, byteLimit: 1000)
    let reading = refused.beginReading()
    refused.refuseStream("clips cannot hold theora", reading: reading)
    camera.begin(.packets(refused))
    try waitUntil("the reason") { looker.reasons == ["clips cannot hold theora"] }
    camera.see(frame(0))
    try waitUntil("a picture") { looker.pictures.count == 1 }
    watch.end()
  }
}
