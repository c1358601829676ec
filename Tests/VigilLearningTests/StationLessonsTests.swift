import Foundation
import Testing
import VigilCore
import VigilLearning
import VigilNetworks
import VigilPreprocessing
import VigilStore
import VigilTestSupport

/// What a station has kept, as a real database.
@Suite struct `Lessons of a station` {
  private static let network = "rtfm-whole flow abc fp32"
  private let folder: TemporaryFolder
  private let store: StationStore
  private let now = Date()

  init() throws {
    folder = try TemporaryFolder()
    store = try StationStore(folder: folder.appending("station"))
  }

  /// Stores what a street's camera would have: events, labels, features, and scores of all its hours.
  private func fill(_ street: Street) throws {
    for (number, stretch) in street.stretches.enumerated() {
      let start = now - Double(10 - (stretch.day - 20_000)) * 86_400 + Double(number % 40) * 60
      try add(stretch, start: start)
    }
    for day in 0..<street.days {
      let midnight = now - Double(10 - day) * 86_400
      for hour in 0..<2 {
        let sample = ScoreSample(start: midnight + Double(hour) * 1800, duration: 1800, score: 0.1)
        try store.append(sample, camera: "gate")
      }
    }
  }

  private func add(_ stretch: ReviewedStretch, start: Date, network: String = network) throws {
    let (snippets, crops, size) = (
      stretch.features.shape[0], stretch.features.shape[1], stretch.features.shape[2]
    )
    var id: UUID?
    if stretch.kind.isEvent {
      let event = StoredEvent(
        id: UUID(), camera: stretch.camera, severity: .alarm, state: .ended, start: start, end: start + 30,
        peakScore: 0.75, peakDate: start, threshold: 0.5, model: "demo")
      try store.put(event)
      try store.label(event.id, as: stretch.kind == .real ? .real : .falseAlarm, by: "anna")
      id = event.id
    } else if stretch.kind == .missed {
      try store.miss(camera: stretch.camera, from: start, to: start + 30, by: "anna")
    }
    try store.keep(
      FeatureStretch(
        camera: stretch.camera, kind: id != nil ? .event : stretch.kind == .missed ? .missed : .quiet,
        event: id,
        network: network, crops: crops, size: size,
        snippets: (0..<snippets).map { snippet in
          let first = snippet * crops * size
          return FeatureStretch.Snippet(
            start: start + Double(snippet) * 10, duration: 10, score: 0.5,
            features: Array(stretch.features.values[first..<first + crops * size]))
        }))
  }

  private func lessons(since: Date = .distantPast) throws -> StationLessons {
    try StationLessons(
      store, cameras: ["gate"], network: Self.network, since: ["gate": since],
      timeZone: TimeZone(identifier: "UTC") ?? .current, at: now)
  }

  private func present() throws -> ModelFolder {
    var writer = try ModelFolderWriter(folder.appending("present.vigil"))
    let rtfm = try RTFM(features: 8)
    try writer.add(.rtfm(rtfm), .deterministic(for: rtfm.graph()))
    return try writer.finish(
      ModelSettings(name: "present", preprocessing: Preprocessing(.compact, crops: .one)))
  }

  @Test func `are what people say of what was kept`() throws {
    let street = Street()
    try fill(street)
    let lessons = try lessons()
    for kind in ReviewedStretch.Kind.allCases {
      #expect(lessons.stretches.count { $0.kind == kind } == 8 * (street.counts[kind] ?? 0), "\(kind)")
    }
    #expect(Set(lessons.stretches.map(\.day)).count >= 8)
    #expect(lessons.watched.reduce(0) { $0 + $1.hours } == 8)
    #expect(lessons.unused == StationLessons.Unused() && lessons.unused.line == nil)
    // As they were, but for the rounding to 16 bits.
    let first = try #require(lessons.stretches.first { $0.kind == .falseAlarm })
    let wanted = street.stretches.filter { $0.kind == .falseAlarm }.map(\.features.values)
    let distances = wanted.map { values in zip(values, first.features.values).map { abs($0 - $1) }.max() ?? 1
    }
    #expect(distances.contains { $0 < 0.002 } && first.seconds == 30)
  }

  @Test func `leave out what nobody is sure of, and say so`() throws {
    let street = Street(days: 1, counts: [.quiet: 2, .falseAlarm: 4])
    try fill(street)
    let events = try store.events(EventQuery())
    try store.undoLabel(of: events[0].id, by: "anna")
    try store.label(events[1].id, as: .unsure, by: "anna")
    // Two people of different minds.
    try store.label(events[2].id, as: .real, by: "ben")
    // Something was missed in a quiet stretch, as somebody says later.
    let quiet = try #require(try lessons().stretches.firstIndex { $0.kind == .quiet })
    #expect(quiet >= 0)
    var start: Date?
    try store.features(FeatureQuery(kind: .quiet)) { start = start ?? $0.snippets[0].start }
    try store.miss(camera: "gate", from: #require(start), to: #require(start) + 5, by: "ben")
    // Of another network.
    try add(street.stretches[0], start: now - 86_400, network: "another")
    let lessons = try lessons()
    #expect(lessons.stretches.map(\.kind).sorted { $0.rawValue < $1.rawValue } == [.falseAlarm, .quiet])
    #expect(
      lessons.unused.line
        == "not learned from: 1 event without a label, 2 events unsure or disputed, 1 stretch contradicted by labels"
    )
  }

  @Test func `of before the present model or view are learned from, and heads are not compared on them`()
    async throws
  {
    try fill(Street())
    // Between the third day and the fourth.
    let since = now - 7 * 86_400 - 7200
    let lessons = try lessons(since: since)
    let all = try self.lessons()
    #expect(lessons.stretches.enumerated().allSatisfy { $1.isFormer == ($0 < 3 * 14) })
    #expect(lessons.stretches.count == all.stretches.count && !all.stretches.contains { $0.isFormer })
    #expect(lessons.watched.reduce(0) { $0 + $1.hours } == 5)
    let job = try StationLearningJob(present: present(), destination: folder.appending("new.vigil"))
    let outcome = try await job.run(lessons, stop: StopRequest())
    #expect((5...6).contains(outcome.comparison.days) && outcome.comparison.present.falseAlarms == 25)
    #expect(
      outcome.lines.contains {
        $0.hasPrefix("learned from, and not compared on: 42 stretches of before the present model")
      })
    // One that has not watched yet raised nothing of it, and cannot be compared.
    let none = try StationLessons(
      store, cameras: ["gate"], network: Self.network, since: [:], at: now)
    #expect(none.stretches.allSatisfy(\.isFormer) && none.watched.isEmpty)
    let other = StationLearningJob(present: job.present, destination: folder.appending("other.vigil"))
    let error = await #expect(throws: LearningError.self) { try await other.run(none, stop: StopRequest()) }
    #expect(error?.message.contains("0 of 20 events labelled false") == true)
    #expect(error?.message.contains("to compare a new head with the present one by") == true)
  }

  @Test func `take what was recorded of a missed span in the place of what was kept of a part of it`() throws
  {
    let street = Street(days: 1, counts: [.missed: 2])
    try fill(street)
    var kept: [FeatureStretch] = []
    try store.features(FeatureQuery(kind: .missed)) { kept.append($0) }
    var whole = kept[0]
    whole.snippets.insert(whole.snippets[0], at: 0)
    whole.snippets[0].start -= 10
    let lessons = try StationLessons(
      store, cameras: ["gate"], network: Self.network, since: ["gate": .distantPast], recorded: [whole],
      at: now)
    #expect(lessons.stretches.map { $0.features.shape[0] }.sorted() == [3, 4])
  }

  @Test func `know which events were no alarms by their scores`() throws {
    let street = Street(days: 1, counts: [.falseAlarm: 4])
    try fill(street)
    var events = try store.events(EventQuery())
    events[0].severity = .review
    (events[1].severity, events[1].reasons) = (.review, ["disarmed by anna"])
    for index in 0..<2 {
      events[index].revision += 1
      try store.put(events[index])
    }
    #expect(try lessons().stretches.count { $0.isReview } == 1)
  }

  @Test func `make a model that is better, with the new head and its threshold`() async throws {
    try fill(Street())
    let destination = folder.appending("new.vigil")
    let job = try StationLearningJob(present: present(), destination: destination)
    let outcome = try await job.run(lessons(), stop: StopRequest())
    #expect(outcome.comparison.isBetter, "\(outcome.lines)")
    let model = try #require(outcome.model)
    #expect(model.manifest.settings.name == "new")
    #expect(abs(model.manifest.settings.threshold - Double(outcome.comparison.threshold)) < 1e-6)
    #expect(model.manifest[.detector]?.training?.recipe == "linear")
    #expect(model.manifest[.detector]?.training?.startedFrom == "present")
    // Its detector itself parts what people called false from what they called real.
    let peaks = try Street().stretches.map { stretch in
      (stretch.kind, try Street.score(model.detector().weights, [stretch.features])[0].max() ?? 0)
    }
    let raised = peaks.filter { $0.1 >= outcome.comparison.threshold }
    #expect(raised.count { $0.0 == .falseAlarm } <= 4 && raised.count { $0.0.isAnomaly } >= 16)
    // Not over another one without being asked to.
    await #expect(throws: CoreError.self) { _ = try await job.run(lessons(), stop: StopRequest()) }
  }

  @Test func `make no model that is not better, and leave the one that is there`() async throws {
    var street = Street()
    street.counts = [.quiet: 6, .falseAlarm: 4, .real: 3]
    var stretches = street.stretches
    let labelled = stretches.indices.filter { stretches[$0].kind != .quiet }
    let order = DeterministicValues.uniform("labels", count: labelled.count)
    for (index, place) in zip(labelled, order) {
      stretches[index].kind = place < order.sorted()[labelled.count / 3] ? .real : .falseAlarm
    }
    for (number, stretch) in stretches.enumerated() {
      try add(stretch, start: now - Double(10 - (stretch.day - 20_000)) * 86_400 + Double(number % 40) * 60)
    }
    try store.append(ScoreSample(start: now - 5 * 86_400, duration: 3600, score: 0.1), camera: "gate")
    var job = try StationLearningJob(present: present(), destination: folder.appending("present.vigil"))
    job.replace = true
    let before = try manifest()
    let outcome = try await job.run(lessons(), stop: StopRequest())
    #expect(outcome.model == nil && !outcome.comparison.isBetter)
    #expect(outcome.lines.last?.hasPrefix("not better: ") == true)
    #expect(try manifest() == before)
  }

  private func manifest() throws -> Data {
    try Data(contentsOf: folder.appending("present.vigil/manifest.json"))
  }

  @Test func `end early without a model`() async throws {
    try fill(Street())
    let stop = StopRequest()
    stop.request()
    let job = try StationLearningJob(present: present(), destination: folder.appending("new.vigil"))
    await #expect(throws: (any Error).self) { _ = try await job.run(lessons(), stop: stop) }
    #expect(!FileManager.default.fileExists(atPath: job.destination.path))
  }
}
