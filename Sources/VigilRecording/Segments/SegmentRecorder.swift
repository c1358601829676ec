import Dispatch
import Foundation
public import VigilCore
public import VigilMedia

/// Records a camera continuously, in files of about ten seconds that follow each other without a gap.
///
/// Each begins with a picture that can be decoded by itself and can be played alone; after a power cut the last one is finished as
/// far as it was written. What cannot be written, as on a full disk, is left out and reported, and recording goes on
/// by itself.
public struct SegmentRecorder: Sendable {
  /// The camera's name.
  public let camera: String
  private let ring: PacketRing
  private let folder: RecordingFolder
  private let options: SegmentRecorderOptions
  private let clocks: Clocks
  private let report: @Sendable (RecordingReport) -> Void

  /// Seconds between two looks at the ring.
  private static let interval = 0.5

  /// Makes a recorder.
  ///
  /// - Parameters:
  ///   - ring: The camera's packets; it must reach back some seconds and a group of pictures.
  ///   - report: Told of failures, on the recorder's thread.
  public init(
    camera: String, ring: PacketRing, folder: RecordingFolder,
    options: SegmentRecorderOptions = SegmentRecorderOptions(), clocks: Clocks = .machine,
    report: @escaping @Sendable (RecordingReport) -> Void = { _ in }
  ) {
    self.camera = camera
    self.ring = ring
    self.folder = folder
    self.options = options
    self.clocks = clocks
    self.report = report
  }

  /// Records until the task is cancelled; by then the last segment is finished.
  ///
  /// - Throws: `CancellationError`.
  public func run() async throws {
    try await OwnThread.runToEnd("vigil segments") { stop in
      let recording = SegmentRecording(
        camera: camera, ring: ring, folder: folder, options: options, clocks: clocks, report: report)
      while !stop.isStopped {
        recording.write()
        stop.pause(seconds: Self.interval)
      }
      recording.finish()
    }
  }
}
