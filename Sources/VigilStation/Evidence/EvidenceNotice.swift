import Foundation
import Synchronization
import VigilCore
import VigilStore

/// Keeps in the database since when events are not signed, or old files not removed, and until when.
final class EvidenceNotice: Sendable {
  /// What does not work.
  enum Cause: Hashable, Sendable {
    /// The chain of manifests, from the start on.
    case chain
    /// Signing events.
    case events
    /// Signing that files were removed.
    case removals
    /// Removing recordings that are older or more than the file allows.
    case recordings
    /// Removing events that are older than the file allows.
    case history
  }

  private let archive: Archive
  private let clocks: Clocks
  private let open = Mutex<[Cause: NoticeTicket]>([:])

  init(archive: Archive, clocks: Clocks) { (self.archive, self.clocks) = (archive, clocks) }

  /// Something does not work, which is told once.
  ///
  /// - Returns: whether it worked before.
  @discardableResult
  func begin(_ cause: Cause, _ message: String) -> Bool {
    open.withLock { open in
      guard open[cause] == nil else { return false }
      open[cause] = archive.begin(
        CameraNotice(camera: nil, kind: "evidence", message: message, start: clocks.date()))
      return true
    }
  }

  /// Something works.
  ///
  /// - Returns: whether it did not before.
  @discardableResult
  func end(_ cause: Cause) -> Bool {
    guard let ticket = open.withLock({ $0.removeValue(forKey: cause) }) else { return false }
    archive.end(ticket, at: clocks.date())
    return true
  }
}
