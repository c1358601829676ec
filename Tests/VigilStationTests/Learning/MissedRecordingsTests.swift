import Foundation
import Testing
import VigilCore
import VigilStation
import VigilStationConfiguration
import VigilStore
import VigilTestSupport

@Suite(.ownThread) struct `What was recorded of a missed span` {
  @Test func `becomes features as the camera's own, once, with the spans counted of which nothing is there`()
    async throws
  {
    let bench = try StationBench()
    let camera = try FakeCamera { $0.rate = 25 }
    try bench.write(
      "record: continuous\nthreshold: 1\nreview_threshold: 1\nfeatures: false",
      ("door", "source: rtsp://127.0.0.1:\(camera.port)/a"))
    try await bench.running { station, _ in
      try await bench.until("door", isScored: 20, in: station)
    }
    let samples = try StationStore(reading: bench.data).samples(
      camera: "door", from: .distantPast, to: .distantFuture)
    let (first, last) = (try #require(samples.first), try #require(samples.last))
    let (from, to) = (first.start + 4, last.start - 1)
    let store = try StationStore(folder: bench.data)
    try store.miss(camera: "door", from: from, to: to, by: "anna")
    // Within the first, of another person; and before anything was recorded.
    try store.miss(camera: "door", from: from + 1, to: from + 2, by: "ben")
    try store.miss(camera: "door", from: first.start - 500, to: first.start - 490, by: "anna")
    try store.close()

    let place = try StationPlace(bench.file.path)
    let model = try StationModel(place, cameras: [])
    // It watches with this model since it began to.
    #expect(try #require(model.since["door"]) <= first.start)
    func recordings() throws -> MissedRecordings {
      try MissedRecordings(StationStore(reading: bench.data), in: bench.data, model: model)
    }
    let before = try recordings()
    #expect(before.spans.map(\.start) == [first.start - 500, from])
    var told: [Double] = []
    let found = try await before.features(stop: StopRequest()) { told.append($0) }
    #expect(found.unrecorded == 1)
    #expect(told == told.sorted() && told.last.map { abs($0 - before.seconds) < 0.01 } == true)
    let stretch = try #require(found.stretches.first)
    #expect(found.stretches.count == 1 && stretch.kind == .missed && stretch.camera == "door")
    #expect(stretch.network == model.network && stretch.crops == 1 && stretch.size == 344)
    #expect(stretch.snippets.allSatisfy { $0.start < to && $0.start + $0.duration > from })
    #expect(stretch.snippets.allSatisfy { $0.values.contains { $0 != 0 } })
    let whole = Int(to.timeIntervalSince(from) / 0.64)
    #expect(
      min(whole - 1, FeatureSample.most / 2)...max(whole + 1, FeatureSample.most + 1)
        ~= stretch.snippets.count)

    // Of what only touches the span the span is computed all the same; what is kept whole is not computed again.
    let later = try StationStore(folder: bench.data)
    var part = stretch
    part.snippets = Array(stretch.snippets.suffix(2))
    try later.keep(part)
    #expect(try recordings().spans.map(\.start) == [first.start - 500, from])
    try later.keep(stretch)
    try later.close()
    #expect(try recordings().spans.map(\.start) == [first.start - 500])
  }

  @Test func `is left where a stop is asked for`() async throws {
    let bench = try StationBench()
    try bench.write("", ("door", "source: rtsp://127.0.0.1:1/a"))
    let store = try StationStore(folder: bench.data)
    try store.miss(camera: "door", from: Date() - 100, to: Date() - 90, by: "anna")
    let model = try StationModel(StationPlace(bench.file.path), cameras: [])
    #expect(model.since.isEmpty, "it has not watched yet")
    let recordings = try MissedRecordings(store, in: bench.data, model: model)
    #expect(recordings.spans.count == 1)
    #expect(try await recordings.features(stop: StopRequest()).unrecorded == 1)
    let stop = StopRequest()
    stop.request()
    await #expect(throws: CancellationError.self) { try await recordings.features(stop: stop) }
    try store.close()
  }
}
