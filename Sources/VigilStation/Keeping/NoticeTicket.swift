import Synchronization

/// A notice that may not be in the database yet: what it takes to end it.
package final class NoticeTicket: Sendable {
  private let row = Mutex<Int64?>(nil)

  init() {}

  /// Its number in the database, once it is there.
  var id: Int64? {
    get { row.withLock { $0 } }
    set { row.withLock { $0 = newValue } }
  }
}
