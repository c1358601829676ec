import Foundation
import VigilCore
import VigilPipeline
import VigilStation
import VigilStationConfiguration
import VigilStore
import VigilTestSupport

/// A station with one camera, "door", whose scores and features a test gives it; its clock moves with them.
final class LearningBench {
  static let snippet = 0.64
  static let size = 16
  static let crops = 2

  let folder: TemporaryFolder
  let clock = SimulatedClock(Date(timeIntervalSince1970: 1_790_000_000))
  let log = LogRecord()
  let station: Station
  let file: StationFile
  private var reading: CameraReading
  private var rounds: Station.Rounds
  private var count = 0

  /// - Parameters:
  ///   - lines: of the station's file.
  ///   - shadow: Gives a detector that is to run in shadow.
  init(
    _ lines: String = "", alarm: Double = 0.8, review: Double = 0.5,
    shadow: (@Sendable (_ folder: String) async throws -> ShadowHead)? = nil
  ) async throws {
    folder = try TemporaryFolder()
    let url = folder.appending("station.yaml")
    let text = """
      folder: \(folder.appending("data").path)
      record: off
      threshold: \(alarm)
      review_threshold: \(review)
      \(lines)
      cameras:
        door:
          source: rtsp://127.0.0.1:1/a
      """
    try Data(text.utf8).write(to: url)
    file = try StationFile(url)
    station = try Station(
      file, at: url, clocks: clock.clocks, storing: StoreOptions(patience: 0.05), environment: [:],
      log: log.logger())
    rounds = Station.Rounds(clock.clocks)
    reading = try await station.reading(
      of: file.cameras[0], model: SimulatedStation.model, threshold: 0.7, shadow: shadow)
  }

  /// Features that are alike where the likeness is the same: two crops with some noise.
  static func features(_ likeness: UInt64, _ number: Int = 0, noise: Float = 0.05) -> Tensor {
    var shape = SplitMix64(seed: likeness &* 977 &+ 5)
    var random = SplitMix64(seed: UInt64(number) &+ 1)
    let base = (0..<size).map { _ in Float(shape.next() % 1000) / 1000 }
    let values = (0..<crops).flatMap { _ in base.map { $0 + noise * Float(random.next() % 1000) / 1000 } }
    return Tensor(shape: [crops, size], values: values)
  }

  /// When the next snippet begins.
  var next: Date { clock.date }

  /// Gives the camera a snippet.
  ///
  /// - Parameters:
  ///   - crops: Where its crops lie, as far as it is known.
  ///   - cropScores: Their scores, whose mean its own is.
  func pass(
    _ score: Float, like likeness: UInt64? = 1, crops: [SnippetCrop]? = nil, cropScores: [Float]? = nil
  ) async {
    let position = SnippetPosition(
      index: count, startFrame: count * 16, endFrame: count * 16 + 16, start: Double(count) * Self.snippet,
      end: Double(count + 1) * Self.snippet, date: clock.date)
    count += 1
    clock.pass(Self.snippet)
    await reading.take(
      DetectionUpdate(
        .scored(SnippetScore(position: position, cropScores: cropScores ?? [score])),
        counts: PipelineCounts(),
        isKept: likeness == nil, features: likeness.map { Self.features($0, count) }, crops: crops))
  }

  /// Gives the camera what a run of its own makes.
  func take(_ update: DetectionUpdate) async { await reading.take(update) }

  /// An event of some snippets, and enough after it for its end.
  @discardableResult func event(_ scores: [Float], like likeness: UInt64 = 1) async throws -> StoredEvent? {
    for score in scores { await pass(score, like: likeness) }
    for _ in 0..<4 { await pass(0.1, like: 0) }
    await goRound()
    return try station.store.events(EventQuery(limit: 1)).first
  }

  /// Lets time pass without snippets, and writes what waits.
  func wait(_ seconds: Double = 0) async {
    clock.pass(seconds)
    await goRound()
  }

  /// Loses the camera.
  func lose() async {
    let loss = SourceLoss(reason: .connectionLost, time: 0, date: clock.date, message: "the camera is gone")
    await reading.take(DetectionUpdate(.lost(loss), counts: PipelineCounts()))
  }

  /// What the station does each second, when all of it is due.
  func goRound() async {
    clock.pass(5)
    await station.goRound(&rounds, file)
    await reading.settle()
  }

  /// All stretches of a kind.
  func stretches(_ kind: FeatureStretch.Kind) throws -> [FeatureStretch] {
    var found: [FeatureStretch] = []
    try station.store.features(FeatureQuery(kind: kind)) { found.append($0) }
    return found
  }
}
