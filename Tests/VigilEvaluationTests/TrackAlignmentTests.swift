import Testing
import VigilCore
import VigilEvaluation

@Suite struct `Ground truth` {
  @Test func `is made of stretches in order`() {
    let truth = GroundTruth(frames: 100, abnormal: [50..<60, 10..<20, 15..<25, 25..<26, 95..<300, 40..<40])
    #expect(truth.abnormal == [10..<26, 50..<60, 95..<100])
    #expect(truth.abnormalFrames == 31)
    #expect(truth.abnormalFrames(in: 0..<100) == 31)
    #expect(truth.abnormalFrames(in: 24..<52) == 4)
    #expect(truth.abnormalFrames(in: 26..<50) == 0)
    let labels = (0..<100).map { frame in truth.abnormal.contains { $0.contains(frame) } }
    #expect(GroundTruth(labels: labels) == truth)
  }
}

@Suite struct `Stored scores` {
  let annotation = """
    Abuse028_x264.mp4  Abuse  16  31  -1  -1

    Fire2.mp4 Fire 0 3
    """

  func align(
    _ scores: Int, labels: Int? = nil, list: String? = nil, annotation: String? = nil
  ) throws -> TrackAlignment {
    let entries = try annotation.map { try TemporalAnnotation($0, name: "truth.txt") }
    return try TrackAlignment(
      scores: (0..<scores).map { Double($0) / 100 },
      truth: labels.map { .labels((0..<$0).map { $0 % 20 == 3 ? 1 : 0 }) }
        ?? .annotation(try #require(entries)),
      annotation: entries,
      list: try list.map { try VideoList(csv: $0, name: "list.csv", framesPerScore: 16) },
      framesPerScore: 16, frameRate: 25)
  }

  @Test func `of one stretch are one video`() throws {
    for labels in [33, 48] {
      let alignment = try align(3, labels: labels)
      #expect(alignment.tracks.map(\.truth.frames) == [labels])
      #expect(alignment.notes.count == 1)
    }
    for labels in [32, 49] {
      let error = #expect(throws: EvaluationError.self) { try align(3, labels: labels) }
      #expect(error?.message.contains("\(labels)") == true)
    }
  }

  @Test func `are cut at the borders of a list`() throws {
    let list = "video,frames\r\nfolder/Abuse028_x264.mp4,33\r\n\"C:\\x\\Fire, 2.avi\",16\r\n"
    for labels in [49, 64] {
      let alignment = try align(4, labels: labels, list: list, annotation: annotation)
      #expect(alignment.tracks.map(\.name) == ["Abuse028_x264", "Fire, 2"])
      #expect(alignment.tracks.map(\.scores) == [[0, 0.01, 0.02], [0.03]])
      #expect(alignment.tracks.map(\.truth.frames) == [labels == 49 ? 33 : 48, 16])
      #expect(alignment.tracks[0].category == "Abuse")
      #expect(alignment.notes.count == (labels == 49 ? 0 : 1))
    }
    // Scores of whole snippets only.
    let whole = try align(3, labels: 48, list: list)
    #expect(whole.tracks.map(\.truth.frames) == [32, 16])
    #expect(whole.notes.count == 1)
    #expect(throws: EvaluationError.self) { try align(5, labels: 49, list: list) }
    #expect(throws: EvaluationError.self) { try align(4, labels: 50, list: list) }
  }

  @Test func `take their truth from an annotation`() throws {
    let list = "name,snippets16\nAbuse028_x264,2\nFire2,1"
    let alignment = try align(3, list: list, annotation: annotation)
    #expect(alignment.tracks.map(\.truth.abnormal) == [[16..<32], [0..<4]])
    #expect(alignment.tracks.map(\.category) == ["Abuse", "Fire"])
    let error = #expect(throws: EvaluationError.self) {
      try align(1, list: "name,snippets16\nNobody,1", annotation: annotation)
    }
    #expect(error?.message.contains("Nobody") == true)
    #expect(throws: EvaluationError.self) { try align(3, annotation: annotation) }
  }

  @Test(arguments: [
    "Abuse.mp4 Abuse 1", "Abuse.mp4 Abuse 1 x", "Abuse.mp4 Abuse 5 4", "Abuse.mp4",
    "a b 0 99999999999999999999",
  ])
  func `refuse a malformed annotation`(line: String) {
    let error = #expect(throws: EvaluationError.self) {
      try TemporalAnnotation("\n" + line, name: "truth.txt")
    }
    #expect(error?.code == .badFile)
    #expect(error?.message.contains("line 2 of truth.txt") == true)
  }

  @Test(arguments: [
    "", "\n", "video\na", "file,length\na,1", "video,frames\na", "video,frames\na,0", "video,frames\na,x",
    "video,frames\n\"a,1",
  ])
  func `refuse a malformed list`(text: String) {
    let error = #expect(throws: EvaluationError.self) {
      try VideoList(csv: text, name: "list.csv", framesPerScore: 16)
    }
    #expect(error?.code == .badFile)
    #expect(error?.message.contains("list.csv") == true)
  }

  @Test func `refuse values that are no scores or labels`() throws {
    #expect(throws: EvaluationError.self) {
      try ScoreTrack(name: "a", scores: [.nan], truth: GroundTruth(frames: 16, abnormal: []))
    }
    #expect(throws: EvaluationError.self) {
      try TrackAlignment(scores: [0], truth: .labels([2]), framesPerScore: 1, frameRate: 30)
    }
  }
}
