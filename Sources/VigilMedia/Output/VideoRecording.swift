public import Foundation
import Synchronization
public import VigilCore

/// Frames of a live source as video files, one after the other.
///
/// Encoding has a task of its own: a slow encoder loses frames and holds up nobody. An error ends the current file only. Files can
/// be played while they are written, as `NAME.partial`, and after the program was killed.
public final class VideoRecording: Sendable {
  private struct State {
    var destination: URL?
    var unwritten = 0
    var isDiscarded = false
  }
  private final class Shared: Sendable {
    let state = Mutex(State())
  }

  private let shared = Shared()
  private let room: AsyncStream<Frame>.Continuation
  private let task: Task<Void, Never>

  /// Begins without a file.
  ///
  /// - Parameter onFailure: Receives the error that ended a file.
  public init(onFailure: @escaping @Sendable (MediaError) -> Void) {
    let (frames, room) = AsyncStream.makeStream(of: Frame.self, bufferingPolicy: .bufferingNewest(32))
    self.room = room
    let shared = shared
    var recoverable = VideoWriterOptions()
    recoverable.isRecoverable = true
    let options = recoverable
    task = Task {
      var current: URL?
      var writer: VideoWriter?
      var isEmpty = true
      /// Ends the current file; one without frames was never made.
      func close() async {
        guard let open = writer, !isEmpty else { return }
        if shared.state.withLock({ $0.isDiscarded }) { return await open.discard() }
        do throws(MediaError) { try await open.finish() } catch { onFailure(error) }
      }
      for await frame in frames {
        let destination = shared.state.withLock { $0.destination }
        if destination != current {
          await close()
          (current, isEmpty) = (destination, true)
          writer = destination.map { VideoWriter($0, options: options) }
        }
        guard let open = writer else { continue }
        do throws(MediaError) {
          try await open.append(frame)
          isEmpty = false
        } catch {
          onFailure(error)
          writer = nil
        }
      }
      await close()
    }
  }

  /// Writes later frames to another file, which is made with the first of them.
  public func begin(_ destination: URL) {
    shared.state.withLock { $0.destination = destination }
  }

  /// Appends a frame.
  public func append(_ frame: Frame) {
    if case .dropped = room.yield(frame) { shared.state.withLock { $0.unwritten += 1 } }
  }

  /// Ends the last file; returns the number of frames that the encoder was too slow for.
  ///
  /// - Parameter keepsFile: Whether it is put in its place, or removed.
  public func finish(keepsFile: Bool = true) async -> Int {
    shared.state.withLock { $0.isDiscarded = !keepsFile }
    room.finish()
    await task.value
    return shared.state.withLock { $0.unwritten }
  }
}
