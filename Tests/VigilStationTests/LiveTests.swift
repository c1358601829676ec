import Foundation
import Synchronization
import Testing
import VigilCore
import VigilMedia
import VigilStation
import VigilTestSupport

@Suite(.ownThread) struct `What a station shows live` {
  /// What somebody who looks has got.
  private struct Seen {
    var fragments: [LiveFragment] = []
    var pictures: [LivePicture] = []
    var reasons: [String] = []

    mutating func take(_ piece: LivePiece) {
      switch piece {
      case .beginning: break
      case .fragment(let one): fragments.append(one)
      case .picture(let one): pictures.append(one)
      case .instead(let reason): reasons.append(reason)
      }
    }
  }

  /// Somebody who looks at a camera of a station.
  private final class Looker: Sendable {
    private let all = Mutex(Seen())
    private let watch = Mutex<LiveWatch?>(nil)

    init(_ name: String, of station: Station) {
      let started = station.live.camera(named: name).watch(asPictures: false) { [weak self] piece in
        self?.all.withLock { $0.take(piece) }
      }
      watch.withLock { $0 = started }
    }

    var seen: Seen { all.withLock { $0 } }
  }

  @Test func `is video without another connection, also of what is not recorded, and masked pictures else`()
    async throws
  {
    let bench = try StationBench()
    let cameras = try (0..<3).map { _ in try FakeCamera { $0.rate = 25 } }
    let source = cameras.map { "source: rtsp://127.0.0.1:\($0.port)/main" }
    try bench.write(
      "", ("open", source[0]), ("unrecorded", source[1] + "\nrecord: off"),
      ("masked", source[2] + "\nprivacy: [[0, 0, 0.5, 0, 0.5, 1, 0, 1]]"))
    try await bench.running { station, _ in
      let lookers = ["open", "unrecorded", "masked"].map { Looker($0, of: station) }
      try await bench.until("pictures of all") {
        lookers[0].seen.fragments.count > 50 && lookers[1].seen.fragments.count > 50
          && lookers[2].seen.pictures.count > 5
      }
      // The score is of a snippet of what is shown.
      let span = try #require(station.board["open"]?.scoreSpan)
      let times = lookers[0].seen.fragments.map(\.time)
      #expect(span.upperBound <= (times.last ?? 0) + 1 && span.upperBound - span.lowerBound < 2)
      #expect(lookers[2].seen.reasons == ["parts of its picture are masked"])
      #expect(lookers[2].seen.fragments.isEmpty)
      let path = bench.folder.path("masked.jpg")
      try Data(try #require(lookers[2].seen.pictures.last).jpeg).write(to: URL(filePath: path))
      let frames = try await MediaSource(path).first { if case .frame = $0 { true } else { false } }
      guard case .frame(let frame) = frames else {
        Issue.record("no picture")
        return
      }
      let row = frame.height / 2 * frame.width * 3
      let left = frame.pixels[row..<row + frame.width * 3 * 2 / 5]
      #expect(left.allSatisfy { $0 < 16 }, "what is masked is black")
      #expect(frame.pixels.contains { $0 > 100 })
    }
    for camera in cameras { #expect(camera.connections.count == 1) }
  }
}
