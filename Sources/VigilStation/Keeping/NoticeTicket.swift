import Synchronization
import VigilStore

/// A notice that may not be in the database yet: what it takes to end it.
package final class NoticeTicket: Sendable {
  /// The notice as it began.
  let notice: CameraNotice
  private let row = Mutex<CameraNotice?>(nil)

  init(_ notice: CameraNotice) { self.notice = notice }

  /// The same with its number in the database, once it is there.
  var stored: CameraNotice? {
    get { row.withLock { $0 } }
    set { row.withLock { $0 = newValue } }
  }
}
