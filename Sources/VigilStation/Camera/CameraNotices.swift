import Foundation
import Logging
import VigilStore

/// What is wrong with one camera, kept in the database from its beginning to its end, logged and shown.
struct CameraNotices {
  /// The kind of what is wrong with a model in shadow, which says nothing of the camera.
  static let shadow = "shadow"
  /// The kind of what is wrong with a model that was to take the place of another, which says nothing of the camera either.
  static let model = "model"

  /// The kind of a camera that cannot be watched, whatever it sends.
  static let failed = "failed"

  private let camera: String
  private let archive: Archive
  private let board: StationBoard
  private let reason: CameraReason
  private let log: Logger
  private var open: [String: NoticeTicket] = [:]
  private var told: [String: String] = [:]

  /// - Parameter reason: Has what people are told without addresses; the log has it whole.
  init(camera: String, reason: CameraReason, archive: Archive, board: StationBoard, log: Logger) {
    (self.camera, self.reason, self.archive, self.board, self.log) = (camera, reason, archive, board, log)
  }

  /// Whether something of a kind is wrong.
  func isOpen(_ kind: String) -> Bool { told[kind] != nil }

  /// Says that something is wrong; again only if the text is another.
  ///
  /// - Parameter models: The folders of models that it is about.
  mutating func begin(_ kind: String, _ message: String, models: [String] = [], at date: Date) {
    guard told[kind] != message else { return }
    end(kind, at: date, isReplaced: true)
    told[kind] = message
    log.warning("\(message)", metadata: ["health": "\(kind)"])
    let shown = reason.shown(message, models: models)
    let notice = CameraNotice(camera: camera, kind: kind, message: shown, start: date)
    open[kind] = archive.begin(notice)
    board.update(camera) { $0.health[kind] = shown }
  }

  /// Says that it is right again.
  mutating func end(_ kind: String, at date: Date) {
    end(kind, at: date, isReplaced: false)
  }

  /// Ends all: the camera is no longer watched.
  mutating func endAll(at date: Date) {
    for kind in told.keys.sorted() { end(kind, at: date) }
  }

  private mutating func end(_ kind: String, at date: Date, isReplaced: Bool) {
    guard told.removeValue(forKey: kind) != nil else { return }
    if let ticket = open.removeValue(forKey: kind) { archive.end(ticket, at: date) }
    board.update(camera) { $0.health[kind] = nil }
    if !isReplaced { log.notice("over: \(kind)", metadata: ["health": "\(kind)"]) }
  }
}
