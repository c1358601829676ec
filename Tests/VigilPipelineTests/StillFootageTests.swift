import Foundation
import Testing
import VigilCore
import VigilDetection
import VigilMedia
import VigilPipeline
import VigilTestSupport

/// Footage that the gate was not tuned on; docs/lab/still-gate.md has the figures.
@Suite(.enabled(if: SharedData.isPresent), .timeLimit(.minutes(15)))
struct `A still gate on real footage` {
  static let (shop, fights, videos) = ("data/shoplifting/", "data/fights/fight/", "data/videos/")

  struct Case: CustomTestStringConvertible {
    var name: String
    var parts: [Footage.Part]
    var compression = Footage.Compression(kilobits: 300, keyFrames: 60)
    /// The least number of snippets that are kept.
    var kept: Int
    var testDescription: String { name }
  }

  static let cases = [
    Case(
      name: "an empty office, in which fights break out",
      parts: [
        .quiet(shop + "normal_28.mp4", seconds: 40), .action(fights + "fi001.mp4"),
        .action(fights + "fi007.mp4"), .quiet(shop + "normal_28.mp4", seconds: 25),
      ], kept: 10),
    Case(
      name: "the same at a low bit rate, with few key frames",
      parts: [
        .quiet(shop + "normal_28.mp4", seconds: 40), .action(fights + "fi012.mp4"),
        .quiet(shop + "normal_28.mp4", seconds: 25),
      ], compression: Footage.Compression(kilobits: 100, keyFrames: 250), kept: 10),
    Case(
      name: "a desk that is never quite still, and a shoplifter",
      parts: [
        .quiet(shop + "normal_13.mp4", seconds: 25), .action(shop + "shoplifting_72.mp4"),
        .quiet(shop + "normal_13.mp4", seconds: 15),
      ], compression: Footage.Compression(kilobits: 1500, keyFrames: 30), kept: 0),
    Case(
      name: "a corridor that people cross one by one",
      parts: [.action(videos + "intel_one-by-one-person-detection.mp4")], kept: 0),
    Case(name: "a road accident", parts: [.action(videos + "RoadAccidents002_x264.mp4")], kept: 0),
    Case(name: "an explosion", parts: [.action(videos + "Explosion001_x264.mp4")], kept: 0),
  ]

  /// Scores a recording; which snippets were kept, and how much changed in each.
  private func scores(
    _ path: String, _ model: DemoModel, gate: StillGate?
  ) async throws -> [DetectionUpdate] {
    let run = DetectionRun(
      source: try MediaSource(path), extractor: model.extractor, detectors: model.detectors,
      settings: DetectionSettings(
        mode: .online, window: 32, rules: EventRules(), formsEvents: false, stillGate: gate))
    let log = UpdateLog()
    _ = try await run.run(stop: StopRequest()) { log.append($0) }
    return log.updates.scored
  }

  @Test(arguments: cases)
  func `changes no event`(footage: Case) async throws {
    let folder = try TemporaryFolder()
    let path: String
    if case .action(let clip)? = footage.parts.first, footage.parts.count == 1 {
      path = Footage.url(clip)
    } else {
      path = try Footage.make(footage.parts, footage.compression, in: folder)
    }
    let model = try await DemoModel()
    let all = try await scores(path, model, gate: nil).scores
    let gated = try await scores(path, model, gate: StillGate())
    let kept = gated.count { $0.isKept }
    #expect(kept >= footage.kept && all.count == gated.count)
    let sorted = all.map(\.score).sorted()
    let (usual, highest) = (sorted[sorted.count / 2], sorted[sorted.count - 1])
    // The threshold of the model, and two between what is usual here and what is not.
    for threshold in [0.8, usual + 0.5 * (highest - usual), usual + 0.75 * (highest - usual)] {
      let rules = EventRules(threshold: threshold)
      let before = EventDetector.events(in: all, rules: rules)
      let after = EventDetector.events(in: gated.scores, rules: rules)
      #expect(before.count == after.count)
      for (one, other) in zip(before, after) {
        #expect(abs(one.firstSnippet - other.firstSnippet) <= 1)
        #expect(abs(one.peakScore - other.peakScore) <= 0.02)
      }
    }
  }

  @Test(arguments: [(300, 60), (100, 250)])
  func `opens for a small figure in the distance as long as it walks`(kilobits: Int, keyFrames: Int)
    async throws
  {
    let folder = try TemporaryFolder()
    let room = try Footage.make(
      [.quiet(Self.shop + "normal_28.mp4", seconds: 40)],
      Footage.Compression(kilobits: 4000, keyFrames: 30), in: folder)
    let path = folder.path("figure.mp4")
    // A fortieth of the picture high and twenty grey levels darker than what it passes, from 32 s on.
    try CommandLineTool.ffmpeg(
      "-i", room, "-filter_complex",
      "[0:v]split[a][b];[b]lutyuv=y=val-20,crop=2:6:x='60+mod(t*8,160)':y=120[c];"
        + "[a][c]overlay=x='60+mod(t*8,160)':y=120:enable='gte(t,32)'", "-c:v", "libx264", "-preset",
      "veryfast", "-b:v", "\(kilobits)k", "-maxrate", "\(kilobits)k", "-bufsize", "\(kilobits)k", "-g",
      "\(keyFrames)", path)
    let updates = try await scores(path, DemoModel(), gate: StillGate())
    let (still, walking) = (updates.prefix { $0.time < 32 }, updates.filter { $0.time >= 32 })
    #expect(still.contains { $0.isKept } && walking.count > 10)
    #expect(!walking.contains { $0.isKept })
  }
}

extension DetectionUpdate {
  /// When the snippet of a score begins.
  fileprivate var time: Double {
    if case .scored(let score) = content { score.position.start } else { 0 }
  }
}
