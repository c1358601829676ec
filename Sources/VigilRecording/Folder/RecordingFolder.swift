public import Foundation
import Synchronization
public import VigilCore
public import VigilStore

/// The folder of a station's recordings, in step with the index in its database.
///
/// ```
/// FOLDER/.vigil-recordings                                 the marker, with the folder's id
/// FOLDER/clips/CAMERA/2026-11-28/163005-1b2c3d4e.mp4       UTC, and the beginning of the event's id
/// FOLDER/recordings/CAMERA/2026-11-28/163010-5f6a7b8c.mp4  segments
/// ```
///
/// A file is on the disk, with its name, before its row is; a row is garbage before its file is removed, and is forgotten after
/// that. So each row names a whole file, or one that `recover` finishes. Where the marker is missing although the
/// database knows it, the disk is not mounted: nothing is written then, and no marker is made.
///
/// May be used from any thread; calls block.
public final class RecordingFolder: Sendable {
  /// Where it is.
  public let url: URL
  /// How it is used.
  public let options: RecordingOptions

  let index: any FileIndex
  let disk: any DiskOperations
  let clocks: Clocks
  private let report: @Sendable (RecordingReport) -> Void
  private let state = Mutex(State())

  private struct State {
    /// Why nothing may be written whatever room there is.
    var limit: RecordingError?
    /// Why nothing is written.
    var reason: RecordingError?
    /// When it is looked at again.
    var nextCheck = -Double.infinity
    /// Clips that could not be finished.
    var leftovers: [StoredFile] = []
  }

  /// The name of the marker.
  static let markerName = ".vigil-recordings"

  /// Describes a folder; nothing is written yet.
  ///
  /// - Parameters:
  ///   - url: Where it is; it is made if the station never recorded before.
  ///   - store: The station's database.
  ///   - report: Told when recording stops and when it goes on, on the thread that noticed.
  public convenience init(
    _ url: URL, store: StationStore, options: RecordingOptions = RecordingOptions(),
    clocks: Clocks = .machine, report: @escaping @Sendable (RecordingReport) -> Void = { _ in }
  ) {
    self.init(
      url, index: StoreIndex(store), options: options, disk: MachineDisk(), clocks: clocks, report: report)
  }

  /// Describes a folder on the caller's disk.
  package init(
    _ url: URL, index: any FileIndex, options: RecordingOptions, disk: any DiskOperations, clocks: Clocks,
    report: @escaping @Sendable (RecordingReport) -> Void
  ) {
    self.url = url
    self.index = index
    self.options = options
    self.disk = disk
    self.clocks = clocks
    self.report = report
  }

  /// Where a file of the index is.
  public func url(of file: StoredFile) -> URL { url.appending(path: file.path) }

  /// Why nothing is written at the moment; nil while it is.
  public var stopReason: RecordingError? { state.withLock { $0.reason } }

  // MARK: Whether it can be written to

  /// Looks whether the folder is there and has room, and makes a new one for a station that never recorded.
  ///
  /// - Throws: `notMounted`, `otherStation`, `full`, `cannotWrite` or `index`.
  public func check() throws(RecordingError) {
    let marker = url.appending(path: Self.markerName)
    let known = try index.folderID()
    let found = try disk.text(of: marker)?.trimmingCharacters(in: .whitespacesAndNewlines)
    switch (known, found) {
    case (let known?, let found?):
      guard known == found else {
        throw RecordingError(
          .otherStation,
          "\(url.path) holds the recordings of another station; mount the right disk, or choose another folder"
        )
      }
    case (let known?, nil):
      throw RecordingError(
        .notMounted,
        "\(url.path) lacks its marker \(Self.markerName): its disk is not mounted; mount it, or write \(known) into the marker of a new one"
      )
    case (nil, let found?):
      // The database is new, or was when the program ended.
      try index.setFolderID(found)
    case (nil, nil):
      try disk.makeFolder(url)
      let id = UUID().uuidString.lowercased()
      try disk.write(Data((id + "\n").utf8), to: marker)
      try index.setFolderID(id)
    }
    if let limit = state.withLock({ $0.limit }) { throw limit }
    let free = try disk.freeBytes(at: url)
    guard free >= options.reserve else {
      throw RecordingError(
        .full,
        "\(url.path) has only \(free >> 20) MiB left, \(options.reserve >> 20) MiB are kept free; make room, or keep recordings for a shorter time"
      )
    }
  }

  /// Whether a file may be begun now. What is wrong is told once, and looked at again after `retryDelay`.
  func admits() -> Bool {
    let now = clocks.now()
    let isDue = state.withLock { state in
      guard state.reason == nil || now >= state.nextCheck else { return false }
      state.nextCheck = now + options.retryDelay
      return true
    }
    guard isDue else { return false }
    do throws(RecordingError) {
      try check()
      // Files that are written at once, such as pictures, have the reserve.
      if let shortage = OpenFiles.shortage() { throw RecordingError(.cannotWrite, shortage) }
      if stopReason != nil { try probe() }
    } catch {
      stop(error)
      return false
    }
    let wasStopped = state.withLock { state in
      defer { state.reason = nil }
      return state.reason != nil
    }
    if wasStopped { report(.resumed) }
    finishLeftovers()
    return true
  }

  /// Looks whether what was stopped can go on, and finishes what was left: nothing else does while no file is begun. Blocks; call it each
  /// few seconds.
  public func retry() {
    if state.withLock({ $0.reason != nil || !$0.leftovers.isEmpty }) { _ = admits() }
  }

  /// Writes something, to the index too: a disk that is read-only and an index that is locked look as they did.
  private func probe() throws(RecordingError) {
    try index.probe()
    let file = url.appending(path: ".vigil-probe")
    try disk.write(Data("can this be written?\n".utf8), to: file)
    try disk.remove(file)
  }

  /// Notes why nothing can be written, if it is a matter of the disk or the index, and tells of it once.
  func stop(_ reason: RecordingError) {
    guard reason.code != .unreadable, reason.code != .noPictures else { return }
    let now = clocks.now()
    let isNew = state.withLock { state in
      defer {
        state.reason = reason
        state.nextCheck = now + options.retryDelay
      }
      return state.reason?.code != reason.code
    }
    if isNew { report(.stopped(reason)) }
  }

  /// Sets why nothing may be written although there is room, or lifts that.
  func limit(_ reason: RecordingError?) {
    state.withLock { $0.limit = reason }
    if let reason { stop(reason) }
  }

  /// Remembers a clip that could not be finished, to try again when there is room.
  func leave(_ file: StoredFile) { state.withLock { $0.leftovers.append(file) } }

  private func finishLeftovers() {
    let files = state.withLock { state in
      defer { state.leftovers = [] }
      return state.leftovers
    }
    for file in files {
      do throws(RecordingError) {
        _ = try finish(file)
      } catch {
        if error.code != .unreadable, error.code != .noPictures { leave(file) }
      }
    }
  }
}
