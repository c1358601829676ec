import Foundation
import Testing
import VigilCore
import VigilEvaluation
import VigilTestSupport

@Suite struct `Score files` {
  private static func calibration(_ files: ScoreFiles) throws -> ScoreCalibration {
    var calibration = ScoreCalibration(
      ScoreCalibration.Options(timeZone: TimeZone(secondsFromGMT: 0) ?? .current))
    try files.add(to: &calibration, stop: StopRequest())
    return calibration
  }

  @Test func `of a camera are read in order of time, from folders of any depth`() throws {
    let folder = try TemporaryFolder()
    for (hour, name) in [(11, "a"), (10, "b")] {
      let part = folder.url.appending(path: name)
      try FileManager.default.createDirectory(at: part, withIntermediateDirectories: true)
      var text = "snippet,start_frame,end_frame,start,end,score,crop_0,date\n"
      for second in 0..<100 {
        text += "\(second),0,16,\(second).0,\(second + 1).0,0.\(10 + second % 80),0.5,2026-11-28T\(hour):"
        text += "\(second < 60 ? "00" : "01"):\(second % 60 < 10 ? "0" : "")\(second % 60).000Z\n"
      }
      try Data(text.utf8).write(to: part.appending(path: "scores.csv"))
      // The same scores again, which must not count twice.
      try Data("{}".utf8).write(to: part.appending(path: "scores.json"))
    }
    let files = try ScoreFiles([folder.url.path])
    #expect(files.haveDates && files.files.map { $0.path.contains("/b/") } == [true, false])
    let calibration = try Self.calibration(files)
    #expect(calibration.samples == 200 && calibration.watched == 200 && calibration.dates == 1)
  }

  @Test func `as JSON have a snippet a line, and gaps are none`() throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "scores.json")
    let text = """
      {"provenance":{},
      "snippets":[
      {"snippet":0,"start_frame":0,"end_frame":16,"start":0,"end":0.5,"score":0.25,"crop_scores":[0.25]},
      {"snippet":1,"start_frame":16,"end_frame":32,"start":0.5,"end":1,"score":null,"crop_scores":[null]},
      {"snippet":2,"start_frame":32,"end_frame":48,"start":1,"end":1.5,"score":0.5,"crop_scores":[0.5]}
      ],
      "gaps":[
      {"start":1.5,"end":9,"reason":"lost"}
      ]}

      """
    try Data(text.utf8).write(to: file)
    let files = try ScoreFiles([file.path])
    #expect(!files.haveDates)
    #expect(try Self.calibration(files).samples == 2)
  }

  @Test func `that are none are refused with their place`() throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "scores.csv")
    func message() -> String {
      do { return try Self.calibration(ScoreFiles([file.path])).samples.formatted() } catch {
        return "\(error)"
      }
    }
    #expect(message().contains("there is no"))
    try Data("time,value\n1,2\n".utf8).write(to: file)
    #expect(message().contains("no columns start, end and score"))
    try Data("start,end,score\n0,1,0.5\n1,2,high\n".utf8).write(to: file)
    #expect(message().contains("line 3 of"))
    try Data("start,end,score\n".utf8).write(to: file)
    #expect(message().contains("no score in"))
  }
}
