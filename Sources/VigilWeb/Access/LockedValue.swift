import Foundation

/// A value behind a lock that is held for moments only.
final class LockedValue<Value>: @unchecked Sendable {
  // Checked by hand: `value` is only touched with the lock held.
  private let lock = NSLock()
  private var value: Value

  init(_ value: Value) { self.value = value }

  func withLock<Result>(_ body: (inout Value) throws -> Result) rethrows -> Result {
    lock.lock()
    defer { lock.unlock() }
    return try body(&value)
  }
}
