package import Foundation
package import Logging
import Synchronization
package import VigilCore
import VigilMedia
import VigilPrograms
package import VigilStationConfiguration
package import VigilStore

/// Asks programs of the file what events were, one at a time, beside all else: no alarm and no clip waits for one.
///
/// What is to be asked is in the database, so that a restart loses nothing; in memory only the order is.
package final class Verdicts: Sendable {
  /// The most that waits; beyond, an event is not judged, which is counted and told.
  package static let mostWaiting = 100
  /// How often a program is begun for an event, counting those of runs of the station that ended meanwhile.
  package static let mostAttempts = 3
  /// Older events are not judged after a restart, in seconds.
  static let longestAge = 86_400.0
  /// The kind of the notices.
  static let noticeKind = "verify"
  /// How long to wait for an event when there is none, in seconds, and for a database that does not answer.
  private static let (idle, patience) = (0.5, 10.0)

  private let archive: Archive
  private let folder: URL
  private let environment: [String: String]
  private let clocks: Clocks
  private let log: Logger
  private let state = Mutex(State())

  private struct State {
    var queue = VerdictQueue(most: Verdicts.mostWaiting)
    var cameras: [String: CameraSettings] = [:]
    var counts = VerdictCounts()
    var notice: NoticeTicket?
  }

  /// What is known of an event before a program is begun.
  private enum Preparation: Sendable {
    /// Nobody is to be asked any more.
    case nothing
    /// The event waits to be written.
    case later
    /// It was asked too often.
    case exhausted
    /// This is to be asked, of whom.
    case request([UInt8], CameraSettings)
  }

  /// - Parameters:
  ///   - folder: That of the station, in which events' files are.
  ///   - environment: That of the station, of which programs get a part.
  package init(
    _ archive: Archive, folder: URL, environment: [String: String], clocks: Clocks, log: Logger
  ) {
    (self.archive, self.folder, self.clocks, self.log) = (archive, folder.absoluteURL, clocks, log)
    self.environment = ProgramEnvironment.part(of: environment)
  }

  /// What was asked and said so far.
  package var counts: VerdictCounts {
    state.withLock { state in
      var counts = state.counts
      counts.waiting = state.queue.events.count
      return counts
    }
  }

  /// Which programs are asked, by camera.
  package func follow(_ cameras: [CameraSettings]) {
    state.withLock { $0.cameras = Dictionary(cameras.map { ($0.name, $0) }, uniquingKeysWith: { $1 }) }
  }

  /// Notes that an event is over, and is to be judged once its clip is whole.
  package func expect(_ event: StoredEvent) {
    guard isWanted(event) else { return }
    archive.post { try $0.expectVerdict(on: event.id) }
  }

  /// Has an event judged, whose files are whole.
  package func judge(_ event: StoredEvent) {
    guard isWanted(event) else { return }
    guard !state.withLock({ $0.queue.add(event.id) }) else { return }
    state.withLock { $0.counts.dropped += 1 }
    let reading = VerdictReading(failure: "\(Self.mostWaiting) other events waited to be judged")
    note(reading, on: event.id, by: state.withLock { Self.name($0.cameras[event.camera]) }, took: 0)
  }

  /// Takes up what an earlier run left.
  ///
  /// - Parameter interrupted: Events that went on when it ended.
  package func resume(_ interrupted: [UUID]) async {
    let oldest = clocks.date() - Self.longestAge
    let found = await archive.attempt { [self] store in
      for id in interrupted {
        if let event = try store.event(id), isWanted(event) { try store.expectVerdict(on: id) }
      }
      return try store.eventsWithoutVerdict()
    }
    for event in found ?? [] {
      if isWanted(event), event.end >= oldest {
        judge(event)
      } else {
        archive.post { try $0.cancelVerdict(on: event.id) }
      }
    }
  }

  /// Asks until a stop is requested, which ends the program that runs.
  package func run(until stop: StopRequest) async {
    while !stop.isRequested {
      var wait: Double? = Self.idle
      if let event = state.withLock({ $0.queue.next() }) { wait = await ask(of: event, stop: stop) }
      guard let wait else { continue }
      try? await stop.ending { try await Task.sleep(for: .seconds(wait)) }
    }
  }

  private func isWanted(_ event: StoredEvent) -> Bool {
    let settings = state.withLock { $0.cameras[event.camera] }
    guard let settings, settings.verify != nil else { return false }
    return settings.verifySeverity.contains { $0.rawValue == event.severity.rawValue }
  }

  /// - Returns: seconds to wait before the next; nil for none.
  private func ask(of id: UUID, stop: StopRequest) async -> Double? {
    guard let preparation = await archive.attempt({ [self] in try prepare(id, $0) }) else {
      state.withLock { $0.queue.putBack(id) }
      return Self.patience
    }
    switch preparation {
    case .nothing: break
    case .later:
      state.withLock { $0.queue.putBack(id) }
      return Self.patience
    case .exhausted:
      let reading = VerdictReading(
        failure: "the station ended \(Self.mostAttempts) times while it was judged; it is not tried again")
      note(reading, on: id, by: "vigil", took: 0)
    case .request(let input, let camera): await run(camera, input, of: id, stop: stop)
    }
    return nil
  }

  private func prepare(_ id: UUID, _ store: StationStore) throws -> Preparation {
    let event = try store.event(id)
    guard event != nil || !archive.isBehind else { return .later }
    guard let event,
      let camera = state.withLock({ $0.cameras[event.camera] }), camera.verify != nil
    else {
      try store.cancelVerdict(on: id)
      return .nothing
    }
    // Where the database could not be written when the event ended, nobody has noted it yet.
    try store.expectVerdict(on: id)
    guard let attempts = try store.beginVerdict(on: id) else { return .nothing }
    guard attempts <= Self.mostAttempts else { return .exhausted }
    let files = try store.files(FileQuery(event: id, isFinished: true))
    return .request(VerdictRequest(event, files: files, folder: folder).bytes, camera)
  }

  private func run(_ camera: CameraSettings, _ input: [UInt8], of id: UUID, stop: StopRequest) async {
    guard let command = camera.verify else { return }
    var run = ProgramRun(
      arguments: command.arguments, environment: environment, input: input,
      timeout: camera.verifyTimeout.value, clocks: clocks)
    (run.longestWords, run.hasOwnErrors) = (VerdictReading.longestAnswer, true)
    let began = clocks.now()
    let outcome = await withCheckedContinuation { [run] continuation in
      OwnThread.start("vigil verify") { continuation.resume(returning: run.run(stop: stop)) }
    }
    if outcome.ending == .stopped {
      // No fault of the program's.
      return archive.post { try $0.takeBackVerdict(on: id) }
    }
    note(
      VerdictReading(outcome, timeout: run.timeout), on: id, by: Self.name(camera), took: clocks.now() - began
    )
  }

  /// The name of a camera's program, without the folders in which it is.
  private static func name(_ camera: CameraSettings?) -> String {
    camera?.verify.map { URL(filePath: $0.program).lastPathComponent } ?? "vigil"
  }

  /// Keeps what was said, and tells of what failed: in the log each time, by a notice until something succeeds.
  private func note(_ reading: VerdictReading, on id: UUID, by author: String, took seconds: Double) {
    let date = clocks.date()
    let verdict = EventVerdict(
      reading.kind, confidence: reading.confidence, text: reading.text,
      by: PlainText.line(author, longest: 60), at: date, seconds: max(0, seconds))
    archive.judge(verdict, on: id)
    let ended = state.withLock { state in
      state.counts.said[reading.kind, default: 0] += 1
      return reading.kind == .failed ? nil : state.notice.take()
    }
    if let ended { archive.end(ended, at: date) }
    guard reading.kind == .failed else { return }
    var details: Logger.Metadata = [
      "event": "\(id.uuidString.prefix(8).lowercased())", "by": "\(verdict.by)", "why": "\(reading.text)",
    ]
    if !reading.errors.isEmpty { details["wrote"] = "\(reading.errors)" }
    log.error("an event was not judged", metadata: details)
    state.withLock { state in
      guard state.notice == nil else { return }
      state.notice = archive.begin(
        CameraNotice(
          camera: nil, kind: Self.noticeKind,
          message: "events are not judged by \(verdict.by): \(reading.text)", start: date))
    }
  }
}
