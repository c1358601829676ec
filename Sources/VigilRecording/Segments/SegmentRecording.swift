import Foundation
package import VigilCore
package import VigilMedia
import VigilStore

/// The segment of a camera that is being written. Belongs to one thread.
package final class SegmentRecording {
  private let camera: String
  private let ring: PacketRing
  private let folder: RecordingFolder
  private let options: SegmentRecorderOptions
  private let clocks: Clocks
  private let report: @Sendable (RecordingReport) -> Void
  private var clip: GrowingClip?
  private var prepared: StoredFile?
  private var rows: [StoredFile] = []
  /// When the segment's first picture is shown.
  private var start = 0.0
  /// Where the last segment ended.
  private var place: PacketPlace?
  /// When something was last written.
  private var lastWrite = 0.0
  private var lastSynchronization = -Double.infinity
  private var notes: Set<String> = []

  /// Begins with what the ring holds.
  package init(
    camera: String, ring: PacketRing, folder: RecordingFolder, options: SegmentRecorderOptions,
    clocks: Clocks, report: @escaping @Sendable (RecordingReport) -> Void
  ) {
    self.camera = camera
    self.ring = ring
    self.folder = folder
    self.options = options
    self.clocks = clocks
    self.report = report
  }

  /// Writes what came since it was last called.
  package func write() {
    var goesOn = true
    while goesOn {
      do throws(RecordingError) {
        goesOn = try writeSegment()
      } catch {
        folder.stop(error)
        report(.segmentFailed(camera: camera, error))
        finish()
        goesOn = false
      }
    }
  }

  /// Finishes the segment with what there is.
  package func finish() {
    guard let clip else { return }
    place = clip.place ?? place
    do throws(MediaError) {
      let summary = try clip.close()
      for note in summary.notes where notes.insert(note).inserted { report(.note(camera: camera, note)) }
    } catch {
      report(.segmentFailed(camera: camera, RecordingError(error)))
    }
    for row in rows {
      do throws(RecordingError) {
        _ = try folder.finish(row)
      } catch {
        if error.code != .unreadable, error.code != .noPictures { folder.leave(row) }
        report(.segmentFailed(camera: camera, error))
      }
    }
    (self.clip, prepared, rows) = (nil, nil, [])
  }

  /// Writes to the segment; true if it is over and another one may follow at once.
  private func writeSegment() throws(RecordingError) -> Bool {
    if clip == nil { clip = try open() }
    guard let clip else { return false }
    let now = clocks.now()
    let before = clip.newest
    try RecordingError.explaining { () throws(MediaError) in
      try clip.append(to: start + options.seconds, cut: .group)
    }
    try register(clip)
    if now - lastSynchronization >= 1 {
      lastSynchronization = now
      try RecordingError.explaining { () throws(MediaError) in try clip.synchronize() }
    }
    if clip.newest != before { lastWrite = now }
    let isSilent = clip.newest != nil && now - lastWrite > 2 * options.seconds
    guard clip.isAtEnd || clip.hasEnded || isSilent else { return false }
    let hasEnded = clip.hasEnded
    finish()
    if hasEnded { place = nil }
    return !isSilent
  }

  private func open() throws(RecordingError) -> GrowingClip? {
    guard folder.admits() else { return nil }
    let next =
      if let place, place.isCurrent(in: ring) { place.next(in: ring) } else {
        PacketPlace(in: ring, before: -.infinity)
      }
    guard let next else { return nil }
    let row = try folder.prepare(
      camera: camera, kind: .segment, event: nil, start: next.date ?? clocks.date())
    prepared = row
    start = next.time ?? 0
    lastWrite = clocks.now()
    return GrowingClip(
      folder.url(of: row), ring: ring, from: -.infinity, after: next, includesSound: options.includesSound)
  }

  private func register(_ clip: GrowingClip) throws(RecordingError) {
    guard let prepared else { return }
    for file in clip.begun.dropFirst(rows.count) {
      rows.append(try folder.register(prepared.renamed(to: file)))
    }
  }
}
