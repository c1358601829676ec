import Foundation
import Logging
import VigilCore
public import VigilPipeline
import VigilRecording
import VigilStore

extension Station {
  /// What is wrong with the station as a whole and was told.
  struct Told {
    fileprivate var level = EconomyLevel.full
    fileprivate var economy: NoticeTicket?
    fileprivate var openFiles: NoticeTicket?
  }

  /// Says what is given up while there is too little time, and when it no longer is.
  func tellOfEconomy(_ told: inout Told) {
    let (level, date) = (shared.economy.level, clocks.date())
    guard level != told.level else { return }
    if let notice = told.economy.take() { archive.end(notice, at: date) }
    told.level = level
    guard level != .full else { return log.notice("there is time for full quality again") }
    let message = "too little time for all cameras: \(level.words)"
    log.warning("\(message)")
    told.economy = archive.begin(
      CameraNotice(camera: nil, kind: "economy", message: message, start: date))
  }

  /// Says that no file can be opened any more, and when one can.
  func tellOfOpenFiles(_ told: inout Told) {
    let (shortage, date) = (OpenFiles.shortage(), clocks.date())
    if let shortage, told.openFiles == nil {
      log.error("\(shortage)")
      told.openFiles = archive.begin(
        CameraNotice(camera: nil, kind: "open files", message: shortage, start: date))
    } else if shortage == nil, let notice = told.openFiles.take() {
      log.notice("files can be opened again")
      archive.end(notice, at: date)
    }
  }

  /// Says that the wall clock was set, by so many seconds.
  func tellOfClock(_ step: Double) {
    let (date, seconds) = (clocks.date(), Int(abs(step).rounded()))
    let message =
      "the clock was set \(step > 0 ? "forwards" : "back") by \(seconds) s; if that was not on purpose, check the time service"
    log.warning("\(message)")
    _ = archive.begin(
      CameraNotice(camera: nil, kind: "clock", message: message, start: date, end: date))
  }

  /// Tells what happened to recordings.
  static func tell(_ report: RecordingReport, _ log: Logger) {
    switch report {
    case .stopped(let error):
      log.error("recording has stopped; detection goes on", metadata: ["why": "\(error.message)"])
    case .resumed: log.notice("recording goes on")
    case .clipFailed(let camera, let event, let error):
      log.error(
        "a clip was not written, or only in part",
        metadata: [
          "camera": "\(camera)", "event": "\(event.uuidString.prefix(8).lowercased())",
          "why": "\(error.message)",
        ])
    case .crowded(let camera, let event, let clips):
      log.error(
        "an event gets no clip: as many as may be are being written",
        metadata: [
          "camera": "\(camera)", "event": "\(event.uuidString.prefix(8).lowercased())", "clips": "\(clips)",
        ])
    case .uncrowded(let camera): log.notice("events get clips again", metadata: ["camera": "\(camera)"])
    case .segmentFailed(let camera, let error):
      log.error(
        "a piece of the recording was not written, or only in part",
        metadata: ["camera": "\(camera)", "why": "\(error.message)"])
    case .note(let camera, let text): log.notice("\(text)", metadata: ["camera": "\(camera)"])
    }
  }

  /// What keeps the station from its work, in the order of their kinds; empty if nothing does.
  public var faults: [StationBoard.Fault] {
    var faults = board.faults
    if !heartbeat.isAlive(at: clocks.now()) { faults.insert(.loop) }
    return StationBoard.Fault.allCases.filter { faults.contains($0) }
  }

  /// What is given up since there is too little time.
  public var economyLevel: EconomyLevel { shared.economy.level }

  /// The state in one line.
  var summary: String {
    let cameras = board.all
    let watched = cameras.count { $0.state == .watching }
    let others = cameras.filter { $0.state != .watching && $0.state != .off }.map(\.name)
    return "watching \(watched) of \(cameras.count { $0.state != .off }) cameras"
      + (others.isEmpty ? "" : "; not: \(others.joined(separator: ", "))")
  }

  /// What a line a minute says beside it.
  var minute: Logger.Metadata {
    let cameras = board.all
    let latencies = cameras.compactMap(\.latency)
    return [
      "snippets": "\(cameras.reduce(0) { $0 + $1.snippets })",
      "still": "\(cameras.reduce(0) { $0 + $1.counts.stillSnippets })",
      "reduced": "\(cameras.reduce(0) { $0 + $1.counts.reducedSnippets })",
      "skipped": "\(cameras.reduce(0) { $0 + $1.counts.skippedSnippets })",
      "dropped": "\(cameras.reduce(0) { $0 + $1.counts.droppedSnippets })",
      "oldest score": "\(latencies.max().map { NumberText.trimmed($0, decimals: 2) } ?? "-") s",
    ]
  }
}
