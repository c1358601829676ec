import Foundation
import Testing
import VigilCore
import VigilReport
import VigilTestSupport

@Suite struct `A scores table` {
  let folder: TemporaryFolder
  let place: URL

  init() throws {
    folder = try TemporaryFolder()
    place = folder.url.appending(path: "scores.csv")
  }

  @Test func `has a row per snippet and a column per crop`() throws {
    var writer = try ScoresCSVWriter(place, crops: 2)
    for score in SampleRun.scores([0.25, 0.5]) { try writer.append(score) }
    try writer.append(
      SnippetScore(
        position: SnippetPosition(index: 2, startFrame: 32, endFrame: 37, start: 1.28, end: 1.48),
        cropScores: [.nan, 1e-6]))
    try writer.finish()
    #expect(
      try folder.text("scores.csv") == """
        snippet,start_frame,end_frame,start,end,score,crop_0,crop_1
        0,0,16,0.0,0.64,0.25,0.1875,0.3125
        1,16,32,0.64,1.28,0.5,0.4375,0.5625
        2,32,37,1.28,1.48,nan,nan,1e-06

        """)
    #expect(try folder.names() == ["scores.csv"])
  }

  @Test func `can be read while it grows`() throws {
    var writer = try ScoresCSVWriter(place, crops: 2)
    #expect(try folder.text("scores.csv.partial").hasSuffix("crop_1\n"))
    for (index, score) in SampleRun.scores([0.25, 0.5, 0.75]).enumerated() {
      try writer.append(score)
      let text = try folder.text("scores.csv.partial")
      #expect(text.hasSuffix("\n") && text.split(separator: "\n").count == index + 2)
      #expect(try !folder.names().contains("scores.csv"))
    }
    try writer.finish()
  }

  @Test func `of a run that died stays, steps aside for the next run and goes with its result`() throws {
    do {
      var writer = try ScoresCSVWriter(place, crops: 2)
      try writer.append(SampleRun.scores([0.25])[0])
    }
    #expect(try folder.names() == ["scores.csv.partial"])
    let died = try folder.text("scores.csv.partial")

    let next = try ScoresCSVWriter(place, crops: 2)
    #expect(try folder.names() == ["scores.csv.interrupted", "scores.csv.partial"])
    #expect(try folder.text("scores.csv.interrupted") == died)
    try next.finish()
    #expect(try folder.names() == ["scores.csv"])
    #expect(try folder.text("scores.csv").split(separator: "\n").count == 1)
  }

  @Test func `does not follow a link that stands in its way`() throws {
    let other = folder.url.appending(path: "other")
    try Data("precious".utf8).write(to: other)
    try FileManager.default.createSymbolicLink(
      at: folder.url.appending(path: "scores.csv.partial"), withDestinationURL: other)
    let writer = try ScoresCSVWriter(place, crops: 2)
    try writer.finish()
    #expect(try folder.text("other") == "precious")
  }

  @Test func `says where it cannot be written`() {
    let error = #expect(throws: ReportError.self) {
      _ = try ScoresCSVWriter(URL(filePath: "/proc/nowhere/scores.csv"), crops: 1)
    }
    #expect(error?.code == .cannotWrite)
    #expect(error?.message.contains("/proc/nowhere/scores.csv") == true)
  }
}
