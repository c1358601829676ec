package import Foundation
package import VigilCore
package import VigilMedia
import VigilStore

/// The clip of one event while it is written. Belongs to one thread.
package final class EventClip {
  /// What it is made of, for all clips of a camera.
  package struct Source {
    var camera: String
    var ring: PacketRing
    var folder: RecordingFolder
    var options: EventRecorderOptions
    var clocks: Clocks
    var report: @Sendable (RecordingReport) -> Void

    package init(
      camera: String, ring: PacketRing, folder: RecordingFolder, options: EventRecorderOptions,
      clocks: Clocks, report: @escaping @Sendable (RecordingReport) -> Void
    ) {
      self.camera = camera
      self.ring = ring
      self.folder = folder
      self.options = options
      self.clocks = clocks
      self.report = report
    }
  }

  private let source: Source
  private let event: UUID
  /// The first moment to show.
  private let start: Double
  private var clip: GrowingClip?
  private var prepared: StoredFile?
  private var rows: [StoredFile] = []
  private var error: RecordingError?
  private var lastSynchronization = -Double.infinity

  /// Seconds between two times at which what was written is put on the disk.
  private static let synchronizationInterval = 1.0

  /// Begins the clip of an event that begins at `start` on the ring's timeline, in seconds.
  package init(_ source: Source, event: UUID, start: Double) {
    self.source = source
    self.event = event
    self.start = start - source.options.before
  }

  /// Writes what the ring has.
  ///
  /// - Parameter end: The last moment to show; nil while the event goes on.
  /// - Returns: whether no more is to come.
  package func write(to end: Double?) -> Bool {
    guard error == nil else { return true }
    do throws(RecordingError) {
      if clip == nil { clip = try open() }
      guard let clip else { return false }
      try RecordingError.explaining { () throws(MediaError) in try clip.append(to: end ?? .infinity) }
      try register(clip)
      try synchronize(clip)
      return clip.hasEnded || clip.isAtEnd || end.map { clip.newest ?? -.infinity >= $0 } ?? false
    } catch {
      fail(error)
      return true
    }
  }

  /// Finishes the clip with what was written.
  ///
  /// - Parameter end: The last moment that was to be shown.
  package func finish(to end: Double?) -> FinishedClip {
    var result = FinishedClip(event: event, error: error)
    guard let clip else {
      result.error = error ?? source.folder.stopReason ?? noPictures()
      return result
    }
    do throws(MediaError) {
      let summary = try clip.close()
      (result.start, result.end) = (summary.start, summary.end)
      (result.gaps, result.notes) = (summary.gaps, summary.notes)
      result.missingBefore = summary.missingBefore
      result.missingAfter = max(0, (end ?? summary.end) - summary.end)
      result.pictures = summary.files.reduce(0) { $0 + $1.pictures }
    } catch {
      fail(RecordingError(error))
      result.error = self.error
    }
    if rows.isEmpty, error == nil { result.error = noPictures() }
    for row in rows {
      do throws(RecordingError) {
        result.files.append(try source.folder.finish(row))
      } catch {
        if error.code != .unreadable, error.code != .noPictures { source.folder.leave(row) }
        fail(error)
        result.error = self.error
      }
    }
    for note in result.notes { source.report(.note(camera: source.camera, note)) }
    return result
  }

  /// Looks for the first picture and a place for it; nil until there is one.
  private func open() throws(RecordingError) -> GrowingClip? {
    guard source.folder.admits(), let place = PacketPlace(in: source.ring, before: start) else { return nil }
    let row = try source.folder.prepare(
      camera: source.camera, kind: .clip, event: event, start: place.date ?? source.clocks.date())
    prepared = row
    return GrowingClip(
      source.folder.url(of: row), ring: source.ring, from: start, after: place,
      includesSound: source.options.includesSound)
  }

  /// Puts files that were begun into the index.
  private func register(_ clip: GrowingClip) throws(RecordingError) {
    guard let prepared else { return }
    for file in clip.begun.dropFirst(rows.count) {
      rows.append(try source.folder.register(prepared.renamed(to: file)))
    }
  }

  private func synchronize(_ clip: GrowingClip) throws(RecordingError) {
    let now = source.clocks.now()
    guard now - lastSynchronization >= Self.synchronizationInterval else { return }
    lastSynchronization = now
    try RecordingError.explaining { () throws(MediaError) in try clip.synchronize() }
  }

  private func fail(_ reason: RecordingError) {
    guard error == nil else { return }
    error = reason
    source.folder.stop(reason)
    source.report(.clipFailed(camera: source.camera, event: event, reason))
  }

  private func noPictures() -> RecordingError {
    RecordingError(.noPictures, "there are no pictures of the event of \(source.camera); was it connected?")
  }
}
