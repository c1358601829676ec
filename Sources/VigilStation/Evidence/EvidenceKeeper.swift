import Foundation
import Logging
import VigilCore
import VigilEvidence
import VigilMedia
import VigilRecording
import VigilStationConfiguration
import VigilStore

/// Keeps the evidence of one camera's events: a clip while each goes on, and then its picture, its scores and a signed manifest.
///
/// Nothing here holds up scoring: what waits for the disk runs beside it, and what fails is told.
actor EvidenceKeeper {
  private let camera: CameraSettings
  private let common: EvidenceKeepers
  private let model: EvidenceManifest.Model
  private let archive: Archive
  private let source: CameraSource
  private let clips: EventRecorder?
  private let segments: Task<Void, any Error>?
  private let log: Logger
  /// From the timeline of the scores to that of the ring, in seconds.
  private var offset: StreamOffset?
  private var pictures: [UUID: UnsignedEvent.Picture] = [:]
  private var work: [UUID: Task<Void, Never>] = [:]

  init(
    _ camera: CameraSettings, source: CameraSource, model: EvidenceManifest.Model, common: EvidenceKeepers,
    archive: Archive, report: @escaping @Sendable (RecordingReport) -> Void, log: Logger
  ) {
    (self.camera, self.model, self.common) = (camera, model, common)
    (self.archive, self.log, self.source) = (archive, log, source)
    clips = source.ring.map { ring in
      EventRecorder(
        camera: camera.name, ring: ring, folder: common.folder,
        options: EventRecorderOptions(
          before: camera.before.value, after: camera.after.value, includesSound: camera.hasSound),
        clocks: common.clocks, report: report)
    }
    guard camera.record == .continuous, let ring = source.ring else {
      segments = nil
      return
    }
    let recorder = SegmentRecorder(
      camera: camera.name, ring: ring, folder: common.folder,
      options: SegmentRecorderOptions(includesSound: camera.hasSound), clocks: common.clocks, report: report)
    segments = Task { try await recorder.run() }
  }

  /// Begins the clip of an event.
  ///
  /// - Parameter origin: when the timeline of the scores began, in monotonic seconds.
  func begin(_ event: StoredEvent, at position: SnippetPosition, origin: Double?) {
    offset = source.offset(origin: origin) ?? offset
    guard let clips, let offset else { return }
    clips.begin(event.id, start: position.start + offset.seconds - offset.error)
  }

  /// The event goes on.
  func extend(_ event: StoredEvent, to end: Double) {
    guard let clips, let offset else { return }
    clips.extend(event.id, end: end + offset.seconds + offset.error)
  }

  /// Keeps the picture of the highest score so far.
  func keep(_ picture: Data, of event: StoredEvent) {
    pictures[event.id] = UnsignedEvent.Picture(jpeg: picture, date: event.peakDate)
    common.show(picture, event)
  }

  /// The event is over: what belongs to it is finished, described and signed, beside the scoring.
  func finish(_ event: StoredEvent, end: Double?) {
    common.verdicts.expect(event)
    // The recorder must know of it before it is told to stop.
    work[event.id] = Task.immediate {
      if let clips, let end, let offset {
        let clip = await clips.finish(event.id, end: end + offset.seconds + offset.error)
        for note in clip.notes { log.notice("\(note)") }
        let missing = clip.missingBefore - offset.error
        if missing > 0.5 {
          log.warning(
            "a clip begins later than asked: the ring did not reach back",
            metadata: ["seconds": "\(NumberText.trimmed(missing, decimals: 1))"])
        }
      }
      await complete(event)
      work[event.id] = nil
    }
  }

  /// Waits until what belongs to events that are over is on the disk.
  func settle() async {
    for task in work.values { await task.value }
  }

  /// Ends what goes on: the reading is over, and no more pictures come.
  func close() async {
    segments?.cancel()
    await clips?.stop()
    await settle()
    _ = await segments?.result
  }

  private func complete(_ event: StoredEvent) async {
    let picture = pictures.removeValue(forKey: event.id)
    await archive.tend()
    let (common, model) = (common, model)
    await common.blocking {
      common.sign(UnsignedEvent(event: event, model: model, picture: picture))
    }
    common.verdicts.judge(event)
  }
}
