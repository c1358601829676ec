import Dispatch

/// Hands pieces of a file from the thread that makes them to the task that sends them; the thread waits while some are not sent yet.
final class PieceQueue: Sendable {
  /// So many pieces may wait.
  private static let most = 2

  /// What the thread puts in, and its error if it has one.
  let pieces: AsyncThrowingStream<[UInt8], any Error>
  private let continuation: AsyncThrowingStream<[UInt8], any Error>.Continuation
  /// From 0: one that ends with less than it began with ends the program.
  private let room = DispatchSemaphore(value: 0)
  private let isClosed = LockedValue(false)

  init() {
    (pieces, continuation) = AsyncThrowingStream.makeStream()
    for _ in 0..<Self.most { room.signal() }
  }

  /// Adds a piece, once there is room. Blocks.
  ///
  /// - Throws: `CancellationError` if nobody takes pieces any more.
  func put(_ piece: [UInt8]) throws {
    room.wait()
    guard !isClosed.withLock({ $0 }) else {
      room.signal()
      throw CancellationError()
    }
    continuation.yield(piece)
  }

  /// Ends the pieces.
  func finish(_ result: Result<Void, any Error>) {
    switch result {
    case .success: continuation.finish()
    case .failure(let error): continuation.finish(throwing: error)
    }
  }

  /// Makes room for another: one was sent.
  func noteTaken() { room.signal() }

  /// Takes no more: the client has all, or is gone.
  func close() {
    isClosed.withLock { $0 = true }
    room.signal()
  }
}
