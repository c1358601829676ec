import Foundation
package import Logging
import VigilCore
import VigilMedia
package import VigilStore

/// The database as cameras use it: on a thread of its own, and never in the way of detection.
///
/// What cannot be written at the moment, since the disk is full or the database locked, waits in memory and is tried again:
/// of each event the newest state, up to a limit beyond which the oldest are given up, counted and told.
package actor Archive {
  /// The most events that wait to be written.
  static let mostWaiting = 1000

  private let store: StationStore
  private let board: StationBoard
  private let tell: @Sendable (StationUpdate) -> Void
  private let log: Logger
  private let executor = ThreadExecutor(name: "vigil store")
  private var waiting: [StoredEvent] = []
  private var lostEvents = 0
  private var failure: String?
  /// Those that have begun and not ended, as they were told.
  private var notices: [Int64: CameraNotice] = [:]

  package nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  /// Wraps a store.
  ///
  /// - Parameters:
  ///   - store: The database.
  ///   - board: Shows whether it can be written.
  ///   - tell: Is told of events and notices once they are written; it must not wait.
  ///   - log: Receives what happens.
  package init(
    _ store: StationStore, board: StationBoard, tell: @escaping @Sendable (StationUpdate) -> Void = { _ in },
    log: Logger
  ) {
    (self.store, self.board, self.tell, self.log) = (store, board, tell, log)
  }

  /// Writes an event, or keeps it to be written later.
  func record(_ event: StoredEvent) {
    waiting.removeAll { $0.id == event.id }
    waiting.append(event)
    if waiting.count > Self.mostWaiting {
      waiting.removeFirst()
      lostEvents += 1
    }
    writeWaiting()
  }

  /// Writes that something is wrong.
  ///
  /// - Returns: the notice's id; nil if it could not be written.
  func begin(_ notice: CameraNotice) -> Int64? {
    guard let id = attempt({ try $0.begin(notice) }) else { return nil }
    var notice = notice
    notice.id = id
    if notice.end == nil { notices[id] = notice }
    tell(.notice(notice))
    return id
  }

  /// Writes that it is right again.
  func end(_ id: Int64, at date: Date) {
    _ = attempt { try $0.end(id, at: date) }
    guard var notice = notices.removeValue(forKey: id) else { return }
    notice.end = date
    tell(.notice(notice))
  }

  /// Keeps a score; the store holds what cannot be written at the moment, and counts what it has to give up.
  func append(_ sample: ScoreSample, camera: String) {
    do { try store.append(sample, camera: camera) } catch { note(error) }
  }

  /// Tries again what could not be written, and writes scores that have waited long enough.
  func tend() {
    writeWaiting()
    attempt { try store.flushScores() }
  }

  /// Does something with the database; a failure is told, and gives nil.
  func attempt<Value: Sendable>(_ work: @Sendable (StationStore) throws -> Value) -> Value? {
    do {
      let value = try work(store)
      noteSuccess()
      return value
    } catch {
      note(error)
      return nil
    }
  }

  /// Writes everything.
  func close() {
    tend()
    if !waiting.isEmpty {
      log.error(
        "events could not be written before the end", metadata: ["events": "\(waiting.count)"])
    }
  }

  private func attempt(_ work: () throws -> Void) {
    do {
      try work()
      noteSuccess()
    } catch { note(error) }
  }

  private func writeWaiting() {
    while let event = waiting.first {
      do {
        _ = try store.put(event)
        waiting.removeFirst()
        tell(.event(event))
        noteSuccess()
      } catch {
        note(error)
        return
      }
    }
  }

  private func note(_ error: any Error) {
    let text = error.explanation
    guard failure != text else { return }
    failure = text
    board.set(.database, true)
    log.error("the database cannot be written; detection goes on", metadata: ["why": "\(text)"])
  }

  private func noteSuccess() {
    guard failure != nil, waiting.isEmpty else { return }
    failure = nil
    board.set(.database, false)
    log.notice(
      "the database can be written again",
      metadata: ["lost events": "\(lostEvents)", "lost scores": "\(store.lostScores)"])
    lostEvents = 0
  }
}
