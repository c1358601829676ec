import Foundation
import Testing
import VigilCore
import VigilDatasets
import VigilTensorFiles
import VigilTestSupport

@Suite struct `A survey of features` {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  func write(_ name: String, _ shape: [Int], _ value: Float) throws {
    try NPY.write(Tensor(repeating: value, shape: shape), to: folder.appending(name))
  }

  func survey() throws -> FeatureSurvey { FeatureSurvey(try FeatureFiles.named([folder.url.path])) }

  @Test func `tells what is there`() throws {
    try write("a.npy", [3, 1, 16], 1)
    try write("b_i3d.npy", [1, 1, 16], 2)
    try write("c__0.npy", [2, 16], 3)
    let survey = try survey()
    // Sixteen equal numbers are four times as long as one: (3 * 4 + 1 * 8 + 2 * 12) / 6.
    #expect(
      survey.lines == [
        "3 videos, 6 snippets, 1 crop of 16 features in float32",
        "magnitudes: 7.33 on average, 4 to 12 by video", "no file says how it was made",
      ])
    #expect(survey.findings == Findings())
  }

  @Test func `finds what is wrong and what is unusual`() throws {
    for (name, value) in [("a", Float(1)), ("b", 1.5), ("c", 2), ("big", 100), ("zero", 0), ("nan", .nan)] {
      try write("\(name).npy", [4, 5, 8], value)
    }
    try write("copy.npy", [4, 5, 8], 2)
    try write("turned.npy", [5, 37, 8], 1)
    let method = FeatureProvenance.Method(
      preprocessing: "rtfm/5", extractor: "i3d", weights: "w", precision: "fp32")
    try FeatureProvenance(
      method: method, video: "v", videoBytes: 1, frames: 64, snippets: 4, shape: [4, 5, 8], engine: "e"
    ).write(beside: folder.appending("a.npy"))
    let survey = try survey()
    let findings = survey.findings
    #expect(findings.problems.count == 2 && findings.problems[0].contains("transpose(1, 0, 2)"))
    #expect(findings.problems[1] == "1 video has non-finite values (NaN or infinity): nan.npy")
    #expect(survey.lines.last == "made with rtfm/5, i3d, weights w, fp32: 1 video")
    for part in [
      "zero.npy (20)", "c.npy = copy.npy", "big.npy (282.84)",
      "6 videos do not say how their features were made",
    ] {
      #expect(findings.notes.contains { $0.contains(part) }, "\(part): \(findings.notes)")
    }
  }

  @Test func `is part of checking a manifest`() throws {
    try write("a.npy", [1, 1, 8], 1)
    try write("b.npy", [1, 1, 8], .infinity)
    let manifest = Manifest(
      videos([.init(path: "a.mp4", label: "normal"), .init(path: "b.mp4", label: "fire")]))
    var findings = Findings()
    let lines = try findings.checkFeatures(of: manifest, in: folder.url)
    #expect(lines.first == "2 videos, 2 snippets, 1 crop of 8 features in float32")
    #expect(findings.problems == ["1 video has non-finite values (NaN or infinity): b.npy"])
  }
}
