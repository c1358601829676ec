import Dispatch
import Foundation
import VigilHashing

/// Computes the slow hashes of passwords, one at a time, on a thread of its own.
///
/// One takes 32 MiB and some tenths of a second of a processor. However many people try, detection loses no more than that; who comes
/// when too many wait is turned away.
final class PasswordQueue: Sendable {
  /// How many may wait.
  static let mostWaiting = 8

  private let queue = DispatchQueue(label: "vigil passwords", qos: .utility)
  private let count = LockedValue(0)

  /// Computes something in turn; nil if too many wait already.
  func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async -> Value? {
    let isTaken = count.withLock { count in
      guard count <= Self.mostWaiting else { return false }
      count += 1
      return true
    }
    guard isTaken else { return nil }
    defer { count.withLock { $0 -= 1 } }
    return await withCheckedContinuation { continuation in
      queue.async { continuation.resume(returning: work()) }
    }
  }
}
