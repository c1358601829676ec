import Dispatch
package import Foundation
package import Logging
import Synchronization
package import VigilCore
package import VigilStore

/// The database as cameras use it: on a thread of its own, and never in the way of detection, which waits for none of it.
///
/// What cannot be written at the moment, since the disk is full or the database locked, waits in memory in its order and is
/// tried again by `tend`: of each event the newest state, up to a limit beyond which the oldest is given up, counted and told.
package final class Archive: Sendable {
  /// The most that waits to be written.
  static let mostWaiting = 1000
  /// What was changed at run time is read again after so long, in seconds.
  static let changesAge = 2.0

  private let store: StationStore
  private let board: StationBoard
  private let clocks: Clocks
  private let tell: @Sendable (StationUpdate) -> Void
  /// What features may take in the database, in bytes.
  private let mostFeatures: Int64
  private let log: Logger
  private let queue = DispatchQueue(label: "vigil store")
  private let state = Mutex(State())

  private struct State {
    var waiting = WaitingWrites(most: Archive.mostWaiting)
    var features = WaitingFeatures()
    var lostFeatures = 0
    /// Why nothing can be written; nothing is tried then but by `tend`.
    var failure: (text: String, notice: NoticeTicket)?
    /// What was wrong with a value, as it was told last.
    var refusal: String?
    var changes: [RuntimeChange] = []
    var changesRead = -Double.infinity
  }

  /// Wraps a store.
  ///
  /// - Parameters:
  ///   - store: The database.
  ///   - board: Shows whether it can be written.
  ///   - clocks: The clocks.
  ///   - tell: Is told of events and notices once they are written; it must not wait.
  ///   - mostFeatures: What features may take in the database, in bytes.
  ///   - log: Receives what happens.
  package init(
    _ store: StationStore, board: StationBoard, clocks: Clocks = .machine,
    tell: @escaping @Sendable (StationUpdate) -> Void = { _ in }, mostFeatures: Int64 = .max, log: Logger
  ) {
    (self.store, self.board, self.clocks, self.tell, self.log) = (store, board, clocks, tell, log)
    self.mostFeatures = mostFeatures
  }

  // MARK: What cameras keep

  /// Writes an event soon.
  ///
  /// - Parameters:
  ///   - crops: Those of its peak so far; none if they are not known.
  ///   - then: Called when it is on the disk; while the database cannot be written, at once.
  func record(_ event: StoredEvent, crops: [EventCrop] = [], then: @escaping @Sendable () -> Void = {}) {
    post(
      WaitingWrite(event: event.id, then: then) { [tell] store in
        _ = try store.put(event, crops: crops)
        tell(.event(event))
      })
  }

  /// Writes soon what a program says of an event.
  func judge(_ verdict: EventVerdict, on event: UUID) {
    post { [tell] store in tell(.event(try store.put(verdict, on: event))) }
  }

  /// Keeps a score; the store holds what cannot be written at the moment, and counts what it has to give up.
  ///
  /// - Parameter shadow: the name of the model in shadow that it is of; nil for the camera's own.
  func append(_ sample: ScoreSample, camera: String, shadow: String? = nil) {
    do {
      if try store.hold(sample, camera: camera, shadow: shadow) { queue.async { self.writeScores() } }
    } catch { refuse(error) }
  }

  /// Keeps features, after all else that is to be written; what waits for too long is given up, and counted.
  package func keep(_ stretch: FeatureStretch) {
    state.withLock { $0.lostFeatures += $0.features.add(stretch) }
    queue.async { self.writeFeatures() }
  }

  /// Reads something soon; what was read before holds where that fails.
  func look(_ work: @escaping @Sendable (StationStore) throws -> Void) {
    queue.async { try? work(self.store) }
  }

  /// Whether something waits to be written, so that the database does not have all yet.
  var isBehind: Bool { state.withLock { $0.waiting.first != nil } }

  /// How many stretches of features were given up.
  package var lostFeatures: Int { state.withLock { $0.lostFeatures } }

  /// Writes soon that something is wrong.
  package func begin(_ notice: CameraNotice) -> NoticeTicket {
    let ticket = NoticeTicket(notice)
    post(WaitingWrite { [self] in try write(ticket, to: $0) })
    return ticket
  }

  /// Writes soon that it is right again.
  package func end(_ ticket: NoticeTicket, at date: Date) {
    post(
      WaitingWrite { [tell] store in
        // A notice that was given up has no end.
        guard var notice = ticket.stored else { return }
        try store.end(notice.id, at: date)
        notice.end = date
        tell(.notice(notice))
      })
  }

  private func write(_ ticket: NoticeTicket, to store: StationStore) throws {
    var notice = ticket.notice
    notice.id = try store.begin(notice)
    ticket.stored = notice
    tell(.notice(notice))
  }

  /// Does something with the database soon, after what was asked for before.
  package func post(_ work: @escaping @Sendable (StationStore) throws -> Void) { post(WaitingWrite(work)) }

  /// What was changed at run time of a camera and is in force, as it was some seconds ago.
  func changes(of camera: String, at date: Date) -> [RuntimeChange] {
    let now = clocks.now()
    let (changes, isDue) = state.withLock { state in
      let isDue = now - state.changesRead >= Self.changesAge
      if isDue { state.changesRead = now }
      return (state.changes, isDue)
    }
    if isDue { queue.async { self.readChanges() } }
    return changes.filter { $0.camera == camera && $0.until ?? .distantFuture > date }
  }

  // MARK: What others do with it, and wait for

  /// Reads what was changed at run time, after what was asked for before.
  func refreshChanges() async { await onThread { self.readChanges() } }

  /// Tries again what could not be written, and writes scores that have waited long enough.
  package func tend() async { await onThread { self.writeAll() } }

  /// Does something with the database; a failure is told, and gives nil.
  package func attempt<Value: Sendable>(_ work: @escaping @Sendable (StationStore) throws -> Value) async
    -> Value?
  {
    await onThread { () -> Value? in
      do { return try work(self.store) } catch {
        self.note(error)
        return nil
      }
    }
  }

  /// Writes everything.
  func close() async {
    await tend()
    let events = state.withLock { $0.waiting.events }
    if events > 0 {
      log.error("events could not be written before the end", metadata: ["events": "\(events)"])
    }
  }

  private func onThread<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
      queue.async { continuation.resume(returning: work()) }
    }
  }

  // MARK: Writing, on the thread

  private func post(_ write: WaitingWrite) {
    let (isFailing, told) = state.withLock { state in
      state.waiting.add(write)
      let isFailing = state.failure != nil
      return (isFailing, isFailing ? state.waiting.takeListeners() : [])
    }
    for tell in told { tell() }
    if !isFailing { queue.async { self.writeWaiting() } }
  }

  private func writeAll() {
    if state.withLock({ $0.failure != nil }) {
      // Only a write shows that writing is possible.
      do { try store.noteLife() } catch { return note(error) }
      noteSuccess()
    }
    writeWaiting()
    writeScores()
    while writeNextFeatures() {}
  }

  /// Writes the features that wait, one after another, so that an event that comes meanwhile need not wait for all of them.
  private func writeFeatures() {
    if writeNextFeatures() { queue.async { self.writeFeatures() } }
  }

  /// - Returns: whether something was written.
  private func writeNextFeatures() -> Bool {
    let next = state.withLock { $0.failure == nil && $0.waiting.first == nil ? $0.features.first : nil }
    guard let stretch = next else { return false }
    do { try store.keep(stretch, most: mostFeatures) } catch {
      // The event may have been removed meanwhile.
      if error.code != .missing { note(error) }
      guard Self.isOfValue(error) else { return false }
      state.withLock { $0.lostFeatures += 1 }
    }
    state.withLock { $0.features.remove(stretch) }
    return true
  }

  private func writeScores() {
    do { try store.flushScores() } catch { note(error) }
  }

  private func writeWaiting() {
    while let (number, write) = state.withLock({ $0.failure == nil ? $0.waiting.first : nil }) {
      do { try write.work(store) } catch {
        note(error)
        // What cannot be stored at all must not hold up the others.
        guard Self.isOfValue(error) else { return }
      }
      for tell in state.withLock({ $0.waiting.remove(number) }) { tell() }
    }
    if state.withLock({ $0.features.first != nil }) { queue.async { self.writeFeatures() } }
  }

  private func readChanges() {
    // What was read before holds while nothing can be read.
    guard let changes = try? store.changes(at: clocks.date()) else { return }
    state.withLock { ($0.changes, $0.changesRead) = (changes, clocks.now()) }
  }

  // MARK: Failures

  private static func isOfValue(_ error: any Error) -> Bool {
    guard let error = error as? StoreError else { return false }
    return [.invalid, .missing, .ambiguous].contains(error.code)
  }

  /// Tells what is wrong with a value, which trying again does not mend.
  private func refuse(_ error: any Error) {
    let text = error.explanation
    let isNew = state.withLock { state in
      defer { state.refusal = text }
      return state.refusal != text
    }
    if isNew { log.error("the database refuses a value", metadata: ["why": "\(text)"]) }
  }

  private func note(_ error: any Error) {
    guard !Self.isOfValue(error) else { return refuse(error) }
    let text = error.explanation
    guard state.withLock({ $0.failure?.text != text }) else { return }
    let former = state.withLock { $0.failure?.notice }
    if let former { end(former, at: clocks.date()) }
    let message = "the database cannot be written; detection goes on: \(text)"
    log.error("\(message)")
    board.set(.database, true)
    let ticket = NoticeTicket(
      CameraNotice(camera: nil, kind: "database", message: message, start: clocks.date()))
    let told = state.withLock { state in
      state.failure = (text, ticket)
      state.waiting.add(WaitingWrite { [self] in try write(ticket, to: $0) })
      return state.waiting.takeListeners()
    }
    for tell in told { tell() }
  }

  private func noteSuccess() {
    let (failure, lost) = state.withLock { state in
      defer { state.failure = nil }
      return (state.failure, state.waiting.takeLostEvents())
    }
    guard let failure else { return }
    board.set(.database, false)
    log.notice(
      "the database can be written again",
      metadata: [
        "lost events": "\(lost)", "lost scores": "\(store.lostScores)",
        "lost features": "\(lostFeatures)",
      ])
    end(failure.notice, at: clocks.date())
  }
}
