import Foundation
import VigilCore
import VigilReport
import VigilTestSupport

/// A made-up run with everything that a result can have.
enum SampleRun {
  /// The moment at which all made-up runs began.
  static let date = Date(timeIntervalSince1970: 1_772_366_400)

  static func provenance(
    name: String = "rtsp://admin:hunter2@10.0.0.7/stream", crops: Int = 2, isTrained: Bool = true,
    threshold: Float = 0.5
  ) -> Provenance {
    Provenance(
      vigil: "0.1.0", date: date,
      source: SourceDescription(
        name: name, container: "mp4", codec: "h264", width: 320, height: 240, framesPerSecond: 25,
        duration: 96),
      preprocessing: PreprocessingDescription(name: "paper", crops: crops),
      networks: [
        NetworkDescription(
          role: "extractor", architecture: "i3d-resnet50-nonlocal", precision: "int8", weights: "kinetics",
          sha256: String(repeating: "0f", count: 32), isTrained: isTrained),
        NetworkDescription(
          role: "detector", architecture: "rtfm", precision: "fp32", weights: "ucf-crime",
          sha256: String(repeating: "a1", count: 32), isTrained: isTrained),
      ],
      engine: EngineDescription(name: "OpenVINO", version: "2026.0.0"),
      detection: DetectionDescription(mode: .offline, windowSnippets: nil),
      rules: EventRules(threshold: threshold, hysteresis: 0.1, minimumLength: 1, mergeGap: 2),
      machine: "Cortex-A78AE, 6 cores, 8 GiB, Linux 5.15")
  }

  /// Snippets of 0.64 s, one per score, whose crops differ a little.
  static func scores(_ values: [Float], crops: Int = 2) -> [SnippetScore] {
    values.enumerated().map { index, value in
      SnippetScore(
        position: SnippetPosition(
          index: index, startFrame: index * 16, endFrame: index * 16 + 16, start: Double(index) * 0.64,
          end: Double(index + 1) * 0.64),
        cropScores: (0..<crops).map { value + (crops == 1 ? 0 : Float($0 % 2) / 8 - 1 / 16) })
    }
  }

  /// A quiet track with bumps at the given snippets.
  static func track(count: Int, bumps: [(at: Int, height: Double, width: Double)], name: String = "track")
    -> [SnippetScore]
  {
    let noise = DeterministicValues.uniform(name, count: count)
    return scores(
      (0..<count).map { index in
        let bump = bumps.map { bump in
          bump.height * exp(-pow(Double(index - bump.at) / bump.width, 2))
        }.reduce(0, +)
        let value = 0.06 + bump + 0.05 * Double(noise[index]) * (1 + 2 * bump)
        return Float(min(max(value, 0.001), 0.999))
      }, crops: 1)
  }

  static let events = [
    AnomalyEvent(
      firstSnippet: 1, lastSnippet: 2, start: 0.64, end: 1.92, peakScore: 0.875, peakSnippet: 2, peakTime: 1.6
    )
  ]
  static let gaps = [
    SourceGap(start: 2.56, end: 7.5, reason: .connectionLost),
    SourceGap(start: 9, end: 9.5, reason: .silence),
  ]
  static let outcome = RunOutcome(frames: 64, droppedFrames: 3, elapsed: 2, ending: .endOfSource)
}

extension TemporaryFolder {
  /// The text of a file in the folder.
  func text(_ name: String) throws -> String {
    try String(contentsOf: url.appending(path: name), encoding: .utf8)
  }
}
