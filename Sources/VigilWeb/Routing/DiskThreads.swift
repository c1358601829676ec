import NIOPosix

/// Threads that wait for the disk, so that those that all tasks share need not.
final class DiskThreads: Sendable {
  private let pool = NIOThreadPool(numberOfThreads: 4)

  init() { pool.start() }

  deinit { pool.shutdownGracefully { _ in } }

  /// Does something that waits.
  func run<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await pool.runIfActive(work)
  }
}
