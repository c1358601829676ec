import Dispatch
public import Foundation
import Synchronization
public import VigilCore
public import VigilMedia

/// Writes a clip of each event of one camera, from the packets of a ring.
///
/// A clip begins with the last picture at or before `start - before` that can be decoded by itself, as far as the ring reaches
/// back, and ends with the first at or after `end + after`. Events that overlap get a clip each. While an event
/// lasts its file is a growing one, which plays after a power cut and is finished at the next start.
///
/// Nothing here throws or waits for the disk but `finish`, which detection does not need to await: files are written on a thread
/// of the recorder, in order, and failures go to `report`.
///
/// ```swift
/// recorder.begin(event.id, start: event.start)
/// recorder.extend(event.id, end: event.end)
/// let clip = await recorder.finish(event.id, end: event.end)
/// ```
///
/// Times are on the timeline of the ring, in seconds; `ring.origin` ties it to the clock and to other rings.
public final class EventRecorder: Sendable {
  /// The camera's name.
  public let camera: String
  private let work: EventRecording

  /// Makes a recorder, and the thread on which it writes.
  ///
  /// - Parameters:
  ///   - ring: The camera's packets: of its main stream, if that is another one than is watched.
  ///   - report: Told of failures, on the recorder's thread.
  public init(
    camera: String, ring: PacketRing, folder: RecordingFolder,
    options: EventRecorderOptions = EventRecorderOptions(), clocks: Clocks = .machine,
    report: @escaping @Sendable (RecordingReport) -> Void = { _ in }
  ) {
    self.camera = camera
    let work = EventRecording(
      EventClip.Source(
        camera: camera, ring: ring, folder: folder, options: options, clocks: clocks, report: report))
    self.work = work
    OwnThread.start("vigil clips") { work.run() }
  }

  deinit { work.stop {} }

  /// Begins the clip of an event.
  ///
  /// - Parameter start: Where its first snippet begins.
  public func begin(_ id: UUID, start: Double) { work.begin(id, start: start) }

  /// Says that an event lasts until `end` at least. An event that is neither extended nor finished is recorded on.
  public func extend(_ id: UUID, end: Double) { work.extend(id, end: end) }

  /// Says that an event ended, and waits for its clip: until the ring reaches `end + after`, or `patience` is over.
  ///
  /// The same event twice, or one that was never begun, gives a clip without files.
  public func finish(_ id: UUID, end: Double) async -> FinishedClip {
    await withCheckedContinuation { continuation in
      work.finish(id, end: end) { continuation.resume(returning: $0) }
    }
  }

  /// Ends the recorder: finishes all clips with what there is, and returns once they are whole.
  ///
  /// Those who wait in `finish` get theirs. Events that begin later get none.
  public func stop() async {
    await withCheckedContinuation { continuation in work.stop { continuation.resume() } }
  }
}
