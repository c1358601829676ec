import Foundation
import Testing
import VigilTestSupport

@Suite struct `A video that is cut short` {
  let folder: TemporaryFolder
  let sentence = "ends earlier than its container says; it may be truncated"

  init() throws { folder = try TemporaryFolder() }

  func run(_ arguments: String...) throws -> VigilCommand.Outcome {
    try VigilCommand(arguments + fast, in: folder.url).finish()
  }

  @Test func `is told of by detect, in the summary too`() throws {
    let outcome = try run("detect", OddVideo.cutShort.path, "--output", "results")
    #expect(outcome.status == 0 && outcome.errors.contains(sentence), "\(outcome.errors)")
    let scores = try JSONSerialization.jsonObject(
      with: Data(contentsOf: folder.appending("results/scores.json")))
    let summary = (scores as? [String: Any])?["summary"] as? [String: Any]
    let faults = summary?["faults"] as? [String: Any]
    #expect(faults?["truncated"] as? Bool == true && faults?["corrected_stamps"] as? Int == 0)
  }

  @Test func `is told of by extract, beside the features too`() throws {
    let outcome = try run("extract", OddVideo.cutShort.path, "--output", "features")
    #expect(outcome.status == 0 && outcome.errors.contains(sentence), "\(outcome.errors)")
    #expect(outcome.output.contains("1 extracted, 0 failed, 1 with faults"))
    let provenance = try JSONSerialization.jsonObject(
      with: Data(contentsOf: folder.appending("features/cut_short.json")))
    let faults = (provenance as? [String: Any])?["faults"] as? [String: Any]
    #expect(faults?["truncated"] as? Bool == true)
  }

  @Test func `is told of by models calibrate`() throws {
    let outcome = try run(
      "models", "calibrate", "--normal", OddVideo.cutShort.path, "--alarms-per-day", "200", "--output",
      "camera.json")
    #expect(outcome.errors.contains(sentence), "\(outcome.errors)")
  }
}
