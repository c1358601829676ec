import Foundation
import Testing
import VigilCore
import VigilTensorFiles
import VigilTestSupport

/// The narrow networks on whole frames.
@Suite struct `Whole frames` {
  let folder: TemporaryFolder
  static let whole = ["--model", "test-weights-narrow", "--preset", "whole"]

  init() throws {
    folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      at: folder.appending("videos"), withIntermediateDirectories: true)
    for (name, size) in [("land.mp4", "320x240"), ("portrait.mp4", "182x322")] {
      try CommandLineTool.run(
        "ffmpeg",
        [
          "-hide_banner", "-v", "error", "-y", "-f", "lavfi", "-i",
          "testsrc2=size=\(size):rate=25:duration=2",
          "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-frames:v", "36",
          folder.appending("videos/\(name)").path,
        ])
    }
  }

  func extract(_ output: String, _ options: [String]) throws -> VigilCommand.Outcome {
    try VigilCommand(["extract", "videos", "--output", output] + options, in: folder.url).finish()
  }

  func features(_ file: String) throws -> Tensor { try NPY.read(folder.appending(file)) }

  func cosine(_ a: some Sequence<Float>, _ b: some Sequence<Float>) -> Double {
    var (product, normA, normB) = (0.0, 0.0, 0.0)
    for (x, y) in zip(a, b) {
      product += Double(x) * Double(y)
      normA += Double(x) * Double(x)
      normB += Double(y) * Double(y)
    }
    return product / (normA * normB).squareRoot()
  }

  @Test func `become features near those of crops, and never mixed with them`() throws {
    for (name, options) in [
      ("five", Self.whole + ["--crops", "5"]), ("ten", Self.whole),
      ("cut", ["--model", "test-weights-narrow"]),
    ] {
      let outcome = try extract(name, options)
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.output.contains("2 extracted"))
    }
    for video in ["land", "portrait"] {
      let (five, ten, cut) = (
        try features("five/\(video).npy"), try features("ten/\(video).npy"), try features("cut/\(video).npy")
      )
      #expect(five.shape == [3, 5, 512])
      #expect(ten.shape == [3, 10, 512] && cut.shape == ten.shape)
      for snippet in 0..<3 {
        let plain = ten.values[snippet * 5120..<snippet * 5120 + 2560]
        // One network, but two streams of one thread instead of one of two.
        for (a, b) in zip(five.values[snippet * 2560..<(snippet + 1) * 2560], plain) {
          #expect(abs(a - b) < 1e-4)
        }
        #expect(plain != ten.values[snippet * 5120 + 2560..<(snippet + 1) * 5120], "mirrored frames differ")
      }
      for crop in 0..<30 {
        let range = crop * 512..<(crop + 1) * 512
        #expect(cosine(ten.values[range], cut.values[range]) > 0.98, "\(video), crop \(crop)")
      }
    }
    let provenance = try String(contentsOf: folder.appending("five/land.json"), encoding: .utf8)
    #expect(provenance.contains("whole/5"))
    let mixed = try extract("cut", Self.whole)
    #expect(mixed.status != 0)
    #expect(mixed.errors.contains("rtfm/10") && mixed.errors.contains("whole/10"))
  }

  @Test func `are scored offline and online`() throws {
    for mode in ["--offline", "--online"] {
      let outcome = try VigilCommand(
        [
          "detect", "videos/portrait.mp4", "--crops", "5", "--json", "--explain-memory", "--output", "result",
          mode,
        ]
          + Self.whole,
        in: folder.url
      ).finish()
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.scores.count == 3)
      // The network for a size of frames is in no memory plan, and the end says so.
      let stages = outcome.objects("memory").map { $0["items"] as? [[String: Any]] ?? [] }
      let later = stages.first?.first { ($0["name"] as? String)?.hasPrefix("extractor") == true }
      #expect(later?["basis"] as? String == "later" && later?["bytes"] is NSNull)
      #expect(
        stages.last?.contains { ($0["name"] as? String)?.contains("loaded later") == true } == true)
      let result = try String(contentsOf: folder.appending("result/scores.json"), encoding: .utf8)
      #expect(result.contains("whole"))
    }
  }

  @Test func `are what a model in 8-bit integers can be made for`() throws {
    let made = try VigilCommand.run(
      "optimize", "test-weights-narrow", "--preset", "whole", "--crops", "5", "--calibrate",
      "videos/land.mp4", "--hold-out", "videos/portrait.mp4", "--snippets", "2", "--output", "int8.vigil",
      "--json", in: folder.url)
    #expect(made.status == 0, "\(made.errors)")
    let measured = try #require(made.objects.first?["measured"] as? [String: Double])
    #expect(try #require(measured["feature_cosine"]) > 0.995)
    let outcome = try extract("quantised", ["--model", "int8.vigil"])
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(try features("quantised/land.npy").shape == [3, 5, 512])
    let provenance = try String(contentsOf: folder.appending("quantised/land.json"), encoding: .utf8)
    #expect(provenance.contains("whole/5") && provenance.contains("int8"))
  }

  @Test func `are refused where they cannot be seen`() throws {
    let outcome = try VigilCommand.run(
      "extract", "videos", "--output", "none", "--model", "flow", "--preset", "whole", in: folder.url)
    #expect(outcome.status != 0)
    #expect(outcome.errorLines.last?.contains("whole") == true, "\(outcome.errors)")

    try CommandLineTool.run(
      "ffmpeg",
      [
        "-hide_banner", "-v", "error", "-y", "-f", "lavfi", "-i", "testsrc2=size=640x96:rate=25:duration=1",
        "-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", folder.appending("long.mp4").path,
      ])
    let long = try VigilCommand(["detect", "long.mp4", "--json"] + Self.whole, in: folder.url).finish()
    #expect(long.status != 0)
    #expect(long.errorLines.last?.contains("1024") == true, "\(long.errors)")
  }
}
