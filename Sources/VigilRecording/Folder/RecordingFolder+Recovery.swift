import Foundation
import VigilMedia
import VigilStore

extension RecordingFolder {
  /// Finishes or discards what an earlier run of the station left; called at the start, before anything is recorded.
  ///
  /// - Throws: what `check` throws, or `index`; then nothing may be recorded. A full disk is no error here.
  public func recover() throws(RecordingError) -> RecoveryReport {
    do throws(RecordingError) {
      try check()
    } catch  where error.code != .full {
      throw error
    } catch {
      stop(error)
    }
    var report = RecoveryReport()
    report.removed = try emptyGarbage()
    try finishInterrupted(&report)
    try compareRows(&report)
    try compareFiles(&report)
    return report
  }

  private func finishInterrupted(_ report: inout RecoveryReport) throws(RecordingError) {
    for file in try allFiles(isFinished: false) {
      let whole = url(of: file)
      do throws(RecordingError) {
        if try disk.size(of: ClipRemux.partial(of: whole)) != nil {
          report.finished.append(try finish(file).path)
        } else if let bytes = try disk.size(of: whole) {
          // Its name was on the disk, and its row not yet.
          var file = file
          file.bytes = bytes
          file.end = file.start + (try disk.playable(whole)).seconds
          if file.kind != .segment { file.sha256 = try disk.digest(of: whole) }
          file.isFinished = true
          try disk.synchronizeFolder(whole.deletingLastPathComponent())
          try index.update(file)
          report.finished.append(file.path)
        } else {
          try discard([file], includingKept: true)
          report.discarded.append(file.path)
        }
      } catch  where error.code == .unreadable || error.code == .noPictures {
        report.discarded.append(file.path)
      } catch  where error.code == .index {
        throw error
      } catch {
        report.failures.append(error.message)
        leave(file)
      }
    }
  }

  /// Looks for the file of each row.
  private func compareRows(_ report: inout RecoveryReport) throws(RecordingError) {
    var gone: [StoredFile] = []
    for file in try allFiles(isFinished: true) {
      guard let bytes = try disk.size(of: url(of: file)) else {
        gone.append(file)
        continue
      }
      if bytes != file.bytes { report.damaged.append(file.path) }
    }
    guard !gone.isEmpty else { return }
    try discard(gone, includingKept: true)
    report.missing = gone.map(\.path)
  }

  /// Looks for the row of each file.
  private func compareFiles(_ report: inout RecoveryReport) throws(RecordingError) {
    let whole = Set(try allFiles(isFinished: true).map(\.path))
    let growing = Set(try allFiles(isFinished: false).map(\.path))
    for top in ["clips", "recordings"] {
      for name in try disk.files(below: url.appending(path: top)) {
        let path = "\(top)/\(name)"
        guard !whole.contains(path), !growing.contains(path) else { continue }
        if path.hasSuffix(".partial") {
          let goal = String(path.dropLast(".partial".count))
          // What could not be finished stays for the next start.
          if growing.contains(goal) { continue }
          let isThere = try has(url.appending(path: goal))
          if !isThere, try adoptGrowing(goal) {
            report.adopted.append(goal)
          } else {
            try remove(path)
            report.discarded.append(path)
          }
        } else if try adopt(path) {
          report.adopted.append(path)
        }
      }
    }
  }

  /// Finishes a growing file of ours that has no row.
  private func adoptGrowing(_ path: String) throws(RecordingError) -> Bool {
    guard let parts = RecordingPath.parse(path), parts.kind == .clip || parts.kind == .segment,
      let start = RecordingPath.date(of: path)
    else { return false }
    let event = parts.kind == .clip ? index.event(prefix: parts.id)?.id : nil
    let file = try index.add(
      StoredFile(camera: parts.camera, kind: parts.kind, event: event, path: path, start: start, end: start))
    do throws(RecordingError) {
      _ = try finish(file)
      return true
    } catch  where error.code == .unreadable || error.code == .noPictures {
      return false
    }
  }

  /// Gives a whole file of ours a row: a manifest may name it, whether its event is known here or not.
  private func adopt(_ path: String) throws(RecordingError) -> Bool {
    guard let parts = RecordingPath.parse(path), let start = RecordingPath.date(of: path) else {
      return false
    }
    let place = url.appending(path: path)
    let event = parts.kind == .segment ? nil : index.event(prefix: parts.id)
    let end: Date
    switch parts.kind {
    case .clip, .segment:
      do throws(RecordingError) {
        end = start + (try disk.playable(place)).seconds
      } catch  where error.code == .unreadable || error.code == .noPictures {
        return false
      }
    case .track: end = max(start, event?.end ?? start)
    case .picture, .manifest: end = start
    }
    _ = try index.add(
      StoredFile(
        camera: parts.camera, kind: parts.kind, event: event?.id, path: path,
        bytes: try disk.size(of: place) ?? 0,
        sha256: parts.kind == .segment ? nil : try disk.digest(of: place), start: start, end: end,
        isFinished: true))
    return true
  }

  private func remove(_ path: String) throws(RecordingError) {
    let file = url.appending(path: path)
    try disk.remove(file)
    try disk.synchronizeFolder(file.deletingLastPathComponent())
  }

  /// All rows of what is recorded.
  private func allFiles(isFinished: Bool) throws(RecordingError) -> [StoredFile] {
    try index.files(
      FileQuery(
        kinds: [.clip, .segment, .picture, .track], isFinished: isFinished, order: .oldestFirst, limit: .max))
  }
}
