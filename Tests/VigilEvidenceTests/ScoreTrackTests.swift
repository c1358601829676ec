import Foundation
import Testing
import VigilEvidence

@Suite struct `A score track` {
  static func track(camera: String = "gate") -> ScoreTrack {
    ScoreTrack(
      camera: camera, start: TestStation.noon, duration: 5, threshold: 0.5,
      samples: [
        .init(time: -3, duration: 2, score: 0.1), .init(time: -0.5, duration: 1, score: 0.2),
        .init(time: 0.5, duration: 0.64, score: 0.7, isStill: true), .init(time: 4.5, duration: 2, score: 1),
        .init(time: 5, duration: 1, score: 0.3), .init(time: 2, duration: .nan, score: 0.3),
      ])
  }

  @Test func `has a cue a sample, cut to the clip`() {
    #expect(
      Self.track().webVTT == """
        WEBVTT

        NOTE {"camera":"gate","start":"2026-11-30T12:00:00.250Z","threshold":0.5}

        00:00:00.000 --> 00:00:00.500
        {"isStill":false,"score":0.2}

        00:00:00.500 --> 00:00:01.140
        {"isStill":true,"score":0.7}

        00:00:04.500 --> 00:00:05.000
        {"isStill":false,"score":1}

        """)
  }

  @Test(arguments: [
    "gate\n\n00:00:00.000 --> 09:00:00.000\nforged", "a --> b", "</v><script>", "a\r\n\r\nSTYLE\n::cue{}",
    "\u{85}\u{2028}x",
  ])
  func `keeps names of cameras in their comment`(camera: String) throws {
    let text = Self.track(camera: camera).webVTT
    let plain = Self.track().webVTT
    let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    #expect(lines.count == plain.split(omittingEmptySubsequences: false) { $0.isNewline }.count)
    #expect(text.components(separatedBy: "-->").count == plain.components(separatedBy: "-->").count)
    #expect(!text.contains("<"))
    // And they come back as they were.
    let note = try #require(lines.first { $0.hasPrefix("NOTE ") }).dropFirst(5)
    let object = try JSONSerialization.jsonObject(with: Data(note.utf8)) as? [String: Any]
    #expect(object?["camera"] as? String == camera)
  }

  @Test func `comes back from its JSON`() throws {
    var track = Self.track(camera: "Tür \"2\"")
    track.samples.removeLast()
    #expect(ScoreTrack(json: track.json) == track)
    #expect(ScoreTrack(json: Array("{}".utf8)) == nil)
  }

  @Test func `of a long clip counts hours`() {
    let track = ScoreTrack(
      camera: "gate", start: TestStation.noon, duration: 100_000, threshold: 0.5,
      samples: [.init(time: 90_061.0014, duration: 1, score: 0.5)])
    #expect(track.webVTT.contains("\n25:01:01.001 --> 25:01:02.001\n"))
  }
}
