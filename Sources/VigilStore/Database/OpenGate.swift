import Foundation
import GRDB
import Synchronization

/// Lets calls into a database until it is closed, which waits for those that are inside.
///
/// GRDB's pool takes a call that waits for its closing as one of an open database, and hands SQLite a connection that is gone: a crash.
final class OpenGate: Sendable {
  private let state = Mutex((isShut: false, inside: 0))

  /// Calls what uses the database.
  ///
  /// - Throws: `DatabaseError` once it is closed, and what `body` throws.
  func through<Value>(_ body: () throws -> Value) throws -> Value {
    let isOpen = state.withLock { state in
      if !state.isShut { state.inside += 1 }
      return !state.isShut
    }
    guard isOpen else { throw DatabaseError(resultCode: .SQLITE_MISUSE, message: "Connection is closed") }
    defer { state.withLock { $0.inside -= 1 } }
    return try body()
  }

  /// Lets nobody in any more, and waits until nobody is inside.
  func shut() {
    state.withLock { $0.isShut = true }
    while state.withLock({ $0.inside > 0 }) { usleep(1000) }
  }
}
